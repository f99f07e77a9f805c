"""The columns of all tables of :mod:`ead.spark`: names and types, as Spark and Arrow want them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import pyarrow as pa

from ead.reports.parquet import FINDINGS, ITEMS

__all__ = [
    "CHECKED",
    "FINDING",
    "ITEM_FACTS",
    "ROWS",
    "SHOWN_FINDING",
    "SHOWN_ITEM",
    "SHOWN_MESSAGE",
    "WATCHED",
    "arrays_of",
    "arrow_schema",
    "batches_of",
    "ddl",
]

Columns = Mapping[str, str]

ROWS: Columns = {
    "input": "string", "item_index": "int64", "item": "binary", "part": "string", "format": "string", "frame": "binary",
    "line": "int64", "column": "int64", "offset": "int64",
}  # fmt: skip
"""What :func:`~ead.spark.read_messages` gives: one row for each item, and one for what stands around the items of a message.

``part`` is ``item``, ``frame`` (``frame`` holds its facts), ``whole`` (a message that is not cut: ``input`` says where it is),
``oversized`` (an item beyond ``Limits.item_bytes``, without its bytes) or ``unreadable`` (``frame`` holds the reason).
``frame`` of an item is what stands before the items; ``line``, ``column`` (from 1) and ``offset`` (from 0) are those of its first byte
in the UTF-8 text of the message.
"""

ITEM_FACTS: Columns = {
    "destination": "string", "origin": "string", "destination_operator": "string", "origin_operator": "string",
    "mail_class": "string", "posted": "date",
}  # fmt: skip
"""What the items have beyond the columns of the Parquet report: what figures are grouped by; nothing personal."""

_OF_ITEM = ("input", "item_index", "item_id", "outcome")
FINDING: Columns = {name: kind for name, kind in FINDINGS.items() if name not in _OF_ITEM}
"""A finding without what its item says."""

_FINDINGS = f"list<struct<{','.join(f'{name}:{kind}' for name, kind in FINDING.items())}>>"

CHECKED: Columns = {
    "part": "string", **ITEMS, **ITEM_FACTS, "findings": _FINDINGS, "gists": "binary", "facts": "binary",
    "format": "string", "message_id": "string", "notes": "list<string>",
}  # fmt: skip
"""What the check of rows gives, before items are compared with each other. ``part`` is ``item``, ``message`` or ``facts``."""

WATCHED: Columns = {
    "part": "string", "input": "string", "item_index": "int64", "hits": "binary", "outcome": "string", "findings": _FINDINGS,
    "format": "string", "message_id": "string", "notes": "list<string>",
}  # fmt: skip
"""What comparing the items of each message gives: ``part`` is ``hits`` (of an item) or ``message``."""

SHOWN_ITEM = (*ITEMS, *ITEM_FACTS)
SHOWN_FINDING = tuple(FINDINGS)
SHOWN_MESSAGE = ("input", "format", "message_id", "notes")

_SIMPLE = {
    "string": ("string", pa.string()), "binary": ("binary", pa.binary()), "int64": ("bigint", pa.int64()),
    "bool": ("boolean", pa.bool_()), "date": ("date", pa.date32()), "list<string>": ("array<string>", pa.list_(pa.string())),
    "map<string>": ("map<string,string>", pa.map_(pa.string(), pa.string())),
}  # fmt: skip


def ddl(columns: Columns) -> str:
    """The columns as Spark writes a schema."""
    return ", ".join(f"`{name}` {_spark_type(kind)}" for name, kind in columns.items())


def _spark_type(kind: str) -> str:
    if kind == _FINDINGS:
        return f"array<struct<{', '.join(f'`{name}`: {_spark_type(of)}' for name, of in FINDING.items())}>>"
    return _SIMPLE[kind][0]


def _arrow_type(kind: str) -> Any:
    if kind == _FINDINGS:
        return pa.list_(pa.struct([(name, _arrow_type(of)) for name, of in FINDING.items()]))
    return _SIMPLE[kind][1]


def arrow_schema(columns: Columns) -> Any:
    """The columns as an Arrow schema."""
    return _arrow_schema(tuple(columns.items()))


@cache
def _arrow_schema(columns: tuple[tuple[str, str], ...]) -> Any:
    return pa.schema([(name, _arrow_type(kind)) for name, kind in columns])


def arrays_of(rows: Sequence[tuple[Any, ...]], schema: Any) -> list[Any]:
    """Rows as the arrays of a schema."""
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]


def batches_of(rows: Iterator[tuple[Any, ...]], columns: Columns, most: int, *, most_bytes: int = 0, sized: int = 0) -> Iterator[Any]:
    """Rows as Arrow batches of at most ``most`` rows, and about ``most_bytes`` in the column at position ``sized``."""
    schema = arrow_schema(columns)
    held: list[tuple[Any, ...]] = []
    size = 0
    for row in rows:
        held.append(row)
        size += len(row[sized] or b"") if most_bytes else 0
        if len(held) >= most or (most_bytes and size >= most_bytes):
            yield pa.RecordBatch.from_arrays(arrays_of(held, schema), schema=schema)
            held, size = [], 0
    if held:
        yield pa.RecordBatch.from_arrays(arrays_of(held, schema), schema=schema)
