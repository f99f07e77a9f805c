"""Databases that go away, stand still or are the wrong ones: a line that says so, a retry where it is safe, nothing lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ledger_dialogue import contents, message
from sqlalchemy import event, insert

from ead.ledger import Ingestor, Ledger, LedgerUnavailable
from ead.ledger.rows import put
from ead.ledger.schema import PERSONAL, SCHEMA

MANY = [{"item_id": f"LX{number:09d}TW"} for number in range(3_000)]
# ``ead ledger ingest`` that stands still in the middle of its transaction until it is told to go on.
PAUSED = """
import sys
from ead.cli.program import program
from ead.ledger import ingest

record_batch, batches = ingest.record_batch, []
def paused(connection, batch):
    record_batch(connection, batch)
    batches.append(batch)
    if len(batches) == 1:
        print("written a batch", flush=True)
        sys.stdin.readline()
ingest.record_batch = paused
program(["ledger", "ingest", *sys.argv[1:]])
"""
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start ``ead ledger ingest`` on a message of two batches; returns when the first is written and the transaction is open."""
    path = tmp_path / "many.json"
    path.write_bytes(message("ITMATT", *MANY))
    begun: list[subprocess.Popen[str]] = []

    def run(place: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", PAUSED, str(path), "--ledger", place],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        begun.append(process)
        assert process.stdout is not None
        assert "written a batch\n" == process.stdout.readline()
        return process

    yield run
    for process in begun:
        process.kill()
        process.communicate()


def go_on(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Let it go on; its exit code, and what it printed since."""
    out, err = process.communicate("\n", timeout=120)
    return process.returncode, out, err


@pytest.fixture
def whole(tmp_path: Path) -> dict[str, list[Any]]:
    """What a ledger holds when nothing goes wrong."""
    ledger = Ledger(tmp_path / "whole.sqlite")
    ledger.init()
    Ingestor(ledger).record(message("ITMATT", *MANY))
    found = contents(ledger)
    ledger.close()
    return found


@pytest.mark.slow
def test_a_server_that_stops_and_stays_away(server: Any, start: Start, whole: dict[str, list[Any]], tmp_path: Path) -> None:
    """Stopped in mid-transaction: exit code 3 and one line; nothing is written, and the same command later records it all."""
    place = server.new_database()
    ledger = Ledger(place)
    ledger.init()
    ledger.close()
    process = start(place)
    server.stop()
    try:
        code, out, err = go_on(process)
    finally:
        server.start()
    assert (3, "", 1, True) == (code, out, len(err.splitlines()), err.startswith('error: the ledger at "postgresql+psycopg://ead@'))
    assert not any(contents(ledger).values())
    assert "recorded" == Ingestor(ledger).record(tmp_path / "many.json").outcome
    assert whole == contents(ledger)
    ledger.close()


@pytest.mark.slow
def test_a_server_that_is_restarted(server: Any, start: Start, whole: dict[str, list[Any]]) -> None:
    """Restarted in mid-transaction: the message is begun again by itself, and is there once."""
    place = server.new_database()
    ledger = Ledger(place)
    ledger.init()
    ledger.close()
    process = start(place)
    server.stop()
    server.start()
    code, out, err = go_on(process)
    assert (0, "", True) == (code, err, "recorded: ITMATT, 3000 item(s)" in out)
    assert whole == contents(ledger)
    ledger.close()


def test_a_connection_that_is_cut(server: Any, start: Start, whole: dict[str, list[Any]]) -> None:
    """One connection is cut in mid-transaction, while the server lives on: the message is begun again, and is there once."""
    place = server.new_database()
    ledger = Ledger(place)
    ledger.init()
    process = start(place)
    with ledger.reading() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        assert [True] == connection.exec_driver_sql(others).scalars().all()
    code, out, err = go_on(process)
    assert (0, "", True) == (code, err, "recorded: ITMATT, 3000 item(s)" in out)
    assert whole == contents(ledger)
    ledger.close()


def write_when_cut(ledger: Ledger, rows: list[tuple[str, ...]]) -> None:
    """Put rows into a ledger through a connection that the server has ended."""
    with ledger.writing() as connection:
        own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with ledger.reading() as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({own})")
        put(connection, PERSONAL, rows)


def test_a_connection_that_is_cut_before_many_rows(server: Any) -> None:
    """Rows that go past SQLAlchemy meet a cut connection with the same kind of error, and no row is in its text."""
    ledger = Ledger(server.new_database())
    ledger.init()
    rows = [(f"{number:032d}", "LX806576725TW", "2026-11-02T00:00:00.000000", "secret") for number in range(100)]
    with pytest.raises(LedgerUnavailable, match="cannot be used") as caught:
        write_when_cut(ledger, rows)
    assert (1, False) == (len(str(caught.value).splitlines()), "secret" in str(caught.value))
    ledger.close()


def test_a_ledger_that_another_program_has_locked(tmp_path: Path) -> None:
    """A SQLite ledger that stays locked beyond the time-out of its URL: one line, exit code 3; nothing is lost once it is free."""
    path, source = tmp_path / "ledger.sqlite", tmp_path / "one.json"
    source.write_bytes(message("ITMATT"))
    ledger = Ledger(f"sqlite:///{path}?timeout=0.1")
    ledger.init()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    command = [sys.executable, "-m", "ead", "ledger", "ingest", str(source), "--ledger", ledger.url.render_as_string()]
    held = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    other.execute("COMMIT")
    other.close()
    line = f'error: the ledger at "{path}" cannot be used: database is locked\n'
    assert (3, "", line) == (held.returncode, held.stdout, held.stderr)
    free = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (0, "") == (free.returncode, free.stderr)
    ledger.close()


def test_a_reader_is_not_held_up(tmp_path: Path, start: Start) -> None:
    """While a message is being written to a SQLite ledger, others read what was there before."""
    place = str(tmp_path / "ledger.sqlite")
    ledger = Ledger(place)
    ledger.init()
    process = start(place)
    assert [] == contents(ledger)["items"]
    assert 0 == go_on(process)[0]
    assert 3_000 == len(contents(ledger)["items"])
    ledger.close()


def test_no_room_for_the_ledger(tmp_path: Path, whole: dict[str, list[Any]]) -> None:
    """A SQLite file that cannot grow is told in one line; nothing of the message is there, and all of it once there is room."""
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.init()
    with ledger.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    full = Ledger(tmp_path / "ledger.sqlite")
    event.listen(full.engine, "connect", lambda connection, _: connection.execute(f"PRAGMA max_page_count = {pages + 50}"))
    with pytest.raises(LedgerUnavailable, match="cannot be used: database or disk is full"):
        Ingestor(full, retries=False).record(message("ITMATT", *MANY))
    full.close()
    assert not any(contents(ledger).values())
    assert "recorded" == Ingestor(ledger).record(message("ITMATT", *MANY)).outcome
    assert whole == contents(ledger)
    ledger.close()


def test_no_room_for_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A spool that cannot be written is told in one line, and nothing is recorded."""
    from ead.ledger.entries import Batch
    from ead.ledger.spool import Spool

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    with Spool(in_memory=10) as spool, pytest.raises(LedgerUnavailable, match="no temporary file can be written: no such file"):
        spool.add(Batch(True, [("x" * 100,)], []))


def test_wrong_and_newer_ledgers(tmp_path: Path, place: str) -> None:
    """A wrong URL, a ledger that is not there and one of a newer schema are exit code 2, with what to do."""
    source = tmp_path / "one.json"
    source.write_bytes(message("ITMATT"))
    missing = subprocess.run(
        [sys.executable, "-m", "ead", "ledger", "ingest", str(source), "--ledger", place], capture_output=True, text=True, check=False
    )
    ledger = Ledger(place)
    ledger.init()
    with ledger.writing() as connection:
        connection.execute(insert(SCHEMA).values(version=999, applied_at="", ead="9"))
    ledger.close()
    newer = subprocess.run(
        [sys.executable, "-m", "ead", "ledger", "ingest", str(source), "--ledger", place], capture_output=True, text=True, check=False
    )
    wrong = subprocess.run(
        [sys.executable, "-m", "ead", "ledger", "ingest", str(source), "--ledger", "oracle://x"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [2, 2, 2] == [missing.returncode, newer.returncode, wrong.returncode]
    assert 'make one with "ead ledger init"' in missing.stderr
    assert "the ledger has schema 999, this version of ead knows" in newer.stderr
    assert "expected sqlite or postgresql" in wrong.stderr
