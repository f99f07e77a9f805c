"""Models and records as a source: nothing to parse, nothing to locate but paths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ead.fields.layout import Record
from ead.findings import Path, Problem
from ead.formats.base import Decoded, Place
from ead.formats.pointers import pointer_of

__all__ = ["RecordStream"]


class ModelOrigin:
    """An item that never was text: only its JSON Pointer can be told."""

    __slots__ = ("index",)

    def __init__(self, index: int) -> None:
        self.index = index

    def place(self, path: Path, steps: tuple[tuple[str, int], ...] | None = None) -> Place:
        """The JSON Pointer the field would have in the message's JSON form."""
        return Place(json_pointer=pointer_of(("items", self.index, *path)))


class RecordStream:
    """A message model as a stream of decoded items."""

    format = "model"

    def __init__(self, model: Any) -> None:
        from ead.models.records import header_to_record, item_to_record, items_of

        kind, header, items = items_of(model)
        self.message = kind.name
        self.header: Record | None = header_to_record(header) if header is not None else None
        self.problems: list[Problem] = []
        self.complete = True
        self._items = items
        self._kind = kind
        self._to_record = item_to_record

    def items(self) -> Iterator[Decoded]:
        """The items in order."""
        for index, item in enumerate(self._items):
            yield Decoded(index, self._to_record(item, self._kind), None, ModelOrigin(index))

    def place(self, problem: Problem) -> Place:
        """The JSON Pointer of a message-level problem."""
        return Place(json_pointer=pointer_of(problem.path))
