"""UPU rules on currencies, postage, insurance, and the numbers themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from itertools import repeat
from operator import mod
from typing import Any

from ead.codelists import currencies as iso4217
from ead.codelists.natures import DOCUMENTS
from ead.native import twin
from ead.rules.api import ERROR, WARNING, Answer, Confidence, Scope, rule

__all__: list[str] = []

_ITEMS_FOR_THE_BLIND = "LB"  # they are free of postage


@rule(
    "UPU-CUR-001",
    on=Scope.ITEM,
    reads=["contents.currency?", "postage_currency?", "on"],
    at="postage_currency",
    severity=ERROR,
    text="amounts are in {currency} and in {other}, expected one currency in a declaration",
    source="DHL Paket interface description: currencies of a declaration must match",
    fix="give all values and the postage in one currency",
)
def one_currency_is_used(contents: Sequence[str | None], postage: str | None, on: date) -> Answer:
    """Values of content pieces and postage are in more than one currency.

    Why: customs add postage and values up; forms have room for one currency only.
    Fix: give all values and the postage in one currency.
    Good: contents.1.currency = "EUR"; postage_currency = "EUR"
    Bad: contents.1.currency = "EUR"; postage_currency = "USD"
    Notes: the insured value may be in another currency (special drawing rights). Codes that are no currencies are reported as such.
    """
    if contents.count(postage) == len(contents) or contents.count(None) == len(contents):
        return None
    first = None
    for number, code in enumerate((*contents, postage), 1):
        if code is None or _status(code, on) is not None or not code.isascii():
            continue
        if first is None:
            first = code
        elif code != first:
            at = "postage_currency" if number > len(contents) else f"contents.{number}.currency"
            return {"at": at, "currency": first, "other": code}
    return None


@rule(
    "UPU-CUR-002",
    on=Scope.ITEM,
    reads=["contents.currency?", "postage_currency?", "insured_value_currency?", "on"],
    at="postage_currency",
    severity=ERROR,
    text='"{currency}" is {status}, expected an active ISO 4217 currency code',
    source="ISO 4217",
    confidence=Confidence.ARITHMETIC,
    fix="use the currency's code in ISO 4217, three capital letters",
    safe_fix=True,
    each_field=True,
)
def currencies_are_active(contents: Sequence[str | None], postage: str | None, insured: str | None, on: date) -> Answer:
    """A currency code is not an active one of ISO 4217: unknown, withdrawn, or set apart for tests.

    Why: an amount without a valid currency has no value that could be converted.
    Fix: use the currency's code in ISO 4217, three capital letters; withdrawn currencies have a successor.
    Good: contents.1.currency = "EUR"
    Bad: contents.1.currency = "HRK"
    Notes: withdrawn codes are judged by the day of posting, or by the date of the check where that is given.
    """
    if (
        (contents.count(postage) == len(contents) or contents.count(None) == len(contents))
        and (postage in _always_active() or _status(postage, on) is None)
        and (insured is None or _status(insured, on) is None)
    ):
        return None
    places = [(f"contents.{number}.currency", code) for number, code in enumerate(contents, 1)]
    places += [("postage_currency", postage), ("insured_value_currency", insured)]
    return [_currency_hit(at, code, status) for at, code in places if code is not None and (status := _status(code, on))] or None


@cache
def _always_active() -> frozenset[str]:
    """The codes with which nothing is wrong on any day."""
    return frozenset(filter(iso4217.is_active, iso4217.code_list().codes))


@lru_cache(maxsize=4096)
def _status(code: str | None, on: date) -> str | None:
    """What is wrong with a currency code on a day; with no code, nothing."""
    if code is None or iso4217.is_active(code, on) or not code.isascii():  # what is not ASCII is reported as such
        return None
    if iso4217.is_test(code):
        return "set apart for tests or for no currency"
    if iso4217.is_active(code.upper(), on):
        return "not in capital letters"
    return "withdrawn" if iso4217.withdrawn_on(code) else "no currency"


def _currency_hit(at: str, code: str, status: str) -> dict[str, str]:
    hit = {"at": at, "currency": code, "status": status}
    return {**hit, "fix_value": code.upper()} if status == "not in capital letters" else hit


@rule(
    "UPU-POST-001",
    on=Scope.ITEM,
    reads=["nature", "postage?", "item_format?"],
    at="postage",
    severity=WARNING,
    text="the postage paid by the sender is missing",
    source="DHL Paket interface description: postage is mandatory under UPU rules since 2021-01-01",
    since=date(2021, 1, 1),
    fix="add the postage and its currency",
)
def postage_is_stated(nature: str, postage: Decimal | None, item_format: str | None) -> Answer:
    """An item with goods does not say what postage was paid.

    Why: many countries add the postage to the customs value.
    Fix: add the postage that the sender paid, and its currency.
    Good: postage = "8.45"; postage_currency = "EUR"
    Bad: postage = none; postage_currency = none
    Notes: items for the blind are free of postage and left out.
    """
    return {} if not postage and nature != DOCUMENTS and item_format != _ITEMS_FOR_THE_BLIND else None


@rule(
    "UPU-INS-001",
    on=Scope.ITEM,
    reads=["insured_value", "insured_value_currency", "total_amount", "contents.currency?"],
    at="insured_value",
    severity=WARNING,
    text="insured for {insured} {currency}, the goods are declared at {total} {currency}",
    source="UPU Convention Regulations: the insured value may not exceed the actual value of the contents",
    fix="lower the insured value, or correct the value of the goods",
)
def insured_value_is_within_the_declared_value(
    insured: Decimal,
    currency: str,
    total: Decimal,
    currencies: Sequence[str | None],
    *,
    tolerance: Decimal = Decimal(1),
) -> Answer:
    """The insured value is above the declared value of the goods.

    Why: insurance for more than the actual value is not allowed, and tells customs that the declared value is too low.
    Fix: lower the insured value, or correct the value of the goods.
    Good: insured_value = "37.00"; insured_value_currency = "EUR"
    Bad: insured_value = "250.00"; insured_value_currency = "EUR"
    Notes: compared only when all amounts are in one currency; ceilings of single destinations are not checked here.
    """
    if insured <= total + Decimal(tolerance) or currencies.count(currency) != len(currencies):
        return None
    return {"insured": insured, "total": total, "currency": currency}


_MOST_UNITS = 9999
_GRAM = Decimal("0.001")
_GRAMS = repeat(_GRAM)
_ZERO, _LEAST_AMOUNT, _MOST_AMOUNT = Decimal(0), Decimal("0.01"), Decimal("999999.99")


@rule(
    "UPU-NUM-001",
    on=Scope.ITEM,
    reads=["gross_weight?", "contents.units?", "contents.amount?", "contents.net_weight?"],
    at="gross_weight",
    severity=ERROR,
    text="{field} {value} is out of range, expected {expected}",
    source="USPS international label and Canada Post shipment interface descriptions",
    fix="correct the number; weights are kilograms with at most three decimals",
    each_field=True,
)
def numbers_are_in_range(
    gross: Decimal | None, units: Sequence[int | None], amounts: Sequence[Decimal | None], weights: Sequence[Decimal | None]
) -> Answer:
    """A quantity, value or weight is outside the range that posts carry.

    Why: such numbers do not fit the fields of partners, or cannot be true.
    Fix: correct the number: units 1 to 9999, values 0.01 to 999999.99, gross weight above 0, weights with at most three decimals.
    Good: contents.1.units = 2
    Bad: contents.1.units = 10000
    Notes: a value of 0 and a net weight of 0 are matters of data quality, with rules of their own.
    """
    if _are_in_range()(gross, units, amounts, weights):
        return None
    hits: list[Mapping[str, Any]] = []
    if gross is not None and (gross <= 0 or gross % _GRAM):
        hits.append(_number_hit("gross_weight", gross, "more than 0 kg" if gross <= 0 else "at most three decimals"))
    for number, (count, amount, weight) in enumerate(zip(units, amounts, weights, strict=True), 1):
        if count is not None and not 1 <= count <= _MOST_UNITS:
            hits.append(_number_hit(f"contents.{number}.units", count, f"1 to {_MOST_UNITS}"))
        if amount and not _LEAST_AMOUNT <= amount <= _MOST_AMOUNT:
            hits.append(_number_hit(f"contents.{number}.amount", amount, f"{_LEAST_AMOUNT} to {_MOST_AMOUNT}"))
        if weight and weight % _GRAM:
            hits.append(_number_hit(f"contents.{number}.net_weight", weight, "at most three decimals"))
    return hits or None


_Test = Callable[[Decimal | None, Sequence[int | None], Sequence[Decimal | None], Sequence[Decimal | None]], bool]


@cache
def _are_in_range() -> _Test:
    """The test of an item's gross weight and its pieces' units, amounts and weights: true when none is missing or out of range.

    It may be that no piece has an amount.
    """
    return twin("values", lambda native: native.Ranges(_MOST_UNITS, _LEAST_AMOUNT, _MOST_AMOUNT, _GRAM).hold, lambda: _in_range)


def _in_range(
    gross: Decimal | None, units: Sequence[int | None], amounts: Sequence[Decimal | None], weights: Sequence[Decimal | None]
) -> bool:
    if amounts and amounts[0] is None and amounts.count(None) == len(amounts):
        # Documents have no value, which is what most of them lack.
        amounts = (_LEAST_AMOUNT,)
    return gross is not None and gross > _ZERO and not gross % _GRAM and not _any_out_of_range(units, amounts, weights)


def _any_out_of_range(units: Sequence[int | None], amounts: Sequence[Decimal | None], weights: Sequence[Decimal | None]) -> bool:
    """Whether a number of a piece is missing or out of range; "None in weights" would compare it with every decimal, which is slow."""
    try:
        return (
            min(units) < 1  # type: ignore[type-var, operator]
            or max(units) > _MOST_UNITS  # type: ignore[type-var, operator]
            or min(amounts) < _LEAST_AMOUNT  # type: ignore[type-var, operator]
            or max(amounts) > _MOST_AMOUNT  # type: ignore[type-var, operator]
            or any(map(mod, weights, _GRAMS))
        )
    except (TypeError, ValueError):  # a gap, or no pieces
        return True


def _number_hit(at: str, value: Decimal | int, expected: str) -> dict[str, object]:
    return {"at": at, "field": at.rpartition(".")[2], "value": value, "expected": expected}
