"""A process that is killed while it records loses nothing and doubles nothing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from ledger_dialogue import contents

from ead.ledger import Ingestor, Ledger
from ead.testing.dialogue import header, iter_entries

ITEMS = 2_000
POINTS = 4
PROGRAM = """
import sys
from pathlib import Path
from ead.ledger import Ingestor, Ledger
ingestor = Ingestor(Ledger(sys.argv[1]), tests=True)
print("go", flush=True)
for name in sys.argv[2:]:
    ingestor.record(Path(name))
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Answers before declarations, declarations in two messages, and referrals."""
    folder = tmp_path_factory.mktemp("messages")
    found = []
    for kind, first, last in (("CUSRSP", 0, ITEMS), ("ITMATT", 0, ITEMS // 2), ("ITMREF", 0, ITEMS // 4), ("ITMATT", ITEMS // 2, ITEMS)):
        lines = [{"message": kind, "header": header(kind)}, *list(iter_entries(kind, last, seed=7))[first:]]
        path = folder / f"{kind}-{first}.ndjson"
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
        found.append(path)
    return found


@pytest.fixture(scope="module")
def expected(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, list[object]], float]:
    """What the ledger holds when nobody is killed, and how long that takes."""
    ledger = Ledger(tmp_path_factory.mktemp("whole") / "ledger.sqlite")
    ledger.init()
    started = time.monotonic()
    for path in files:
        assert "recorded" == Ingestor(ledger, tests=True).record(path).outcome
    taken = time.monotonic() - started
    found = contents(ledger)
    ledger.close()
    return found, taken


def run(place: str, files: list[Path]) -> subprocess.Popen[str]:
    """A process that records the files; returns when it begins."""
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, place, *map(str, files)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert "go\n" == process.stdout.readline()
    return process


def test_killed_at_any_point(place: str, files: list[Path], expected: tuple[dict[str, list[object]], float]) -> None:
    """Killed again and again, and run once more to the end, the ledger is that of a run that nobody killed."""
    whole, taken = expected
    ledger = Ledger(place)
    ledger.init()
    rng = Random(11)
    for _ in range(POINTS):
        process = run(place, files)
        time.sleep(rng.uniform(0, taken))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    with run(place, files) as process:
        assert 0 == process.wait(120)
    assert ITEMS == len(whole["items"])
    assert whole == contents(ledger)
    ledger.close()


def test_two_processes_at_once(place: str, files: list[Path], expected: tuple[dict[str, list[object]], float]) -> None:
    """Two processes that record the same files in different orders come to what one comes to."""
    ledger = Ledger(place)
    ledger.init()
    both = [run(place, files), run(place, files[::-1])]
    for process in both:
        process.communicate(timeout=120)
    assert [0, 0] == [process.returncode for process in both]
    assert expected[0] == contents(ledger)
    ledger.close()
