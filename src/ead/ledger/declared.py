"""Declarations as the ledger has them, made whole again: facts and personal data, as records and models."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ead.fields.layout import ITEM_LAYOUT, Layout, Record
from ead.models import Item
from ead.models.records import item_from_record

__all__ = ["declared_item", "joined"]

_UNREADABLE_WITHOUT = ("references", "extra_fields")  # groups whose personal member is mandatory


def declared_item(facts: str, personal: str | None) -> Item | None:
    """The item of a revision, from its two bodies in JSON. Without its personal data it is the item less what identifies people."""
    values: Mapping[str, Any] = json.loads(facts)
    values = joined(values, json.loads(personal)) if personal else _pruned(values)
    item: Item | None = item_from_record(_record(ITEM_LAYOUT, values))
    return item


def joined(facts: Any, personal: Any) -> Any:
    """Facts and personal data of one entry, together again; lists keep their places in both."""
    if isinstance(facts, dict) and isinstance(personal, dict):
        both = {**personal, **facts}
        return both | {name: joined(facts[name], personal[name]) for name in facts.keys() & personal.keys()}
    if isinstance(facts, list) and isinstance(personal, list):
        return [joined(one, other) for one, other in zip(facts, personal, strict=True)]
    return facts


def _pruned(values: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in values.items() if name not in _UNREADABLE_WITHOUT}
    return {name: _pruned(value) if isinstance(value, dict) else value for name, value in kept.items()}


def _record(layout: Layout, values: Mapping[str, Any]) -> Record:
    record = layout.empty()
    for name, leaf in layout.leaves.items():
        if name in values:
            record[leaf.position] = values[name]
    for name, (position, below) in layout.subgroups.items():
        if values.get(name):
            found = values[name]
            record[position] = [_record(below, one) for one in found] if below.group.repeated else _record(below, found)
    return record
