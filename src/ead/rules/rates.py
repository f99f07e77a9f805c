"""Exchange rates as the caller gives them. None ship with the library: they change daily, and each customs office names its own."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Set
from datetime import date
from decimal import Decimal

from ead.named import NamedTuple

__all__ = ["BASES", "NO_RATES", "Rate", "Rates"]

BASES = ("EUR", "XDR")
"""What rates are given to: the euro, or the IMF's special drawing right (SDR), whose currency code is XDR."""


class Rate(NamedTuple):
    """From that day on, one unit of ``currency`` is worth ``value`` units of ``base`` (EUR or XDR)."""

    currency: str
    day: date
    value: Decimal
    base: str


class Rates:
    """A table of exchange rates; a rate holds until the next one for the same currency. Immutable but for its memory of misses."""

    __slots__ = ("_days", "_values", "futile", "missing")

    def __init__(self, rates: Iterable[Rate] = ()) -> None:
        table: dict[tuple[str, str], list[tuple[date, Decimal]]] = {}
        for rate in rates:
            table.setdefault((rate.currency, rate.base), []).append((rate.day, rate.value))
        for rows in table.values():
            rows.sort()
        self._days = {key: [day for day, _ in rows] for key, rows in table.items()}
        self._values = {key: [value for _, value in rows] for key, rows in table.items()}
        self._remember_nothing()

    def __bool__(self) -> bool:
        return bool(self._values)

    def fresh(self) -> Rates:
        """The same rates with an empty memory of misses, for one message."""
        other = Rates.__new__(Rates)
        other._days, other._values = self._days, self._values
        other._remember_nothing()
        return other

    def _remember_nothing(self) -> None:
        self.missing: set[tuple[str, str]] = set()
        self.futile: Set[tuple[str, str]] = self.missing if not self._values else frozenset()
        """Currencies and targets for which asking again is of no use: missed before, and there are no rates at all."""

    def convert(self, amount: Decimal, currency: str, target: str, on: date) -> Decimal | None:
        """The amount in ``target``, at the rates of that day; ``None`` when a rate is missing, which is remembered for the report."""
        if currency == target:
            return amount
        if not self._values:
            self.missing.add((currency, target))
            return None
        for base in BASES:
            source, wanted = self._to_base(currency, base, on), self._to_base(target, base, on)
            if source is not None and wanted:
                return amount * source / wanted
        self.missing.add((currency, target))
        return None

    def _to_base(self, currency: str, base: str, on: date) -> Decimal | None:
        if currency == base:
            return Decimal(1)
        days = self._days.get((currency, base))
        position = bisect.bisect_right(days, on) if days else 0
        return self._values[currency, base][position - 1] if position else None


NO_RATES = Rates()
