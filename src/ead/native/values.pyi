from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Generic, TypeVar

__all__ = ["Dummies", "Ranges", "Remembered", "may_write_out"]

First = TypeVar("First")
Second = TypeVar("Second")
Answer = TypeVar("Answer")

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

class Remembered(Generic[First, Second, Answer]):
    """A function of two values that keeps its answers: up to ``most``, then it begins anew."""

    def __init__(self, function: Callable[[First, Second], Answer], most: int) -> None: ...
    def of(self, first: First, second: Second) -> Answer:
        """What the function returns for two values; exceptions are not kept."""

def may_write_out(descriptions: Sequence[str | None], *texts: str | None) -> bool:
    """Whether one of the texts can hold IM in letters of any case, at the beginning of a word and with a digit behind it."""
