"""Each destination of the generator: clean items are accepted, and what it asks for is missed once, under its own rules.

The destinations and their rules are taken from the registry, so rules that are added are tested here without another line.
"""

from __future__ import annotations

import json
from functools import cache

import pytest

from ead.findings import Outcome, Severity
from ead.rules.api import Scope
from ead.rules.registry import builtin_rule_set, builtin_rule_sets
from ead.testing import data
from ead.testing.builders import message
from ead.testing.examples import Example, changed_message, findings_on, parse_example
from ead.testing.generator import iter_items
from ead.testing.requirements import findings_without, place_of, required_by, sample_items
from ead.testing.samples import REFERENCE_DATE
from ead.validator import Validator

DESTINATIONS = sorted(data.countries())
ITEMS = 30
VALIDATOR = Validator(as_of=REFERENCE_DATE)
RULES = {rule.code: rule for rule_set in builtin_rule_sets() for rule in rule_set.rules}


def serves(rule_set: str, destination: str) -> bool:
    """Whether a rule set is meant for that destination, and not for the whole world or an origin."""
    return builtin_rule_set(rule_set).applies_to.serves(destination, None)


def home_of(destination: str) -> str:
    """The country that sample items to a destination come from."""
    return "TW" if destination != "TW" else "US"


def sets_of(destination: str) -> list[str]:
    """The rule sets of a destination that have rules."""
    return [one.name for one in builtin_rule_sets() if one.rules and serves(one.name, destination)]


@cache
def bad_example(code: str) -> tuple[Example, str] | None:
    """The bad example of a rule and the place of its finding, when what is bad about it is that the field there is left out."""
    rule = RULES[code]
    if rule.scope in (Scope.STRUCTURE, Scope.MESSAGE, Scope.HEADER):
        return None
    example = parse_example(rule.documentation.bad)
    left_out = [path for path, value in example.values.items() if value is None]
    if not left_out or example.parameters:
        return None
    places = {place_of(one) for one in findings_on(example.message()) if code in (one.code, *one.also)}
    return (example, places.pop()) if len(places) == 1 and not places.isdisjoint(left_out) else None


def required_of(destination: str) -> list[str]:
    """The rules of a destination's sets that want a field, by what their bad example leaves out; those on items from there are left out."""
    found = []
    for rule in (rule for name in sets_of(destination) for rule in builtin_rule_set(name).rules):
        bad = bad_example(rule.code) if rule.in_force(REFERENCE_DATE) else None
        if bad and (bad[0].route is None or serves(rule.rule_set, bad[0].route[1])):
            found.append(rule.code)
    return found


@pytest.mark.parametrize("destination", DESTINATIONS)
def test_clean_items_are_accepted(destination: str) -> None:
    """What the generator makes for a destination has nothing that the destination would refuse."""
    items = list(iter_items(ITEMS, seed=20, destination=destination))
    report = VALIDATOR.validate(json.dumps(message(items)).encode())
    errors = [(one.code, one.item_id, one.text) for one in report.findings if one.severity is Severity.ERROR]
    assert ([], Outcome.ACCEPTED, ITEMS) == (errors, report.outcome, report.counts.accepted)


@pytest.mark.parametrize("destination", DESTINATIONS)
def test_sample_items_have_no_finding(destination: str) -> None:
    """The items that fields are taken from are clean, so that what is found comes from what is missing."""
    items = sample_items(destination).items()
    assert [] == [(name, one.code, place_of(one)) for name, item in items for one in findings_without(item)]


CASES = [(destination, name) for destination in DESTINATIONS for name in sample_items(destination)]


@pytest.mark.parametrize(("destination", "transaction"), CASES, ids=[f"{code}, {name}" for code, name in CASES])
def test_a_field_that_is_left_out_is_missed_once(destination: str, transaction: str) -> None:
    """A field that anybody asks for gives one finding at its place; where the destination asks for it, with the destination's rule."""
    wrong = []
    for asked in required_by(destination)[transaction]:
        codes = [(one.code, *one.also) for one in asked.findings]
        own = [one for one in asked.findings if serves(one.rule_set, destination)]
        if len(asked.findings) > 1 or (own and len(findings_without(sample_items(destination)[transaction], *asked.fields)) > 1):
            wrong.append((asked.fields, codes))
    assert [] == wrong


REQUIRED = [(destination, code) for destination in DESTINATIONS for code in required_of(destination)]


@pytest.mark.parametrize(("destination", "code"), REQUIRED, ids=[f"{destination}, {code}" for destination, code in REQUIRED])
def test_what_a_destination_requires_is_missed_under_its_own_rule(destination: str, code: str) -> None:
    """Without a field that a rule of the destination wants there is one finding: at that field, with an id of the destination's sets.

    A rule that is for some of the destinations of its set only is silent for the others.
    """
    bad = bad_example(code)
    assert bad is not None
    example, place = bad
    origin = example.route[0] if example.route else home_of(destination)
    findings = findings_on(changed_message(example.values, route=(origin, destination)))
    fired = [one for one in findings if code in (one.code, *one.also)]
    if not fired:
        area = builtin_rule_set(RULES[code].rule_set).applies_to
        assert len(area.destinations | area.countries) > 1
        return
    assert [(place, fired[0].code)] == [(place_of(one), one.code) for one in findings]
    assert serves(fired[0].rule_set, destination)


def test_every_set_for_a_destination_is_met() -> None:
    """The generator has a destination for every rule set that is meant for some."""
    meant = {one.name for one in builtin_rule_sets() if one.applies_to.destinations or one.applies_to.countries}
    assert meant == {name for name in meant if any(serves(name, destination) for destination in DESTINATIONS)}
