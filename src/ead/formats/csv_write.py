"""From records to CSV: the columns that the data need, one row per content piece."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, BinaryIO

from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Layout, Leaf, Record
from ead.findings import Path
from ead.formats.csv_columns import Level, name_of
from ead.formats.csv_rows import guarded

__all__ = ["write"]

_CONTENTS, _PIECE = ITEM_LAYOUT.subgroups["contents"]
_ITEM_ID = ITEM_LAYOUT.position("item_id")
_ROWS_AT_ONCE = 500
Loss = tuple[int | None, Path, str]


def write(header: Record | None, items: Iterable[Record], target: BinaryIO) -> list[Any]:
    """Write a message; all items are held, for the columns depend on them. Records must be structurally valid.

    Returns what cannot be carried: groups without any value, and items that would be read as one with the item before.
    """
    records = list(items)
    losses = list(_losses(records))
    columns = _columns(header, records)
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow([name_of(level, path) for level, path in columns])
    message = dict(_leaves(HEADER_LAYOUT, header, ())) if header is not None else {}
    for number, row in enumerate(_rows(message, records, columns)):
        rows.writerow(row)
        if number % _ROWS_AT_ONCE == 0:
            _flush(text, target)
    _flush(text, target)
    return losses


def _flush(text: io.StringIO, target: BinaryIO) -> None:
    # Lone surrogates have no UTF-8 form; records that are structurally valid have none.
    target.write(text.getvalue().encode("utf-8", "backslashreplace"))
    text.seek(0)
    text.truncate()


def _rows(message: dict[Path, str], records: Sequence[Record], columns: Sequence[tuple[Level, Path]]) -> Iterator[list[str]]:
    item_id: Path = ("item_id",)
    for record in records:
        own = dict(_leaves(ITEM_LAYOUT, record, ()))
        for piece in record[_CONTENTS] or (None,):
            values = {Level.HEADER: message, Level.ITEM: own, Level.PIECE: dict(_leaves(_PIECE, piece, ())) if piece else {}}
            yield [guarded(values[level].get(path, "")) for level, path in columns]
            # What is said once about message and item is not said again.
            message, own = {}, {item_id: own[item_id]} if item_id in own else {}
    if message:
        yield [guarded(message.get(path, "")) if level is Level.HEADER else "" for level, path in columns]


def _columns(header: Record | None, records: Sequence[Record]) -> list[tuple[Level, Path]]:
    used: dict[Level, set[Path]] = {Level.HEADER: set(), Level.ITEM: {("item_id",)}, Level.PIECE: set()}
    used[Level.HEADER].update(path for path, _ in _leaves(HEADER_LAYOUT, header or HEADER_LAYOUT.empty(), ()))
    for record in records:
        used[Level.ITEM].update(path for path, _ in _leaves(ITEM_LAYOUT, record, ()))
        for piece in record[_CONTENTS]:
            used[Level.PIECE].update(path for path, _ in _leaves(_PIECE, piece, ()))
    layouts = {Level.HEADER: HEADER_LAYOUT, Level.ITEM: ITEM_LAYOUT, Level.PIECE: _PIECE}
    return [(level, path) for level, layout in layouts.items() for path in sorted(used[level], key=partial(_rank, layout))]


def _rank(layout: Layout, path: Path) -> tuple[int, ...]:
    """Where a field stands in table order."""
    rank: list[int] = []
    for step in path:
        if isinstance(step, int):
            rank.append(step)
            continue
        entry = layout.by_name[step]
        rank.append(layout.position(step))
        layout = layout if isinstance(entry, Leaf) else entry[1]
    return tuple(rank)


def _leaves(layout: Layout, record: Record, prefix: Path) -> Iterator[tuple[Path, str]]:
    """The values of a record with their paths; content pieces, which are rows, left out."""
    for name, entry in layout.by_name.items():
        value = record[entry.position if isinstance(entry, Leaf) else entry[0]]
        if not value or name == "contents":
            continue
        if isinstance(entry, Leaf):
            yield (*prefix, name), value
        elif entry[1].group.repeated:
            for index, group in enumerate(value):
                yield from _leaves(entry[1], group, (*prefix, name, index))
        else:
            yield from _leaves(entry[1], value, (*prefix, name))


def _losses(records: Sequence[Record]) -> Iterator[Loss]:
    previous: str | None = None
    for index, record in enumerate(records):
        if index and record[_ITEM_ID] == previous:
            yield index, ("item_id",), "rows with the same item id are one item, so this item joins the one before it"
        previous = record[_ITEM_ID]
        for path in _empty_groups(ITEM_LAYOUT, record, ()):
            yield index, path, "a group without any value has no cell"


def _empty_groups(layout: Layout, record: Record, prefix: Path) -> Iterator[Path]:
    for name, (position, below) in layout.subgroups.items():
        for number, group in enumerate(record[position] or ()) if below.group.repeated else ():
            path = (*prefix, name, number)
            if any(group):
                yield from _empty_groups(below, group, path)
            else:
                yield path
        if not below.group.repeated and record[position] is not None:
            yield from _empty_groups(below, record[position], (*prefix, name))
