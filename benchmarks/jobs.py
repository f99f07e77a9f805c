"""Two processes against one: wall time, beside what the machine gives to two processes that have nothing to do with each other.

    python benchmarks/jobs.py [--items 100000] [--rounds 3] [--jobs 2]

Plain loops that only count run between the checks, in the same minute: where two of them do not take the time of one, the machine is busy.
Checks of the whole message by two processes that know nothing of each other say what there is to gain for this work: cores that share
caches and memory give more to loops than to what reads and writes.

Each check is made in a new process, which has to load rules and to compile them; then once more by the same validator, which has not.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from corpus import OUT, message
from measure import machine

AS_OF = date(2026, 11, 21)
LOOPS = 12_000_000


def _count(loops: int) -> None:
    for _ in range(loops):
        pass


def plain(processes: int, loops: int = LOOPS) -> float:
    """Seconds of wall time that so many processes take for one loop each."""
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_count, args=(loops,)) for _ in range(processes)]
    started = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return time.perf_counter() - started


@dataclass(frozen=True)
class Check:
    """Wall time, CPU time of the parent and of its workers in seconds; peak memory of both in megabytes; a digest of the report.

    ``again`` is the wall time of a second check by the same validator, which has loaded and compiled all that it needs.
    """

    wall: float
    own: float
    others: float
    memory: int
    worker_memory: int
    digest: str
    again: float


@dataclass(frozen=True)
class Gain:
    """What several processes gained on a message, what they gain where they only count, and where each checks a message of its own
    (``apart``). ``same``: all reports were one."""

    name: str
    one: Check
    many: Check
    plain: float
    apart: float
    same: bool

    @property
    def ratio(self) -> float:
        """How many times faster, from what a process loads and compiles for its first message on."""
        return self.one.wall / self.many.wall

    @property
    def ratio_again(self) -> float:
        """How many times faster the next message is."""
        return self.one.again / self.many.again


def check(path: Path, jobs: int) -> Check:
    """A check in a process of its own."""
    return _ended(_started(path, jobs))


def apart(path: Path, processes: int) -> float:
    """Seconds of wall time that so many processes take, each for a check of its own; the slowest counts."""
    return max(_ended(one).wall for one in [_started(path, 1) for _ in range(processes)])


def _started(path: Path, jobs: int) -> subprocess.Popen[str]:
    code = f"""
import hashlib, re, resource, sys, time
from datetime import date
from pathlib import Path
from ead import Validator
validator = Validator(as_of=date{AS_OF.timetuple()[:3]})
validator.validate(b"<Itmatt xmlns='urn:ead:itmatt:1'/>")
def check():
    started = time.perf_counter()
    text = validator.validate(Path({str(path)!r}), jobs={jobs}).to_json()
    return time.perf_counter() - started, hashlib.sha256(text.encode()).hexdigest()
took, digest = check()
own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
# The system's own figure would be that of the process this one was forked from, if it was larger.
memory = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
again, same = check()
assert digest == same
print(took, own.ru_utime + own.ru_stime, others.ru_utime + others.ru_stime, memory, others.ru_maxrss // 1024, digest, again)
"""
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def _ended(process: subprocess.Popen[str]) -> Check:
    text, _ = process.communicate()
    took, own, others, memory, worker_memory, digest, again = text.split()
    return Check(float(took), float(own), float(others), int(memory), int(worker_memory), digest, float(again))


def messages(items: int) -> dict[str, Path]:
    """What is checked, by what it is."""
    return {
        "clean": message(items),
        "every item defective": message(items, defective=1.0),
        "NDJSON": message(items, "itmatt-ndjson"),
    }


def gain(name: str, path: Path, rounds: int, jobs: int, loops: int = LOOPS) -> Gain:
    """One job and several in turn, the plain loops between them."""
    alone, together, side_by_side, gains = [], [], [], []
    for _ in range(rounds):
        gains.append(jobs * plain(1, loops) / plain(jobs, loops))
        alone.append(check(path, 1))
        gains.append(jobs * plain(1, loops) / plain(jobs, loops))
        together.append(check(path, jobs))
        side_by_side.append(apart(path, jobs))
    best, best_together = (
        replace(min(found, key=lambda one: one.wall), again=min(one.again for one in found)) for found in (alone, together)
    )
    same = len({found.digest for found in (*alone, *together)}) == 1
    return Gain(name, best, best_together, sorted(gains)[len(gains) // 2], jobs * best.wall / min(side_by_side), same)


def table(gains: list[Gain], jobs: int) -> str:
    """The rows, as Markdown, with the peak memory below."""
    head = ["message", "1 job, s", f"{jobs} jobs, s", "ratio", "checks apart, ratio", "share of it", "plain loops, ratio"]
    head += ["once more: 1 job, s", f"{jobs} jobs, s", "ratio", "CPU 1 job, s", "CPU parent + workers, s", "same report"]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for found in gains:
        cells = [found.name, f"{found.one.wall:.2f}", f"{found.many.wall:.2f}", f"{found.ratio:.2f}"]
        cells += [f"{found.apart:.2f}", f"{found.ratio / found.apart:.0%}", f"{found.plain:.2f}"]
        cells += [f"{found.one.again:.2f}", f"{found.many.again:.2f}", f"{found.ratio_again:.2f}"]
        cells += [f"{found.one.own:.2f}", f"{found.many.own:.2f} + {found.many.others:.2f}"]
        lines.append("| " + " | ".join([*cells, "yes" if found.same else "NO"]) + " |")
    memory, worker = (max(getattr(found.many, name) for found in gains) for name in ("memory", "worker_memory"))
    return "\n".join([*lines, "", f"Peak memory: {memory} MB in the parent, {worker} MB in the largest worker."])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    load = os.getloadavg()[0]
    gains = [gain(name, path, options.rounds, options.jobs) for name, path in messages(options.items).items()]
    facts = f"{date.today()}, {machine()}, load {load:.1f} at the start, {options.items} items, {options.jobs} jobs."
    text = f"{facts}\n\n{table(gains, options.jobs)}"
    print(text)
    OUT.mkdir(exist_ok=True)
    (OUT / "jobs.md").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
