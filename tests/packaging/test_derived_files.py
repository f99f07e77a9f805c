"""Files that are made from the field table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_derived_files_are_up_to_date() -> None:
    """Models, XSD, JSON Schema and the field page are what the table makes of them today."""
    done = subprocess.run([sys.executable, ROOT / "tools" / "generate.py", "--check"], capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stdout + done.stderr)
