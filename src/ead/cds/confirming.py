"""Which windows to load to see whether items are there: by their posting dates, as few as will do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from ead.cds.views import Key

__all__ = ["spans_of"]


def spans_of(keys: Iterable[Key], longest: timedelta) -> Iterator[tuple[datetime, datetime]]:
    """Windows that hold the posting dates of all items that have one, none longer than ``longest``; the ends are a second wider."""
    moments = sorted(moment for key in keys if (moment := _moment(key.posted_at)) is not None)
    second = timedelta(seconds=1)
    while moments:
        start = moments[0] - second
        within = [moment for moment in moments if moment + second <= start + longest]
        yield start, within[-1] + second
        moments = moments[len(within) :]


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
