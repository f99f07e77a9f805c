"""RFC 4180 rows with their places, and the guard against spreadsheet formulas.

A cell that begins with ``= + - @``, a tab or a line break is run as a formula by spreadsheets. Such cells get an apostrophe in front; so do
cells that begin with an apostrophe that could be mistaken for the guard. Taking the guard away gives exactly the text there was.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator

from ead.findings import Problem
from ead.formats.base import Place
from ead.intake.json_text import decode_utf8
from ead.intake.json_walk import TextPiece
from ead.intake.lines import read_lines
from ead.intake.source import Reader

__all__ = ["GUARD", "BadRow", "Row", "RowReader", "guarded", "unguarded"]

GUARD = "'"
"""What stands before a cell that a spreadsheet would run."""

_TRIGGERS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_EXCERPT = 200
_SHOWN_REASONS = {
    "unexpected end of data": "a quoted cell has no end",
    "new-line character seen in unquoted field - do you need to open the file with newline=''?": "a carriage return stands outside quotes",
}


def guarded(text: str) -> str:
    """A cell's text made safe for spreadsheets."""
    dangerous = text[:1] in _TRIGGERS and text != ""
    ambiguous = text[:1] == GUARD and (text[1:2] == GUARD or text[1:2] in _TRIGGERS) and len(text) > 1
    return GUARD + text if dangerous or ambiguous else text


def unguarded(text: str) -> str:
    """The text that :func:`guarded` was given."""
    if len(text) > 1 and text[0] == GUARD and (text[1] == GUARD or text[1] in _TRIGGERS):
        return text[1:]
    return text


class Row:
    """One row: its cells, and its own text for when a place is asked for."""

    __slots__ = ("_delimiter", "_tokens", "cells", "line", "piece")

    def __init__(self, cells: list[str], piece: TextPiece, line: int, delimiter: str) -> None:
        self.cells = cells
        self.piece = piece
        self.line = line
        self._delimiter = delimiter
        self._tokens: list[tuple[int, int]] | None = None

    def place(self, column: int | None) -> Place:
        """The place of a cell; of the row when the column is ``None`` or behind the last cell."""
        if self._tokens is None:
            self._tokens = list(self._cut())
        if column is None or column >= len(self._tokens):
            return Place(None, None, self.line, 1)
        first, last = self._tokens[column]
        line, character, start = self.piece.at(first)
        span = (start, self.piece.at(last)[2])
        excerpt = self.piece.text[first : min(last, first + _EXCERPT)].split("\n", 1)[0]
        return Place(None, None, line, character, excerpt, span, span)

    def _cut(self) -> Iterator[tuple[int, int]]:
        """The ends of the cells in the row's text, quotes included."""
        token = re.compile(rf'"(?:[^"]|"")*+"|[^{re.escape(self._delimiter)}\r\n]*+')
        position = 0
        for _ in self.cells:
            found = token.match(self.piece.text, position)
            if found is not None:
                yield found.span()
                position = found.end() + 1


class BadRow(Exception):
    """A row that cannot be cut into cells; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


class RowReader:
    """Reads rows one after another; a bad row costs that row only."""

    def __init__(self, reader: Reader, limit: int) -> None:
        self._source = self._pieces(reader, limit)
        self._again: deque[TextPiece | Problem] = deque()
        self._taken: list[TextPiece] = []
        self._rows = csv.reader(self._lines(), strict=True)
        self._limit = limit
        self.delimiter = ","

    def use(self, delimiter: str) -> None:
        """Go on with another delimiter."""
        self.delimiter = delimiter
        self._rows = csv.reader(self._lines(), strict=True, delimiter=delimiter)

    def peek_line(self) -> str:
        """The next line that is not blank, without taking it; empty when there is none."""
        for entry in self._source:
            if isinstance(entry, Problem) or entry.text.strip():
                self._again.append(entry)
                return "" if isinstance(entry, Problem) else entry.text
        return ""

    def next_row(self) -> Row | None:
        """The next row that is not blank; ``None`` at the end. Raises :class:`BadRow`."""
        while True:
            self._taken = []
            try:
                cells = next(self._rows, None)
            except csv.Error as error:
                raise self._bad(str(error)) from None
            except BadRow as error:
                if not self._taken:
                    self._restart()
                    raise
                self._again.appendleft(error.problem)
                raise self._bad("a quoted cell is cut off by a line that cannot be read") from None
            if cells is None:
                return None
            if len(cells) > 1 or (cells and cells[0].strip()):
                return Row(cells, self._piece(), _line_of(self._taken[0]), self.delimiter)

    def _bad(self, reason: str) -> BadRow:
        first = self._taken[0] if self._taken else TextPiece("")
        # What a stray quote swallowed is read again, from the line behind it.
        self._again.extendleft(reversed(self._taken[1:]))
        self._restart()
        reason = _SHOWN_REASONS.get(reason, reason)
        return BadRow(Problem("CORE-INT-006", (), {"reason": reason}, place=(_line_of(first), 1)))

    def _restart(self) -> None:
        self._rows = csv.reader(self._lines(), strict=True, delimiter=self.delimiter)

    def _piece(self) -> TextPiece:
        if len(self._taken) == 1:
            return self._taken[0]
        line, column, offset = self._taken[0].at(0)
        return TextPiece("".join(piece.text for piece in self._taken), line, column, offset)

    def _lines(self) -> Iterator[str]:
        size = 0
        while True:
            size = size + len(self._taken[-1].text) if self._taken else 0
            if size > self._limit:
                problem = Problem("CORE-INT-008", (), {"limit": self._limit}, place=(_line_of(self._taken[0]), 1))
                self._taken = []
                raise BadRow(problem)
            entry = self._again.popleft() if self._again else next(self._source, None)
            if entry is None:
                return
            if isinstance(entry, Problem):
                raise BadRow(entry)
            self._taken.append(entry)
            yield entry.text

    @staticmethod
    def _pieces(reader: Reader, limit: int) -> Iterator[TextPiece | Problem]:
        for line in read_lines(reader, limit):
            if line.data is None:
                yield Problem("CORE-INT-008", (), {"limit": limit}, place=(line.number, 1))
                continue
            text, fault = decode_utf8(line.data)
            if fault is not None:
                yield fault._replace(place=(line.number, fault.place[1] if fault.place else 1))
            else:
                yield TextPiece(text + "\n" if line.ended else text, line.number, 1, line.offset)


def _line_of(piece: TextPiece) -> int:
    return piece.at(0)[0]
