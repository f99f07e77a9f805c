"""What recurs from item to item, and that rules are not asked twice about it."""

from __future__ import annotations

from datetime import date
from typing import Any

from ead.descriptions import BUILTIN_JUDGE
from ead.fields.layout import ITEM_LAYOUT
from ead.models import Item
from ead.models.records import item_to_record
from ead.rules import recurring
from ead.rules.aids import NO_AIDS, Aids
from ead.rules.api import Scope
from ead.rules.compiler import CompiledRules, compile_rules
from ead.rules.recurring import Quiet, bases_of
from ead.testing.generator import generate
from ead.validator import Validator

ENGINE = Validator().engine
TODAY = date(2026, 11, 21)
PIECE = ITEM_LAYOUT.subgroups["contents"][1]


def bases(*reads: str, scope: Scope = Scope.PIECE, one_place: bool = False) -> frozenset[str] | None:
    """The recurring values below these reads."""
    return bases_of(reads, scope, ENGINE.facts, one_place=one_place)


def test_fields_and_facts_rest_on_what_recurs() -> None:
    """A fact stands for the fields below it, or for itself where it has few values."""
    assert frozenset({"description", "hs_code"}) == bases("danger")
    assert frozenset({"description", "judge"}) == bases("description_fault")
    assert frozenset({"hs_code", "item.hs_edition"}) == bases("hs_verdict")
    assert frozenset({"item.nature", "origin_country"}) == bases("item.nature", "origin_country?")
    assert frozenset({"contents.currency?"}) == bases("contents.currency", scope=Scope.ITEM)


def test_what_differs_from_item_to_item_does_not_recur() -> None:
    """Amounts, names, references, dates and rates are new with each item, and one such read is enough."""
    assert bases("amount") is None
    assert bases("danger", "item.documents?") is None
    assert bases("rates") is None
    assert bases("on") is None
    assert bases("name", scope=Scope.PARTY) is None
    assert bases("contents.amount", scope=Scope.ITEM) is None


def test_the_destination_recurs_for_rules_of_one_place() -> None:
    """Between many places it would make each combination a new one."""
    assert bases("item.destination") is None
    assert frozenset({"item.destination"}) == bases("item.destination", one_place=True)


def test_what_is_remembered_has_a_bound(monkeypatch: Any) -> None:
    """Junk does not fill the memory, however many places it goes to."""
    monkeypatch.setattr(recurring, "_MOST_SETTLED", 3)
    first, second = Quiet(), Quiet()
    for number in range(10):
        for quiet in (first, second):
            quiet.settle((number,))
            assert (number,) in quiet
        assert len(first) + len(second) <= 3


def compiled_for(record: Any) -> CompiledRules:
    """The rules that hold everywhere, compiled for many runs."""
    return compile_rules(ENGINE.plan_for(record, TODAY).parts[0].compiled.rules, ENGINE.facts, inline=True)


def record_of(description: str) -> Any:
    """An item of one piece, of table linen, with that description."""
    record = item_to_record(Item.model_validate(generate(1, seed=3)["items"][0]))
    del record[-1][1:]
    record[-1][0][PIECE.position("description")] = description
    record[-1][0][PIECE.position("hs_code")] = "630291"
    return record


def codes(compiled: CompiledRules, record: Any, aids: Aids = NO_AIDS) -> set[str]:
    """The rules that fire on a piece of the record."""
    hits: list[Any] = []
    compiled.check_sound(record, frozenset(), TODAY, TODAY, hits, aids)
    return {rule.code for rule, _, path in hits if path}


def test_a_piece_is_remembered_only_when_there_is_nothing_to_say_of_it() -> None:
    """What had something said of it is asked again each time."""
    good, bad = record_of("Cotton tea towels"), record_of("xxxxx")
    compiled = compiled_for(good)
    assert set() == codes(compiled, good) == codes(compiled, good)
    remembered = {key[0] for key in compiled.check_sound.__globals__["quiet_piece"]}
    assert {"Cotton tea towels"} == remembered
    first = codes(compiled, bad)
    assert first
    assert first == codes(compiled, bad)
    assert {"Cotton tea towels"} == {key[0] for key in compiled.check_sound.__globals__["quiet_piece"]}


class Changing:
    """A judge of descriptions that comes to doubt what it let pass before."""

    name = "changing"

    def __init__(self) -> None:
        self.strict = False

    def examine(self, description: str) -> Any:
        """Nothing to say, until it is strict."""
        return BUILTIN_JUDGE.examine("xxxxx" if self.strict else description)

    def goods(self, description: str) -> Any:
        """The same as the judge that ships."""
        return BUILTIN_JUDGE.goods(description)


def test_a_judge_of_the_callers_is_asked_each_time() -> None:
    """Nothing is remembered of what it says, and what is remembered is not taken for its answer."""
    record, judge = record_of("Cotton tea towels"), Changing()
    compiled = compiled_for(record)
    aids = Aids(judge=judge)
    assert set() == codes(compiled, record) == codes(compiled, record, aids)
    judge.strict = True
    assert any(code.startswith("DQ-DSC") for code in codes(compiled, record, aids))
    assert set() == codes(compiled, record)
