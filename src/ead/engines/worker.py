"""What a worker process does: decode and check pieces of messages, and whole small files, and answer in plain types."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import pickle
import queue
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from ead.engines.luggage import unpack
from ead.engines.notes import Taking, taking
from ead.engines.pieces import Cutter, cutter_for
from ead.engines.trays import Received, Trays, receive
from ead.engines.wire import LEVEL_NUMBERS, dumps, loads, told
from ead.fields.layout import ITEM_LAYOUT
from ead.findings import Finding
from ead.formats.base import Decoded, joined
from ead.report import Report
from ead.rules.together import TOGETHER
from ead.run import Run
from ead.sufficiency import Sufficiency

if TYPE_CHECKING:
    from ead.validator import Validator

__all__ = ["FAILED", "OUT_OF_MEMORY", "READY", "Bench", "PieceRun", "main"]

READY = b"ready"
FAILED = b""
"""The answer of a worker to which something happened that the parent had better see for itself."""

_ITEM_ID = ITEM_LAYOUT.position("item_id")
_OBJECTS_BETWEEN_COLLECTIONS = 50_000
# A message is spread where it is worth that: so many items of it are sure to come to a worker, roughly.
_MANY = 10_000

OUT_OF_MEMORY = 70
"""The exit code of a worker that has no memory left: whatever it was at is given to another, or taken apart."""


class PieceRun(Run):
    """The check of a part of a message: the parent, who may add findings, brings them in order and keeps the totals."""

    def settled(self, findings: list[Finding]) -> list[Finding]:
        """As they are."""
        return findings

    def noting(self) -> None:
        """Nothing: levels are told to the parent."""

    def note_all(self, levels: list[Sufficiency | None]) -> None:
        """Nothing, as before."""


class Bench:
    """A validator at work on tasks. A task, the data that it is about, and its answer are bytes; that to one that failed is ``FAILED``.

    ``apart`` says that this is another process than the one that is told: findings have to be in plain types.
    """

    def __init__(self, validator: Validator, *, apart: bool = True) -> None:
        self._validator = validator
        self._apart = apart
        self._cutter: Cutter | None = None
        self._as_of = ""
        self._notes: Taking | None = None

    def do(self, task: bytes, data: bytes = b"") -> bytes | None:
        """The answer to a task; ``None`` when it wants none."""
        kind, *rest = loads(task)
        if kind == "message":
            self.begin(*rest)
            return None
        try:
            answer = self.piece(data, *rest) if kind == "piece" else self._files(*rest)
            return dumps(answer)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - the parent does the task again, and tells its user what comes of it
            return FAILED

    def begin(self, form: str, seed: bytes, as_of: str, known: int | None) -> None:
        """Be told of the message that the next pieces are of."""
        self._as_of = as_of
        self._cutter = cutter_for(form, seed, self._validator.limits)
        engine = self._validator.engine
        self._notes = taking(engine.message_rules, engine.facts, known)
        engine.expect(_MANY)

    def piece(self, data: bytes, index: int, stopped: Sequence[str], wire: tuple[Any, ...]) -> tuple[Any, ...]:
        """What is to be said of a piece, of which the first item is item ``index``; ``stopped`` are the rules that are switched off."""
        cutter, notes, report = self._cutter, self._notes, self._validator.new_report()
        assert cutter is not None and notes is not None  # noqa: PT018 - both come with a message
        report.as_of = self._as_of
        stream, piece = cutter.stream, cutter.piece(wire, data)
        stream.problems.clear()
        stream.complete = True
        notes.begin(index)
        run = PieceRun(self._validator, report, stream, notes)
        run.guard.stopped.update(stopped)
        ids: list[str | None] = []
        levels: list[Sufficiency | None] = []
        entries: dict[int, tuple[bool, Sequence[Any]]] = {}
        rules = self._validator.rules_by_code
        for examined in run.check_all(_with_ids(joined(cutter.decode_runs(piece, index, TOGETHER), TOGETHER), ids), sparse=True):
            levels += examined.levels
            for result in examined.told:
                if result.index is not None and (result.findings or result.record is None):
                    found = [told(finding, rules) for finding in result.findings] if self._apart else result.findings
                    entries[result.index - index] = (result.record is not None, found)
        problems = pickle.dumps(stream.problems) if stream.problems else b""
        facts = (sorted(run.crashed), sorted(run.unserved), sorted(run.aids.rates.missing), sorted(run.guard.stopped), report.suppressed)
        regular = len(ids) == piece.count and not problems
        numbers = bytes([LEVEL_NUMBERS[level] for level in levels])
        return (regular, ids, numbers, notes.told(len(ids)), entries, problems, stream.complete, facts)

    def _files(self, form: str | None, files: Sequence[tuple[str, str]]) -> list[tuple[Any, ...] | None]:
        return [self._file(form, path, name) for path, name in files]

    def _file(self, form: str | None, path: str, name: str) -> tuple[Any, ...] | None:
        validator = self._validator
        report = validator.new_report(name)
        rules = validator.rules_by_code
        results = []
        try:
            with open(path, "rb") as file:
                for result in validator.results(file, report, format=form, name=name):
                    findings = [told(finding, rules) for finding in result.findings]
                    results.append((result.index, result.item_id, result.outcome.value, LEVEL_NUMBERS[result.sufficiency], findings))
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - as above
            return None
        return _facts_of(report), results


def _with_ids(groups: Iterable[list[Decoded]], ids: list[str | None]) -> Iterator[list[Decoded]]:
    """The items, their identifiers taken down."""
    for group in groups:
        ids += [decoded.record[_ITEM_ID] if decoded.record is not None else None for decoded in group]
        yield group
        del group


def _facts_of(report: Report) -> tuple[Any, ...]:
    source = report.input
    facts = (source.sha256, source.bytes, source.format, source.message, source.message_id)
    return report.as_of, facts, report.outcome.value, report.crashed, report.notes, report.suppressed


def main(connection: Connection, others: Sequence[Connection], luggage: Validator | bytes, trays: Trays | None = None) -> None:
    """Work until the parent hangs up. ``others`` are ends of pipes that came with the fork and would keep them open."""
    for other in others:
        other.close()
    with contextlib.suppress(ValueError):  # not the main thread of a process: a test
        # Ctrl-C reaches the whole group of processes; the parent ends its workers itself.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    if multiprocessing.parent_process() is not None:
        # What came with the fork is never garbage, and findings on their way to the parent are none either: looking through all of it for
        # every few pieces took a fifth of the time of a message full of findings.
        gc.freeze()
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    tasks: queue.SimpleQueue[Received | None] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(connection, tasks), name="ead-tasks", daemon=True).start()
    with contextlib.suppress(BrokenPipeError, ConnectionError):
        _work(Bench(unpack(luggage) if isinstance(luggage, bytes) else luggage), connection, tasks, trays)


def _receive(connection: Connection, tasks: queue.SimpleQueue[Received | None]) -> None:
    """Take tasks in as they come, so that the parent never waits to get rid of one while it should take answers."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            tasks.put(receive(connection))
    tasks.put(None)


def _work(bench: Bench, connection: Connection, tasks: queue.SimpleQueue[Received | None], trays: Trays | None) -> None:
    connection.send_bytes(READY)
    try:
        while (task := tasks.get()) is not None:
            answer = bench.do(*task.opened(trays))
            if answer is not None:
                connection.send_bytes(answer)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
