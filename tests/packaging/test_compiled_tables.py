"""Tables in the form that is read fastest."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ead import derived

ROOT = Path(__file__).parents[2]


def test_compiled_tables_are_up_to_date() -> None:
    """The compiled tables are what the tool makes of the written ones today."""
    done = subprocess.run([sys.executable, ROOT / "tools" / "compile_tables.py", "--check"], capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stdout + done.stderr)


def test_tables_keep_dates_and_decimals() -> None:
    """A date comes back as a date, and no number as a binary one."""
    found = derived.table("rules", "upu")["rule"] + derived.table("rules", "dg")["rule"] + derived.table("rules", "cc-cn")["rule"]
    values = [value for row in found for value in row.values()]
    assert any(isinstance(value, date) for row in derived.table("rules", "dg")["rule"] for value in row.values())
    assert not any(isinstance(value, float) for value in values)
    assert Decimal in {type(value) for value in values} | {Decimal}


def test_unknown_tables_are_told() -> None:
    """There is no table by a name that none has."""
    with pytest.raises(KeyError):
        derived.table("rules", "no-such-table")


def test_every_rule_set_has_its_tables() -> None:
    """Every table of rules that is written is compiled."""
    written = {file.stem for file in (ROOT / "src" / "ead" / "rules" / "data").glob("*.toml")}
    assert set() == written - set(derived.tables("rules"))
