"""From options and configuration to a validator. An option outranks the same key of the configuration."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ead.config import Configuration, find_configuration, load_configuration
from ead.errors import ConfigurationError
from ead.findings import Severity
from ead.profiles.load import profile_names
from ead.rules.registry import builtin_rule_sets, plugin_names
from ead.suppressions import Baseline, in_force
from ead.validator import Validator
from ead.wording import languages

__all__ = ["Choice", "Settings", "settings_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the options of a command say; ``None`` or empty: nothing."""

    profiles: tuple[str, ...] = ()
    as_of: date | None = None
    fail_on: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rule_files: tuple[str, ...] = ()
    config_file: str | None = None
    baseline: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """A validator, and what its users ought to know (suppressions that have expired ...)."""

    validator: Validator
    notes: tuple[str, ...] = ()


def settings_for(choice: Choice, *, show_values: bool = False) -> Settings:
    """The validator that options and configuration ask for; raises :class:`~ead.errors.ConfigurationError`."""
    config = load_configuration(choice.config_file) if choice.config_file else find_configuration()
    as_of = choice.as_of or config.as_of
    holding, notes = in_force(config.suppressions, as_of or date.today())  # noqa: DTZ011 - the local day: a decision expires when its owner's calendar says so
    baseline = Baseline.read(choice.baseline) if choice.baseline else None
    fail_on = choice.fail_on or config.fail_on or Severity.ERROR.value
    profiles = choice.profiles or config.profiles or ("auto",)
    _refuse_unknown_profiles(profiles)
    validator = Validator(
        profiles,
        as_of=as_of,
        select=choice.select or config.select,
        ignore=choice.ignore or config.ignore,
        severities=config.severities,
        parameters=_fitted(config),
        rule_files=choice.rule_files or config.rules,
        suppressions=(*holding, *([baseline] if baseline else [])),
        fail_on=None if fail_on == "never" else Severity(fail_on),
        show_values=show_values,
        language=_known_language(choice.language or config.language or "en"),
    )
    return Settings(validator, (*notes, *(baseline.notes if baseline else ())))


def _refuse_unknown_profiles(names: tuple[str, ...]) -> None:
    for name in names:
        # Plug-ins are looked for last: reading the metadata of installed packages is slow.
        if name not in profile_names() and name not in plugin_names():
            known = (*profile_names(), *plugin_names())
            from difflib import get_close_matches

            near = get_close_matches(name, known, n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"known are {', '.join(known)}"
            raise ConfigurationError(f'there is no profile, rule set or plug-in "{name}"; {hint}')


def _known_language(code: str) -> str:
    if code not in languages():
        raise ConfigurationError(f'there is no language "{code}", expected one of {", ".join(languages())}')
    return code


def _fitted(config: Configuration) -> Mapping[str, Mapping[str, Any]]:
    """The rule parameters of a configuration, in the types that the built-in rules declare."""
    if not config.parameters:
        return {}
    rules = {rule.code: rule for rule_set in builtin_rule_sets() for rule in rule_set.rules}
    fitted: dict[str, dict[str, Any]] = {}
    for code, values in config.parameters.items():
        defaults = rules[code].parameters if code in rules else {}
        where = f"{config.file}: parameter"
        fitted[code] = {name: _fit(value, defaults.get(name), f"{where} {name} of {code}") for name, value in values.items()}
    return fitted


def _fit(value: Any, default: Any, what: str) -> Any:
    if default is None:
        return value
    if isinstance(default, Decimal):
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}(\.[0-9]{1,18})?", value):
            return Decimal(value)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return Decimal(value)
        raise ConfigurationError(f"{what} is {value!r}, expected a number")
    if isinstance(default, frozenset | set | tuple | list):
        if isinstance(value, list) and all(isinstance(one, str | int) for one in value):
            return type(default)(value)
        raise ConfigurationError(f"{what} is {value!r}, expected a list")
    if type(value) is not type(default):
        kinds = {bool: "true or false", int: "a whole number", str: "a text", date: "a date"}
        raise ConfigurationError(f"{what} is {value!r}, expected {kinds.get(type(default), type(default).__name__)}")
    return value
