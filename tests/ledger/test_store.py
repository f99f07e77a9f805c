"""Opening a ledger, its schema, and its failures in plain words."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from ledger_dialogue import contents, message, states
from sqlalchemy import insert, inspect

from ead.errors import ConfigurationError
from ead.ledger import Ingestor, Ledger, LedgerUnavailable, migrations
from ead.ledger.schema import METADATA, SCHEMA


def test_init_is_done_once(place: str) -> None:
    """A ledger that is there stays as it is; upgrading a current one does nothing."""
    ledger = Ledger(place)
    assert (sorted(migrations.MIGRATIONS), [], []) == (ledger.init(), ledger.init(), ledger.upgrade())
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
    new = max(migrations.MIGRATIONS) + 1
    monkeypatch.setattr(migrations, "MIGRATIONS", {**migrations.MIGRATIONS, new: lambda connection: steps.append(new)})
    with pytest.raises(ConfigurationError, match=f'schema {new - 1}, expected {new}; run "ead ledger upgrade"'):
        Ingestor(ledger).record(message("ITMATT"))
    assert ([new], [], [new]) == (ledger.upgrade(), ledger.upgrade(), steps)
    assert "recorded" == Ingestor(ledger).record(message("ITMATT")).outcome
    with ledger.writing() as connection:
        connection.execute(insert(SCHEMA).values(version=99, applied_at="", ead="9"))
    newer = Ledger(ledger.url.render_as_string(hide_password=False))
    for use in (newer.reading().__enter__, newer.upgrade, newer.init):
        with pytest.raises(ConfigurationError, match="use a newer ead"):
            use()
    newer.close()


def test_a_ledger_of_the_first_schema(place: str) -> None:
    """A ledger that an older ead has made is refused until it is upgraded; then all that was in it is there, and messages go on from there."""
    first = json.loads(Path(__file__).with_name("schema-1.json").read_text("utf-8"))
    if not place.startswith("postgresql"):
        Path(place).touch()
    ledger = Ledger(place)
    with ledger.engine.begin() as connection:
        for statement in first["ddl"]:
            connection.exec_driver_sql(statement)
        for name, rows in first["rows"].items():
            if rows:
                connection.execute(METADATA.tables[name].insert(), rows)
    with pytest.raises(ConfigurationError, match=r'has schema 1, expected [0-9]+; run "ead ledger upgrade"'):
        Ingestor(ledger).record(message("ITMATT"))
    assert (list(range(2, max(migrations.MIGRATIONS) + 1)), []) == (ledger.upgrade(), ledger.upgrade())
    assert {"2026-11-02": "referred RFI"} == states(ledger)
    with ledger.reading() as connection:
        assert {table.name for table in METADATA.sorted_tables} <= set(inspect(connection).get_table_names())
        for table in METADATA.sorted_tables:
            present = {index["name"] for index in inspect(connection).get_indexes(table.name)}
            assert (table.name, {index.name for index in table.indexes}) == (table.name, present)
    before = contents(ledger)
    again = [{}, {"item_id": "RR000000005TW"}]
    assert "recorded" == Ingestor(ledger).record(message("ITMATT", *again) + b"\n").outcome
    assert before == contents(ledger)
    assert "recorded" == Ingestor(ledger).record(message("ITMATT", {"gross_weight": "0.5"}, created_at="2026-11-04T10:00:00Z")).outcome
    assert {"2026-11-02": "answered"} == states(ledger)
    ledger.close()


def test_a_step_that_fails_changes_nothing(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables that a broken step has made are gone again."""

    def broken(connection: object) -> None:
        connection.exec_driver_sql("CREATE TABLE half (x integer)")  # type: ignore[attr-defined]
        raise ConfigurationError("broken")

    with monkeypatch.context() as patched:
        patched.setattr(migrations, "MIGRATIONS", {**migrations.MIGRATIONS, 99: broken})
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


def test_the_database_is_imported_only_when_used() -> None:
    """The rules of the states, and the help of the command, need no SQLAlchemy."""
    program = (
        "import sys; import ead.ledger.states, ead.ledger.settle, ead.cli.ledger; "
        "assert not {'sqlalchemy', 'psycopg'} & set(sys.modules), 'loaded'"
    )
    assert 0 == subprocess.run([sys.executable, "-c", program], check=False).returncode
