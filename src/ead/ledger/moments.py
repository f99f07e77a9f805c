"""Times as the ledger keeps them: texts of one length that sort as the times do.

A time with an offset is kept in UTC. One without is kept as it stands, and only sorts as if it were UTC: its offset is not guessed.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

__all__ = ["UNKNOWN", "day_of", "in_utc", "now", "sortable"]

UNKNOWN = ""
"""The time of something whose time is not known; sorts before every other."""


@lru_cache(maxsize=4096)
def sortable(text: str | None) -> str:
    """A date and time of a message as the ledger keeps it: ``2026-11-02T09:15:00.000000``; :data:`UNKNOWN` for ``None`` and for no time."""
    if not text:
        return UNKNOWN
    try:
        return in_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return UNKNOWN


def in_utc(moment: datetime) -> str:
    """A time as the ledger keeps it."""
    plain = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo is not None else moment
    return plain.isoformat(timespec="microseconds")


def now() -> str:
    """The present time, as the ledger keeps it."""
    return in_utc(datetime.now(UTC))


def day_of(moment: str, *, later: int = 0) -> date | None:
    """The day of a kept time or posting date, moved by some days; ``None`` when it is not known."""
    try:
        return date.fromisoformat(moment[:10]) + timedelta(days=later)
    except (ValueError, OverflowError):
        return None
