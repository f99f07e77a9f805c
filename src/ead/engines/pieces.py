"""Messages in pieces of whole items that can be decoded elsewhere: XML by batches, NDJSON by lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from ead.formats.base import Decoded, ItemStream
from ead.formats.itmatt_ndjson import NdjsonItemStream, is_blank
from ead.formats.registry import codec
from ead.formats.xml_items import XmlItemStream
from ead.intake.lines import Line, Lines
from ead.intake.source import open_source
from ead.intake.xml_stream import Batch
from ead.limits import Limits

__all__ = ["Cutter", "Piece", "cutter_for", "cutter_of"]

# Twice what one process reads at a time: few large pieces cost less to hand over than many small ones.
_SIZE = 256 * 1024
_BLANKS = b" \t\r\n"


class Piece(Protocol):
    """Items that stand together. ``count`` is how many there should be; ``here`` says that the piece is not worth sending."""

    count: int
    here: bool

    @property
    def data(self) -> bytes | None:
        """The bytes that the items are written in; ``None`` where they were not kept."""
        ...

    @property
    def size(self) -> int:
        """Its length in bytes."""
        ...

    def wire(self) -> tuple[Any, ...]:
        """What another process has to know of the piece beside its data, in plain types."""
        ...

    def part(self, first: int, last: int) -> Piece:
        """The items from ``first`` up to, but not including, ``last``."""
        ...

    def start(self) -> tuple[int, int]:
        """Line and column of the first item, from 1."""
        ...


class Cutter(Protocol):
    """Cuts a message that is being read, and decodes pieces of it. ``seed`` is what another process needs to decode them alike."""

    seed: bytes

    @property
    def stream(self) -> ItemStream:
        """The message."""
        ...

    def pieces(self) -> Iterator[Piece]:
        """The message in pieces, in order."""
        ...

    def piece(self, wire: tuple[Any, ...], data: bytes) -> Piece:
        """A piece that came from another process."""
        ...

    def decode(self, piece: Piece, index: int) -> Iterator[Decoded]:
        """The items of a piece, of which the first is item ``index`` of the message."""
        ...

    def decode_runs(self, piece: Piece, index: int, most: int) -> Iterator[list[Decoded]]:
        """The same in runs of at most so many."""
        ...

    def close(self, items: int) -> None:
        """Read what stands behind the items, once all are through."""
        ...


def cutter_of(stream: ItemStream) -> Cutter | None:
    """The cutter of a message; ``None`` for formats that are not cut."""
    if stream.format == "itmatt-xml" and isinstance(stream, XmlItemStream):
        return _XmlCutter(stream)
    return _LineCutter(stream) if stream.format == "itmatt-ndjson" and isinstance(stream, NdjsonItemStream) else None


def cutter_for(form: str, seed: bytes, limits: Limits) -> Cutter:
    """The cutter that decodes, in another process, what :func:`cutter_of` cut there."""
    cutter = cutter_of(codec(form).read(open_source(seed), limits))
    assert cutter is not None
    return cutter


class _XmlPiece:
    """A batch of XML items."""

    __slots__ = ("batch", "count", "here")

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.count = max(len(batch.ends), 1)
        self.here = batch.oversized

    @property
    def data(self) -> bytes:
        return self.batch.data

    @property
    def size(self) -> int:
        return len(self.batch.data)

    def wire(self) -> tuple[Any, ...]:
        batch = self.batch
        return (batch.ends, batch.line, batch.column, batch.offset)

    def part(self, first: int, last: int) -> Piece:
        return _XmlPiece(self.batch.part(first, last))

    def start(self) -> tuple[int, int]:
        data = self.batch.data
        return self.batch.position(len(data) - len(data.lstrip(_BLANKS)))


class _XmlCutter:
    """Cuts at end tags. The prefix of the message, with the namespaces declared there, is all that a batch needs to be decoded."""

    def __init__(self, stream: XmlItemStream) -> None:
        self.stream = stream
        self.seed = stream.prefix

    def pieces(self) -> Iterator[Piece]:
        """Larger batches than those that one process reads."""
        for batch in self.stream.batches(_SIZE):
            if batch.oversized:
                end = batch.ends[0] if batch.ends else 0
                yield _XmlPiece(Batch(batch.data[:end], batch.ends[:1], batch.line, batch.column, batch.offset, oversized=True))
                if len(batch.ends) < 2:
                    continue
                batch = batch.part(1, len(batch.ends))
            yield _XmlPiece(batch)

    def piece(self, wire: tuple[Any, ...], data: bytes) -> Piece:
        return _XmlPiece(Batch(data, *wire))

    def decode(self, piece: Piece, index: int) -> Iterator[Decoded]:
        assert isinstance(piece, _XmlPiece)
        return self.stream.decode(piece.batch, index)

    def decode_runs(self, piece: Piece, index: int, most: int) -> Iterator[list[Decoded]]:
        assert isinstance(piece, _XmlPiece)
        return self.stream.decode_runs(piece.batch, index, most)

    def close(self, items: int) -> None:
        self.stream.close(items)


@dataclass(slots=True)
class _LinePiece:
    """Lines that follow each other; ``data`` is ``None`` for one that is too long. The fields are those of a :class:`Line`."""

    number: int
    offset: int
    data: bytes | None
    ended: bool
    count: int = 1
    here: bool = False
    known: list[Line] | None = None

    def __post_init__(self) -> None:
        self.here = self.data is None
        if self.data is not None:
            self.count = sum(1 for line in self.data.split(b"\n") if line.strip())

    @property
    def size(self) -> int:
        return len(self.data or b"")

    def wire(self) -> tuple[Any, ...]:
        return (self.number, self.offset, self.ended)

    def lines(self) -> list[Line]:
        """The lines that hold items."""
        if self.known is None:
            self.known = [line for line in self.together().each() if not is_blank(line)]
        return self.known

    def together(self) -> Lines:
        """The lines, blank ones among them."""
        return Lines(self.number, self.offset, self.data, self.ended)

    def part(self, first: int, last: int) -> Piece:
        lines = self.lines()[first:last]
        assert self.data is not None
        start, end = lines[0].offset, lines[-1].offset + len(lines[-1].data or b"")
        return _LinePiece(lines[0].number, start, self.data[start - self.offset : end - self.offset], lines[-1].ended)

    def start(self) -> tuple[int, int]:
        return self.lines()[0].number, 1


class _LineCutter:
    """Cuts between lines. The first one may be the header: it is looked at here."""

    seed = b""

    def __init__(self, stream: NdjsonItemStream) -> None:
        self.stream = stream

    def pieces(self) -> Iterator[Piece]:
        held: list[Line] = []
        size = 0
        for line in self._lines_of_items():
            if line.data is None or size > _SIZE:
                yield from _joined(held)
                held, size = [], 0
            if line.data is None:
                yield _LinePiece(*line)
            else:
                held.append(line)
                size += len(line.data)
        yield from _joined(held)

    def _lines_of_items(self) -> Iterator[Line]:
        lines = self.stream.lines()
        for line in lines:
            if not is_blank(line):
                if self.stream.decode_line(line, 0, first=True) is not None:
                    yield line
                break
        if self.stream.known_message:
            yield from lines

    def piece(self, wire: tuple[Any, ...], data: bytes) -> Piece:
        number, offset, ended = wire
        return _LinePiece(number, offset, data, ended)

    def decode(self, piece: Piece, index: int) -> Iterator[Decoded]:
        assert isinstance(piece, _LinePiece)
        return self.stream.decode(piece.together(), index)

    def decode_runs(self, piece: Piece, index: int, most: int) -> Iterator[list[Decoded]]:
        assert isinstance(piece, _LinePiece)
        return self.stream.decode_runs(piece.together(), index, most)

    def close(self, items: int) -> None:
        """Nothing stands behind the items."""


def _joined(lines: list[Line]) -> Iterator[Piece]:
    if lines:
        yield _LinePiece(lines[0].number, lines[0].offset, b"\n".join(line.data or b"" for line in lines), lines[-1].ended)
