"""``ead validate --jobs``: folders and large messages give the report of one job; Ctrl-C leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from ead.engines import folder as engine
from ead.engines import spread
from ead.engines.crew import Crew, Fate

Make = Callable[..., Path]
Run = Callable[..., Result]
PLAIN = ("--profile", "structure", "--as-of", "2026-11-21")


@pytest.fixture
def folder(message: Make) -> Path:
    """Small messages, one that counts as large, and files that are none."""
    for number in range(6):
        message({}, {"gross_weight": "x"} if number % 2 else {}, name=f"in/{number}.xml")
    message(*({} for _ in range(40)), name="in/large.xml")
    Path("in/items.ndjson").write_text('{"item_id": "LX806576725TW"}\n')
    Path("in/empty.json").touch()
    Path("in/junk.csv").write_bytes(b"\xff\xfe\x00")
    return Path("in")


@pytest.mark.parametrize("report", ["json", "ndjson", "csv", "junit", "sarif", "text"])
def test_folder(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, report: str) -> None:
    """A folder gives the same bytes with two jobs, whatever the form of the report."""
    monkeypatch.setattr(engine, "SMALL", 8_000)
    monkeypatch.setattr(engine, "_MOST_FILES", 2)
    monkeypatch.setattr(spread, "SMALL", 8_000)
    one = run("validate", str(folder), "missing.xml", *PLAIN, "--report", report)
    two = run("validate", str(folder), "missing.xml", *PLAIN, "--report", report, "--jobs", "2")
    assert (3, one.stdout, one.stderr) == (two.exit_code, two.stdout, two.stderr)


def test_split(run: Run, folder: Path) -> None:
    """Messages are split as ever."""
    for jobs in ("1", "2"):
        run("validate", str(folder), *PLAIN, "-q", "--split", f"out{jobs}", "--jobs", jobs)
    names = sorted(path.name for path in Path("out1").iterdir())
    assert names == sorted(path.name for path in Path("out2").iterdir())
    assert [Path("out1", name).read_bytes() for name in names] == [Path("out2", name).read_bytes() for name in names]


def test_files_that_kill(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file at which workers end is taken apart if it can be; else it is incomplete as a whole."""
    Path("in/whole.json").write_text('{"message": "ITMATT", "version": "1", "items": []}')
    monkeypatch.setattr("ead.engines.folder.answers", lambda crew, files, form: ((file, Fate.DIED) for file in files))
    one = run("validate", "in/0.xml", "in/1.xml", *PLAIN, "--report", "json")
    two = run("validate", "in/0.xml", "in/1.xml", *PLAIN, "--report", "json", "--jobs", "2")
    assert one.output == two.output
    found = run("validate", "in/whole.json", "in/whole.json", *PLAIN, "--report", "csv", "--jobs", "2")
    assert (3, 2) == (found.exit_code, found.output.count("CORE-INT-017"))


def test_half_of_the_files() -> None:
    """Files at which workers end are halved, down to one."""
    task = engine._FilesTask(["a", "b", "c"], None)  # type: ignore[list-item]
    assert [["a"], ["b", "c"]] == [part.files for part in task.halves()]
    assert [] == task.halves()[0].halves()


def test_number_of_jobs(run: Run, message: Make) -> None:
    """No jobs are wrong usage."""
    assert 2 == run("validate", str(message()), "--jobs", "0").exit_code


def test_one_job_starts_nothing(run: Run, message: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small message is checked before a worker would have started."""

    def start(self: Crew) -> None:
        raise AssertionError

    monkeypatch.setattr(Crew, "_start", start)
    assert 0 == run("validate", str(message()), *PLAIN, "--jobs", "2").exit_code


@pytest.mark.usefixtures("_interruptible")
def test_interrupt(message: Make) -> None:
    """Ctrl-C, which reaches all processes, gives one word, and no worker stays."""
    source = message(*({"gross_weight": "x"} for _ in range(8_000)))
    arguments = (sys.executable, "-m", "ead", "validate", str(source), *PLAIN, "--jobs", "2", "--report", "ndjson")
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert (130, b"interrupted") == (process.returncode, errors.strip())
    for _ in range(50):
        left = subprocess.run(("ps", "-o", "pid=", "-g", str(process.pid)), capture_output=True).stdout.split()
        if not left:
            break
        time.sleep(0.1)
    assert [] == left
