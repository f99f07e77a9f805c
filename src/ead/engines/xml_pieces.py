"""XML in pieces: batches of items, of which each can be decoded by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ead.engines.pieces import Piece
from ead.formats.base import Decoded, ItemStream
from ead.formats.xml_items import XmlItemStream
from ead.intake.xml_stream import Batch

__all__ = ["XmlCutter"]

_BLANKS = b" \t\r\n"


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


class XmlCutter:
    """Cuts at end tags. The prefix of the message, with the namespaces declared there, is all that a batch needs to be decoded."""

    @classmethod
    def of(cls, stream: ItemStream) -> XmlCutter | None:
        """The cutter of a message; ``None`` where it comes from elsewhere."""
        return cls(stream) if isinstance(stream, XmlItemStream) else None

    def __init__(self, stream: XmlItemStream) -> None:
        self.stream = stream
        self.seed = stream.prefix

    def pieces(self, size: int) -> Iterator[Piece]:
        """Larger batches than those that one process reads."""
        for batch in self.stream.batches(size):
            if batch.oversized:
                end = batch.ends[0] if batch.ends else 0
                yield _XmlPiece(Batch(batch.data[:end], batch.ends[:1], batch.line, batch.column, batch.offset, oversized=True))
                if len(batch.ends) < 2:
                    continue
                batch = batch.part(1, len(batch.ends))
            yield _XmlPiece(batch)

    def piece(self, wire: tuple[Any, ...], data: bytes) -> Piece:
        """A piece that came from another process."""
        return _XmlPiece(Batch(data, *wire))

    def decode(self, piece: Piece, index: int) -> Iterator[Decoded]:
        """The items of a piece, of which the first is item ``index`` of the message."""
        assert isinstance(piece, _XmlPiece)
        return self.stream.decode(piece.batch, index)

    def decode_runs(self, piece: Piece, index: int, most: int) -> Iterator[list[Decoded]]:
        """The same in runs of at most so many."""
        assert isinstance(piece, _XmlPiece)
        return self.stream.decode_runs(piece.batch, index, most)

    def close(self, items: int) -> None:
        """Read what stands behind the items, once all are through."""
        self.stream.close(items)
