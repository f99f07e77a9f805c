"""Finding a value in JSON text by its keys and positions, without building anything.

Used only when there is something to say about a value. The text is expected to be JSON; where it is not, the search ends at the
nearest value above, never in an exception. Nothing here recurses, so nesting is no danger.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]

from ead.findings import Path
from ead.named import NamedTuple

__all__ = ["Spot", "TextPiece", "Walker", "find", "skip", "skip_bytes"]

_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_STRING_AT = re.compile(_STRING, re.DOTALL).match
_SCALAR_AT = re.compile(r'[^ \t\r\n,:\[\]{}"]++').match
_MARKS = re.compile(rf"{_STRING}|[\[{{]++|[\]}}]++", re.DOTALL)
_STRING_BYTES_AT = re.compile(_STRING.encode(), re.DOTALL).match
_SCALAR_BYTES_AT = re.compile(rb'[^ \t\r\n,:\[\]{}"]++').match
_MARKS_BYTES = re.compile(_MARKS.pattern.encode(), re.DOTALL)
_BLANKS_AT = re.compile(r"[ \t\r\n]*+").match


class Spot(NamedTuple):
    """Character offsets of a value, and of the array element or object member it is, with one adjoining comma.

    ``steps`` tells how many steps of the path it is down; fewer than asked when the rest is not there.
    """

    start: int
    end: int
    whole_start: int
    whole_end: int
    steps: int


class TextPiece:
    """A piece of a source as text, with the line, column (both from 1) and byte offset of its first character."""

    __slots__ = ("_mark", "_start", "text")

    def __init__(self, text: str, line: int = 1, column: int = 1, offset: int = 0) -> None:
        self.text = text
        self._start = (0, line, column, offset)
        self._mark = self._start

    def behind(self, position: int) -> TextPiece:
        """The same text for questions from ``position`` on, which then cost no more than the way from there."""
        piece = TextPiece(self.text)
        piece._start = piece._mark = (position, *self.at(position))
        return piece

    def at(self, position: int, known: int | None = None) -> tuple[int, int, int]:
        """Line, column and byte offset of a character position. Cheap when asked in ascending order, and where the offset is ``known``."""
        text = self.text
        index, line, column, offset = self._mark if position >= self._mark[0] else self._start
        if known is not None:
            offset = known
        else:
            offset += position - index if text.isascii() else len(text[index:position].encode())
        breaks = text.count("\n", index, position)
        column = position - text.rfind("\n", index, position) if breaks else column + position - index
        self._mark = (position, line + breaks, column, offset)
        return line + breaks, column, offset


def skip(text: str, start: int) -> int:
    """The end of the value that begins at ``start``; the end of the text when the value is cut off."""
    opening = text[start : start + 1]
    if opening not in ("{", "["):
        found = _STRING_AT(text, start) if opening == '"' else _SCALAR_AT(text, start)
        return found.end() if found else len(text)
    depth = 0
    for mark in _MARKS.finditer(text, start):
        first = text[mark.start()]
        if first in "{[":
            depth += mark.end() - mark.start()
        elif first != '"':
            if mark.end() - mark.start() >= depth:
                return mark.start() + depth
            depth -= mark.end() - mark.start()
    return len(text)


def skip_bytes(data: bytes, start: int) -> int:
    """Like :func:`skip`, for UTF-8 bytes."""
    opening = data[start : start + 1]
    if opening not in (b"{", b"["):
        found = _STRING_BYTES_AT(data, start) if opening == b'"' else _SCALAR_BYTES_AT(data, start)
        return found.end() if found else len(data)
    depth = 0
    for mark in _MARKS_BYTES.finditer(data, start):
        first = data[mark.start()]
        if first in b"{[":
            depth += mark.end() - mark.start()
        elif first in b"}]":
            if mark.end() - mark.start() >= depth:
                return mark.start() + depth
            depth -= mark.end() - mark.start()
    return len(data)


class Walker:
    """Finds values below one value of a text. What it has gone through it remembers, so that many questions cost no more than one."""

    __slots__ = ("_containers", "_start", "_text")

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._start = start
        self._containers: dict[int, _Container] = {}

    def find(self, path: Path, occurrence: int = 1) -> Spot:
        """The value at ``path`` below the value at the start, or the nearest one above it that is there.

        A string is a key, an integer a position from 0. ``occurrence`` tells which of equal keys is meant by the last step.
        """
        start, end = self._start, -1
        whole = (start, start)
        steps = 0
        for number, step in enumerate(path):
            children = self._children(start)
            child = children.child(step, occurrence if number == len(path) - 1 else 1)
            if child is None:
                break
            start, end, whole = child
            steps = number + 1
        end = end if steps else skip(self._text, start)
        return Spot(start, end, *(whole if steps else (start, end)), steps)

    def _children(self, start: int) -> _Container:
        found = self._containers.get(start)
        if found is None:
            found = self._containers[start] = _Container(_children(self._text, start))
        return found


class _Container:
    """The members of an object or the elements of an array: where each begins, where its value begins and ends."""

    __slots__ = ("_keys", "_spans")

    def __init__(self, children: Iterator[tuple[str | None, int, int, int]]) -> None:
        self._keys: dict[str | None, list[int]] = {}
        self._spans: list[tuple[int, int, int]] = []
        for key, begin, value, end in children:
            self._keys.setdefault(key, []).append(len(self._spans))
            self._spans.append((begin, value, end))

    def child(self, step: str | int, occurrence: int) -> tuple[int, int, tuple[int, int]] | None:
        """The ends of a child's value, and those of the child with one adjoining comma."""
        positions = self._keys.get(step if isinstance(step, str) else None, [])
        number = step if isinstance(step, int) else occurrence - 1
        if not 0 <= number < len(positions):
            return None
        position = positions[number]
        begin, value, end = self._spans[position]
        if position + 1 < len(self._spans):
            return value, end, (begin, self._spans[position + 1][0])
        return value, end, (self._spans[position - 1][2] if position else begin, end)


def find(text: str, start: int, path: Path, occurrence: int = 1) -> Spot:
    """One question to a :class:`Walker`."""
    return Walker(text, start).find(path, occurrence)


def _children(text: str, start: int) -> Iterator[tuple[str | None, int, int, int]]:
    """The members or elements of a value: key, where it begins, where its value begins and ends."""
    opening = text[start : start + 1]
    if opening not in ("{", "["):
        return
    position: int | None = _blanks(text, start + 1)
    while position is not None and text[position : position + 1] not in ("", "}", "]"):
        key: str | None = None
        value = position
        if opening == "{":
            try:
                key, colon = scanstring(text, position + 1)
            except JSONDecodeError:
                return
            value = _blanks(text, _blanks(text, colon) + 1)
        end = skip(text, value)
        yield key, position, value, end
        position = _after_comma(text, end)


def _after_comma(text: str, end: int) -> int | None:
    """Where the next member begins, if a comma says that there is one."""
    comma = _blanks(text, end)
    return _blanks(text, comma + 1) if text[comma : comma + 1] == "," else None


def _blanks(text: str, start: int) -> int:
    found = _BLANKS_AT(text, start)
    return found.end() if found else start
