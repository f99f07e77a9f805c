"""Which script a text is in, and whether it is read at the destination."""

from __future__ import annotations

from functools import cache, lru_cache

from ead.derived import table
from ead.patterns import lazy

__all__ = ["foreign_script"]

_FIRST_NON_LATIN = "\u0370"
_NON_LATIN = lazy(
    "[\u0370-\u1cff\u1f00-\u1fff\u2c80-\u2fdf\u3005-\ua71f\ua800-\uabff\uac00-\ufaff\ufb07-\ufdff\ufe70-\ufefc\uff66-\uffdc\U00010000-\U0003ffff]"
)


@cache
def _table() -> tuple[tuple[str, tuple[tuple[int, int], ...], frozenset[str]], ...]:
    rows = table("rules", "scripts")["script"]
    return tuple((row["name"], tuple(map(_range, row["ranges"])), frozenset(row["countries"])) for row in rows)


def _range(text: str) -> tuple[int, int]:
    first, last = text.split("-")
    return int(first, 16), int(last, 16)


def foreign_script(text: str, destination: str) -> str | None:
    """The script that most letters of a text are in, when it is neither Latin nor read at the destination; else ``None``.

    A text that repeats itself in Latin letters is not reported: the letters are counted, and Latin ones have to be fewer.
    """
    if max(text, default="") < _FIRST_NON_LATIN or _NON_LATIN.search(text) is None:
        return None
    return _foreign(text, destination)


@lru_cache(maxsize=4096)
def _foreign(text: str, destination: str) -> str | None:
    foreign = known = 0
    name = None
    for character in text:
        if not character.isalpha():
            continue
        script = _script_of(ord(character))
        if script is None or destination in script[1]:
            known += 1
        else:
            foreign += 1
            name = name or script[0]
    return name if foreign > known else None


@lru_cache(maxsize=4096)
def _script_of(point: int) -> tuple[str, frozenset[str]] | None:
    for name, ranges, countries in _table():
        if any(first <= point <= last for first, last in ranges):
            return name, countries
    return None
