"""Items posted in the United States: what the United States Postal Service asks of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from ead.descriptions.quick import maybe_one_of
from ead.descriptions.words import fold
from ead.identifiers import hs as hs_code
from ead.patterns import lazy
from ead.rules.api import ERROR, WARNING, Answer, Scope, rule
from ead.rules.rates import Rates
from ead.rules.value_facts import Money, worth
from ead.rules.world.us_aed_area import leaves_us

__all__ = ["leaves_us"]

_LIMIT = 2500
_SCHEDULE_B = 10
# An Internal Transaction Number of the Automated Export System: X and the date of acceptance, then six digits.
_ITN = lazy("X ?20[0-9]{6} ?[0-9]{6}")
_EXEMPTION = lazy(r"NO ?E?EI(?: S?E?C?T?I?O?N?)? ?(30\.[0-9]{1,2}(?: ?\([A-Z]{1,2}\))?)")
_BY_VALUE = "30.37(A)"
_CANADA = "CA"  # 15 CFR 30.36: no filing for Canada unless a licence is needed
_INITIALS = lazy(r"(?:[A-Z]\.?[ -]?){1,4}")
_WORDLESS = frozenset({"boxholder", "householder", "box holder", "house holder", "postal customer"})


@rule(
    "USPS-AES-001",
    on=Scope.ITEM,
    reads=["leaves_us", "destination", "contents.hs_code?", "contents.amount", "total_value", "documents?", "extra_fields?", "rates", "on"],
    at="contents.1.amount",
    severity=ERROR,
    text="goods of code {code} are worth {worth} USD, and the item has no ITN of the Automated Export System",
    source="15 CFR 30.37(a): filing above 2 500 USD for each Schedule B number; USPS international label interface, AES/ITN",
    since=date(2008, 9, 30),
    fix="file in AESDirect and add the ITN as a document, or cite the exemption that applies",
    public=frozenset({"code", "worth"}),
)
def exports_of_value_are_filed(
    leaving: bool,
    destination: str,
    codes: Sequence[str | None],
    amounts: Sequence[Decimal],
    total: Money,
    documents: Sequence[Sequence[str | None]] | None,
    extra: Sequence[Sequence[str | None]] | None,
    rates: Rates,
    on: date,
    *,
    limit: int = _LIMIT,
) -> Answer:
    """Goods of one code are worth more than 2 500 dollars, and no ITN shows that the export was filed.

    Why: the item is not accepted without the Internal Transaction Number or the citation of an exemption.
    Fix: file in AESDirect and add the ITN as a document, or cite the exemption that applies.
    Good: US to TW: contents.1.amount = "2790.00"; contents.1.currency = "USD"; postage_currency = "USD"; form = "CN23";
        contents.1.net_weight = "1.364"; gross_weight = "1.450"; documents.1.id = "X20261101123456"; documents.1.name = "AES ITN"
    Bad: US to TW: contents.1.amount = "2790.00"; contents.1.currency = "USD"; postage_currency = "USD"; form = "CN23";
        contents.1.net_weight = "1.364"; gross_weight = "1.450"
    Notes: values are added up by the first ten digits of the HS code. The number or a citation such as NOEEI 30.37(h) is looked for in
        documents and extra fields; NOEEI 30.37(a), the exemption of low values, does not count. Nothing is asked of items to Canada.
    """
    if (total.currency, "USD") in rates.futile:
        return None
    value = worth(total, "USD", rates, on)
    if value is None or value <= limit or destination == _CANADA:
        return None
    return None if _is_filed((*(documents or ()), *(extra or ()))) else _dear_lines(codes, amounts, value / total.amount, Decimal(limit))


def _dear_lines(codes: Sequence[str | None], amounts: Sequence[Decimal], rate: Decimal, limit: Decimal) -> Answer:
    lines: dict[str, tuple[int, Decimal]] = {}
    for number, (code, amount) in enumerate(zip(codes, amounts, strict=True), 1):
        key = hs_code.compact(code)[:_SCHEDULE_B] if code is not None else f"of content piece {number}"
        first, before = lines.get(key, (number, Decimal(0)))
        lines[key] = (first, before + amount * rate)
    hits: list[Mapping[str, Any]] = [
        {"at": f"contents.{number}.amount", "code": code, "worth": round(value, 2)}
        for code, (number, value) in lines.items()
        if value > limit
    ]
    return hits or None


def _is_filed(papers: Sequence[Sequence[str | None]]) -> bool:
    return any(_shows_filing(text) for paper in papers for text in paper if text)


@lru_cache(maxsize=1024)
def _shows_filing(text: str) -> bool:
    """Whether a text holds an ITN, or cites an exemption other than that of low values."""
    upper = text.upper()
    found = _EXEMPTION.search(upper)
    return _ITN.search(upper) is not None or (found is not None and found[1].replace(" ", "") != _BY_VALUE)


@rule(
    "USPS-HS-001",
    on=Scope.PIECE,
    reads=["hs_code?", "item.is_commercial", "item.leaves_us"],
    at="hs_code",
    severity=WARNING,
    text="the Postal Service wants an HS code on each commercial content piece",
    source="USPS, HS codes for international mail from 2025-09-01: warned of first, refused later",
    since=date(2025, 9, 1),
    fix="add the code of the Harmonized System, six digits or more",
    supersedes=frozenset({"UPU-HS-001", "EUI-H7-001"}),
)
def commercial_pieces_have_an_hs_code(code: str | None, commercial: bool, leaving: bool) -> Answer:
    """A piece of a commercial item posted in the United States has no HS code.

    Why: the Postal Service warns of it now and will refuse such items later.
    Fix: add the code of the Harmonized System, six digits or more.
    Good: US to TW: contents.1.hs_code = "610910"
    Bad: US to TW: contents.1.hs_code = none
    Notes: the world-wide rule for commercial articles (UPU-HS-001) makes it an error.
    """
    return {} if code is None and commercial else None


@rule(
    "USPS-NAM-001",
    on=Scope.PARTY,
    reads=["name", "company?", "role", "item.leaves_us"],
    at="name",
    severity=WARNING,
    text="the name of the {role} {reason}",
    source="USPS International Mail Manual, section 122",
    fix="give the full name of the person, or the name of the firm",
    supersedes=frozenset({"DQ-PTY-002", "DQ-PTY-003"}),
    public=frozenset({"role", "reason"}),
)
def names_are_written_out(name: str, company: str | None, role: str, leaving: bool) -> Answer:
    """A name is given by initials only, or is a word such as Boxholder.

    Why: international mail must be addressed to a named person or firm; posts abroad send other mail back.
    Fix: give the full name of the person, or the name of the firm.
    Good: US to TW: addressee.name = "Chia-hao Lin"
    Bad: US to TW: addressee.name = "Boxholder"
    Notes: initials pass beside the name of a firm, for trade names may be initials.
    """
    # A small letter in the second place is in no initials, and in nearly all other names.
    return _shortcoming(name, company, role) if not name[1:2].islower() or _maybe_wordless()(name) else None


def _shortcoming(name: str, company: str | None, role: str) -> Answer:
    if _INITIALS.fullmatch(name) and company is None:
        return {"role": role, "reason": "is made of initials only"}
    return {"role": role, "reason": "names nobody"} if _is_wordless(name) else None


@cache
def _maybe_wordless() -> Callable[[str], object]:
    return maybe_one_of(_WORDLESS, _is_wordless)


def _is_wordless(name: str) -> bool:
    return fold(name) in _WORDLESS


@rule(
    "USPS-REQ-001",
    on=Scope.PIECE,
    reads=["description?", "units?", "origin_country?", "item.leaves_us"],
    at="description",
    severity=ERROR,
    text="the content piece has no {element}, without which no international label is made",
    source="USPS international label interface: required fields of contents",
    fix="add the {element}",
    supersedes=frozenset({"UPU-CNT-002", "UPU-CNT-003", "EUI-H7-001", "PLACI-001"}),
    each_field=True,
)
def pieces_have_what_a_label_needs(description: str | None, units: int | None, country: str | None, leaving: bool) -> Answer:
    """A piece of an item posted in the United States lacks its description, quantity or country of origin.

    Why: the Postal Service makes no international label without them.
    Fix: add what is missing.
    Good: US to TW: contents.1.units = 2
    Bad: US to TW: contents.1.origin_country = none
    """
    if description is not None and units is not None and country is not None:
        return None
    elements = (("description", description), ("units", units), ("origin_country", country))
    return [{"at": name, "element": _LABELS.get(name, name)} for name, value in elements if value is None]


_LABELS = {"units": "quantity", "origin_country": "country of origin"}
