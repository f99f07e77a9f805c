"""Values derived from fields, shared by all rule sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from ead.codelists import countries, hs
from ead.fields.layout import ITEM_LAYOUT, Record
from ead.identifiers import s10
from ead.native import twin
from ead.rules.api import Scope, fact

__all__ = [
    "COMMERCIAL_NATURES",
    "COUNTRIES",
    "DUMMY_HS",
    "PSEUDO_COUNTRIES",
    "country_correction",
    "destination_of",
    "is_dummy_hs",
    "is_valid_as_written",
    "origin_of",
    "zero_padded_hs",
]

COMMERCIAL_NATURES = frozenset({"11", "21", "32"})
"""Sale of goods, returned goods, commercial sample (UPU code list 136)."""

COUNTRIES = countries.alpha2_codes()
"""The alpha-2 codes, for tests without a call: rules are asked a million times."""

PSEUDO_COUNTRIES = frozenset({"EU", "UK", "XX", "ZZ"})
"""What is written for a country without being an ISO 3166-1 code: unions, habits, stand-ins."""

DUMMY_HS = frozenset({"123456", "654321", "121212", *(digit * 6 for digit in "012345678")})
"""The first six digits of codes that were typed to fill the field."""

_LOST_ZERO_LENGTHS = frozenset({5, 7, 9})

_S10_LENGTH = 13

_FIRMS = frozenset({"2", "3"})  # legal persons and associations of persons, EU code list CL729

# Kilograms: below and above, grams were given as kilograms, or kilograms as tonnes.
_LIGHTEST_GROSS, _HEAVIEST_GROSS = Decimal("0.001"), Decimal(1000)

_NOTHING = Decimal(0)

_SENDER = ITEM_LAYOUT.position("sender")
_ADDRESSEE = ITEM_LAYOUT.position("addressee")
_COUNTRY = ITEM_LAYOUT.subgroups["sender"][1].position("country")
_ITEM_ID = ITEM_LAYOUT.position("item_id")
_DESTINATION_OPERATOR = ITEM_LAYOUT.position("destination_operator")


def destination_of(record: Record) -> str | None:
    """The country of destination: the addressee's, else the destination operator's.

    ``None`` when neither is an ISO code, and when the two contradict each other.
    """
    addressee = record[_ADDRESSEE]
    return _destination(addressee[_COUNTRY] if addressee is not None else None, record[_DESTINATION_OPERATOR])


@lru_cache(maxsize=4096)
def _destination(country: str | None, operator: str | None) -> str | None:
    served = operator[:2] if operator is not None else None
    if country not in COUNTRIES:
        return served if served in COUNTRIES else None
    return country if served == country or served not in COUNTRIES or countries.is_served_by(country or "", served or "") else None


def origin_of(record: Record) -> str | None:
    """The country of origin of the item: the sender's, else that of the S10 suffix; ``None`` when neither is an ISO code."""
    sender = record[_SENDER]
    return _origin(sender[_COUNTRY] if sender is not None else None, record[_ITEM_ID])


def _origin(country: str | None, item_id: str | None) -> str | None:
    if country in COUNTRIES:
        return country
    suffix = (item_id or "")[-2:]
    return suffix if suffix in COUNTRIES else None


@fact("is_goods", on=Scope.ITEM, reads=["nature?", "contents.amount?"], few=True)
def is_goods(nature: str | None, amounts: Sequence[Decimal | None]) -> bool:
    """Anything but documents without value."""
    # No amount has a sign.
    return nature != "91" or any(amounts)


@fact("is_commercial", on=Scope.ITEM, reads=["nature?", "sender.company?"], few=True)
def is_commercial(nature: str | None, company: str | None) -> bool:
    """Sale, return or sample; and 'other' when a firm sends it (an inference, so rules that are errors do not rest on it alone)."""
    return nature in COMMERCIAL_NATURES or (nature == "999" and company is not None)


@fact("valid_s10", on=Scope.ITEM, reads=["item_id"])
def valid_s10(item_id: str) -> str | None:
    """The item id when it is a valid S10 identifier as written: compact, so 13 characters and no small letters."""
    return item_id if is_valid_as_written()(item_id) else None


@cache
def is_valid_as_written() -> Callable[[str], bool]:
    """The test of S10 identifiers that are valid and compact, in capitals."""
    return twin("identifiers", lambda native: native.Countries(COUNTRIES).is_s10, lambda: _is_valid_as_written)


def _is_valid_as_written(item_id: str) -> bool:
    return len(item_id) == _S10_LENGTH and s10.is_valid(item_id) and item_id.isupper()


@fact("piece_count", on=Scope.ITEM, reads=["contents.description?"], few=True)
def piece_count(descriptions: Sequence[str | None]) -> int:
    """How many content pieces the item has."""
    return len(descriptions)


@fact("total_units", on=Scope.ITEM, reads=["contents.units"])
def total_units(units: Sequence[int]) -> int:
    """How many units all pieces hold, when every piece says so."""
    return sum(units)


@fact("total_amount", on=Scope.ITEM, reads=["contents.amount"])
def total_amount(amounts: Sequence[Decimal]) -> Decimal:
    """The sum of the pieces' values, when every piece has one."""
    return sum(amounts, _NOTHING)


def is_dummy_hs(code: str) -> bool:
    """Whether the code is a run of digits typed to fill the field: 000000, 111111, 123456 ...; 999999 has a meaning of its own."""
    return code[:6] in DUMMY_HS


def zero_padded_hs(code: str, edition: str) -> str | None:
    """The code with a zero in front when it lost one: 5, 7 or 9 digits, and the padded form exists in the edition."""
    if len(code) not in _LOST_ZERO_LENGTHS or not (code.isascii() and code.isdigit()):
        return None
    padded = "0" + code
    return padded if hs.is_valid(padded[:6], edition) else None


def country_correction(text: str) -> str | None:
    """The alpha-2 code that a text which is none was meant to be: lower case, alpha-3 or an English name; else ``None``."""
    plain = text.strip().upper() if text.isascii() else text.strip()
    if countries.is_country(plain):
        return plain
    return countries.by_alpha3(plain) or countries.by_name(plain)


@fact("destination", on=Scope.ITEM, reads=["addressee.country?", "destination_operator?"])
def destination(country: str | None, operator: str | None) -> str | None:
    """The country of destination, as :func:`destination_of` finds it."""
    return country if operator is not None and operator[:2] == country and country in COUNTRIES else _destination(country, operator)


@fact("origin", on=Scope.ITEM, reads=["sender.country?", "item_id?"])
def origin(country: str | None, item_id: str | None) -> str | None:
    """The country of origin of the item, as :func:`origin_of` finds it."""
    return country if country in COUNTRIES else _origin(country, item_id)


@fact("m_bag", on=Scope.ITEM, reads=["item_id", "mail_class", "item_format?"], few=True)
def m_bag(item_id: str, mail_class: str, item_format: str | None) -> bool | None:
    """``True`` for an M bag, by its format or else by its identifier; ``None``, which silences rules that read this, for anything else."""
    return True if item_format == "MB" or (item_format is None and mail_class == "U" and item_id[:1] == "M") else None


@fact("hs_edition", on=Scope.ITEM, reads=["on"], few=True)
def hs_edition(on: date) -> str:
    """The edition of the Harmonized System in force on the date that the item is judged by."""
    return hs.edition_on(on)


@fact("gross_is_plausible", on=Scope.ITEM, reads=["gross_weight"], few=True)
def gross_is_plausible(gross: Decimal) -> bool | None:
    """``True`` unless the gross weight is in a wrong unit (DQ-WT-003): then ``None``, which silences rules that read this."""
    return True if _LIGHTEST_GROSS <= gross < _HEAVIEST_GROSS or not gross else None


@fact("from_firm", on=Scope.ITEM, reads=["sender.company?", "sender.person_type?"], few=True)
def from_firm(company: str | None, person_type: str | None) -> bool:
    """Whether the sender is a firm: it names one, or says that it is a legal person or an association."""
    return company is not None or person_type in _FIRMS


@fact("to_firm", on=Scope.ITEM, reads=["addressee.company?", "addressee.person_type?"], few=True)
def to_firm(company: str | None, person_type: str | None) -> bool:
    """Whether the addressee is a firm: it names one, or says that it is a legal person or an association."""
    return company is not None or person_type in _FIRMS


@fact("is_distance_sale", on=Scope.ITEM, reads=["nature?", "from_firm", "to_firm"], few=True)
def is_distance_sale(nature: str | None, by_firm: bool, to_a_firm: bool) -> bool | None:
    """``True`` for goods that a firm sells to a person (B2C); else ``None``, which silences rules that read this."""
    return True if nature == "11" and by_firm and not to_a_firm else None
