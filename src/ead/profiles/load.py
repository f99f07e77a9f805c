"""From the names a user gives to the rules that are in force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from ead.derived import table
from ead.errors import ConfigurationError
from ead.findings import Severity
from ead.named import NamedTuple
from ead.rules.api import ANYWHERE, Rule, RuleSet
from ead.rules.registry import ShelvedRuleSet, builtin_names, builtin_rule_set, plugin_names, plugin_rule_set, shelved_rule_set

if TYPE_CHECKING:
    from ead.rules.overrides import Override

__all__ = ["Policy", "Profile", "profile_names", "profile_settings", "profile_title", "refuse_unknown_profiles", "resolve"]


_NUMBER = r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?"
_LARGEST = 10**18
_NOTHING: Mapping[str, Any] = {}


class Policy(NamedTuple):
    """What the user asked for."""

    profiles: tuple[str, ...] = ("auto",)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = _NOTHING
    parameters: Mapping[str, Mapping[str, Any]] = _NOTHING
    rule_files: tuple[str, ...] = ()
    rule_sets: tuple[RuleSet, ...] = ()

    def is_plain(self) -> bool:
        """Whether nothing is asked for but profiles."""
        return not (self.select or self.ignore or self.severities or self.parameters or self.rule_files or self.rule_sets)


class Profile(NamedTuple):
    """What that comes to: rule sets, and their rules after switches, severities and parameters.

    ``sets`` are the rule sets, some of them still on the shelf, and ``loaded`` the rules of the others.
    """

    names: tuple[str, ...]
    sets: tuple[RuleSet | ShelvedRuleSet, ...]
    loaded: tuple[Rule, ...]
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    @property
    def rule_sets(self) -> tuple[RuleSet, ...]:
        """The rule sets; loads those that are not yet."""
        return tuple(one.load() if isinstance(one, ShelvedRuleSet) else one for one in self.sets)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules; loads those that are not yet."""
        if not any(isinstance(one, ShelvedRuleSet) for one in self.sets):
            return self.loaded
        return tuple(rule for one in self.rule_sets for rule in one.rules)

    def reports(self, code: str) -> bool:
        """Whether findings of that code are wanted."""
        return (not self.select or code.startswith(self.select)) and not code.startswith(self.ignore or ("\0",))


@cache
def _shipped() -> Mapping[str, Mapping[str, Any]]:
    return table("profiles", "profiles")  # type: ignore[no-any-return]


def profile_names() -> tuple[str, ...]:
    """The names of shipped profiles and of built-in rule sets."""
    return tuple(sorted({*_shipped(), *builtin_names()}))


def profile_title(name: str) -> str:
    """What a shipped profile is for, in a few words; an empty text for other names."""
    return str(_shipped().get(name, {}).get("title", ""))


def profile_settings(name: str) -> Mapping[str, Mapping[str, Any]]:
    """The parameters that a shipped profile sets, by rule code."""
    return _shipped().get(name, {}).get("parameters", {})  # type: ignore[no-any-return]


def resolve(policy: Policy) -> Profile:
    """The rules that a policy puts in force. Raises :class:`ConfigurationError` for unknown names, codes and parameters.

    Where the policy is plain, sets for places stay on the shelf: most messages go to few of them.
    """
    names = policy.profiles or ("auto",)
    shelved = _resolve_plain(names) if policy.is_plain() else None
    return _resolve_all(names, policy) if shelved is None else shelved


def _resolve_plain(names: Sequence[str]) -> Profile | None:
    """The profile of built-in sets as they are; ``None`` where something else is among the names."""
    members = {"core": None}
    for name in names:
        shipped = _shipped().get(name)
        if shipped and not {"severities", "parameters"}.isdisjoint(shipped):
            return None
        members |= dict.fromkeys(_members(name, shipped))
    if not members.keys() <= set(builtin_names()):
        return None
    sets = tuple(map(_shelved_or_loaded, members))
    loaded = tuple(rule for one in sets if isinstance(one, RuleSet) for rule in one.rules)
    return Profile(tuple(names), sets, loaded)


def _shelved_or_loaded(name: str) -> RuleSet | ShelvedRuleSet:
    shelved = shelved_rule_set(name)
    return builtin_rule_set(name) if shelved.applies_to == ANYWHERE else shelved


def _resolve_all(names: Sequence[str], policy: Policy) -> Profile:
    sets: dict[str, RuleSet] = {"core": builtin_rule_set("core")}
    severities: dict[str, Severity] = {}
    parameters: dict[str, Mapping[str, Any]] = {}
    for name in names:
        shipped = _shipped().get(name)
        for member in _members(name, shipped):
            sets.setdefault(member, builtin_rule_set(member) if member in builtin_names() else plugin_rule_set(member))
        if shipped:
            severities.update({code: Severity(value) for code, value in shipped.get("severities", {}).items()})
            for code, values in shipped.get("parameters", {}).items():
                parameters[code] = {**parameters.get(code, {}), **values}
    given, overrides = _with_files(policy)
    for loaded in given:
        if loaded.name in sets:
            raise ConfigurationError(f'there are two rule sets called "{loaded.name}"')
        sets[loaded.name] = loaded
    rules = [rule for rule_set in sets.values() for rule in rule_set.rules]
    _refuse_unknown(rules, [*severities, *parameters, *policy.severities, *policy.parameters], (*policy.select, *policy.ignore))
    # The user's file outranks the profile, the user's settings outrank the file.
    rules = [_adjusted(rule, severities, parameters) for rule in rules]
    if overrides:
        from ead.rules.overrides import overridden

        rules = overridden(rules, overrides)
    rules = [_adjusted(rule, policy.severities, policy.parameters) for rule in rules]
    # Under the watchdog goes whatever was not written here.
    own = frozenset(builtin_names())
    adjusted = tuple(rule if rule.builtin == (rule.rule_set in own) else replace(rule, builtin=rule.rule_set in own) for rule in rules)
    return Profile(tuple(names), tuple(sets.values()), adjusted, policy.select, policy.ignore)


def _with_files(policy: Policy) -> tuple[list[RuleSet], list[Override]]:
    """The rule sets that a policy brings with it, those of rule files among them, and the overrides of these files."""
    given = list(policy.rule_sets)
    overrides: list[Override] = []
    if policy.rule_files:
        from ead.rules.toml_rules import read_rule_file

        for file in policy.rule_files:
            rule_set, changes = read_rule_file(file)
            given += [rule_set] if rule_set.rules else []
            overrides += changes
    return given, overrides


def _members(name: str, shipped: Mapping[str, Any] | None) -> Sequence[str]:
    if shipped is None:
        return (name,)
    return builtin_names() if shipped["rule_sets"] == ["*"] else shipped["rule_sets"]


def _refuse_unknown(rules: Sequence[Rule], codes: Sequence[str], prefixes: Sequence[str]) -> None:
    known = {rule.code for rule in rules}
    doubled = [rule.code for rule in rules if sum(other.code == rule.code for other in rules) > 1] if len(known) != len(rules) else []
    if doubled:
        raise ConfigurationError(f'two rule sets have a rule "{doubled[0]}"; give one of them another code')
    for code in codes:
        if code not in known:
            raise ConfigurationError(f'there is no rule "{code}" in the chosen rule sets; "ead rules" lists them')
    for prefix in prefixes:
        if not any(code.startswith(prefix) for code in known):
            raise ConfigurationError(f'no rule code begins with "{prefix}"; "ead rules" lists them')


def _adjusted(rule: Rule, severities: Mapping[str, Severity], parameters: Mapping[str, Mapping[str, Any]]) -> Rule:
    given = parameters.get(rule.code, {})
    for name in given:
        if name not in rule.parameters:
            known = ", ".join(sorted(rule.parameters)) or "none"
            raise ConfigurationError(f'rule {rule.code} has no parameter "{name}"; it has {known}')
    if not given and rule.code not in severities:
        return rule
    fitted = {name: _fitted(value, rule.parameters[name], f'parameter "{name}" of rule {rule.code}') for name, value in given.items()}
    return replace(rule, severity=severities.get(rule.code, rule.severity), parameters={**rule.parameters, **fitted})


def _fitted(value: Any, default: Any, what: str) -> Any:
    """The value in the kind of the default, where that is a decimal: weights and amounts do not mix with binary numbers."""
    if not isinstance(default, Decimal):
        return value
    if isinstance(value, str) and re.fullmatch(_NUMBER, value):
        return Decimal(value)
    finite = not isinstance(value, Decimal) or value.is_finite()
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and finite and -_LARGEST < value < _LARGEST:
        # Through the text: a float of 0.1 is meant as 0.1.
        return Decimal(str(value))
    shown = repr(value)[:40] if isinstance(value, str | float | bool | None) else type(value).__name__
    raise ConfigurationError(f"{what} is {shown}, expected a number such as {default}")


def refuse_unknown_profiles(names: Iterable[str]) -> None:
    """Raise :class:`ConfigurationError`, with what could have been meant, for a name that is no profile, rule set or plug-in."""
    for name in names:
        # Plug-ins are looked for last: reading the metadata of installed packages is slow.
        if name in profile_names() or name in plugin_names():
            continue
        from difflib import get_close_matches

        known = (*profile_names(), *plugin_names())
        near = get_close_matches(name, known, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"known are {', '.join(known)}"
        raise ConfigurationError(f'there is no profile, rule set or plug-in "{name}"; {hint}')
