"""The JUnit report: each item is a test case, for build servers that show test results."""

from __future__ import annotations

import tempfile
from typing import TextIO
from xml.etree import ElementTree

from ead.findings import Finding, Outcome
from ead.report import Report
from ead.reports.escape import xml_text
from ead.reports.writer import Setting
from ead.run import ItemResult

__all__ = ["Writer"]

_HELD = 1024 * 1024


class Writer:
    """A test suite for each message. A rejected item is a failure, an incomplete one an error; warnings of accepted items are output.

    The counts of a suite stand in its start tag, so its cases wait in a temporary file until they are known.
    """

    keeps_findings = False

    def __init__(self, out: TextIO, setting: Setting) -> None:
        self._out = out
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="ead">\n')

    def _begin_suite(self, name: str) -> None:
        self._name = name
        # Closed by `_end_suite`, which every message reaches.
        self._cases = tempfile.SpooledTemporaryFile(_HELD, "w+", encoding="utf-8", newline="")  # noqa: SIM115
        self._tests = self._failures = self._errors = 0

    def start(self, report: Report, shown_name: str) -> None:
        """Begin a suite."""
        self._begin_suite(shown_name)

    def item(self, result: ItemResult, report: Report) -> None:
        """Write the test case of one result."""
        name = "message" if result.index is None else result.item_id or f"item {result.index + 1}"
        case = ElementTree.Element("testcase", name=xml_text(name), classname=xml_text(self._name))
        # The last result carries the outcome of the whole message; its own findings decide whether this case failed.
        failed = result.outcome is not Outcome.ACCEPTED and bool(result.findings)
        if failed:
            kind = "failure" if result.outcome is Outcome.REJECTED else "error"
            gravest = min(result.findings, key=lambda finding: finding.severity.rank)
            fault = ElementTree.SubElement(case, kind, type=gravest.code, message=xml_text(gravest.text))
            fault.text = _listing(result.findings)
            self._failures += kind == "failure"
            self._errors += kind == "error"
        elif result.findings:
            ElementTree.SubElement(case, "system-out").text = _listing(result.findings)
        self._add(case)

    def end(self, report: Report) -> None:
        """Write the suite, now that its counts are known."""
        self._end_suite()

    def unreadable(self, shown_name: str, reason: str) -> None:
        """Write a suite whose only case is an error."""
        self._begin_suite(shown_name)
        case = ElementTree.Element("testcase", name="message", classname=xml_text(shown_name))
        ElementTree.SubElement(case, "error", type="unreadable", message=xml_text(reason))
        self._errors += 1
        self._add(case)
        self._end_suite()

    def close(self) -> None:
        """Close the document."""
        self._out.write("</testsuites>\n")

    def _add(self, case: ElementTree.Element) -> None:
        self._tests += 1
        self._cases.write("    " + ElementTree.tostring(case, encoding="unicode") + "\n")

    def _end_suite(self) -> None:
        counts = {"tests": self._tests, "failures": self._failures, "errors": self._errors}
        suite = ElementTree.Element("testsuite", {"name": xml_text(self._name), **{key: str(value) for key, value in counts.items()}})
        start = ElementTree.tostring(suite, encoding="unicode", short_empty_elements=False).removesuffix("</testsuite>")
        self._out.write(f"  {start}\n")
        self._cases.seek(0)
        while part := self._cases.read(_HELD):
            self._out.write(part)
        self._out.write("  </testsuite>\n")
        self._cases.close()


def _listing(findings: list[Finding]) -> str:
    lines = []
    for finding in findings:
        place = finding.location
        where = f"{place.line}:{place.column} " if place.line else ""
        lines.append(xml_text(f"{finding.severity.value} {finding.code} {where}{place.path}: {finding.text}"))
    return "\n".join(lines)
