"""Values in records by their paths: groups on the way are made when a value is put, and nothing is made when one is looked for."""

from __future__ import annotations

from typing import Any

from ead.fields.layout import Layout, Record
from ead.findings import Path

__all__ = ["put", "value_at"]


def put(layout: Layout, record: Record, path: Path, text: str) -> bool:
    """Set the value at a path; lists on the way get one entry. False, and nothing is done, when another value is there."""
    for step in path[:-1]:
        if isinstance(step, int):
            continue
        position, layout = layout.subgroups[step]
        if not record[position]:
            fresh = layout.empty()
            record[position] = [fresh] if layout.group.repeated else fresh
        record = record[position][0] if layout.group.repeated else record[position]
    position = layout.position(str(path[-1]))
    if record[position] not in (None, text):
        return False
    record[position] = text
    return True


def value_at(layout: Layout, record: Any, path: Path) -> str | None:
    """The value at a path; ``None`` when it is not there."""
    for step in path[:-1]:
        if isinstance(step, int):
            record = record[step] if len(record) > step else None
        else:
            position, layout = layout.subgroups[step]
            record = record[position]
        if record is None:
            return None
    value = record[layout.position(str(path[-1]))]
    return None if value is None else str(value)
