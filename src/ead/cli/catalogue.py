"""Every rule that there is, for the commands that show rules."""

from __future__ import annotations

from collections.abc import Sequence

from ead.errors import ConfigurationError
from ead.rules.api import Rule, RuleSet
from ead.rules.registry import (
    builtin_names,
    builtin_rule_set,
    builtin_rule_sets,
    ledger_names,
    ledger_rule_sets,
    plugin_names,
    plugin_rule_set,
)

__all__ = ["all_rules"]


def all_rules(sets: Sequence[str] = (), rule_files: Sequence[str] = ()) -> list[Rule]:
    """The rules of the named sets (none named: of the built-in ones) and of rule files; plug-ins are imported when named."""
    chosen: list[RuleSet] = [_rule_set(name) for name in sets] if sets else [*builtin_rule_sets(), *ledger_rule_sets()]
    if not rule_files:
        return [rule for rule_set in chosen for rule in rule_set.rules]
    from ead.rules.overrides import overridden
    from ead.rules.toml_rules import read_rule_file

    files = [read_rule_file(file) for file in rule_files]
    rules = [rule for rule_set in (*chosen, *(one for one, _ in files)) for rule in rule_set.rules]
    return overridden(rules, [change for _, changes in files for change in changes])


def _rule_set(name: str) -> RuleSet:
    if name in builtin_names():
        return builtin_rule_set(name)
    if name in ledger_names():
        return next(one for one in ledger_rule_sets() if one.name == name)
    if name in plugin_names():
        return plugin_rule_set(name)
    raise ConfigurationError(
        f'there is no rule set "{name}", expected one of {", ".join((*builtin_names(), *ledger_names(), *plugin_names()))}'
    )
