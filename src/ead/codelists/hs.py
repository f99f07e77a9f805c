"""Harmonized System: the six-digit codes of HS 2022 and HS 2017, and what replaced what.

Codes only; the labels are short ones of this project, one per chapter. An edition applies for five years. HS 2028 is
not held: on dates from 2028 its name is given, and HS 2022 stands in for it (`data_edition` says so); likewise HS 2017
stands in for earlier editions. Chapters 98 and 99 are left to national use; 77 is reserved.

>>> edition_on(date(2026, 11, 2)), edition_on(date(2028, 1, 1)), data_edition("2028")
('2022', '2028', '2022')
>>> is_valid("610910"), is_valid("851712"), is_valid("851712", "2017")
(True, False, True)
>>> successors("940510")
('940511', '940519')
>>> siblings("610911")
('610910', '610990')
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from ead.codelists import _data
from ead.codelists.base import CodeList, make

__all__ = [
    "chapter_label",
    "chapter_status",
    "code_list",
    "codes",
    "data_edition",
    "edition_on",
    "editions",
    "editions_of",
    "is_heading",
    "is_valid",
    "obsolete_edition",
    "siblings",
    "successors",
]

# Amendments to the HS Convention enter into force on 1 January, so the year tells the edition; each ends when the next begins.
_STARTS = ((2028, "2028"), (2022, "2022"), (2017, "2017"), (2012, "2012"))
_OLDEST = "2007"
_DATA = {"2022": "2022", "2028": "2022", "2017": "2017", "2012": "2017", "2007": "2017"}
_EDITIONS = ("2017", "2022")
_RESERVED_CHAPTER = "77"
_NATIONAL_CHAPTERS = frozenset({"98", "99"})


def edition_on(on: date) -> str:
    """Return the name of the edition in force on the date: "2017", "2022", "2028" ..."""
    year = on.year
    if 2022 <= year < 2028:  # nearly all that is ever asked
        return "2022"
    for start, name in _STARTS:
        if year >= start:
            return name
    return _OLDEST


def editions() -> tuple[str, ...]:
    """Return the names of the editions whose codes are held, oldest first."""
    return _EDITIONS


def data_edition(edition: str) -> str:
    """Return the edition whose codes are used for the named one: itself, or the nearest one held.

    Raises `LookupError` for an edition that is not known.
    """
    try:
        return _DATA[edition]
    except KeyError:
        raise LookupError(f'unknown hs edition "{edition}"; the editions are {", ".join(sorted(_DATA))}') from None


@cache
def codes(edition: str = "2022") -> frozenset[str]:
    """Return the six-digit codes of the edition, or of the one that stands in for it."""
    if data_edition(edition) == "2017":
        return (codes("2022") - _new_in_2022()) | frozenset(_gone_in_2022())
    # To put the heading before each ending in one go takes a quarter of the time that thousands of small steps take.
    return frozenset(" ".join([heading + endings.replace(" ", f" {heading}") for heading, endings in _data.read("hs-2022").rows]).split())


@cache
def _changes() -> dict[str, list[list[str]]]:
    """Return the rows of the comparison of editions, by their first cell."""
    changes: dict[str, list[list[str]]] = {}
    for kind, *cells in _data.read("hs-changes").rows:
        changes.setdefault(kind, []).append(cells)
    return changes


@cache
def _gone_in_2022() -> dict[str, tuple[str, ...]]:
    return {code: tuple(new.split()) for code, new in _changes()["gone"]}


@cache
def _new_in_2022() -> frozenset[str]:
    return frozenset(code for (line,) in _changes()["new"] for code in line.split())


@cache
def _older() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return codes of editions before 2017 that still turn up: edition and successors."""
    return {code: (edition, tuple(new.split())) for code, edition, new in _changes()["older"]}


def is_valid(code: str, edition: str = "2022") -> bool:
    """Tell whether the six digits are a code of the edition (or of the one that stands in for it)."""
    return code in codes(data_edition(edition))


def is_heading(heading: str, edition: str = "2022") -> bool:
    """Tell whether the four digits are a heading of the edition."""
    return heading in _by_heading(data_edition(edition))


def editions_of(code: str) -> tuple[str, ...]:
    """Return the editions held that have the code, oldest first."""
    return tuple(edition for edition in _EDITIONS if code in codes(edition))


def obsolete_edition(code: str) -> str | None:
    """Return the last edition that had a code which HS 2022 no longer has, or ``None``."""
    if code in _gone_in_2022():
        return "2017"
    return _older()[code][0] if code in _older() else None


def successors(code: str) -> tuple[str, ...]:
    """Return the HS 2022 codes that replaced an older code; empty if it is not obsolete or they are not known."""
    if code in _older():
        return _older()[code][1]
    return _gone_in_2022().get(code, ())


def siblings(code: str, edition: str = "2022") -> tuple[str, ...]:
    """Return the codes of the same heading, the numerically nearest first; empty if the heading does not exist.

    The code itself is left out. Needs at least four digits; raises nothing.
    """
    family = _by_heading(data_edition(edition)).get(code[:4], ())
    if not (code.isascii() and code.isdigit()):
        return ()
    number = int(code[:6].ljust(6, "0"))
    return tuple(sorted((other for other in family if other != code[:6]), key=lambda other: (abs(int(other) - number), other)))


@cache
def _by_heading(edition: str) -> Mapping[str, tuple[str, ...]]:
    families: dict[str, list[str]] = {}
    for code in sorted(codes(edition)):
        families.setdefault(code[:4], []).append(code)
    return {heading: tuple(family) for heading, family in families.items()}


@cache
def _chapters() -> dict[str, str]:
    return dict(_data.read("hs-chapters").rows)


def chapter_label(code: str) -> str:
    """Return this project's short label for the chapter of the code, or an empty string."""
    return _chapters().get(code[:2], "")


def chapter_status(code: str) -> str:
    """Return "assigned", "reserved" (77), "national" (98, 99) or "unknown" for the chapter of the code."""
    chapter = code[:2]
    if chapter == _RESERVED_CHAPTER:
        return "reserved"
    if chapter in _NATIONAL_CHAPTERS:
        return "national"
    return "assigned" if chapter in _chapters() else "unknown"


@cache
def code_list() -> CodeList:
    """Return HS 2022 as a code list: six digits to the label of their chapter."""
    head = _data.read("hs-2022").head
    return make(
        "hs",
        "Harmonized System, six digits",
        {code: chapter_label(code) for code in sorted(codes("2022"))},
        edition=head["edition"],
        source=head["source"],
        licence=head["licence"],
    )
