"""Everything that is known of each item, one identifier after the other, as rows: what rules on the exchange and its figures are made from.

Identifiers come in pages, so memory does not grow with the ledger; both databases give the same in the same order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, select, union

from ead.ledger.schema import EVENTS, ITEMS, MESSAGES, PERSONAL, REFERRALS, REVISIONS

__all__ = ["Entry", "Known", "MessageFacts", "everything"]

_PAGE = 500
_NO_MESSAGE = ("", "", "", "")


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """What is known of a message: kind, which way it went, who is at the other end, when it was made."""

    kind: str
    direction: str
    partner: str
    created_at: str


class Entry:
    """A revision or an event: its columns as attributes (a revision has no event's and the other way round), and the message that said it.

    ``told`` are its facts as JSON, ``personal`` its personal data, where they were asked for.
    """

    id: str
    kind: str
    at: str
    posted: str
    destination: str
    item: str | None
    local: bool
    happening: str
    code: str
    referral: str
    referral_type: str

    def __init__(self, row: Mapping[str, Any], message: MessageFacts, personal: str | None) -> None:
        self.__dict__.update(row)  # one step for all columns: there are many entries
        self.message = message
        self.told: str = row["facts"]
        self.personal = personal
        self._facts: Mapping[str, Any] | None = None

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the entry says, without what is personal."""
        if self._facts is None:
            self._facts = json.loads(self.told)
        return self._facts


@dataclass(frozen=True, slots=True)
class Known:
    """An item and all that is known of it, the oldest first. ``item`` is ``None`` for an identifier that nothing declares.

    ``others`` are the posting dates of the other items of the identifier, each with its last declaration.
    """

    s10: str
    posted: str
    item: Mapping[str, Any] | None
    revisions: Sequence[Entry] = ()
    events: Sequence[Entry] = ()
    referrals: Sequence[Mapping[str, Any]] = ()
    others: Mapping[str, Entry] = field(default_factory=dict)


def everything(connection: Connection, *, only: Sequence[str] = (), personal: bool = False) -> Iterator[Known]:
    """Every item, and every identifier that is known by events alone, in the order of identifier and posting date.

    ``only`` restricts it to these identifiers; with ``personal``, revisions carry their personal data.
    """
    if only:
        yield from _page(connection, sorted(set(only)), personal)
        return
    last = ""
    while identifiers := _identifiers(connection, last):
        yield from _page(connection, identifiers, personal)
        last = identifiers[-1]


def _identifiers(connection: Connection, last: str) -> list[str]:
    declared = select(ITEMS.c.s10).where(ITEMS.c.s10 > last)
    parked = select(EVENTS.c.s10).where(EVENTS.c.s10 > last, EVENTS.c.item.is_(None))
    first = [query.distinct().order_by(query.selected_columns.s10).limit(_PAGE).subquery() for query in (declared, parked)]
    both = union(*(select(one.c.s10) for one in first)).subquery()
    return list(connection.execute(select(both.c.s10).order_by(both.c.s10).limit(_PAGE)).scalars())


def _page(connection: Connection, identifiers: Sequence[str], personal: bool) -> Iterator[Known]:
    items = _rows(connection, ITEMS, identifiers)
    revisions, events = _rows(connection, REVISIONS, identifiers), _rows(connection, EVENTS, identifiers)
    referrals = _rows(connection, REFERRALS, identifiers)
    told = {row["message"] for rows in (*revisions.values(), *events.values()) for row in rows}
    messages = _messages(connection, sorted(told))
    bodies = _bodies(connection, [row["id"] for rows in revisions.values() for row in rows]) if personal else {}

    def entries(rows: Sequence[Mapping[str, Any]]) -> list[Entry]:
        ordered = sorted(rows, key=lambda row: (row["at"], row["kind"], row["id"]))
        return [Entry(row, messages[row["message"]], bodies.get(row["id"])) for row in ordered]

    for s10 in identifiers:
        declared, known = entries(revisions.get(s10, ())), entries(events.get(s10, ()))
        yield from _of_identifier(s10, items.get(s10, ()), declared, known, referrals.get(s10, ()))


def _of_identifier(
    s10: str, items: Sequence[Mapping[str, Any]], declared: Sequence[Entry], known: Sequence[Entry], referrals: Sequence[Mapping[str, Any]]
) -> Iterator[Known]:
    last = {entry.posted: entry for entry in declared}
    for item in sorted(items, key=lambda row: str(row["posted"])):
        posted = item["posted"]
        yield Known(
            s10,
            posted,
            item,
            [entry for entry in declared if entry.posted == posted],
            [entry for entry in known if entry.item == posted],
            [row for row in referrals if row["posted"] == posted],
            {other: entry for other, entry in last.items() if other != posted},
        )
    parked = [entry for entry in known if entry.item is None]
    if parked and not items:
        yield Known(s10, "", None, (), parked)


def _rows(connection: Connection, table: Table, identifiers: Sequence[str]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in connection.execute(select(table).where(table.c.s10.in_(identifiers))):
        found.setdefault(row.s10, []).append(dict(row._mapping))
    return found


def _messages(connection: Connection, keys: Sequence[str]) -> dict[str, MessageFacts]:
    found = dict.fromkeys(keys, MessageFacts(*_NO_MESSAGE))
    columns = (MESSAGES.c.sha256, MESSAGES.c.kind, MESSAGES.c.direction, MESSAGES.c.partner, MESSAGES.c.created_at)
    for start in range(0, len(keys), _PAGE):
        for row in connection.execute(select(*columns).where(MESSAGES.c.sha256.in_(keys[start : start + _PAGE]))):
            found[row.sha256] = MessageFacts(row.kind, row.direction, row.partner, row.created_at)
    return found


def _bodies(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(keys), _PAGE):
        query = select(PERSONAL.c.id, PERSONAL.c.body).where(PERSONAL.c.id.in_(keys[start : start + _PAGE]))
        found.update((row.id, row.body) for row in connection.execute(query))
    return found
