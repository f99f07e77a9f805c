"""Messages into the ledger: each one whole or not at all, each one once.

A message is known by the SHA-256 of its bytes. It is taken apart into a spool first. Then all that follows from it is written in one
transaction, so a process that is killed leaves nothing behind of the message it was at, and the next one begins it anew. Rows are made and
written in batches; memory does not grow with the message, and of two processes one reads while the other writes.
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
from ead.intake.source import open_source
from ead.ledger.customs import is_of_customs, record_customs
from ead.ledger.entries import Source, batch_of, plain
from ead.ledger.errors import LedgerUnavailable
from ead.ledger.intake import Arrival, arriving
from ead.ledger.moments import now, sortable
from ead.ledger.rows import chunks
from ead.ledger.schema import MESSAGES
from ead.ledger.settling import record_batch
from ead.ledger.spool import Spool
from ead.ledger.store import Ledger
from ead.limits import DEFAULT_LIMITS, Limits
from ead.validator import Validator

__all__ = ["RECORDED", "REFUSED", "TEST", "Ingestor", "Recorded"]

RECORDED, REFUSED, TEST = "recorded", "refused", "test"
_BATCH = 2_000
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
    touch no item, unless ``tests`` are to count. ``retries`` says whether a message is written again when the database goes away; that is
    safe, for it is recorded whole or not at all. A ``validator`` checks the items by its rules too: what it finds is kept in the message's
    report, and refuses nothing.

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
        validator: Validator | None = None,
    ) -> None:
        if direction not in ("in", "out"):
            raise ConfigurationError(f'the direction is "{direction}", expected "in" or "out"')
        self.ledger = ledger
        self.decisions = decisions or builtin()
        self.direction = direction
        self.partner = partner[:35]
        self.tests = tests
        self.limits = limits
        self.validator = validator
        self._pauses = _PAUSES if retries else ()

    def record(self, source: str | Path | bytes, name: str | None = None) -> Recorded:
        """Record a message: a path or bytes.

        Raises :class:`~ead.errors.UnreadableSource` when it cannot be read or changes meanwhile, :class:`LedgerUnavailable`
        when the database is away; nothing of the message is recorded then.
        """
        shown = name or (Path(source).name if not isinstance(source, bytes) else "<bytes>")
        sha256, length = _fingerprint(source)
        known = self._patiently(lambda: self._look_up(sha256))
        if known is not None:
            return known
        if is_of_customs(source):
            return self._patiently(lambda: self._record_customs(source, sha256, length, shown))
        with Spool() as spool:
            row = self._prepare(source, sha256, length, shown, spool)
            return self._patiently(lambda: self._write(row, spool))

    def _patiently(self, work: Callable[[], _T]) -> _T:
        for pause in self._pauses:
            try:
                return work()
            except LedgerUnavailable:
                self.ledger.engine.dispose()
                time.sleep(pause)
        return work()

    def _look_up(self, sha256: str) -> Recorded | None:
        with self.ledger.reading() as connection:
            return _known(connection, sha256)

    def _prepare(self, source: str | Path | bytes, sha256: str, length: int, name: str, spool: Spool) -> dict[str, Any]:
        """Take a message apart into the spool, with the ledger unlocked; returns the message's row."""
        with arriving(source, name, self.limits, self.validator) as arrival:
            outcome = self._take(arrival, sha256, spool)
            row = self._message_row(arrival, outcome, sha256, length, name)
            if arrival.fingerprint() != (sha256, length):
                raise _changed(name)
        return row

    def _take(self, arrival: Arrival, sha256: str, spool: Spool) -> str:
        """Put the entries of a message into the spool; what becomes of it is known at its end only."""
        for records in chunks(arrival.records(), _BATCH):
            if arrival.is_sound:
                source = Source(sha256, sortable(arrival.header("created_at")), self.decisions, now())
                spool.add(batch_of(message_type(arrival.message), records, source))
        if not arrival.is_sound:
            return REFUSED
        return TEST if arrival.header("test") == "true" and not self.tests else RECORDED

    def _write(self, row: dict[str, Any], spool: Spool) -> Recorded:
        """Write a message and all that follows from it, in one transaction."""
        with self.ledger.writing() as connection:
            known = _known(connection, row["sha256"])
            if known is not None:
                return known
            if row["outcome"] == RECORDED:
                for batch in spool:
                    record_batch(connection, batch)
            connection.execute(MESSAGES.insert(), [{**row, "recorded_at": now()}])
        return _done(row)

    def _record_customs(self, source: str | Path | bytes, sha256: str, length: int, name: str) -> Recorded:
        with self.ledger.writing() as connection:
            known = _known(connection, sha256)
            if known is not None:
                return known
            row = self._customs_row(record_customs(connection, source, sha256, self.limits), sha256, length, name)
            if _fingerprint(source) != (sha256, length):
                raise _changed(name)
            connection.execute(MESSAGES.insert(), [row])
        return _done(row)

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

    def _customs_row(self, made: dict[str, Any], sha256: str, length: int, name: str) -> dict[str, Any]:
        facts = {"sha256": sha256, "recorded_at": now(), "name": plain(name), "bytes": length}
        return {**made, **facts, "partner": self.partner or plain(made["partner"])[:35]}


def _done(row: dict[str, Any]) -> Recorded:
    return Recorded(row["sha256"], row["outcome"], row["kind"], row["items"], row["errors"], False, row["report"])


def _changed(name: str) -> UnreadableSource:
    return UnreadableSource(f'"{name}" changed while it was read; nothing of it was recorded')


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
