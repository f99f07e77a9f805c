"""Recorded decisions not to report a finding: one by one with a reason, or in bulk from an earlier report."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Protocol

from ead.errors import ConfigurationError
from ead.findings import Finding
from ead.named import NamedTuple

__all__ = ["Baseline", "Suppression", "Suppressor", "findings_of", "in_force", "read_report"]


class Suppressor(Protocol):
    """Anything that can say whether it covers a finding; what `Validator` takes as ``suppressions``."""

    def covers(self, finding: Finding) -> bool:
        """Whether the finding is not to be reported."""
        ...


class Suppression(NamedTuple):
    """One decision: the rule, the item or place it is about, why it was taken, by whom, and until when.

    ``path`` is a shell pattern (``*`` and ``?``) for the domain path of a finding, with or without the item in front:
    ``content piece * / hs_code``. ``expires`` is the last day on which the decision holds.
    """

    code: str
    reason: str
    owner: str
    expires: date
    item_id: str | None = None
    path: str | None = None

    def covers(self, finding: Finding) -> bool:
        """Whether the finding is the one meant here."""
        if finding.code != self.code or (self.item_id is not None and finding.item_id != self.item_id):
            return False
        return self.path is None or self._matches(finding)

    def _matches(self, finding: Finding) -> bool:
        whole = finding.location.path
        below = whole.partition(" / ")[2] if finding.item_index is not None else whole
        return fnmatchcase(whole, self.path or "") or fnmatchcase(below, self.path or "")

    def about(self) -> str:
        """The decision in a few words, for notes."""
        place = " at ".join(part for part in (self.item_id, self.path) if part)
        return f"suppression of {self.code} for {place}, owner {self.owner}"


def in_force(suppressions: Iterable[Suppression], on: date) -> tuple[tuple[Suppression, ...], tuple[str, ...]]:
    """The suppressions that still hold on that day, and a note for each that does not."""
    everything = tuple(suppressions)
    holding = tuple(one for one in everything if on <= one.expires)
    notes = tuple(f"{one.about()}, expired on {one.expires.isoformat()} and has no effect" for one in everything if on > one.expires)
    return holding, notes


class Baseline:
    """The findings of an earlier JSON report, known by code, item and place. Those are not reported again."""

    __slots__ = ("_known", "notes")

    def __init__(self, findings: Iterable[Mapping[str, Any]], notes: tuple[str, ...] = ()) -> None:
        self._known = frozenset((one["code"], one["item_id"], one["location"]["path"]) for one in findings)
        self.notes = notes

    @classmethod
    def read(cls, file: str | os.PathLike[str]) -> Baseline:
        """Read a JSON report; raises :class:`~ead.errors.ConfigurationError` when the file is none."""
        reports = read_report(file)
        cut = any(report.get("truncated") for report in reports)
        notes = (f'baseline "{os.fspath(file)}" does not hold all findings of its message: the report was truncated',) if cut else ()
        return cls(findings_of(reports), notes)

    def covers(self, finding: Finding) -> bool:
        """Whether the earlier report has this finding."""
        return (finding.code, finding.item_id, finding.location.path) in self._known

    def __len__(self) -> int:
        return len(self._known)


def findings_of(reports: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The findings of several reports, one behind the other."""
    return [finding for report in reports for finding in report["findings"]]


def read_report(file: str | os.PathLike[str]) -> list[dict[str, Any]]:
    """The reports in a JSON report file: one, or those of several messages.

    Raises :class:`~ead.errors.ConfigurationError` when the file cannot be read or is no report of version 1.
    """
    name = os.fspath(file)
    try:
        loaded = json.loads(Path(name).read_text("utf-8-sig"))
    except OSError as error:
        raise ConfigurationError(f'cannot read the report "{name}": {(error.strerror or str(error)).lower()}') from error
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f'"{name}" is no JSON report: {_reason(error)}') from None
    reports = loaded.get("reports", [loaded]) if isinstance(loaded, dict) else [loaded]
    if not isinstance(reports, list) or not all(_is_report(report) for report in reports):
        raise ConfigurationError(f'"{name}" is no JSON report of version "1" as "ead validate --report json" writes it')
    return reports


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}: {error.msg.lower()}"
    return "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else "it is not JSON text of a sensible depth"


def _is_report(report: Any) -> bool:
    return (
        isinstance(report, dict)
        and report.get("report") == "1"
        and isinstance(report.get("findings"), list)
        and all(_is_finding(finding) for finding in report["findings"])
    )


def _is_finding(finding: Any) -> bool:
    if not isinstance(finding, dict) or not all(isinstance(finding.get(key), str) for key in ("code", "severity", "text")):
        return False
    location = finding.get("location")
    return isinstance(location, dict) and isinstance(location.get("path"), str) and isinstance(finding.get("item_id"), str | None)
