"""Opening a ledger: a SQLite file or a PostgreSQL database, its transactions, and its failures in plain words."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ead.errors import ConfigurationError
from ead.ledger.errors import LedgerUnavailable

try:
    from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
    from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
except ImportError as error:
    raise ConfigurationError('the ledger needs more packages; install them with pip install "ead[ledger]"') from error

from ead.ledger import migrations

__all__ = ["DEFAULT_LEDGER", "Ledger"]

DEFAULT_LEDGER = "ead-ledger.sqlite"
_BUSY_SECONDS = 60
_CONNECT_SECONDS = 10
_CACHE_KIB = 32 * 1024  # pages of indexes are written in no order; with the default of 2 MB the same ones come and go
_JOURNAL_BYTES = 64 * 1024 * 1024
_WRITER_LOCK = 0x656164  # "ead": any number will do that all writers of a ledger agree on


class Ledger:
    """A ledger, by a file name (SQLite) or an SQLAlchemy URL.

    Raises :class:`~ead.errors.ConfigurationError` for a URL that is none, a missing driver or another database than SQLite and PostgreSQL.
    Nothing is opened before it is used.
    """

    def __init__(self, place: str | os.PathLike[str] = DEFAULT_LEDGER) -> None:
        self.url = _url_of(os.fspath(place))
        self.name = self.url.database or "" if self.is_sqlite else self.url.render_as_string(hide_password=True)
        self.engine = self._engine()
        self._checked = False

    @property
    def is_sqlite(self) -> bool:
        """Whether the ledger is a SQLite file."""
        return self.url.get_backend_name() == "sqlite"

    def init(self) -> list[int]:
        """Make the ledger; returns the editions of the schema it went through, none when it was there. See :meth:`upgrade` for errors."""
        return self.upgrade(make=True)

    def upgrade(self, *, make: bool = False) -> list[int]:
        """Bring the schema to the newest edition; returns the editions it went through.

        Raises :class:`~ead.errors.ConfigurationError` for a newer schema, and, unless it is to be made, for a ledger that is not there;
        :class:`LedgerUnavailable` when the database cannot be reached.
        """
        if not make:
            self._refuse_missing()
        with self._guarded(), self.engine.connect().execution_options(ead_write=True) as connection, connection.begin():
            if not make and not migrations.version_of(connection):
                raise ConfigurationError(f'there is no ledger at "{self.name}"; make one with "ead ledger init"')
            return migrations.upgrade(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads. Raises as :meth:`writing` does."""
        self._check()
        with self._guarded(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes; one at a time for a ledger. Leaving with an exception undoes all of it.

        Raises :class:`~ead.errors.ConfigurationError` when there is no ledger or its schema is another edition,
        :class:`LedgerUnavailable` when the database cannot be reached or goes away.
        """
        self._check()
        with self._guarded(), self.engine.connect().execution_options(ead_write=True) as connection, connection.begin():
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITER_LOCK})
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _check(self) -> None:
        if self._checked:
            return
        self._refuse_missing()
        with self._guarded(), self.engine.connect() as connection:
            migrations.require_current(connection, self.name)
        self._checked = True

    def _refuse_missing(self) -> None:
        if self.is_sqlite and not os.path.isfile(self.url.database or ""):
            raise ConfigurationError(f'there is no ledger at "{self.name}"; make one with "ead ledger init"')

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Turn failures of the database into one line that shows no values."""
        try:
            yield
        except DBAPIError as error:
            raise LedgerUnavailable(f'the ledger at "{self.name}" cannot be used: {_reason(error)}') from error
        except SQLAlchemyError as error:
            raise LedgerUnavailable(f'the ledger at "{self.name}" cannot be used: {type(error).__name__}') from error
        except self.engine.dialect.loaded_dbapi.Error as error:  # of statements that go past SQLAlchemy (ead.ledger.rows)
            raise LedgerUnavailable(f'the ledger at "{self.name}" cannot be used: {_first_line(error)}') from error

    def _engine(self) -> Engine:
        try:
            wait = {"timeout": _BUSY_SECONDS} if self.is_sqlite else {"connect_timeout": _CONNECT_SECONDS}
            wait = {name: seconds for name, seconds in wait.items() if name not in self.url.query}
            engine = create_engine(self.url, connect_args=wait, pool_pre_ping=not self.is_sqlite)
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise ConfigurationError(f'"{self.name}" cannot be opened as a ledger: {error}') from error
        if self.is_sqlite:
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        return engine


def _url_of(place: str) -> URL:
    try:
        url = make_url(place) if "://" in place else URL.create("sqlite", database=place)
    except (ArgumentError, ValueError) as error:
        raise ConfigurationError("the URL of the ledger is none, expected one such as postgresql+psycopg://user@host/database") from error
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise ConfigurationError(f'a ledger cannot be kept in "{url.get_backend_name()}", expected sqlite or postgresql')
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise ConfigurationError("the URL of the ledger names no file, expected one such as sqlite:///ead-ledger.sqlite")
    return url


def _prepare_sqlite(connection: Any, record: Any) -> None:
    """The driver begins no transaction of its own accord; the file is kept so that readers and the writer do not wait for each other."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # recorded means: on the disk, whatever happens to the machine
    cursor.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    cursor.execute(f"PRAGMA journal_size_limit = {_JOURNAL_BYTES}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("ead_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _reason(error: DBAPIError) -> str:
    """The first line of what the driver says; connection failures name host and port, never a row."""
    told = error.connection_invalidated or type(error).__name__ == "OperationalError"
    return _first_line(error.orig) if told else type(error.orig).__name__


def _first_line(error: BaseException | None) -> str:
    first = str(error).strip().splitlines()[:1] or [type(error).__name__]
    return first[0][:200].lower()
