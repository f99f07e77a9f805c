"""Every rule against its cases in ``tests/cases``: it fires, it is silent, it is silent elsewhere."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ead.identifiers import s10
from ead.rules.api import Rule, Scope
from ead.rules.rates import Rate
from ead.rules.registry import builtin_rule_sets
from ead.testing.builders import with_values
from ead.testing.examples import SAMPLE_DATE, changed_message, findings_on, place_of, profiles_for

FOLDER = Path(__file__).parent.parent / "cases"
KEYS = {
    "name",
    "expect",
    "at",
    "set",
    "remove",
    "elsewhere",
    "as_of",
    "parameters",
    "severity",
    "fix",
    "others",
    "origin",
    "destination",
    "rates",
    "events",
}


def rules_with_cases() -> list[Rule]:
    """Every built-in rule but the structural ones, which codecs decide."""
    return [rule for rule_set in builtin_rule_sets() for rule in rule_set.rules if rule.scope is not Scope.STRUCTURE]


@cache
def cases_of(code: str) -> list[dict[str, Any]]:
    """The cases of one rule."""
    path = FOLDER / f"{code}.toml"
    return tomllib.loads(path.read_text("utf-8")).get("case", []) if path.is_file() else []


def all_cases() -> list[Any]:
    """All cases, named for the report."""
    codes = [path.stem for path in sorted(FOLDER.glob("*.toml"))]
    return [pytest.param(code, case, id=f"{code}: {case['name']}") for code in codes for case in cases_of(code)]


def message_of(case: Mapping[str, Any]) -> dict[str, Any]:
    """The message of a case: the sample with its changes, and further items like it."""
    route = (case.get("origin", "US" if case.get("destination") == "TW" else "TW"), case["destination"]) if "destination" in case else None
    changed = changed_message({**case.get("set", {}), **dict.fromkeys(case.get("remove", []))}, route=route)
    first = changed["items"][0]
    for number, values in enumerate(case.get("others", []), 1):
        changed["items"].append(with_values(first, {"item_id": fresh_id(number), **values}))
    return changed


def fresh_id(number: int) -> str:
    """A valid identifier that no other item has."""
    serial = f"{10_000_000 + number:08d}"
    return f"LX{serial}{s10.calc_check_digit(serial)}TW"


def date_of(case: Mapping[str, Any]) -> date | None:
    """The date of the check that a case asks for."""
    text = case.get("as_of")
    if text is None:
        return SAMPLE_DATE
    return None if text == "posting" else date.fromisoformat(str(text))


def rates_of(case: Mapping[str, Any]) -> list[Rate]:
    """The exchange rates of a case, given as currency = "value in euro", in force since 2015."""
    return [Rate(currency, date(2015, 1, 1), Decimal(value), "EUR") for currency, value in case.get("rates", {}).items()]


def events_of(case: Mapping[str, Any], message: Mapping[str, Any]) -> dict[str, dict[str, datetime]]:
    """The event times of a case, which are those of the first item."""
    times = {name: datetime.fromisoformat(str(moment)) for name, moment in case.get("events", {}).items()}
    return {message["items"][0]["item_id"]: times} if times else {}


@pytest.mark.parametrize(("code", "case"), all_cases())
def test_rule_does_what_its_case_says(code: str, case: dict[str, Any]) -> None:
    """A rule fires exactly at the places that a case names, with the severity and correction it names, or is silent."""
    parameters = {code: case["parameters"]} if "parameters" in case else None
    message = message_of(case)
    supplied = {"rates": rates_of(case), "events": events_of(case, message), "profiles": profiles_for(code)}
    findings = findings_on(message, as_of=date_of(case), parameters=parameters, **supplied)
    fired = [finding for finding in findings if code == finding.code or code in finding.also]
    if case["expect"] == "silent":
        assert [] == [(place_of(finding), finding.text) for finding in fired]
        return
    places = [place_of(finding) for finding in fired]
    expected = case.get("at", places[:1])
    assert (sorted(expected) if isinstance(expected, list) else [expected]) == sorted(places)
    assert case.get("severity", fired[0].severity.value) == fired[0].severity.value
    if "fix" in case:
        assert fired[0].fix is not None
        assert (case["fix"], True) == (fired[0].fix.value, fired[0].fix.safe)


@pytest.mark.parametrize(("code", "case"), all_cases())
def test_case_follows_the_format(code: str, case: dict[str, Any]) -> None:
    """A case has only keys that the runner knows, and a verdict."""
    assert set() == set(case) - KEYS
    assert case["expect"] in ("fires", "silent")
    assert not (case.get("elsewhere") and case["expect"] == "fires")


@pytest.mark.parametrize("rule", rules_with_cases(), ids=lambda rule: rule.code)
def test_every_rule_has_cases_of_three_kinds(rule: Rule) -> None:
    """Every rule comes with cases in which it fires, is silent, and is silent elsewhere."""
    kinds = {"elsewhere" if case.get("elsewhere") else case["expect"] for case in cases_of(rule.code)}
    assert {"fires", "silent", "elsewhere"} == kinds


def test_every_case_file_belongs_to_a_rule() -> None:
    """No case file is left over from a rule that is gone or renamed."""
    codes = {rule.code for rule in rules_with_cases()}
    assert [] == [path.name for path in FOLDER.glob("*.toml") if path.stem not in codes]


DATED = [rule for rule in rules_with_cases() if rule.since or rule.until]


@pytest.mark.parametrize("rule", DATED, ids=lambda rule: rule.code)
def test_dated_rules_are_tested_on_the_day_and_the_day_before(rule: Rule) -> None:
    """A rule with dates has cases on the first day it is in force and on the day before, and likewise for its end."""
    days = {str(case["as_of"]) for case in cases_of(rule.code) if "as_of" in case}
    days |= {str(case.get("set", {}).get("posted_at", ""))[:10] for case in cases_of(rule.code)}
    for day in (rule.since, rule.until):
        if day is not None:
            assert {day.isoformat(), date.fromordinal(day.toordinal() - 1).isoformat()} <= days


def test_sample_item_is_clean() -> None:
    """The item that all cases start from has no finding, so that what a case shows comes from its changes."""
    assert [] == [finding.code for finding in findings_on(changed_message({}))]
