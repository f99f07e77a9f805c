"""``itmatt-ndjson`` and its kin: a header line, then one item a line. Memory is what is read at once; a bad line costs that line only."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any, BinaryIO

from ead.fields.layout import Record
from ead.fields.messages import ITMATT, MessageType
from ead.findings import Problem
from ead.formats.base import Codec, Decoded, Place
from ead.formats.json_decode import json_group, no_object, refuse_characters
from ead.formats.json_frame import FRAME_KEYS, Frame, byte_order_mark, has_suspects, other_encoding
from ead.formats.json_origin import IN_LINE, JsonOrigin, LineOrigin, OwnLine
from ead.formats.json_reader import json_reader
from ead.formats.json_write import group_text, header_text
from ead.intake.json_text import Bounds, decode_utf8, scan, syntax_error
from ead.intake.json_walk import TextPiece, Walker
from ead.intake.lines import Line, Lines, line_batches
from ead.intake.source import Reader
from ead.limits import Limits

if TYPE_CHECKING:
    from ead.native.json_items import JsonItemReader

__all__ = ["CODEC", "NdjsonItemStream", "codec_of", "is_blank"]

_BLANKS, _BLANK_BYTES = " \t\r\n", b" \t\r\n"


class _BadLine(Exception):
    """A line is no JSON value; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


class NdjsonItemStream:
    """An NDJSON message as a stream of decoded items."""

    held_whole = False

    def __init__(self, reader: Reader, limits: Limits, kind: MessageType = ITMATT) -> None:
        self.message = kind.name
        self.format = f"{kind.name.lower()}-ndjson"
        self._group = json_group(kind.item)
        self._reader = reader
        self._limits = limits
        self._bounds = Bounds(limits.number_length, limits.depth, limits.findings)
        self._plain = json_reader(kind.item, self._bounds)
        self._frame = Frame(limits, kind.name)
        self.problems = self._frame.problems
        self.complete = True
        self.header: Record | None = None

    def items(self) -> Iterator[Decoded]:
        """The items in order; a line that cannot be read comes without a record."""
        return chain.from_iterable(chain.from_iterable(self.decoded_runs()))

    def decoded_runs(self, most: int = sys.maxsize) -> Iterator[Iterator[list[Decoded]]]:
        """The same as they come to be there, in runs of at most so many; each batch is to be gone through before the next one is asked
        for."""
        index, first = 0, True

        def runs_of(lines: Lines) -> Iterator[list[Decoded]]:
            nonlocal index, first
            runs = self.decode_runs(lines, index, most)
            if first:
                first, runs = self._with_header(lines, most)
            for run in runs:
                index = run[-1].index + 1
                yield run
                del run

        for lines in self.line_batches():
            yield runs_of(lines)
            del lines
            if not self.known_message:
                return

    def _with_header(self, lines: Lines, most: int) -> tuple[bool, Iterator[list[Decoded]]]:
        """The items of lines among which the first that is not blank may be the header; and whether it is still to come."""
        for line in lines.each():
            if is_blank(line):
                continue
            decoded = self.decode_line(line, 0, first=True)
            found = [] if decoded is None else [[decoded]]
            behind = lines.behind(line) if self.known_message else None
            return False, chain(found, self.decode_runs(behind, len(found), most) if behind is not None else ())
        return True, iter(())

    @property
    def known_message(self) -> bool:
        """Whether the first line, once it is decoded, names the message that is read here."""
        return self._frame.known_message

    def item_batches(self, size: int | None = None) -> Iterator[Lines]:
        """The undecoded lines behind the header, which is decoded."""
        batches = self.line_batches(size)
        for lines in batches:
            first = next((line for line in lines.each() if not is_blank(line)), None)
            if first is not None:
                is_header = self.decode_line(first, 0, first=True) is None
                behind = (lines.behind(first) if self.known_message else None) if is_header else lines
                if behind is not None:
                    yield behind
                break
        if self.known_message:
            yield from batches

    def line_batches(self, size: int | None = None) -> Iterator[Lines]:
        """The undecoded lines, blank ones among them, as they are read, about so many bytes at once; none when the encoding is refused."""
        refused = other_encoding(self._reader)
        if refused is not None:
            self.problems.append(refused)
            return
        marked = byte_order_mark(self._reader, self._limits)
        if marked is not None:
            self.problems.append(marked)
        yield from line_batches(self._reader, self._limits.item_bytes, size)

    def decode(self, lines: Lines, index: int) -> Iterator[Decoded]:
        """The items of lines behind the header, of which the first is item ``index`` of the message."""
        return chain.from_iterable(self.decode_runs(lines, index))

    def decode_runs(self, lines: Lines, index: int, most: int = sys.maxsize) -> Iterator[list[Decoded]]:
        """The same in runs of at most so many, none of them empty: of what the fast path takes one after the other, and one for each other
        item."""
        if self._plain is not None and lines.data is not None:
            yield from self._decode_plain(self._plain, lines, lines.data, index, most)
            return
        for line in lines.each():
            decoded = None if is_blank(line) else self.decode_with_care(line, index)
            if decoded is not None:
                yield [decoded]
                index += 1

    def _decode_plain(self, reader: JsonItemReader, lines: Lines, data: bytes, index: int, most: int) -> Iterator[list[Decoded]]:
        """The fast path: lines by the compiled schema; those that it leaves alone by the reference path."""
        number, start = lines.number, 0
        while start <= len(data):
            run, start = reader.decode(lines, start, number, index, IN_LINE, most)
            if run:
                number, index = number + len(run), index + len(run)
                full = len(run) == most
                yield run
                del run
                if full:
                    continue
            if start > len(data):
                return
            end = data.find(b"\n", start)
            end = len(data) if end < 0 else end
            line = Line(number, lines.offset + start, data[start:end], lines.ended or end < len(data))
            decoded = None if is_blank(line) else self.decode_with_care(line, index)
            if decoded is not None:
                yield [decoded]
                index += 1
            number, start = number + 1, end + 1

    def decode_line(self, line: Line, index: int, *, first: bool = False) -> Decoded | None:
        """The item of a line; ``None`` for the header, which only the ``first`` line can be."""
        if self._plain is not None and line.data is not None and not first:
            found = self._plain.read(line.data, 0)
            if found is not None and not line.data[found[1] :].strip(_BLANK_BYTES):
                return Decoded(index, found[0], None, OwnLine(line, line.number, 0, len(line.data), IN_LINE))
        return self.decode_with_care(line, index, first=first)

    def decode_with_care(self, line: Line, index: int, *, first: bool = False) -> Decoded | None:
        """The same by the reference path, which tells what is wrong with an item."""
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
        record = self._group.decode(value, (), problems, self._bounds)
        if has_suspects(piece.text, start, end):
            refuse_characters(self._group.layout, record, (), problems)
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


def is_blank(line: Line) -> bool:
    """Whether there is nothing in the line, not even an item."""
    return line.data is not None and not line.data.strip()


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


def codec_of(kind: MessageType, extensions: tuple[str, ...] = (".ndjson", ".jsonl")) -> Codec:
    """The codec of a message as NDJSON."""
    name = f"{kind.name.lower()}-ndjson"
    return Codec(
        name=name,
        message=kind.name,
        extensions=extensions,
        read=partial(NdjsonItemStream, kind=kind),
        write=partial(_write, kind),
        title=f"{kind.name}-style NDJSON: a header line, then one item a line",
    )


def _write(kind: MessageType, header: Record | None, items: Iterable[Record], target: BinaryIO) -> list[Any]:
    """Write a message, one line an item; records must be structurally valid. Nothing is ever lost in this format."""
    shown = b"" if header is None else b',"header":%b' % header_text(header)
    target.write(b'{"message":"%b","version":"1"%b}\n' % (kind.name.encode(), shown))
    layout = kind.item
    for record in items:
        target.write(group_text(layout, record) + b"\n")
    return []


CODEC = codec_of(ITMATT)
read, write = CODEC.read, CODEC.write
