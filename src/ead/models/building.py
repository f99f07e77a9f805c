"""Models of records that are plainly valid, made by one function for each group.

The function holds every value against its field, as pydantic would by the same table, and puts the model together as
:meth:`pydantic.BaseModel.model_construct` does. Where it is not sure - a missing field, a faulty value, a text with a character that is
not printable - it raises :class:`ValueError`, and pydantic decides. Only one direction must hold: a model made here is the one that
pydantic makes. Its compiled twin is in :mod:`ead.native.models`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from itertools import compress
from typing import Any

from ead.fields.layout import Layout, Leaf, Record, lexical_pattern
from ead.fields.table import Kind
from ead.models.base import EadModel
from ead.models.schema import classes_in
from ead.models.text import datetime_of
from ead.native import twin

__all__ = ["Build", "builder", "builder_in_python"]

Build = Callable[[Record], EadModel]
"""Makes the model of a record; raises :class:`ValueError` when pydantic must decide."""

_CONVERTERS: dict[Kind, Callable[[str], object]] = {
    Kind.DECIMAL: Decimal,
    Kind.INTEGER: int,
    Kind.DATETIME: datetime_of,
    Kind.BOOLEAN: "true".__eq__,
}


@cache
def builder(model: type[EadModel], layout: Layout) -> Build:
    """The function that makes models of that class from records with that layout."""
    return twin("models", lambda native: _compiled(native, model, layout).build, lambda: builder_in_python(model, layout))


def builder_in_python(model: type[EadModel], layout: Layout) -> Build:
    """The same where nothing was compiled."""
    names = tuple(layout.by_name)
    space: dict[str, Any] = {"compress": compress, "names": names, "model": model, "new": model.__new__, "put": object.__setattr__}
    faults = " or ".join(_fault(leaf, space) for leaf in layout.leaves.values())
    texts = "".join(f"{{v{leaf.position}}}" for leaf in layout.leaves.values() if leaf.field.kind is Kind.TEXT)
    lines = [
        "def build(record):",
        f"{', '.join(f'v{position}' for position in range(layout.size))}, = record",
        "given = set(compress(names, record))",
        # What is printable has no character that XML has no place for; a field without a value is shown as a word.
        f"if not given or {faults} or not f'{texts}'.isprintable(): raise ValueError",
        "made = new(model)",
        f"put(made, '__dict__', {{{', '.join(_members(model, layout, space))}}})",
        "put(made, '__pydantic_fields_set__', given)",
        "put(made, '__pydantic_extra__', None)",
        "put(made, '__pydantic_private__', None)",
        "return made",
    ]
    exec("\n    ".join(lines), space)  # noqa: S102 - made of names and positions of the field table only
    return space["build"]  # type: ignore[no-any-return]


def _fault(leaf: Leaf, space: dict[str, Any]) -> str:
    """The condition that the value of a leaf is not plainly valid; the test it needs goes into ``space``."""
    value = f"v{leaf.position}"
    if leaf.field.kind is Kind.TEXT:
        wrong = f"not 0 < len({value}) <= {leaf.field.max_length}"
    else:
        # The form alone: whether the day of a date exists is asked when it is converted.
        space[f"match_{value}"] = re.compile(lexical_pattern(leaf.field)).fullmatch
        wrong = f"not match_{value}({value})"
    return f"{value} is None or {wrong}" if leaf.field.required else f"{value} is not None and {wrong}"


def _members(model: type[EadModel], layout: Layout, space: dict[str, Any]) -> Iterator[str]:
    """The members of the display that becomes the model's dictionary; what converts their values goes into ``space``."""
    for name, entry in layout.by_name.items():
        if isinstance(entry, Leaf):
            value, absent = f"v{entry.position}", "None"
            convert: Any = _CONVERTERS.get(entry.field.kind)
        else:
            position, below = entry
            build = builder_in_python(_model_below(model, name), below)
            value, absent, convert = (f"v{position}", "()", _each(build)) if below.group.repeated else (f"v{position}", "None", build)
        if convert is None:
            yield f"{name!r}: {value}"
        else:
            space[f"make_{value}"] = convert
            yield f"{name!r}: make_{value}({value}) if {value} else {absent}"


def _each(build: Build) -> Callable[[list[Record]], object]:
    return lambda records: tuple(map(build, records))


def _model_below(model: type[EadModel], name: str) -> Any:
    """The model of a group in a model."""
    (inner,) = classes_in(model.model_fields[name].annotation)
    return inner


def _compiled(native: Any, model: type[EadModel], layout: Layout) -> Any:
    """The compiled builder, from rows of the table: a name, what the value is, whether there must be one, two lengths, what helps to make
    it, and whether values that match are worth remembering."""
    rows = []
    for name, entry in layout.by_name.items():
        if isinstance(entry, Leaf):
            rows.append((name, *_row_of(entry)))
        else:
            below = entry[1]
            kind = "repeated" if below.group.repeated else "single"
            rows.append((name, kind, False, 0, 0, _compiled(native, _model_below(model, name), below), False))
    return native.ModelBuilder(model, tuple(rows))


def _row_of(leaf: Leaf) -> tuple[str, bool, int, int, Any, bool]:
    field = leaf.field
    if field.kind is Kind.CODE:
        return field.kind.value, field.required, 0, 0, leaf.match, not field.personal
    most = field.max_length if field.kind is Kind.TEXT else field.total_digits - field.fraction_digits
    return field.kind.value, field.required, most, field.fraction_digits, _CONVERTERS.get(field.kind), False
