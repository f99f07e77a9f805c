"""The NDJSON report: one line for each finding, and a summary line for each message."""

from __future__ import annotations

from typing import TextIO

from ead.report import Report
from ead.reports.escape import json_text
from ead.reports.writer import Setting
from ead.run import ItemResult

__all__ = ["Writer"]


class Writer:
    """Lines ``{"type": "finding", ...}``, then ``{"type": "summary", ...}``: the JSON report without its findings."""

    keeps_findings = False

    def __init__(self, out: TextIO, setting: Setting) -> None:
        self._out = out
        self._many = setting.many

    def start(self, report: Report, shown_name: str) -> None:
        """Nothing stands before the findings."""

    def item(self, result: ItemResult, report: Report) -> None:
        """Write the findings of one result."""
        for finding in result.findings:
            source = {"input": report.input.name} if self._many else {}
            self._line({"type": "finding", **source, **finding.as_dict()})

    def end(self, report: Report) -> None:
        """Write the summary. Every finding was written, so nothing is truncated here."""
        facts = report.as_dict()
        del facts["findings"]
        self._line({"type": "summary", **facts, "truncated": False})

    def unreadable(self, shown_name: str, reason: str) -> None:
        """Write a line that says so."""
        self._line({"type": "unreadable", "name": shown_name, "reason": reason})

    def close(self) -> None:
        """Nothing is left to write."""

    def _line(self, value: dict[str, object]) -> None:
        self._out.write(json_text(value) + "\n")
