"""Where an item of an XML message, and what is in it, stands in the source: worked out only for items that have findings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from ead.findings import Path
from ead.formats.base import Place
from ead.formats.xml_frame import Step
from ead.formats.xml_text import unescape
from ead.intake.xml_stream import Batch
from ead.intake.xml_tree import LeafSpan, locate, locate_plainly, tags_of

if TYPE_CHECKING:
    from ead.formats.xml_items import XmlItemStream

__all__ = ["BrokenOrigin", "ScannedOrigin", "XmlOrigin", "ends_of", "xpath_of"]

_EXCERPT = 200


def xpath_of(steps: Sequence[Step]) -> str:
    """An absolute XPath 1.0 that needs no prefix bindings; positions that are 1 are written too, so that it names one node."""
    return "".join(f"/*[local-name()='{name}'][{number}]" for name, number in steps)


# Kept for the names of the field table only: those that a source makes up may be as long as they are many.
_known_xpath = lru_cache(maxsize=4096)(xpath_of)
_known_tags = lru_cache(maxsize=4096)(tags_of)


def ends_of(data: bytes, span: LeafSpan) -> tuple[int, int]:
    """Where the content of an element ends, and where its excerpt does: a leaf is shown whole, a group by its start tag."""
    _, inside, end = span
    content_end = max(data.rfind(b"</", inside, end), inside)
    return content_end, end if data.find(b"<", inside, content_end) < 0 else inside


class XmlOrigin:
    """An item's fragment of the source."""

    __slots__ = ("batch", "element", "number", "stream", "within")

    def __init__(self, stream: XmlItemStream, batch: Batch, number: int, within: int, element: int) -> None:
        self.stream = stream
        self.batch = batch
        self.number = number
        self.within = within
        self.element = element

    def place(self, path: Path, steps: tuple[Step, ...] | None = None) -> Place:
        """The place of a path, or of the nearest element above it that the source has."""
        stream, batch = self.stream, self.batch
        data, dialect = batch.data, stream.dialect
        wanted = below = dialect.steps(path, self.text_at) if steps is None else steps
        origin = batch.ends[self.number - 1] if self.number else 0
        while (span := self._find(below, origin)) is None and below:
            below = below[:-1]
        beneath = _known_xpath(below) if steps is None else xpath_of(below)
        xpath = f"{stream.xpath}/*[local-name()='{dialect.item}'][{self.element}]{beneath}"
        if span is None:
            return Place(xpath, None, *batch.position(origin))
        start, inside, end = span
        line, column = batch.position(start)
        content_end, shown_end = ends_of(data, span)
        excerpt = data[start : min(shown_end if below else inside, start + _EXCERPT)].decode("utf-8", errors="replace")
        if len(below) < len(wanted):
            return Place(xpath, None, line, column, excerpt)
        base = batch.offset
        return Place(xpath, None, line, column, excerpt, (base + inside, base + content_end), (base + start, base + end))

    def _find(self, below: tuple[Step, ...], origin: int) -> LeafSpan | None:
        """The element at these steps below the item, by its byte offsets in the batch; the fragment begins at ``origin``."""
        span = locate(self.batch.fragment(self.number), ((self.stream.dialect.item, self.within), *below))
        return None if span is None else (origin + span[0], origin + span[1], origin + span[2])

    def text_at(self, steps: Sequence[Step]) -> str | None:
        """The text of the element at these steps below the item, or ``None`` when it is not there."""
        data = self.batch.data
        span = self._find(tuple(steps), self.batch.ends[self.number - 1] if self.number else 0)
        return None if span is None else unescape(data[span[1] : ends_of(data, span)[0]].decode("utf-8", errors="replace"))


class ScannedOrigin(XmlOrigin):
    """The same for an item that matched the compiled schema, where every "<" begins a start tag without attributes or an end tag."""

    __slots__ = ()

    def _find(self, below: tuple[Step, ...], origin: int) -> LeafSpan | None:
        data, end = self.batch.data, self.batch.ends[self.number]
        start = data.index(b"<", origin)
        inside = data.index(b">", start) + 1
        return locate_plainly(data, inside, end, _known_tags(below), scanned=True) if below else (start, inside, end)


class BrokenOrigin:
    """An item that could not be parsed: only its beginning is known."""

    __slots__ = ("element", "position", "stream")

    def __init__(self, stream: XmlItemStream, position: tuple[int, int], element: int) -> None:
        self.stream = stream
        self.position = position
        self.element = element

    def place(self, path: Path, steps: tuple[Step, ...] | None = None) -> Place:
        """Where the item begins."""
        return Place(None, None, *self.position)
