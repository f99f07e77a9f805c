"""The CSV report: one row for each finding, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from typing import TextIO

from ead.report import Report
from ead.reports.escape import csv_cell
from ead.reports.writer import Setting
from ead.run import ItemResult

__all__ = ["COLUMNS", "Writer"]

COLUMNS = (
    "input", "item", "item_id", "outcome", "code", "severity", "rule_set", "text",
    "path", "line", "column", "xpath", "json_pointer", "fix", "fix_is_safe", "reference",
)  # fmt: skip


class Writer:
    """RFC 4180 with a header row. ``item`` counts from 1 and is empty for findings on the message as a whole."""

    keeps_findings = False

    def __init__(self, out: TextIO, setting: Setting) -> None:
        self._rows = csv.writer(out, lineterminator="\r\n")
        self._rows.writerow(COLUMNS)

    def start(self, report: Report, shown_name: str) -> None:
        """Nothing stands before the findings."""

    def item(self, result: ItemResult, report: Report) -> None:
        """Write a row for each finding."""
        number = "" if result.index is None else result.index + 1
        for finding in result.findings:
            place, fix = finding.location, finding.fix
            row = (
                report.input.name, number, finding.item_id, result.outcome.value, finding.code, finding.severity.value, finding.rule_set,
                finding.text, place.path, place.line, place.column, place.xpath, place.json_pointer,
                fix.text if fix else None, "" if fix is None else "yes" if fix.safe else "no", finding.reference,
            )  # fmt: skip
            self._rows.writerow([csv_cell(cell) for cell in row])

    def end(self, report: Report) -> None:
        """A summary has no place in a table."""

    def unreadable(self, shown_name: str, reason: str) -> None:
        """Write a row without a code."""
        row = [shown_name, "", "", "incomplete", "", "error", "", reason, *[""] * (len(COLUMNS) - 8)]
        self._rows.writerow([csv_cell(cell) for cell in row])

    def close(self) -> None:
        """Nothing is left to write."""
