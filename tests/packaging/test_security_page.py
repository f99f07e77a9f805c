"""The limits in the documentation are the limits in the code."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

from ead.limits import DEFAULT_LIMITS

ROW = re.compile(r"\| `([a-z_]+)` \| ([0-9]+)(?: (KiB|MiB))? \|")
UNITS = {"": 1, "KiB": 1024, "MiB": 1024 * 1024}


def test_limits_table_matches_the_defaults(root: Path) -> None:
    """docs/security.md lists every limit with its default, in the order of the code."""
    rows = ROW.findall((root / "docs" / "security.md").read_text("utf-8"))
    assert list(asdict(DEFAULT_LIMITS).items()) == [(name, int(number) * UNITS[unit]) for name, number, unit in rows]
