"""What an item is worth: facts that rules with limits of value read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ead.named import NamedTuple
from ead.rules.api import Scope, fact
from ead.rules.rates import Rates

__all__ = ["Money", "dearest", "worth"]


_NOTHING = Decimal(0)


class Money(NamedTuple):
    """An amount and its currency (ISO 4217)."""

    amount: Decimal
    currency: str


_new = tuple.__new__  # spares the call of a function for each item


@fact("total_value", on=Scope.ITEM, reads=["contents.amount", "contents.currency"])
def total_value(amounts: Sequence[Decimal], currencies: Sequence[str]) -> Money | None:
    """The sum of the pieces' values, when all have one in the same currency: the intrinsic value, without postage and insurance."""
    return _new(Money, (sum(amounts, _NOTHING), currencies[0])) if currencies.count(currencies[0]) == len(currencies) else None


def worth(value: Money, target: str, rates: Rates, on: date) -> Decimal | None:
    """The value in another currency on that day; ``None`` when there is no rate, which the report then says."""
    return value.amount if value.currency == target else rates.convert(value.amount, value.currency, target, on)


def dearest(amounts: Sequence[Decimal | None]) -> str:
    """The place of the first piece's amount that is the highest: findings on the total of an item stand there."""
    return f"contents.{1 + max(range(len(amounts)), key=lambda position: amounts[position] or 0)}.amount"
