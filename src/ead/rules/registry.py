"""The built-in rule sets by name, and those that plug-ins add."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from ead.errors import ConfigurationError
from ead.rules.api import Fact, RuleSet, Scope, facts_in, rules_in
from ead.rules.structure import STRUCTURE

__all__ = ["BUILTIN_NAMES", "builtin_rule_set", "builtin_rule_sets", "plugin_names", "plugin_rule_set", "shared_facts"]

PLUGIN_GROUP = "ead.rules"

_TITLES = {
    "core": ("Structure and form", "Whether the message can be read, and whether every field has the form its table gives it."),
    "upu": ("UPU, world-wide", "What posts ask of each other for every item, whatever its destination."),
    "hs": ("Harmonized System", "Whether tariff codes exist in the edition in force."),
    "dq": ("Data quality", "Whether the data says something true and useful: descriptions, values, weights, parties."),
}
_MODULES = {
    "core": ("core_text", "core_characters"),
    "upu": ("upu_item", "upu_weights", "upu_nature", "upu_money", "upu_parties", "upu_contents"),
    "hs": ("hs",),
    "dq": (
        "dq_description",
        "dq_hs",
        "dq_origin",
        "dq_values",
        "dq_weights",
        "dq_parties",
        "dq_addresses",
        "dq_contact",
        "dq_text",
        "dq_message",
    ),
}
_FACT_MODULES = ("facts",)
_VERSION = "2026-11"

BUILTIN_NAMES = tuple(_MODULES)


@cache
def builtin_rule_set(name: str) -> RuleSet:
    """A built-in rule set; raises :class:`KeyError` for an unknown name."""
    modules = [importlib.import_module(f"ead.rules.{module}") for module in _MODULES[name]]
    title, summary = _TITLES[name]
    tables = tuple(rule for module in modules for rule in getattr(module, "TABLE_RULES", ()))
    rules = (*(STRUCTURE if name == "core" else ()), *sorted((*rules_in(*modules), *tables), key=lambda rule: rule.code))
    return RuleSet(name=name, title=title, version=_VERSION, rules=rules, facts=facts_in(*modules), summary=summary)


@cache
def builtin_rule_sets() -> tuple[RuleSet, ...]:
    """All built-in rule sets."""
    return tuple(builtin_rule_set(name) for name in BUILTIN_NAMES)


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
