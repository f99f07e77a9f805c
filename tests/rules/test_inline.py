"""Conditions evaluated in place give what the functions give."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import given, settings

from ead.models import Item
from ead.models.records import item_to_record
from ead.rules.aids import NO_AIDS
from ead.rules.compiler import CompiledRules, compile_rules
from ead.rules.inline import condition_in_place
from ead.testing.defects import DEFECTS
from ead.testing.generator import generate, iter_items
from ead.testing.strategies import item_dicts
from ead.validator import Validator

LIMIT = Decimal(2)
TODAY = date(2026, 11, 21)
ENGINE = Validator().engine


def lifted(function: Any, *arguments: str, **parameters: Any) -> str | None:
    return condition_in_place(function, arguments, parameters, {})


def heavy(gross: Decimal, *, factor: int = 1) -> Any:
    """Has a docstring."""
    return {"gross": gross} if gross * factor > LIMIT else None


def guarded(gross: Decimal | None, net: Decimal) -> Any:
    if gross is None:
        return None
    if net > gross:
        return {"net": net}
    return None


def opposite(gross: Decimal) -> Any:
    return None if gross < LIMIT else {"gross": gross}


def counted(gross: list[int]) -> Any:
    return {"n": 1} if any(one > 1 for one in gross) else None


def worked(gross: Decimal) -> Any:
    twice = gross * 2
    return {"gross": twice} if twice > LIMIT else None


def test_simple_bodies_are_lifted() -> None:
    """One return with a condition, one if, guards before either."""
    assert "item_gross * c_factor > c_LIMIT" == lifted(heavy, "item_gross", factor=1)
    assert "not a is None and b > a" == lifted(guarded, "a", "b")
    assert "not a < c_LIMIT" == lifted(opposite, "a")


def test_other_bodies_are_left_alone() -> None:
    """Statements before, comprehensions, lambdas, built-ins and partials are called as before."""
    assert lifted(worked, "a") is None
    assert lifted(counted, "a") is None
    assert lifted(lambda a: None, "a") is None
    assert lifted(len, "a") is None


def check_both_ways(records: list[Any]) -> None:
    """All forms of the compiled rules find the same: called and in place, with guards for bad fields and without, with shared values.

    The form that remembers is asked twice, for its rules with nothing to say of recurring values are not asked again.
    """
    for record in records:
        common, *others = ENGINE.plan_for(record, TODAY).parts
        shared = common.compiled.check_sound(record, frozenset(), TODAY, TODAY, [])
        for part in (common, *others):
            plain, inline = (forms(part.compiled, in_place=in_place) for in_place in (False, True))
            assert plain.source != inline.source
            found: list[list[Any]] = [[], [], [], [], [], []]
            checks = (plain.check, inline.check, plain.check_sound, inline.check_sound, inline.check_sound)
            for check, hits in zip(checks, found, strict=False):
                check(record, frozenset(), TODAY, TODAY, hits)
            more = () if part is common else (NO_AIDS, shared)
            part.compiled.check_sound(record, frozenset(), TODAY, TODAY, found[5], *more)
            # The order differs, and findings are put in reading order anyway.
            assert [told(found[0])] * 5 == [told(hits) for hits in found[1:]]


def test_what_is_shared_does_not_depend_on_the_form() -> None:
    """Values are shared in the same order whether conditions are evaluated in place or not: parts are compiled at different times."""
    record = item_to_record(Item.model_validate(generate(1, seed=3)["items"][0]))
    rules = ENGINE.plan_for(record, TODAY).parts[0].compiled.rules
    shared = []
    for in_place in (False, True):
        compiled = compile_rules(rules, ENGINE.facts, inline=in_place, sharing=True)
        values = compiled.check_sound(record, frozenset(), TODAY, TODAY, [])
        assert len(values) == len(compiled.shared)
        shared.append(list(compiled.shared.items()))
    assert shared[0] == shared[1]
    assert ("destination", "item_fact_destination") in shared[0]


def told(hits: list[Any]) -> list[str]:
    """Hits as sorted texts."""
    return sorted(f"{rule.code} {path} {result}" for rule, result, path in hits)


@cache
def forms(compiled: CompiledRules, *, in_place: bool) -> CompiledRules:
    """The same rules compiled by themselves, with their conditions in place or not."""
    return compile_rules(compiled.rules, ENGINE.facts, inline=in_place)


def test_defective_items_are_judged_alike() -> None:
    """The same rules fire with the same parameters, in place or called."""

    items = [generate(2, seed=3, defect=name)["items"][0] for name in DEFECTS]
    records = []
    for item in items:
        try:
            records.append(item_to_record(Item.model_validate(item)))
        except ValueError:
            continue
    assert len(records) > 40
    check_both_ways(records)


@settings(max_examples=150, deadline=None)
@given(drawn=item_dicts())
def test_random_items_are_judged_alike(drawn: dict[str, Any]) -> None:
    """So are items drawn from the whole space of valid ones."""
    check_both_ways([item_to_record(Item.model_validate(drawn))])


def test_a_selection_is_recompiled_when_it_is_used_often() -> None:
    """After a thousand items the findings are what they were before."""

    stream = io.BytesIO()

    stream.write(b'{"message": "ITMATT", "version": "1", "header": {"message_id": "M", "sender": "A", "recipient": "B"}}\n')
    for item in iter_items(2_100, seed=5, defect="net-over-gross", destination="BE"):
        stream.write(json.dumps(item).encode() + b"\n")
    codes = [
        [finding.code for finding in result.findings] for result in Validator().iter_validate(stream.getvalue()) if result.index is not None
    ]
    assert 2_100 == len(codes)
    assert all("DQ-WT-001" in found for found in codes)
