"""Names of goods in thirteen languages, and the chapters of the Harmonized System in which each can stand.

The table (``data/goods-names.csv``) is generous: a raincoat of plastic is not in chapter 62. A name that means different goods in
different languages has the chapters of all of them.
"""

from __future__ import annotations

from functools import cache

from ead.derived import table
from ead.descriptions.slips import Slips
from ead.descriptions.words import plain_words
from ead.named import NamedTuple

__all__ = [
    "FIRST",
    "INNER",
    "LAST",
    "Name",
    "beginnings",
    "compound_names",
    "endings",
    "inner_beginnings",
    "name_slips",
    "name_words",
    "names",
    "stems",
]

LAST, FIRST, INNER = 1, 2, 4
"""Where the name of the goods stands among the words: last, as in English; first, as in French; after adjectives, as in Russian."""

_SHORTEST_SLIP = 6


class Name(NamedTuple):
    """A name of goods: the chapters they can stand in, and where the name stands in a description (the sum of the positions)."""

    chapters: frozenset[str]
    position: int


def name_words(text: str) -> list[str]:
    """The words of a text as names are looked up: folded, without the English plural."""
    return [*plain_words(text)]


def _lines(name: str) -> list[str]:
    return table("descriptions", f"goods/{name}").split("\n")  # type: ignore[no-any-return]


@cache
def names() -> dict[str, Name]:
    """All names, their words one blank apart."""
    found: dict[str, Name] = {}
    for place, together in table("descriptions", "goods/names").items():
        position, *chapters = place.split()
        found.update(dict.fromkeys(together.split("\n"), Name(frozenset(chapters), int(position))))
    return found


@cache
def beginnings() -> dict[str, int]:
    """The first words of names, and how many words the longest name has that begins so."""
    found: dict[str, int] = {}
    for longest, words in table("descriptions", "goods/beginnings").items():
        found.update(dict.fromkeys(words.split("\n"), int(longest)))
    return found


@cache
def inner_beginnings() -> frozenset[str]:
    """The first words of names that stand after adjectives."""
    return frozenset(_lines("inner-beginnings"))


@cache
def stems(position: int) -> frozenset[str]:
    """The first three letters of the names of one word that stand in that position."""
    return frozenset(table("descriptions", "goods/stems")[str(position)].split("\n"))


@cache
def endings() -> frozenset[str]:
    """The last words of names that stand last: where none of these stands, no such name ends."""
    return frozenset(_lines("endings"))


@cache
def compound_names() -> dict[str, Name]:
    """The German and Dutch names that longer words can end in."""
    return {key: names()[key] for key in _lines("compounds")}


@cache
def name_slips() -> Slips:
    """The English names of one word, for words with a slip in them."""
    return Slips(_lines("english"), _SHORTEST_SLIP)
