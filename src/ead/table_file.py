"""Small tables that a caller supplies beside a message, as CSV or TOML: rows with the lines they stand on.

CSV has a first line with the names of the columns; cells are parted by commas or semicolons; empty lines and lines that begin with
``#`` are skipped. TOML has one table for each row: ``[[rate]]``. Mistakes are :class:`~ead.errors.ConfigurationError` with file, line,
key and what was expected.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from ead.errors import ConfigurationError

__all__ = ["Row", "mistake", "read_rows"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its values by column, texts in CSV, any value of TOML else; an empty cell is left out."""

    file: str
    line: int
    values: dict[str, Any]
    lines: dict[str, int]

    def wrong(self, key: str, text: str) -> ConfigurationError:
        """The error that says what is wrong with a value."""
        return mistake(self.file, self.lines.get(key, self.line), key, text)

    def text(self, key: str) -> str:
        """The text under a key; raises :class:`~ead.errors.ConfigurationError` when it is missing or none."""
        value = self.values.get(key)
        if value is None:
            raise self.wrong(key, "is missing")
        if not isinstance(value, str):
            raise self.wrong(key, f'"{value}" is no text')
        return value


def mistake(file: str, line: int, key: str, text: str) -> ConfigurationError:
    """The error for a place in a file."""
    return ConfigurationError(f"{file}, line {line}: {key}: {text}")


def read_rows(path: str | os.PathLike[str], table: str, columns: Sequence[str], optional: Sequence[str] = ()) -> Iterator[Row]:
    """The rows of a file, one after the other; ``.toml`` is TOML with tables of that name, ``.csv`` or no extension is CSV.

    Every row has all of ``columns``, and may have ``optional`` ones. Raises :class:`~ead.errors.ConfigurationError`.
    """
    name = os.fspath(path)
    suffix = Path(name).suffix.lower()
    if suffix not in ("", ".csv", ".toml"):
        raise ConfigurationError(f"{name}: is neither .csv nor .toml")
    text = _text_of(name)
    rows = _toml_rows(name, text, table, (*columns, *optional)) if suffix == ".toml" else _csv_rows(name, text, columns, optional)
    for row in rows:
        for key in columns:
            if row.values.get(key) is None:
                raise row.wrong(key, f"is missing, expected {', '.join(columns)} in every row")
        yield row


def _text_of(name: str) -> str:
    try:
        return Path(name).read_text("utf-8-sig")
    except OSError as error:
        raise ConfigurationError(f"{name}: cannot be read: {(error.strerror or type(error).__name__).lower()}") from error
    except ValueError as error:
        raise ConfigurationError(f"{name}: is not UTF-8 text") from error


def _unknown(name: str, line: int, key: str, known: Sequence[str]) -> ConfigurationError:
    from difflib import get_close_matches

    near = get_close_matches(key.lower(), known, n=1)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    return mistake(name, line, key, f"is not known here, expected {', '.join(known)}{hint}")


def _csv_rows(name: str, text: str, columns: Sequence[str], optional: Sequence[str]) -> Iterator[Row]:
    import csv

    # A comment becomes an empty line, so that the numbers of the others stay.
    lines = ["\n" if line.startswith("#") else line for line in io.StringIO(text, newline="")]
    first = next((line for line in lines if line.strip()), "")
    reader = csv.reader(lines, delimiter=";" if ";" in first and "," not in first else ",", strict=True)
    heads: list[str] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not heads:
                heads = _heads(name, reader.line_num, cells, columns, optional)
                continue
            if len(cells) != len(heads):
                wanted = f"{len(heads)}: {', '.join(heads)}"
                raise ConfigurationError(f"{name}, line {reader.line_num}: has {len(cells)} cells, expected {wanted}")
            yield Row(name, reader.line_num, {head: cell.strip() for head, cell in zip(heads, cells, strict=True) if cell.strip()}, {})
    except csv.Error as error:
        raise ConfigurationError(f"{name}, line {reader.line_num}: is not valid CSV: {error}") from None
    if not heads:
        raise ConfigurationError(f"{name}, line 1: is empty, expected a line with the columns {', '.join(columns)}")


def _heads(name: str, line: int, cells: Sequence[str], columns: Sequence[str], optional: Sequence[str]) -> list[str]:
    heads = [cell.strip().lower() for cell in cells]
    for head, cell in zip(heads, cells, strict=True):
        if head not in (*columns, *optional):
            raise _unknown(name, line, cell.strip(), (*columns, *optional))
        if heads.count(head) > 1:
            raise mistake(name, line, head, "stands twice among the columns")
    for key in columns:
        if key not in heads:
            raise mistake(name, line, key, f"is no column, expected {', '.join(columns)}")
    return heads


def _toml_rows(name: str, text: str, table: str, known: Sequence[str]) -> Iterator[Row]:
    import tomllib

    try:
        content = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{name}: is not valid TOML: {error}") from None
    except RecursionError:
        raise ConfigurationError(f"{name}: is not valid TOML: nested too deeply") from None
    lines = text.splitlines()
    for key in content:
        if key != table:
            raise mistake(name, _line_of(lines, key, 0), key, f"is not known here, expected [[{table}]] tables")
    tables = content.get(table, [])
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise mistake(name, _line_of(lines, table, 0), table, f"expected tables that each begin with [[{table}]]")
    starts = [number for number, line in enumerate(lines) if re.match(rf"\s*\[\[\s*{table}\s*\]\]", line)]
    for number, values in enumerate(tables):
        start = starts[number] if number < len(starts) else 0
        end = starts[number + 1] if number + 1 < len(starts) else len(lines)
        places = {key: _line_of(lines[:end], key, start, "=.") for key in values}
        for key in values:
            if key not in known:
                raise _unknown(name, places[key], key, known)
        yield Row(name, start + 1, values, places)


def _line_of(lines: Sequence[str], key: str, start: int, ends: str = "=.]") -> int:
    """The line, from 1, on which a key is set or a table of its name begins: which of these, the character behind it says."""
    pattern = re.compile(rf"[^#]*?(?<![\w-]){re.escape(key)}[\"']?\s*[{re.escape(ends)}]")
    return next((number for number in range(start, len(lines)) if pattern.match(lines[number])), start) + 1
