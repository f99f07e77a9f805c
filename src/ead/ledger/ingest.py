"""Messages into the ledger: each one whole or not at all, each one once.

A message is known by the SHA-256 of its bytes. All that follows from it is written in one transaction, so a process that is killed leaves
nothing behind of the message it was at, and the next one begins it anew. Rows are made in batches; memory does not grow with the message.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from ead.codelists.decisions import Decisions, builtin
from ead.errors import ConfigurationError, UnreadableSource
from ead.fields.messages import message_type
from ead.findings import Outcome
from ead.intake.source import open_source
from ead.ledger.entries import Entry, Source, entry_of, plain
from ead.ledger.errors import LedgerUnavailable
from ead.ledger.intake import Arrival, arriving
from ead.ledger.moments import now, sortable
from ead.ledger.schema import EVENTS, MESSAGES, PERSONAL, REVISIONS
from ead.ledger.settling import chunks, put, settle_items
from ead.ledger.store import Ledger
from ead.limits import DEFAULT_LIMITS, Limits

__all__ = ["RECORDED", "REFUSED", "TEST", "Ingestor", "Recorded"]

RECORDED, REFUSED, TEST = "recorded", "refused", "test"
_BATCH = 1_000
_STEP = 1024 * 1024
_PAUSES = (0.5, 2.0)  # seconds before a message is begun again whose transaction was lost
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a message. ``known``: it was in the ledger already, and this is what became of it then.

    ``summary`` is its report as JSON: counts and the first findings.
    """

    sha256: str
    outcome: str
    kind: str
    items: int
    errors: int
    known: bool
    summary: str


class Ingestor:
    """Records messages in a ledger.

    ``decisions`` says what decision codes mean (default: those that are public). ``direction`` is ``in`` or ``out``. ``partner`` names
    who the messages come from or go to, in place of what their headers say. Messages that call themselves tests are recorded as such and
    touch no item, unless ``tests`` are to count. ``retries`` says whether a message is begun again when the
    database goes away; that is safe, for it is recorded whole or not at all.

    Raises :class:`~ead.errors.ConfigurationError` for another direction.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        decisions: Decisions | None = None,
        direction: str = "in",
        partner: str = "",
        tests: bool = False,
        limits: Limits = DEFAULT_LIMITS,
        retries: bool = True,
    ) -> None:
        if direction not in ("in", "out"):
            raise ConfigurationError(f'the direction is "{direction}", expected "in" or "out"')
        self.ledger = ledger
        self.decisions = decisions or builtin()
        self.direction = direction
        self.partner = partner[:35]
        self.tests = tests
        self.limits = limits
        self._pauses = _PAUSES if retries else ()

    def record(self, source: str | Path | bytes, name: str | None = None) -> Recorded:
        """Record a message: a path or bytes.

        Raises :class:`~ead.errors.UnreadableSource` when it cannot be read or changes meanwhile, :class:`LedgerUnavailable`
        when the database is away; nothing of the message is recorded then.
        """
        shown = name or (Path(source).name if not isinstance(source, bytes) else "<bytes>")
        return self._patiently(lambda: self._record(source, shown))

    def _patiently(self, work: Callable[[], _T]) -> _T:
        for pause in self._pauses:
            try:
                return work()
            except LedgerUnavailable:
                self.ledger.engine.dispose()
                time.sleep(pause)
        return work()

    def _record(self, source: str | Path | bytes, name: str) -> Recorded:
        sha256, length = _fingerprint(source)
        with self.ledger.writing() as connection:
            known = _known(connection, sha256)
            if known is not None:
                return known
            with arriving(source, name, self.limits) as arrival:
                outcome = self._take(connection, arrival, sha256)
                row = self._message_row(arrival, outcome, sha256, length, name)
            if _fingerprint(source) != (sha256, length):
                raise UnreadableSource(f'"{name}" changed while it was read; nothing of it was recorded')
            connection.execute(MESSAGES.insert(), [row])
        return Recorded(sha256, outcome, row["kind"], row["items"], row["errors"], False, row["report"])

    def _take(self, connection: Connection, arrival: Arrival, sha256: str) -> str:
        """Write what a message says; all of it is undone when the message fails its structure."""
        undo = connection.begin_nested()
        is_test = False
        for records in chunks(arrival.records(), _BATCH):
            is_test = is_test or (not self.tests and arrival.header("test") == "true")
            if arrival.outcome is Outcome.ACCEPTED and not is_test:
                source = Source(sha256, sortable(arrival.header("created_at")), self.decisions, now())
                kind = message_type(arrival.message)
                _write(connection, [entry_of(kind, record, source) for record in records])
        if arrival.outcome is not Outcome.ACCEPTED:
            undo.rollback()
            return REFUSED
        undo.commit()
        return TEST if is_test else RECORDED

    def _message_row(self, arrival: Arrival, outcome: str, sha256: str, length: int, name: str) -> dict[str, Any]:
        counts = arrival.report.counts
        partner = self.partner or arrival.header("sender" if self.direction == "in" else "recipient")
        return {
            "sha256": sha256,
            "direction": self.direction,
            "kind": arrival.message,
            "partner": plain(partner)[:35],
            "message_id": plain(arrival.header("message_id"))[:35],
            "created_at": sortable(arrival.header("created_at")),
            "recorded_at": now(),
            "name": plain(name),
            "bytes": length,
            "outcome": outcome,
            "items": counts.items,
            "errors": counts.error,
            "warnings": counts.warning,
            "report": arrival.summary(),
        }


def _write(connection: Connection, entries: list[Entry]) -> None:
    put(connection, REVISIONS, [entry.row for entry in entries if entry.declares])
    put(connection, EVENTS, [entry.row for entry in entries if not entry.declares])
    put(connection, PERSONAL, [entry.personal for entry in entries if entry.personal is not None])
    settle_items(connection, {entry.s10 for entry in entries})


def _fingerprint(source: str | Path | bytes) -> tuple[str, int]:
    """SHA-256 and length of a source."""
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest(), len(source)
    digest, length = hashlib.sha256(), 0
    with open_source(source) as reader:
        while part := reader.read(_STEP):
            digest.update(part)
            length += len(part)
    return digest.hexdigest(), length


def _known(connection: Connection, sha256: str) -> Recorded | None:
    row = connection.execute(select(MESSAGES).where(MESSAGES.c.sha256 == sha256)).one_or_none()
    return Recorded(sha256, row.outcome, row.kind, row.items, row.errors, True, row.report) if row is not None else None
