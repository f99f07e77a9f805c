"""Records of rows that are plainly valid: straight from the cells, by the columns that a file has.

For whatever is odd - a faulty value, a missing field, a row that is too short or contradicts the first one - :class:`ValueError` is raised,
and :mod:`ead.formats.csv_decode` decides. Only one direction must hold: what is accepted here, it accepts with the same record and no
problem.
"""

from __future__ import annotations

from collections.abc import Sequence

from ead.fields.layout import ITEM_LAYOUT, Layout, Leaf, Record
from ead.fields.table import Kind
from ead.findings import Path
from ead.formats.csv_columns import Column, Level
from ead.formats.csv_rows import GUARD, Row, unguarded

__all__ = ["PlainRows"]

Columns = list[tuple[Path, int, Leaf]]
"""Columns with their path in a group, and their number in the file."""

_CONTENTS, _PIECE = ITEM_LAYOUT.subgroups["contents"]


class PlainRows:
    """Takes records out of the rows of a file with these columns."""

    __slots__ = ("_item", "_own", "_piece", "_width")

    def __init__(self, columns: Sequence[Column | None]) -> None:
        known = [(number, column) for number, column in enumerate(columns) if column is not None]
        self._width = len(columns)
        self._own = [number for number, column in known if column.level is Level.ITEM]
        self._item = _Group(ITEM_LAYOUT, [(column.path, number, column.leaf) for number, column in known if column.level is Level.ITEM])
        self._piece = _Group(_PIECE, [(column.path, number, column.leaf) for number, column in known if column.level is Level.PIECE])

    def take(self, rows: Sequence[Row]) -> Record:
        """The record of an item's rows; raises :class:`ValueError` when it is not plainly valid."""
        first = rows[0].cells
        pieces = []
        for row in rows:
            cells = row.cells
            # What is printable has no character that XML has no place for.
            if len(cells) != self._width or not row.piece.text.rstrip("\r\n").isprintable():
                raise ValueError
            if cells is not first and any(cells[number] and cells[number] != first[number] for number in self._own):
                raise ValueError
            piece = self._piece.take(cells)
            if piece is not None:
                pieces.append(piece)
        record = self._item.take(first)
        if record is None:
            raise ValueError
        if pieces:
            record[_CONTENTS] = pieces
        return record


class _Group:
    """The columns of one group, by the places of their fields in its record."""

    __slots__ = ("_leaves", "_repeated", "_required", "_singles", "_template")

    def __init__(self, layout: Layout, columns: Columns) -> None:
        self._template = layout.empty()
        self._required = [leaf.position for leaf in layout.required]
        self._leaves = [
            # A text matches when it is not too long; other kinds have a length of 0 here.
            (leaf.position, number, leaf.field.max_length if leaf.field.kind is Kind.TEXT else 0, leaf.match)
            for path, number, leaf in columns
            if len(path) == 1
        ]
        self._singles: list[tuple[int, _Group]] = []
        self._repeated: list[tuple[int, list[_Group]]] = []
        for name, (position, below) in layout.subgroups.items():
            inner = [(path[1:], number, leaf) for path, number, leaf in columns if path[0] == name and len(path) > 1]
            if inner and below.group.repeated:
                self._repeated.append((position, _numbered(below, inner)))
            elif inner:
                self._singles.append((position, _Group(below, inner)))

    def take(self, cells: list[str]) -> Record | None:
        """The record, or ``None`` when all cells are empty; raises :class:`ValueError` when it is not plainly valid."""
        record = self._template.copy()
        for position, number, longest, match in self._leaves:
            text = cells[number]
            if text:
                if text[0] == GUARD:
                    text = unguarded(text)
                if len(text) > longest and (longest or not match(text)):
                    raise ValueError
                record[position] = text
        for position, single in self._singles:
            record[position] = single.take(cells)
        for position, several in self._repeated:
            record[position] = [taken for one in several if (taken := one.take(cells)) is not None] or ()
        if record == self._template:
            return None
        for position in self._required:
            if record[position] is None:
                raise ValueError
        return record


def _numbered(layout: Layout, columns: Columns) -> list[_Group]:
    """The groups of a repeated group, in the order of their numbers."""
    numbers: dict[int, Columns] = {}
    for path, number, leaf in columns:
        numbers.setdefault(int(path[0]), []).append((path[1:], number, leaf))
    return [_Group(layout, numbers[which]) for which in sorted(numbers)]
