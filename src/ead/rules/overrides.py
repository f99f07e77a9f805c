"""Overrides: what a user's rule file changes of rules that are there already, row by row.

::

    [[override]]
    code = "DQ-DSC-002"
    severity = "error"                 # error, warning or info
    since = 2026-12-01                 # or "always"; until likewise, or "never"
    parameters = { accepted = ["spare parts"] }

    [[override]]
    code = "UPU-POST-001"
    enabled = false

Of rules that are rows, ``parameters`` takes every key that the kind of row has (``codes``, ``terms``, ``pattern``, ``min``, ``kinds`` ...),
and ``when`` replaces the conditions.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from ead.errors import ConfigurationError
from ead.findings import Severity
from ead.rules.api import Rule
from ead.rules.linear import LINEAR_KINDS
from ead.rules.parameters import fit_parameter
from ead.rules.table_row import RowError
from ead.rules.tables import rule_from_row

__all__ = ["Override", "overridden", "read_overrides"]

_KEYS = ("code", "severity", "enabled", "since", "until", "when", "parameters")
_UNBOUNDED = {"since": "always", "until": "never"}
_SEVERITIES = {severity.value: severity for severity in Severity}
_RIVALS = (("codes", "list"), ("list", "codes"))


@dataclass(frozen=True, slots=True)
class Override:
    """One change: the rule's code, the keys that are set, and where they stand."""

    code: str
    keys: Mapping[str, Any]
    file: str
    lines: Mapping[str, int]

    @property
    def enabled(self) -> bool:
        """Whether the rule stays in force."""
        return bool(self.keys.get("enabled", True))

    def wrong(self, key: str, text: str) -> ConfigurationError:
        """The error about a key, with file and line."""
        return ConfigurationError(f"{self.file}, line {self.lines.get(key, self.lines['code'])}: {key}: {text}")

    def apply(self, rule: Rule) -> Rule:
        """The rule with the changes; raises :class:`~ead.errors.ConfigurationError`."""
        changes: dict[str, Any] = {key: self._date(key) for key in _UNBOUNDED if key in self.keys}
        if "severity" in self.keys:
            changes["severity"] = _SEVERITIES[self.keys["severity"]]
        if "parameters" in self.keys or "when" in self.keys:
            changes |= self._check_of(rule)
        changed = replace(rule, **changes)
        if changed.since and changed.until and changed.since >= changed.until:
            key = "until" if "until" in self.keys else "since"
            raise self.wrong(key, f"the rule would end on {changed.until} without having begun, on {changed.since}")
        return changed

    def _date(self, key: str) -> date | None:
        value = self.keys[key]
        return None if value == _UNBOUNDED[key] else value

    def _check_of(self, rule: Rule) -> dict[str, Any]:
        """Check, reads and parameters of the changed rule; a row is read again with its changes, so that they are checked as a row is."""
        given: Mapping[str, Any] = self.keys.get("parameters", {})
        row = _shipped_rows().get(rule.code)
        if row is None:
            if "when" in self.keys:
                raise self.wrong("when", f"rule {rule.code} is no row, so it has no conditions that could be replaced")
            fitted = {name: self._fitted(rule, name, value) for name, value in given.items()}
            return {"parameters": {**rule.parameters, **fitted}}
        known = LINEAR_KINDS[row["kind"]].keys
        for name in given:
            if name not in known:
                raise self.wrong(name, f"rule {rule.code} has no such parameter; it has {', '.join(sorted(known)) or 'none'}")
        kept = {key: value for key, value in row.items() if not any(key == old and new in given for new, old in _RIVALS)}
        when = {"when": self.keys["when"]} if "when" in self.keys else {}
        try:
            changed = rule_from_row({**kept, **given, **when}, LINEAR_KINDS)
        except RowError as error:
            raise self.wrong(error.key, str(error).removeprefix(f"{error.key}: ")) from None
        return {"check": changed.check, "reads": changed.reads, "parameters": changed.parameters}

    def _fitted(self, rule: Rule, name: str, value: Any) -> Any:
        try:
            return fit_parameter(rule, name, value, name)
        except ConfigurationError as error:
            raise self.wrong(name, str(error).removeprefix(f"{name}: ").removeprefix(f"{name} ")) from None


def read_overrides(tables: Any, file: str, lines: Sequence[str]) -> tuple[Override, ...]:
    """The overrides of a rule file; raises :class:`~ead.errors.ConfigurationError`."""
    if not isinstance(tables, list) or not all(isinstance(one, Mapping) for one in tables):
        raise ConfigurationError(f"{file}, line 1: override: expected tables that each begin with [[override]]")
    starts = [number for number, line in enumerate(lines) if re.match(r"\s*\[\[\s*override\s*\]\]", line)]
    found: dict[str, Override] = {}
    for number, keys in enumerate(tables):
        start = starts[number] if number < len(starts) else 0
        override = Override(str(keys.get("code", "")), keys, file, _places(keys, lines, start))
        _check(override)
        if override.code in found:
            raise override.wrong("code", f'"{override.code}" is overridden twice')
        found[override.code] = override
    return tuple(found.values())


def _places(keys: Mapping[str, Any], lines: Sequence[str], start: int) -> dict[str, int]:
    """The lines of an override's keys, from 1; those of its parameters too, and that of the table itself for what is not found."""
    end = next((number for number in range(start + 1, len(lines)) if lines[number].lstrip().startswith("[[")), len(lines))
    below = keys.get("parameters")
    names = [*_KEYS, *keys, *(below if isinstance(below, Mapping) else ())]
    found = {"code": start + 1}
    for name in names:
        pattern = re.compile(rf"[^#]*?(?<![\w-]){re.escape(name)}[\"']?\s*[=.\]]")
        line = next((number for number in range(start + 1, end) if pattern.match(lines[number])), None)
        if line is not None:
            found[name] = line + 1
    return found


def _check(override: Override) -> None:
    keys = override.keys
    for key in keys:
        if key not in _KEYS:
            raise override.wrong(key, f"is not known here, expected {', '.join(_KEYS)}")
    if not isinstance(keys.get("code"), str) or not override.code:
        raise override.wrong("code", "is missing" if "code" not in keys else f'"{keys["code"]}" is no text')
    if len(keys) == 1:
        raise override.wrong("code", f"nothing is changed, expected one of {', '.join(_KEYS[1:])}")
    if keys.get("severity", "error") not in _SEVERITIES:
        raise override.wrong("severity", f'"{keys["severity"]}" is not one of {", ".join(_SEVERITIES)}')
    if not isinstance(keys.get("enabled", True), bool):
        raise override.wrong("enabled", f'"{keys["enabled"]}" is neither true nor false')
    if not isinstance(keys.get("parameters", {}), Mapping):
        raise override.wrong("parameters", "expected a table such as { limit = 30 }")
    for key, word in _UNBOUNDED.items():
        value = keys.get(key, word)
        if value != word and (isinstance(value, datetime) or not isinstance(value, date)):
            raise override.wrong(key, f'"{value}" is no date, expected one such as 2026-01-01 without quotes, or "{word}"')


def overridden(rules: Iterable[Rule], overrides: Sequence[Override]) -> list[Rule]:
    """The rules with the overrides applied, without those switched off. A code that no rule has is an error, unless a built-in rule
    has it whose set was not chosen.
    """
    given = list(rules)
    for override in overrides:
        if not any(rule.code == override.code for rule in given) and not _is_shipped(override.code):
            raise override.wrong("code", f'there is no rule "{override.code}"; "ead rules" lists them')
        given = [override.apply(rule) if rule.code == override.code else rule for rule in given]
    off = {override.code for override in overrides if not override.enabled}
    return [rule for rule in given if rule.code not in off]


def _is_shipped(code: str) -> bool:
    from ead.rules.registry import builtin_rule_sets

    return any(rule.code == code for rule_set in builtin_rule_sets() for rule in rule_set.rules)


@cache
def _shipped_rows() -> Mapping[str, Mapping[str, Any]]:
    """The rows that ship with the library, by code."""
    found: dict[str, Mapping[str, Any]] = {}
    for entry in resources.files("ead.rules").joinpath("data").iterdir():
        if entry.name.endswith(".toml"):
            rows = tomllib.loads(entry.read_text("utf-8"), parse_float=Decimal).get("rule", [])
            found |= {row["code"]: row for row in rows}
    return found
