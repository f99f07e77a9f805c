"""What the ledger can be asked: an item's story, what is open or overdue, totals, all items. Nothing personal is in the answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, func, select

from ead.ledger.schema import EVENTS, ITEMS, MESSAGES, REFERRALS, REVISIONS
from ead.ledger.states import ReferralStatus, State

__all__ = ["export", "open_matters", "overdue", "parked", "refused", "status", "totals"]

_PAGE = 1_000
Row = dict[str, Any]


def status(connection: Connection, s10: str) -> Row:
    """The story of an S10 identifier: its items by posting date, each with revisions, events and referrals, and events that are parked."""
    items = _rows(connection, ITEMS, s10, "posted")
    revisions, events = _rows(connection, REVISIONS, s10, "at", "kind", "id"), _rows(connection, EVENTS, s10, "at", "kind", "id")
    referrals = _rows(connection, REFERRALS, s10, "issued_at", "referral")
    for item in items:
        posted = item["posted"]
        item["revisions"] = [_without(one, "s10", "posted") for one in revisions if one["posted"] == posted]
        item["events"] = [_without(one, "s10", "item") for one in events if one["item"] == posted]
        item["referrals"] = [_without(one, "s10", "posted") for one in referrals if one["posted"] == posted]
    return {"s10": s10, "items": items, "parked": [_without(one, "s10", "item") for one in events if one["item"] is None]}


def open_matters(connection: Connection, *, limit: int = _PAGE) -> Row:
    """Open referrals, the most urgent first (those without a deadline last), and events whose item has not arrived."""
    return {"referrals": _open_referrals(connection, limit), "parked": parked(connection, limit)}


def parked(connection: Connection, limit: int = _PAGE) -> list[Row]:
    """Events whose item has not arrived, oldest first."""
    columns = (EVENTS.c[name] for name in ("s10", "posted", "at", "kind", "code", "message"))
    found = connection.execute(
        select(*columns).where(EVENTS.c.item.is_(None)).order_by(EVENTS.c.at, EVENTS.c.s10, EVENTS.c.id).limit(limit)
    )
    return [dict(row._mapping) for row in found]


def overdue(connection: Connection, at: str, *, sent_before: str = "", limit: int = _PAGE) -> Row:
    """Open referrals whose deadline is past at that time, and items that were sent to customs before ``sent_before`` and have no answer."""
    late = _open_referrals(connection, limit, before=at)
    query = select(ITEMS).where(ITEMS.c.state == State.SENT.value, ITEMS.c.since < sent_before)
    waiting = connection.execute(query.order_by(ITEMS.c.since, ITEMS.c.s10, ITEMS.c.posted).limit(limit))
    return {"referrals": late, "unanswered": [dict(row._mapping) for row in waiting]}


def _open_referrals(connection: Connection, limit: int, before: str | None = None) -> list[Row]:
    query = select(REFERRALS).where(REFERRALS.c.status == ReferralStatus.OPEN.value)
    if before is not None:
        query = query.where(REFERRALS.c.respond_by < before, REFERRALS.c.respond_by != "")
    order = (REFERRALS.c.respond_by == "", REFERRALS.c.respond_by, REFERRALS.c.issued_at, REFERRALS.c.s10, REFERRALS.c.referral)
    return [_without(dict(row._mapping), "closed_at", "closed_by") for row in connection.execute(query.order_by(*order).limit(limit))]


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
    last: tuple[str, str] = ("", "")
    query = select(ITEMS).order_by(ITEMS.c.s10, ITEMS.c.posted).limit(_PAGE)
    while True:
        s10, posted = last
        after = (ITEMS.c.s10 > s10) | ((ITEMS.c.s10 == s10) & (ITEMS.c.posted > posted))
        rows = connection.execute(query.where(after) if last != ("", "") else query).all()
        for row in rows:
            yield dict(row._mapping)
        if len(rows) < _PAGE:
            return
        last = (rows[-1].s10, rows[-1].posted)


def _counts(connection: Connection, *columns: Any) -> list[Row]:
    query = select(*columns, func.count().label("count")).group_by(*columns).order_by(*columns)
    return [dict(row._mapping) for row in connection.execute(query)]


def _rows(connection: Connection, table: Table, s10: str, *order: str) -> list[Row]:
    query = select(table).where(table.c.s10 == s10).order_by(*(table.c[name] for name in order))
    return [_read(dict(row._mapping)) for row in connection.execute(query)]


def _read(row: Row) -> Row:
    return {**row, "facts": json.loads(row["facts"])} if "facts" in row else row


def _without(row: Mapping[str, Any], *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}
