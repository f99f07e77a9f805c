"""Until when open referrals are to be answered, and which are past that.

Where the message names a time, that is the deadline. Else it is so many hours after the question as a table says, or the departure of the
item, whichever comes first: the risk analysis of mail is made before loading (Union Customs Code, articles 127 and 128; Implementing
Regulation (EU) 2015/2447, article 186). An item that has not departed and has no row in the table has no time, but is due before loading.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from heapq import nsmallest
from importlib import resources
from typing import Any

from sqlalchemy import Connection, and_, func, select

from ead.errors import ConfigurationError
from ead.ledger.moments import UNKNOWN, in_utc
from ead.ledger.schema import EVENTS, ITEMS, REFERRALS
from ead.ledger.states import Happening, ReferralStatus
from ead.table_file import Row, read_rows

__all__ = ["BY_DEPARTURE", "BY_MESSAGE", "BY_TABLE", "UNTIL_LOADING", "Deadlines", "builtin", "open_referrals", "read_deadlines"]

BY_MESSAGE, BY_TABLE, BY_DEPARTURE, UNTIL_LOADING = "message", "table", "departure", "loading"
"""What a deadline is from; the last has no time yet."""

_MOST_HOURS = 24 * 366
_PLACE = "[A-Z]{2}"
_TYPE = "[A-Z]{1,3}"


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Hours by type of referral and country of destination; no country stands for any."""

    hours: Mapping[tuple[str, str], int]

    def of(self, referral: Mapping[str, Any]) -> tuple[str, str]:
        """The deadline of a referral (a time as the ledger keeps it, or the empty text) and what it is from.

        ``referral`` has the columns of the table of referrals, ``destination`` (the operator's code) and ``departed`` (the first departure
        after the question, or ``None``).
        """
        if referral["respond_by"]:
            return str(referral["respond_by"]), BY_MESSAGE
        kind, place = referral["type"], referral["destination"][:2]
        hours = self.hours.get((kind, place), self.hours.get((kind, "")))
        found = [(referral["departed"], BY_DEPARTURE)] if referral["departed"] else []
        if hours is not None and referral["issued_at"] != UNKNOWN:
            found.append((in_utc(datetime.fromisoformat(referral["issued_at"]) + timedelta(hours=hours)), BY_TABLE))
        return min(found, default=(UNKNOWN, UNTIL_LOADING))


@cache
def builtin() -> Deadlines:
    """The deadlines that ship with the library."""
    text = (resources.files("ead.ledger") / "data" / "deadlines.toml").read_text("utf-8")
    return Deadlines({(row["type"], row.get("destination", "")): row["hours"] for row in tomllib.loads(text)["deadline"]})


def read_deadlines(path: str | os.PathLike[str]) -> Deadlines:
    """The built-in deadlines with those of a CSV or TOML file: ``type``, ``hours`` and, where it matters, ``destination``.

    Raises :class:`~ead.errors.ConfigurationError` with file, line, key and what was expected.
    """
    found: dict[tuple[str, str], int] = {}
    for row in read_rows(path, "deadline", ("type", "hours"), ("destination",)):
        key = (_matching(row, "type", _TYPE, "RFI"), _matching(row, "destination", _PLACE, "DE") if "destination" in row.values else "")
        if key in found:
            raise row.wrong("type", f'there is a deadline for "{key[0]}" already')
        found[key] = _hours(row)
    if not found:
        raise ConfigurationError(f"{os.fspath(path)}, line 1: deadline: has no deadlines, expected one row or more")
    return Deadlines({**builtin().hours, **found})


def _matching(row: Row, key: str, pattern: str, example: str) -> str:
    text = row.text(key)
    if not re.fullmatch(pattern, text):
        raise row.wrong(key, f'"{text}" cannot be one, expected capital letters such as {example}')
    return text


def _hours(row: Row) -> int:
    text = str(row.values["hours"])
    if not re.fullmatch("[0-9]{1,4}", text) or int(text) > _MOST_HOURS:
        raise row.wrong("hours", f'"{text}" is no number of hours, expected a whole number up to {_MOST_HOURS}')
    return int(text)


def open_referrals(connection: Connection, deadlines: Deadlines, *, limit: int, before: str | None = None) -> list[dict[str, Any]]:
    """Open referrals with ``deadline`` and ``deadline_from``, the most urgent first; those without a time last.

    With ``before``, only those whose deadline is past at that time.
    """
    rows = (row for row in _open(connection, deadlines) if before is None or (row["deadline"] != UNKNOWN and row["deadline"] < before))
    return nsmallest(limit, rows, key=lambda row: (row["deadline"] == "", row["deadline"], row["issued_at"], row["s10"], row["referral"]))


def _open(connection: Connection, deadlines: Deadlines) -> Iterator[dict[str, Any]]:
    left = (
        select(func.min(EVENTS.c.at))
        .where(
            EVENTS.c.s10 == REFERRALS.c.s10,
            EVENTS.c.item == REFERRALS.c.posted,
            EVENTS.c.happening == Happening.FLOWN.value,
            EVENTS.c.at > REFERRALS.c.issued_at,
        )
        .scalar_subquery()
        .label("departed")
    )
    columns = [column for column in REFERRALS.c if column.name not in ("closed_at", "closed_by")]
    items = and_(ITEMS.c.s10 == REFERRALS.c.s10, ITEMS.c.posted == REFERRALS.c.posted)
    query = select(*columns, ITEMS.c.destination, left).join(ITEMS, items).where(REFERRALS.c.status == ReferralStatus.OPEN.value)
    for row in connection.execute(query.execution_options(yield_per=1_000)).mappings():
        at, source = deadlines.of(dict(row))
        yield {**{column.name: row[column.name] for column in columns}, "deadline": at, "deadline_from": source}
