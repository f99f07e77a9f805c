"""Measuring: process CPU time, best of several runs in alternating order, one core where the system allows it."""

from __future__ import annotations

import gc
import os
import platform
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Row:
    """One thing measured: ``run`` does it to ``items`` items."""

    name: str
    run: Callable[[], object]
    items: int
    rounds: int = 0
    best: float = float("inf")
    note: str = ""
    all: list[float] = field(default_factory=list)

    @property
    def per_item(self) -> float:
        """Best CPU time in microseconds an item."""
        return self.best / self.items * 1e6


def pin_to_one_core() -> str:
    """Stay on one core, if the system lets us; says what came of it."""
    if hasattr(os, "sched_setaffinity"):
        core = min(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {core})
        return f"pinned to core {core}"
    return "not pinned"


def measure(rows: Sequence[Row], rounds: int) -> None:
    """Run the rows in turn, forwards and backwards, so that a slow spell of the machine hits them all."""
    for number in range(rounds):
        for row in rows if number % 2 == 0 else reversed(rows):
            if row.rounds and number >= row.rounds:
                continue
            gc.collect()
            started = time.process_time()
            row.run()
            took = time.process_time() - started
            row.all.append(took)
            row.best = min(row.best, took)


def machine() -> str:
    """What was measured on."""
    return f"CPython {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def peak() -> float:
    """Peak memory of this process in megabytes; what a process had before it started this program does not count, unlike in getrusage."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text())[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
