"""Rules: Kazakhstan. The form of identification numbers stands in ``data/cc-kz.toml``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ead.rules.api import INFO, Answer, Scope, rule
from ead.rules.tables import rules_from_data

__all__ = ["TABLE_RULES"]

TABLE_RULES = rules_from_data("cc-kz")

_INVOICE_TYPES = frozenset({"INVOICE", "325", "380", "N325", "N380"})  # UN/EDIFACT code list 1001, with the EU's letter in front or without


@rule(
    "KZ-INV-001",
    on=Scope.ITEM,
    reads=["mail_class", "is_commercial", "documents?"],
    at="documents",
    severity=INFO,
    text="no commercial invoice is named for an EMS item with merchandise",
    source="USPS Postal Bulletin 22509, Kazakhstan",
    since=date(2018, 12, 20),
    fix="add the number of the commercial invoice, and put the invoice into the pouch on the item",
)
def merchandise_to_kazakhstan_has_an_invoice(
    mail_class: str, is_commercial: bool, documents: Sequence[Sequence[str | None]] | None
) -> Answer:
    """An EMS item with merchandise to Kazakhstan does not name a commercial invoice.

    Why: customs there want the invoice with EMS items, and hold those without it.
    Fix: add the number of the commercial invoice.
    Good: TW to KZ: mail_class = "U"; documents = none
    Bad: TW to KZ: item_id = "EE806576725TW"; mail_class = "E"; item_format = none; form = "CN23"; documents = none
    Notes: merchandise is what is sold, returned, or sent as a sample.
    """
    return {} if mail_class == "E" and is_commercial and not _has_invoice(documents) else None


def _has_invoice(documents: Sequence[Sequence[str | None]] | None) -> bool:
    return any((kind or "").upper() in _INVOICE_TYPES or "invoice" in (name or "").lower() for _, name, kind in documents or ())
