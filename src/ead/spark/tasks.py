"""The functions that Spark runs in its Python workers: Arrow batches in, Arrow batches out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ead.limits import Limits
from ead.spark.amend import amended
from ead.spark.bench import Bench, CheckedRow
from ead.spark.cells import Cell
from ead.spark.columns import CHECKED, ROWS, WATCHED, arrays_of, arrow_schema, batches_of
from ead.spark.cut import Range, plan, rows_of
from ead.spark.isolation import Isolated
from ead.spark.together import Together

if TYPE_CHECKING:
    from ead.spark.luggage import Luggage

__all__ = ["RANGES", "Amend", "Check", "Compare", "Cut", "Plan", "cells_of"]

RANGES = {
    "kind": "string", "input": "string", "format": "string", "start": "int64", "length": "int64", "frame": "binary",
    "item_index": "int64", "line": "int64", "column": "int64", "offset": "int64", "part": "string",
}  # fmt: skip
"""The columns of a :class:`~ead.spark.cut.Range`."""

_ROWS_OUT = 5_000
_BYTES_OUT = 8 * 1024 * 1024


class Plan:
    """Finds the ranges of large files."""

    def __init__(self, size: int, limits: Limits) -> None:
        self._size = size
        self._limits = limits

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Ranges as batches, of files as batches of names and formats."""
        files = (row for batch in batches for row in _rows(batch, ("input", "format")))
        ranges = (one for name, form in files for one in plan(name, form, self._size, self._limits))
        yield from batches_of(ranges, RANGES, _ROWS_OUT)


class Cut:
    """Cuts ranges of files into rows of items."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Rows of items as batches, of ranges as batches."""
        ranges = (Range(*row) for batch in batches for row in _rows(batch, tuple(RANGES)))
        rows = (row for one in ranges for row in rows_of(one, self._limits))
        yield from batches_of(rows, ROWS, _ROWS_OUT, most_bytes=_BYTES_OUT, sized=2)


class Check:
    """Checks rows of items, each on its own. ``keys`` are columns that are carried through."""

    def __init__(self, luggage: Luggage, keys: Sequence[str], *, watching: bool) -> None:
        self._luggage = luggage
        self._keys = tuple(keys)
        self._watching = watching

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """What came out, as batches of ``CHECKED`` behind the keys."""
        bench = Bench(self._luggage, watching=self._watching)
        isolated = Isolated(self._luggage, bench, watching=self._watching) if _is_another_attempt() else None
        try:
            for batch in batches:
                bench.validator.engine.expect(batch.num_rows)
                found = isolated.check(cells_of(batch)) if isolated is not None else bench.check(cells_of(batch))
                yield from _with_keys(found, batch, self._keys)
        finally:
            if isolated is not None:
                isolated.close()


class Compare:
    """Shows the items of each message, which come one after the other, to what compares them."""

    def __init__(self, luggage: Luggage) -> None:
        self._luggage = luggage

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """What is to be said about items and messages, as batches of ``WATCHED``."""
        rows = (row for batch in batches for row in _rows(batch, ("part", "input", "item_index", "gists", "facts")))
        yield from batches_of(Together(self._luggage).said(rows), WATCHED, _ROWS_OUT)


class Amend:
    """Checks items again about which there is something to say that only a comparison shows."""

    def __init__(self, luggage: Luggage, keys: Sequence[str]) -> None:
        self._luggage = luggage
        self._keys = tuple(keys)

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """What came out, as batches of ``CHECKED`` behind the keys."""
        bench = Bench(self._luggage, watching=False)
        for batch in batches:
            hits = batch.column("hits").to_pylist()
            found = (row for cell in cells_of(batch) for row in amended(bench, cell, hits[cell.number]))
            yield from _with_keys(found, batch, self._keys)


def cells_of(batch: Any) -> Iterator[Cell]:
    """The rows of an Arrow batch that has the columns of ``ROWS``, in their order."""
    numbers = range(batch.num_rows)
    for number, name, index, item, part, form, frame, line, column, offset in zip(
        numbers, *(batch.column(name).to_pylist() for name in ROWS), strict=True
    ):
        yield Cell(number, name, index or 0, item, part or "item", form, frame or b"", line or 1, column or 1, offset or 0)


def _rows(batch: Any, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    return zip(*(batch.column(name).to_pylist() for name in names), strict=True)


def _with_keys(rows: Iterator[CheckedRow], batch: Any, keys: Sequence[str]) -> Iterator[Any]:
    schema = arrow_schema(CHECKED)
    fields = [batch.schema.field(key) for key in keys]
    while held := list(islice(rows, _ROWS_OUT)):
        numbers = pa.array([row[0] for row in held], pa.int64())
        carried = [batch.column(key).take(numbers) for key in keys]
        arrays = [*carried, *arrays_of([row[1:] for row in held], schema)]
        yield pa.RecordBatch.from_arrays(arrays, schema=pa.schema([*fields, *schema]))


def _is_another_attempt() -> bool:
    """Whether a task like this one has failed before: whatever ended it may be in the data."""
    from pyspark import TaskContext

    context = TaskContext.get()
    return context is not None and context.attemptNumber() > 0
