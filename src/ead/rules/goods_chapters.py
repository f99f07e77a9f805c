"""The chapters of the Harmonized System that goods of a name can belong to, told from English descriptions.

Only names that leave no doubt are known, and only as the head of the description: its last word before a preposition.

>>> sorted(chapters_of("Woven cotton dress shirts for men"))[:3], chapters_of("Case for shirts"), chapters_of("Toy guitar")
(['39', '40', '42'], None, None)
"""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from ead.rules.words import normal_form, singular

__all__ = ["chapters_of", "named_goods"]

_ENDS = frozenset({"for", "with", "without", "in", "from", "to", "and", "or", "on", "by", "made", "of", "as", "size", "plus"})


class _Data(NamedTuple):
    chapters: dict[str, frozenset[str]]
    exceptions: frozenset[str]


@cache
def _data() -> _Data:
    text = resources.files("ead.rules").joinpath("data/goods-chapters.toml").read_text("utf-8")
    data = tomllib.loads(text)
    rows = {singular(name): frozenset(chapters.split()) for chapters, names in data["chapters"].items() for name in names}
    return _Data(rows, frozenset(data["exceptions"]["words"]))


@lru_cache(maxsize=4096)
def named_goods(description: str) -> str | None:
    """The name of the goods, if it is one of those known to leave no doubt about the chapter; else ``None``."""
    if not description.isascii():
        return None
    words = normal_form(description).split()
    data = _data()
    if not data.exceptions.isdisjoint(words):
        return None
    end = next((position for position, word in enumerate(words) if position and word in _ENDS), len(words))
    name = words[end - 1] if words else ""
    return name if name in data.chapters else None


@lru_cache(maxsize=4096)
def chapters_of(description: str) -> frozenset[str] | None:
    """The chapters (two digits) that the described goods can belong to; ``None`` when the description does not tell."""
    name = named_goods(description)
    return None if name is None else _data().chapters[name]
