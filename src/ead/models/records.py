"""Records and models, each from the other. A record that passed its structure makes a valid model."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from ead.fields.layout import HEADER_LAYOUT, Layout, Leaf, Record
from ead.fields.messages import ITMATT, MESSAGES, MessageType, message_type
from ead.fields.table import Kind
from ead.models.base import EadModel
from ead.models.building import builder
from ead.models.itmatt import Header
from ead.models.text import datetime_text, decimal_text

__all__ = [
    "header_from_record",
    "header_to_record",
    "item_from_record",
    "item_model",
    "item_to_record",
    "items_of",
    "message_model",
    "to_values",
]


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


@cache
def item_model(kind: MessageType) -> type[EadModel]:
    """The model of the items of a message."""
    return _model(kind, kind.item.group.model)


@cache
def message_model(kind: MessageType) -> type[EadModel]:
    """The model of a message."""
    return _model(kind, kind.root)


def _model(kind: MessageType, name: str) -> type[EadModel]:
    model: type[EadModel] = getattr(importlib.import_module(f"ead.models.{kind.name.lower()}"), name)
    return model


def item_from_record(record: Record, kind: MessageType = ITMATT) -> Any:
    """The model of an item record; ``None`` when the record lacks what the model needs."""
    try:
        return _from_record(item_model(kind), kind.item, record)
    except ValueError:  # pydantic's own among them
        return None


def header_from_record(record: Record | None) -> Header:
    """The model of a header record."""
    return _from_record(Header, HEADER_LAYOUT, record) if record is not None else Header()


def _from_record(model: type[EadModel], layout: Layout, record: Record) -> Any:
    try:
        return builder(model, layout)(record)
    except ValueError:
        return model.model_validate(to_values(layout, record))


def item_to_record(item: EadModel, kind: MessageType = ITMATT) -> Record:
    """The record of an item model."""
    return _to_record(kind.item, item)


def header_to_record(header: Header) -> Record:
    """The record of a header model."""
    return _to_record(HEADER_LAYOUT, header)


def items_of(model: object) -> tuple[MessageType, Header | None, Sequence[Any]]:
    """The kind of message, header and items of a message model or of a single item; raises :class:`TypeError` for anything else."""
    modules = {base.__module__ for base in type(model).__mro__}
    # From the last: a declared item of CUSITM is an item of ITMATT too.
    for name in reversed(MESSAGES):
        if f"ead.models.{name.lower()}" not in modules:
            continue
        kind = message_type(name)
        if isinstance(model, message_model(kind)):
            return kind, model.header, model.items  # type: ignore[attr-defined]
        if isinstance(model, item_model(kind)):
            return kind, None, (model,)
    raise TypeError(f"source must be a path, bytes, a binary file object or a model, not {type(model).__name__}")
