"""NDJSON in pieces: lines that follow each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ead.engines.pieces import Piece
from ead.formats.base import Decoded, ItemStream
from ead.formats.itmatt_ndjson import NdjsonItemStream, is_blank
from ead.intake.lines import Line, Lines, full_lines_in

__all__ = ["LineCutter"]


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
            self.count = full_lines_in(self.data)

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


class LineCutter:
    """Cuts between lines. The first one may be the header: it is looked at here."""

    seed = b""

    @classmethod
    def of(cls, stream: ItemStream) -> LineCutter | None:
        """The cutter of a message; ``None`` where it comes from elsewhere."""
        return cls(stream) if isinstance(stream, NdjsonItemStream) else None

    def __init__(self, stream: NdjsonItemStream) -> None:
        self.stream = stream

    def pieces(self, size: int) -> Iterator[Piece]:
        """What is read at once is a piece, unless that is little."""
        held: list[Lines] = []
        together = 0
        for lines in self.stream.item_batches(size):
            if lines.data is None:
                yield from _joined(held)
                yield _LinePiece(*lines)
            else:
                held.append(lines)
                together += len(lines.data)
                if together <= size // 2:
                    continue
                yield from _joined(held)
            held, together = [], 0
        yield from _joined(held)

    def piece(self, wire: tuple[Any, ...], data: bytes) -> Piece:
        """A piece that came from another process."""
        number, offset, ended = wire
        return _LinePiece(number, offset, data, ended)

    def decode(self, piece: Piece, index: int) -> Iterator[Decoded]:
        """The items of a piece, of which the first is item ``index`` of the message."""
        assert isinstance(piece, _LinePiece)
        return self.stream.decode(piece.together(), index)

    def decode_runs(self, piece: Piece, index: int, most: int) -> Iterator[list[Decoded]]:
        """The same in runs of at most so many."""
        assert isinstance(piece, _LinePiece)
        return self.stream.decode_runs(piece.together(), index, most)

    def close(self, items: int) -> None:
        """Nothing stands behind the items."""


def _joined(held: list[Lines]) -> Iterator[Piece]:
    if held:
        data = held[0].data if len(held) == 1 else b"\n".join(lines.data or b"" for lines in held)
        yield _LinePiece(held[0].number, held[0].offset, data, held[-1].ended)
