"""From one edition of the schema to the next. A ledger knows its edition; a program knows the editions it can bring it to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection, func, insert, inspect, select

from ead._version import __version__
from ead.errors import ConfigurationError
from ead.ledger.moments import now
from ead.ledger.schema import FILINGS, METADATA, SCHEMA

__all__ = ["MIGRATIONS", "require_current", "upgrade", "version_of"]


def _first(connection: Connection) -> None:
    METADATA.create_all(connection)


def _filings(connection: Connection) -> None:
    FILINGS.create(connection, checkfirst=True)


MIGRATIONS: Mapping[int, Callable[[Connection], None]] = {1: _first, 2: _filings}
"""What brings a ledger to each edition from the one before it."""


def version_of(connection: Connection) -> int:
    """The edition of a ledger's schema; 0 when there is no ledger in the database."""
    if not inspect(connection).has_table(SCHEMA.name):
        return 0
    return connection.execute(select(func.max(SCHEMA.c.version))).scalar() or 0


def upgrade(connection: Connection) -> list[int]:
    """Bring a ledger to the newest edition; returns the editions it went through. Raises :class:`ConfigurationError` for a newer one."""
    current = version_of(connection)
    _refuse_newer(current)
    steps = [version for version in sorted(MIGRATIONS) if version > current]
    for version in steps:
        MIGRATIONS[version](connection)
        connection.execute(insert(SCHEMA).values(version=version, applied_at=now(), ead=__version__))
    return steps


def require_current(connection: Connection, name: str) -> None:
    """Raise :class:`ConfigurationError`, with what to do, unless the ledger has the edition that this program works with."""
    current = version_of(connection)
    if not current:
        raise ConfigurationError(f'there is no ledger at "{name}"; make one with "ead ledger init"')
    _refuse_newer(current)
    if current < max(MIGRATIONS):
        raise ConfigurationError(f'the ledger at "{name}" has schema {current}, expected {max(MIGRATIONS)}; run "ead ledger upgrade"')


def _refuse_newer(current: int) -> None:
    if current > max(MIGRATIONS):
        raise ConfigurationError(f"the ledger has schema {current}, this version of ead knows {max(MIGRATIONS)}; use a newer ead")
