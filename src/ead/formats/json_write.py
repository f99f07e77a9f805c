"""From records to JSON text: keys in table order, decimals as strings, integers and truth values as JSON has them."""

from __future__ import annotations

from functools import cache
from json.encoder import encode_basestring
from typing import Any

from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Layout, Leaf, Record
from ead.fields.table import Kind

__all__ = ["group_text", "header_text", "item_text", "value_text"]

_STRING, _INTEGER, _BOOLEAN, _SINGLE, _REPEATED = range(5)


class _GroupWriter:
    """Writes the records of one group. Made once per group and spacing."""

    __slots__ = ("_rows",)

    def __init__(self, layout: Layout, colon: str) -> None:
        self._rows: list[tuple[int, str, int, Any]] = []
        for name, entry in layout.by_name.items():
            key = f"{encode_basestring(name)}{colon}"
            if isinstance(entry, Leaf):
                self._rows.append((entry.position, key, _store(entry), None))
            else:
                store = _REPEATED if entry[1].group.repeated else _SINGLE
                self._rows.append((entry[0], key, store, _group_writer(entry[1], colon)))

    def text(self, record: Record, newline: str) -> str:
        """The object; ``newline`` is the line break and indentation of its closing brace, or empty for compact text."""
        inner = newline and newline + "  "
        members = []
        for position, key, store, below in self._rows:
            value = record[position]
            if value is None:
                continue
            if store == _STRING:
                members.append(key + encode_basestring(value))
            elif store == _INTEGER:
                members.append(f"{key}{int(value)}")
            elif store == _BOOLEAN:
                members.append(key + value)
            elif store == _SINGLE:
                if any(value):
                    members.append(key + below.text(value, inner))
            elif value:
                members.append(key + _array([below.text(group, inner and inner + "  ") for group in value], inner))
        return f"{{{inner}{f',{inner}'.join(members)}{newline}}}" if members else "{}"


def _array(texts: list[str], newline: str) -> str:
    inner = newline and newline + "  "
    return f"[{inner}{f',{inner}'.join(texts)}{newline}]"


def _store(leaf: Leaf) -> int:
    if leaf.field.kind is Kind.INTEGER:
        return _INTEGER
    return _BOOLEAN if leaf.field.kind is Kind.BOOLEAN else _STRING


@cache
def _group_writer(layout: Layout, colon: str) -> _GroupWriter:
    return _GroupWriter(layout, colon)


def group_text(layout: Layout, record: Record, newline: str = "") -> bytes:
    """A group as a JSON object in UTF-8.

    Compact, or indented by two spaces when ``newline`` is a line break with the indentation to start from.
    """
    return _bytes(_group_writer(layout, ": " if newline else ":").text(record, newline))


def item_text(record: Record, newline: str = "") -> bytes:
    """An ITMATT item as a JSON object, spaced like :func:`group_text`."""
    return group_text(ITEM_LAYOUT, record, newline)


def header_text(record: Record, newline: str = "") -> bytes:
    """A header as a JSON object in UTF-8, spaced like :func:`group_text`."""
    return group_text(HEADER_LAYOUT, record, newline)


def value_text(leaf: Leaf, text: str) -> str:
    """A single value as JSON text: what a correction puts in the place of the value it corrects."""
    if leaf.field.kind is Kind.INTEGER and leaf.match(text):
        return str(int(text))
    return text if leaf.field.kind is Kind.BOOLEAN else encode_basestring(text)


def _bytes(text: str) -> bytes:
    # Lone surrogates have no UTF-8 form; the replacement is their JSON escape.
    return text.encode("utf-8", "backslashreplace")
