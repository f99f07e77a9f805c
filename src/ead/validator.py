"""The validator: a source in, findings and outcomes out."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import date, datetime
from itertools import chain
from typing import Any

from ead._version import __version__
from ead.descriptions import BUILTIN_JUDGE, DescriptionJudge
from ead.errors import ConfigurationError, UndecodableSource
from ead.fields.messages import ITMATT, MessageType
from ead.findings import Outcome, Problem, Severity, worst_outcome
from ead.formats.base import ItemStream, as_far_as_decodable, groups_of, undecodable
from ead.formats.records import RecordStream
from ead.formats.registry import recognise, recognise_short
from ead.intake.source import Reader, open_source
from ead.limits import DEFAULT_LIMITS, Limits
from ead.profiles.load import Policy, Profile, resolve
from ead.report import InputFacts, Report
from ead.rules.api import RuleSet
from ead.rules.engine import Engine
from ead.rules.rates import NO_RATES, Rates
from ead.rules.registry import shared_facts
from ead.rules.together import TOGETHER
from ead.run import Examined, ItemResult, Run
from ead.telling import Teller
from ead.wording import known_language

__all__ = ["ItemResult", "Validator"]

# What an item takes in XML; one of JSON takes half of it.
_BYTES_OF_ITEM = 1_300
_SOURCES = (bytes, str, os.PathLike, bytearray, memoryview)
Spreader = Callable[[Run, ItemStream, bool], Iterator[Examined]]
"""Checks the items of a message in another way than one after the other; if that is set, results that say nothing need not be made."""


class Validator:
    """Checks messages against a choice of rules. Immutable; may be shared between threads.

    ``profiles`` are names of profiles, rule sets or plug-ins; ``auto`` is everything built in that applies. ``as_of`` is the date
    that editions and
    dated rules are chosen by (default: each item's posting date). ``rule_files`` are TOML rule files, ``rule_sets`` rule sets
    made in Python. ``select`` and ``ignore`` are rule codes or
    prefixes. ``rates`` are exchange rates for rules with limits in a currency; ``events`` are times by item identifier and event
    (:data:`ead.rules.aids.EVENTS`) for rules on time; ``judge`` judges the descriptions of goods
    (:class:`ead.descriptions.DescriptionJudge`). ``fail_on`` is the severity from which an item is
    rejected; ``None`` never rejects. ``show_values`` lifts the masking of personal values.

    Raises :class:`~ead.errors.ConfigurationError` when a name, file or code is wrong.
    """

    def __init__(
        self,
        profiles: Sequence[str] = ("auto",),
        *,
        as_of: date | None = None,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        severities: Mapping[str, Severity] | None = None,
        parameters: Mapping[str, Mapping[str, Any]] | None = None,
        rule_files: Sequence[str | os.PathLike[str]] = (),
        rule_sets: Sequence[RuleSet] = (),
        rates: Rates = NO_RATES,
        events: Mapping[str, Mapping[str, datetime]] | None = None,
        judge: DescriptionJudge = BUILTIN_JUDGE,
        suppressions: Iterable[Any] = (),
        fail_on: Severity | None = Severity.ERROR,
        limits: Limits = DEFAULT_LIMITS,
        show_values: bool = False,
        language: str = "en",
    ) -> None:
        given = {name: value for name, value in locals().items() if name != "self"}
        policy = Policy(
            profiles=tuple(profiles),
            select=tuple(select),
            ignore=tuple(ignore),
            severities=dict(severities or {}),
            parameters={code: dict(values) for code, values in (parameters or {}).items()},
            rule_files=tuple(os.fspath(file) for file in rule_files),
            rule_sets=tuple(rule_sets),
        )
        self.profile: Profile = resolve(policy)
        self.as_of = as_of
        self.fail_on = fail_on
        self.limits = limits
        self.show_values = show_values
        self.language = known_language(language)
        self.rates = rates
        self.events = {item: dict(times) for item, times in (events or {}).items()}
        self.judge = judge
        self.suppressions = tuple(suppressions)
        self.settings: Mapping[str, Any] = {**given, "suppressions": self.suppressions}
        self._editions = {rule_set.name: rule_set.version for rule_set in self.profile.sets}
        self._limits_told = {field: getattr(limits, field) for field in limits.__dataclass_fields__}
        self.engine = Engine(self.profile.sets, shared_facts(), self.profile.loaded)
        self.rules_by_code = self.engine.rules_by_code
        self._tellers: dict[str, Teller] = {}

    def validate(self, source: Any, *, format: str | None = None, name: str | None = None, jobs: int = 1) -> Report:
        """Check a whole message. Never raises for bad data; raises :class:`~ead.errors.UnreadableSource` when there is nothing to read.

        With ``jobs``, that many processes check a large XML or NDJSON message; the report is the same.
        """
        report = self._new_report(name)
        most = self.limits.findings
        if jobs == 1:
            # A service checks single items thousands of times a second: a context costs a fortieth of one.
            _keep(self._results(source, format, name, report, sparse=True), report, most)
        else:
            with _spreading(self, jobs) as spread:
                _keep(self._results(source, format, name, report, spread, sparse=True), report, most)
        return report

    def iter_validate(
        self, source: Any, *, format: str | None = None, name: str | None = None, models: bool = False, jobs: int = 1
    ) -> Iterator[ItemResult]:
        """Check item by item, with memory that does not grow. The last result has no item when the message as a whole has findings.

        With ``models`` each result carries the pydantic model of its item, ``None`` when the item fails its structure. With ``jobs``, that
        many processes check a large XML or NDJSON message; the results are the same, in the same order, and models are built here.
        """
        with _spreading(self, jobs) as spread:
            # Nobody will see this report, so nobody wants the hash in it.
            for some in self._results(source, format, name, self._new_report(name), spread, hashed=False):
                if models:
                    for result in some:
                        result.build_model()
                        yield result
                else:
                    yield from some
                # See Run.check_all.
                del some

    def results(
        self, source: Any, report: Report, *, format: str | None = None, name: str | None = None, spread: Spreader | None = None
    ) -> Iterator[ItemResult]:
        """Like :meth:`iter_validate`, filling ``report`` (all but its findings) on the way; ``spread`` checks items instead of this."""
        for some in self._results(source, format, name, report, spread):
            yield from some

    def new_report(self, name: str | None = None) -> Report:
        """An empty report that names this validator's settings."""
        return self._new_report(name)

    def teller(self, kind: MessageType) -> Teller:
        """What makes findings on messages of that kind."""
        if kind.name not in self._tellers:
            self._tellers[kind.name] = Teller(self.engine, kind, self.language, show_values=self.show_values)
        return self._tellers[kind.name]

    def _new_report(self, name: str | None) -> Report:
        return Report(
            input=InputFacts(name or ""),
            as_of=self.as_of.isoformat() if self.as_of is not None else time.strftime("%Y-%m-%d"),
            profiles=self.profile.names,
            version=__version__,
            editions=self._editions.copy(),
            limits=self._limits_told.copy(),
        )

    def _results(
        self,
        source: Any,
        format: str | None,
        name: str | None,
        report: Report,
        spread: Spreader | None = None,
        *,
        sparse: bool = False,
        hashed: bool = True,
    ) -> Iterator[Sequence[ItemResult]]:
        """The results, a few at a time; of items about which there is nothing to say only where that is not to be ``sparse``."""
        if not isinstance(source, _SOURCES) and not hasattr(source, "read"):
            yield from self._check(RecordStream(source), report, sparse=sparse)
            return
        with open_source(source, name, hashed=hashed) as reader:
            report.input.name = name or (os.path.basename(reader.name) or reader.name)
            short = recognise_short(reader, self.limits, format) if spread is None else None
            if short is not None:
                yield from self._check(short, report, sparse=sparse)
            else:
                if spread is None:
                    self.engine.expect(_items_in(source))
                yield from self._read(reader, format, report, spread, sparse=sparse)
            report.input.sha256, report.input.bytes = reader.sha256, reader.length

    def _read(
        self, reader: Reader, format: str | None, report: Report, spread: Spreader | None, *, sparse: bool
    ) -> Iterator[Sequence[ItemResult]]:
        found = recognise(reader, self.limits, format)
        if isinstance(found, Problem):
            reader.drain(self.limits.message_bytes)
            yield from self._refuse(found, report)
            return
        codec, text = found
        try:
            stream = codec.read(text, self.limits)
        except UndecodableSource as error:
            yield from self._refuse(undecodable(error), report)
        else:
            yield from self._check(stream, report, spread, sparse=sparse, at_hand=reader.at_hand)
        reader.drain(self.limits.message_bytes)

    def _refuse(self, problem: Problem, report: Report) -> Iterator[Sequence[ItemResult]]:
        run = Run(self, report, None)
        findings = run.message_findings([problem])
        report.counts.add_findings(findings)
        report.outcome = worst_outcome(report.outcome, run.outcome_of(findings))
        yield (ItemResult(None, None, findings, report.outcome, None),)

    def _check(
        self, stream: ItemStream, report: Report, spread: Spreader | None = None, *, sparse: bool = False, at_hand: bool = False
    ) -> Iterator[Sequence[ItemResult]]:
        report.input.format, report.input.message = stream.format, stream.message
        run = Run(self, report, stream)
        outcome, counts = Outcome.ACCEPTED, report.counts
        groups = groups_of(stream, TOGETHER, at_hand=at_hand)
        # Only items of ITMATT are worth a process of their own.
        if spread is not None and run.kind is ITMATT:
            examined = _spread(run, stream, spread, sparse=sparse)
        else:
            examined = run.check_all(groups, sparse=sparse)
        for results, told, silent, levels in examined:
            counts.items += silent
            counts.accepted += silent
            for result in told:
                counts.add_item(result.outcome)
                counts.add_findings(result.findings)
                # Also where the finding that says why was asked to be left out.
                outcome = outcome if result.outcome is outcome else worst_outcome(outcome, result.outcome)
            yield results
            del results, told, levels
        findings = run.finish()
        if findings:
            report.counts.add_findings(findings)
            outcome = worst_outcome(outcome, run.outcome_of(findings))
        report.outcome = outcome if run.complete else Outcome.INCOMPLETE
        report.crashed = sorted(run.crashed)
        if findings:
            yield (ItemResult(None, None, findings, report.outcome, None),)


def _keep(results: Iterable[Sequence[ItemResult]], report: Report, most: int) -> None:
    """Keep so many findings of the results in the report."""
    findings = report.findings
    for result in chain.from_iterable(results):
        findings += result.findings
        if len(findings) > most:
            report.truncated = True
            del findings[most:]


def _items_in(source: Any) -> int:
    """How many items a source holds, roughly; 0 where its size is not known beforehand."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        return len(source) // _BYTES_OF_ITEM
    with suppress(AttributeError, OSError, TypeError, ValueError):
        return os.stat(source.fileno() if hasattr(source, "read") else source).st_size // _BYTES_OF_ITEM
    return 0


def _spread(run: Run, stream: ItemStream, spread: Spreader, *, sparse: bool) -> Iterator[Examined]:
    with as_far_as_decodable(stream):
        yield from spread(run, stream, sparse)


def _spreading(validator: Validator, jobs: int) -> AbstractContextManager[Spreader | None]:
    """How items are checked with that many processes; ``None``: one after the other."""
    if jobs < 1:
        raise ConfigurationError(f"jobs is {jobs}, expected 1 or more")
    if jobs == 1:
        return nullcontext()
    from ead.engines import spreading

    return spreading(validator, jobs)
