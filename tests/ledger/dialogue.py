"""Messages for the tests of the ledger, and what a ledger amounts to once they are in."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from ead.ledger import Ledger
from ead.ledger.queries import export
from ead.ledger.schema import EVENTS, REFERRALS, REVISIONS
from ead.testing.dialogue import entry
from ead.testing.dialogue import header as sample_header

S10 = "LX806576725TW"


def message(kind: str, *changes: dict[str, Any], created_at: str = "2026-11-02T10:00:00Z") -> bytes:
    """A message of entries about the sample item, each changed as said, as JSON."""
    header = {**sample_header(kind), "created_at": created_at, "test": False}
    return json.dumps({"message": kind, "header": header, "items": [entry(kind, **one) for one in changes or ({},)]}).encode()


def contents(ledger: Ledger) -> dict[str, list[Any]]:
    """All that a ledger has settled to, in an order of its own; what depends on the time or order of arrival is left out."""
    with ledger.reading() as connection:
        return {
            "items": list(export(connection)),
            "revisions": sorted(map(tuple, connection.execute(select(REVISIONS.c.id, REVISIONS.c.posted)))),
            "events": sorted(map(tuple, connection.execute(select(EVENTS.c.id, EVENTS.c.item))), key=str),
            "referrals": sorted(map(tuple, connection.execute(select(REFERRALS)))),
        }


def states(ledger: Ledger) -> dict[str, str]:
    """The state of every item of the sample identifier by posting date, with the kind of its open referral."""
    with ledger.reading() as connection:
        return {one["posted"]: f"{one['state']} {one['referral_type']}".strip() for one in export(connection) if one["s10"] == S10}
