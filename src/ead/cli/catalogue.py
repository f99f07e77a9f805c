"""Every rule that there is, for the commands that show rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ead.errors import ConfigurationError
from ead.rules.api import Rule, RuleSet
from ead.rules.registry import BUILTIN_NAMES, builtin_rule_set, builtin_rule_sets, plugin_names, plugin_rule_set

__all__ = ["all_rules", "as_dict", "plain"]


def all_rules(sets: Sequence[str] = (), rule_files: Sequence[str] = ()) -> list[Rule]:
    """The rules of the named sets (none named: of the built-in ones) and of rule files; plug-ins are imported when named."""
    chosen: list[RuleSet] = [_rule_set(name) for name in sets] if sets else list(builtin_rule_sets())
    if rule_files:
        from ead.rules.toml_rules import load_rule_file

        chosen += [load_rule_file(file) for file in rule_files]
    return [rule for rule_set in chosen for rule in rule_set.rules]


def _rule_set(name: str) -> RuleSet:
    if name in BUILTIN_NAMES:
        return builtin_rule_set(name)
    if name in plugin_names():
        return plugin_rule_set(name)
    raise ConfigurationError(f'there is no rule set "{name}", expected one of {", ".join((*BUILTIN_NAMES, *plugin_names()))}')


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
