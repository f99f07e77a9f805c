"""Where an item of an XML message, and what is in it, stands in the source: worked out only for items that have findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Protocol

from ead.findings import Path
from ead.formats.base import Place
from ead.formats.xml_frame import Step
from ead.formats.xml_text import unescape
from ead.intake.xml_stream import Batch, position_at
from ead.intake.xml_tree import LeafSpan, Tags, locate, locate_plainly, tags_of
from ead.named import new_tuple
from ead.native import twin

if TYPE_CHECKING:
    from ead.formats.xml_dialect import XmlDialect

__all__ = [
    "PARSED",
    "SCANNED",
    "BrokenOrigin",
    "Fragment",
    "FragmentInPython",
    "FramePlaces",
    "element_in_python",
    "item_xpath_of",
]

_EXCERPT = 200


def xpath_of(steps: Sequence[Step]) -> str:
    """An absolute XPath 1.0 that needs no prefix bindings; positions that are 1 are written too, so that it names one node."""
    return "".join(f"/*[local-name()='{name}'][{number}]" for name, number in steps)


def item_xpath_of(parents: Sequence[str], item: str) -> str:
    """The XPath of an item, but for its number, from the names of the elements around it."""
    return f"{xpath_of([(tag, 1) for tag in parents])}/*[local-name()='{item}']"


# Kept for the names of the field table only: those that a source makes up may be as long as they are many.
_known_xpath = lru_cache(maxsize=4096)(xpath_of)
_known_tags = lru_cache(maxsize=4096)(tags_of)


def ends_of(data: bytes, span: LeafSpan) -> tuple[int, int]:
    """Where the content of an element ends, and where its excerpt does: a leaf is shown whole, a group by its start tag."""
    _, inside, end = span
    content_end = max(data.rfind(b"</", inside, end), inside)
    return content_end, end if data.find(b"<", inside, content_end) < 0 else inside


class FramePlaces:
    """Where elements stand in what is around the items. ``locate`` finds one by its steps below the root, which are ``known`` if they can
    only be those of the field table."""

    __slots__ = ("_frame", "_locate", "_places", "_root", "_xpath_of")

    def __init__(self, frame: bytes, root: str, locate: Callable[[tuple[Step, ...]], LeafSpan | None], *, known: bool = False) -> None:
        self._frame = frame
        self._root = root
        self._locate = locate
        self._xpath_of = _known_xpath if known else xpath_of
        self._places: dict[tuple[Step, ...], Place] = {}

    def nearest(self, below: tuple[Step, ...]) -> Place:
        """The place of an element below the root, or of the nearest one above it that is there; several problems may be with one."""
        place = self._places.get(below)
        if place is None:
            span = self._locate(below)
            place = self._place_of(span, below) if span is not None or not below else self.nearest(below[:-1])
            self._places[below] = place
        return place

    def _place_of(self, span: LeafSpan | None, below: tuple[Step, ...]) -> Place:
        xpath = self._xpath_of(((self._root, 1), *below))
        if span is None:
            return Place(xpath, None, 1, 1)
        frame, start = self._frame, span[0]
        excerpt = frame[start : ends_of(frame, span)[1]].decode("utf-8", "replace")[:_EXCERPT] if below else None
        return new_tuple(Place, (xpath, None, *position_at(frame, 0, start, 1, 1), excerpt, None, None))


class Addressed(Protocol):
    """What an item's fragment has to know of its message."""

    @property
    def item_xpath(self) -> str:
        """The XPath of an item, but for its number."""
        ...

    @property
    def dialect(self) -> XmlDialect:
        """What differs between XML formats."""
        ...


class FragmentInPython:
    """An item's fragment of the source, and so where the item comes from: in that fragment of the batch the item is the one of number
    ``within``, in the message that of number ``element``, both counted from 1."""

    __slots__ = ("batch", "element", "finder", "known_begin", "number", "stream", "within")

    def __init__(self, stream: Addressed, batch: Batch, number: int, within: int, element: int, finder: Finder) -> None:
        self.stream = stream
        self.batch = batch
        self.number = number
        self.within = within
        self.element = element
        self.finder = finder
        self.known_begin: tuple[int, int] | None = None

    def place(self, path: Path, steps: tuple[Step, ...] | None = None) -> Place:
        """The place of a path, or of the nearest element above it that the source has."""
        return self.finder.place(self, path, steps)


if TYPE_CHECKING:
    Fragment = FragmentInPython
else:
    Fragment = twin("decoded", lambda native: native.Fragment, lambda: FragmentInPython)


class Finder:
    """Finds elements in fragments by parsing them."""

    def place(self, item: Fragment, path: Path, steps: tuple[Step, ...] | None) -> Place:
        """The place of a path in an item, or of the nearest element above it that the source has."""
        stream, batch = item.stream, item.batch
        data = batch.data
        wanted = below = stream.dialect.steps(path, partial(self.text_at, item)) if steps is None else steps
        origin = batch.ends[item.number - 1] if item.number else 0
        while (span := self._find(item, below, origin)) is None and below:
            below = below[:-1]
        beneath = _known_xpath(below) if steps is None else xpath_of(below)
        xpath = f"{stream.item_xpath}[{item.element}]{beneath}"
        position = _begin(item, origin)
        if span is None:
            return Place(xpath, None, *position)
        start, inside, end = span
        line, column = position_at(data, origin, start, *position)
        content_end, shown_end = ends_of(data, span)
        excerpt = data[start : min(shown_end if below else inside, start + _EXCERPT)].decode("utf-8", errors="replace")
        if len(below) < len(wanted):
            return Place(xpath, None, line, column, excerpt)
        base = batch.offset
        return Place(xpath, None, line, column, excerpt, (base + inside, base + content_end), (base + start, base + end))

    @staticmethod
    def _find(item: Fragment, below: tuple[Step, ...], origin: int) -> LeafSpan | None:
        """The element at these steps below the item, by its byte offsets in the batch; the fragment begins at ``origin``."""
        span = locate(item.batch.fragment(item.number), ((item.stream.dialect.item, item.within), *below))
        return None if span is None else (origin + span[0], origin + span[1], origin + span[2])

    def text_at(self, item: Fragment, steps: Sequence[Step]) -> str | None:
        """The text of the element at these steps below the item, or ``None`` when it is not there."""
        data = item.batch.data
        span = self._find(item, tuple(steps), item.batch.ends[item.number - 1] if item.number else 0)
        return None if span is None else unescape(data[span[1] : ends_of(data, span)[0]].decode("utf-8", errors="replace"))


class ScannedFinder(Finder):
    """The same for items that matched the compiled schema, where every "<" begins a start tag without attributes or an end tag."""

    def place(self, item: Fragment, path: Path, steps: tuple[Step, ...] | None) -> Place:
        """The place of a path in an item, or of the nearest element above it that the source has."""
        stream, batch, number = item.stream, item.batch, item.number
        wanted = below = stream.dialect.steps(path) if steps is None else steps
        origin, end = batch.ends[number - 1] if number else 0, batch.ends[number]
        position = _begin(item, origin)
        while (found := _element(batch.data, origin, end, _known_tags(below), *position, _EXCERPT)) is None:
            below = below[:-1]
        start, inside, close, end, line, column, excerpt = found
        xpath = f"{stream.item_xpath}[{item.element}]{_known_xpath(below)}"
        base, whole = batch.offset, below == wanted
        spans = ((base + inside, base + close), (base + start, base + end)) if whole else (None, None)
        return new_tuple(Place, (xpath, None, line, column, excerpt, *spans))


def _begin(item: Fragment, origin: int) -> tuple[int, int]:
    """Where the fragment begins. Of several findings the later may stand before the others: each is counted from there."""
    if item.known_begin is None:
        item.known_begin = item.batch.position(origin)
    return item.known_begin


PARSED, SCANNED = Finder(), ScannedFinder()


def element_in_python(
    data: bytes, origin: int, end: int, tags: Tags, line: int, column: int, most: int
) -> tuple[int, int, int, int, int, int, str] | None:
    """The element at these tags in an item that matched the compiled schema, or without tags the item; ``None`` if it is not there.

    Its start, the ends of its start tag, of its content and of its end tag, its line and column when those of ``origin`` are given, and
    what there is to show of it.
    """
    start = data.index(b"<", origin)
    inside = data.index(b">", start) + 1
    span = locate_plainly(data, inside, end, tags, scanned=True) if tags else (start, inside, end)
    if span is None:
        return None
    close, shown = ends_of(data, span)
    start, inside, end = span
    excerpt = data[start : min(shown if tags else inside, start + most)].decode("utf-8", errors="replace")
    return (start, inside, close, end, *position_at(data, origin, start, line, column), excerpt)


_element = twin("places", lambda native: native.element, lambda: element_in_python)


class BrokenOrigin:
    """An item that could not be parsed: only its beginning is known."""

    __slots__ = ("element", "position", "stream")

    def __init__(self, stream: Addressed, position: tuple[int, int], element: int) -> None:
        self.stream = stream
        self.position = position
        self.element = element

    def place(self, path: Path, steps: tuple[Step, ...] | None = None) -> Place:
        """Where the item begins."""
        return Place(None, None, *self.position)
