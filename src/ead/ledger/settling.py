"""Settling in the database: what is known of some identifiers is read, settled, and what follows from it written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from ead.ledger.schema import EVENTS, ITEMS, REFERRALS, REVISIONS
from ead.ledger.settle import Event, Submission, settle_identifier
from ead.ledger.states import Fact, Happening, Settled

__all__ = ["chunks", "put", "settle_items"]

_MOST = 1_000
_DECLARES = {"ITMATT": Happening.DECLARED, "CUSITM": Happening.SENT}
_HAPPENINGS = {happening.value: happening for happening in Happening}
Row = Mapping[str, Any]


def chunks(values: Iterable[Any], size: int = _MOST) -> Iterator[list[Any]]:
    """The values in lists of at most ``size``."""
    found = iter(values)
    while part := list(islice(found, size)):
        yield part


def put(connection: Connection, table: Table, rows: Sequence[Row], *, over: Sequence[str] = ()) -> None:
    """Insert rows; one that is there already stays, or takes the new values of the columns ``over``."""
    if not rows:
        return
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement: Any = make(table)
    if over:
        news = {name: statement.excluded[name] for name in over}
        statement = statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=news)
    else:
        statement = statement.on_conflict_do_nothing()
    connection.execute(statement, list(rows))


def settle_items(connection: Connection, identifiers: Collection[str]) -> None:
    """Write states, places of events and referrals of all items with these S10 identifiers as they follow from what is known."""
    for part in chunks(sorted(identifiers)):
        _settle(connection, part)


def _settle(connection: Connection, identifiers: list[str]) -> None:
    submissions = _by_identifier(
        connection, REVISIONS, identifiers, ("s10", "posted", "kind", "at", "digest", "origin", "destination", "mail_class")
    )
    events = _by_identifier(
        connection,
        EVENTS,
        identifiers,
        ("s10", "id", "posted", "item", "at", "happening", "code", "referral", "referral_type", "respond_by"),
    )
    items: list[Row] = []
    moved: list[Row] = []
    referrals: list[Row] = []
    for s10 in identifiers:
        declared, known = submissions.get(s10, []), events.get(s10, [])
        states, placed = settle_identifier(map(_submission, declared), map(_event, known))
        items += [_item_row(s10, posted, settled, declared) for posted, settled in states.items()]
        moved += [{"event_id": row.id, "item_posted": placed[row.id]} for row in known if row.item != placed[row.id]]
        referrals += [row for posted, settled in states.items() for row in _referral_rows(s10, posted, settled)]
    put(connection, ITEMS, items, over=("state", "since", "referral_type", "origin", "destination", "mail_class"))
    if moved:
        connection.execute(update(EVENTS).where(EVENTS.c.id == bindparam("event_id")).values(item=bindparam("item_posted")), moved)
    if events:
        connection.execute(delete(REFERRALS).where(REFERRALS.c.s10.in_(list(events))))
    put(connection, REFERRALS, referrals)


def _by_identifier(connection: Connection, table: Table, identifiers: list[str], columns: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in connection.execute(select(*(table.c[name] for name in columns)).where(table.c.s10.in_(identifiers))):
        found.setdefault(row.s10, []).append(row)
    return found


def _submission(row: Any) -> Submission:
    return Submission(row.posted, Fact(_DECLARES[row.kind], row.at, digest=row.digest))


def _event(row: Any) -> Event:
    happening = _HAPPENINGS[row.happening]
    response = row.code if happening is Happening.ANSWERED else ""
    fact = Fact(happening, row.at, "", row.referral, row.referral_type, response, row.respond_by)
    return Event(row.id, row.posted, fact)


def _item_row(s10: str, posted: str, settled: Settled, declared: list[Any]) -> Row:
    last = max((row for row in declared if row.posted == posted), key=lambda row: (row.at, row.kind, row.digest))
    return {
        "s10": s10,
        "posted": posted,
        "state": settled.state.value,
        "since": settled.since,
        "referral_type": settled.referral_type,
        "origin": last.origin,
        "destination": last.destination,
        "mail_class": last.mail_class,
    }


def _referral_rows(s10: str, posted: str, settled: Settled) -> list[Row]:
    return [
        {
            "s10": s10,
            "posted": posted,
            "referral": one.identifier,
            "type": one.type,
            "issued_at": one.issued_at,
            "respond_by": one.respond_by,
            "status": one.status.value,
            "closed_at": one.closed_at,
            "closed_by": one.closed_by,
        }
        for one in settled.referrals
    ]
