"""Short messages in memory that are as they should be: taken in whole, without looking for anything that is not there.

The frame scanner knows what stands before the items, the compiled reader each item, and behind them there is only the end of the root.
That settles encoding, format and root, too. Whatever is otherwise is left to the general way. Only one direction has to hold, as with
items: what is taken in here comes out as it would by the general way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ead.findings import Problem
from ead.formats.base import Decoded, Place
from ead.formats.item_reader import item_reader
from ead.formats.itmatt_xml import ItmattXml
from ead.formats.shape import mend
from ead.formats.xml_frame import UsualFrame
from ead.formats.xml_origin import PARSED, SCANNED, FramePlaces, item_xpath_of
from ead.intake.xml_stream import Batch, plain_ends, position_at
from ead.limits import Limits

if TYPE_CHECKING:
    from ead.native.scan import ItemReader

__all__ = ["ShortMessage", "short_message"]

_DIALECT = ItmattXml()
_START, _END = f"<{_DIALECT.item}>".encode(), f"</{_DIALECT.item}>".encode()


class _Usual:
    """What the places of items hang on, the same in all such messages: an item that knew its own would be a matter for the collector."""

    dialect = _DIALECT
    item_xpath = item_xpath_of(_DIALECT.parents[0], _DIALECT.item)


_USUAL = _Usual()


class ShortMessage:
    """A message of which all is read, as a stream of decoded items."""

    format, message = _DIALECT.format, _DIALECT.message

    def __init__(self, frame: UsualFrame, batch: Batch) -> None:
        self.header = frame.header
        self.problems: list[Problem] = []
        self.complete = True
        self._frame = frame
        self._batch = batch
        self._decoded: list[Decoded] = []
        self._places: FramePlaces | None = None

    def read_items(self, reader: ItemReader) -> bool:
        """Read all items; whether that could be done."""
        batch = self._batch
        self._decoded = reader.decode(_USUAL, batch, 0, 0, mend, SCANNED, PARSED)
        return len(self._decoded) == len(batch.ends)

    def items(self) -> Iterator[Decoded]:
        """The items in order."""
        return iter(self._decoded)

    def groups(self, most: int) -> list[list[Decoded]]:
        """The same in groups of at most so many."""
        items = self._decoded
        return [items] if len(items) <= most else [items[first : first + most] for first in range(0, len(items), most)]

    def place(self, problem: Problem) -> Place:
        """The place of a message-level problem: its own, or that of the element in the frame."""
        if problem.place is not None:
            return Place(None, None, *problem.place)
        if self._places is None:
            self._places = FramePlaces(self._frame.prefix, self._frame.root, self._frame.locate, known=True)
        return self._places.nearest(_DIALECT.frame_steps(problem.path))


def short_message(data: bytes, limits: Limits) -> ShortMessage | None:
    """All of a message, if it is of the usual form; ``None`` when the general way must decide."""
    scan, reader = _DIALECT.frame_scanner(), item_reader()
    start = data.find(_START)
    if scan is None or reader is None or not 0 < start <= limits.prolog_bytes or len(data) > limits.item_bytes:
        return None
    frame = scan(data[:start])
    ends = plain_ends(data, start, _END) if frame is not None else None
    if frame is None or not ends or not frame.ends_with(data[ends[-1] :]):
        return None
    batch = Batch(data[start : ends[-1]], [end - start for end in ends], *position_at(data, 0, start, 1, 1), start)
    message = ShortMessage(frame, batch)
    return message if message.read_items(reader) else None
