"""The SARIF 2.1.0 report, for code-scanning pages and editors (OASIS standard "Static Analysis Results Interchange Format")."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, TextIO
from urllib.parse import quote

from ead._version import __version__
from ead.findings import Finding, Severity
from ead.report import Report
from ead.reports.escape import json_text
from ead.reports.writer import Setting
from ead.rules.api import Rule
from ead.run import ItemResult

__all__ = ["Writer"]

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


class Writer:
    """One run over all messages. Findings beyond `Limits.findings` of a message are left out, and a notification says so."""

    keeps_findings = True

    def __init__(self, out: TextIO, setting: Setting) -> None:
        self._out = out
        self._rules = setting.rules
        self._used: dict[str, int] = {}
        self._artifacts: list[dict[str, Any]] = []
        self._results: list[dict[str, Any]] = []
        self._notes: list[dict[str, Any]] = []
        self._successful = True
        self._uri = ""

    def start(self, report: Report, shown_name: str) -> None:
        """Remember the address of the message."""
        self._uri = _uri(shown_name)

    def item(self, result: ItemResult, report: Report) -> None:
        """The report collects the findings."""

    def end(self, report: Report) -> None:
        """Add the message and its results."""
        artifact: dict[str, Any] = {"location": {"uri": self._uri}, "length": report.input.bytes}
        if report.input.sha256:
            artifact["hashes"] = {"sha-256": report.input.sha256}
        self._artifacts.append(artifact)
        self._results += [self._result(finding) for finding in report.findings]
        if report.truncated:
            self._notify("warning", f"{report.input.name}: only the first {len(report.findings)} findings are listed")
        for code in sorted(report.crashed):
            self._notify("error", f"{report.input.name}: rule {code} failed and gave no answer")
        for note in report.notes:
            self._notify("note", note)
        self._successful = self._successful and report.outcome.value != "incomplete"

    def unreadable(self, shown_name: str, reason: str) -> None:
        """Add a notification."""
        self._notify("error", reason)
        self._successful = False

    def close(self) -> None:
        """Write the document."""
        driver = {"name": "ead", "semanticVersion": __version__, "rules": [self._descriptor(code) for code in self._used]}
        run: dict[str, Any] = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "invocations": [{"executionSuccessful": self._successful, "toolExecutionNotifications": self._notes}],
            "artifacts": self._artifacts,
            "results": self._results,
        }
        self._out.write(json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n")

    def _notify(self, level: str, text: str) -> None:
        self._notes.append({"level": level, "message": {"text": text}})

    def _result(self, finding: Finding) -> dict[str, Any]:
        number = self._used.setdefault(finding.code, len(self._used))
        help_text = f" To mend it: {finding.fix.text}." if finding.fix else ""
        properties = {"item_id": finding.item_id, "xpath": finding.location.xpath, "json_pointer": finding.location.json_pointer}
        return {
            "ruleId": finding.code,
            "ruleIndex": number,
            "level": _LEVELS[finding.severity],
            "message": {"text": _sentence(finding.text) + help_text},
            "locations": [self._location(finding)],
            "properties": {key: value for key, value in properties.items() if value is not None},
        }

    def _location(self, finding: Finding) -> dict[str, Any]:
        place = finding.location
        physical: dict[str, Any] = {"artifactLocation": {"uri": self._uri, "index": len(self._artifacts) - 1}}
        if place.line is not None:
            physical["region"] = {"startLine": place.line, "startColumn": place.column or 1}
        logical = {"fullyQualifiedName": place.path, "kind": "value" if finding.item_index is not None else "message"}
        return {"physicalLocation": physical, "logicalLocations": [logical]}

    def _descriptor(self, code: str) -> dict[str, Any]:
        rule = self._rules.get(code)
        return {"id": code} if rule is None else _describe(rule)


def _describe(rule: Rule) -> dict[str, Any]:
    page = rule.documentation
    whole = [page.fault, page.why, f"To mend it: {page.fix}" if page.fix else "", f"Source: {rule.source}." if rule.source else ""]
    return {
        "id": rule.code,
        "shortDescription": {"text": page.fault or rule.name},
        "fullDescription": {"text": page.why or page.fault or rule.name},
        "help": {"text": "\n".join(part for part in whole if part) or rule.name},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"rule_set": rule.rule_set},
    }


def _uri(name: str) -> str:
    """A relative reference, or a file URI for an absolute path (RFC 3986)."""
    path = PurePath(name)
    if path.is_absolute():
        return path.as_uri()
    return quote(path.as_posix().encode("utf-8", "surrogateescape"), safe="/")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."
