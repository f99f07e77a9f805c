"""Rows in processes of their own, in alternating order, the best of all runs kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rows import Row

HERE = Path(__file__).parent
Say = Callable[[str], None]


@dataclass
class Measured:
    """The best CPU time of a row of one size, in seconds, and the least of its processes' peak memory, in megabytes."""

    items: int
    seconds: float = float("inf")
    peak: float = float("inf")

    @property
    def per_item(self) -> float:
        """Microseconds an item."""
        return self.seconds / self.items * 1e6


Results = dict[tuple[str, int], Measured]


def child(script: str, *arguments: object, environment: Mapping[str, str] | None = None) -> dict:
    """What a script of this folder prints as JSON. Modules are compiled once and kept, whatever the caller's shell asks for."""
    surrounding = {name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "EAD_FAST_PATH")}
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    done = subprocess.run(command, env=surrounding | dict(environment or {}), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with exit code {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)


def unmeasurable(rows: Iterable[Row], sizes: Callable[[Row], Sequence[int]]) -> dict[str, str]:
    """Make the files of all rows; rows that lack a package that is not for every machine, and why."""
    return child("prepare.py", *(f"{row.key}:{','.join(map(str, sizes(row)))}" for row in rows))


def measure(rows: Sequence[Row], sizes: Callable[[Row], Sequence[int]], rounds: int, seconds: float, say: Say) -> Results:
    """Each row once a round, forwards and backwards in turn, so that a slow spell of the machine hits them all."""
    results: Results = {}
    for number in range(rounds):
        for row in rows if number % 2 == 0 else reversed(rows):
            say(f"round {number + 1} of {rounds}: {row.key}")
            answer = child("worker.py", row.key, *sizes(row), "--seconds", seconds, environment=row.environment)
            for size, found in answer.items():
                kept = results.setdefault((row.key, int(size)), Measured(int(size)))
                kept.seconds = min(kept.seconds, found["seconds"])
                kept.peak = min(kept.peak, found["peak"])
    return results
