"""Several items at once: rules are run over them column by column where that was compiled, else one function after the other.

The rules of one item fill the processor's caches several times over. What is done to one item after the other, before the next thing
is done, finds what it reads still there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ead.fields.layout import Record
from ead.native import part
from ead.rules.aids import Aids
from ead.rules.columnar import SHAPE
from ead.rules.compiler import Hit
from ead.rules.names import NONE_BAD
from ead.rules.plain import has_plain_texts
from ead.rules.ways import Way

if TYPE_CHECKING:
    from ead.rules.engine import Part

__all__ = ["TOGETHER", "hits_of_all"]

TOGETHER = 64
"""So many items are looked at together: with more, the items are no longer in the cache."""

_native: Any = part("columnar")


def hits_of_all(ways: Sequence[Way | None], records: Sequence[Record | None], as_of: date, aids: Aids) -> list[list[Hit] | None]:
    """What rules say of records without bad fields; ``None`` for one that has to be looked at with care.

    That is one without a way, one for which there are rules from elsewhere, and one over which a rule crashed.
    """
    items = [
        (place, way, record)
        for place, (way, record) in enumerate(zip(ways, records, strict=True))
        if way is not None and record is not None and not way.plan.foreign
    ]
    found: list[list[Hit] | None] = [None] * len(ways)
    asked = []
    for (place, way, record), hits in zip(items, _by_column(items, as_of, aids), strict=True):
        found[place] = hits
        odd = not has_plain_texts(record)
        if hits is None or odd:
            # What is said of odd texts stands between the rest: with hits, all is asked once more.
            asked.append(_Asked(place, way, record, silent=hits == [], odd=odd))
    for one in asked:
        one.way.plan.note_run()
        one.ask(one.way.plan.parts[0], as_of, aids)
    for one in asked:
        for rules in one.way.plan.others:
            one.ask(rules, as_of, aids)
        found[one.place] = one.hits
    return found


def _by_column(items: Sequence[tuple[int, Way, Record]], as_of: date, aids: Aids) -> Sequence[list[Hit] | None]:
    """What the rules say of items, but for those about texts out of the ordinary; ``None`` where that is not known."""
    programs: dict[Any, list[int]] = {}
    if _native is not None:
        for number, (_, way, _) in enumerate(items):
            for program in way.plan.programs:
                programs.setdefault(program, []).append(number)
    if not programs:
        return [None] * len(items)
    said: Sequence[list[Hit] | None] = _native.hits_of(
        SHAPE, [(record, way.on) for _, way, record in items], [*programs.items()], as_of, aids
    )
    return [hits if way.plan.programs else None for hits, (_, way, _) in zip(said, items, strict=True)]


class _Asked:
    """An item whose rules are run: all of them, or only those about texts out of the ordinary."""

    __slots__ = ("hits", "odd", "place", "record", "shared", "silent", "way")

    def __init__(self, place: int, way: Way, record: Record, *, silent: bool, odd: bool) -> None:
        self.place, self.way, self.record, self.silent, self.odd = place, way, record, silent, odd
        self.hits: list[Hit] | None = []
        self.shared: tuple[Any, ...] | None = None

    def ask(self, rules: Part, as_of: date, aids: Aids) -> None:
        """Run some of the rules; no hits are left where one crashes."""
        hits, on = self.hits, self.way.on
        if hits is None:
            return
        try:
            if not self.silent and self.shared is None:
                self.shared = rules.compiled.check_sound(self.record, NONE_BAD, as_of, on, hits, aids)
            elif not self.silent:
                rules.compiled.check_sound(self.record, NONE_BAD, as_of, on, hits, aids, self.shared)
            if self.odd:
                rules.odd.check(self.record, NONE_BAD, as_of, on, hits, aids)
        except Exception:  # noqa: BLE001 - whatever a rule raised: by itself, the item's rules are tried one by one
            self.hits = None
