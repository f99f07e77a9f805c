from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

__all__ = ["FAULT_ROLES", "GOODS_ROLES", "Alphabet", "AnyWord", "Dangers", "Faults", "FewWords", "GoodsNames"]

FAULT_ROLES: Mapping[str, int]
GOODS_ROLES: Mapping[str, int]

_Found = tuple[str, frozenset[str]]

class Alphabet:
    """How each character is folded, as the function says; it is asked once for each, when a text has it."""

    def __init__(self, fold: Callable[[str], str]) -> None: ...

class Vocabulary:
    """The words that were met, and what they are: ``describe`` tells that once, as bits."""

    def __len__(self) -> int: ...
    def may_be(self, text: str) -> bool:
        """What a class of its own asks of a text."""

class Faults(Vocabulary):
    """Descriptions that have no fault for sure; ``stand_ins`` are folded, ``terms`` normal forms that are faults as they are."""

    def __init__(
        self,
        alphabet: Alphabet,
        describe: Callable[[str], int],
        stand_ins: Collection[str],
        terms: Collection[str],
        is_slip: Callable[[str], bool],
    ) -> None: ...
    def may_be(self, text: str) -> bool:
        """Whether something may be wrong with a description."""

class GoodsNames(Vocabulary):
    """What goods are; ``made`` is called with their name and chapters."""

    def __init__(
        self,
        alphabet: Alphabet,
        describe: Callable[[str], int],
        names: dict[str, Any],
        positions: tuple[int, int, int],
        *,
        made: Callable[[str, frozenset[str]], Any],
        english: Collection[str],
        devices: Collection[str],
        unusual: Callable[[str], _Found | None],
        first_form: Callable[[str], _Found | None],
        inner_form: Callable[[str], _Found | None],
    ) -> None: ...
    def may_differ(self, text: str, hs_code: str) -> bool:
        """Whether the goods cannot be in the chapter of the HS code, perhaps."""

    def goods(self, text: str) -> Any:
        """The goods, ``None`` when the description does not tell; ``NotImplemented`` of a text that cannot be read here."""

class Dangers(Vocabulary):
    """Descriptions that name no dangerous goods for sure; ``describe`` gives what a word offers to terms, and what its terms want."""

    def __init__(self, alphabet: Alphabet, describe: Callable[[str], tuple[int, tuple[int, ...]]]) -> None: ...
    def may_be(self, text: str) -> bool:
        """Whether a term may stand in a description."""

class AnyWord(Vocabulary):
    """Whether a word of some kind is in a text, for ``describe`` says which words are."""

    def __init__(self, alphabet: Alphabet, describe: Callable[[str], int]) -> None: ...
    def may_be(self, text: str) -> bool:
        """Whether such a word may be in a text."""

class FewWords(Vocabulary):
    """Whether a text has fewer than ``least`` words of one kind, or none of another; ``describe`` tells the kinds, as bits."""

    def __init__(self, alphabet: Alphabet, describe: Callable[[str], int], least: int) -> None: ...
    def may_be(self, text: str) -> bool:
        """Whether there may be too few."""
