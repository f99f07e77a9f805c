"""Messages in pieces of whole items that can be decoded elsewhere: XML by batches, NDJSON by lines.

What cuts and decodes one format is loaded for messages in it: see :mod:`~ead.engines.xml_pieces` and :mod:`~ead.engines.line_pieces`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from ead.formats.base import Decoded, ItemStream
from ead.formats.registry import codec
from ead.intake.source import open_source
from ead.limits import Limits

__all__ = ["Cutter", "Piece", "cutter_for", "cutter_of"]


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

    def pieces(self, size: int) -> Iterator[Piece]:
        """The message in pieces of about so many bytes, in order."""
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
    if stream.format == "itmatt-xml":
        from ead.engines.xml_pieces import XmlCutter

        return XmlCutter.of(stream)
    if stream.format == "itmatt-ndjson":
        from ead.engines.line_pieces import LineCutter

        return LineCutter.of(stream)
    return None


def cutter_for(form: str, seed: bytes, limits: Limits) -> Cutter:
    """The cutter that decodes, in another process, what :func:`cutter_of` cut there."""
    cutter = cutter_of(codec(form).read(open_source(seed), limits))
    assert cutter is not None
    return cutter
