"""Two processes against one: wall time, beside what the machine gives to two processes that only count.

    python benchmarks/jobs.py [--items 100000] [--rounds 3] [--jobs 2]

The plain loops run between the checks, in the same minute: where two of them do not take the time of one, the machine is busy, or its
cores share their units, and nothing that is checked by two processes can be faster than that.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from corpus import OUT, message
from measure import machine

AS_OF = date(2026, 11, 21)
_LOOPS = 12_000_000


def _count(loops: int) -> None:
    for _ in range(loops):
        pass


def plain(processes: int) -> float:
    """Seconds of wall time that so many processes take for one loop each."""
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_count, args=(_LOOPS,)) for _ in range(processes)]
    started = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return time.perf_counter() - started


def check(path: Path, jobs: int) -> tuple[float, float, float, str]:
    """Wall time, CPU time of the parent and of its workers, and the report, of a process of its own."""
    code = f"""
import hashlib, resource, sys, time
from datetime import date
from pathlib import Path
from ead import Validator
validator = Validator(as_of=date{AS_OF.timetuple()[:3]})
validator.validate(b"<Itmatt xmlns='urn:ead:itmatt:1'/>")
started = time.perf_counter()
text = validator.validate(Path({str(path)!r}), jobs={jobs}).to_json()
took = time.perf_counter() - started
own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
print(took, own.ru_utime + own.ru_stime, others.ru_utime + others.ru_stime, own.ru_maxrss // 1024, others.ru_maxrss // 1024,
      hashlib.sha256(text.encode()).hexdigest())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    took, own, others, memory, worker_memory, digest = done.stdout.split()
    check.memory = f"{memory} MB in the parent, {worker_memory} MB in the largest worker"  # type: ignore[attr-defined]
    return float(took), float(own), float(others), digest


def summary(items: int, rounds: int, jobs: int) -> str:
    """The rows, as Markdown."""
    head = ["message", "1 job, s", "jobs, s", "ratio", "plain loops, ratio", "share of it", "CPU 1 job, s", "CPU parent + workers, s"]
    lines = [f"| {' | '.join([*head, 'same report'])} |", "|---" * (len(head) + 1) + "|"]
    paths = {
        "clean": message(items),
        "every item defective": message(items, defective=1.0),
        "NDJSON": message(items, "itmatt-ndjson"),
    }
    for name, path in paths.items():
        alone, together, gains = [], [], []
        for _ in range(rounds):
            gains.append(jobs * plain(1) / plain(jobs))
            alone.append(check(path, 1))
            gains.append(jobs * plain(1) / plain(jobs))
            together.append(check(path, jobs))
        one, many, gain = min(alone), min(together), sorted(gains)[len(gains) // 2]
        same = "yes" if {found[3] for found in (*alone, *together)} == {one[3]} else "NO"
        cells = [name, f"{one[0]:.2f}", f"{many[0]:.2f}", f"{one[0] / many[0]:.2f}", f"{gain:.2f}", f"{one[0] / many[0] / gain:.0%}"]
        cells += [f"{one[1]:.2f}", f"{many[1]:.2f} + {many[2]:.2f}", same]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    load = os.getloadavg()[0]
    text = "\n".join(
        [
            f"{date.today()}, {machine()}, load {load:.1f} at the start, {options.items} items, {options.jobs} jobs.",
            "",
            summary(options.items, options.rounds, options.jobs),
            "",
            f"Memory: {check.memory}.",  # type: ignore[attr-defined]
        ]
    )
    print(text)
    OUT.mkdir(exist_ok=True)
    (OUT / "jobs.md").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
