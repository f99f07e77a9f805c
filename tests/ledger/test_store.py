"""Opening a ledger, its schema, and its failures in plain words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from ledger_dialogue import message, states
from sqlalchemy import insert

from ead.errors import ConfigurationError
from ead.ledger import Ingestor, Ledger, LedgerUnavailable, migrations
from ead.ledger.schema import SCHEMA


def test_init_is_done_once(place: str) -> None:
    """A ledger that is there stays as it is; upgrading a current one does nothing."""
    ledger = Ledger(place)
    assert ([1], [], []) == (ledger.init(), ledger.init(), ledger.upgrade())
    ledger.close()


def test_a_ledger_has_to_be_made_first(place: str) -> None:
    """Without tables there is nothing to read, write or upgrade, and the text says what to do."""
    ledger = Ledger(place)
    for use in (lambda: Ingestor(ledger).record(b"x"), ledger.upgrade, ledger.reading().__enter__):
        with pytest.raises(ConfigurationError, match='make one with "ead ledger init"'):
            use()
    ledger.close()


def test_newer_and_older_schemas(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """An older schema asks for an upgrade, which runs each step once; a newer one asks for a newer ead."""
    steps: list[int] = []
    monkeypatch.setattr(migrations, "MIGRATIONS", {**migrations.MIGRATIONS, 2: lambda connection: steps.append(2)})
    with pytest.raises(ConfigurationError, match='schema 1, expected 2; run "ead ledger upgrade"'):
        Ingestor(ledger).record(message("ITMATT"))
    assert ([2], [], [2]) == (ledger.upgrade(), ledger.upgrade(), steps)
    assert "recorded" == Ingestor(ledger).record(message("ITMATT")).outcome
    with ledger.writing() as connection:
        connection.execute(insert(SCHEMA).values(version=9, applied_at="", ead="9"))
    newer = Ledger(ledger.url.render_as_string(hide_password=False))
    for use in (newer.reading().__enter__, newer.upgrade, newer.init):
        with pytest.raises(ConfigurationError, match="use a newer ead"):
            use()
    newer.close()


def test_a_step_that_fails_changes_nothing(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables that a broken step has made are gone again."""

    def broken(connection: object) -> None:
        connection.exec_driver_sql("CREATE TABLE half (x integer)")  # type: ignore[attr-defined]
        raise ConfigurationError("broken")

    with monkeypatch.context() as patched:
        patched.setattr(migrations, "MIGRATIONS", {**migrations.MIGRATIONS, 2: broken})
        with pytest.raises(ConfigurationError, match="broken"):
            ledger.upgrade()
    with ledger.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE half (x integer)")
    assert {} == states(ledger)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("://", "is none"),
        ("mysql://host/db", "cannot be kept in"),
        ("sqlite://", "names no file"),
        ("postgresql+nonsense://host/db", "cannot be opened"),
    ],
)
def test_wrong_urls(url: str, said: str) -> None:
    """A URL that is none, of another database, without a file or with an unknown driver."""
    with pytest.raises(ConfigurationError, match=said):
        Ledger(url)


def test_a_database_that_is_away(tmp_path: Path) -> None:
    """One line that names the place, but no password."""
    ledger = Ledger("postgresql://ann:secret@127.0.0.1:1/none")
    with pytest.raises(LedgerUnavailable, match="cannot be used") as caught:
        ledger.init()
    assert "secret" not in str(caught.value)
    (tmp_path / "broken.sqlite").write_text("no database, but a text that is longer than a header " * 20, "utf-8")
    with pytest.raises(LedgerUnavailable):
        Ledger(tmp_path / "broken.sqlite").upgrade()


def test_a_database_that_goes_away_in_mid_transaction(server: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection is cut while a message is written: it is begun again, and is there once."""
    ledger = Ledger(server.new_database())  # type: ignore[attr-defined]
    ledger.init()
    ingestor = Ingestor(ledger)
    cuts = iter([True])
    take = ingestor._take

    def cut(connection: object, *more: object) -> str:
        done = take(connection, *more)  # type: ignore[arg-type]
        if next(cuts, False):
            own = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()  # type: ignore[attr-defined]
            other = Ledger(ledger.url.render_as_string(hide_password=False))
            with other.reading() as second:
                second.exec_driver_sql(f"SELECT pg_terminate_backend({own})")
            other.close()
        return done

    monkeypatch.setattr(ingestor, "_take", cut)
    done = ingestor.record(message("ITMATT"))
    assert ("recorded", False, {"2026-11-02": "declared"}) == (done.outcome, done.known, states(ledger))
    ledger.close()


def test_the_database_is_imported_only_when_used() -> None:
    """The rules of the states, and the help of the command, need no SQLAlchemy."""
    program = (
        "import sys; import ead.ledger.states, ead.ledger.settle, ead.cli.ledger; "
        "assert not {'sqlalchemy', 'psycopg'} & set(sys.modules), 'loaded'"
    )
    assert 0 == subprocess.run([sys.executable, "-c", program], check=False).returncode
