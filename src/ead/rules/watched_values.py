"""Functions that take what watchers of a message read out of the record of an item, made for the names that they read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from ead.errors import ConfigurationError
from ead.fields.layout import ITEM_LAYOUT, Layout, Record
from ead.rules.compiler import Hit

__all__ = ["Look", "Reader", "looker", "reader_of", "reader_of_watcher"]

Reader = Callable[[Record], tuple[Any, ...]]
Look = Callable[[int, Record], Sequence[Hit]]
"""What shows an item to watchers, and says what they say at once."""


def reader_of(names: Sequence[str]) -> Reader:
    """A function that takes the texts of item fields out of a record; ``contents`` gives the records of the pieces.

    Raises :class:`ConfigurationError` for a name that is no field.
    """
    return _reader(tuple(names))


@lru_cache(maxsize=256)
def looker(wanted: tuple[tuple[tuple[str, ...], bool], ...]) -> Callable[..., Look]:
    """What shows an item to watchers that read these names: one function for all of them, which takes each value out of the record once.

    Of each watcher it is said what it reads, and whether it looks at gists only. The function is made for the watchers of one message by
    calling what is returned here with three things for each: its rule, what makes the gist (or ``None``), and what to ask.
    """
    values: dict[str, str] = {}
    lines = []
    for number, (reads, by_gist) in enumerate(wanted):
        arguments = [values.setdefault(_expression(read.rstrip("?")), f"value_{len(values)}") for read in reads]
        conditions = [f"{name} is not None" for name, read in zip(arguments, reads, strict=True) if not read.endswith("?")]
        if by_gist:
            conditions.append(f"(gist := gist_{number}({', '.join(arguments)})) is not None")
        shown = "gist" if by_gist else ", ".join(arguments)
        conditions.append(f"(said := ask_{number}(index, {shown})) is not None")
        lines.append(f"if {' and '.join(conditions)}: hits.append((rule_{number}, said, ()))")
    lines = [*(f"{name} = {expression}" for expression, name in values.items()), *lines, "return hits"]
    body = "\n        ".join(["hits = []", *lines])
    unpacked = "".join(f"    rule_{number}, gist_{number}, ask_{number} = watchers[{number}]\n" for number in range(len(wanted)))
    space: dict[str, Any] = {}
    source = f"def make(watchers):\n{unpacked}    def look(index, record):\n        {body}\n    return look\n"
    exec(source, space)  # noqa: S102 - see _reader
    return space["make"]  # type: ignore[no-any-return]


@lru_cache(maxsize=256)
def _reader(names: tuple[str, ...]) -> Reader:
    values = ", ".join(_expression(name) for name in names)
    return eval(f"lambda record: ({values},)")  # type: ignore[no-any-return]  # noqa: S307 - made of positions of the field table only


def _expression(name: str) -> str:
    layout = ITEM_LAYOUT
    *groups, last = name.split(".")
    if len(groups) > 1 or (groups and groups[0] not in layout.subgroups):
        raise ConfigurationError(f'"{name}" is no field of an item')
    if name in layout.subgroups and layout.subgroups[name][1].group.repeated:
        return f"record[{layout.subgroups[name][0]}]"
    if not groups:
        return f"record[{_position(layout, last, name)}]"
    outer, layout = layout.subgroups[groups[0]]
    place = _position(layout, last, name)
    if layout.group.repeated:
        return f"[piece[{place}] for piece in record[{outer}]]"
    return f"(None if record[{outer}] is None else record[{outer}][{place}])"


def _position(layout: Layout, leaf: str, name: str) -> int:
    if leaf not in layout.leaves:
        raise ConfigurationError(f'"{name}" is no field of an item')
    return layout.leaves[leaf].position


@lru_cache(maxsize=256)
def reader_of_watcher(reads: tuple[str, ...]) -> tuple[Reader, list[bool]]:
    """What takes these values out of an item, and which of them a watcher cannot do without."""
    return reader_of([read.rstrip("?") for read in reads]), [not read.endswith("?") for read in reads]
