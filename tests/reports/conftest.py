"""Findings, results and reports made by hand, for the tests of the report writers."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from ead.fields.layout import ITEM_LAYOUT
from ead.findings import Finding, Fix, Location, Outcome, Severity
from ead.report import InputFacts, Report
from ead.reports.writer import Setting, new_writer
from ead.rules.registry import builtin_rule_set
from ead.run import ItemResult

RULES = {rule.code: rule for rule in builtin_rule_set("core").rules}


def make_finding(code: str = "CORE-STR-004", severity: Severity = Severity.ERROR, **changes: Any) -> Finding:
    """A finding at the gross weight of the first item."""
    facts: dict[str, Any] = {
        "rule_set": "core",
        "text": 'gross_weight "heavy" is not a number',
        "location": Location("item LX806576725TW / gross_weight", "/*[1]/*[2]", None, 10, 5),
        "item_id": "LX806576725TW",
        "item_index": 0,
        "fix": Fix("write it as a number"),
        "reference": "field table",
        "excerpt": "<GrossWeight>heavy</GrossWeight>",
        **changes,
    }
    return Finding(code=code, severity=severity, **facts)


def make_result(
    index: int | None, *findings: Finding, outcome: Outcome = Outcome.REJECTED, item_id: str | None = "LX806576725TW"
) -> ItemResult:
    """The result of an item, or of the message as a whole."""
    record = None
    if index is not None and item_id is not None:
        record = ITEM_LAYOUT.empty()
        record[0] = item_id
    return ItemResult(index, record, list(findings), outcome, None)


def make_report(*results: ItemResult, outcome: Outcome = Outcome.REJECTED, **changes: Any) -> Report:
    """A report that agrees with the results."""
    facts = InputFacts("itmatt.xml", "ab" * 32, 4711, "itmatt-xml", "ITMATT", "M-1")
    report = Report(input=facts, as_of="2026-11-21", profiles=("auto",), version="0.1.0", outcome=outcome)
    for result in results:
        if result.index is not None:
            report.counts.add_item(result.outcome)
        report.counts.add_findings(result.findings)
        report.findings.extend(result.findings)
    for name, value in changes.items():
        setattr(report, name, value)
    return report


def written(
    format_: str,
    messages: Sequence[Sequence[ItemResult]],
    *,
    missing: Sequence[tuple[str, str]] = (),
    outcome: Outcome = Outcome.REJECTED,
    **settings: Any,
) -> str:
    """What a writer writes about messages."""
    out = io.StringIO(newline="")
    report_facts = settings.pop("report", {})
    writer = new_writer(format_, out, Setting(**{"rules": RULES, "many": len(messages) > 1, **settings}))
    for results in messages:
        report = make_report(*results, outcome=outcome, **report_facts)
        writer.start(report, "drop/itmatt.xml")
        for result in results:
            writer.item(result, report)
        writer.end(report)
    for name, reason in missing:
        writer.unreadable(name, reason)
    writer.close()
    return out.getvalue()


@pytest.fixture
def finding() -> Callable[..., Finding]:
    """Make a finding."""
    return make_finding


@pytest.fixture
def result() -> Callable[..., ItemResult]:
    """Make a result."""
    return make_result


@pytest.fixture
def write() -> Callable[..., str]:
    """Write results in a format."""
    return written
