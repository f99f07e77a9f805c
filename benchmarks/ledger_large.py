"""How long questions take at a large ledger: made by ``ledger_rows``, asked in this process, and some through the command line."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from ledger_rows import fill, identifier
from sqlalchemy import Connection

from ead.ledger import Ledger
from ead.ledger.moments import in_utc
from ead.ledger.queries import export, open_matters, overdue, refused, status, totals

LOOKS = 2_000
COMMANDS = (("status", identifier(123_456)), ("open",), ("overdue",), ("report",))


def answers(places: dict[str, str], items: int) -> str:
    """Both tables for ledgers that are made first."""
    lines = []
    for kind, place in places.items():
        ledger = Ledger(place)
        started = time.perf_counter()
        fill(ledger, items)
        lines.append(f"{kind}: {items} items with their events made in {time.perf_counter() - started:.0f} s of wall time.")
        ledger.close()
    return "\n".join([*lines, "", asked(places, items)])


def asked(places: dict[str, str], items: int) -> str:
    """The table of questions to ledgers that are there."""
    cells: dict[str, list[str]] = {}
    for place in places.values():
        ledger = Ledger(place)
        for name, cell in (*looks(ledger, items), *wholes(ledger), *commands(place)):
            cells.setdefault(name, []).append(cell)
        ledger.close()
    head = [f"| what, {items} items | {' | '.join(places)} |", f"|---{'|--:' * len(places)}|"]
    return "\n".join([*head, *(f"| {name} | {' | '.join(found)} |" for name, found in cells.items())])


def looks(ledger: Ledger, items: int) -> list[tuple[str, str]]:
    """The time of ``status`` over items drawn at random: a transaction of its own each, as the command has it."""
    rng, taken, used = Random(1), [], []
    for _ in range(LOOKS):
        s10 = identifier(rng.randrange(items))
        started, cpu = time.perf_counter(), time.process_time()
        with ledger.reading() as connection:
            story = status(connection, s10)
        taken.append(time.perf_counter() - started)
        used.append(time.process_time() - cpu)
        if len(story["items"]) != 1:
            raise RuntimeError(f"{s10} is not there once")
    cold = taken[0] * 1e3
    taken.sort()
    used.sort()
    told = f"{taken[LOOKS // 2] * 1e3:.2f} ms / {taken[LOOKS * 99 // 100] * 1e3:.2f} ms"
    return [
        (f"`status` of {LOOKS} random items, p50 / p99", told),
        ("the same, CPU time", f"{used[LOOKS // 2] * 1e3:.2f} ms / {used[LOOKS * 99 // 100] * 1e3:.2f} ms"),
        ("the first of them", f"{cold:.1f} ms"),
    ]


def wholes(ledger: Ledger) -> list[tuple[str, str]]:
    """The time of the questions over the whole ledger."""
    now = datetime.now(UTC)
    questions: dict[str, Callable[[Connection], Any]] = {
        "`open`, the first 1 000": open_matters,
        "`overdue`, the first 1 000": lambda connection: overdue(connection, in_utc(now), sent_before=in_utc(now - timedelta(days=3))),
        "`report`": lambda connection: (totals(connection), refused(connection, 20)),
        "`export`, all items": lambda connection: sum(1 for _ in export(connection)),
    }
    found = []
    for name, ask in questions.items():
        started, cpu = time.perf_counter(), time.process_time()
        with ledger.reading() as connection:
            ask(connection)
        found.append((f"{name}, wall / CPU", f"{time.perf_counter() - started:.2f} s / {time.process_time() - cpu:.2f} s"))
    return [*found, ("peak memory of this process", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")]


def commands(place: str) -> list[tuple[str, str]]:
    """The time of commands, with the start of the program."""
    found = []
    for command in COMMANDS:
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "ead", "ledger", *command],
            env={**os.environ, "EAD_LEDGER": place},
            stdout=subprocess.DEVNULL,
            check=False,
        )
        found.append((f"`ead ledger {command[0]}`, the whole command", f"{time.perf_counter() - started:.2f} s"))
    return found


if __name__ == "__main__":
    print(asked({f"ledger {number}": place for number, place in enumerate(sys.argv[2:], 1)}, int(sys.argv[1])))
