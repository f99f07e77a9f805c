"""What Spark costs: 100 000 items on one core and on two, by wall time and CPU time, beside what the machine gives to plain loops.

    python benchmarks/spark.py [--items 100000] [--rounds 2]

CPU time is that of the session's whole tree of processes (the JVM and its Python workers), from the first row read to the last result
counted; start-up and the compilation of rules are paid by a run before, which is not measured.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from corpus import OUT, message
from jobs import plain
from measure import machine

_JOB = """
import json, os, sys, time
from datetime import date
from pathlib import Path
from pyspark.sql import SparkSession
import ead, ead.spark
path, warm, cores = sys.argv[1], sys.argv[2], int(sys.argv[3])
os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:cores]))
validator = ead.Validator(as_of=date(2026, 11, 21))
started = time.perf_counter()
session = SparkSession.builder.master(f"local[{cores}]").config(map={
    "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "4", "spark.driver.memory": "2g", "spark.ui.showConsoleProgress": "false",
}).getOrCreate()
session.sparkContext.setLogLevel("OFF")
start = time.perf_counter() - started

def tree():
    "Ticks of CPU time of this process's descendants by name of program, ended ones included, and the sum of their resident memory."
    parents, stats = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                text = (entry / "stat").read_text()
            except OSError:
                continue
            name, rest = text[text.index("(") + 1:text.rindex(")")], text[text.rindex(")") + 2:].split()
            parents[int(entry.name)] = int(rest[1])
            stats[int(entry.name)] = (name, sum(map(int, rest[11:15])), int(rest[21]))
    found, todo = {}, [os.getpid()]
    while todo:
        one = todo.pop()
        for pid, parent in parents.items():
            if parent == one:
                todo.append(pid)
                name, ticks, pages = stats[pid]
                kind = "java" if "java" in name else "python"
                before = found.get(kind, (0, 0))
                found[kind] = (before[0] + ticks, before[1] + pages)
    return found

def run(source):
    before, started = tree(), time.perf_counter()
    rows = ead.spark.read_messages(session, source, split_bytes=8 * 1024 * 1024)
    with ead.spark.validate(rows, validator=validator) as checked:
        totals = checked.outcome.first().asDict()
        findings = checked.findings.count()
        took, after = time.perf_counter() - started, tree()
    ticks = os.sysconf("SC_CLK_TCK")
    spent = {kind: (after[kind][0] - before.get(kind, (0, 0))[0]) / ticks for kind in after}
    memory = {kind: after[kind][1] * os.sysconf("SC_PAGE_SIZE") / 2**20 for kind in after}
    return {"wall": took, "cpu": spent, "memory": memory, "totals": totals, "findings": findings}

first = run(warm)
found = run(path)
print(json.dumps({**found, "start": start, "first": first["wall"]}))
session.stop()
"""


def job(path: Path, warm: Path, cores: int) -> dict[str, object]:
    """One run in a process of its own, on so many cores."""
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    command = [sys.executable, "-c", _JOB, str(path), str(warm), str(cores)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def steps(path: Path, rounds: int) -> str:
    """CPU time of what the Python workers do, step by step and without Spark, beside the library's on the same items, as Markdown."""
    import pyarrow as pa

    from ead import Validator
    from ead.engines.luggage import pack
    from ead.limits import DEFAULT_LIMITS
    from ead.spark.luggage import Luggage
    from ead.spark.tasks import Check, Compare, Cut, Plan

    validator = Validator(as_of=date(2026, 11, 21))
    data = pack(validator)
    luggage = Luggage(lambda: data, "benchmark", "2026-11-21", None)
    files = pa.RecordBatch.from_pydict({"input": pa.array([str(path)]), "format": pa.array([None], pa.string())})
    ranges = pa.Table.from_batches(list(Plan(8 * 1024 * 1024, DEFAULT_LIMITS)([files])))
    one = ranges.slice(0, 1).to_batches()
    cut = list(Cut(DEFAULT_LIMITS)(one))
    checked = pa.Table.from_batches(list(Check(luggage, [], watching=True)(cut)))
    items = checked.num_rows
    told = checked.select(["part", "input", "item_index", "gists", "facts"])
    some = path.with_name("first-range.xml")
    some.write_bytes(
        one[0].column("frame")[0].as_py() + b"".join(row for batch in cut for row in batch.column("item").to_pylist()) + b"</Itmatt>"
    )
    runs = {
        "the library, one process": lambda: sum(1 for _ in validator.iter_validate(some)),
        "look for cuts": lambda: list(Plan(8 * 1024 * 1024, DEFAULT_LIMITS)([files])),
        "cut": lambda: list(Cut(DEFAULT_LIMITS)(one)),
        "check": lambda: list(Check(luggage, [], watching=True)(cut)),
        "compare": lambda: list(Compare(luggage)(told.to_batches())),
    }
    share = {"look for cuts": items / path.stat().st_size * one[0].column("length")[0].as_py()}
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(max(rounds, 3)):
        for name, run in runs.items():
            started = time.process_time()
            run()
            best[name] = min(best[name], time.process_time() - started)
    some.unlink()
    base = best["the library, one process"]
    factor = {name: share.get(name, items) / items for name in runs}
    rows = [f"| {name} | {took * factor[name] / items * 1e6:.0f} | {took * factor[name] / base:.2f} |" for name, took in best.items()]
    sizes = (
        f"An item, checked: {checked.nbytes / items:.0f} bytes; what is compared of it: {told.column('gists').nbytes / items:.0f} bytes."
    )
    return "\n".join(["| step | CPU an item, us | x library |", "|---|---|---|", *rows, "", sizes])


def library(path: Path) -> float:
    """CPU seconds of the library with one job, all findings made."""
    code = f"""
import time
from datetime import date
from pathlib import Path
from ead import Validator
validator = Validator(as_of=date(2026, 11, 21))
validator.validate(b"<Itmatt xmlns='urn:ead:itmatt:1'/>")
started = time.process_time()
for result in validator.iter_validate(Path({str(path)!r})):
    pass
print(time.process_time() - started)
"""
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def summary(items: int, rounds: int) -> str:
    """The rows, as Markdown."""
    path, warm = message(items), message(1000)
    own, rows = [], {1: [], 2: []}
    gains = []
    for _ in range(rounds):
        own.append(library(path))
        for cores in (1, 2):
            gains.append(2 * plain(1) / plain(2))
            rows[cores].append(job(path, warm, cores))
    lines = [
        "| cores | wall, s | CPU Python, s | CPU JVM, s | CPU an item, us | memory Python / JVM, MB | start of a session, s |",
        "|---" * 7 + "|",
    ]
    for cores, found in rows.items():
        best = min(found, key=lambda one: one["cpu"]["python"] + one["cpu"]["java"])
        python, java = best["cpu"]["python"], best["cpu"]["java"]
        memory = f"{best['memory']['python']:.0f} / {best['memory']['java']:.0f}"
        per_item = (python + java) / items * 1e6
        wall = min(one["wall"] for one in found)
        cells = [cores, f"{wall:.1f}", f"{python:.1f}", f"{java:.1f}", f"{per_item:.0f}", memory, f"{best['start']:.1f}"]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    walls = {cores: min(one["wall"] for one in found) for cores, found in rows.items()}
    gain = sorted(gains)[len(gains) // 2]
    return "\n".join(
        [
            *lines,
            "",
            f"Two cores against one: {walls[1] / walls[2]:.2f} by wall time; two plain loops beside it: {gain:.2f}.",
            f"The library alone, one process: {min(own):.2f} s CPU, {min(own) / items * 1e6:.0f} us an item.",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--steps", action="store_true", help="only the steps of the workers, without Spark")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    head = f"{date.today()}, {machine()}, load {load:.1f} at the start, {options.items} items."
    started = time.perf_counter()
    parts = [steps(message(options.items), options.rounds)] + ([] if options.steps else [summary(options.items, options.rounds)])
    text = "\n\n".join([head, *parts]) + "\n"
    print(text, f"({time.perf_counter() - started:.0f} s)")
    OUT.mkdir(exist_ok=True)
    (OUT / "spark.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
