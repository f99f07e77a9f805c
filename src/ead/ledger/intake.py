"""A message on its way into the ledger: its records one after the other, and what its structure is worth.

Only the structure is judged here; whether the declarations are any good is a matter of ``ead validate``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Record
from ead.findings import Finding, Outcome, Problem, worst_outcome
from ead.formats.base import ItemStream
from ead.formats.registry import recognise
from ead.intake.source import open_source
from ead.limits import DEFAULT_LIMITS, Limits
from ead.report import Report
from ead.run import Run
from ead.validator import Validator

__all__ = ["Arrival", "arriving"]

_CONTENTS = ITEM_LAYOUT.position("contents")
_SHOWN = 20


@lru_cache(maxsize=4)
def _structure_only(limits: Limits) -> Validator:
    return Validator(("structure",), select=("CORE-INT", "CORE-MSG", "CORE-STR"), limits=limits)


class Arrival:
    """A message being read. ``outcome`` is final once its records are through; ``findings`` are the first twenty."""

    def __init__(self, stream: ItemStream | None, run: Run) -> None:
        self._stream = stream
        self._run = run
        self.findings: list[Finding] = []
        self.outcome = Outcome.ACCEPTED

    @property
    def message(self) -> str:
        """Which message it is (``ITMATT`` ...); empty when it is none that is known."""
        return self._stream.message if self._stream is not None else ""

    @property
    def report(self) -> Report:
        """The report of the structure: its counts are true, its findings are kept here."""
        report: Report = self._run.report
        return report

    def header(self, name: str) -> str:
        """A field of the header, as far as it has been read; empty when there is none."""
        header = self._stream.header if self._stream is not None else None
        return (header[HEADER_LAYOUT.position(name)] or "") if header is not None else ""

    def records(self) -> Iterator[Record]:
        """The records of the items; none more once an item fails its structure, though the rest is read for the report."""
        if self._stream is None:
            return
        if getattr(self._stream, "held_whole", False):
            yield from list(self._sound())  # the header may stand behind the items
        else:
            yield from self._sound()

    def _sound(self) -> Iterator[Record]:
        assert self._stream is not None
        run, counts = self._run, self.report.counts
        most = run.validator.limits.content_pieces if run.kind.declares else None
        for decoded in self._stream.items():
            record = decoded.record
            if record is None or decoded.problems or (most is not None and len(record[_CONTENTS]) > most):
                result = run.check_item(decoded)
                counts.add_item(result.outcome)
                self._note(result.findings, result.outcome)
            else:
                counts.add_item(Outcome.ACCEPTED)
            if record is not None and self.outcome is Outcome.ACCEPTED:
                yield record
        findings = run.finish()
        self._note(findings, worst_outcome(run.outcome_of(findings), Outcome.ACCEPTED if run.complete else Outcome.INCOMPLETE))

    def refuse(self, problem: Problem) -> None:
        """Note why the source cannot be read at all."""
        findings = self._run.message_findings([problem])
        self._note(findings, worst_outcome(self._run.outcome_of(findings), Outcome.REJECTED))

    def _note(self, findings: Iterable[Finding], outcome: Outcome) -> None:
        found = list(findings)
        self.report.counts.add_findings(found)
        self.findings += found[: max(_SHOWN - len(self.findings), 0)]
        self.outcome = worst_outcome(self.outcome, outcome)

    def summary(self) -> str:
        """The report as the ledger keeps it: counts and the first findings, in JSON; personal values are masked."""
        found: list[dict[str, Any]] = [
            {"code": one.code, "severity": one.severity.value, "path": one.location.path, "line": one.location.line, "text": one.text}
            for one in self.findings
        ]
        return json.dumps({"outcome": self.outcome.value, "counts": self.report.counts.as_dict(), "findings": found})


@contextmanager
def arriving(source: Any, name: str, limits: Limits = DEFAULT_LIMITS) -> Iterator[Arrival]:
    """Open a path, bytes or binary file for the ledger. Raises :class:`~ead.errors.UnreadableSource`."""
    validator = _structure_only(limits)
    report = validator.new_report(name)
    with open_source(source, name) as reader:
        found = recognise(reader, limits, None)
        if isinstance(found, Problem):
            arrival = Arrival(None, Run(validator, report, None))
            arrival.refuse(found)
        else:
            stream = found[0].read(found[1], limits)
            arrival = Arrival(stream, Run(validator, report, stream))
        yield arrival
