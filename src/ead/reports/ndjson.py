"""The NDJSON report: a line for each finding and for each item's sufficiency, and a summary line for each message."""

from __future__ import annotations

from typing import TextIO

from ead.report import Report
from ead.reports.escape import json_text
from ead.reports.writer import Setting
from ead.run import ItemResult

__all__ = ["Writer"]


class Writer:
    """Lines of type ``finding`` and ``sufficiency``, then one of type ``summary``: the JSON report without the others."""

    keeps_findings = False

    def __init__(self, out: TextIO, setting: Setting) -> None:
        self._out = out
        self._many = setting.many

    def start(self, report: Report, shown_name: str) -> None:
        """Nothing stands before the findings."""

    def item(self, result: ItemResult, report: Report) -> None:
        """Write the findings of one result."""
        source = {"input": report.input.name} if self._many else {}
        for finding in result.findings:
            self._line({"type": "finding", **source, **finding.as_dict()})
        if result.sufficiency is not None:
            facts = {"item_index": result.index, "item_id": result.item_id, "level": result.sufficiency.value}
            self._line({"type": "sufficiency", **source, **facts})

    def end(self, report: Report) -> None:
        """Write the summary. Every finding was written, so nothing is truncated here."""
        facts = report.as_dict()
        del facts["findings"]
        if "sufficiency" in facts:
            facts["sufficiency"] = {"counts": facts["sufficiency"]["counts"]}
        self._line({"type": "summary", **facts, "truncated": False})

    def unreadable(self, shown_name: str, reason: str) -> None:
        """Write a line that says so."""
        self._line({"type": "unreadable", "name": shown_name, "reason": reason})

    def close(self) -> None:
        """Nothing is left to write."""

    def _line(self, value: dict[str, object]) -> None:
        self._out.write(json_text(value) + "\n")
