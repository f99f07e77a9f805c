"""The built-in rule sets by name, and those that plug-ins add."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from ead.derived import table
from ead.errors import ConfigurationError
from ead.named import NamedTuple
from ead.rules.api import ANYWHERE, AppliesTo, Fact, RuleSet, Scope, facts_in, rules_in
from ead.rules.regions import expanded
from ead.rules.structure import STRUCTURE

__all__ = [
    "ShelvedRuleSet",
    "builtin_names",
    "builtin_rule_set",
    "builtin_rule_sets",
    "ledger_names",
    "ledger_rule_sets",
    "plugin_names",
    "plugin_rule_set",
    "shared_facts",
    "shelved_rule_set",
]

PLUGIN_GROUP = "ead.rules"

_FACT_MODULES = ("facts", "value_facts", "reference_facts")


class ShelvedRuleSet(NamedTuple):
    """What is known of a built-in rule set before its rules are loaded; the same names as those of :class:`~ead.rules.api.RuleSet`."""

    name: str
    title: str
    version: str
    applies_to: AppliesTo
    summary: str

    def load(self) -> RuleSet:
        """The rule set."""
        return builtin_rule_set(self.name)


@cache
def _rows() -> Mapping[str, Mapping[str, Any]]:
    """The rows of the table of rule sets, by name."""
    return _rows_of("set")


def _rows_of(kind: str) -> Mapping[str, Mapping[str, Any]]:
    sets = table("rules", "sets")
    return {row["name"]: {"version": sets["version"], **row} for row in sets[kind]}


def builtin_names() -> tuple[str, ...]:
    """The names of the built-in rule sets, in the order of the table."""
    return tuple(_rows())


@cache
def shelved_rule_set(name: str) -> ShelvedRuleSet:
    """A built-in rule set without its rules; raises :class:`KeyError` for an unknown name."""
    row = _rows()[name]
    places = {key: expanded(row[key]) for key in ("destinations", "origins", "countries") if key in row}
    return ShelvedRuleSet(name, row["title"], row["version"], AppliesTo(**places) if places else ANYWHERE, row["summary"])


@cache
def builtin_rule_set(name: str) -> RuleSet:
    """A built-in rule set; raises :class:`KeyError` for an unknown name."""
    modules = [importlib.import_module(f"ead.rules.{module}") for module in _rows()[name]["modules"]]
    tables = tuple(rule for module in modules for rule in getattr(module, "TABLE_RULES", ()))
    rules = (*(STRUCTURE if name == "core" else ()), *sorted((*rules_in(*modules), *tables), key=lambda rule: rule.code))
    for rule in rules:
        # A rule stands in one built-in set only, and copies of some hundred rules take a tenth of the time of a start.
        object.__setattr__(rule, "rule_set", name)
    return RuleSet(**shelved_rule_set(name)._asdict(), rules=rules, facts=facts_in(*modules))


@cache
def builtin_rule_sets() -> tuple[RuleSet, ...]:
    """All built-in rule sets."""
    return tuple(builtin_rule_set(name) for name in builtin_names())


@cache
def _ledger_rows() -> Mapping[str, Mapping[str, Any]]:
    return _rows_of("ledger_set")


def ledger_names() -> tuple[str, ...]:
    """The names of the rule sets that look at the exchange as the ledger has it, not at one message."""
    return tuple(_ledger_rows())


@cache
def ledger_rule_sets() -> tuple[RuleSet, ...]:
    """The rule sets that look at the exchange."""
    return tuple(_ledger_rule_set(row) for row in _ledger_rows().values())


def _ledger_rule_set(row: Mapping[str, Any]) -> RuleSet:
    rules = rules_in(*(importlib.import_module(f"ead.rules.{module}") for module in row["modules"]))
    return RuleSet(name=row["name"], title=row["title"], version=row["version"], summary=row["summary"], rules=rules)


@cache
def shared_facts() -> Mapping[tuple[Scope, str], Fact]:
    """The facts that every rule may read."""
    modules = [importlib.import_module(f"ead.rules.{module}") for module in _FACT_MODULES]
    return MappingProxyType({(fact.scope, fact.name): fact for fact in facts_in(*modules)})


def plugin_names() -> tuple[str, ...]:
    """The names of installed plug-ins; none of them is imported."""
    from importlib.metadata import entry_points

    return tuple(sorted(entry.name for entry in entry_points(group=PLUGIN_GROUP)))


def plugin_rule_set(name: str) -> RuleSet:
    """Load the plug-in of that name; raises :class:`ConfigurationError` when there is none or it is no rule set."""
    from importlib.metadata import entry_points

    for entry in entry_points(group=PLUGIN_GROUP):
        if entry.name == name:
            try:
                loaded = entry.load()
            except Exception as error:
                raise ConfigurationError(f'plug-in "{name}" cannot be loaded: {error}') from error
            if not isinstance(loaded, RuleSet):
                raise ConfigurationError(f'plug-in "{name}" is a {type(loaded).__name__}, expected an ead.rules.RuleSet')
            return loaded
    raise ConfigurationError(f'"{name}" is no profile, rule set or plug-in; see "ead profiles" for the names')
