"""Tables of the library in the form that is read fastest.

The tables are written by hand as TOML and CSV. ``tools/compile_tables.py`` makes one file of those of a package, ``data/compiled.txt``: a
line for each table, its name, a tab, its contents as JSON. Parsing the sources takes twenty times as long, which a cold start would feel.
"""

from __future__ import annotations

import json
import os.path
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

__all__ = ["DATE", "FILE", "table", "tables", "text"]

FILE = "data/compiled.txt"
DATE = "$date"
"""The key under which a date stands, as an object of its own: JSON has no dates."""


def table(package: str, name: str) -> Any:
    """A table of ``ead.<package>``; decimals are :class:`~decimal.Decimal`. Raises :class:`KeyError` for an unknown name."""
    return json.loads(tables(package)[name], parse_float=Decimal, object_hook=_with_date)


def _with_date(value: dict[str, Any]) -> Any:
    return date.fromisoformat(value[DATE]) if DATE in value else value


@cache
def tables(package: str) -> Mapping[str, str]:
    """The tables of a package as JSON."""
    return dict(line.split("\t", 1) for line in text(f"{package}/{FILE}").split("\n") if line)


def text(path: str) -> str:
    """A file that ships with the library, by its path below ``ead``."""
    # What importlib.resources does; but importing that takes longer than reading.
    data: bytes = __spec__.loader.get_data(os.path.join(os.path.dirname(__file__), *path.split("/")))  # type: ignore[union-attr]
    return data.decode().replace("\r\n", "\n")
