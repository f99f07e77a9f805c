"""Records and models, each from the other. A record that passed its structure makes a valid model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Layout, Leaf, Record
from ead.fields.table import Kind
from ead.models.base import EadModel
from ead.models.itmatt import Header, Item, Itmatt
from ead.models.text import datetime_text, decimal_text

__all__ = ["header_from_record", "header_to_record", "item_from_record", "item_to_record", "items_of", "to_values"]


def to_values(layout: Layout, record: Record) -> dict[str, Any]:
    """A record as keyword values for its model."""
    values: dict[str, Any] = {}
    for name, entry in layout.by_name.items():
        if isinstance(entry, Leaf):
            text = record[entry.position]
            if text is not None:
                values[name] = _typed(text, entry.field.kind)
        elif record[entry[0]]:
            position, below = entry
            groups = record[position]
            values[name] = tuple(to_values(below, group) for group in groups) if below.group.repeated else to_values(below, groups)
    return values


def _typed(text: str, kind: Kind) -> object:
    if kind is Kind.INTEGER:
        return int(text)
    if kind is Kind.BOOLEAN:
        return text == "true"
    return text


def _to_record(layout: Layout, model: EadModel) -> Record:
    record = layout.empty()
    for name, entry in layout.by_name.items():
        value = getattr(model, name)
        if value is None:
            continue
        if isinstance(entry, Leaf):
            record[entry.position] = _text(value)
        elif entry[1].group.repeated:
            record[entry[0]] = [_to_record(entry[1], part) for part in value] or ()
        else:
            record[entry[0]] = _to_record(entry[1], value)
    return record


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, datetime):
        return datetime_text(value)
    return str(value)


def item_from_record(record: Record) -> Item | None:
    """The model of an item record; ``None`` when the record lacks what the model needs."""
    try:
        return Item.model_validate(to_values(ITEM_LAYOUT, record))
    except ValidationError:
        return None


def header_from_record(record: Record | None) -> Header:
    """The model of a header record."""
    return Header.model_validate(to_values(HEADER_LAYOUT, record)) if record is not None else Header()


def item_to_record(item: Item) -> Record:
    """The record of an item model."""
    return _to_record(ITEM_LAYOUT, item)


def header_to_record(header: Header) -> Record:
    """The record of a header model."""
    return _to_record(HEADER_LAYOUT, header)


def items_of(model: object) -> tuple[Header | None, Sequence[Item]]:
    """Header and items of a message model or of a single item; raises :class:`TypeError` for anything else."""
    if isinstance(model, Itmatt):
        return model.header, model.items
    if isinstance(model, Item):
        return None, (model,)
    raise TypeError(f"source must be a path, bytes, a binary file object or a model, not {type(model).__name__}")
