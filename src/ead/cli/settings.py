"""From options and configuration to a validator. An option outranks the same key of the configuration."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ead.config import Configuration, find_configuration, load_configuration
from ead.errors import ConfigurationError
from ead.findings import Severity
from ead.named import NamedTuple
from ead.profiles.load import refuse_unknown_profiles
from ead.rules.parameters import fit_parameter
from ead.rules.rates import NO_RATES, Rates
from ead.rules.registry import builtin_rule_sets
from ead.suppressions import Baseline, in_force
from ead.validator import Validator
from ead.wording import languages

__all__ = ["Choice", "Settings", "settings_for"]


class Choice(NamedTuple):
    """What the options of a command say; ``None`` or empty: nothing."""

    profiles: tuple[str, ...] = ()
    as_of: date | None = None
    fail_on: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rule_files: tuple[str, ...] = ()
    rates: str | None = None
    events: str | None = None
    config_file: str | None = None
    baseline: str | None = None
    language: str | None = None


class Settings(NamedTuple):
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
    refuse_unknown_profiles(profiles)
    validator = Validator(
        profiles,
        as_of=as_of,
        select=choice.select or config.select,
        ignore=choice.ignore or config.ignore,
        severities=config.severities,
        parameters=_fitted(config),
        rule_files=choice.rule_files or config.rules,
        rates=_rates(choice.rates or config.rates),
        events=_events(choice.events or config.events),
        suppressions=(*holding, *([baseline] if baseline else [])),
        fail_on=None if fail_on == "never" else Severity(fail_on),
        show_values=show_values,
        language=_known_language(choice.language or config.language or "en"),
    )
    return Settings(validator, (*notes, *(baseline.notes if baseline else ())))


def _rates(file: str | None) -> Rates:
    if not file:
        return NO_RATES
    from ead.rates_file import read_rates

    return read_rates(file)


def _events(file: str | None) -> Mapping[str, Mapping[str, datetime]] | None:
    if not file:
        return None
    from ead.events_file import read_events

    return read_events(file)


def _known_language(code: str) -> str:
    if code != "en" and code not in languages():
        raise ConfigurationError(f'there is no language "{code}", expected one of {", ".join(languages())}')
    return code


def _fitted(config: Configuration) -> Mapping[str, Mapping[str, Any]]:
    """The rule parameters of a configuration, in the types that the built-in rules declare."""
    if not config.parameters:
        return {}
    rules = {rule.code: rule for rule_set in builtin_rule_sets() for rule in rule_set.rules}
    fitted: dict[str, dict[str, Any]] = {}
    for code, values in config.parameters.items():
        where, rule = f"{config.file}: parameter", rules.get(code)
        # Rules of plug-ins and of rule files, and names that the rule does not have, are left to the validator.
        known = rule.parameters if rule else {}
        fitted[code] = {
            name: fit_parameter(rule, name, value, f"{where} {name} of {code}") if rule and name in known else value
            for name, value in values.items()
        }
    return fitted
