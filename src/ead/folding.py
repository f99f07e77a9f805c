"""One defect, one finding: where a rule for a destination fires, the more general ones at the same place are folded into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ead.findings import Finding, Path, Severity
from ead.rules.api import Rule

__all__ = ["folded"]


def folded(findings: Sequence[Finding], rules: Mapping[str, Rule]) -> list[Finding]:
    """The findings without those that another at the same place supersedes; that one names them, and has the strictest severity."""
    if not any(rules[finding.code].supersedes for finding in findings):
        return list(findings)
    places: dict[Path, list[Finding]] = {}
    for finding in findings:
        places.setdefault(finding.path, []).append(finding)
    return [finding for together in places.values() for finding in (_folded_at_place(together, rules) if len(together) > 1 else together)]


def _folded_at_place(together: Sequence[Finding], rules: Mapping[str, Rule]) -> list[Finding]:
    codes = [finding.code for finding in together]
    below = {code: _reached(code, codes, rules) for code in codes}
    gone = set().union(*below.values())
    return [
        _with_others(finding, [one for one in together if one.code in below[finding.code]])
        for finding in together
        if finding.code not in gone
    ]


def _reached(code: str, codes: Sequence[str], rules: Mapping[str, Rule]) -> set[str]:
    """The codes that fired at the place and that a rule supersedes, directly or by way of others."""
    found: set[str] = set()
    waiting = [code]
    while waiting:
        for other in rules[waiting.pop()].supersedes.intersection(codes) - found - {code}:
            found.add(other)
            waiting.append(other)
    return found


def _with_others(finding: Finding, others: Sequence[Finding]) -> Finding:
    if not others:
        return finding
    severity = min((one.severity for one in (finding, *others)), key=_rank)
    also = tuple(sorted({code for one in others for code in (one.code, *one.also)}))
    # What programs read is told by the rule closest to the destination, and kept from those below it.
    details = {key: value for one in (*others, finding) for key, value in one.details.items()}
    return finding._replace(severity=severity, also=also, details=details)


def _rank(severity: Severity) -> int:
    return severity.rank
