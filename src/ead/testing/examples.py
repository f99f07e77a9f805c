"""The examples in the documentation of rules: ``Good:`` and ``Bad:`` lines as changes to the clean sample item.

An example is a list of settings, parted by semicolons: ``contents.1.hs_code = "610910"; postage = none``. Values are texts in
double quotes (with the escapes of JSON), whole numbers, ``true``, ``false``, or ``none`` for a field that is left out; content
pieces count from 1. Paths that start with ``header.`` lead to the header. ``with limit = 20:`` in front sets parameters of the rule,
``US to BR:`` in front of that starts from the clean sample item of that route.

>>> example = parse_example('with limit = 20: contents.1.units = 3; postage = none')
>>> example.values, example.parameters
({'contents.1.units': 3, 'postage': None}, {'limit': 20})
>>> example.message()["items"][0]["contents"][0]["units"]
3
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from ead.findings import Finding
from ead.rules.rates import Rate, Rates
from ead.testing import builders
from ead.testing.assertions import report_of
from ead.validator import Validator

__all__ = ["SAMPLE_DATE", "Example", "changed_message", "findings_on", "parse_example", "place_of"]

SAMPLE_DATE = date(2026, 11, 21)
"""The day on which the sample item is checked, so that its dates never grow old."""

_VALUE = r'none|true|false|-?[0-9]+|"(?:[^"\\]|\\.)*"'
_SETTING = re.compile(rf"\s*([a-z][a-z0-9_.]*) = ({_VALUE})\s*")
_WITH = "with "
_ROUTE = re.compile(r"([A-Z]{2}) to ([A-Z]{2}):\s*")


@dataclass(frozen=True, slots=True)
class Example:
    """One example: values by dotted path (``None`` leaves the field out), parameters of the rule it needs, and the item's route."""

    values: Mapping[str, Any]
    parameters: Mapping[str, Any]
    route: tuple[str, str] | None = None

    def message(self) -> dict[str, Any]:
        """The clean sample message with the values set."""
        return changed_message(self.values, route=self.route)


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
    parameters: dict[str, Any] = {}
    rest = text.strip()
    found = _ROUTE.match(rest)
    route = (found[1], found[2]) if found else None
    rest = rest[found.end() :] if found else rest
    if not rest and route:
        return Example({}, {}, route)
    if rest.startswith(_WITH):
        parameters, rest = _settings(rest.removeprefix(_WITH), ",", ":")
    values, left = _settings(rest, ";", "")
    if left:
        raise ValueError(f'"{left}" is no setting, expected path = value')
    return Example(values, parameters, route)


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
