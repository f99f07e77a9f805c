"""How fast messages come into the ledger, and how fast a large ledger answers.

    python benchmarks/ledger.py [--items 100000] [--rounds 2] [--large 1000000] [--only ingest|large] [--databases SQLite PostgreSQL]

Every row is measured in a process of its own: wall time, CPU time of that process and of the database server, peak memory. The bare insert
writes the same rows into tables of the same schema, in one transaction, by ``executemany`` of the database's driver and nothing else. The
PostgreSQL server is one of our own, with its default settings.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from corpus import OUT, message

from ead import Validator
from ead.ledger import Ingestor, Ledger

SELF = Path(__file__)
KINDS = ("SQLite", "PostgreSQL")
PARTS = ("ledger_revisions", "ledger_personal", "ledger_items")
_BATCH = 2_000


@dataclass
class Cost:
    """What a process took: seconds of wall time, of its CPU time and of the server's; its peak memory in MB."""

    wall: float
    cpu: float
    server: float
    peak: int

    @property
    def whole(self) -> float:
        """Seconds of CPU time, the server's with it."""
        return self.cpu + self.server


def ingest(place: str, *files: str, validator: Validator | None = None) -> tuple[float, float]:
    """Record messages; seconds of wall and of CPU time."""
    ledger = Ledger(place)
    ingestor = Ingestor(ledger, tests=True, validator=validator)
    with ledger.reading():
        started, used = time.perf_counter(), time.process_time()
    for path in files:
        if ingestor.record(path).outcome != "recorded":
            raise RuntimeError(f"{path} was refused")
    taken = time.perf_counter() - started, time.process_time() - used
    ledger.close()
    return taken


def bare(place: str, source: str) -> tuple[float, float]:
    """Insert the rows of a SQLite ledger into another of the same schema; reading them does not count."""
    read, ledger = Ledger(source), Ledger(place)
    wall = cpu = 0.0
    with read.reading() as rows, ledger.writing() as goal:
        cursor: Any = goal.connection.cursor()
        for table in PARTS:
            found = rows.exec_driver_sql(f"SELECT * FROM {table} ORDER BY rowid").cursor
            mark = "?" if ledger.is_sqlite else "%s"
            statement = f"INSERT INTO {table} VALUES ({', '.join([mark] * len(found.description))})"
            while part := found.fetchmany(_BATCH):
                started, used = time.perf_counter(), time.process_time()
                cursor.executemany(statement, part)
                wall, cpu = wall + time.perf_counter() - started, cpu + time.process_time() - used
        started, used = time.perf_counter(), time.process_time()
    return wall + time.perf_counter() - started, cpu + time.process_time() - used


CHILDREN: dict[str, Callable[..., tuple[float, float]]] = {
    "ingest": ingest,
    "check": lambda *arguments: ingest(*arguments, validator=Validator()),
    "bare": bare,
}


def child(what: str, *arguments: str) -> None:
    """Do one thing, and print what it took."""
    print("go", flush=True)
    sys.stdin.readline()
    wall, cpu = CHILDREN[what](*arguments)
    print(json.dumps([wall, cpu, int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) // 1024]))


class Places:
    """New ledgers of both kinds, and the server's CPU time."""

    def __init__(self) -> None:
        spec = importlib.util.spec_from_file_location("ledger_conftest", SELF.parents[1] / "tests" / "ledger" / "conftest.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.folder = tempfile.TemporaryDirectory(prefix="ead-bench-", dir=OUT)
        self.server = module.Server(fsync=True)
        self.count = 0

    def new(self, kind: str) -> str:
        """The place of a new ledger."""
        self.count += 1
        place = self.server.new_database() if kind == "PostgreSQL" else f"{self.folder.name}/{self.count}.sqlite"
        ledger = Ledger(place)
        ledger.init()
        ledger.close()
        return place

    def used(self) -> float:
        """Seconds of CPU time that the server has taken."""
        mother = int((self.server.folder / "data" / "postmaster.pid").read_text().split()[0])
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                if int(stat.parent.name) == mother or int(fields[1]) == mother:
                    ticks += sum(map(int, fields[11:15]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        self.server.stop()
        self.folder.cleanup()

    def run(self, *commands: Sequence[object]) -> Cost:
        """Run processes at once, each a kind of child and its arguments."""
        started = [
            subprocess.Popen([sys.executable, SELF, "--child", *map(str, one)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for one in commands
        ]
        for process in started:
            process.stdout.readline()
        before, wall = self.used(), time.perf_counter()
        for process in started:
            process.stdin.write("\n")
            process.stdin.flush()
        found = [json.loads(process.communicate()[0]) for process in started]
        wall = time.perf_counter() - wall if len(commands) > 1 else found[0][0]
        return Cost(wall, sum(one[1] for one in found), self.used() - before, max(one[2] for one in found))


def halves(path: Path) -> list[Path]:
    """Two messages with the items of one."""
    data = path.read_bytes()
    start, end = data.index(b"<Item>"), data.rindex(b"</Item>") + len(b"</Item>")
    middle = data.index(b"<Item>", (start + end) // 2)
    found = []
    for number, part in enumerate((data[start:middle], data[middle:end])):
        found.append(path.with_name(f"{path.stem}-half{number}.xml"))
        found[-1].write_bytes(data[:start] + part + data[end:])
    return found


def ingestion(places: Places, kinds: Sequence[str], items: int, rounds: int) -> str:
    """The table of ingestion; of several rounds the one with the least CPU time counts."""
    source = places.new("SQLite")
    places.run(("ingest", source, message(items)))
    lines = [
        "| what | items/s | items/s of CPU time | µs CPU/item | server's µs/item | x bare | peak MB |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for kind in kinds:
        floor = best(places, kind, rounds, [("bare", source)])
        lines.append(line(f"{kind}: bare `executemany` of the same rows", items, floor, floor.whole / items))
        for name, count, what in traffic(items):
            lines.append(line(f"{kind}: {name}", count, best(places, kind, rounds, what), floor.whole / items))
            print(lines[-1], file=sys.stderr, flush=True)
    return "\n".join(lines)


def traffic(items: int) -> list[tuple[str, int, list[Sequence[object]]]]:
    """What is ingested: a name, how many items, and the processes that do it."""
    xml, parts = message(items), halves(message(items))
    return [
        ("one message", items, [("ingest", xml)]),
        ("one message of a tenth", items // 10, [("ingest", message(items // 10))]),
        ("one message, NDJSON", items, [("ingest", message(items, "itmatt-ndjson"))]),
        ("one message, all rules on its items", items, [("check", xml)]),
        ("two messages, one process", items, [("ingest", *parts)]),
        ("two messages, two processes", items, [("ingest", part) for part in parts]),
    ]


def best(places: Places, kind: str, rounds: int, commands: Sequence[Sequence[object]]) -> Cost:
    """The cheapest of some rounds, each on a new ledger."""
    found = []
    for _ in range(rounds):
        place = places.new(kind)
        found.append(places.run(*((what, place, *files) for what, *files in commands)))
    return min(found, key=lambda cost: cost.cpu)


def line(name: str, items: int, cost: Cost, bare_item: float) -> str:
    """A row of the table; ``x bare`` compares CPU time, the server's with it."""
    cells = [f"{items / cost.wall:,.0f}", f"{items / cost.cpu:,.0f}", f"{cost.cpu / items * 1e6:.0f}", f"{cost.server / items * 1e6:.0f}"]
    cells += [f"{cost.whole / items / bare_item:.1f}", str(cost.peak)]
    return f"| {name} | {' | '.join(cell.replace(',', ' ') for cell in cells)} |"


def main() -> None:
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
        return
    from ledger_large import answers
    from measure import machine

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--databases", choices=KINDS, nargs="+", default=KINDS)
    parser.add_argument("--only", choices=("ingest", "large"))
    options = parser.parse_args()
    OUT.mkdir(exist_ok=True)
    text = [f"{date.today()}, {machine()}, load {os.getloadavg()[0]:.1f} at the start.", ""]
    places = Places()
    try:
        if options.only != "large":
            text += [f"{options.items} items:", "", ingestion(places, options.databases, options.items, options.rounds), ""]
        if options.only != "ingest":
            text += [answers({kind: places.new(kind) for kind in options.databases}, options.large), ""]
    finally:
        places.close()
    print("\n".join(text))
    (OUT / f"ledger{'-' + options.only if options.only else ''}.md").write_text("\n".join(text), "utf-8")


if __name__ == "__main__":
    main()
