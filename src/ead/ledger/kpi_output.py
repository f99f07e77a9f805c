"""Figures as a table for people, as JSON, and as Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from ead._version import __version__
from ead.atomic import drafting
from ead.errors import ConfigurationError
from ead.ledger.kpi import COLUMNS

__all__ = ["SCHEMA", "as_table", "write_parquet"]

SCHEMA = "1"
"""The version of the columns, in the metadata of Parquet files."""

_NUMBERS = {"count": "int64", "of": "int64", "left_out": "int64", "value": "float64", "target": "float64"}
_SHARES = 4


def as_table(rows: Sequence[Mapping[str, Any]], by: Sequence[str]) -> Iterator[str]:
    """The lines of a table; shares with four digits, medians as they are."""
    names = (*by, *COLUMNS)
    lines = [list(names), *([_cell(row, name) for name in names] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(names))]
    for line in lines:
        cells = (
            cell.rjust(width) if name in _NUMBERS else cell.ljust(width) for name, cell, width in zip(names, line, widths, strict=True)
        )
        yield "  ".join(cells).rstrip()


def _cell(row: Mapping[str, Any], name: str) -> str:
    value = row[name]
    if value is None:
        return "-"
    return f"{value:.{_SHARES}f}" if isinstance(value, float) and row["kpi"] != "answer-time" else str(value)


def write_parquet(path: str, rows: Sequence[Mapping[str, Any]], by: Sequence[str]) -> None:
    """Write the figures to a file. Raises :class:`~ead.errors.ConfigurationError` when pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        raise ConfigurationError("--format parquet needs pyarrow, which is not installed: pip install 'ead[parquet]'")
    import pyarrow
    import pyarrow.parquet

    types = {"int64": pyarrow.int64(), "float64": pyarrow.float64()}
    fields = [pyarrow.field(name, types[_NUMBERS[name]] if name in _NUMBERS else pyarrow.string()) for name in (*by, *COLUMNS)]
    schema = pyarrow.schema(fields, {"ead.schema": SCHEMA, "ead.version": __version__})
    with drafting(path) as draft:
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(list(map(dict, rows)), schema), draft.file, compression="zstd")
        draft.keep = True
