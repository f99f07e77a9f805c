"""A message on its way into the ledger: its records one after the other, and what its structure is worth.

Only the structure is judged here; whether the declarations are any good is a matter of ``ead validate``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from ead.errors import UndecodableSource
from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Record
from ead.findings import Finding, Outcome, Problem, worst_outcome
from ead.formats.base import Codec, ItemStream, items_of, undecodable
from ead.formats.registry import recognise
from ead.intake.source import Reader, open_source
from ead.limits import DEFAULT_LIMITS, Limits
from ead.report import Report
from ead.run import Run
from ead.validator import Validator

__all__ = ["Arrival", "arriving"]

_CONTENTS = ITEM_LAYOUT.position("contents")
_SHOWN = 20
_STRUCTURE = ("CORE-INT", "CORE-MSG", "CORE-STR")


@lru_cache(maxsize=4)
def _structure_only(limits: Limits) -> Validator:
    return Validator(("structure",), select=_STRUCTURE, limits=limits)


class Arrival:
    """A message being read. ``outcome`` is what its structure is worth, final once its records are through; ``findings`` are the first
    twenty. ``rules`` is a run that looks at its items besides, and refuses nothing."""

    def __init__(self, stream: ItemStream | None, run: Run, reader: Reader, rules: Run | None = None) -> None:
        self._stream = stream
        self._run = run
        self._reader = reader
        self._rules = rules
        self.findings: list[Finding] = []
        self.outcome = Outcome.ACCEPTED

    @property
    def is_sound(self) -> bool:
        """Whether no fault of the structure has been met so far."""
        return self.outcome is Outcome.ACCEPTED

    @property
    def message(self) -> str:
        """Which message it is (``ITMATT`` ...); empty when it is none that is known."""
        return self._stream.message if self._stream is not None else ""

    @property
    def report(self) -> Report:
        """The report: its counts are true, its findings are kept here."""
        report: Report = self._run.report
        return report

    def header(self, name: str) -> str:
        """A field of the header, as far as it has been read; empty when there is none."""
        header = self._stream.header if self._stream is not None else None
        return (header[HEADER_LAYOUT.position(name)] or "") if header is not None else ""

    def fingerprint(self) -> tuple[str | None, int]:
        """SHA-256 and length of all that the source gave, read to its end."""
        self._reader.drain(sys.maxsize)
        return self._reader.sha256, self._reader.length

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
        run, rules, counts = self._run, self._rules, self.report.counts
        most = run.validator.limits.content_pieces if run.kind.declares else sys.maxsize
        for decoded in items_of(self._stream):
            record, outcome = decoded.record, Outcome.ACCEPTED
            if record is None or decoded.problems or (len(record) > _CONTENTS and len(record[_CONTENTS] or ()) > most):
                result = run.check_item(decoded)
                outcome = result.outcome
                self._note(result.findings, outcome)
            if rules is not None:
                outcome = worst_outcome(outcome, self._noted_besides(rules, rules.check_item(decoded).findings))
            counts.add_item(outcome)
            if record is not None and self.outcome is Outcome.ACCEPTED:
                yield record
        findings = run.finish()
        self._note(findings, worst_outcome(run.outcome_of(findings), Outcome.ACCEPTED if run.complete else Outcome.INCOMPLETE))
        if rules is not None:
            rules.report.counts.items = counts.items
            self._noted_besides(rules, rules.finish())

    def refuse(self, problem: Problem) -> None:
        """Note why the source cannot be read at all."""
        findings = self._run.message_findings([problem])
        self._note(findings, worst_outcome(self._run.outcome_of(findings), Outcome.REJECTED))

    def _note(self, findings: Iterable[Finding], outcome: Outcome) -> None:
        found = list(findings)
        self.report.counts.add_findings(found)
        self.findings += found[: max(_SHOWN - len(self.findings), 0)]
        self.outcome = worst_outcome(self.outcome, outcome)

    def _noted_besides(self, rules: Run, findings: list[Finding]) -> Outcome:
        """Note what rules say, without what the structure says already; returns what they make of the item."""
        found = [finding for finding in findings if not finding.code.startswith(_STRUCTURE)] if findings else findings
        if found:
            self._note(found, Outcome.ACCEPTED)
        return rules.outcome_of(found)

    def summary(self) -> str:
        """The report as the ledger keeps it: counts and the first findings, in JSON; personal values are masked."""
        found: list[dict[str, Any]] = [
            {"code": one.code, "severity": one.severity.value, "path": one.location.path, "line": one.location.line, "text": one.text}
            for one in self.findings
        ]
        return json.dumps({"outcome": self.outcome.value, "counts": self.report.counts.as_dict(), "findings": found})


@contextmanager
def arriving(source: Any, name: str, limits: Limits = DEFAULT_LIMITS, validator: Validator | None = None) -> Iterator[Arrival]:
    """Open a path, bytes or binary file for the ledger, and let a validator look at its items besides.

    Raises :class:`~ead.errors.UnreadableSource`.
    """
    structure = _structure_only(limits)
    report = structure.new_report(name)
    with open_source(source, name, hashed=True) as reader:
        found = recognise(reader, limits, None)
        if isinstance(found, Problem):
            arrival = Arrival(None, Run(structure, report, None), reader)
            arrival.refuse(found)
        elif isinstance(stream := _opened(found, limits), Problem):
            arrival = Arrival(None, Run(structure, report, None), reader)
            arrival.refuse(stream)
        else:
            rules = Run(validator, validator.new_report(name), stream) if validator is not None else None
            arrival = Arrival(stream, Run(structure, report, stream), reader, rules)
        yield arrival


def _opened(found: tuple[Codec, Reader], limits: Limits) -> ItemStream | Problem:
    """The message as a stream of items, or why it cannot be decoded."""
    codec, text = found
    try:
        return codec.read(text, limits)
    except UndecodableSource as error:
        return undecodable(error)
