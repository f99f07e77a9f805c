"""``make bench``: one command, one run, one table. Times are microseconds of CPU time an item, and ratios to the floor of the same run.

The floor is lxml's parse plus libxml2's XSD validation of the same file: no extraction, no rules. Every row runs in processes of its
own, on one core, in alternating order; the best counts.
"""

from __future__ import annotations

import argparse
import fnmatch
import importlib.metadata
import os
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import coldstart
import corpus
import gigabyte
import goals
import instructions
import jobs
import plot
import processes
import tables
from measure import machine
from rows import EVERY, FLOOR, HUNDRED_THOUSAND, ONE, ROWS, THOUSAND, TWENTY_THOUSAND, Row

SECTIONS = ("latency", "cold-start", "jobs", "gigabyte", "instructions")
PACKAGES = ("lxml", "pydantic", "orjson", "xmlschema", "pydantic-xml", "xsdata", "saxonche")
_SMALL = {ONE: 1, THOUSAND: 40, TWENTY_THOUSAND: 60, HUNDRED_THOUSAND: 80}
README = Path(__file__).with_name("README.md")
_BEGIN, _END = "<!-- the run -->\n", "<!-- end of the run -->\n"


class Bench:
    """One run: what was asked for, and what was found."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.small: bool = options.small
        self.rows = [row for row in ROWS.values() if self.wants(row.key)]
        self.figures: dict[str, float] = {}
        self.parts: list[str] = []

    def wants(self, key: str) -> bool:
        """Whether a row or a section was asked for; the floor always is, for all is compared with it."""
        patterns = self.options.only
        return not patterns or any(fnmatch.fnmatch(key, pattern) for pattern in patterns) or (key == FLOOR and self._any_row(patterns))

    def _any_row(self, patterns: Sequence[str]) -> bool:
        return any(fnmatch.fnmatch(key, pattern) for key in ROWS for pattern in patterns)

    def scale(self, size: int) -> int:
        return _SMALL[size] if self.small else size

    def sizes(self, row: Row) -> list[int]:
        return [self.scale(size) for size in row.sizes]

    def say(self, text: str) -> None:
        if sys.stderr.isatty():
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)

    def run(self) -> str:
        """Measure, and return the Markdown."""
        corpus.refresh()
        load, started = os.getloadavg()[0], time.monotonic()
        if self.rows:
            self._messages()
        self._single()
        if self.wants("jobs"):
            self._jobs()
        if self.options.gigabyte and self.wants("gigabyte"):
            self._gigabyte()
        if self.options.instructions and self.wants("instructions"):
            self._instructions()
        self.say("")
        if reached := goals.table(self.figures):
            self.parts.append("### Goals\n\n" + reached)
        return "\n\n".join([self._facts(load, time.monotonic() - started), *self.parts])

    def _facts(self, load: float, seconds: float) -> str:
        versions = []
        for name in PACKAGES:
            try:
                versions.append(f"{name} {importlib.metadata.version(name)}")
            except importlib.metadata.PackageNotFoundError:
                versions.append(f"no {name}")
        pinned = "rows pinned to one core" if hasattr(os, "sched_setaffinity") else "not pinned"
        small = "A small run, which says nothing about speed. " if self.small else ""
        return (
            f"{small}{date.today()}, {machine()}, {pinned}, load {load:.1f} at the start and {os.getloadavg()[0]:.1f} at the end, ead "
            f"{importlib.metadata.version('ead')}, {', '.join(versions)}. "
            f"The run took {seconds / 60:.0f} minutes."
        )

    def _messages(self) -> None:
        self.say("making the messages")
        notes = processes.unmeasurable(self.rows, self.sizes)
        rows = [row for row in self.rows if row.key not in notes]
        rounds, seconds = (1, 0.0) if self.small else (self.options.rounds, 0.4)
        results = processes.measure(rows, self.sizes, rounds, seconds, self.say)
        self.figures |= goals.figures_of(results, self.scale, (*EVERY, TWENTY_THOUSAND))
        long = self.scale(TWENTY_THOUSAND)
        groups = (
            ("Messages", [row for row in self.rows if set(row.sizes) & set(EVERY)], [self.scale(size) for size in EVERY]),
            (
                "Every item defective, and many destinations",
                [row for row in rows if TWENTY_THOUSAND in row.sizes],
                [self.scale(THOUSAND), long],
            ),
        )
        for title, chosen, sizes in groups:
            if chosen:
                self.parts.append(f"### {title}\n\n{tables.against_floor(chosen, sizes, results, notes)}")
        self._plot(rows, results)

    def _plot(self, rows: Sequence[Row], results: processes.Results) -> None:
        size = self.scale(THOUSAND)
        floor = results[FLOOR, size].seconds
        bars = [(row.label, results[row.key, size].seconds / floor, row.ours) for row in rows if (row.key, size) in results]
        title = f"CPU time, {tables.number(size)} items: multiples of the floor, logarithmic"
        (corpus.OUT / "ratios.svg").write_text(plot.svg(title, bars), "utf-8")

    def _single(self) -> None:
        if self.wants("latency"):
            self.say("latency")
            found = processes.child("latency.py", 200 if self.small else 3_000)
            self.figures["one item p50"], self.figures["one item p99"] = found["`Validator.validate`, XML"]["cpu"]
            self.parts.append("### One item\n\n" + tables.latency(found))
        if self.wants("cold-start"):
            self.say("cold start")
            starts = coldstart.measure(2 if self.small else 15)
            self.figures |= starts
            self.parts.append("### Cold start\n\n" + tables.cold_start(starts))

    def _jobs(self) -> None:
        items, rounds, loops = (1_100, 1, jobs.LOOPS // 10) if self.small else (HUNDRED_THOUSAND, self.options.rounds - 1 or 1, jobs.LOOPS)
        gains = []
        for name, path in jobs.messages(items).items():
            self.say(f"{self.options.jobs} jobs: {name}")
            gains.append(jobs.gain(name, path, rounds, self.options.jobs, loops))
        self.figures.update({"jobs": gains[0].ratio, "jobs again": gains[0].ratio_again})
        self.parts.append(f"### {self.options.jobs} processes, {tables.number(items)} items\n\n{jobs.table(gains, self.options.jobs)}")

    def _gigabyte(self) -> None:
        self.say("the gigabyte")
        try:
            gigabyte.make(*((600_000, 80, 40) if self.small else (10**9, HUNDRED_THOUSAND, 10_000)))
            found = processes.child("gigabyte.py")
        finally:
            gigabyte.remove()
        self.figures |= {"gigabyte": found["cost"] / found["short_cost"], "gigabyte peak": found["peak"]}
        self.parts.append("### A gigabyte\n\n" + tables.gigabyte(found))

    def _instructions(self) -> None:
        if not instructions.available():
            self.parts.append("Instructions were not counted: there is no valgrind on this machine.")
            return
        found = {}
        for key in instructions.KEYS:
            self.say(f"instructions of {key}")
            found[key] = instructions.per_item(key, 20 if self.small else 1_000)
        self.parts.append("### Instructions\n\n" + tables.instructions(found))


def record(text: str) -> None:
    """Put the run into the README, and the plot beside it."""
    before, _, rest = README.read_text("utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    README.write_text(f"{before}{_BEGIN}\n{text}\n\n![Multiples of the floor](ratios.svg)\n\n{_END}{after}", "utf-8")
    (README.parent / "ratios.svg").write_text((corpus.OUT / "ratios.svg").read_text("utf-8"), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="ROWS", help="rows and parts by name, with wildcards")
    parser.add_argument("--small", action="store_true", help="a few hundred items, one round: whether everything runs, not how fast")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--gigabyte", action="store_true", help="also a message of 1 GB; it is made and removed")
    parser.add_argument("--instructions", action="store_true", help="also instructions an item, where there is valgrind")
    parser.add_argument("--record", action="store_true", help="put the tables into benchmarks/README.md")
    options = parser.parse_args()
    for pattern in options.only or ():
        if not fnmatch.filter((*ROWS, *SECTIONS), pattern):
            parser.error(f'no row is called "{pattern}"; there are {", ".join((*ROWS, *SECTIONS))}')
    if options.record and (options.only or options.small):
        parser.error("only a whole run is recorded, without --only and --small")
    text = Bench(options).run()
    print(text)
    (corpus.OUT / "table.md").write_text(text + "\n", "utf-8")
    if options.record:
        record(text)


if __name__ == "__main__":
    main()
