"""The columns of a CSV file: dotted names, as ``sender.references.1.value``, for the fields of the field table."""

from __future__ import annotations

import re
from enum import Enum

from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Layout, Leaf
from ead.findings import Path
from ead.named import NamedTuple

__all__ = ["Column", "Level", "column_of", "name_of"]

_NUMBER = re.compile("[1-9][0-9]{0,2}")
_CONTENTS = "contents"
_HEADER = "header"


class Level(Enum):
    """What a column tells about: the message, the item, or the content piece that its row is."""

    HEADER = "header"
    ITEM = "item"
    PIECE = "piece"


class Column(NamedTuple):
    """A column that is known. ``path`` leads to the leaf from the header, item or content piece; positions count from 0."""

    level: Level
    path: Path
    leaf: Leaf


def column_of(name: str) -> Column | None:
    """The column called ``name``, or ``None`` when no field has that name. Repeated groups are counted from 1, up to 999."""
    first, dot, rest = name.partition(".")
    if first == _HEADER and dot:
        return _resolved(Level.HEADER, HEADER_LAYOUT, rest)
    if first == _CONTENTS and dot:
        return _resolved(Level.PIECE, ITEM_LAYOUT.subgroups[_CONTENTS][1], rest)
    return _resolved(Level.ITEM, ITEM_LAYOUT, name)


def _resolved(level: Level, layout: Layout, name: str) -> Column | None:
    path: list[str | int] = []
    steps = name.split(".")
    while steps:
        step = steps.pop(0)
        entry = layout.by_name.get(step)
        path.append(step)
        if isinstance(entry, Leaf):
            return None if steps else Column(level, tuple(path), entry)
        if entry is None:
            return None
        layout = entry[1]
        if layout.group.repeated:
            number = steps.pop(0) if steps else ""
            if not _NUMBER.fullmatch(number):
                return None
            path.append(int(number) - 1)
    return None


def name_of(level: Level, path: Path) -> str:
    """The name of a column: the inverse of :func:`column_of`."""
    prefix = {Level.HEADER: (_HEADER,), Level.PIECE: (_CONTENTS,), Level.ITEM: ()}[level]
    return ".".join((*prefix, *(str(step + 1) if isinstance(step, int) else step for step in path)))
