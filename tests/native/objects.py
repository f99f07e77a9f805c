"""Items of JSON for tests: one with everything in it, and one with what must be there."""

from __future__ import annotations

import json
from typing import Any

from ead.fields.layout import Layout, Leaf
from ead.fields.messages import ITMATT
from ead.fields.table import Kind

__all__ = ["DATA", "FULL", "LEAST", "PATHS", "full"]


def full(layout: Layout) -> dict[str, Any]:
    """An item with everything in it, as JSON has it."""
    values = {Kind.TEXT: "Wei", Kind.DECIMAL: "1.5", Kind.INTEGER: 12, Kind.DATETIME: "2026-11-03T00:00:00", Kind.BOOLEAN: True}
    codes = ("A", "AB", "1", "CN22", "I", "RFI")
    found: dict[str, Any] = {}
    for name, entry in layout.by_name.items():
        if isinstance(entry, Leaf):
            found[name] = values.get(entry.field.kind) or next(code for code in codes if entry.match(code))
        else:
            found[name] = [full(entry[1]), full(entry[1])] if entry[1].group.repeated else full(entry[1])
    return found


def paths(value: Any, above: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where the values and groups of an item stand, those of first records only."""
    if isinstance(value, list):
        return [above, *paths(value[0], (*above, 0))]
    if isinstance(value, dict):
        return [above, *(path for key, below in value.items() for path in paths(below, (*above, key)))]
    return [above]


FULL = full(ITMATT.item)
DATA = json.dumps(FULL).encode()
LEAST = {name: FULL[name] for name in ("item_id", "mail_class", "origin_operator", "destination_operator", "nature", "gross_weight")}
PATHS = [path for path in paths(FULL) if path]
