"""Rules: Australia, as a destination (goods and services tax on low-value goods) and as an origin (export declarations)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ead.rules.api import ERROR, INFO, WARNING, Answer, AppliesTo, Scope, rule
from ead.rules.rates import Rates
from ead.rules.reference_facts import Known
from ead.rules.table_references import has_kind
from ead.rules.value_facts import Money, worth
from ead.rules.world.sellers import faulty_numbers

__all__: list[str] = []

_CENT = Decimal("0.01")
_SELLERS = ("ARN", "ABN")
_EXCISE = (*(f"22{heading:02d}" for heading in range(3, 9)), "24")
_AS_DESTINATION = AppliesTo(destinations=frozenset({"AU"}))
_EXPORT_PAPERS = ("edn", "export declaration")
_SHORTEST, _LONGEST = 9, 12


@rule(
    "AU-GST-001",
    on=Scope.ITEM,
    reads=["sender_references", "is_distance_sale"],
    at="sender.references",
    severity=WARNING,
    text="the sender's number is neither an ARN of twelve digits nor a valid ABN of eleven",
    source="Australian Taxation Office, GST on low value imported goods: vendor identification",
    since=date(2018, 7, 1),
    fix="copy the number from the GST registration: ARN with twelve digits, or ABN with eleven",
    applies_to=_AS_DESTINATION,
)
def vendors_to_australia_are_identified(given: Sequence[Known], is_distance_sale: bool) -> Answer:
    """A seller to a person in Australia gives a vendor number that is neither an ARN nor an ABN.

    Why: the number shows that the tax was charged at the sale; without it goods are taxed again at the border.
    Fix: copy the number from the GST registration: ARN with twelve digits, or ABN with eleven.
    Good: TW to AU: sender.references.1.value = "300012345678"
    Bad: TW to AU: sender.references.1.value = "30001234567"
    Notes: only numbers that are given are judged: sellers with little turnover need none.
    """
    return faulty_numbers(given, _SELLERS)


@rule(
    "AU-GST-002",
    on=Scope.PIECE,
    reads=["item.sender_references", "hs_code"],
    at="hs_code",
    severity=INFO,
    text='goods of HS code "{hs_code}" are outside the scheme that the vendor number is for',
    source="Australian Taxation Office, GST on low value imported goods: alcohol and tobacco are excluded",
    since=date(2018, 7, 1),
    fix="expect an import declaration, duty and tax for alcohol and tobacco",
    applies_to=_AS_DESTINATION,
    supersedes=frozenset({"DG-TOB-001"}),
)
def low_value_goods_are_neither_alcohol_nor_tobacco(given: Sequence[Known], hs_code: str) -> Answer:
    """Alcohol or tobacco is sent to Australia with the number of a vendor of low-value goods.

    Why: both need an import declaration at any value, and tobacco a permit; the tax cannot be paid at the sale.
    Fix: expect an import declaration, duty and tax, or leave the goods out.
    Good: TW to AU: contents.1.hs_code = "610910"
    Bad: TW to AU: contents.1.hs_code = "220421"; contents.1.description = "Red wine in bottles"
    """
    return {"hs_code": hs_code} if hs_code.startswith(_EXCISE) and has_kind(given, _SELLERS) else None


@rule(
    "AU-EXP-001",
    on=Scope.ITEM,
    reads=["total_value", "is_goods", "documents?", "extra_fields?", "rates", "on"],
    at="documents",
    severity=ERROR,
    text="goods of {worth} AUD leave Australia without an export declaration number",
    source="Australia Post, shipping interface: export declaration number for goods above AUD 2 000; Customs Act 1901, section 113",
    fix="lodge an export declaration and add its number, 9 to 12 letters and digits, as a document named EDN",
    applies_to=AppliesTo(origins=frozenset({"AU"})),
)
def valuable_exports_of_australia_are_declared(
    total: Money,
    is_goods: bool,
    documents: Sequence[Sequence[str | None]] | None,
    fields: Sequence[Sequence[str | None]] | None,
    rates: Rates,
    on: date,
    *,
    limit: Decimal = Decimal(2000),
) -> Answer:
    """Goods worth more than AUD 2 000 leave Australia without an export declaration number (EDN) of 9 to 12 characters.

    Why: the post must not carry them without the number.
    Fix: lodge an export declaration and add its number as a document named EDN.
    Good: AU to CA: rates AUD = "0.60": contents.1.amount = "1200.00"; form = "CN23"
    Bad: AU to CA: rates AUD = "0.60": contents.1.amount = "1230.00"; form = "CN23"
    Notes: the number counts as a document or an extra field whose name or type says EDN or export declaration. Needs a rate of exchange
        where the value is not in AUD.
    """
    if not is_goods or (total.currency, "AUD") in rates.futile:
        return None
    value = worth(total, "AUD", rates, on)
    if value is None or value <= Decimal(limit) or _has_export_number(documents, fields):
        return None
    return {"worth": value.quantize(_CENT)}


def _has_export_number(documents: Sequence[Sequence[str | None]] | None, fields: Sequence[Sequence[str | None]] | None) -> bool:
    named = [(number, f"{name or ''} {kind or ''}") for number, name, kind in documents or ()]
    named += [(value, name or "") for name, value in fields or ()]
    return any(number is not None and _is_export_number(number) and _names_export(name) for number, name in named)


def _names_export(name: str) -> bool:
    lower = name.lower().replace("_", " ")
    return any(paper in lower for paper in _EXPORT_PAPERS)


def _is_export_number(number: str) -> bool:
    return _SHORTEST <= len(number) <= _LONGEST and number.isascii() and number.isalnum()
