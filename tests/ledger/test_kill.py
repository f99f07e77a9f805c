"""Processes that are killed while they record, and two that record at once: nothing is lost, nothing is there twice.

Fifty kills in one ingestion of 20 000 entries are made in every run of the tests: each run takes up where the one before it was killed.
With the variable ``EAD_KILLS`` set to a number, that many ingestions, each from the beginning, are killed once and run to their end.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from random import Random

import pytest
from ledger_dialogue import everything

from ead.ledger import Ingestor, Ledger
from ead.ledger.schema import METADATA, SCHEMA
from ead.testing.dialogue import entry_about, header
from ead.testing.generator import iter_items

pytestmark = pytest.mark.slow

KILLS = 50
ALONE = int(os.environ.get("EAD_KILLS", "0"))
# Answers before what they answer, declarations twice, and one message of several batches.
SHAPE = (("CUSRSP", 500), ("ITMATT", 500), ("ITMREF", 500), ("CUSITM", 500), ("REFRSP", 500), ("EMSEVT", 500))
LARGE = 5_000
SMALL = [(kind, turn * 500, 500) for turn in range(5) for kind, _ in SHAPE]
ENTRIES = LARGE + sum(count for _, _, count in SMALL)

# A process that forks one for each line: a ledger, the number of a message, a step in it, a delay, and the files. Steps are statements and
# commits. At the step, and after the delay, the process is killed as if its power were cut; without a step it runs to the end.
PROGRAM = """
import json, os, signal, sys, threading
from pathlib import Path
from sqlalchemy import event
from ead.ledger import Ingestor, Ledger

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def record(place, message, step, delay, files):
    ledger, at, steps = Ledger(place), [0, 0], []
    def count(*_):
        at[1] += 1
        if at == [message, step]:
            die() if not delay else threading.Timer(delay, die).start()
    for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(ledger.engine, name, count)
    ingestor = Ingestor(ledger, tests=True)
    for at[0], name in enumerate(files):
        at[1] = 0
        ingestor.record(Path(name))
        steps.append(at[1])
        if at[0] == message and at[1] < step:
            die()  # what was killed before came further than to its step: the message is there, and its end is as good a point
    if message is not None:
        signal.pause()
    return steps

for line in sys.stdin:
    order = json.loads(line)
    ready, answer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ready)
        os.write(answer, json.dumps(record(*order)).encode())
        os._exit(0)
    os.close(answer)
    told = b""
    while part := os.read(ready, 65536):
        told += part
    os.close(ready)
    print(json.dumps([os.waitpid(child, 0)[1], told.decode()]), flush=True)
"""


class Recorder:
    """Runs ingestions in processes that can be killed."""

    def __init__(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def begin(self, place: str, files: list[Path], message: int | None = None, step: int = 0, delay: float = 0.0) -> None:
        """Begin an ingestion, to be killed at a step of a message or never."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([place, message, step, delay, list(map(str, files))]) + "\n")
        self.process.stdin.flush()

    def end(self) -> tuple[int, list[int]]:
        """How the process ended, and the steps of each message if it came to its end."""
        assert self.process.stdout is not None
        status, told = json.loads(self.process.stdout.readline())
        return os.waitstatus_to_exitcode(status), json.loads(told) if told else []

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    """A recorder that is gone after the test."""
    made = Recorder()
    yield made
    made.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The messages of the ingestion, in the order in which they come."""
    folder = tmp_path_factory.mktemp("messages")
    items = list(iter_items(LARGE, seed=8))
    entries = {kind: [entry_about(kind, item, Random(f"7/{n}")) for n, item in enumerate(items[-2_500:])] for kind, _ in SHAPE}
    entries["LARGE"] = items
    found = []
    for number, (kind, first, count) in enumerate([*SMALL[:12], ("LARGE", 0, LARGE), *SMALL[12:]]):
        real = "ITMATT" if kind == "LARGE" else kind
        lines = [{"message": real, "header": header(real, number)}, *entries[kind][first : first + count]]
        path = folder / f"{number:02d}-{kind}.ndjson"
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
        found.append(path)
    return found


@pytest.fixture(scope="module")
def expected(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[object]]:
    """What the ledger holds when nobody is killed."""
    ledger = Ledger(tmp_path_factory.mktemp("whole") / "ledger.sqlite")
    ledger.init()
    done = [Ingestor(ledger, tests=True).record(path) for path in files]
    assert ({"recorded"}, ENTRIES) == ({one.outcome for one in done}, sum(one.items for one in done))
    found = everything(ledger)
    ledger.close()
    return found


@pytest.fixture(scope="module")
def steps(files: list[Path], server: object, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[int]]:
    """How many steps each message takes in an undisturbed ingestion, by kind of database."""
    found = {}
    places = {"sqlite": str(tmp_path_factory.mktemp("steps") / "ledger.sqlite"), "postgresql": server.new_database()}  # type: ignore[attr-defined]
    recorder = Recorder()
    for name, place in places.items():
        empty_again(place)
        recorder.begin(place, files)
        code, found[name] = recorder.end()
        assert 0 == code
    recorder.close()
    return found


def points(steps: list[int], count: int, rng: Random) -> list[tuple[int, int, float]]:
    """Random points of an ingestion in their order, each a message, a step in it, and up to 20 ms behind it."""
    ends = list(accumulate(steps))
    found = []
    for point in sorted(rng.sample(range(ends[-1]), count)):
        message = next(number for number, end in enumerate(ends) if point < end)
        found.append((message, point - ends[message] + steps[message] + 1, rng.choice((0.0, rng.uniform(0.001, 0.02)))))
    return found


def kind_of(place: str) -> str:
    """Which database a ledger is kept in."""
    return "postgresql" if place.startswith("postgresql") else "sqlite"


def empty_again(place: str) -> None:
    """Make a ledger, or remove all rows of the one that is there."""
    ledger = Ledger(place)
    ledger.init()
    with ledger.writing() as connection:
        for table in METADATA.sorted_tables:
            if table is not SCHEMA:
                connection.execute(table.delete())
    ledger.close()


def test_killed_fifty_times_on_the_way(
    place: str, files: list[Path], expected: dict[str, list[object]], steps: dict[str, list[int]], recorder: Recorder
) -> None:
    """An ingestion of 20 000 entries that is killed fifty times, all over its course, ends like one that nobody killed."""
    assert (20_000, KILLS) == (ENTRIES, 50)
    where = points(steps[kind_of(place)], KILLS, Random(11))
    empty_again(place)
    ends = []
    for message, step, delay in where:
        recorder.begin(place, files, message, step, delay)
        ends.append(recorder.end()[0])
    assert [-signal.SIGKILL] * KILLS == ends
    recorder.begin(place, files)
    assert 0 == recorder.end()[0]
    ledger = Ledger(place)
    assert expected == everything(ledger)
    ledger.close()


def test_each_killed_once(
    place: str, files: list[Path], expected: dict[str, list[object]], steps: dict[str, list[int]], recorder: Recorder
) -> None:
    """Ingestions that are killed once and run again end like one that nobody killed: one of them, or as many as EAD_KILLS says."""
    where = points(steps[kind_of(place)], ALONE or 1, Random(f"alone, {kind_of(place)}"))
    for number, (message, step, delay) in enumerate(where, 1):
        empty_again(place)
        recorder.begin(place, files, message, step, delay)
        assert -signal.SIGKILL == recorder.end()[0]
        recorder.begin(place, files)
        assert 0 == recorder.end()[0]
        ledger = Ledger(place)
        assert expected == everything(ledger), (number, message, step, delay)
        ledger.close()
        if ALONE:
            told = f"killed in message {message + 1} at step {step} and {1000 * delay:.0f} ms, then run to its end: as expected"
            sys.stderr.write(f"{kind_of(place)} {number}/{len(where)} {told}\n")


def test_two_processes_at_once(place: str, files: list[Path], expected: dict[str, list[object]], recorder: Recorder) -> None:
    """Two processes that record the same files in different orders come to what one comes to."""
    ledger = Ledger(place)
    ledger.init()
    other = Recorder()
    recorder.begin(place, files)
    other.begin(place, files[::-1])
    assert [0, 0] == [recorder.end()[0], other.end()[0]]
    other.close()
    assert expected == everything(ledger)
    ledger.close()
