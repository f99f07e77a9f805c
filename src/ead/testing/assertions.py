"""Assertions for tests of messages and rules: a rule fires at a place, or stays silent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ead.findings import Finding
from ead.report import Report
from ead.validator import Validator

__all__ = ["assert_fires", "assert_silent", "findings_of", "report_of"]


def report_of(source: Any, *, validator: Validator | None = None) -> Report:
    """The report on a source; an item or message may also be given as a mapping in the shape of its JSON form."""
    return (validator or Validator(show_values=True)).validate(_as_source(source))


def findings_of(source: Any, code: str | None = None, *, validator: Validator | None = None) -> list[Finding]:
    """The findings on a source, all or those of one rule; those count in which a special rule has taken the place of a general one."""
    found = report_of(source, validator=validator).findings
    return [finding for finding in found if code is None or code in (finding.code, *finding.also)]


def assert_fires(source: Any, code: str, *, at: str | None = None, times: int = 1, validator: Validator | None = None) -> list[Finding]:
    """Assert that a rule fires, ``times`` times, at ``at`` (dotted path in the item, content pieces counted from 1); returns its
    findings."""
    findings = findings_of(source, validator=validator)
    fired = [finding for finding in findings if code in (finding.code, *finding.also)]
    others = ", ".join(sorted({finding.code for finding in findings})) or "none"
    assert len(fired) == times, f"{code} fired {len(fired)} time(s), expected {times}; findings: {others}"
    if at is not None:
        places = [_dotted(finding) for finding in fired]
        assert at in places, f"{code} fired at {', '.join(places)}, expected {at}"
    return fired


def assert_silent(source: Any, code: str | None = None, *, validator: Validator | None = None) -> None:
    """Assert that a rule says nothing about a source, or that no rule does."""
    findings = findings_of(source, code, validator=validator)
    assert not findings, "; ".join(f"{finding.code} at {_dotted(finding)}: {finding.text}" for finding in findings[:5])


def _as_source(source: Any) -> Any:
    if not isinstance(source, Mapping):
        return source
    message = source if "items" in source else {"message": "ITMATT", "version": "1", "items": [source]}
    return json.dumps(message).encode()


def _dotted(finding: Finding) -> str:
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in finding.path)
