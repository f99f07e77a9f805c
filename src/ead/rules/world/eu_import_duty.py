"""Import into the European Union: the customs duty of 3 euro on distance sales, and the data that it rests on.

From 2026-07-01 to 2028-06-30 each item of a consignment up to 150 euro that a firm sells to a consumer is charged 3 euro; an item is
what falls under one tariff sub-heading. Sources: Regulation (EU) 2026/382, Implementing Regulation (EU) 2026/1200, Delegated Regulation
(EU) 2026/1022.

>>> estimate(["610910", "6109100010", "340600"], date(2026, 7, 1))
Decimal('6')
>>> estimate(["610910"], date(2026, 6, 30))
Decimal('0')
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from ead.descriptions.words import fold, normal_form
from ead.identifiers import gtin
from ead.identifiers import hs as hs_code
from ead.identifiers.errors import InvalidIdentifier
from ead.native import twin
from ead.rules.api import ERROR, INFO, WARNING, Answer, Confidence, Scope, rule
from ead.rules.rates import Rates
from ead.rules.value_facts import Money, worth
from ead.rules.world.eu_import_facts import LOW_VALUE, enters_union

__all__ = ["enters_union", "estimate"]

_EACH = 3
_DUTY = Decimal(_EACH)
_START, _END = date(2026, 7, 1), date(2028, 7, 1)
_MANDATORY = date(2026, 11, 1)
_SUBHEADING = 6
_IDENTIFIERS = "Delegated Regulation (EU) 2026/1022: product identifiers, voluntary from 2026-07-01, mandatory from 2026-11-01"
_ABOLISHED = "C07"


def estimate(codes: Iterable[str | None], on: date) -> Decimal:
    """The customs duty in euro on a distance sale of up to 150 euro, declared on that day with H7.

    ``codes`` are the HS codes of the content pieces. 3 euro for each different sub-heading, told by six digits; pieces without a
    code count as one more. 0 before 2026-07-01 and from 2028-07-01. Whether the item is a distance sale within the limit is for
    the caller to tell, and a full declaration counts ten digits instead of six. Source: Regulation (EU) 2026/382.
    """
    if not _START <= on < _END:
        return Decimal(0)
    return _DUTY * len({_subheading(code) for code in codes})


def _subheading(code: str | None) -> str | None:
    return None if code is None else hs_code.compact(code)[:_SUBHEADING]


@rule(
    "EUI-D3-001",
    on=Scope.ITEM,
    reads=["enters_union", "is_distance_sale", "contents.hs_code", "contents.amount", "total_value", "rates", "on"],
    at="contents",
    severity=INFO,
    text="about {duty} EUR of customs duty on {count} tariff sub-headings, for goods worth {worth} EUR",
    source="Regulation (EU) 2026/382: 3 EUR for each item of a distance sale up to 150 EUR",
    since=_START,
    until=_END,
    fix="check the HS codes: each different sub-heading costs 3 EUR, however many units it has",
)
def duty_is_below_the_value(
    entering: bool, sale: bool, codes: Sequence[str], amounts: Sequence[Decimal], total: Money, rates: Rates, on: date
) -> Answer:
    """The customs duty of 3 euro for each tariff sub-heading comes to more than the goods are worth.

    Why: nobody pays it gladly; either goods are spread over too many codes, or the sale does not pay.
    Fix: check the HS codes: each different sub-heading costs 3 euro, however many units it has.
    Good: contents.1.hs_code = "610910"
    Bad: contents.1.amount = "2.10"; contents.1.net_weight = "0.150"; contents.2.units = 1; contents.2.description = "Plastic hair comb";
        contents.2.amount = "1.35"; contents.2.currency = "EUR"; contents.2.net_weight = "0.030"; contents.2.hs_code = "961511";
        contents.2.origin_country = "TW"; contents.2.seller_product_id = "SKU-2"; contents.2.maker_product_id = "HC-2";
        gross_weight = "0.216"
    Notes: every distance sale is charged, so the duty itself is no finding; ``ead.rules.world.eu_import_duty.estimate`` gives it. Said
        only of two sub-headings or more, for a single cheap article is common.
    """
    return (
        _costly(codes, total, rates, on)
        if len(codes) > 1
        and (total.currency != "EUR" or total.amount < _EACH * len(codes))
        and (total.currency, "EUR") not in rates.futile
        and all(amounts)
        else None
    )


def _costly(codes: Sequence[str], total: Money, rates: Rates, on: date) -> Answer:
    duty = estimate(codes, on)
    if duty <= _DUTY:
        return None
    value = worth(total, "EUR", rates, on)
    return {"duty": duty, "count": duty // _DUTY, "worth": round(value, 2)} if value is not None and value < duty else None


@rule(
    "EUI-D3-002",
    on=Scope.ITEM,
    reads=["enters_union", "extra_fields"],
    at="extra_fields",
    severity=WARNING,
    text="additional procedure C07 stands for the relief of duty up to 150 EUR, which ended on 2026-06-30",
    source="Implementing Regulation (EU) 2026/1200: C07 abolished; F48, F49 and the new F53 name the way of taxation",
    since=_START,
    fix="use F48 with an IOSS number, F49 under special arrangements, F53 for the standard way",
)
def procedure_code_is_in_use(entering: bool, extra: Sequence[Sequence[str | None]]) -> Answer:
    """An extra field names the additional procedure C07, which was abolished with the relief of duty up to 150 euro.

    Why: a declaration with the code is refused since 2026-07-01.
    Fix: use F48 with an IOSS number, F49 under special arrangements, F53 for the standard way.
    Good: extra_fields.1.name = "Additional procedure"; extra_fields.1.value = "F48"
    Bad: extra_fields.1.name = "Additional procedure"; extra_fields.1.value = "C07"
    Notes: looks at extra fields of the item whose name has the word procedure.
    """
    hits: list[Mapping[str, object]] = [
        {"at": f"extra_fields.{number}.value"}
        for number, (name, value) in enumerate(extra, 1)
        if "procedure" in fold(name or "") and _ABOLISHED in fold(value or "").upper().split()
    ]
    return hits or None


@rule(
    "EUI-D3-003",
    on=Scope.ITEM,
    reads=["enters_union", "is_distance_sale", "contents.seller_product_id?", "total_value", "rates", "on"],
    at="contents.1.seller_product_id",
    severity=ERROR,
    text="content piece {piece} has no product identifier of the seller",
    source=_IDENTIFIERS,
    since=_START,
    fix="add the identifier under which the seller lists the product (SKU)",
)
def pieces_have_the_sellers_product_identifier(
    entering: bool, sale: bool, identifiers: Sequence[str | None], total: Money, rates: Rates, on: date
) -> Answer:
    """A piece of a distance sale up to 150 euro lacks the seller's product identifier.

    Why: since 2026-11-01 the declaration must name the product, so that unsafe goods can be found again.
    Fix: add the identifier under which the seller lists the product (SKU).
    Good: contents.1.seller_product_id = "SKU-204817"
    Bad: contents.1.seller_product_id = none
    Notes: from 2026-07-01 to 2026-10-31 identifiers were voluntary: an info then, and only when some pieces have one and others do not.
    """
    return _lacking(identifiers, "seller_product_id", total, rates, on) if None in identifiers else None


def _lacking(identifiers: Sequence[str | None], field: str, total: Money, rates: Rates, on: date) -> Answer:
    voluntary = on < _MANDATORY
    if voluntary and not any(identifiers):
        return None
    value = worth(total, "EUR", rates, on)
    if value is None or value > LOW_VALUE:
        return None
    lowered = {"severity": INFO} if voluntary else {}
    return [{"at": f"contents.{number}.{field}", "piece": number, **lowered} for number, one in enumerate(identifiers, 1) if one is None]


@rule(
    "EUI-D3-004",
    on=Scope.ITEM,
    reads=["enters_union", "is_distance_sale", "contents.maker_product_id?", "total_value", "rates", "on"],
    at="contents.1.maker_product_id",
    severity=ERROR,
    text="content piece {piece} has no product identifier of the manufacturer",
    source=_IDENTIFIERS,
    since=_START,
    fix="add the manufacturer's own identifier of the product (type or model number)",
)
def pieces_have_the_makers_product_identifier(
    entering: bool, sale: bool, identifiers: Sequence[str | None], total: Money, rates: Rates, on: date
) -> Answer:
    """A piece of a distance sale up to 150 euro lacks the manufacturer's product identifier.

    Why: since 2026-11-01 the declaration must name the product as its manufacturer does, so that unsafe goods can be found again.
    Fix: add the manufacturer's own identifier of the product (type or model number).
    Good: contents.1.maker_product_id = "TS-3310"
    Bad: contents.1.maker_product_id = none
    Notes: from 2026-07-01 to 2026-10-31 identifiers were voluntary: an info then, and only when some pieces have one and others do not.
    """
    return _lacking(identifiers, "maker_product_id", total, rates, on) if None in identifiers else None


@rule(
    "EUI-D3-005",
    on=Scope.PIECE,
    reads=["gtin", "item.enters_union"],
    at="gtin",
    severity=WARNING,
    text='"{gtin}" is no Global Trade Item Number: {reason}',
    source="GS1 General Specifications; Delegated Regulation (EU) 2026/1022",
    confidence=Confidence.ARITHMETIC,
    since=_START,
    fix="copy the number under the bar code (EAN, UPC), or leave it out where the product has none",
)
def gtin_is_valid(number: str, entering: bool) -> Answer:
    """The standardised product identifier has a wrong length or check digit.

    Why: market surveillance looks products up by this number; a mistyped one leads to another product.
    Fix: copy the number under the bar code (EAN, UPC), or leave it out where the product has none.
    Good: contents.1.gtin = "9521234560012"
    Bad: contents.1.gtin = "9521234560013"
    """
    return _gtin_fault(number) if not _surely_gtin()(number) else None


@cache
def _surely_gtin() -> Callable[[str], bool]:
    return twin("identifiers", lambda native: native.is_gtin, lambda: gtin.is_valid)


def _gtin_fault(number: str) -> Answer:
    try:
        gtin.validate(number)
    except InvalidIdentifier as error:
        return {"gtin": number, "reason": str(error)}
    return None


@rule(
    "EUI-D3-006",
    on=Scope.ITEM,
    reads=["enters_union", "is_distance_sale", "contents.hs_code?", "contents.description?", "contents.seller_product_id?"],
    at="contents",
    severity=WARNING,
    text="the same goods, HS code {code}, are spread over {count} content pieces",
    source="Implementing Regulation (EU) 2026/1200: duty is charged for each item of the declaration",
    confidence=Confidence.INFERRED,
    since=_START,
    fix="join the lines of the same product: units, weights and values add up",
    supersedes=frozenset({"DQ-DSC-007"}),
)
def goods_are_declared_in_one_line(
    entering: bool, sale: bool, codes: Sequence[str | None], descriptions: Sequence[str | None], products: Sequence[str | None]
) -> Answer:
    """The same product stands on several content pieces.

    Why: a declaration with a line for each of them is charged 3 euro a line instead of once.
    Fix: join the lines of the same product: units, weights and values add up.
    Good: contents.1.units = 2
    Bad: gross_weight = "0.600"; contents.2.units = 1; contents.2.description = "Knitted cotton T-shirt for men";
        contents.2.amount = "18.90"; contents.2.currency = "EUR"; contents.2.net_weight = "0.171"; contents.2.hs_code = "610910";
        contents.2.origin_country = "TW";
        contents.2.seller_product_id = "SKU-204817"; contents.2.maker_product_id = "TS-3310"
    Notes: lines are of the same product when HS code and description agree, and the seller's identifier where it is given. Different
        products of one sub-heading may well stand on lines of their own.
    """
    return _spread(codes, descriptions, products) if len(codes) > 1 and len(set(products)) < len(codes) else None


def _spread(codes: Sequence[str | None], descriptions: Sequence[str | None], products: Sequence[str | None]) -> Answer:
    if len({(code or "")[:_SUBHEADING] for code in codes}) == len(codes):
        return None
    lines: dict[tuple[str, str, str | None], list[int]] = {}
    for number, (code, description, product) in enumerate(zip(codes, descriptions, products, strict=True), 1):
        if code is not None and description is not None:
            lines.setdefault((hs_code.compact(code)[:_SUBHEADING], normal_form(description), product), []).append(number)
    hits: list[Mapping[str, object]] = [
        {"at": f"contents.{numbers[0]}.description", "code": key[0], "count": len(numbers)}
        for key, numbers in lines.items()
        if len(numbers) > 1
    ]
    return hits or None
