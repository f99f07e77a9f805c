"""Items are looked at in groups, and nobody notices."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

import ead.validator
from ead.convert import convert
from ead.errors import UndecodableSource
from ead.formats.base import Decoded, Place, groups_of, joined
from ead.formats.registry import codec
from ead.intake.source import open_source
from ead.limits import DEFAULT_LIMITS
from ead.rules.aids import NO_AIDS
from ead.rules.together import hits_of_all
from ead.rules.ways import Way
from ead.testing.builders import message
from ead.testing.generator import iter_items
from ead.validator import Validator

TODAY = date(2026, 11, 21)


class Nowhere:
    """The origin of items that came from nowhere."""

    def place(self, path: Any, steps: Any = None) -> Place:
        """No place."""
        return Place()


def decoded(index: int) -> Decoded:
    return Decoded(index, [], None, Nowhere())


def written(items: int, form: str = "itmatt-xml", **settings: Any) -> bytes:
    """A generated message in that format."""
    target = io.BytesIO()
    convert(json.dumps({**message(), "items": list(iter_items(items, seed=7, **settings))}).encode(), target, to=form)
    return target.getvalue()


def told(source: Any, monkeypatch: pytest.MonkeyPatch, together: int) -> tuple[Any, Any]:
    """The results, and the report, with groups of at most so many."""
    monkeypatch.setattr(ead.validator, "TOGETHER", together)
    validator = Validator(as_of=TODAY)
    results = [(r.index, r.item_id, r.outcome, r.sufficiency, r.findings) for r in validator.iter_validate(source)]
    report = validator.validate(source).as_dict()
    return results, report


CLEAN = written(70)
SOURCES = {
    "clean": CLEAN,
    "faults": written(70, defect="DQ-DSC-002", defect_rate=0.5),
    "an item that is none": CLEAN.replace(b"<GrossWeight>", b"<GrossWeight>x", 40).replace(b"<GrossWeight>x", b"<GrossWeight>", 39),
    "cut off": CLEAN[: len(CLEAN) * 3 // 4],
    "a byte of no encoding": CLEAN.replace(b"<ItemId>", b"<ItemId>\xff", 1),
    "no encoding from the middle on": CLEAN[: len(CLEAN) // 2] + b"\xff\xfe" + CLEAN[len(CLEAN) // 2 :],
    "letters of another script": CLEAN.replace(b"<Name>", "<Name>\u7530".encode()),
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_group_says_what_its_items_say(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings, outcomes, levels, their order and the report are the same, whatever is wrong with the message."""
    assert told(SOURCES[name], monkeypatch, 1) == told(SOURCES[name], monkeypatch, 32)


class Slow(io.RawIOBase):
    """A connection that gives a little at a time, and takes note of when it is asked."""

    def __init__(self, data: bytes, log: list[str]) -> None:
        self._data, self._log = io.BytesIO(data), log

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Two kilobytes at most."""
        self._log.append("read")
        return self._data.read(2_000 if size < 0 else min(size, 2_000))


@pytest.mark.parametrize("form", ["itmatt-xml", "itmatt-ndjson"])
def test_nothing_waits_for_what_is_still_to_be_read(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The result of an item comes before more is read than the item takes, as it does without groups."""
    source = written(20, form)
    logs: list[list[str]] = []
    for together in (1, 32):
        monkeypatch.setattr(ead.validator, "TOGETHER", together)
        log: list[str] = []
        log.extend(result.item_id or "" for result in Validator(as_of=TODAY).iter_validate(Slow(source, log), format=form))
        logs.append(log)
    assert logs[0] == logs[1]
    assert 20 == sum(entry != "read" for entry in logs[1])


def way(check: Any, *others: Any, foreign: tuple[Any, ...] = ()) -> Any:
    """A way whose first part, and further parts, are these functions."""
    parts = [SimpleNamespace(compiled=SimpleNamespace(check_sound=one)) for one in (check, *others)]
    plan: Any = SimpleNamespace(foreign=foreign, parts=parts, others=parts[1:], programs=(), without_program=parts, note_run=lambda: None)
    plan.watchers = plan.model_rules = ()
    return Way(plan, None, filed=False)


def test_an_item_over_which_a_rule_crashes_is_left_to_itself() -> None:
    """What others say is kept; of the crash nothing is."""

    def first(record: Any, bad: Any, as_of: Any, on: Any, hits: list[Any], aids: Any) -> tuple[str]:
        hits.append("first")
        if record[0] == "LX000000002TW":
            raise ZeroDivisionError
        return ("shared",)

    def second(record: Any, bad: Any, as_of: Any, on: Any, hits: list[Any], aids: Any, shared: tuple[str]) -> None:
        hits.append(shared[0])
        if record[0] == "LX000000003TW":
            raise KeyError

    record = next(iter(Validator().iter_validate(CLEAN))).record
    assert record is not None
    records = [[f"LX00000000{number}TW", *record[1:]] for number in range(5)]
    both = way(first, second)
    expected = [["first", "shared"], ["first", "shared"], None, None, ["first", "shared"]]
    assert expected == hits_of_all([both] * 5, [TODAY] * 5, records, TODAY, NO_AIDS)
    assert [None, None] == hits_of_all([None, way(first, second, foreign=(1,))], [TODAY] * 2, [None, record], TODAY, NO_AIDS)


def test_groups_have_what_is_there() -> None:
    """Of items that are all there, groups are full but for the last; of others, a batch is not filled up with the next."""
    ten = [decoded(index) for index in range(10)]
    assert [4, 4, 2] == [len(group) for group in joined([[one] for one in ten], 4)]
    runs = [ten[:3], ten[3:4], ten[4:8], ten[8:], ten[:2], ten[2:3]]
    assert [ten[:3], ten[3:4], ten[4:8], [*ten[8:], *ten[:2]], ten[2:3]] == list(joined(runs, 4))

    class Batched:
        def decoded_runs(self, most: int) -> Iterator[Iterator[list[Decoded]]]:
            assert 4 == most
            yield from (iter([[decoded(index)] for index in some]) for some in (range(3), range(3, 8)))

    groups = groups_of(Batched(), 4)  # type: ignore[arg-type]
    assert [[0, 1, 2], [3, 4, 5, 6], [7]] == [[one.index for one in group] for group in groups]


def test_items_are_counted_from_batch_to_batch_and_the_frame_is_read_behind_the_last() -> None:
    """Batches hold what the items hold, in order; what is wrong behind them is known once they are through."""
    source = written(20)
    streams = [
        codec("itmatt-xml").read(open_source(Slow(source[: source.rindex(b"</")], [])), DEFAULT_LIMITS),  # type: ignore[arg-type]
        codec("itmatt-xml").read(open_source(source[: source.rindex(b"</")]), DEFAULT_LIMITS),
    ]
    by_batch = [[one for run in runs for one in run] for runs in streams[0].decoded_runs(4)]  # type: ignore[attr-defined]
    assert 1 < len(by_batch)
    assert list(range(20)) == [one.index for items in by_batch for one in items] == [one.index for one in streams[1].items()]
    assert [["CORE-INT-009"]] * 2 == [[problem.code for problem in stream.problems] for stream in streams]


@pytest.mark.parametrize("at_hand", [True, False])
def test_who_stops_early_leaves_no_reading_behind(at_hand: bool) -> None:
    """What reads the source ends with the groups, and nothing is noted of the stream."""
    ended: list[str] = []

    class Reading:
        def __init__(self) -> None:
            self.problems: list[Any] = []
            self.complete = True

        def items(self) -> Iterator[Decoded]:
            try:
                yield from map(decoded, range(3))
            finally:
                ended.append("reading")

    stream = Reading()
    groups = groups_of(stream, 2, at_hand=at_hand)  # type: ignore[arg-type]
    assert 0 == next(groups)[0].index
    groups.close()  # type: ignore[attr-defined]
    assert (["reading"], [], True) == (ended, stream.problems, stream.complete)


def test_what_was_decoded_before_a_fault_of_the_source_is_not_lost() -> None:
    """The group comes, and the stream has a problem more."""

    class Breaking:
        def __init__(self) -> None:
            self.problems: list[Any] = []
            self.complete = True

        def items(self) -> Iterator[Decoded]:
            yield from map(decoded, range(3))
            raise UndecodableSource("bytes of no encoding", (1, 1))

    stream = Breaking()
    assert [[0, 1], [2]] == [[one.index for one in group] for group in groups_of(stream, 2, at_hand=True)]  # type: ignore[arg-type]
    assert (1, False) == (len(stream.problems), stream.complete)
