"""The field table compiled to a writer: one function for each group, which puts a record's text together in one expression.

Going through the table for every field of every record costs about four times as much. What needs escaping is rare, so it is looked for
once for each record, and only then is every value escaped.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from ead.fields.layout import Layout, Leaf, Record
from ead.formats.xml_text import escape

__all__ = ["Writer", "writer_of"]

Writer = Callable[[Record], str]
"""A record to the XML of its group, with a line end behind it."""

_STEP = "  "


@cache
def writer_of(layout: Layout, depth: int = 1) -> Writer:
    """The writer of records in this layout, indented by so many steps. Records must be structurally valid."""
    plain, escaping = _function(layout, depth, "{}"), _function(layout, depth, "escape({})")
    texts = _texts_of(layout)

    def write(record: Record) -> str:
        values = "".join(filter(None, texts(record)))
        return escaping(record) if "&" in values or "<" in values or ">" in values or "\r" in values else plain(record)

    return write


def _texts_of(layout: Layout) -> Callable[[Record], list[str | None]]:
    """What lists all values of a record and of the records in it."""
    space: dict[str, Any] = {}
    parts = layout.slices("record")
    for position, below in layout.subgroups.values():
        name, value = f"texts_{position}", f"record[{position}]"
        space[name] = _texts_of(below)
        many = f"*(text for one in {value} for text in {name}(one))" if below.group.repeated else f"*{name}({value})"
        parts.append(f"*([{many}] if {value} else ())")
    return eval(f"lambda record: [{', '.join(parts)}]", space)  # type: ignore[no-any-return]  # noqa: S307 - positions of the field table only


def _function(layout: Layout, depth: int, form: str) -> Writer:
    space: dict[str, Any] = {"escape": escape}
    _define(layout, depth, form, space)
    return space[f"write_{layout.group.xml}"]  # type: ignore[no-any-return]


def _define(layout: Layout, depth: int, form: str, space: dict[str, Any]) -> None:
    """Put the function for a group into the space, those for the groups in it first."""
    outer, inner = _STEP * depth, _STEP * (depth + 1)
    parts = [repr(f"{outer}<{layout.group.xml}>\n")]
    for entry in layout.by_name.values():
        position, below = (entry.position, None) if isinstance(entry, Leaf) else entry
        value = f"v{position}"
        if isinstance(entry, Leaf):
            tag = entry.field.xml
            parts.append(f"f'{inner}<{tag}>{{{form.format(value)}}}</{tag}>\\n' if {value} is not None else ''")
        elif below is not None:
            _define(below, depth + 1, form, space)
            write = f"write_{below.group.xml}"
            parts.append(
                f"''.join(map({write}, {value})) if {value} else ''" if below.group.repeated else f"{write}({value}) if {value} else ''"
            )
    parts.append(repr(f"{outer}</{layout.group.xml}>\n"))
    values = ", ".join(f"v{position}" for position in range(layout.size))
    source = f"def write_{layout.group.xml}(record):\n    {values}, = record\n    return ''.join(({', '.join(parts)}))"
    exec(source, space)  # noqa: S102 - made of names of the field table only
