"""Rules: Switzerland and Liechtenstein. That goods are classified stands in ``data/cc-ch.toml``."""

from __future__ import annotations

from collections.abc import Sequence

from ead.rules.api import ERROR, Answer, Confidence, Scope, rule
from ead.rules.reference_facts import Known
from ead.rules.tables import rules_from_data
from ead.rules.world.sellers import faulty_numbers

__all__ = ["TABLE_RULES"]

TABLE_RULES = rules_from_data("cc-ch")


@rule(
    "CH-REF-001",
    on=Scope.ITEM,
    reads=["sender_references"],
    at="sender.references",
    severity=ERROR,
    text="the enterprise number (UID) of the sender has a wrong form or check digit",
    source="Swiss Post, mail-order regulation: UID of the registered seller in the sender's reference; eCH-0097 for the check digit",
    confidence=Confidence.ARITHMETIC,
    fix="copy the number from the VAT register: CHE and nine digits",
)
def seller_numbers_in_switzerland_are_valid(given: Sequence[Known]) -> Answer:
    """A Swiss enterprise number (UID) of the sender has a wrong form or check digit.

    Why: sellers that are registered for Swiss VAT are found by it; with a wrong number the addressee is charged tax a second time.
    Fix: copy the number from the VAT register: CHE and nine digits, with or without MWST, TVA or IVA.
    Good: TW to CH: sender.references.1.value = "CHE-100.155.212 MWST"
    Bad: TW to CH: sender.references.1.value = "CHE-100.155.213"
    Notes: a missing number is not reported: whether a seller has to be registered depends on its turnover, which an item does not tell.
    """
    return faulty_numbers(given, ("CHE_UID",), prefix="CHE")
