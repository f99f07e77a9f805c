"""Tables in the form that is read fastest."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ead import derived

ROOT = Path(__file__).parents[2]


def test_compiled_tables_are_up_to_date() -> None:
    """The compiled tables are what the tool makes of the written ones today."""
    done = subprocess.run([sys.executable, ROOT / "tools" / "compile_tables.py", "--check"], capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stdout + done.stderr)


def values_in(value: Any) -> Iterator[Any]:
    """The plain values of a table."""
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from values_in(one)
    else:
        yield value


def test_tables_keep_dates_and_have_no_binary_numbers() -> None:
    """A date comes back as a date, and no number as a binary one."""
    kinds = {type(value) for name in derived.tables("rules") for value in values_in(derived.table("rules", name))}
    assert kinds >= {bool, date, int, str}
    assert float not in kinds


def test_unknown_tables_are_told() -> None:
    """There is no table by a name that none has."""
    with pytest.raises(KeyError):
        derived.table("rules", "no-such-table")


def test_every_rule_set_has_its_tables() -> None:
    """Every table of rules that is written is compiled."""
    written = {file.stem for file in (ROOT / "src" / "ead" / "rules" / "data").glob("*.toml")}
    assert set() == written - set(derived.tables("rules"))
