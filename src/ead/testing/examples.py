"""The examples in the documentation of rules: ``Good:`` and ``Bad:`` lines as changes to the clean sample item.

An example is a list of settings, parted by semicolons: ``contents.1.hs_code = "610910"; postage = none``. Values are texts in
double quotes (with the escapes of JSON), whole numbers, ``true``, ``false``, or ``none`` for a field that is left out; content
pieces count from 1. Paths that start with ``header.`` lead to the header. In front may stand, each with a colon and in this order:
``US to BR:`` to start from the clean sample item of that route, ``on 2026-06-30:`` for the day by which the item is judged,
``events itmatt = "2026-11-01T10:00:00", arrival = "...":`` for what is known of its way, ``rates USD = "0.92":`` for values in euro
of foreign currencies, ``with limit = 20:`` for parameters of the rule.

>>> example = parse_example('on 2026-06-30: with limit = 20: contents.1.units = 3; postage = none')
>>> example.values, example.parameters, example.as_of.isoformat()
({'contents.1.units': 3, 'postage': None}, {'limit': 20}, '2026-06-30')
>>> example.message()["items"][0]["contents"][0]["units"]
3
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from ead.findings import Finding
from ead.rules.api import ANYWHERE
from ead.rules.rates import Rate, Rates
from ead.rules.registry import builtin_rule_sets
from ead.testing import builders
from ead.testing.assertions import report_of
from ead.validator import Validator

__all__ = ["SAMPLE_DATE", "Example", "changed_message", "findings_on", "parse_example", "place_of", "profiles_for"]

SAMPLE_DATE = date(2026, 11, 21)
"""The day on which the sample item is checked, so that its dates never grow old."""

_VALUE = r'none|true|false|-?[0-9]+|"(?:[^"\\]|\\.)*"'
_SETTING = re.compile(rf"\s*([A-Za-z][A-Za-z0-9_.]*) = ({_VALUE})\s*")
_ROUTE = re.compile(r"([A-Z]{2}) to ([A-Z]{2}):\s*")
_DAY = re.compile(r"on ([0-9]{4}-[0-9]{2}-[0-9]{2}):\s*")
_LONG_AGO = date(2015, 1, 1)


@dataclass(frozen=True, slots=True)
class Example:
    """One example: values by dotted path (``None`` leaves the field out), and the circumstances in which the item is judged."""

    values: Mapping[str, Any]
    parameters: Mapping[str, Any]
    route: tuple[str, str] | None = None
    as_of: date = SAMPLE_DATE
    events: Mapping[str, datetime] = field(default_factory=dict)
    rates: tuple[Rate, ...] = ()

    def message(self) -> dict[str, Any]:
        """The clean sample message with the values set; an item that is judged by another day was posted then."""
        posted = {} if self.as_of == SAMPLE_DATE else {"posted_at": f"{self.as_of.isoformat()}T09:15:00"}
        return changed_message({**posted, **self.values}, route=self.route)

    def findings(self, code: str) -> list[Finding]:
        """The findings of all built-in rules on the message; the parameters are those of the rule with that code."""
        message = self.message()
        events = {message["items"][0].get("item_id", ""): self.events} if self.events else None
        parameters = {code: self.parameters} if self.parameters else None
        profiles = profiles_for(code)
        return findings_on(message, as_of=self.as_of, parameters=parameters, rates=self.rates, events=events, profiles=profiles)


@cache
def _world_wide() -> dict[str, tuple[str, ...]]:
    """The world-wide rule sets, by the codes of their rules."""
    sets = [rule_set for rule_set in builtin_rule_sets() if rule_set.applies_to == ANYWHERE]
    names = tuple(rule_set.name for rule_set in sets)
    return {rule.code: names for rule_set in sets for rule in rule_set.rules}


def profiles_for(code: str) -> tuple[str, ...]:
    """The rule sets that the example of a rule is judged by: world-wide ones among themselves, for a destination may say the same in
    its own words; others together with everything."""
    return _world_wide().get(code, ("auto",))


def changed_message(values: Mapping[str, Any], *, route: tuple[str, str] | None = None) -> dict[str, Any]:
    """The clean sample message of one item, on a route (origin, destination) if one is given, with values set by dotted path.

    ``header`` and ``header.x`` lead to the header, anything else to the item.
    Raises :class:`LookupError` for a list position that is further out than one past the end.
    """
    whole = {path: value for path, value in values.items() if path.partition(".")[0] == "header"}
    item = {path: value for path, value in values.items() if path not in whole}
    clean = builders.item() if route is None else builders.item_between(*route)
    header = None if route is None else builders.header(sender=f"{route[0]}A", recipient=f"{route[1]}A")
    message = builders.message([builders.with_values(clean, item)], **({} if header is None else {"header": header}))
    return builders.with_values(message, whole)


def parse_example(text: str) -> Example:
    """Read an example; raises :class:`ValueError` when it does not follow the syntax."""
    rest = text.strip()
    circumstances: dict[str, Any] = {}
    if found := _ROUTE.match(rest):
        circumstances["route"], rest = (found[1], found[2]), rest[found.end() :]
    if found := _DAY.match(rest):
        circumstances["as_of"], rest = date.fromisoformat(found[1]), rest[found.end() :]
    events, rest = _front_settings("events ", rest)
    rates, rest = _front_settings("rates ", rest)
    parameters, rest = _front_settings("with ", rest)
    circumstances["events"] = {name: datetime.fromisoformat(str(moment)) for name, moment in events.items()}
    circumstances["rates"] = tuple(Rate(currency, _LONG_AGO, Decimal(str(value)), "EUR") for currency, value in rates.items())
    values: dict[str, Any] = {}
    if rest or rest == text.strip():
        values, left = _settings(rest, ";", "")
        if left:
            raise ValueError(f'"{left}" is no setting, expected path = value')
    return Example(values, parameters, **circumstances)


def _front_settings(word: str, text: str) -> tuple[dict[str, Any], str]:
    """The settings that follow a word up to a colon, and what stands behind it; none when the text starts otherwise."""
    if not text.startswith(word):
        return {}, text
    found, rest = _settings(text.removeprefix(word), ",", ":")
    return found, rest.strip()


def _settings(text: str, separator: str, end: str) -> tuple[dict[str, Any], str]:
    """Settings up to the end mark, and what follows it."""
    found: dict[str, Any] = {}
    position = 0
    while True:
        setting = _SETTING.match(text, position)
        if setting is None:
            raise ValueError(f'"{text[position:]}" is no setting, expected path = value')
        found[setting[1]] = None if setting[2] == "none" else json.loads(setting[2])
        position = setting.end()
        if text[position : position + 1] != separator:
            break
        position += 1
    rest = text[position:]
    if not rest.startswith(end):
        raise ValueError(f'"{rest}" follows the settings, expected "{end}"')
    return found, rest.removeprefix(end)


def findings_on(
    message: Mapping[str, Any],
    *,
    as_of: date | None = SAMPLE_DATE,
    parameters: Mapping[str, Mapping[str, Any]] | None = None,
    rates: Iterable[Rate] = (),
    events: Mapping[str, Mapping[str, datetime]] | None = None,
    profiles: Sequence[str] = ("auto",),
) -> list[Finding]:
    """The findings of all built-in rules (or of some profiles) on a message.

    ``as_of`` of ``None`` judges each item by its posting date; ``parameters`` are those of rules, by code.
    """
    validator = _validator(as_of, json.dumps(parameters or {}), tuple(profiles))
    if rates or events:
        validator = Validator(profiles, as_of=as_of, parameters=parameters, rates=Rates(rates), events=events, show_values=True)
    report = report_of(message, validator=validator)
    if report.crashed:
        raise AssertionError(f"crashed: {', '.join(report.crashed)}")
    return report.findings


@lru_cache(maxsize=64)
def _validator(as_of: date | None, parameters: str, profiles: tuple[str, ...]) -> Validator:
    return Validator(profiles, as_of=as_of, parameters=json.loads(parameters), show_values=True)


def place_of(finding: Finding) -> str:
    """Where a finding stands, as a dotted path with pieces counted from 1."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in finding.path)
