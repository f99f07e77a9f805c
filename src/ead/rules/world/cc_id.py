"""Rules: Indonesia. The form of the addressee's numbers stands in ``data/cc-id.toml``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ead.patterns import lazy
from ead.rules.api import ERROR, Answer, Scope, rule
from ead.rules.reference_facts import Known
from ead.rules.table_references import has_kind
from ead.rules.tables import rules_from_data

__all__ = ["TABLE_RULES"]

TABLE_RULES = rules_from_data("cc-id")

_OF_FIRMS, _OF_PERSONS = ("NPWP", "NIK"), ("NPWP", "NIK", "PASSPORT")  # the NIK of a sole trader is the NPWP
_DRIVING_LICENCE = lazy(r"[0-9]{12,14}")


@rule(
    "ID-ID-001",
    on=Scope.ITEM,
    reads=["addressee_references?", "addressee_is_named", "is_goods", "to_firm"],
    at="addressee.references",
    severity=ERROR,
    text="the addressee has no {wanted}",
    source="Pos Indonesia, notice of 2021-08-01; Japan Post, notice of 2023-11-02 on items to Indonesia",
    since=date(2021, 8, 1),
    fix="ask the addressee for the {wanted}",
    public=frozenset({"wanted"}),
)
def addressees_in_indonesia_are_identified(given: Sequence[Known] | None, named: bool, is_goods: bool, to_firm: bool) -> Answer:
    """Goods to Indonesia do not name the tax or identity number of the addressee.

    Why: Indonesian customs clear no item without it; since November 2023 such items are sent back.
    Fix: ask a firm for the NPWP, a person for NPWP, NIK, passport number or the number of the driving licence.
    Good: TW to ID: addressee.references.1.value = "3171011708450001"
    Bad: TW to ID: addressee.references = none
    Notes: a number of twelve to fourteen digits of which no kind is stated may be that of a driving licence, and is accepted.
    """
    if not is_goods or has_kind(given, _OF_FIRMS if to_firm else _OF_PERSONS) or (not to_firm and _has_licence(given)):
        return None
    return {"wanted": "tax number (NPWP)" if to_firm else "tax number (NPWP), identity number (NIK) or passport number"}


def _has_licence(given: Sequence[Known] | None) -> bool:
    return any(not known.stated and _DRIVING_LICENCE.fullmatch(known.value.replace(" ", "").replace("-", "")) for known in given or ())
