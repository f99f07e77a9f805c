"""Several items at once: rules are run over them column by column where that was compiled, else one function after the other.

The rules of one item fill the processor's caches several times over. What is done to one item after the other, before the next thing
is done, finds what it reads still there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import repeat
from typing import TYPE_CHECKING, Any

from ead.fields.layout import ITEM_LAYOUT, Record
from ead.named import NamedTuple
from ead.rules.aids import Aids
from ead.rules.compiler import Hit
from ead.rules.names import NONE_BAD, bad_by_lane
from ead.rules.plain import has_plain_texts
from ead.rules.ways import Way

if TYPE_CHECKING:
    from ead.rules.engine import Part

__all__ = ["TOGETHER", "hits_of_all"]

TOGETHER = 32
"""So many items are looked at together: with more, the items are no longer in the cache."""

_CONTENTS = ITEM_LAYOUT.position("contents")


def hits_of_all(
    ways: Sequence[Way | None], records: Sequence[Record | None], as_of: date, aids: Aids, bad: Sequence[frozenset[str]] | None = None
) -> list[list[Hit] | None]:
    """What rules say of records; ``None`` for one that has to be looked at with care.

    That is one without a way, one for which there are rules from elsewhere, and one over which a rule crashed. With ``bad``, the names of
    each record's bad fields, it may be one with such fields, too.
    """
    items = [
        _Item(place, way, record, names)
        for place, (way, record, names) in enumerate(zip(ways, records, bad or repeat(NONE_BAD, len(ways)), strict=True))
        if way is not None and record is not None and not way.plan.foreign
    ]
    found: list[list[Hit] | None] = [None] * len(ways)
    asked = []
    for item, hits in zip(items, _by_column(items, as_of, aids), strict=True):
        odd = not has_plain_texts(item.record)
        if hits is not None and not odd:
            found[item.place] = hits
        elif not item.bad:
            # What is said of odd texts stands between the rest: with hits, all is asked once more.
            asked.append(_Asked(item, silent=hits == [], odd=odd))
    for one in asked:
        one.item.way.plan.note_run()
        one.ask(one.item.way.plan.parts[0], as_of, aids)
    for one in asked:
        for rules in one.item.way.plan.others:
            one.ask(rules, as_of, aids)
        found[one.item.place] = one.hits
    return found


class _Item(NamedTuple):
    """A record that is looked at together with others: its place among them, how it is checked, and the names of its bad fields."""

    place: int
    way: Way
    record: Record
    bad: frozenset[str]


def _by_column(items: Sequence[_Item], as_of: date, aids: Aids) -> Sequence[list[Hit] | None]:
    """What the rules say of items, but for those about texts out of the ordinary; ``None`` where that is not known."""
    judged = [
        (one.record, one.way.on, bad_by_lane(one.bad, len(one.record[_CONTENTS])) if one.bad else None, one.way.plan.programs)
        for one in items
    ]
    if not any(programs for *_, programs in judged):
        return [None] * len(items)
    # It is there where programs are, and is not loaded before.
    from ead.rules.columnar import hits_of

    return hits_of(judged, as_of, aids)


class _Asked:
    """An item whose rules are run: all of them, or only those about texts out of the ordinary."""

    __slots__ = ("hits", "item", "odd", "shared", "silent")

    def __init__(self, item: _Item, *, silent: bool, odd: bool) -> None:
        self.item, self.silent, self.odd = item, silent, odd
        self.hits: list[Hit] | None = []
        self.shared: tuple[Any, ...] | None = None

    def ask(self, rules: Part, as_of: date, aids: Aids) -> None:
        """Run some of the rules; no hits are left where one crashes."""
        hits, record, on = self.hits, self.item.record, self.item.way.on
        if hits is None:
            return
        try:
            if not self.silent and self.shared is None:
                self.shared = rules.compiled.check_sound(record, NONE_BAD, as_of, on, hits, aids)
            elif not self.silent:
                rules.compiled.check_sound(record, NONE_BAD, as_of, on, hits, aids, self.shared)
            if self.odd:
                rules.odd.check(record, NONE_BAD, as_of, on, hits, aids)
        except Exception:  # noqa: BLE001 - whatever a rule raised: by itself, the item's rules are tried one by one
            self.hits = None
