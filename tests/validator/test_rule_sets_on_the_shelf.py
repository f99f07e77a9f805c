"""Rule sets for places are loaded when the first item calls for them, and nobody can tell."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from ead import Validator
from ead.rules.api import ANYWHERE, Scope
from ead.rules.message import MessageChecks
from ead.rules.registry import ShelvedRuleSet, builtin_names, builtin_rule_set, builtin_rule_sets, shared_facts, shelved_rule_set
from ead.testing.generator import generate


def message(items: list[Any]) -> bytes:
    """A message of these items."""
    return json.dumps({"message": "ITMATT", "version": "1", "header": {"message_id": "M-1"}, "items": items}).encode()


def loaded(validator: Validator) -> set[str]:
    """The names of the sets whose rules are there."""
    return {rule.rule_set for rule in validator.engine.known.values()}


def test_sets_for_places_wait_for_an_item() -> None:
    """A new validator has the world-wide sets; an item to Japan brings the set of Japan, and no other country's."""
    validator = Validator()
    assert {one.name for one in builtin_rule_sets() if one.applies_to == ANYWHERE} == loaded(validator)
    validator.validate(message(generate(1, destination="JP", origin="PT")["items"]))
    assert ("cc-jp" in loaded(validator), "cc-br" in loaded(validator)) == (True, False)


def test_policies_load_everything() -> None:
    """What names a code is looked up among all rules before any message is read."""
    assert {one.name for one in builtin_rule_sets() if one.rules} == loaded(Validator(ignore=["DQ-"]))
    assert {one.name for one in builtin_rule_sets() if one.rules} == loaded(Validator(profiles=["partner:usps"]))


def test_rules_by_code_knows_rules_that_are_not_loaded() -> None:
    """Asking for a rule, or for all, takes the sets off the shelf."""
    validator = Validator()
    code = builtin_rule_set("cc-br").rules[0].code
    assert code not in validator.engine.known
    assert code == validator.rules_by_code[code].code
    everything = [rule.code for rule in Validator(ignore=["DQ-"]).engine.rules]
    assert everything == list(Validator().rules_by_code)
    assert len(everything) == len(Validator().rules_by_code)
    assert "NO-SUCH-RULE" not in Validator().rules_by_code


@pytest.mark.parametrize("name", builtin_names())
def test_what_stands_on_the_shelf_is_true(name: str) -> None:
    """Title, version and places are those of the set; its rules know its name and are in no other set."""
    shelved, rule_set = shelved_rule_set(name), builtin_rule_set(name)
    assert tuple(shelved) == (rule_set.name, rule_set.title, rule_set.version, rule_set.applies_to, rule_set.summary)
    assert {name} >= {rule.rule_set for rule in rule_set.rules}


@pytest.mark.parametrize("rule_set", [one for one in builtin_rule_sets() if one.applies_to != ANYWHERE], ids=lambda one: one.name)
def test_sets_for_places_stand_by_themselves(rule_set: Any) -> None:
    """No rule on headers waits for an item, and no fact of one set takes the place of another's."""
    assert [] == [rule.code for rule in rule_set.rules if rule.scope is Scope.HEADER]
    for fact in rule_set.facts:
        others = [one for other in builtin_rule_sets() for one in other.facts if (one.scope, one.name) == (fact.scope, fact.name)]
        assert [] == [one for one in others if one is not fact]
        assert shared_facts().get((fact.scope, fact.name), fact) is fact


def test_order_of_items_does_not_matter() -> None:
    """The findings on an item are the same whatever was loaded before it, in one message or another."""
    places = enumerate(("JP", "US", "DE", "BR"))
    items = [item for seed, place in places for item in generate(3, destination=place, origin="CN", seed=seed)["items"]]
    for item in items:
        item.pop("sender", None)
    one = Validator()
    forward = {result.item_id: [str(finding.code) for finding in result.findings] for result in one.iter_validate(message(items))}
    backward = {
        result.item_id: [str(finding.code) for finding in result.findings] for result in Validator().iter_validate(message(items[::-1]))
    }
    again = {result.item_id: [str(finding.code) for finding in result.findings] for result in one.iter_validate(message(items))}
    assert forward == backward == again
    assert any(forward.values())


def test_editions_name_sets_that_are_not_loaded() -> None:
    """The report names the edition of every set of the profile."""
    assert list(builtin_names()) == list(Validator().validate(message(generate(1, destination="JP")["items"])).editions)


def test_watchers_come_with_their_set_and_look_at_its_items_only() -> None:
    """A rule on messages that belongs to a place sees the items to that place; one that watches all sees all."""
    everywhere, somewhere = builtin_rule_set("core"), builtin_rule_set("eu-ics2")
    (own,) = [rule for rule in everywhere.rules if rule.scope is Scope.MESSAGE]
    (other,) = [rule for rule in somewhere.rules if rule.scope is Scope.MESSAGE]
    validator = Validator()
    items = [item for place in ("DE", "JP") for item in generate(1, destination=place, origin="US")["items"]]
    for item in items:
        item["item_id"] = "LX123456785US"
    plans = [validator.engine.plan_for(record, validator.engine.date_for(record, None, None)) for record in map(record_of, items)]  # type: ignore[arg-type]
    assert [True, False] == [other in plan.watchers for plan in plans]
    assert [True, True] == [own in plan.watchers for plan in plans]
    checks = MessageChecks([own], validator.engine.facts)
    checks.attend(plans[0].watchers)
    values = checks.values_of(record_of(items[0]), frozenset())
    checks.attend(plans[1].watchers)
    assert values.count(None) < checks.values_of(record_of(items[1]), frozenset()).count(None)


def record_of(item: Any) -> Any:
    """The record of an item in the shape of JSON."""
    (result,) = [one for one in Validator(profiles=["structure"]).iter_validate(message([item])) if one.record is not None]
    return result.record


def test_rule_sets_on_the_shelf_are_kept_apart() -> None:
    """A profile that names one place keeps it on the shelf too."""
    (core, brazil) = Validator(profiles=["cc-br"]).profile.sets
    assert (False, True) == (isinstance(core, ShelvedRuleSet), isinstance(brazil, ShelvedRuleSet))


def test_one_item_does_without_what_is_slow_to_import() -> None:
    """A message of one item needs no models, no TOML, no XSD and no threads of foreign code."""
    code = (
        "import sys; from ead import Validator\n"
        "report = Validator().validate(sys.stdin.buffer.read())\n"
        "assert report.counts.items == 1\n"
        "print(sorted({'pydantic', 'rich', 'xmlschema', 'ctypes', 'tomllib', 'lxml'} & set(sys.modules)))"
    )
    text = message(generate(1, destination="DE")["items"])
    done = subprocess.run([sys.executable, "-c", code], input=text, capture_output=True, check=True)
    assert b"[]" == done.stdout.strip()
