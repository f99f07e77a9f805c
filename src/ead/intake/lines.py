"""A byte stream cut into lines, with memory that one line bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ead.intake.source import Reader
from ead.named import NamedTuple
from ead.native import twin

__all__ = ["Line", "Lines", "full_lines_in", "line_batches", "read_lines"]

_READ = 64 * 1024


class Line(NamedTuple):
    """One line without its line feed.

    ``data`` is ``None`` when it was longer than the limit. ``ended`` tells whether a line feed followed.
    """

    number: int
    offset: int
    data: bytes | None
    ended: bool


class Lines(NamedTuple):
    """Lines that follow each other, without the line feed of the last one.

    ``number`` and ``offset`` are those of the first one. ``data`` is ``None`` for a single line that was longer than the limit; ``ended``
    tells whether a line feed followed the last one.
    """

    number: int
    offset: int
    data: bytes | None
    ended: bool

    def each(self) -> Iterator[Line]:
        """The lines one by one."""
        if self.data is None:
            yield Line(*self)
            return
        number, offset, behind = self.number, self.offset, self.offset + len(self.data)
        for data in self.data.split(b"\n"):
            end = offset + len(data)
            yield Line(number, offset, data, self.ended or end < behind)
            number, offset = number + 1, end + 1

    def behind(self, line: Line) -> Lines | None:
        """The lines behind one of these, if there are any."""
        if self.data is None or line.data is None:
            return None
        start = line.offset - self.offset + len(line.data) + 1
        return Lines(line.number + 1, self.offset + start, self.data[start:], self.ended) if start <= len(self.data) else None


def read_lines(reader: Reader, limit: int) -> Iterator[Line]:
    """The lines of a stream; ``number`` counts from 1, ``offset`` is in bytes. A line longer than ``limit`` bytes is never held whole.

    Raises :class:`ValueError` when the stream cannot be decoded (see :mod:`ead.intake.encoding`).
    """
    for lines in line_batches(reader, limit):
        yield from lines.each()


def line_batches(reader: Reader, limit: int, size: int | None = None) -> Iterator[Lines]:
    """The same in batches of what was read at once, 64 KiB unless a ``size`` is asked for; a line longer than ``limit`` bytes is one by
    itself."""
    number, offset, dropped, held = 1, 0, 0, b""
    while chunk := reader.read(size or _READ):
        last = chunk.rfind(b"\n")
        if last >= 0:
            data = b"".join((held, memoryview(chunk)[:last]))
            # Counted now, while it is at hand.
            breaks = _breaks_in(data)
            if dropped + len(data) <= limit:
                yield Lines(number, offset, data, True)
            else:
                yield from _judged(Lines(number, offset, data, True), dropped, limit)
            number += breaks + 1
            offset += dropped + len(data) + 1
            dropped, held = 0, b""
        held += chunk[last + 1 :]
        if dropped + len(held) > limit:
            dropped += len(held)
            held = b""
    if held or dropped:
        yield Lines(number, offset, None if dropped else held, False)


def _judged(lines: Lines, dropped: int, limit: int) -> Iterator[Lines]:
    """Lines one by one, without those that are too long; of the first one so many bytes are missing already."""
    missing = 0
    for number, offset, data, ended in lines.each():
        too_long = len(data or b"") + dropped > limit
        yield Lines(number, offset + missing, None if too_long else data, ended)
        missing, dropped = missing + dropped, 0


def _counted(data: bytes) -> int:
    # Searches for the next one are faster than a count, which looks at each byte of these long lines.
    number, place = 0, data.find(b"\n")
    while place >= 0:
        number, place = number + 1, data.find(b"\n", place + 1)
    return number


_breaks_in: Callable[[bytes], int] = twin("cuts", lambda native: native.breaks_in, lambda: _counted)
"""How many line feeds there are."""


def _full_lines_in_python(data: bytes) -> int:
    return sum(1 for line in data.split(b"\n") if line.strip())


full_lines_in: Callable[[bytes], int] = twin("cuts", lambda native: native.full_lines_in, lambda: _full_lines_in_python)
"""How many lines there are with something in them."""
