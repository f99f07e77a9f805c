"""What an HS code says about dangerous and prohibited goods, and which of code and description weighs more.

The codes are data (``data/dg/codes.toml``): beginnings of codes, of which the longest that fits decides.

>>> danger_of("Goods", "360410").goods, danger_of("Perfume, 50 ml", "330300").by_code, danger_of("Cotton socks", "611595")
('explosives and pyrotechnic articles', False, None)
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from ead.codelists import hs
from ead.derived import table
from ead.descriptions.words import fold, singular
from ead.named import NamedTuple
from ead.rules.world.dg_quick import maybe_dangerous
from ead.rules.world.dg_words import Danger, said_of

__all__ = ["coded_as", "danger_of"]

_SHORTEST, _LONGEST = 2, 6
_EDITION = "2022"


class _Row(NamedTuple):
    danger: Danger | None
    unless: frozenset[str]
    softened: frozenset[str]


@cache
def _rows() -> Mapping[str, _Row]:
    """The rows by beginning of the code."""
    return {start: _row(entry) for entry in table("rules", "dg/codes")["code"] for start in entry["starts"]}


def _row(entry: Mapping[str, Any]) -> _Row:
    unless, softened = (frozenset(entry.get(key, ())) for key in ("unless", "softened"))
    if "rule" not in entry:
        return _Row(None, unless, softened)
    sure, minor = entry.get("sure", False), entry.get("minor", False)
    return _Row(Danger(entry["rule"], entry["goods"], entry.get("un", ""), "", sure, minor, by_code=True), unless, softened)


def _plain(text: str) -> str:
    return " ".join(map(singular, fold(text).split()))


@lru_cache(maxsize=16384)
def coded_as(hs_code: str) -> _Row | None:
    """The row of the code, of six digits or more; ``None`` for harmless goods, and for codes that do not exist."""
    rows, row = _rows(), None
    for length in range(_LONGEST, _SHORTEST - 1, -1):
        if (row := rows.get(hs_code[:length])) is not None:
            break
    six = hs_code[:_LONGEST]
    if row is None or row.danger is None or not (hs.is_valid(six, _EDITION) or hs.obsolete_edition(six)):
        return None
    return row


def danger_of(description: str | None, hs_code: str | None) -> Danger | None:
    """The gravest danger that description and HS code tell of; the description where both are as sure. ``None`` for harmless goods."""
    return (
        _graver(description, hs_code)
        if hs_code is not None and coded_as(hs_code) is not None
        else said_of(description)
        if description is not None and maybe_dangerous()(description)
        else None
    )


def _graver(description: str | None, hs_code: str) -> Danger | None:
    said, row = said_of(description) if description is not None else None, coded_as(hs_code)
    coded = _in_view_of(row, _plain(description or ""), hs_code) if row is not None else None
    if coded is None or said is None:
        return said or coded
    return coded if _rank(coded) < _rank(said) else said


def _in_view_of(row: _Row, words: str, hs_code: str) -> Danger | None:
    """What the code means for goods of that description."""
    if row.danger is None or _says_any(row.unless, words):
        return None
    return row.danger._replace(found=f"HS {hs_code}", sure=row.danger.sure and not _says_any(row.softened, words))


def _says_any(phrases: frozenset[str], words: str) -> bool:
    text = f" {words} "
    return any(f" {phrase} " in text for phrase in phrases)


def _rank(danger: Danger) -> int:
    return 0 if danger.sure else 2 if danger.minor else 1
