"""Where a field of a record stands in a ``CDSView``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from ead.findings import Path
from ead.formats.cds_extra import carried_name
from ead.formats.cds_schema import Element, Role, Type
from ead.formats.xml_frame import Step

__all__ = ["steps_of"]

Steps = tuple[Step, ...]
TextAt = Callable[[Sequence[Step]], str | None]


def _table(kind: Type, above: Steps = ()) -> dict[Path, Steps]:
    """The steps of everything in a type that fills the same record, by path."""
    found: dict[Path, Steps] = {}
    for element in kind.elements:
        at = (*above, (element.name, 1))
        if element.role is Role.NESTED and element.type is not None:
            found |= _table(element.type, at)
        elif element.role is Role.VALUES:
            found[("extra_fields",)] = at
        elif element.path:
            found[element.path] = at
        else:
            found[(element.name,)] = at
    return found


# A step that no source has: what stands for a field is then found, and never taken for the field itself.
_ABSENT: Step = ("", 0)


class _View:
    """The steps in a kind of view: of the item's own fields, and of those in each entry of its lists."""

    def __init__(self, kind: Type) -> None:
        self.item = _table(kind)
        self.lists: dict[Path, Element] = {element.path: element for element in kind.own_elements() if element.role is Role.LIST}
        self.entries = {path: _table(element.type) for path, element in self.lists.items() if element.type is not None}
        self.data = self.item[("extra_fields",)][:-1]


_view = cache(_View)


def steps_of(kind: Type, path: Path, text_at: TextAt | None = None) -> Steps:
    """The XML steps below a view for a path in its record; the nearest element above when the field has none of its own."""
    view, head, rest = _view(kind), path[:1], path[1:]
    if head not in view.lists or not rest:
        return _in_record(view.item, path, (), view.data, text_at) if path else ()
    entry = (*view.item[head], (view.lists[head].entry, int(rest[0]) + 1))
    return _in_record(view.entries[head], rest[1:], entry, entry, text_at) if rest[1:] else entry


def _in_record(table: dict[Path, Steps], path: Path, above: Steps, data: Steps, text_at: TextAt | None) -> Steps:
    """The steps in one record: an element, an entry of the arrays, or what stands for the group; else ``data``."""
    if path in table:
        return (*above, *table[path])
    if path[0] == "extra_fields":
        return (*above, *table[("extra_fields",)], _ABSENT)
    carried = _carried(table, above, carried_name(path), text_at)
    if carried is not None:
        return carried
    shorter = next((table[path[:length]] for length in range(len(path) - 1, 0, -1) if path[:length] in table), None)
    if shorter is not None:
        return (*above, *shorter, _ABSENT)
    return (*data, _ABSENT)


def _carried(table: dict[Path, Steps], above: Steps, name: str, text_at: TextAt | None) -> Steps | None:
    """The entry of the arrays that holds a value under a name."""
    values = table.get(("extra_fields",))
    if text_at is None or values is None:
        return None
    names = (*above, *values[:-1], ("ExtraFieldNames", 1))
    number = 1
    while (text := text_at((*names, ("string", number)))) is not None:
        if text == name:
            return (*above, *values, ("string", number))
        number += 1
    return None
