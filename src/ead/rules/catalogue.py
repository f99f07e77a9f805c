"""Rules as plain data: what the catalogue exports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ead.rules.api import AppliesTo, Rule

__all__ = ["as_dict", "plain"]


def as_dict(rule: Rule) -> dict[str, Any]:
    """A rule with everything that its page says, ready for JSON."""
    page = rule.documentation
    return {
        "code": rule.code,
        "rule_set": rule.rule_set,
        "name": rule.name,
        "severity": rule.severity.value,
        "scope": rule.scope.value,
        "reads": list(rule.reads),
        "at": rule.at,
        "text": rule.text,
        "fault": page.fault,
        "why": page.why,
        "fix": page.fix,
        "good": page.good,
        "bad": page.bad,
        "notes": page.notes,
        "source": rule.source,
        "confidence": rule.confidence.value,
        "since": plain(rule.since),
        "until": plain(rule.until),
        "safe_fix": rule.safe_fix,
        "status": rule.status,
        "added": rule.added,
        "applies_to": {name: sorted(values) for name in AppliesTo._fields if (values := getattr(rule.applies_to, name))},
        "supersedes": sorted(rule.supersedes),
        "details": dict(rule.details),
        "parameters": {name: plain(value) for name, value in sorted(rule.parameters.items())},
    }


def plain(value: Any) -> Any:
    """A parameter's value as JSON has it: decimals and dates as text, sets as sorted lists."""
    if isinstance(value, frozenset | set):
        return sorted(plain(one) for one in value)
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value if value is None or isinstance(value, bool | int | str) else str(value)
