"""Rules: the Republic of Korea. The form of the customs clearance code stands in ``data/cc-kr.toml``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ead.rules.api import ERROR, WARNING, Answer, Confidence, Scope, rule
from ead.rules.reference_facts import Known
from ead.rules.table_references import has_kind
from ead.rules.tables import rules_from_data

__all__ = ["TABLE_RULES"]

TABLE_RULES = rules_from_data("cc-kr")

_PERSONAL = ("PCCC", "PASSPORT")
_RESIDENT_LENGTH = 13


@rule(
    "KR-ID-001",
    on=Scope.ITEM,
    reads=["addressee_references?", "addressee_is_named", "is_goods", "to_firm", "is_distance_sale?"],
    at="addressee.references",
    severity=ERROR,
    text="the addressee has no personal customs clearance code",
    source="Korea Customs Service, personal customs clearance code; DHL Express and New Zealand Mint, notices to customers",
    since=date(2019, 1, 1),
    fix="ask the addressee for the code, P and twelve digits; foreigners may give their passport number",
)
def persons_in_korea_are_identified(
    given: Sequence[Known] | None, named: bool, is_goods: bool, to_firm: bool, is_distance_sale: bool | None
) -> Answer:
    """Goods to a person in Korea do not name the personal customs clearance code.

    Why: Korean customs clear goods for personal use by that code; without it the item waits until the addressee has given it.
    Fix: ask the addressee for the code, P and twelve digits; foreigners may give their passport number or date of birth.
    Good: TW to KR: addressee.references.1.value = "P123456789012"
    Bad: TW to KR: addressee.references = none
    Notes: an error for what a firm sells to a person, a warning for anything else. Firms do not have the code. A resident registration
        number is another rule's matter.
    """
    if to_firm or not is_goods or has_kind(given, _PERSONAL) or _resident_numbers(given):
        return None
    return {} if is_distance_sale else {"severity": WARNING}


@rule(
    "KR-ID-003",
    on=Scope.ITEM,
    reads=["addressee_references", "to_firm"],
    at="addressee.references",
    severity=WARNING,
    text="the reference of the addressee looks like a resident registration number, which must not be sent",
    source="Personal Information Protection Act of the Republic of Korea, article 24-2",
    confidence=Confidence.GENERAL,
    fix="leave the number out and give the personal customs clearance code, P and twelve digits",
)
def resident_numbers_of_korea_stay_there(given: Sequence[Known], to_firm: bool) -> Answer:
    """The addressee is identified by a Korean resident registration number.

    Why: it tells date of birth and sex and opens many doors; the law forbids to process it, and the customs code was made to replace it.
    Fix: leave the number out and ask the addressee for the personal customs clearance code.
    Good: TW to KR: addressee.references.1.value = "P123456789012"
    Bad: TW to KR: addressee.references.1.kind = none; addressee.references.1.value = "971013-9019902"
    Notes: thirteen digits that begin with a date. Firms are left out: their registration numbers have thirteen digits too.
    """
    if to_firm or (len(given) == 1 and given[0].value[:1] == "P"):
        return None
    return [{"at": f"addressee.references.{number}.value"} for number in _resident_numbers(given)] or None


def _resident_numbers(given: Sequence[Known] | None) -> list[int]:
    """The positions, from 1, of references that look like resident registration numbers."""
    return [number for number, known in enumerate(given or (), 1) if _is_resident_number(known.value)]


def _is_resident_number(value: str) -> bool:
    """Whether it could be one. The check digit is not looked at: numbers issued since October 2020 have none."""
    digits = value.replace("-", "").replace(" ", "")
    if len(digits) != _RESIDENT_LENGTH or not (digits.isascii() and digits.isdigit()):
        return False
    try:
        date(2000 + int(digits[:2]) % 100, int(digits[2:4]), int(digits[4:6]))
    except ValueError:
        return False
    return True
