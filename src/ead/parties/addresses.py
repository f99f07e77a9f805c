"""Free address lines taken apart: street, house number, post office box, and what is left.

Lines are cut at commas, and flats, floors and rooms are set aside. Every number that is left is a candidate; where it stands, what
stands beside it and the habit of the country decide which one is the house number. Addresses in Chinese, Japanese and Korean
writing have a grammar of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache

from ead.named import NamedTuple
from ead.native import twin
from ead.parties.address_scripts import split_unspaced
from ead.parties.address_words import (
    DATES,
    HOUSES,
    MARKS,
    NUMBER_FIRST,
    NUMBERED_STREETS,
    SIDE_STREETS,
    SPELT,
    UNITS,
    WITHOUT_NUMBER,
    YEARS,
)
from ead.parties.boxes import find_box
from ead.patterns import lazy

__all__ = ["SplitAddress", "is_complete_address", "ordinary_line", "split_address", "surely_complete"]

_LETTER = r"[^\W\d_]"
_PART = (
    rf"(?:[-–/][0-9]{{1,5}}{_LETTER}?|[-–/](?:{_LETTER}{{1,2}}|[IVX]{{1,4}})[0-9]{{0,3}}"
    r"| [-–/] ?[0-9]{1,4}(?![.])|[-–/] [0-9]{1,4}(?![.]))(?!\w)"
)
_CORE = rf"(?<![\w/-])[0-9]{{1,6}}(?:{_LETTER}(?!\w))?(?:{_PART})*(?: 1/2)?(?: ?(?:bis|ter|quater)(?!\w))?"
_NUMBER = lazy(rf"{_CORE}(?![^\W_])")
# Where the number comes last, a letter after a blank is part of it: 12 A. Where it comes first, that is the street: 12 N Main St.
_NUMBER_AND_LETTER = lazy(rf"{_CORE}(?: {_LETTER}(?![\w.'’]))?(?![^\W_])")
_PREFIXED = lazy(r"(?<!\w)[A-Z]{1,2}-?[0-9]{1,5}(?:[-/][0-9]{1,4})?(?:[A-Z][0-9]{1,6})?(?!\w)")
_CHOME = lazy(r"(?i)(?<!\w)[0-9]{1,3}[- ]?ch[oōô]me(?:[ ,-]*[0-9]{1,4}(?:[- ]?(?:banchi|ban|gō|go))?(?!\w))*")
_ORDINAL = lazy(rf"(?i)(?:st|nd|rd|th|e|er|[eè]me|ª|º|°)(?!\w)|[.] ?{_LETTER}|-(?:beon)?-?(?:gil|ro|ga|dong|daero|chome|ku)(?!\w)")
_ORDINAL_TOKEN = lazy(rf"[0-9]+(?:e|-{_LETTER}{{1,3}})")
_SEPARATORS = lazy(r"[,;،、，|]| [-–] (?![0-9])")
_LONG_WORD = lazy(rf"{_LETTER}{{3}}")
_HAS_LETTER = lazy(_LETTER)
_YEAR = lazy("1[4-9][0-9]{2}|20[0-3][0-9]")
_EDGES = " ,;.-–:"
_ENDS = " ,;-–:("
_WITHIN = 7  # points from here on: the number is one beyond doubt
# Nearly all addresses: one number, at the beginning or at the end, with or without the word for number.
ordinary_line = lazy(
    r"(?:(?:No|Nr|Villa|Plot|#)[.:]? ?)?[0-9]{1,5}(?:[-/][0-9]{1,4}){0,3}[A-DF-Za-df-z]?,? [^\W\d_][^0-9]{2,}"
    r"|(?!(?i:calle|carrera|cra|transversal|diagonal|street|road|route|highway|sector|soi|lane)[.]? [0-9])"
    r"[^\W\d_][^0-9]*[^0-9 ],? (?:(?:[Nn]o|[Nn]r|[Nn][º°]|d|#)?[.:]? ?)[0-9]{1,5}(?:[-/][0-9]{1,4}){0,3}[A-Za-z]?"
)
"""Lines that are a street and its number for sure, in any country."""
# With a second number, as streets have it in Colombia, Ecuador, Singapore and Taiwan; nothing but a flat may follow on another line.
_STREET_WITH_NUMBER = lazy(
    r"(?:Avenida|Calle|Carrera|Diagonal|Transversal) [0-9]{1,3}[A-Z]? # [0-9]{1,3}[A-Z]?-[0-9]{1,3}"
    r"|(?:Avenida|Calle|Gran)(?: [0-9]{1,2} de)?(?: [A-Z][a-záéíóúñ]{2,}){1,3} N[0-9]{1,3}-[0-9]{1,3}"
    r"|[0-9]{1,4}[A-D]?(?: [A-Z][a-z]{2,}){1,3} (?:Avenue|Street) [0-9]{1,2}"
    r"|No[.] [0-9]{1,4},(?: [A-Z][a-z]{2,}){1,3} [0-9]{1,2}(?:st|nd|rd|th) (?:Avenue|Road|Street)"
)
_FLAT = lazy(r"#[0-9]{1,2}-[0-9]{1,3}|[A-Z][a-z]{2,} [0-9]{1,3}|[0-9]{1,2}F")


class SplitAddress(NamedTuple):
    """The parts of an address, each as written; ``None`` for what is not there."""

    street: str | None
    number: str | None
    po_box: str | None
    additional: str | None

    @property
    def is_complete(self) -> bool:
        """Whether there is a street with its number, or a post office box (EU ICS2, rule R3002)."""
        return self.po_box is not None or (self.street is not None and self.number is not None)


class _Candidate(NamedTuple):
    """A number that can be the house number: its points, its segment, and where it stands in that."""

    points: int
    segment: int
    start: int
    end: int
    number: str


def split_address(lines: Sequence[str | None], country: str | None) -> SplitAddress:
    """The parts of an address given in free lines, without town and postcode.

    ``country`` is an ISO 3166-1 alpha-2 code or ``None``; it says where the house number usually stands.

    >>> split_address(["Flat 2, 14 High Street"], "GB")
    SplitAddress(street='High Street', number='14', po_box=None, additional='Flat 2')
    >>> split_address(["C/ Mayor, 5, 2 B"], "ES")
    SplitAddress(street='C/ Mayor', number='5', po_box=None, additional='2 B')
    """
    given = [" ".join(_plain(line).split()) for line in lines if line]
    po_box: str | None = None
    rest: list[str] = []
    for line in given:
        found = find_box(line, country) if po_box is None else None
        if found is not None:
            po_box, line = found
        if line.strip(_EDGES):
            rest.append(line)
    return _split_rest(rest, country, po_box)


def _plain(line: str) -> str:
    """The line with ordinary digits and punctuation in the place of full-width ones."""
    return line if line.isascii() or max(line) < "\uff00" else unicodedata.normalize("NFKC", line)


def _split_rest(lines: Sequence[str], country: str | None, po_box: str | None) -> SplitAddress:
    for position, line in enumerate(lines):
        unspaced = split_unspaced(line, country)
        if unspaced is not None:
            others = [*lines[:position], *lines[position + 1 :]]
            return SplitAddress(*unspaced[:2], po_box, _joined([unspaced[2], *others]))
    segments, units = _segments(lines, country)
    best = _best(segments, country)
    if best is None:
        return _without_candidate(segments, units, po_box)
    street, left = _street_beside(segments, best, country)
    return SplitAddress(street, best.number, po_box, _joined([*left, *units]))


def _joined(parts: Sequence[str | None]) -> str | None:
    return ", ".join(part.strip(" ,;/") for part in parts if part and part.strip(_EDGES)) or None


def _segments(lines: Sequence[str], country: str | None) -> tuple[list[str], list[str]]:
    """The lines cut at commas, and the flats, floors and rooms that stood in them."""
    units: list[str] = []
    pattern = UNITS(country)
    segments: list[str] = []
    for line in lines:
        for stretch in _SEPARATORS.split(line):
            kept, start = "", 0
            for found in pattern.finditer(stretch):
                kept += stretch[start : found.start()] + "\0"
                units.append(found[0].strip())
                start = found.end()
            segments += [piece.strip(" ,;/") for piece in (kept + stretch[start:]).split("\0")]
    return [segment for segment in segments if segment.strip(_EDGES)], units


def _best(segments: Sequence[str], country: str | None) -> _Candidate | None:
    """The likeliest house number; the earlier of two that are equally likely."""
    best: _Candidate | None = None
    for position, segment in enumerate(segments):
        for candidate in _candidates(segment, position, segments, country):
            if candidate.points > 0 and (best is None or candidate.points > best.points):
                best = candidate
    return best


def _candidates(segment: str, position: int, segments: Sequence[str], country: str | None) -> list[_Candidate]:
    if (block := _CHOME.search(segment)) is not None:
        return [_Candidate(_WITHIN, position, *block.span(), block[0])]
    spelt = SPELT.match(segment)
    if spelt is not None and country in NUMBER_FIRST:
        return [_Candidate(1, position, 0, spelt.end(), spelt[1])]
    pattern = _NUMBER if country in NUMBER_FIRST else _NUMBER_AND_LETTER
    found = [_judged(segment, one, position, segments, country) for one in pattern.finditer(segment)]
    if any(candidate.points > 0 for candidate in found):
        return found
    return [
        _Candidate(1, position, *one.span(), one[0])
        for one in _PREFIXED.finditer(segment)
        if _has_a_street(segment, one, position, segments)
    ]


def _has_a_street(segment: str, found: re.Match[str], position: int, segments: Sequence[str]) -> bool:
    """Whether words stand beside a number that begins with a letter, or behind the comma that follows it."""
    if _LONG_WORD.search(segment[: found.start()] + segment[found.end() :]):
        return True
    return found[0] == segment and any(_LONG_WORD.search(other) for other in segments[position + 1 : position + 2])


def _judged(segment: str, found: re.Match[str], position: int, segments: Sequence[str], country: str | None) -> _Candidate:
    """A number with its points: for its place in the segment, the words beside it, and the country's habit."""
    start, end = found.span()
    before, after = segment[:start], segment[end:]
    number, points = found[0].strip(), 0
    first = country in NUMBER_FIRST
    words_before, words_after = bool(_HAS_LETTER.search(before)), bool(_LONG_WORD.search(after))
    if mark := MARKS.search(before):
        points += 10
        start, words_before = mark.start(), bool(_HAS_LETTER.search(before[: mark.start()]))
    elif house := HOUSES.search(before):
        points += 8
        start, number = house.start(), before[house.start() :] + number
    elif words_before and (not words_after or (country == "HU" and after[:1] == ".")):
        points += 3 if first else 6
    elif not words_before and words_after:
        points += 6 if first else 3
    elif not words_before and not after.strip(_EDGES):
        points += _alone(position, segments, first=first)
    else:
        points += 1
    points -= _doubts(before[:start], number, after, country)
    return _Candidate(points - min(position, 2), position, start, end, number)


def _alone(position: int, segments: Sequence[str], *, first: bool) -> int:
    """Points of a number that is all there is between two commas."""
    behind = position > 0 and _HAS_LETTER.search(segments[position - 1]) is not None
    ahead = position + 1 < len(segments) and _LONG_WORD.search(segments[position + 1]) is not None
    if first and ahead:
        return 6
    return 6 if behind else 3 if ahead else 0


def _doubts(before: str, number: str, after: str, country: str | None) -> int:
    """Points against a number: it is an ordinal, the day or year of a date, or the name of a numbered street."""
    ordinal = _ORDINAL.match(after) and not (country == "HU" and after[:1] == ".")
    if ordinal or (_ORDINAL_TOKEN.fullmatch(number) and _HAS_LETTER.match(after.lstrip())):
        return 12
    if DATES.match(after) or (_YEAR.fullmatch(number) and YEARS.search(before)):
        return 12
    if (street := NUMBERED_STREETS.search(before)) is not None:
        return 2 if _HAS_LETTER.search(before[: street.start()]) else 6
    return 0


def _street_beside(segments: Sequence[str], best: _Candidate, country: str | None) -> tuple[str | None, list[str]]:
    """The street that belongs to the number, and what is left of the segments."""
    segment = segments[best.segment]
    before, after = segment[: best.start].lstrip(_EDGES).rstrip(_ENDS), segment[best.end :].lstrip(_EDGES).rstrip(_ENDS)
    left = [*segments[: best.segment], *segments[best.segment + 1 :]]
    if _HAS_LETTER.search(before):
        return before, [after, *left]
    if _HAS_LETTER.search(after):
        follows = list(segments[best.segment + 1 :])
        if SIDE_STREETS.fullmatch(after) and follows:
            return f"{after}, {follows[0]}", [*segments[: best.segment], *follows[1:]]
        return after, left
    return _adjacent(segments, best.segment, country)


def _adjacent(segments: Sequence[str], position: int, country: str | None) -> tuple[str | None, list[str]]:
    """The street of a number that stands alone: the segment before it or behind it."""
    ahead = position + 1 if position + 1 < len(segments) and _HAS_LETTER.search(segments[position + 1]) else None
    behind = position - 1 if position > 0 and _HAS_LETTER.search(segments[position - 1]) else None
    chosen = ahead if behind is None or (ahead is not None and country in NUMBER_FIRST) else behind
    if chosen is None:
        return None, [segment for index, segment in enumerate(segments) if index != position]
    taken = {position, chosen}
    street = segments[chosen]
    while SIDE_STREETS.fullmatch(segments[chosen]) and chosen + 1 < len(segments) and chosen >= position:
        chosen += 1
        taken.add(chosen)
        street += f", {segments[chosen]}"
    return street, [segment for index, segment in enumerate(segments) if index not in taken]


def _without_candidate(segments: Sequence[str], units: Sequence[str], po_box: str | None) -> SplitAddress:
    """An address whose house has no number: the word that says so, or the only flat or unit, stands in for it."""
    for position, segment in enumerate(segments):
        found = WITHOUT_NUMBER.search(segment)
        if found is not None:
            street = segment[: found.start()].strip(_EDGES) or (segments[position - 1] if position else None)
            others = [other for other in segments if other not in (segment, street)]
            return SplitAddress(street, found[0], po_box, _joined([segment[found.end() :], *others, *units]))
    if units and len(segments) == 1 and _NUMBER.fullmatch(segments[0]):
        return SplitAddress(units[0], segments[0], po_box, _joined(units[1:]))
    if segments and units and po_box is None:
        return SplitAddress(segments[0], units[0], None, _joined([*segments[1:], *units[1:]]))
    return SplitAddress(segments[0] if segments else None, None, po_box, _joined([*segments[1:], *units]))


@cache
def surely_complete() -> Callable[[str], object]:
    """The test of lines that are a street and its number for sure."""
    return twin("addresses", lambda native: native.has_house_number, lambda: ordinary_line.fullmatch)


def is_complete_address(line1: str | None, line2: str | None, country: str | None) -> bool:
    """Whether an address has a street with its number, or a post office box; quick for plain addresses."""
    if line1 is not None and (ordinary_line.fullmatch(line1) or _has_second_number(line1, line2)):
        return True
    return split_address((line1, line2), country).is_complete


def _has_second_number(line1: str, line2: str | None) -> bool:
    return _STREET_WITH_NUMBER.fullmatch(line1) is not None and (line2 is None or _FLAT.fullmatch(line2) is not None)
