"""What comes of items that are looked at together: what is taken out of them first, and what is made of all that was said of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from ead.fields.layout import ITEM_LAYOUT, Record
from ead.fields.messages import MessageType
from ead.findings import Outcome
from ead.formats.base import Decoded
from ead.item_result import ItemResult
from ead.native import twin
from ead.rules.compiler import Hit
from ead.rules.ways import Way
from ead.sufficiency import Sufficiency

__all__ = ["Conclusions", "Judge", "Note", "are_known", "conclusions_for", "taken"]

_ITEM_ID = ITEM_LAYOUT.position("item_id")
_CONTENTS = ITEM_LAYOUT.position("contents")

Judge = Callable[[Decoded, Sequence[Hit], Sequence[Hit], bool], ItemResult]
"""What makes the result of an item of which something is said: by its rules, by the watchers, or by its reader; and whether it is filed."""

Note = Callable[[int, "str | None", Sufficiency], None]
"""Takes note of the level of an item, by its position and its identifier."""

Took = tuple[list["Record | None"], list["Record | None"], bool, list[bool]]


class Conclusions(Protocol):
    """Makes the results of items."""

    def of(
        self,
        group: list[Decoded],
        ways: list[Way],
        hits: list[Sequence[Hit]],
        said: list[Sequence[Hit]],
        judge: Judge,
        level_of: Callable[[Record], Sufficiency],
        fits: Callable[[Record], bool],
        note: Note | None,
        unserved: set[str],
        sparse: bool,
    ) -> tuple[list[ItemResult], list[ItemResult], list[Sufficiency | None]]:
        """The results of all items, or with ``sparse`` of those only of which something is said; the latter; and the level of each item.

        ``hits`` is what its rules say of each item, ``said`` what the watchers do; if there is either, ``judge`` makes the result.
        ``level_of`` tells the level of a record of which nothing is said, unless it surely ``fits``; levels are told to ``note`` if there
        is one, and destinations without a set of their own go to ``unserved``.
        """
        ...


class _ConclusionsInPython:
    def __init__(self, result: type[ItemResult], kind: MessageType, accepted: Outcome, ready: Sufficiency, item_id: int) -> None:
        self._result, self._kind, self._accepted, self._ready, self._item_id = result, kind, accepted, ready, item_id

    def of(
        self,
        group: list[Decoded],
        ways: list[Way],
        hits: list[Sequence[Hit]],
        said: list[Sequence[Hit]],
        judge: Judge,
        level_of: Callable[[Record], Sufficiency],
        fits: Callable[[Record], bool],
        note: Note | None,
        unserved: set[str],
        sparse: bool,
    ) -> tuple[list[ItemResult], list[ItemResult], list[Sufficiency | None]]:
        results: list[ItemResult] = []
        told: list[ItemResult] = []
        levels: list[Sufficiency | None] = []
        for decoded, way, own, more in zip(group, ways, hits, said, strict=True):
            record = decoded.record
            assert record is not None
            if way.unserved is not None:
                unserved.add(way.unserved)
            if own or more or decoded.problems:
                result = judge(decoded, own, more, way.filed)
                level = result.sufficiency
                told.append(result)
                results.append(result)
            else:
                level = None
                if way.filed:
                    level = self._ready if fits(record) else level_of(record)
                if not sparse:
                    results.append(self._result(decoded.index, record, [], self._accepted, None, level, self._kind))
            levels.append(level)
            if note is not None and level is not None:
                note(decoded.index, record[self._item_id], level)
        return results, told, levels


def _taken(group: list[Decoded], contents: int, most: int) -> Took:
    records = [decoded.record for decoded in group]
    chosen = [record if record is not None and len(record[contents]) <= most else None for record in records]
    return records, chosen, any(decoded.problems for decoded in group), [decoded.plain for decoded in group]


def _are_known(ways: list[Way | None], hits: Sequence[Sequence[Hit] | None]) -> bool:
    return all(way is not None and not way.wants_models for way in ways) and None not in hits


_take: Callable[[list[Decoded], int, int], Took] = twin("results", lambda native: native.taken, lambda: _taken)
_make: Callable[..., Conclusions] = twin("results", lambda native: native.Conclusions, lambda: _ConclusionsInPython)

are_known: Callable[[list[Way | None], Sequence[Sequence[Hit] | None]], bool] = twin(
    "results", lambda native: native.are_known, lambda: _are_known
)
"""Whether it is known of every item how it is checked, without its model, and what its rules say of it."""


def taken(group: list[Decoded], most: int) -> Took:
    """The records of items; those that rules are chosen for, which have no more than so many content pieces, with ``None`` for the others;
    whether any has problems; and of each whether its texts were seen to be plain."""
    return _take(group, _CONTENTS, most)


def conclusions_for(kind: MessageType) -> Conclusions:
    """What makes the results of items of such a message."""
    return _make(ItemResult, kind, Outcome.ACCEPTED, Sufficiency.READY, _ITEM_ID)
