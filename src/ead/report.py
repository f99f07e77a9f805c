"""The report: what was checked, what came out, what was found."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ead.findings import Finding, Outcome, Severity
from ead.json_layout import indented
from ead.sufficiency import Sufficiency, SufficiencyCounts

__all__ = ["Counts", "InputFacts", "Report"]


@dataclass(slots=True)
class Counts:
    """Totals of items by outcome and of findings by severity; true even when not every finding was stored."""

    items: int = 0
    accepted: int = 0
    rejected: int = 0
    incomplete: int = 0
    error: int = 0
    warning: int = 0
    info: int = 0

    def add_item(self, outcome: Outcome) -> None:
        """Count an item."""
        self.items += 1
        if outcome is Outcome.ACCEPTED:
            self.accepted += 1
        elif outcome is Outcome.REJECTED:
            self.rejected += 1
        else:
            self.incomplete += 1

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """Count findings by severity."""
        for finding in findings:
            severity = finding.severity
            if severity is Severity.ERROR:
                self.error += 1
            elif severity is Severity.WARNING:
                self.warning += 1
            else:
                self.info += 1

    def as_dict(self) -> dict[str, int]:
        """The counts with the field names of the JSON report."""
        return {name: getattr(self, name) for name in ("items", "accepted", "rejected", "incomplete", "error", "warning", "info")}


@dataclass(slots=True)
class InputFacts:
    """What is known of the source. ``sha256`` is ``None`` when the source was not read to its end."""

    name: str
    sha256: str | None = None
    bytes: int = 0
    format: str | None = None
    message: str | None = None
    message_id: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The facts with the field names of the JSON report."""
        return {name: getattr(self, name) for name in ("name", "sha256", "bytes", "format", "message", "message_id")}


@dataclass(slots=True)
class Report:
    """The result of checking one message.

    ``findings`` are in order of the items, message-level ones last; at most ``Limits.findings`` are stored (``truncated`` says
    so), ``counts``
    has the true totals. ``crashed`` names rules that gave no answer. ``sufficiency`` says of items to the area of ICS2 whether their data
    suffices for the filing; ``None`` where there was none.
    """

    input: InputFacts
    as_of: str
    profiles: tuple[str, ...]
    version: str
    outcome: Outcome = Outcome.ACCEPTED
    counts: Counts = field(default_factory=Counts)
    findings: list[Finding] = field(default_factory=list)
    truncated: bool = False
    crashed: list[str] = field(default_factory=list)
    editions: dict[str, str] = field(default_factory=dict)
    limits: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    suppressed: int = 0
    sufficiency: SufficiencyCounts | None = None

    @property
    def accepted(self) -> bool:
        """Whether the whole message was accepted."""
        return self.outcome is Outcome.ACCEPTED

    def by_severity(self, severity: Severity) -> list[Finding]:
        """The stored findings of one severity."""
        return [finding for finding in self.findings if finding.severity is severity]

    def note_sufficiency(self, index: int, item_id: str | None, level: Sufficiency, limit: int) -> None:
        """Add the level of an item; at most ``limit`` items are listed one by one, the counts stay true."""
        levels = self.sufficiency
        if levels is None:
            levels = self.sufficiency = SufficiencyCounts(limit)
        levels.add(index, item_id, level)

    def as_dict(self, *, lazily: bool = False) -> dict[str, Any]:
        """The report in the shape of ``schemas/report-1.schema.json``.

        With ``lazily``, an iterator stands for each list that may be long: its members are made while they are written.
        """
        findings = map(Finding.as_dict, self.findings)
        return {
            "report": "1",
            "ead": self.version,
            "as_of": self.as_of,
            "profiles": list(self.profiles),
            "input": self.input.as_dict(),
            "outcome": self.outcome.value,
            "counts": self.counts.as_dict(),
            "findings": findings if lazily else list(findings),
            "truncated": self.truncated,
            "rules": {"crashed": sorted(self.crashed), "editions": dict(sorted(self.editions.items()))},
            "limits": self.limits,
            "notes": self.notes,
            "suppressed": self.suppressed,
            **({"sufficiency": self.sufficiency.as_dict(lazily=lazily)} if self.sufficiency is not None else {}),
        }

    def to_json(self, *, indent: int | None = 2) -> str:
        """The report as JSON text; the same input and settings give the same bytes."""
        return json.dumps(self.as_dict(), ensure_ascii=False) if indent is None else indented(self.as_dict(lazily=True), indent=indent)
