"""What is made of items that were looked at together: the same by compiled code and in Python."""

from __future__ import annotations

import copy
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ead import conclusions
from ead.fields.layout import ITEM_LAYOUT
from ead.fields.messages import ITMATT
from ead.findings import Outcome, Problem
from ead.formats.base import Decoded
from ead.intake import lines
from ead.item_result import ItemResult
from ead.native import part
from ead.rules import ways as ways_module
from ead.rules.ways import Way
from ead.sufficiency import Sufficiency

NATIVE: Any = part("results")
WAYS: Any = part("ways")
COMPILED = pytest.mark.skipif(NATIVE is None, reason="the compiled part was not built, or is switched off")
ITEM_ID, CONTENTS = ITEM_LAYOUT.position("item_id"), ITEM_LAYOUT.position("contents")

ITEMS = st.lists(
    st.fixed_dictionaries(
        {
            "pieces": st.integers(0, 4),
            "record": st.booleans(),
            "problems": st.sampled_from([None, None, [], [Problem("CORE-STR-001")]]),
            "plain": st.booleans(),
            "filed": st.booleans(),
            "unserved": st.sampled_from([None, None, "", "TV", "NR"]),
            "model_rules": st.sampled_from([(), (), (), ("rule",)]),
            "hits": st.sampled_from([(), (), [], ["hit"], None]),
            "said": st.sampled_from([(), (), [], ["said"]]),
            "fits": st.booleans(),
        }
    ),
    max_size=8,
)


def decoded_of(number: int, one: dict[str, Any]) -> Decoded:
    record = [*ITEM_LAYOUT.empty()] if one["record"] else None
    if record is not None:
        record[ITEM_ID], record[CONTENTS] = f"item {number}", [["piece"]] * one["pieces"]
    decoded = Decoded(number, record, one["problems"], None)
    decoded.plain = one["plain"]
    return decoded


def way_of(one: dict[str, Any], *, others: tuple[object, ...] = (), programs: tuple[Any, ...] = (), rest: tuple[Any, ...] = ()) -> Way:
    plan: Any = SimpleNamespace(
        watchers=("watcher",), model_rules=one.get("model_rules", ()), others=others, programs=programs, without_program=rest
    )
    return Way(plan, one.get("unserved"), filed=one.get("filed", False))


def twins(name: str) -> list[Any]:
    """What there is in Python, and compiled."""
    in_python = conclusions._ConclusionsInPython if name == "Conclusions" else getattr(conclusions, f"_{name}")
    return [in_python, *([getattr(NATIVE, name)] if NATIVE is not None else [])]


@settings(max_examples=200, deadline=None)
@given(items=ITEMS, most=st.integers(0, 4))
def test_the_same_is_taken_out_of_items(items: list[dict[str, Any]], most: int) -> None:
    """All records; those with few pieces; whether any item has problems; and which have plain texts."""
    group = [decoded_of(number, one) for number, one in enumerate(items)]
    expected = (
        [decoded.record for decoded in group],
        [decoded.record if one["record"] and one["pieces"] <= most else None for one, decoded in zip(items, group, strict=True)],
        any(one["problems"] for one in items),
        [one["plain"] for one in items],
    )
    for take in twins("taken"):
        assert expected == take(group, CONTENTS, most)


@settings(max_examples=200, deadline=None)
@given(items=ITEMS)
def test_a_group_is_known_if_each_item_is(items: list[dict[str, Any]]) -> None:
    """An item without a way, with a rule that wants its model, or with hits that nobody knows makes a group be taken one by one."""
    ways = [way_of(one) if one["record"] else None for one in items]
    hits = [one["hits"] for one in items]
    expected = all(one["record"] and not one["model_rules"] and one["hits"] is not None for one in items)
    for are_known in twins("are_known"):
        assert expected is are_known(ways, hits)


class Calls:
    """What is called for items, and what was made of them."""

    def __init__(self, items: list[dict[str, Any]], *, listed: bool, sparse: bool) -> None:
        self.items = items
        self.log: list[tuple[Any, ...]] = []
        self.listed, self.sparse = listed, sparse
        self.unserved = {"XX"}

    def judge(self, decoded: Decoded, own: Any, more: Any, filed: bool) -> ItemResult:
        """What is made of an item of which something is said."""
        self.log.append(("judged", decoded.index, own, more, filed))
        return ItemResult(decoded.index, decoded.record, [], Outcome.REJECTED, None, Sufficiency.INSUFFICIENT if filed else None)

    def level_of(self, record: list[Any]) -> Sufficiency:
        """The level of a record that does not surely fit."""
        self.log.append(("level", record[ITEM_ID]))
        return Sufficiency.INSUFFICIENT

    def fits(self, record: list[Any]) -> bool:
        """Whether a record surely fits."""
        return bool(self.items[int(record[ITEM_ID].removeprefix("item "))]["fits"])

    def note(self, *noted: Any) -> None:
        """Takes note of a level."""
        self.log.append(("noted", *noted))

    def told_by(self, made: Any) -> Any:
        """All that comes of the items."""
        group = [decoded_of(number, one | {"record": True}) for number, one in enumerate(self.items)]
        ways = [way_of(one) for one in self.items]
        hits, said = [one["hits"] or () for one in self.items], [one["said"] for one in self.items]
        note = self.note if self.listed else None
        results, told, levels = made(ItemResult, ITMATT, Outcome.ACCEPTED, Sufficiency.READY, ITEM_ID).of(
            group, ways, hits, said, self.judge, self.level_of, self.fits, note, self.unserved, self.sparse
        )
        assert [result for result in results if result in told] == told
        shown = [(one.index, one.kind, one.record, one.findings, one.outcome, one.sufficiency, one.item_id) for one in results]
        return shown, [one.index for one in told], levels, self.unserved, self.log


@settings(max_examples=300, deadline=None)
@given(items=ITEMS, listed=st.booleans(), sparse=st.booleans())
def test_the_same_is_concluded(items: list[dict[str, Any]], listed: bool, sparse: bool) -> None:
    """The same results, levels and calls, in the same order; what is said of an item is left to the judge."""
    found = [Calls(items, listed=listed, sparse=sparse).told_by(made) for made in twins("Conclusions")]
    assert found[:1] * len(found) == found
    shown, told, levels, _, _ = found[0]
    speaking = [number for number, one in enumerate(items) if one["hits"] or one["said"] or one["problems"]]
    assert speaking == told
    assert (speaking if sparse else [*range(len(items))]) == [one[0] for one in shown]
    assert [one["filed"] for one in items] == [level is not None for level in levels]


@COMPILED
def test_a_crash_of_the_judge_comes_through() -> None:
    """Nothing is made of a group then."""

    def judge(*_: Any) -> Any:
        raise ZeroDivisionError

    made = NATIVE.Conclusions(ItemResult, ITMATT, Outcome.ACCEPTED, Sufficiency.READY, ITEM_ID)
    group, ways = [decoded_of(0, {"record": True, "pieces": 1, "problems": None, "plain": True})], [way_of({})]
    with pytest.raises(ZeroDivisionError):
        made.of(group, ways, [["hit"]], [()], judge, None, None, None, set(), False)
    for wrong in ([], [None], ["text"]):
        with pytest.raises((TypeError, ValueError)):
            made.of(group, wrong, [()], [()], judge, None, None, None, set(), False)
    with pytest.raises(TypeError):
        NATIVE.Conclusions(dict, ITMATT, Outcome.ACCEPTED, Sufficiency.READY, ITEM_ID)


def test_results_of_which_nothing_is_said_have_lists_of_their_own() -> None:
    """Whoever puts a finding into one does not put it into all."""
    made = conclusions.conclusions_for(ITMATT)
    group = [decoded_of(number, {"record": True, "pieces": 1, "problems": None, "plain": True}) for number in range(2)]
    ways, nothing = [way_of({}) for _ in group], [() for _ in group]
    results, _, _ = made.of(group, ways, [*nothing], [*nothing], None, None, None, None, set(), False)  # type: ignore[arg-type]
    results[0].findings.append("finding")  # type: ignore[arg-type]
    assert (["finding"], []) == (results[0].findings, results[1].findings)
    assert ("item 1", "ItemResult(index=1, outcome=accepted, findings=0)") == (results[1].item_id, repr(results[1]))


@pytest.mark.parametrize("how", [copy.copy, copy.deepcopy])
def test_results_can_be_copied(how: Any) -> None:
    result = ItemResult(4, ["record"], [], Outcome.REJECTED, None, Sufficiency.READY)
    made = how(result)
    assert made is not result
    assert (4, ["record"], [], Outcome.REJECTED, Sufficiency.READY) == (
        made.index, made.record, made.findings, made.outcome, made.sufficiency
    )  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(kinds=st.lists(st.integers(-1, 6), max_size=20), times=st.sampled_from([1, 1, 1, 40]))
def test_programs_come_in_the_order_of_ranks(kinds: list[int], times: int) -> None:
    """Those of the same rank stay as they are, however many there are; a missing way has no programs."""
    known = [way_of({}, others=(object(),), programs=("program", kind), rest=("rest",) if kind > 5 else ()) for kind in range(7)]
    ways = [known[kind] if kind >= 0 else None for kind in kinds * times]
    ranks = [way.rank if way is not None else 0 for way in ways]
    expected = (
        [way.plan.programs if way is not None else () for way in ways],
        sorted(range(len(ways)), key=ranks.__getitem__),
        -1 not in kinds and 6 not in kinds,
    )
    for programs_of in (ways_module._programs_of, *([WAYS.programs_of] if WAYS is not None else [])):
        assert expected == programs_of(ways)


@given(pieces=st.lists(st.sampled_from([b"\n", b"x", b"\r\n", b"", b"\n\n", b"line", b"\x00"]), max_size=20))
def test_line_feeds_are_counted_alike(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    assert data.count(b"\n") == lines._counted(data) == lines._breaks_in(data)
