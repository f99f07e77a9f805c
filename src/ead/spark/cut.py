"""Messages cut into rows of items: where to cut (once through a large file), and the cutting (each range on its own)."""

from __future__ import annotations

import codecs
import io
from collections.abc import Generator, Iterator
from dataclasses import replace
from itertools import chain, islice
from typing import Any, BinaryIO

from ead.errors import UnreadableSource
from ead.findings import Problem
from ead.formats.base import ItemStream
from ead.formats.itmatt_json import JsonItemStream
from ead.formats.itmatt_ndjson import NdjsonItemStream, is_blank
from ead.formats.registry import codec, recognise
from ead.formats.xml_items import XmlItemStream
from ead.intake.lines import Line, read_lines
from ead.intake.source import Reader, open_source
from ead.intake.xml_stream import Batch
from ead.limits import Limits
from ead.named import NamedTuple
from ead.spark.files import opened
from ead.spark.frames import frame_facts

__all__ = ["CUT", "Range", "plan", "rows_of"]

CUT = ("itmatt-xml", "itmatt-ndjson", "itmatt-json")
"""The formats whose messages are cut. Others are read whole, by the task that checks them."""

_JSON_FRAME = b'{"items":['

Row = tuple[Any, ...]
"""The values of the columns of ``ROWS``."""


class Range(NamedTuple):
    """A part of a file that can be cut alone. ``kind`` is ``file`` (all of it), ``items``, ``row`` (nothing to cut: a row that is ready).

    ``start`` and ``length`` are bytes of the file; ``frame`` is what stands before the items; the rest is that of the first item.
    """

    kind: str
    input: str
    format: str | None
    start: int = 0
    length: int = 0
    frame: bytes = b""
    item_index: int = 0
    line: int = 1
    column: int = 1
    offset: int = 0
    part: str = ""


def plan(name: str, form: str | None, size: int, limits: Limits) -> Iterator[Range]:
    """Ranges of about ``size`` bytes of a large file, and the frame of its message; the file is read once, at the speed of its cuts."""
    try:
        with opened(name) as file:
            reader = open_source(file, name)
            found = recognise(reader, limits, form)
            if isinstance(found, Problem) or found[1] is not reader or found[0].name not in CUT[:2]:
                # Cut in one go, by one task: places in a file that is transcoded are no places in its bytes.
                yield Range("file", name, form)
                return
            base = len(codecs.BOM_UTF8) if file_starts_with_mark(name) else 0
            stream = found[0].read(reader, limits)
            cut = _plan_xml(stream, name, size) if isinstance(stream, XmlItemStream) else _plan_lines(stream, name, size, limits)
            for one in cut:
                yield one._replace(start=base + one.offset) if one.kind == "items" else one
    except (OSError, UnreadableSource) as error:
        yield _ready(name, "unreadable", None, str(error).encode())


def file_starts_with_mark(name: str) -> bool:
    """Whether a file begins with the byte-order mark of UTF-8."""
    with opened(name) as file:
        return file.read(3) == codecs.BOM_UTF8


def _ready(name: str, part: str, form: str | None, frame: bytes, item_index: int = 0, line: int = 1, column: int = 1) -> Range:
    return Range("row", name, form, frame=frame, item_index=item_index, line=line, column=column, part=part)


def _plan_xml(stream: XmlItemStream, name: str, size: int) -> Iterator[Range]:
    items = 0
    held: Range | None = None
    for batch in stream.batches():
        if batch.oversized:
            if held is not None:
                yield held
                held = None
            yield _ready(name, "oversized", stream.format, stream.prefix, items, batch.line, batch.column)
            items += 1
            if len(batch.ends) < 2:
                continue
            batch = batch.part(1, len(batch.ends))
        if held is None:
            held = Range("items", name, stream.format, 0, 0, stream.prefix, items, batch.line, batch.column, batch.offset)
        held = held._replace(length=held.length + batch.ends[-1])
        items += len(batch.ends)
        if held.length >= size:
            yield held
            held = None
    if held is not None:
        yield held
    stream.close(items)
    yield _ready(name, "frame", stream.format, frame_facts(stream, items))


def _plan_lines(stream: ItemStream, name: str, size: int, limits: Limits) -> Iterator[Range]:
    assert isinstance(stream, NdjsonItemStream)
    items = 0
    held: Range | None = None
    for line in chain.from_iterable(lines.each() for lines in stream.item_batches()):
        length = 0 if line.data is None else len(line.data) + line.ended
        if held is not None and (line.data is None or line.offset - held.offset >= size):
            yield held
            held = None
        if line.data is None:
            yield _ready(name, "oversized", stream.format, b"\n", items, line.number)
        elif held is None:
            held = Range("items", name, stream.format, 0, 0, b"\n", items, line.number, 1, line.offset)
        if held is not None:
            held = held._replace(length=line.offset + length - held.offset)
        items += not is_blank(line)
    if held is not None:
        yield held
    yield _ready(name, "frame", stream.format, frame_facts(stream, items))


def rows_of(one: Range, limits: Limits) -> Iterator[Row]:
    """The rows of a range."""
    if one.kind == "row":
        index = one.item_index if one.part == "oversized" else None
        yield (one.input, index, None, one.part, one.format, one.frame, one.line, one.column, one.offset)
        return
    try:
        if one.kind == "file":
            yield from _rows_of_file(one.input, one.format, limits)
            return
        with opened(one.input, one.start) as file:
            part = io.BytesIO(_exactly(file, one.length))
        yield from _rows_of_items(one, part, limits) if one.format == "itmatt-xml" else _rows_of_lines(one, part, limits)
    except (OSError, UnreadableSource) as error:
        yield (one.input, None, None, "unreadable", one.format, str(error).encode(), 1, 1, 0)


def _exactly(file: BinaryIO, length: int) -> bytes:
    data = file.read(length)
    if len(data) < length:
        raise OSError("it is shorter than it was when its cuts were looked for")
    return data


def _rows_of_file(name: str, form: str | None, limits: Limits) -> Iterator[Row]:
    with opened(name) as file:
        reader = open_source(file, name)
        found = recognise(reader, limits, form)
        if isinstance(found, Problem) or found[0].name not in CUT or _is_other_json(*found):
            yield (name, None, None, "whole", form, None, 1, 1, 0)
            return
        stream = found[0].read(found[1], limits)
        if isinstance(stream, XmlItemStream):
            items = 0
            for row in _rows_of_batches(name, stream, 0):
                items += 1
                yield row
            stream.close(items)
        elif isinstance(stream, NdjsonItemStream):
            items = yield from _rows_of_stream(name, stream)
        else:
            assert isinstance(stream, JsonItemStream)
            items = yield from _rows_of_json(name, stream, reader_bytes(name))
        yield (name, None, None, "frame", stream.format, frame_facts(stream, items), 1, 1, 0)


def _is_other_json(codec_found: Any, text: Reader) -> bool:
    """Whether JSON came in another encoding, which is refused as a whole."""
    return codec_found.name != "itmatt-xml" and getattr(text, "original", None) is not None


def reader_bytes(name: str) -> bytes:
    """The bytes of a file behind its byte-order mark."""
    with opened(name) as file:
        return file.read().removeprefix(codecs.BOM_UTF8)


def _rows_of_batches(name: str, stream: XmlItemStream, index: int, at: Batch | None = None) -> Iterator[Row]:
    """The items of a stream. ``at`` is a batch of no bytes at the place where the first item really stands, if that is another."""
    form, frame = stream.format, stream.prefix
    for batch in stream.batches():
        if batch.oversized:
            yield (name, index, None, "oversized", form, frame, batch.line, batch.column, batch.offset)
            index += 1
            if len(batch.ends) < 2:
                continue
            batch = batch.part(1, len(batch.ends))
        if at is not None:
            batch = replace(batch, line=at.line, column=at.column, offset=at.offset, mark=None)
        start = 0
        for end in batch.ends:
            line, column = batch.position(start)
            yield (name, index, batch.data[start:end], "item", form, frame, line, column, batch.offset + start)
            start = end
            index += 1
        if at is not None:
            line, column = batch.position(start)
            at = Batch(b"", [], line, column, batch.offset + start)


def _rows_of_items(one: Range, part: BinaryIO, limits: Limits) -> Iterator[Row]:
    """The items of a range of XML: its bytes are read behind the frame, and their places are counted from that of the range."""
    reader = open_source(_Joined(one.frame, part), one.input)  # type: ignore[arg-type]
    # What is too large for one item was taken out when the cuts were looked for, or is found to be so when it is decoded.
    stream = codec("itmatt-xml").read(reader, replace(limits, item_bytes=max(one.length, limits.item_bytes)))
    assert isinstance(stream, XmlItemStream)
    # Here blanks before the first item count as what stands before the items; in the message they belong to it.
    blanks = stream.prefix[len(one.frame) :]
    line, column = Batch(blanks, [], one.line, one.column).position(len(blanks))
    rows = _rows_of_batches(one.input, stream, one.item_index, Batch(b"", [], line, column, one.offset + len(blanks)))
    for name, index, item, part, form, _, *_ in islice(rows, 1):
        yield (name, index, blanks + (item or b""), part, form, one.frame, one.line, one.column, one.offset)
    for row in rows:
        yield (*row[:5], one.frame, *row[6:])


class _Joined:
    """Some bytes, and a file behind them."""

    def __init__(self, first: bytes, file: BinaryIO) -> None:
        self._first = first
        self._file = file

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes."""
        if self._first:
            taken, self._first = self._first[:size], self._first[size:]
            return taken
        return self._file.read(size)


def _rows_of_lines(one: Range, part: BinaryIO, limits: Limits) -> Iterator[Row]:
    index = one.item_index
    for line in read_lines(open_source(part, one.input), limits.item_bytes):
        if not is_blank(line):
            yield _line_row(one.input, index, line._replace(number=one.line + line.number - 1, offset=one.offset + line.offset))
            index += 1


def _rows_of_stream(name: str, stream: NdjsonItemStream) -> Generator[Row, None, int]:
    index = 0
    for line in chain.from_iterable(lines.each() for lines in stream.item_batches()):
        if not is_blank(line):
            yield _line_row(name, index, line)
            index += 1
    return index


def _line_row(name: str, index: int, line: Line) -> Row:
    if line.data is None:
        return (name, index, None, "oversized", "itmatt-ndjson", b"\n", line.number, 1, line.offset)
    data = line.data + b"\n" if line.ended else line.data
    return (name, index, data, "item", "itmatt-ndjson", b"\n", line.number, 1, line.offset)


def _rows_of_json(name: str, stream: JsonItemStream, data: bytes) -> Generator[Row, None, int]:
    """The items of a JSON message, which the codec holds whole: up to ``Limits.message_bytes``."""
    index = 0
    for decoded in stream.items():
        place = decoded.origin.place(())
        line, column = place.line or 1, place.column or 1
        if place.value_span is None:
            yield (name, index, None, "oversized", "itmatt-json", _JSON_FRAME, line, column, 0)
        else:
            start, end = place.value_span
            yield (name, index, data[start:end], "item", "itmatt-json", _JSON_FRAME, line, column, start)
        index += 1
    return index
