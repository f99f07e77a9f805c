"""Watchers of a message that come into being only when there can be something to say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from ead.fields.layout import ITEM_LAYOUT, Record
from ead.rules.api import ERROR, Scope, rule
from ead.rules.core_text import item_ids_are_unique
from ead.rules.dq_message import contents_differ_from_item_to_item, dummies_are_rare
from ead.rules.message import MessageChecks, PatientChecks
from ead.rules.names import NONE_BAD
from ead.validator import Validator

COMPARING: tuple[Any, ...] = (item_ids_are_unique, contents_differ_from_item_to_item, dummies_are_rare)
MADE: list[str] = []


def item(item_id: str, gross_weight: str = "0.250") -> Record:
    """A record with little in it."""
    record = ITEM_LAYOUT.empty()
    record[ITEM_LAYOUT.position("item_id")], record[ITEM_LAYOUT.position("gross_weight")] = item_id, gross_weight
    return record


@rule("TEST-MSG-001", on=Scope.MESSAGE, reads=["item_id"], at="", severity=ERROR, text="{count} items", source="test")
class items_are_few:  # noqa: N801 - a rule's name is a sentence
    """There are items.

    Why: a test counts them.
    Fix: none.
    Good: none
    Bad: some
    """

    def __init__(self) -> None:
        MADE.append("watcher")
        self.count = 0

    def observe(self, index: int, item_id: str) -> None:
        """Count an item."""
        self.count += 1

    def finish(self) -> Iterator[Mapping[str, Any]]:
        """How many there were."""
        yield {"count": self.count}


def said_of(checks: MessageChecks, records: list[Record], rules: tuple[Any, ...]) -> list[list[tuple[str, Any]]]:
    """What is said of each item, and at the end."""
    said = []
    for index, record in enumerate(records):
        checks.attend(rules)
        said.append([(rule.code, result) for rule, result, _ in checks.observe(index, record, NONE_BAD)])
    return [*said, [(rule.code, dict(result)) for rule, result in checks.finish()]]


@pytest.mark.parametrize("ids", [[], ["A"], ["A", "A"], ["A", "B", "A", "B"]])
@pytest.mark.parametrize("rules", [COMPARING, (*COMPARING, items_are_few), ()])
def test_patience_changes_nothing(ids: list[str], rules: tuple[Any, ...]) -> None:
    """Whatever the number of items, the same is said of each, and at the end, as by watchers that were there from the beginning."""
    records = [item(item_id) for item_id in ids]
    expected = said_of(MessageChecks(rules, {}), records, rules)
    for begun_with in (rules, ()) if ids else (rules,):
        assert expected == said_of(PatientChecks(begun_with, {}), records, rules)


def test_watchers_that_compare_items_wait_for_the_second() -> None:
    """With one item there is no watcher; one that might speak of it is there from the first on, and with it all others."""
    checks = PatientChecks(COMPARING, {})
    checks.attend(COMPARING)
    assert ([], ()) == ([*checks.observe(0, item("A"), NONE_BAD)], checks.watches)
    assert ["CORE-DUP-001"] == [rule.code for rule, _, _ in checks.observe(1, item("A"), NONE_BAD)]
    assert len(COMPARING) == len(checks.watches)
    MADE.clear()
    eager = PatientChecks((*COMPARING, items_are_few), {})
    eager.attend((*COMPARING, items_are_few))
    assert ([], ["watcher"]) == ([*eager.observe(0, item("A"), NONE_BAD)], MADE)


def test_a_parameter_may_leave_nothing_to_wait_for() -> None:
    """A rule on dummies that is set to speak from one item on speaks of a message with one."""
    dummies: Any = dummies_are_rare
    rules = (replace(dummies, parameters={"fewest": 1, "percent": 20}),)
    checks = PatientChecks(rules, {})
    checks.attend(rules)
    assert [] == [*checks.observe(0, item("A", "1.000"), NONE_BAD)]
    record = item("A", "1.000")
    record[ITEM_LAYOUT.position("contents")] = [ITEM_LAYOUT.subgroups["contents"][1].empty()]
    assert said_of(MessageChecks(rules, {}), [record], rules) == said_of(PatientChecks(rules, {}), [record], rules)


def test_rules_that_compare_items_say_so() -> None:
    """All rules on messages that ship with the library wait for a second item."""
    watchers: list[Any] = [(rule.check, rule.parameters) for rule in Validator().engine.message_rules]
    assert all(watcher.needs(**parameters) > 1 for watcher, parameters in watchers)


def test_watchers_are_left_out_by_bad_field_and_by_the_rules_of_the_item() -> None:
    """Of an item whose identifier is bad no double is told, whatever its rules; of one with another bad field it is, also the next time."""
    checks = PatientChecks((item_ids_are_unique,), {})
    alone, both = (item_ids_are_unique,), (item_ids_are_unique, items_are_few)
    told = []
    for index, (rules, bad) in enumerate(
        [(alone, ""), *[(rules, bad) for bad in ("gross_weight", "item_id") for rules in (alone, both)] * 2]
    ):
        checks.attend(rules)
        told.append(["CORE-DUP-001"] == [rule.code for rule, _, _ in checks.observe(index, item("A"), frozenset({bad} - {""}))])
    assert [False, *[True, True, False, False] * 2] == told
    assert [{"count": 2}] == [dict(said) for rule, said in checks.finish() if rule is items_are_few]
