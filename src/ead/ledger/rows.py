"""Rows into tables and out of them, many at a time: the few statements that a ledger's speed hangs on, for both databases.

They go past SQLAlchemy's compiler, which takes longer over a row than SQLite takes to write it. PostgreSQL gets many rows by ``COPY`` into
a temporary table and from there in one statement: a row at a time costs it twice as much.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table

__all__ = ["chunks", "put", "remove_about", "rows_about"]

_MOST = 1_000
_FEW = 32  # rows below which a temporary table does not pay


def chunks(values: Iterable[Any], size: int = _MOST) -> Iterator[list[Any]]:
    """The values in lists of at most ``size``."""
    found = iter(values)
    while part := list(islice(found, size)):
        yield part


def put(connection: Connection, table: Table, rows: Sequence[Any], *, over: Sequence[str] = ()) -> None:
    """Insert rows: mappings by column, or sequences in the order of the columns.

    One that is there already stays, or takes the new values of the columns ``over``; no two rows may have the same key then.
    """
    if not rows:
        return
    names = tuple(column.name for column in table.columns)
    values: Sequence[Any] = [tuple(row[name] for name in names) for row in rows] if isinstance(rows[0], Mapping) else rows
    columns, conflict = ", ".join(names), _on_conflict(table, tuple(over))
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite or len(values) < _FEW:
        places = ", ".join(["?" if is_sqlite else "%s"] * len(names))
        # Names of the schema only; values go as parameters.
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({columns}) VALUES ({places}) {conflict}", values)  # noqa: S608
    else:
        _copy(connection, table.name, columns, values, conflict)


@cache
def _on_conflict(table: Table, over: tuple[str, ...]) -> str:
    if not over:
        return "ON CONFLICT DO NOTHING"
    key = ", ".join(column.name for column in table.primary_key.columns)
    return f"ON CONFLICT ({key}) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in over)}"


def _copy(connection: Connection, name: str, columns: str, rows: Sequence[Sequence[Any]], conflict: str) -> None:
    stage = f"stage_{name}"
    cursor: Any = connection.connection.cursor()
    with cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {stage} (LIKE {name}) ON COMMIT DELETE ROWS")
        with cursor.copy(f"COPY {stage} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {stage} {conflict}")  # noqa: S608
        cursor.execute(f"TRUNCATE {stage}")


def rows_about(connection: Connection, table: Table, columns: Sequence[str], identifiers: Collection[str]) -> dict[str, list[Any]]:
    """Columns of the rows of a table by their S10 identifier, which stands first in each."""
    query = f"SELECT s10, {', '.join(columns)} FROM {table.name} WHERE {_among(connection)}"  # noqa: S608
    found: dict[str, list[Any]] = {}
    for row in connection.exec_driver_sql(query, _parameter(connection, identifiers)).cursor.fetchall():
        found.setdefault(row[0], []).append(row)
    return found


def remove_about(connection: Connection, table: Table, identifiers: Collection[str]) -> None:
    """Delete the rows about these identifiers."""
    connection.exec_driver_sql(f"DELETE FROM {table.name} WHERE {_among(connection)}", _parameter(connection, identifiers))  # noqa: S608


def _among(connection: Connection) -> str:
    return "s10 IN (SELECT value FROM json_each(?))" if connection.dialect.name == "sqlite" else "s10 = ANY(%s)"


def _parameter(connection: Connection, identifiers: Collection[str]) -> tuple[Any]:
    """One parameter for any number of identifiers: a statement with a place for each would be compiled anew for each number."""
    return (json.dumps(list(identifiers)),) if connection.dialect.name == "sqlite" else (list(identifiers),)
