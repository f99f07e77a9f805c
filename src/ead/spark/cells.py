"""One row of a table as an item: its bytes decoded by the codecs of the library, with the places that they have in their message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ead.fields.messages import namespace_of
from ead.findings import Path, Problem
from ead.formats.base import Decoded, ItemStream, Origin, Place
from ead.formats.itmatt_ndjson import NdjsonItemStream
from ead.formats.json_origin import LineOrigin
from ead.formats.pointers import pointer_of
from ead.formats.registry import codec
from ead.formats.xml_items import XmlItemStream
from ead.intake.lines import Line
from ead.intake.source import open_source
from ead.intake.xml_stream import Batch
from ead.limits import Limits
from ead.named import NamedTuple

__all__ = ["Cell", "Decoder", "given_up", "kind_of_cell", "oversized"]

_BARE_XML = re.compile(rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:[\w.\-]+:)?(Item|CDSView)[\s/>]")
_OF_MESSAGE = re.compile(rb'(?<!\\)"(?:items|header)"\s*:')
_START = {
    "itmatt-xml": f'<Itmatt xmlns="{namespace_of("ITMATT")}">'.encode(),
    "cds-soap": b'<CreateOrUpdateDeclarations xmlns="http://tempuri.org/"><cdsViews>',
}
_DECLARATION = re.compile(rb"\s*<\?xml[^>]*\?>")
_JSON = ("itmatt-json", "itmatt-ndjson")
_LEVELS_ABOVE = 2
"""An item of a JSON message stands two levels deep: in the message, in the list."""


class Cell(NamedTuple):
    """A row: where its item stands, and its bytes. ``number`` is the row's place in its Arrow batch."""

    number: int
    input: str | None
    position: int
    item: bytes | None
    part: str
    format: str | None
    frame: bytes
    line: int
    column: int
    offset: int


def kind_of_cell(item: bytes, form: str | None) -> str | None:
    """The format of a cell that holds a single item; ``None`` for one that holds a message, or nothing that is known."""
    bare = _BARE_XML.match(item)
    if bare is not None:
        found = "itmatt-xml" if bare[1] == b"Item" else "cds-soap"
    elif item.lstrip(b" \t\r\n").startswith(b"{") and not _OF_MESSAGE.search(item):
        found = "itmatt-json"
    else:
        return None
    return found if form is None or form == found or (form in _JSON and found in _JSON) else None


class Decoder:
    """Decodes cells; the stream that knows what stands before them is kept for all that stand behind the same."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._streams: dict[str, tuple[bytes, ItemStream]] = {}

    def decode(self, cell: Cell) -> tuple[Iterable[Decoded], ItemStream]:
        """The items in a cell - one, as a rule -, and the stream that is told what concerns their message, once they are through."""
        form, item = cell.format or "", cell.item or b""
        if form in _JSON:
            return self._decode_line(cell, form, item)
        frame = cell.frame or _START[form]
        declaration = None if cell.frame else _DECLARATION.match(item)
        if declaration:
            item = b" " * declaration.end() + item[declaration.end() :]
        stream = self._stream(form, frame)
        assert isinstance(stream, XmlItemStream)
        batch = Batch(item, [len(item)], cell.line, cell.column, cell.offset)
        return stream.decode(batch, cell.position), stream

    def _decode_line(self, cell: Cell, form: str, item: bytes) -> tuple[Sequence[Decoded], ItemStream]:
        stream = self._stream(form, b"")
        assert isinstance(stream, NdjsonItemStream)
        data, ended = (item[:-1], True) if item.endswith(b"\n") else (item, form == "itmatt-json")
        within = len(item) <= self._limits.item_bytes
        found = stream.decode_line(Line(cell.line, cell.offset, data if within else None, ended), cell.position)
        assert found is not None
        if form == "itmatt-json" and cell.frame:
            found.origin = _InList(found.origin, cell)
        return (found,), stream

    def _stream(self, form: str, frame: bytes) -> ItemStream:
        known = self._streams.get(form)
        # What a view of CDS says about its message is remembered by its stream.
        if known is None or known[0] != frame or form == "cds-soap":
            limits, name = self._limits, form
            if form == "itmatt-json":
                limits, name = replace(limits, depth=limits.depth - _LEVELS_ABOVE), "itmatt-ndjson"
            known = self._streams[form] = (frame, codec(name).read(open_source(frame), limits))
        stream = known[1]
        stream.problems.clear()
        stream.complete = True
        return stream


def given_up(cell: Cell) -> Decoded:
    """The item of a cell at which processes ended."""
    return Decoded(cell.position, None, [Problem("CORE-INT-017", place=(cell.line, cell.column))], LineOrigin(cell.line, cell.column))


def oversized(cell: Cell, limits: Limits) -> Decoded:
    """The item of a cell whose bytes were too many to be taken along."""
    place = (cell.line, cell.column)
    prefix: Path | None = ("items", cell.position) if cell.format == "itmatt-json" else None
    return Decoded(
        cell.position, None, [Problem("CORE-INT-008", (), {"limit": limits.item_bytes}, place=place)], LineOrigin(*place, prefix)
    )


class _InList:
    """The origin of an item that stands in the list of a JSON message, and not on a line of its own."""

    __slots__ = ("_cell", "_origin", "_prefix")

    def __init__(self, origin: Origin, cell: Cell) -> None:
        self._origin = origin
        self._cell = cell
        self._prefix = pointer_of(("items", cell.position))

    def place(self, path: Path, steps: tuple[tuple[str, int], ...] | None = None) -> Place:
        """The place in the message."""
        found = self._origin.place(path, steps)
        ahead: dict[str, Any] = {"json_pointer": f"{self._prefix}{found.json_pointer or ''}"}
        if found.line == self._cell.line and found.column is not None:
            ahead["column"] = found.column + self._cell.column - 1
        return found._replace(**ahead)
