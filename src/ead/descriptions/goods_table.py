"""Names of goods in thirteen languages, and the chapters of the Harmonized System in which each can stand.

The table (``data/goods-names.csv``) is generous: a raincoat of plastic is not in chapter 62. A name that means different goods in
different languages has the chapters of all of them.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import NamedTuple

from ead.descriptions.slips import Slips
from ead.descriptions.words import fold, fold_all, singular

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

_POSITIONS = {"fr": FIRST, "es": FIRST, "it": FIRST, "pt": FIRST, "pl": INNER, "ru": INNER}
_COMPOUNDING = frozenset({"de", "nl"})
_SHORTEST_IN_COMPOUND = 4
_SHORTEST_SLIP = 6
# Ends of words that are something else: shamrock, pantyhose.
_NO_COMPOUND_END = frozenset(
    {"rock", "boot", "helm", "cape", "spiegel", "stift", "kette", "tent", "sage", "lack", "regal", "roller"}
    | {"vest", "tang", "drone", "halter", "schal", "short", "musli", "lach", "thee", "garn", "bett", "lolly"}
)


class Name(NamedTuple):
    """A name of goods: the chapters they can stand in, and where the name stands in a description (the sum of the positions)."""

    chapters: frozenset[str]
    position: int


def name_words(text: str) -> list[str]:
    """The words of a text as names are looked up: folded, without the English plural."""
    return [singular(word) if word[-1] == "s" else word for word in fold(text).split()]


class _Row(NamedTuple):
    chapters: frozenset[str]
    language: str
    key: str


@cache
def _rows() -> tuple[_Row, ...]:
    """The table taken apart, one row for each spelling of a name."""
    text = resources.files("ead.descriptions").joinpath("data/goods-names.csv").read_text("utf-8")
    rows = []
    for row in csv.DictReader(text.splitlines()):
        chapters = frozenset(row.pop("chapters").split())
        rows += [(chapters, language, spelt) for language, cell in row.items() if cell for spelt in _spellings(cell, language)]
    keys = (_in_singular(key) if "s" in key else key for key in fold_all([name for *_, name in rows]))
    return tuple(_Row(chapters, language, key) for (chapters, language, _), key in zip(rows, keys, strict=True))


def _in_singular(folded: str) -> str:
    return " ".join([singular(word) if word[-1] == "s" else word for word in folded.split()])


def _spellings(cell: str, language: str) -> list[str]:
    spelt = cell
    if language == "de":
        # Written on a keyboard without umlauts.
        spelt = cell.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    elif language == "tr":
        spelt = cell.replace("ı", "i")
    return cell.split("/") if spelt == cell else [*cell.split("/"), *spelt.split("/")]


@cache
def names() -> dict[str, Name]:
    """All names, their words one blank apart."""
    table: dict[str, Name] = {}
    for chapters, language, key in _rows():
        position = _POSITIONS.get(language, LAST)
        known = table.get(key)
        table[key] = Name(known.chapters | chapters, known.position | position) if known else Name(chapters, position)
    return table


@cache
def beginnings() -> dict[str, int]:
    """The first words of names, and how many words the longest name has that begins so."""
    longest: dict[str, int] = {}
    for name in names():
        first = name.partition(" ")[0]
        longest[first] = max(longest.get(first, 0), name.count(" ") + 1)
    return longest


@cache
def inner_beginnings() -> frozenset[str]:
    """The first words of names that stand after adjectives."""
    return frozenset(name.partition(" ")[0] for name, found in names().items() if found.position & INNER)


@cache
def stems(position: int) -> frozenset[str]:
    """The first three letters of the names of one word that stand in that position."""
    return frozenset(name[:3] for name, found in names().items() if found.position & position)


@cache
def endings() -> frozenset[str]:
    """The last words of names that stand last: where none of these stands, no such name ends."""
    return frozenset(name.rpartition(" ")[2] for name, found in names().items() if found.position & LAST)


@cache
def compound_names() -> dict[str, Name]:
    """The German and Dutch names that longer words can end in."""
    return {
        row.key: names()[row.key]
        for row in _rows()
        if row.language in _COMPOUNDING and " " not in row.key and len(row.key) >= _SHORTEST_IN_COMPOUND and row.key not in _NO_COMPOUND_END
    }


@cache
def name_slips() -> Slips:
    """The English names of one word, for words with a slip in them."""
    return Slips((row.key for row in _rows() if row.language == "en" and row.key.isascii()), _SHORTEST_SLIP)
