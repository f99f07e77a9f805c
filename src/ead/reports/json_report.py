"""The JSON report: ``schemas/report-1.schema.json``."""

from __future__ import annotations

import textwrap
from typing import TextIO

from ead.report import Report
from ead.reports.escape import json_text
from ead.reports.writer import Setting
from ead.run import ItemResult

__all__ = ["Writer"]


class Writer:
    """One report, or ``{"reports": [...], "unreadable": [...]}`` when several messages were asked for."""

    keeps_findings = True

    def __init__(self, out: TextIO, setting: Setting) -> None:
        self._out = out
        self._many = setting.many
        self._unreadable: list[dict[str, str]] = []
        self._written = 0
        if self._many:
            out.write('{\n  "reports": [')

    def start(self, report: Report, shown_name: str) -> None:
        """Nothing is written before the report is complete."""

    def item(self, result: ItemResult, report: Report) -> None:
        """The report collects the findings."""

    def end(self, report: Report) -> None:
        """Write the report of one message."""
        text = json_text(report.as_dict(lazily=True), indent=2)
        if self._many:
            self._out.write(("," if self._written else "") + "\n" + textwrap.indent(text, "    "))
        else:
            self._out.write(text + "\n")
        self._written += 1

    def unreadable(self, shown_name: str, reason: str) -> None:
        """Remember the source; a single one that cannot be read leaves no report."""
        self._unreadable.append({"name": shown_name, "reason": reason})

    def close(self) -> None:
        """Close the list."""
        if self._many:
            rest = textwrap.indent(json_text(self._unreadable, indent=2), "  ").lstrip()
            self._out.write(("\n  " if self._written else "") + f'],\n  "unreadable": {rest}\n}}\n')
