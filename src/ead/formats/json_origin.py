"""Where the values of a JSON text stand: lines, columns, JSON Pointers and spans, worked out only when asked for."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ead.findings import Path
from ead.formats.base import Place
from ead.formats.pointers import pointer_of
from ead.intake.json_walk import Spot, TextPiece, Walker
from ead.intake.lines import Line, Lines
from ead.named import new_tuple
from ead.native import twin

__all__ = ["IN_LINE", "JsonOrigin", "LineFinder", "LineOrigin", "OwnLine", "OwnLineInPython", "json_path"]

_EXCERPT = 200
_LONGEST_CHARACTER = 4  # bytes, in UTF-8
_SURROGATE = re.compile("[\ud800-\udfff]")


def json_path(path: Path, steps: tuple[tuple[str, int], ...] | None) -> tuple[Path, int]:
    """The keys and positions that a problem means, and which of equal keys; ``steps`` name one member more than ``path`` can.

    ``steps`` are keys with, for arrays, the number of the element and, for the last one, the number among equal keys, both from 1.
    """
    if steps is None:
        return path, 1
    *above, (key, occurrence) = steps
    parents = path[:-1] if path[-1:] == (key,) and len(above) < sum(isinstance(step, str) for step in path) else path
    return (*parents, key), occurrence


class JsonOrigin:
    """A value in a piece of text: an item, the header or a member of the message. ``prefix`` is its own path in the document."""

    __slots__ = ("_piece", "_prefix", "_start", "_walker")

    def __init__(self, piece: TextPiece, start: int, prefix: Path) -> None:
        self._piece = piece
        self._start = start
        self._prefix = prefix
        self._walker: Walker | None = None

    def place(self, path: Path, steps: tuple[tuple[str, int], ...] | None = None) -> Place:
        """The place of a path, or of the nearest value above it that is there."""
        wanted, occurrence = json_path(path, steps)
        if self._walker is None:
            self._piece = self._piece.behind(self._start)
            self._walker = Walker(self._piece.text, self._start)
        spot = self._walker.find(wanted, occurrence)
        line, column, offset = self._piece.at(spot.start)
        shown = wanted[: spot.steps]
        while shown and isinstance(shown[-1], str) and _SURROGATE.search(shown[-1]):
            # No report could be written with such a key in it.
            shown = shown[:-1]
        pointer = pointer_of((*self._prefix, *shown))
        excerpt = self._piece.text[spot.start : min(spot.end, spot.start + _EXCERPT)].split("\n", 1)[0].rstrip("\r")
        if spot.steps < len(wanted):
            return Place(None, pointer, line, column, excerpt)
        return Place(None, pointer, line, column, excerpt, *self._spans(spot, offset))

    def _spans(self, spot: Spot, offset: int) -> tuple[tuple[int, int], tuple[int, int]]:
        def byte(position: int) -> int:
            return self._piece.at(position)[2]

        return (offset, byte(spot.end)), (byte(spot.whole_start), byte(spot.whole_end))


class OwnLineInPython:
    """A value that has a line of its own, between two places of ``lines``."""

    __slots__ = ("end", "finder", "known", "lines", "number", "start")

    def __init__(self, lines: Line | Lines, number: int, start: int, end: int, finder: LineFinder) -> None:
        self.lines, self.number, self.start, self.end, self.finder = lines, number, start, end, finder
        self.known: JsonOrigin | None = None

    def place(self, path: Path, steps: tuple[tuple[str, int], ...] | None = None) -> Place:
        """The place of a path, or of the nearest value above it that is there."""
        return self.finder.place(self, path, steps)


if TYPE_CHECKING:
    OwnLine = OwnLineInPython
else:
    OwnLine = twin("decoded", lambda native: native.OwnLine, lambda: OwnLineInPython)


class LineFinder:
    """Finds values in lines that the compiled reader took; where there is other code to find them, a line becomes text first."""

    def place(self, line: OwnLine, path: Path, steps: tuple[tuple[str, int], ...] | None) -> Place:
        """The place of a path in a line, or of the nearest value above it that is there."""
        if _spot is None or steps is not None:
            return self.place_in_text(line, path, steps)
        lines, data = line.lines, line.lines.data or b""
        start, end, whole_start, whole_end, found, breaks, column = _spot(data, line.start, line.end, path)
        text = data[start : min(end, start + _LONGEST_CHARACTER * _EXCERPT)].decode("utf-8", "ignore")
        excerpt = text[:_EXCERPT].split("\n", 1)[0].rstrip("\r")
        pointer, base = _known_pointer(path[:found]), lines.offset
        spans = ((base + start, base + end), (base + whole_start, base + whole_end)) if found == len(path) else (None, None)
        return new_tuple(Place, (None, pointer, line.number + breaks, column, excerpt, *spans))

    @staticmethod
    def place_in_text(line: OwnLine, path: Path, steps: tuple[tuple[str, int], ...] | None) -> Place:
        """The same by way of the text."""
        if line.known is None:
            text = (line.lines.data or b"")[line.start : line.end].decode()
            piece = TextPiece(text, line.number, 1, line.lines.offset + line.start)
            line.known = JsonOrigin(piece, len(text) - len(text.lstrip(" \t\r\n")), ())
        return line.known.place(path, steps)


IN_LINE = LineFinder()
_spot: Any = twin("json_places", lambda native: native.spot, lambda: None)
_known_pointer = lru_cache(maxsize=4096)(pointer_of)


class LineOrigin:
    """Something that could not be read: only where it is, or where it begins, is known."""

    __slots__ = ("_place",)

    def __init__(self, line: int, column: int, prefix: Path | None = None) -> None:
        self._place = Place(None, None if prefix is None else pointer_of(prefix), line, column)

    def place(self, path: Path, steps: tuple[tuple[str, int], ...] | None = None) -> Place:
        """The one place there is."""
        return self._place
