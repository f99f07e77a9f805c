"""Which rule sets, and which of their rules, a selection calls for: what is found by tables is what asking each of them gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ead.rules import ERROR, RuleSet, Scope, rule
from ead.rules.api import ANYWHERE, AppliesTo, Rule, Selection
from ead.rules.held import Held, MeantFor

PLACES = st.sampled_from(["FR", "DE", "GB", "XI", "JP", None])
SETS_OF_PLACES = st.frozensets(st.sampled_from(["FR", "DE", "GB", "XI"]), max_size=2)
CLASSES = st.frozensets(st.sampled_from("UCE"), max_size=1)
APPLIES_TO = st.builds(AppliesTo, SETS_OF_PLACES, SETS_OF_PLACES, SETS_OF_PLACES, CLASSES)
DAY = date(2026, 11, 21)
DAYS = st.integers(-2, 2).map(lambda days: DAY + timedelta(days))
SELECTIONS = st.builds(Selection, PLACES, PLACES, st.sampled_from(["U", "C", "E", None]), DAYS, PLACES)


@rule("T-HELD-001", on=Scope.ITEM, reads=["item_id"], at="item_id", severity=ERROR, text="odd", source="test")
def odd(item_id: str) -> dict[str, str] | None:
    return {} if item_id == "odd" else None


def set_of(rules: list[Rule], applies_to: AppliesTo = ANYWHERE) -> RuleSet:
    return RuleSet(name="test", title="test", version="1", rules=rules, applies_to=applies_to)


@given(st.lists(APPLIES_TO, max_size=6), SELECTIONS)
def test_sets_are_found_by_place(places: list[AppliesTo], selection: Selection) -> None:
    """The numbers are those of the sets that match, in order."""
    sets = [set_of([], place) for place in places]
    expected = tuple(number for number, place in enumerate(places) if place.matches(selection))
    assert expected == MeantFor(sets).numbers(selection)


@given(st.lists(st.tuples(APPLIES_TO, DAYS, DAYS), max_size=4), st.lists(SELECTIONS, max_size=12))
def test_rules_are_asked_once_for_selections_that_are_alike(spans: list[tuple[AppliesTo, date, date]], selections: list[Selection]) -> None:
    """Whatever was asked before, the rules are those in force that match; the same rules are one object."""
    rules = [
        replace(odd, code=f"T-HELD-{number:03d}", applies_to=place, since=since, until=until)
        for number, (place, since, until) in enumerate(spans)
    ]
    held = Held(set_of(rules), rules)
    known: dict[tuple[Rule, ...], object] = {}
    for selection in selections:
        expected = tuple(one for one in rules if one.in_force(selection.on) and one.applies_to.matches(selection))
        called = held.called_for(selection)
        assert expected == called.rules
        assert known.setdefault(expected, called) is called
