"""Erasing: personal data of an item or of a time, and all that is older than the ledger has to keep it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, func, select

from ead.ledger.customs import statements_on_filings_of
from ead.ledger.schema import EVENTS, FILINGS, ITEMS, PERSONAL, REFERRALS, REVISIONS

__all__ = ["forget_item", "forget_recorded_before", "retire"]


def forget_item(connection: Connection, s10: str) -> int:
    """Erase the personal data of all items with this identifier; returns how many entries had any. Facts and states stay.

    What customs wrote about a filing as a whole that held the item goes too: it may be about this item.
    """
    told = statements_on_filings_of(connection, s10)
    return _erase(connection, PERSONAL, (PERSONAL.c.s10 == s10) | PERSONAL.c.id.in_(told))


def forget_recorded_before(connection: Connection, moment: str) -> int:
    """Erase the personal data that was recorded before a time; returns how many entries had any. Facts and states stay."""
    return _erase(connection, PERSONAL, PERSONAL.c.recorded_at < moment)


def retire(connection: Connection, day: str) -> int:
    """Erase items posted before a day with all that is known of them; returns how many items there were.

    Items without a posting date go by the time since when they are in their state. Messages stay, so none can come in a second time.
    """
    old = ((ITEMS.c.posted != "") & (ITEMS.c.posted < day)) | ((ITEMS.c.posted == "") & (ITEMS.c.since < day))
    for table, posted in ((EVENTS, EVENTS.c.item), (REVISIONS, REVISIONS.c.posted)):
        ours = exists().where(and_(ITEMS.c.s10 == table.c.s10, ITEMS.c.posted == posted, old))
        going = select(table.c.id).where(ours)
        connection.execute(delete(PERSONAL).where(PERSONAL.c.id.in_(going)))
        connection.execute(delete(table).where(ours))
    connection.execute(
        delete(REFERRALS).where(exists().where(and_(ITEMS.c.s10 == REFERRALS.c.s10, ITEMS.c.posted == REFERRALS.c.posted, old)))
    )
    _erase_parked(connection, day)
    _erase_filings(connection, day)
    return _erase(connection, ITEMS, old)


def _erase_parked(connection: Connection, day: str) -> None:
    waiting = and_(EVENTS.c.item.is_(None), EVENTS.c.at != "", EVENTS.c.at < day)
    connection.execute(delete(PERSONAL).where(PERSONAL.c.id.in_(select(EVENTS.c.id).where(waiting))))
    connection.execute(delete(EVENTS).where(waiting))


def _erase_filings(connection: Connection, day: str) -> None:
    """What filings and their answers said before that day."""
    old = and_(FILINGS.c.at != "", FILINGS.c.at < day)
    connection.execute(delete(PERSONAL).where(PERSONAL.c.id.in_(select(FILINGS.c.id).where(old))))
    connection.execute(delete(FILINGS).where(old))


def _erase(connection: Connection, table: Table, where: ColumnElement[bool]) -> int:
    count = connection.execute(select(func.count()).select_from(table).where(where)).scalar_one()
    connection.execute(delete(table).where(where))
    return int(count)
