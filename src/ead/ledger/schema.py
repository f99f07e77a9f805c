"""The tables of the ledger.

Nothing is overwritten but what can be found again from the rest: the state of items, the item of an event, and the table of referrals
are derived from submissions and events. Rows have identifiers made of their contents, so that the same thing said twice is kept once.
Personal data stands in a table of its own.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, MetaData, String, Table, Text

__all__ = ["EVENTS", "FILINGS", "ITEMS", "MESSAGES", "METADATA", "PERSONAL", "REFERRALS", "REVISIONS", "SCHEMA"]

METADATA = MetaData()

SCHEMA = Table(
    "ledger_schema",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("applied_at", String(26), nullable=False),
    Column("ead", String(40), nullable=False),
)

MESSAGES = Table(
    "ledger_messages",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("direction", String(3), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("partner", String(35), nullable=False),
    Column("message_id", String(35), nullable=False),
    Column("created_at", String(26), nullable=False),
    Column("recorded_at", String(26), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("outcome", String(10), nullable=False, index=True),
    Column("items", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("warnings", Integer, nullable=False),
    Column("report", Text, nullable=False),
)

ITEMS = Table(
    "ledger_items",
    METADATA,
    Column("s10", String(35), primary_key=True),
    Column("posted", String(10), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("since", String(26), nullable=False),
    Column("referral_type", String(3), nullable=False),
    Column("origin", String(6), nullable=False),
    Column("destination", String(6), nullable=False),
    Column("mail_class", String(1), nullable=False),
)
Index("ledger_items_state", ITEMS.c.state, ITEMS.c.since)
Index("ledger_items_posted", ITEMS.c.posted)

REVISIONS = Table(
    "ledger_revisions",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("s10", String(35), nullable=False),
    Column("posted", String(10), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("at", String(26), nullable=False),
    Column("digest", String(32), nullable=False),
    Column("message", String(64), nullable=False),
    Column("origin", String(6), nullable=False),
    Column("destination", String(6), nullable=False),
    Column("mail_class", String(1), nullable=False),
    Column("facts", Text, nullable=False),
)
Index("ledger_revisions_item", REVISIONS.c.s10, REVISIONS.c.posted)

EVENTS = Table(
    "ledger_events",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("s10", String(35), nullable=False),
    Column("posted", String(10), nullable=False),
    Column("item", String(10)),  # the posting date of the item it is about; null: parked
    Column("at", String(26), nullable=False),
    Column("local", Boolean, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("happening", String(10), nullable=False),
    Column("code", String(35), nullable=False),
    Column("referral", String(60), nullable=False),
    Column("referral_type", String(3), nullable=False),
    Column("respond_by", String(26), nullable=False),
    Column("message", String(64), nullable=False),
    Column("facts", Text, nullable=False),
)
Index("ledger_events_item", EVENTS.c.s10, EVENTS.c.item)
Index("ledger_events_parked", EVENTS.c.s10, sqlite_where=EVENTS.c.item.is_(None), postgresql_where=EVENTS.c.item.is_(None))

REFERRALS = Table(
    "ledger_referrals",
    METADATA,
    Column("s10", String(35), primary_key=True),
    Column("posted", String(10), primary_key=True),
    Column("referral", String(60), primary_key=True),
    Column("type", String(3), nullable=False),
    Column("issued_at", String(26), nullable=False),
    Column("respond_by", String(26), nullable=False),
    Column("status", String(10), nullable=False),
    Column("closed_at", String(26), nullable=False),
    Column("closed_by", String(10), nullable=False),
)
Index("ledger_referrals_status", REFERRALS.c.status, REFERRALS.c.respond_by)

PERSONAL = Table(
    "ledger_personal",
    METADATA,
    Column("id", String(32), primary_key=True),  # of the revision or event that it belongs to
    Column("s10", String(35), nullable=False, index=True),
    Column("recorded_at", String(26), nullable=False, index=True),
    Column("body", Text, nullable=False),
)

FILINGS = Table(
    "ledger_filings",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("message", String(64), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("at", String(26), nullable=False),
    Column("lrn", String(35), nullable=False, index=True),
    Column("mrn", String(35), nullable=False, index=True),
    Column("s10", String(35), nullable=False, index=True),  # empty: it is about everything that was filed
    Column("receptacle", String(35), nullable=False),
    Column("position", Integer, nullable=False),  # of a house consignment in its filing, of an error in its answer
    Column("goods", Integer, nullable=False),
    Column("happening", String(10), nullable=False),
    Column("code", String(35), nullable=False),
    Column("referral", String(60), nullable=False),
    Column("referral_type", String(3), nullable=False),
    Column("respond_by", String(26), nullable=False),
    Column("facts", Text, nullable=False),
)
"""What filings to customs and their answers say: a row for each item, referral or error. Events of items follow from it."""
