"""What the ledger can be asked: an item's story, what is open or overdue, totals, all items. Nothing personal is in the answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, func, select, tuple_

from ead.ledger.customs import waiting
from ead.ledger.customs_findings import refusals_of
from ead.ledger.deadlines import Deadlines, builtin, open_referrals
from ead.ledger.schema import EVENTS, ITEMS, MESSAGES, REFERRALS, REVISIONS
from ead.ledger.states import State

__all__ = ["export", "open_matters", "overdue", "parked", "refused", "status", "totals"]

_PAGE = 1_000
Row = dict[str, Any]


def status(connection: Connection, s10: str) -> Row:
    """The story of an S10 identifier: its items by posting date, each with revisions, events and referrals, and events that are parked.

    ``refusals`` are the errors by which customs refused its filings, as findings, as long as none was filed anew.
    """
    items = _rows(connection, ITEMS, s10, "posted")
    revisions, events = _rows(connection, REVISIONS, s10, "at", "kind", "id"), _rows(connection, EVENTS, s10, "at", "kind", "id")
    referrals = _rows(connection, REFERRALS, s10, "issued_at", "referral")
    for item in items:
        posted = item["posted"]
        item["revisions"] = [_without(one, "s10", "posted") for one in revisions if one["posted"] == posted]
        item["events"] = [_without(one, "s10", "item") for one in events if one["item"] == posted]
        item["referrals"] = [_without(one, "s10", "posted") for one in referrals if one["posted"] == posted]
    refusals = [finding.as_dict() for finding in refusals_of(connection, s10)]
    return {
        "s10": s10,
        "items": items,
        "parked": [_without(one, "s10", "item") for one in events if one["item"] is None],
        "refusals": refusals,
    }


def open_matters(connection: Connection, *, deadlines: Deadlines | None = None, limit: int = _PAGE) -> Row:
    """Open referrals with their deadlines, the most urgent first, events whose item has not arrived, answers whose filing has not."""
    referrals = open_referrals(connection, deadlines or builtin(), limit=limit)
    return {"referrals": referrals, "parked": parked(connection, limit), "waiting": waiting(connection, limit)}


def parked(connection: Connection, limit: int = _PAGE) -> list[Row]:
    """Events whose item has not arrived, oldest first."""
    columns = (EVENTS.c[name] for name in ("s10", "posted", "at", "kind", "code", "message"))
    found = connection.execute(
        select(*columns).where(EVENTS.c.item.is_(None)).order_by(EVENTS.c.at, EVENTS.c.s10, EVENTS.c.id).limit(limit)
    )
    return [dict(row._mapping) for row in found]


def overdue(connection: Connection, at: str, *, sent_before: str = "", deadlines: Deadlines | None = None, limit: int = _PAGE) -> Row:
    """Open referrals whose deadline is past at that time, and items that were sent to customs before ``sent_before`` and have no answer."""
    late = open_referrals(connection, deadlines or builtin(), limit=limit, before=at)
    query = select(ITEMS).where(ITEMS.c.state == State.SENT.value, ITEMS.c.since < sent_before)
    waiting = connection.execute(query.order_by(ITEMS.c.since, ITEMS.c.s10, ITEMS.c.posted).limit(limit))
    return {"referrals": late, "unanswered": [dict(row._mapping) for row in waiting]}


def totals(connection: Connection) -> Row:
    """How many messages by kind, direction and outcome, items by state, referrals by type and status, and parked events."""
    message = (MESSAGES.c.kind, MESSAGES.c.direction, MESSAGES.c.outcome)
    return {
        "messages": _counts(connection, *message),
        "items": _counts(connection, ITEMS.c.state),
        "referrals": _counts(connection, REFERRALS.c.type, REFERRALS.c.status),
        "parked": connection.execute(select(func.count()).select_from(EVENTS).where(EVENTS.c.item.is_(None))).scalar_one(),
    }


def refused(connection: Connection, limit: int = _PAGE) -> list[Row]:
    """Messages that were refused, the last first, with their reports."""
    query = select(MESSAGES).where(MESSAGES.c.outcome == "refused").order_by(MESSAGES.c.recorded_at.desc(), MESSAGES.c.sha256).limit(limit)
    return [{**row._mapping, "report": json.loads(row.report)} for row in connection.execute(query)]


def export(connection: Connection) -> Iterator[Row]:
    """Every item with its state, in the order of identifier and posting date; memory does not grow."""
    query = select(ITEMS).order_by(ITEMS.c.s10, ITEMS.c.posted).limit(_PAGE)
    page = query
    while True:
        rows = connection.execute(page).all()
        for row in rows:
            yield dict(row._mapping)
        if len(rows) < _PAGE:
            return
        page = query.where(tuple_(ITEMS.c.s10, ITEMS.c.posted) > tuple_(rows[-1].s10, rows[-1].posted))


def _counts(connection: Connection, *columns: Any) -> list[Row]:
    query = select(*columns, func.count().label("count")).group_by(*columns).order_by(*columns)
    return [dict(row._mapping) for row in connection.execute(query)]


def _rows(connection: Connection, table: Table, s10: str, *order: str) -> list[Row]:
    return [_read(dict(row._mapping)) for row in connection.execute(_about(table, order), {"about": s10})]


@cache
def _about(table: Table, order: tuple[str, ...]) -> Select[Any]:
    """The rows about an identifier; made once, for making it takes longer than the database needs."""
    return select(table).where(table.c.s10 == bindparam("about")).order_by(*(table.c[name] for name in order))


def _read(row: Row) -> Row:
    return {**row, "facts": json.loads(row["facts"])} if "facts" in row else row


def _without(row: Mapping[str, Any], *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}
