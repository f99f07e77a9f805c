"""A byte stream cut into lines, with memory that one line bounds."""

from __future__ import annotations

from collections.abc import Iterator

from ead.intake.source import Reader
from ead.named import NamedTuple

__all__ = ["Line", "read_lines"]

_READ = 256 * 1024


class Line(NamedTuple):
    """One line without its line feed.

    ``data`` is ``None`` when it was longer than the limit. ``ended`` tells whether a line feed followed.
    """

    number: int
    offset: int
    data: bytes | None
    ended: bool


def read_lines(reader: Reader, limit: int) -> Iterator[Line]:
    """The lines of a stream; ``number`` counts from 1, ``offset`` is in bytes. A line longer than ``limit`` bytes is never held whole.

    Raises :class:`ValueError` when the stream cannot be decoded (see :mod:`ead.intake.encoding`).
    """
    number, offset = 1, 0
    held = b""
    dropped = 0
    while chunk := reader.read(_READ):
        parts = chunk.split(b"\n")
        parts[0] = held + parts[0]
        held = parts.pop()
        for part in parts:
            length = dropped + len(part)
            yield Line(number, offset, part if length <= limit else None, True)
            number += 1
            offset += length + 1
            dropped = 0
        if dropped + len(held) > limit:
            dropped += len(held)
            held = b""
    if held or dropped:
        length = dropped + len(held)
        yield Line(number, offset, held if length <= limit else None, False)
