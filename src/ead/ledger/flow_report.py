"""Findings on the exchange as a report, in the form that ``ead validate`` writes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from ead._version import __version__
from ead.fields.layout import ITEM_LAYOUT
from ead.findings import Finding, Outcome, Severity, worst_outcome
from ead.ledger.flow import Checked
from ead.report import InputFacts, Report
from ead.reports.writer import ReportWriter
from ead.rules.registry import ledger_rule_sets
from ead.run import ItemResult

__all__ = ["FORMAT", "new_report", "write_report"]

FORMAT = "ledger"
"""The format that the report of a ledger names."""

_ITEM_ID = ITEM_LAYOUT.position("item_id")


def new_report(name: str, on: date, findings: int) -> Report:
    """An empty report on a ledger; ``on`` is the day of the check, ``findings`` how many are stored at most."""
    return Report(
        input=InputFacts(name, format=FORMAT),
        as_of=on.isoformat(),
        profiles=tuple(rule_set.name for rule_set in ledger_rule_sets()),
        version=__version__,
        editions={rule_set.name: rule_set.version for rule_set in ledger_rule_sets()},
        limits={"findings": findings},
    )


def write_report(report: Report, checked: Iterable[Checked], writer: ReportWriter, fail_on: Severity | None) -> Outcome:
    """Pass findings to a writer, item by item; returns the outcome. ``fail_on`` is the severity from which an item is rejected.

    An item is incomplete when a rule gave no answer.
    """
    crashed: set[str] = set()
    room = int(report.limits["findings"])
    writer.start(report, report.input.name)
    for index, one in enumerate(checked):
        outcome = _outcome(one, fail_on)
        crashed.update(one.crashed)
        report.counts.add_item(outcome)
        report.counts.add_findings(one.findings)
        report.outcome = worst_outcome(report.outcome, outcome)
        if writer.keeps_findings:
            report.findings += one.findings[: max(room - len(report.findings), 0)]
            report.truncated = len(report.findings) < report.counts.error + report.counts.warning + report.counts.info
        writer.item(_result(index, one, outcome), report)
    report.crashed = sorted(crashed)
    writer.end(report)
    writer.close()
    return report.outcome


def _outcome(one: Checked, fail_on: Severity | None) -> Outcome:
    if one.crashed:
        return Outcome.INCOMPLETE
    return Outcome.REJECTED if fail_on is not None and any(_weighs(finding, fail_on) for finding in one.findings) else Outcome.ACCEPTED


def _weighs(finding: Finding, fail_on: Severity) -> bool:
    return finding.severity.rank <= fail_on.rank


def _result(index: int, one: Checked, outcome: Outcome) -> ItemResult:
    record: list[Any] = ITEM_LAYOUT.empty()
    record[_ITEM_ID] = one.s10
    return ItemResult(index, record, one.findings, outcome, None)
