"""Messages as a whole: their items in order, shown to what compares them, and the findings that belong to no single item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from ead.engines.wire import dumps, loads
from ead.findings import Outcome, worst_outcome
from ead.reports.parquet import utf8_text
from ead.rules.message import MessageChecks
from ead.run import Run
from ead.spark.bench import findings_of
from ead.spark.frames import NO_FRAME, FrameStream

if TYPE_CHECKING:
    from ead.spark.luggage import Luggage

__all__ = ["Together"]

Told = tuple[str, str, int | None, bytes | None, bytes | None]
"""Part, input, index, gists and facts of a row of ``CHECKED``."""

WatchedRow = tuple[Any, ...]
"""The values of the columns of ``WATCHED``."""


class Together:
    """Takes the rows of whole messages, one message after the other, each with its items in order and its facts behind them.

    What is kept in memory is what the watchers of one message keep.
    """

    def __init__(self, luggage: Luggage) -> None:
        self._validator = luggage.validator()
        self._today = luggage.today

    def said(self, rows: Iterable[Told]) -> Iterator[WatchedRow]:
        """What the watchers say about items, and a row for each message."""
        for name, of_message in groupby(rows, itemgetter(1)):
            yield from self._said_of(name, of_message)

    def _said_of(self, name: str, rows: Iterable[Told]) -> Iterator[WatchedRow]:
        engine = self._validator.engine
        messages = MessageChecks(engine.message_rules, engine.facts)
        items = 0
        facts: list[tuple[int, Any]] = []
        for part, _, index, gists, told in rows:
            if part == "facts":
                facts.append(loads(told or b""))
                continue
            items += 1
            values = loads(gists or b"")
            hits = messages.observe_values(index or 0, values) if values is not None else None
            if hits:
                said = dumps([(rule.code, result) for rule, result, _ in hits])
                yield ("hits", name, index, said, None, None, None, None, None)
        yield self._message(name, messages, items, facts)

    def _message(self, name: str, messages: MessageChecks, items: int, facts: list[tuple[int, Any]]) -> WatchedRow:
        facts.sort(key=itemgetter(0))
        frames = [known for first, known in facts if first < 0]
        stream = FrameStream(frames[0] if frames else NO_FRAME)
        report = self._validator.new_report(name)
        report.as_of = self._today
        report.counts.items = items
        run = Run(self._validator, report, stream, messages)
        around = list(stream.problems)
        stream.problems.clear()
        for problems, complete, crashed, unserved, missing in (known for first, known in facts if first >= 0):
            stream.problems += problems
            stream.complete = stream.complete and complete
            run.crashed.update(crashed)
            run.unserved.update(unserved)
            run.aids.rates.missing.update(missing)
        stream.problems += around
        findings = run.finish()
        outcome = worst_outcome(run.outcome_of(findings), Outcome.ACCEPTED if run.complete else Outcome.INCOMPLETE)
        told = findings_of(findings)
        return ("message", name, None, None, outcome.value, told, stream.format, utf8_text(report.input.message_id), list(report.notes))
