"""What the tests of the test kit share."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

import pytest

from ead.fields import ITEM, Field, Group, Kind
from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Layout, Leaf, Record
from ead.formats import itmatt_xml
from ead.testing.generator import iter_items

MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})?"


def _is_xml_text(text: str) -> bool:
    return all(mark in "\t\n" or 0x20 <= ord(mark) <= 0xD7FF or 0xE000 <= ord(mark) <= 0xFFFD or ord(mark) >= 0x10000 for mark in text)


def _honours(member: Field, value: Any) -> bool:
    """Tell whether the value honours the facets of the field."""
    if member.kind is Kind.TEXT:
        return isinstance(value, str) and 1 <= len(value) <= member.max_length and _is_xml_text(value)
    if member.kind is Kind.CODE:
        return isinstance(value, str) and re.fullmatch(member.pattern, value, re.ASCII) is not None
    if member.kind is Kind.DECIMAL:
        whole = member.total_digits - member.fraction_digits
        return re.fullmatch(rf"[0-9]{{1,{whole}}}(\.[0-9]{{1,{member.fraction_digits}}})?", value) is not None
    if member.kind is Kind.INTEGER:
        return type(value) is int and 0 <= value < 10**member.total_digits
    if member.kind is Kind.BOOLEAN:
        return type(value) is bool
    return re.fullmatch(MOMENT, value) is not None and 1900 <= datetime.fromisoformat(value).year <= 2099


def _faults_of(group: Group, record: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """Yield the paths of fields that are unknown, missing or against their facets, and of groups that are empty."""
    if not record:
        yield f"{path}: empty"
    names = {member.name for member in group.members}
    yield from (f"{path}{name}: unknown" for name in record if name not in names)
    for member in group.members:
        value = record.get(member.name)
        here = f"{path}{member.name}"
        if value is None:
            if isinstance(member, Field) and member.required:
                yield f"{here}: missing"
        elif isinstance(member, Field):
            if not _honours(member, value):
                yield f"{here}: {value!r}"
        elif member.repeated:
            for number, occurrence in enumerate(value, 1):
                yield from _faults_of(member, occurrence, f"{here}.{number}.")
        else:
            yield from _faults_of(member, value, f"{here}.")


@pytest.fixture(scope="session")
def facet_faults() -> Callable[..., list[str]]:
    """Return a function that lists what is structurally wrong with a record of a group, an item unless told otherwise."""

    def faults(record: Mapping[str, Any], group: Group = ITEM) -> list[str]:
        return list(_faults_of(group, record))

    return faults


@cache
def _sample(items: int = 1500) -> tuple[dict[str, Any], ...]:
    return tuple(iter_items(items, seed=20261121))


@pytest.fixture(scope="session")
def clean_items() -> tuple[dict[str, Any], ...]:
    """Return a fixed sample of clean items."""
    return _sample()


def _flattened(value: Any, path: str = "") -> dict[str, Any]:
    if isinstance(value, Mapping):
        pairs = [(f"{path}.{name}", member) for name, member in value.items()]
    elif isinstance(value, list):
        pairs = [(f"{path}.{number}", member) for number, member in enumerate(value, 1)]
    else:
        return {path.removeprefix("."): value}
    return {leaf: found for place, member in pairs for leaf, found in _flattened(member, place).items()}


@pytest.fixture(scope="session")
def changed_paths() -> Callable[[Mapping[str, Any], Mapping[str, Any]], set[str]]:
    """Return a function that lists the dotted paths at which two items differ."""

    def paths(old: Mapping[str, Any], new: Mapping[str, Any]) -> set[str]:
        before, after = _flattened(old), _flattened(new)
        return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}

    return paths


def _record(layout: Layout, values: Mapping[str, Any]) -> Record:
    record = layout.empty()
    for name, value in values.items():
        entry = layout.by_name[name]
        if isinstance(entry, Leaf):
            record[entry.position] = str(value).lower() if isinstance(value, bool) else str(value)
        else:
            position, inner = entry
            record[position] = [_record(inner, part) for part in value] if inner.group.repeated else _record(inner, value)
    return record


@pytest.fixture(scope="session")
def as_xml() -> Callable[[Mapping[str, Any]], bytes]:
    """Return a function that writes a message, sound or not, as XML."""

    def written(message: Mapping[str, Any]) -> bytes:
        target = io.BytesIO()
        itmatt_xml.write(_record(HEADER_LAYOUT, message["header"]), (_record(ITEM_LAYOUT, item) for item in message["items"]), target)
        return target.getvalue()

    return written
