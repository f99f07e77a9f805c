"""Rows with limits of value, in whatever currency the declaration is: converted with the caller's rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ead import codelists
from ead.rules.api import Scope
from ead.rules.rates import Rates
from ead.rules.table_row import Hit, Holds, KindOfRow, RowError, Subject, always, number, one_of, one_text
from ead.rules.value_facts import Money, dearest, worth

__all__ = ["LIMIT"]

_CURRENCIES = {"contents.amount": "contents.currency", "insured_value": "insured_value_currency", "postage": "postage_currency"}
_CENT = Decimal("0.01")

Bound = Decimal | int | str | None


def _is_within(value: Money, rates: Rates, on: date, currency: str, bounds: tuple[Bound, Bound, Bound]) -> Hit:
    """A fault is told with the amount as declared and as converted; without a rate nothing is."""
    amount = worth(value, currency, rates, on)
    if amount is None:
        return None
    most, below, least = bounds
    if most is not None and amount > Decimal(most):
        expected = f"at most {most}"
    elif below is not None and amount >= Decimal(below):
        expected = f"less than {below}"
    elif least is not None and amount < Decimal(least):
        expected = f"at least {least}"
    else:
        return None
    return {"amount": value.amount, "declared": value.currency, "worth": amount.quantize(_CENT), "currency": currency, "expected": expected}


def _one_amount(
    amount: Decimal,
    declared: str,
    rates: Rates,
    on: date,
    *others: Any,
    currency: str,
    max: Bound,  # noqa: A002 - the names of the row's keys
    below: Bound,
    min: Bound,  # noqa: A002 - see above
    holds: Holds = always,
) -> Hit:
    # Conditions come first: a rate that is missed would be noted in the report.
    return _is_within(Money(amount, declared), rates, on, currency, (max, below, min)) if holds(others) else None


def _sum_of_amounts(
    total: Money,
    amounts: Sequence[Decimal],
    rates: Rates,
    on: date,
    *others: Any,
    currency: str,
    max: Bound,  # noqa: A002 - the names of the row's keys
    below: Bound,
    min: Bound,  # noqa: A002 - see above
    holds: Holds = always,
) -> Hit:
    hit = _is_within(total, rates, on, currency, (max, below, min)) if holds(others) else None
    return None if hit is None else {**hit, "at": dearest(amounts)}


def _subject(row: Mapping[str, Any]) -> Subject:
    field = one_of(row, "field", tuple(_CURRENCIES))
    each = row.get("each", False)
    if not isinstance(each, bool) or (each and field != "contents.amount"):
        raise RowError("each", 'expected true or false, and true only beside field = "contents.amount"')
    currency = _CURRENCIES[field]
    if each:
        return Subject(Scope.PIECE, ("amount", "currency", "rates", "on"), "amount", _one_amount)
    if field == "contents.amount":
        return Subject(Scope.ITEM, ("total_value", "contents.amount", "rates", "on"), "contents.1.amount", _sum_of_amounts)
    return Subject(Scope.ITEM, (field, currency, "rates", "on"), field, _one_amount)


def _limit_parameters(row: Mapping[str, Any]) -> Mapping[str, Any]:
    currency = one_text(row, "currency")
    if currency not in codelists.get("currencies").codes:
        raise RowError("currency", f'"{currency}" is no currency, expected a code of ISO 4217 such as "EUR"')
    most, below, least = (number(row, key) for key in ("max", "below", "min"))
    if most is None and below is None and least is None:
        raise RowError("max", 'kind "limit" needs max, below or min')
    if most is not None and below is not None:
        raise RowError("below", "expected either max (fires above) or below (fires at it too)")
    top = most if most is not None else below
    if least is not None and top is not None and least > top:
        raise RowError("min", f'"{least}" is above the other limit "{top}"')
    return {"currency": currency, "max": most, "below": below, "min": least}


LIMIT = KindOfRow(
    _one_amount,
    "a value of {amount} {declared}, or {worth} {currency}; expected {expected} {currency}",
    _limit_parameters,
    keys="currency max below min each",
    subject=_subject,
)
"""The sum of the values, or each of them, or another amount, is above or under a limit."""
