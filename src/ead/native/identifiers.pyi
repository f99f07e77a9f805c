from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Generic, TypeVar

__all__ = ["Countries", "IossNumbers", "KnownReferences", "Numbers", "Shapes", "is_gtin"]

Known = TypeVar("Known")
Pairs = Sequence[Sequence[str | None]]
Shape = tuple[Any, ...]

class Countries:
    """A set of two-letter codes, and the identifiers that name one of them."""

    def __init__(self, codes: Collection[str]) -> None: ...
    def is_s10(self, number: str) -> bool:
        """Whether this is a valid S10 identifier, with capitals and without separators, issued in one of the countries."""

class Numbers:
    """Numbers of sellers and traders; ``states`` are three digits each, ``members`` two letters."""

    def __init__(self, states: Iterable[str], members: Collection[str]) -> None: ...
    def is_ioss(self, value: str | None) -> bool:
        """Whether this is IM, the number of a member state and seven digits, without separators."""

    def is_eori(self, value: str | None) -> bool:
        """Whether this is an EORI number of a member state, or a British one, in capitals and without separators."""

    def maybe_odd_eori(self, references: Pairs, role: str) -> bool:
        """Whether a reference is said to be an EORI number, and is none for sure, or is that of an addressee and British."""

class KnownReferences(Generic[Known]):
    """The kinds of references; ``known`` is the class of the answers, ``judged`` is asked about whatever is not plain.

    ``rows_of`` has the countries of a kind, each with the shapes of its numbers there.
    """

    def __init__(
        self,
        numbers: Numbers,
        known: type[Known],
        rows_of: Callable[[str | None], Sequence[tuple[str, Sequence[Shape]]]],
        judged: Callable[[str | None, str, str, str, str], Known],
    ) -> None: ...
    def of(self, given: Pairs, destination: str | None, role: str, origin: str | None) -> tuple[Known, ...]:
        """The references of a party, with the kinds that they can be."""

class IossNumbers(Generic[Known]):
    """IOSS numbers; ``ioss`` is the class of the answers, the functions are asked about what is not plain."""

    def __init__(
        self,
        numbers: Numbers,
        ioss: type[Known],
        in_reference: Callable[[str | None, str | None], tuple[str, str, str] | None],
        in_field: Callable[[str | None, str | None], tuple[str, str, str] | None],
    ) -> None: ...
    def of(self, senders: Pairs | None, addressees: Pairs | None, extra: Pairs | None) -> tuple[Known, ...] | None:
        """The IOSS numbers of an item, wherever its data carries them; ``None`` when there are none."""

class Shapes:
    """Ways to write a kind of number."""

    def __init__(self, shapes: Iterable[Shape]) -> None: ...
    def fit(self, value: str) -> bool:
        """Whether the number is valid for sure."""

def is_gtin(number: str) -> bool:
    """Whether this is a GTIN of 8, 12, 13 or 14 digits with the right check digit."""
