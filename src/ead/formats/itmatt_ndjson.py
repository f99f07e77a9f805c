"""``itmatt-ndjson``: a header line, then one item a line. Memory is one line; a bad line costs that line only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from json import JSONDecodeError
from typing import Any, BinaryIO

from ead.fields.layout import ITEM_LAYOUT, Record
from ead.findings import Problem
from ead.formats.base import Codec, Decoded, Place
from ead.formats.json_decode import json_group, no_object, refuse_characters
from ead.formats.json_frame import FRAME_KEYS, Frame, byte_order_mark, has_suspects, other_encoding
from ead.formats.json_origin import JsonOrigin, LineOrigin
from ead.formats.json_write import header_text, item_text
from ead.intake.json_text import Bounds, decode_utf8, scan, syntax_error
from ead.intake.json_walk import TextPiece, Walker
from ead.intake.lines import Line, read_lines
from ead.intake.source import Reader
from ead.limits import Limits

__all__ = ["CODEC", "NdjsonItemStream"]

_ITEM = json_group(ITEM_LAYOUT)
_BLANKS = " \t\r\n"


class _BadLine(Exception):
    """A line is no JSON value; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


class NdjsonItemStream:
    """An ITMATT-style NDJSON message as a stream of decoded items."""

    format = "itmatt-ndjson"
    message = "ITMATT"
    held_whole = False

    def __init__(self, reader: Reader, limits: Limits) -> None:
        self._reader = reader
        self._limits = limits
        self._bounds = Bounds(limits.number_length, limits.depth, limits.findings)
        self._frame = Frame(limits)
        self.problems = self._frame.problems
        self.complete = True
        self.header: Record | None = None

    def items(self) -> Iterator[Decoded]:
        """The items in order; a line that cannot be read comes without a record."""
        refused = other_encoding(self._reader)
        if refused is not None:
            self.problems.append(refused)
            return
        marked = byte_order_mark(self._reader, self._limits)
        if marked is not None:
            self.problems.append(marked)
        index = 0
        first = True
        for line in read_lines(self._reader, self._limits.item_bytes):
            if line.data is not None and not line.data.strip():
                continue
            decoded = self._line(line, index, first=first)
            first = False
            if decoded is not None:
                yield decoded
                index += 1
            if not self._frame.known_message:
                return

    def _line(self, line: Line, index: int, *, first: bool) -> Decoded | None:
        try:
            value, piece, start, end = self._value(line)
        except _BadLine as error:
            self.complete = self.complete and error.problem.code == "CORE-INT-006"
            if first and line.data is not None and b'"header"' in line.data:
                self.problems.append(error.problem)
                return None
            return Decoded(index, None, [error.problem], LineOrigin(*(error.problem.place or (line.number, 1))))
        if first and _is_header(value):
            self._header(value, piece, start)
            self.header = self._frame.header
            return None
        origin = JsonOrigin(piece, start, ())
        if type(value) is not tuple:
            return Decoded(index, None, [no_object(value)], origin)
        problems: list[Problem] = []
        record = _ITEM.decode(value, (), problems, self._bounds)
        if has_suspects(piece.text, start, end):
            refuse_characters(ITEM_LAYOUT, record, (), problems)
        return Decoded(index, record if len(problems) < self._bounds.problems else None, problems or None, origin)

    def _value(self, line: Line) -> tuple[Any, TextPiece, int, int]:
        """The one value of a line."""
        if line.data is None:
            raise _BadLine(Problem("CORE-INT-008", (), {"limit": self._limits.item_bytes}, place=(line.number, 1)))
        text, fault = decode_utf8(line.data)
        piece = TextPiece(text, line.number, 1, line.offset)
        start = len(text) - len(text.lstrip(_BLANKS))
        try:
            value, end = scan(text, start)
            behind = text[end:].lstrip(_BLANKS)
            if behind:
                raise JSONDecodeError("extra data behind the value", text, len(text) - len(behind))
        except (StopIteration, JSONDecodeError) as error:
            at_end = "CORE-INT-006" if line.ended else "CORE-INT-009"
            raise _BadLine(_placed(fault, line) or syntax_error(error, piece, at_end=at_end)) from None
        except RecursionError:
            raise _BadLine(Problem("CORE-INT-013", (), {"limit": self._limits.depth}, place=(line.number, start + 1))) from None
        if fault is not None:
            raise _BadLine(_placed(fault, line) or fault)
        return value, piece, start, end

    def _header(self, value: tuple[tuple[str, Any], ...], piece: TextPiece, start: int) -> None:
        walker = Walker(piece.text, start)
        for key, below in value:
            if len(self.problems) > self._limits.findings:
                self.complete = False
                return
            spot = walker.find((key,))
            origin = JsonOrigin(piece, spot.start, (key,))
            if not self._frame.first(key, piece.at(spot.start)[:2]):
                continue
            if key == "items" and below:
                place = piece.at(spot.start)[:2]
                params = {"found": "items of the first line", "expected": "one line each"}
                self.problems.append(Problem("CORE-MSG-003", (), params, place=place))
            else:
                self._frame.member(key, below, origin)

    def place(self, problem: Problem) -> Place:
        """The place of a message-level problem."""
        return self._frame.place(problem)


def _is_header(value: Any) -> bool:
    """Whether the value of the first line is the message's frame and not an item."""
    if type(value) is not tuple:
        return False
    keys = {key for key, _ in value}
    return "item_id" not in keys and bool(keys & FRAME_KEYS)


def _placed(fault: Problem | None, line: Line) -> Problem | None:
    """A problem with a byte, whose place counts from the beginning of the line."""
    if fault is None or fault.place is None:
        return fault
    return fault._replace(place=(line.number, fault.place[1]))


def read(reader: Reader, limits: Limits) -> NdjsonItemStream:
    """A stream over an ITMATT-style NDJSON message."""
    return NdjsonItemStream(reader, limits)


def write(header: Record | None, items: Iterable[Record], target: BinaryIO) -> list[Any]:
    """Write a message, one line an item; records must be structurally valid. Nothing is ever lost in this format."""
    shown = b"" if header is None else b',"header":%b' % header_text(header)
    target.write(b'{"message":"ITMATT","version":"1"%b}\n' % shown)
    for record in items:
        target.write(item_text(record) + b"\n")
    return []


CODEC = Codec(
    name="itmatt-ndjson",
    message="ITMATT",
    extensions=(".ndjson", ".jsonl"),
    read=read,
    write=write,
    title="ITMATT-style NDJSON: a header line, then one item a line",
)
