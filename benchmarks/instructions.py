"""Instructions an item, counted by callgrind: unlike time they are the same on a busy machine. Optional, for it takes minutes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from processes import child
from rows import ROWS, Row

_FEW, _MANY = 1, 3
KEYS = ("floor", "iter-validate", "reference")


def available() -> bool:
    return shutil.which("valgrind") is not None


def counted(row: Row, items: int, runs: int) -> int:
    """Instructions of a process that does the row so often, start and warm-up included."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable]
    command += [str(Path(__file__).with_name("worker.py")), row.key, str(items), "--exactly", str(runs)]
    done = subprocess.run(command, env={**os.environ, **row.environment, "PYTHONHASHSEED": "0"}, capture_output=True, text=True, check=True)
    return int(re.search(r"Collected : ([0-9]+)", done.stderr)[1])


def per_item(key: str, items: int) -> float:
    """Thousands of instructions an item: what more runs cost more."""
    row = ROWS[key]
    child("prepare.py", f"{key}:{items}")
    return (counted(row, items, _MANY) - counted(row, items, _FEW)) / (_MANY - _FEW) / items / 1000
