"""Settling in the database: what is known of some identifiers is read, settled, and what follows from it written.

A batch costs a handful of statements, however many items it is about. Two cases that make up most of the traffic are short: an item that
was not known before is what its declaration says, and where no question was ever asked the latest decision counts. All others go by
:func:`ead.ledger.settle.settle_identifier`, which is the rule for the two as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, update

from ead.ledger.entries import Batch, Row
from ead.ledger.rows import chunks, put, remove_about, rows_about
from ead.ledger.schema import EVENTS, ITEMS, PERSONAL, REFERRALS, REVISIONS
from ead.ledger.settle import Event, Submission, item_of, settle_identifier
from ead.ledger.states import Fact, Happening, Settled, State

__all__ = ["chunks", "put", "record_batch", "settle_items"]

_DECLARES = {"ITMATT": Happening.DECLARED, "CUSITM": Happening.SENT}
_HAPPENINGS = {happening.value: happening for happening in Happening}
_RANK = {happening.value: rank for rank, happening in enumerate(Happening)}
_DECIDES = frozenset({"assessed", "released", "held", "flown", "returned"})
_PLAIN = frozenset({*_DECIDES, "noted"})
_NEVER = ("", -1)

# Columns that are read, behind the identifier; the places below are theirs.
_ITEM = ("posted", "state", "since", "referral_type", "origin", "destination", "mail_class")
_REVISION = ("posted", "kind", "at", "digest", "origin", "destination", "mail_class")
_EVENT = ("id", "posted", "item", "at", "happening", "code", "referral", "referral_type", "respond_by")
_Found = Mapping[str, Sequence[Any]]
_Answer = tuple[Mapping[str, Settled], Mapping[str, str | None]]


def record_batch(connection: Connection, batch: Batch) -> None:
    """Write the entries of a message, and all that follows from them for their items."""
    identifiers = sorted({row[1] for row in batch.rows})
    items = rows_about(connection, ITEMS, _ITEM, identifiers)
    if batch.declares:
        put(connection, REVISIONS, batch.rows)
        new = _first_declarations(connection, batch.rows, items)
        put(connection, ITEMS, list(new.values()))
        known = [s10 for s10 in identifiers if s10 not in new]
    else:
        put(connection, EVENTS, [_placed(row, items) for row in batch.rows])
        known = [s10 for s10 in identifiers if s10 in items]
    put(connection, PERSONAL, batch.personal)
    for part in chunks(known):
        _settle(connection, part, items)


def settle_items(connection: Connection, identifiers: Collection[str]) -> None:
    """Write states, places of events and referrals of all items with these S10 identifiers as they follow from what is known."""
    for part in chunks(sorted(identifiers)):
        _settle(connection, part, rows_about(connection, ITEMS, _ITEM, part))


def _first_declarations(connection: Connection, revisions: Sequence[Row], items: _Found) -> dict[str, Row]:
    """The rows of items of which this is the first and only thing known, by identifier."""
    times = Counter([row[1] for row in revisions])
    single = {row[1]: row for row in revisions if times[row[1]] == 1 and row[1] not in items}
    parked = rows_about(connection, EVENTS, ("id",), single)
    return {
        row[1]: (row[1], row[2], _DECLARES[row[3]].value, row[4], "", row[7], row[8], row[9])
        for row in single.values()
        if row[1] not in parked
    }


def _placed(event: Row, items: _Found) -> Row:
    """A new event with the item that it is about, of those there are."""
    dates = [item[1] for item in items.get(event[1], ())]
    return (*event[:3], _place(event[2], event[4], dates) if dates else None, *event[4:])


def _place(posted: str, at: str, dates: Collection[str]) -> str | None:
    if posted:
        return posted if posted in dates else None
    return item_of(Event("", "", Fact(Happening.NOTED, at)), dates)


def _settle(connection: Connection, identifiers: Sequence[str], items: _Found) -> None:
    if not identifiers:
        return
    revisions = rows_about(connection, REVISIONS, _REVISION, identifiers)
    events = rows_about(connection, EVENTS, _EVENT, identifiers)
    changed: list[Row] = []
    moved: list[Mapping[str, str | None]] = []
    referrals: list[Row] = []
    for s10 in identifiers:
        declared, known = revisions.get(s10, ()), events.get(s10, ())
        states, placed = _plainly(declared, known) or settle_identifier(map(_submission, declared), map(_event, known))
        before = items.get(s10, ())
        changed += [row for posted, settled in states.items() if (row := _item_row(s10, posted, settled, declared)) not in before]
        moved += [{"event_id": row[1], "item_posted": placed[row[1]]} for row in known if row[3] != placed[row[1]]]
        referrals += [row for posted, settled in states.items() for row in _referral_rows(s10, posted, settled)]
    put(connection, ITEMS, changed, over=_ITEM[1:])
    if moved:
        connection.execute(update(EVENTS).where(EVENTS.c.id == bindparam("event_id")).values(item=bindparam("item_posted")), moved)
    remove_about(connection, REFERRALS, identifiers)
    put(connection, REFERRALS, referrals)


def _plainly(declared: Sequence[Any], known: Sequence[Any]) -> _Answer | None:
    """The answer for an identifier about which nothing was ever asked; ``None`` when something was."""
    if not all(row[5] in _PLAIN for row in known):
        return None
    last: dict[str, tuple[int, str]] = {}
    for _, posted, kind, at, *_ in declared:
        last[posted] = max(last.get(posted, (-1, "")), (_RANK[_DECLARES[kind].value], at))
    turns: dict[str, tuple[str, int, str]] = {}
    placed: dict[str, str | None] = {}
    for row in known:
        placed[row[1]] = item = _place(row[2], row[4], last) if last else None
        if item is not None and row[5] in _DECIDES:
            turns[item] = max(turns.get(item, (*_NEVER, "")), (row[4], _RANK[row[5]], row[5]))
    return {posted: _plain_state(turns.get(posted), declaring) for posted, declaring in last.items()}, placed


def _plain_state(turn: tuple[str, int, str] | None, declaring: tuple[int, str]) -> Settled:
    if turn is not None:
        return Settled(State(turn[2]), turn[0], "", ())
    rank, at = declaring
    return Settled(State.SENT if rank == _RANK["sent"] else State.DECLARED, at, "", ())


def _submission(row: Any) -> Submission:
    return Submission(row[1], Fact(_DECLARES[row[2]], row[3], digest=row[4]))


def _event(row: Any) -> Event:
    _, key, posted, _, at, happened, code, referral, referral_type, respond_by = row
    happening = _HAPPENINGS[happened]
    response = code if happening in (Happening.ANSWERED, Happening.ASSESSED) else ""
    return Event(key, posted, Fact(happening, at, "", referral, referral_type, response, respond_by))


def _item_row(s10: str, posted: str, settled: Settled, declared: Sequence[Any]) -> Row:
    """The row of an item; what is told of it beside its state is what its last declaration says."""
    ours = [row for row in declared if row[1] == posted]
    last = ours[0] if len(ours) == 1 else max(ours, key=lambda row: (row[3], row[2], row[4]))
    return (s10, posted, settled.state.value, settled.since, settled.referral_type, last[5], last[6], last[7])


def _referral_rows(s10: str, posted: str, settled: Settled) -> list[Row]:
    return [
        (s10, posted, one.identifier, one.type, one.issued_at, one.respond_by, one.status.value, one.closed_at, one.closed_by)
        for one in settled.referrals
    ]
