"""Records: how the hot path holds an item, and where each field sits in it.

A record is a list with one place per member of its group, in table order. A leaf is its text or ``None``; a single
group is a record or ``None``; a repeated group is a list of records. No value is converted until somebody needs it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from ead.fields.itmatt import HEADER, ITEM
from ead.fields.table import Field, Group, Kind
from ead.named import NamedTuple

__all__ = ["HEADER_LAYOUT", "ITEM_LAYOUT", "Layout", "Leaf", "Record", "layout_of", "leaf_at", "lexical_pattern", "matcher"]

Record = list[Any]

# xs:dateTime without year 0, leap seconds and 24:00; time zones reach 14 hours.
DATETIME_PATTERN = (
    r"[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(\.[0-9]{1,9})?(Z|[+\-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
)


def lexical_pattern(field: Field) -> str:
    """The regular expression of a field's lexical form: the same text in XSD, Python and JSON Schema."""
    if field.kind is Kind.DECIMAL:
        whole = field.total_digits - field.fraction_digits
        return rf"[0-9]{{1,{whole}}}(\.[0-9]{{1,{field.fraction_digits}}})?"
    if field.kind is Kind.INTEGER:
        return f"[0-9]{{1,{field.total_digits}}}"
    if field.kind is Kind.DATETIME:
        return DATETIME_PATTERN
    if field.kind is Kind.BOOLEAN:
        return "true|false"
    return field.pattern


def _day_exists(text: str) -> bool:
    try:
        datetime.date(int(text[:4]), int(text[5:7]), int(text[8:10]))
    except ValueError:
        return False
    return True


@cache
def matcher(field: Field) -> Callable[[str], object]:
    """A test that is true for exactly the texts that are valid values of ``field``."""
    if field.kind is Kind.TEXT:
        return re.compile(f"(?s:.{{1,{field.max_length}}})").fullmatch
    form = re.compile(lexical_pattern(field)).fullmatch
    if field.kind is Kind.DATETIME:
        return lambda text: form(text) and _day_exists(text)
    return form


class Leaf(NamedTuple):
    """A field and its place in the record of its group."""

    position: int
    field: Field
    match: Callable[[str], object]


class Layout:
    """Where the members of a group sit in its record, by name and by XML element name."""

    __slots__ = ("by_name", "by_xml", "group", "leaves", "required", "size", "subgroups")

    def __init__(self, group: Group) -> None:
        self.group = group
        self.size = len(group.members)
        self.by_name: dict[str, Leaf | tuple[int, Layout]] = {
            member.name: Leaf(position, member, matcher(member)) if isinstance(member, Field) else (position, layout_of(member))
            for position, member in enumerate(group.members)
        }
        self.leaves = {name: entry for name, entry in self.by_name.items() if isinstance(entry, Leaf)}
        self.subgroups = {name: entry for name, entry in self.by_name.items() if not isinstance(entry, Leaf)}
        self.by_xml = {group.member(name).xml: entry for name, entry in self.by_name.items()}
        self.required = tuple(leaf for leaf in self.leaves.values() if leaf.field.required)

    def position(self, name: str) -> int:
        """The place of the member called ``name``."""
        entry = self.by_name[name]
        return entry.position if isinstance(entry, Leaf) else entry[0]

    def empty(self) -> Record:
        """A record with nothing in it."""
        record: Record = [None] * self.size
        for position, layout in self.subgroups.values():
            if layout.group.repeated:
                record[position] = ()
        return record

    def slices(self, record: str) -> list[str]:
        """Source text that takes all fields out of the record of that name, as members of a list display: ``*item[0:19]``, ``item[22]``."""
        places = sorted(leaf.position for leaf in self.leaves.values())
        runs: list[list[int]] = []
        for place in places:
            if runs and place == runs[-1][-1] + 1:
                runs[-1].append(place)
            else:
                runs.append([place])
        return [f"*{record}[{run[0]}:{run[-1] + 1}]" if len(run) > 1 else f"{record}[{run[0]}]" for run in runs]


@cache
def layout_of(group: Group) -> Layout:
    """The layout of a group; made once."""
    return Layout(group)


@lru_cache(maxsize=4096)
def leaf_at(layout: Layout, path: tuple[str | int, ...]) -> Leaf | None:
    """The leaf that a path in a layout leads to, or ``None`` when it leads to a group or nowhere."""
    for step in path:
        if isinstance(step, int):
            continue
        if step in layout.leaves:
            return layout.leaves[step]
        if step not in layout.subgroups:
            return None
        layout = layout.subgroups[step][1]
    return None


HEADER_LAYOUT = layout_of(HEADER)
ITEM_LAYOUT = layout_of(ITEM)
