"""Polling: windows of time that overlap, and what is new in them.

The contract does not say which of an item's times a window is about, nor that an item appears in one window only. So windows overlap,
and what was delivered is remembered by what the item is known by - its S10 identifier and posting date - and by what was said of it: the
same said again is not delivered again, something else said of the same item is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ead.cds.errors import CdsAnswerUnreadable
from ead.cds.views import Failed, Key, Views, digest_of, key_of
from ead.fields.layout import Record
from ead.fields.messages import message_type
from ead.formats.cds_frame import DECLARATIONS, RESPONSES

__all__ = ["LONGEST_WINDOW", "MOST_RECORDS", "Polled", "Seen", "poll_windows", "windows"]

LONGEST_WINDOW = timedelta(minutes=2_880)
MOST_RECORDS = 2_500
"""What a customs administration that polls the service every two hours keeps to: 2,880 minutes and 2,500 records a call."""

_SHORTEST = timedelta(seconds=1)
Loader = Callable[[datetime, datetime], Views]


@dataclass(frozen=True, slots=True)
class Polled:
    """What is new in a window.

    ``known`` counts what was delivered before. ``complete`` is false when the window is a second long and the answer still as long as
    the limit: more may be there than can be asked for.
    """

    since: datetime
    until: datetime
    views: Views
    known: int
    complete: bool


class Seen:
    """What was delivered: for each message and item the digests of what was said. Sixteen bytes and a key for each."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, Key], set[bytes]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._said.values()))

    def news(self, views: Views) -> tuple[Views, int]:
        """The views without what was delivered before, and how much that was."""
        declarations, responses = self._new(DECLARATIONS, views.declarations), self._new(RESPONSES, views.responses)
        failed = tuple(one for one in views.failed if self._is_new(one.message, one.key, _said_of(one)))
        told = len(views.declarations) + len(views.responses) + len(views.failed)
        return Views(declarations, responses, failed, views.count), told - len(declarations) - len(responses) - len(failed)

    def _new(self, message: str, records: tuple[Record, ...]) -> tuple[Record, ...]:
        kind = message_type(message)
        return tuple(record for record in records if self._is_new(message, key_of(kind, record), digest_of(record)))

    def _is_new(self, message: str, key: Key, digest: bytes) -> bool:
        said = self._said.setdefault((message, key), set())
        if digest in said:
            return False
        said.add(digest)
        return True


def _said_of(failed: Failed) -> bytes:
    return digest_of([(finding.code, finding.location.path) for finding in failed.findings])


def windows(since: datetime, until: datetime, length: timedelta, overlap: timedelta) -> Iterator[tuple[datetime, datetime]]:
    """Windows from ``since``, the overlap before it included, to ``until``; each begins an overlap before the end of the last one."""
    start = since - overlap
    while True:
        end = min(start + length, until)
        yield start, end
        if end >= until:
            return
        start = end - overlap


def poll_windows(load: Loader, spans: Iterator[tuple[datetime, datetime]], seen: Seen, limit: int) -> Iterator[Polled]:
    """What is new in each window; one whose answer reaches the limit is asked for in halves."""
    for start, end in spans:
        yield from _poll(load, start, end, seen, limit)


def _poll(load: Loader, start: datetime, end: datetime, seen: Seen, limit: int) -> Iterator[Polled]:
    splits = end - start > _SHORTEST
    try:
        views = load(start, end)
        full = views.count >= limit
    except CdsAnswerUnreadable as error:
        if not error.too_long or not splits:
            raise
        views, full = Views(), True
    if full and splits:
        middle = (start + (end - start) / 2).replace(microsecond=0)
        middle = middle if start < middle < end else start + _SHORTEST
        yield from _poll(load, start, middle, seen, limit)
        yield from _poll(load, middle, end, seen, limit)
        return
    news, known = seen.news(views)
    yield Polled(start, end, news, known, not full)
