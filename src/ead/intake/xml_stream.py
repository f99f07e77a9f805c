"""A stream of XML cut at the ends of its items, so that each item is parsed, and fails, alone.

A whole-tree parse holds eight times the file in memory, validates in time quadratic in the number of errors, and loses everything behind
the first byte that is not well-formed. Here memory is one batch, and a broken item costs itself only.

What goes through every byte has compiled twins in :mod:`ead.native.cuts` and :mod:`ead.native.places`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ead.intake.source import Reader
from ead.limits import Limits
from ead.native import twin

__all__ = ["Batch", "XmlStream", "end_tags_in_python", "plain_ends", "plain_ends_in_python", "position_at", "position_in_python"]

_READ = 128 * 1024
_CLOSERS = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}


@dataclass(slots=True)
class Batch:
    """Whole items and what stands between them. ``ends`` are the byte offsets behind each item's end tag.

    ``line`` and ``column`` (from 1) and ``offset`` (in the UTF-8 text) are those of the first byte. ``oversized`` marks an item
    that was dropped for its size.
    """

    data: bytes
    ends: list[int]
    line: int
    column: int
    offset: int = 0
    oversized: bool = False
    mark: tuple[int, int, int] | None = None

    def fragment(self, number: int) -> bytes:
        """The bytes from the end of the item before to the end of this one."""
        return self.data[self.ends[number - 1] if number else 0 : self.ends[number]]

    def part(self, first: int, last: int) -> Batch:
        """The items from ``first`` up to, but not including, ``last``."""
        start = self.ends[first - 1] if first else 0
        ends = [end - start for end in self.ends[first:last]]
        return Batch(self.data[start : start + ends[-1]], ends, *self.position(start), self.offset + start)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column (in characters, from 1) of a byte offset in the batch."""
        # Findings come in order: going on from the last position asked for keeps many of them from costing the square of the batch.
        mark = self.mark
        start, line, column = mark if mark is not None and mark[0] <= offset else (0, self.line, self.column)
        line, column = position = position_at(self.data, start, offset, line, column)
        self.mark = (offset, line, column)
        return position


def advance(data: bytes, line: int, column: int) -> tuple[int, int]:
    """The position behind ``data`` when it starts at ``line`` and ``column``."""
    return position_at(data, 0, len(data), line, column)


class XmlStream:
    """Cuts a UTF-8 stream into ``prefix``, batches of items, and ``suffix``.

    ``prefix`` is known after construction, ``suffix`` when :meth:`batches` is through. A source without items is all prefix.
    """

    def __init__(self, reader: Reader, item: str, limits: Limits) -> None:
        self._reader = reader
        self._limits = limits
        self._name = item.encode()
        self._start, self._end, self._names = _tags(self._name)
        self._usual_end, self._canonical_end = b"", b"</%b>" % self._name
        self.suffix = b""
        self.prefix_too_long = False
        self.prefix, self._buffer = self._read_prefix()
        self._behind = advance(self.prefix, 1, 1)

    def _read_prefix(self) -> tuple[bytes, bytes]:
        buffer = b""
        position = 0
        while True:
            chunk = self._reader.read(_READ)
            buffer += chunk
            found, position = _scan(self._start, buffer, position, first_only=True)
            if found:
                return buffer[: found[0][0]], buffer[found[0][0] :]
            if not chunk:
                return buffer, b""
            if len(buffer) > self._limits.message_bytes:
                self.prefix_too_long = True
                return buffer[: self._limits.item_bytes], b""

    def _ends(self, buffer: bytes, position: int) -> tuple[list[int], int]:
        """The places behind the end tags in the buffer, and where to go on. Without comments and the like the first one's form is
        looked for; others end up in one fragment."""
        if not self._usual_end:
            if _is_plain(buffer, position) and _ends_canonically(self._names, buffer, position):
                self._usual_end = self._canonical_end
            elif first := _scan(self._end, buffer, position, first_only=True)[0]:
                self._usual_end = buffer[slice(*first[0])]
        if self._usual_end and (ends := plain_ends(buffer, position, self._usual_end)):
            return ends, _resume(buffer, ends[-1])
        return _end_tags(buffer, position, self._name)

    def batches(self, size: int | None = None) -> Iterator[Batch]:
        """Batches of about so many bytes, in order; of 128 KiB, if nothing else is asked for."""
        offset = len(self.prefix)
        buffer, position, dropped = self._buffer, 0, False
        self._buffer = b""
        while True:
            ends, position = self._ends(buffer, position)
            if ends:
                batch, buffer = self._batch(buffer, ends, offset, oversized=dropped), buffer[ends[-1] :]
                offset += ends[-1]
                position, dropped = 0, False
                yield batch
                del batch
            elif len(buffer) > self._limits.item_bytes:
                keep = max(len(buffer) - 64, 0)
                self._behind = advance(buffer[:keep], *self._behind)
                offset += keep
                buffer, position, dropped = buffer[keep:], 0, True
            while (chunk := self._reader.read(size or _READ)) and not dropped:
                data, ends = self._usual_batch(buffer, chunk)
                if not ends:
                    break
                # Made room for before it is decoded: see ead.run.Run.check_all.
                buffer, position = chunk[ends[-1] - len(buffer) :], 0
                batch = self._batch(data, ends, offset)
                offset += len(data)
                del data, chunk
                yield batch
                del batch
            if not chunk:
                break
            buffer += chunk
        # An end tag in another form than the first one's is found with the next in that form; behind the last there is none.
        ends = [] if dropped else _end_tags(buffer, 0, self._name)[0]
        if ends:
            yield self._batch(buffer, ends, offset)
            buffer = buffer[ends[-1] :]
        self.suffix = buffer
        if dropped:
            yield Batch(b"", [], *self._behind, offset, oversized=True)

    def _usual_batch(self, begun: bytes, chunk: bytes) -> tuple[bytes, list[int]]:
        """The items that end in a chunk, of which the first may have begun before it, and the places behind them; none unless their end
        tags are like the first one's, and there is no comment or the like. What is cut here is copied once."""
        cut = chunk.rfind(self._usual_end) if self._usual_end else -1
        if cut < 0:
            return b"", []
        data = b"".join((begun, memoryview(chunk)[: cut + len(self._usual_end)]))
        return data, plain_ends(data, 0, self._usual_end) or []

    def _batch(self, buffer: bytes, ends: list[int], offset: int, *, oversized: bool = False) -> Batch:
        data = buffer[: ends[-1]]
        batch = Batch(data, ends, *self._behind, offset, oversized=oversized)
        # Now, for these bytes are still in the processor's cache.
        self._behind = advance(data, *self._behind)
        return batch

    @property
    def suffix_position(self) -> tuple[int, int]:
        """Line and column of the suffix, from 1."""
        return self._behind


@cache
def _tags(item: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes], re.Pattern[bytes]]:
    """What finds the start and the end tags of items, and whatever may hide them; and what finds their names, in tags and elsewhere."""
    name = re.escape(item)
    marks = rb"<!--|<!\[CDATA\[|<\?|"
    return (
        re.compile(marks + rb"<(?:[\w.\-]+:)?" + name + rb"(?=[ \t\r\n/>])"),
        re.compile(marks + rb"</(?:[\w.\-]+:)?" + name + rb"[ \t\r\n]*>"),
        re.compile(name + rb"[ \t\r\n>]"),
    )


def _scan(pattern: re.Pattern[bytes], buffer: bytes, position: int, *, first_only: bool = False) -> tuple[list[tuple[int, int]], int]:
    """The spans of the tags that the pattern names, outside comments, CDATA and instructions; and where to go on."""
    found: list[tuple[int, int]] = []
    while match := pattern.search(buffer, position):
        closer = _CLOSERS.get(match.group())
        if closer is None:
            found.append(match.span())
            position = match.end()
            if first_only:
                return found, position
            continue
        close = buffer.find(closer, match.end())
        if close < 0:
            return found, match.start()
        position = close + len(closer)
    return found, _resume(buffer, position)


def _is_plain(buffer: bytes, position: int) -> bool:
    """Whether there is no comment, CDATA or instruction from here on; the single characters are rare, and looked for at memory speed."""
    return (buffer.find(b"!", position) < 0 or buffer.find(b"<!", position) < 0) and (
        buffer.find(b"?", position) < 0 or buffer.find(b"<?", position) < 0
    )


def _ends_canonically(names: re.Pattern[bytes], buffer: bytes, position: int) -> bool:
    """Whether the first end tag has neither prefix nor blanks, in bytes without comments, CDATA and instructions; ``False`` when not sure.

    The search for a name that is written out takes a tenth of the time of one for tags with anything before the name.
    """
    for found in names.finditer(buffer, position):
        before = buffer[max(found.start() - 2, 0) : found.start()]
        if before == b"</":
            return found.group().endswith(b">")
        if not before.endswith(b"<"):
            return False
    return False


def plain_ends_in_python(buffer: bytes, position: int, tag: bytes) -> list[int] | None:
    """The places behind each end tag of that form; ``None`` where there are comments, CDATA or instructions."""
    if not _is_plain(buffer, position):
        return None
    ends: list[int] = []
    while (start := buffer.find(tag, position)) >= 0:
        position = start + len(tag)
        ends.append(position)
    return ends


def end_tags_in_python(buffer: bytes, position: int, name: bytes) -> tuple[list[int], int]:
    """The places behind the end tags of elements of that name, whatever their prefixes, outside comments, CDATA and instructions; and where
    to go on when more bytes have come."""
    found, resume = _scan(_tags(name)[1], buffer, position)
    return [end for _, end in found], resume


def position_in_python(data: bytes, start: int, end: int, line: int, column: int) -> tuple[int, int]:
    """Line and column (in characters) at one place of the bytes, when those at a place before it are given."""
    breaks = data.count(b"\n", start, end)
    if breaks:
        line, column, start = line + breaks, 1, data.rindex(b"\n", start, end) + 1
    return line, column + len(data[start:end].decode("utf-8", errors="replace"))


plain_ends = twin("cuts", lambda native: native.plain_ends, lambda: plain_ends_in_python)
"""The same as :func:`plain_ends_in_python`, compiled where that can be."""
_end_tags = twin("cuts", lambda native: native.end_tags, lambda: end_tags_in_python)
position_at = twin("places", lambda native: native.position_at, lambda: position_in_python)
"""The same as :func:`position_in_python`, compiled where that can be."""


def _resume(buffer: bytes, position: int) -> int:
    """Where to go on when more bytes have come: a tag may be cut at the end, so at the last "<" that could begin one."""
    cut = buffer.rfind(b"<", position)
    return cut if cut >= 0 else len(buffer)
