"""What was checked by another process, as results whose records are decoded again when somebody asks for them."""

from __future__ import annotations

from ead.engines.pieces import Cutter, Piece
from ead.fields.layout import Record
from ead.fields.messages import ITMATT
from ead.findings import Finding, Outcome
from ead.formats.base import Decoded
from ead.run import ItemResult, Run
from ead.sufficiency import Sufficiency

__all__ = ["LazyResult", "Taken"]


class LazyResult(ItemResult):
    """A result that came from another process: its record is decoded again when somebody asks for it."""

    __slots__ = ("_known_id", "_number", "_record", "_taken")

    def __init__(
        self,
        index: int,
        findings: list[Finding],
        outcome: Outcome,
        level: Sufficiency | None,
        item_id: str | None,
        taken: Taken | None,
        number: int = 0,
    ) -> None:
        self.index, self.kind, self.findings, self.outcome, self.sufficiency = index, ITMATT, findings, outcome, level
        self._model = None
        self._record: Record | None = None
        self._known_id, self._taken, self._number = item_id, taken, number

    @property
    def item_id(self) -> str | None:
        """The item's identifier as written, if it could be read."""
        return self._known_id

    @property
    def record(self) -> Record | None:
        """The item's record."""
        if self._taken is not None:
            taken, self._taken = self._taken, None
            self._record = taken.record(self._number)
        return self._record

    @record.setter
    def record(self, value: Record | None) -> None:
        self._record = value


class Taken:
    """A piece that was checked elsewhere, whose first item is item ``index`` of the message; its items can be decoded once more.

    ``regular``: there are as many as there should be, and nothing was wrong between them.
    """

    def __init__(self, run: Run, cutter: Cutter, piece: Piece, index: int, *, regular: bool) -> None:
        self._run, self._cutter, self._piece, self._regular = run, cutter, piece, regular
        self.index = index
        self._last: tuple[int, Decoded] | None = None

    def record(self, number: int) -> Record | None:
        """The record of an item by its number in the piece."""
        record = self.decoded(number).record
        return None if record is None else self._run.bounded(record)

    def sound_record(self, number: int) -> Record:
        """The record of an item that is known to have one."""
        record = self.record(number)
        assert record is not None
        return record

    def decoded(self, number: int) -> Decoded:
        """An item by its number in the piece; the last one is kept, for watchers may ask for it before it is told about."""
        if self._last is None or self._last[0] != number:
            self._last = number, self._decode(number)
        return self._last[1]

    def _decode(self, number: int) -> Decoded:
        stream, piece, index = self._cutter.stream, self._piece, self.index
        before, complete = len(stream.problems), stream.complete
        if self._regular and piece.count > 1:
            found = next(iter(self._cutter.decode(piece.part(number, number + 1), index + number)))
        else:
            found = next(one for one in self._cutter.decode(piece, index) if one.index == index + number)
        del stream.problems[before:]
        stream.complete = complete
        return found
