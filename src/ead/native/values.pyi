from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

__all__ = ["Dummies", "Ranges", "may_write_out"]

class Ranges:
    """The bounds of quantities, amounts and weights; ``gram`` is what weights are multiples of."""

    def __init__(self, most_units: int, least_amount: Decimal, most_amount: Decimal, gram: Decimal) -> None: ...
    def hold(
        self, gross: Decimal | None, units: Sequence[int | None], amounts: Sequence[Decimal | None], weights: Sequence[Decimal | None]
    ) -> bool:
        """Whether nothing is missing and every number lies within the bounds."""

class Dummies:
    """Amounts that are typed when the true one is not at hand."""

    def __init__(self, dummies: Iterable[Decimal]) -> None: ...
    def any_among(self, amounts: Sequence[Decimal]) -> bool:
        """Whether one of the amounts is equal to a dummy."""

def may_write_out(descriptions: Sequence[str | None], *texts: str | None) -> bool:
    """Whether one of the texts can hold IM in letters of any case, at the beginning of a word and with a digit behind it."""
