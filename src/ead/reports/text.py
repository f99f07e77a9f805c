"""The text report, for people: findings by item, then a summary."""

from __future__ import annotations

from collections import Counter
from typing import TextIO

from ead.findings import Finding, Outcome, Severity
from ead.report import Report
from ead.reports.escape import terminal
from ead.reports.finding_text import finding_lines
from ead.reports.style import Style, counted
from ead.reports.summary_text import in_words, overview_lines, summary_lines
from ead.reports.writer import Setting
from ead.run import ItemResult

__all__ = ["Writer"]


class Writer:
    """Writes each item with findings as soon as it was checked. ``quiet`` leaves one line for each message that is not accepted."""

    keeps_findings = False

    def __init__(self, out: TextIO, setting: Setting) -> None:
        self._out = out
        self._setting = setting
        self._style = Style(setting.color)
        self._rows: list[tuple[str, Outcome, str]] = []
        self._name = ""

    def start(self, report: Report, shown_name: str) -> None:
        """Write the name of the message."""
        self._name = shown_name
        self._codes: Counter[str] = Counter()
        self._safe = 0
        if not self._setting.quiet:
            self._lines([*([""] if self._rows else []), self._style.paint(terminal(shown_name), "bold")])

    def item(self, result: ItemResult, report: Report) -> None:
        """Write the findings of one result, in the order of the source."""
        if not result.findings:
            return
        self._codes.update(finding.code for finding in result.findings)
        self._safe += sum(finding.fix is not None and finding.fix.safe for finding in result.findings)
        if self._setting.quiet:
            return
        lines = ["", *self._heading(result)]
        for number, finding in enumerate(sorted(result.findings, key=_in_source)):
            lines += [*([""] if number else []), *finding_lines(finding, self._style, self._setting.width)]
        self._lines(lines)

    def end(self, report: Report) -> None:
        """Write the summary."""
        self._remember(self._name, report.outcome, in_words(report).partition(": ")[2])
        if not self._setting.quiet:
            setting = self._setting
            self._lines(["", *summary_lines(report, self._name, self._codes, self._safe, setting.rules, self._style, setting.width)])

    def unreadable(self, shown_name: str, reason: str) -> None:
        """Keep it for the overview; the reason itself goes to the error stream."""
        self._remember(shown_name, Outcome.INCOMPLETE, reason)

    def close(self) -> None:
        """Write the overview of several messages."""
        if self._setting.many and self._rows and not self._setting.quiet:
            self._lines(["", *overview_lines(self._rows, self._style, self._setting.width)])

    def _remember(self, name: str, outcome: Outcome, text: str) -> None:
        if self._setting.quiet and outcome is not Outcome.ACCEPTED:
            self._lines([f"{terminal(name)}: {self._style.outcome(outcome, outcome.value)}: {terminal(text)}"])
        if self._setting.many:
            self._rows.append((name, outcome, text))

    def _heading(self, result: ItemResult) -> list[str]:
        style, findings = self._style, result.findings
        counts = Counter(finding.severity for finding in findings)
        nouns = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "remark"}
        faults = ", ".join(counted(counts[severity], noun) for severity, noun in nouns.items() if counts[severity])
        if result.index is None:
            return [f"{style.paint('the message as a whole', 'bold')}: {faults}", self._rule()]
        name = terminal(result.item_id or "without a readable item_id")
        outcome = style.outcome(result.outcome, result.outcome.value)
        return [f"item {result.index + 1}  {style.paint(name, 'bold')}  {outcome}: {faults}", self._rule()]

    def _rule(self) -> str:
        return self._style.paint("-" * self._setting.width, "dim")

    def _lines(self, lines: list[str]) -> None:
        self._out.write("\n".join(lines) + "\n")


def _in_source(finding: Finding) -> tuple[int, int, int]:
    place = finding.location
    return (place.line or 0, place.column or 0, finding.severity.rank)
