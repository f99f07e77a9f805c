"""Findings and replies in plain types: what goes from process to process has to cost less than what it tells about."""

from __future__ import annotations

import marshal
import pickle
from collections.abc import Mapping
from typing import Any

from ead.findings import Finding, Fix, Location, Severity
from ead.named import new_tuple
from ead.rules.api import Rule
from ead.sufficiency import Sufficiency

__all__ = ["LEVELS", "LEVEL_NUMBERS", "Told", "dumps", "finding_from", "loads", "told"]

Told = tuple[Any, ...]
"""A finding without what its rule says anyway."""

LEVELS: tuple[Sufficiency | None, ...] = (None, *Sufficiency)
"""Levels of sufficiency by their number on the wire, from the best to the worst behind ``None``."""

LEVEL_NUMBERS = {level: number for number, level in enumerate(LEVELS)}
_SEVERITIES = {severity.value: severity for severity in Severity}


def dumps(value: Any) -> bytes:
    """Plain values as bytes. Both ends are this very program, so the fastest form will do; the slow one takes what that one cannot."""
    try:
        return b"M" + marshal.dumps(value)
    except ValueError:
        return b"P" + pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def loads(data: bytes) -> Any:
    """What :func:`dumps` made bytes of, in a process that this one has started."""
    return marshal.loads(memoryview(data)[1:]) if data[:1] == b"M" else pickle.loads(data[1:])  # noqa: S301, S302 - from our own worker


def told(finding: Finding, rules: Mapping[str, Rule]) -> Told:
    """A finding in plain types."""
    place, fix, rule = finding.location, finding.fix, rules[finding.code]
    return (
        finding.code,
        finding.severity.value,
        finding.text,
        (place.path, place.xpath, place.json_pointer, place.line, place.column),
        finding.item_id,
        None if fix is None else (fix.text, fix.safe, fix.value, fix.span),
        finding.item_index,
        finding.path,
        finding.excerpt,
        finding.also,
        None if finding.details is rule.details else dict(finding.details),
    )


def finding_from(told: Told, rules: Mapping[str, Rule]) -> Finding:
    """The finding that :func:`told` told of."""
    code, severity, text, place, item_id, fix, index, path, excerpt, also, details = told
    rule = rules[code]
    return new_tuple(
        Finding,
        # In the order of its fields.
        (
            code, _SEVERITIES[severity], rule.rule_set, text, new_tuple(Location, place), item_id,
            None if fix is None else new_tuple(Fix, fix), rule.source or None, index, path, excerpt, also,
            rule.details if details is None else details,
        ),
    )  # fmt: skip
