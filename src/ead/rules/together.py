"""Several items at once: rules are run over them column by column where that was compiled, else one function after the other.

The rules of one item fill the processor's caches several times over. What is done to one item after the other, before the next thing
is done, finds what it reads still there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING, Any

from ead.fields.layout import ITEM_LAYOUT, Record
from ead.named import NamedTuple
from ead.rules.aids import Aids
from ead.rules.compiler import Hit
from ead.rules.names import NONE_BAD, bad_by_lane
from ead.rules.plain import has_plain_texts
from ead.rules.ways import Way, programs_of

if TYPE_CHECKING:
    from ead.rules.plans import Part, Plan

__all__ = ["TOGETHER", "hits_of_all"]

TOGETHER = 64
"""So many items are there at once, in the order of their plans. With their bytes they are half a megabyte: of four times as many, which
fewer steps would do for, rules find each again in the memory that cores share, and pay a fifth more as soon as somebody else uses it."""

_CONTENTS = ITEM_LAYOUT.position("contents")


def hits_of_all(
    ways: list[Way | None],
    days: list[date],
    records: list[Record | None],
    as_of: date,
    aids: Aids,
    bad: Sequence[frozenset[str]] | None = None,
    seen: Sequence[bool] = (),
) -> list[Sequence[Hit] | None]:
    """What rules say of records, each judged by its day; ``None`` for one that has to be looked at with care.

    That is one without a way, one for which there are rules from elsewhere, and one over which a rule crashed. With ``bad``, the names of
    each record's bad fields, it may be one with such fields, too. ``seen`` are true for records whose texts were seen to be plain.
    """
    programs, order, whole = programs_of(ways)
    found: list[Sequence[Hit] | None] = [None] * len(ways)
    if any(programs):
        found = _by_column(programs, order, days, records, as_of, aids, bad)
    plain = seen if seen and all(seen) else _plain(records, seen or repeat(False))
    if whole and all(plain) and None not in found:
        return found
    asked, begun = list[_Asked](), list[_Begun]()
    for place, (way, record) in enumerate(zip(ways, records, strict=True)):
        if way is None or record is None:
            continue
        hits, rest, names, odd = found[place], way.plan.without_program, bad[place] if bad else NONE_BAD, not plain[place]
        if hits is None and not way.plan.foreign and not names:
            asked.append(_Asked(place, way, days[place], record, odd=odd))
        elif hits is not None and (rest or odd):
            begun.append(_Begun(place, way.plan, rest, record, names, odd, [*hits]))
    for half in begun:
        found[half.place] = half.ended(as_of, days[half.place], aids)
    for one in asked:
        one.way.plan.note_run()
        one.ask(one.way.plan.parts[0], as_of, aids)
    for one in asked:
        for rules in one.way.plan.others:
            one.ask(rules, as_of, aids)
        found[one.place] = one.ended(as_of, aids)
    return found


def _plain(records: Sequence[Record | None], seen: Iterable[bool]) -> list[bool]:
    return [known or (record is not None and has_plain_texts(record)) for record, known in zip(records, seen, strict=False)]


@cache
def _programs() -> Callable[..., list[Sequence[Hit] | None]]:
    """What runs programs: it is there where programs are, and is not loaded before."""
    from ead.rules.columnar import hits_of

    return hits_of


def _by_column(
    programs: list[tuple[Any, ...]],
    order: list[int],
    days: list[date],
    records: list[Record | None],
    as_of: date,
    aids: Aids,
    bad: Sequence[frozenset[str]] | None,
) -> list[Sequence[Hit] | None]:
    """What the rules say of items, but for those about texts out of the ordinary; ``None`` where that is not known."""
    names = None
    if bad is not None and any(bad):
        names = [
            bad_by_lane(one, len(record[_CONTENTS])) if one and record is not None else None
            for one, record in zip(bad, records, strict=True)
        ]
    return _programs()(records, days, programs, as_of, aids, order, names)


class _Begun(NamedTuple):
    """An item of which the first parts of its plan were asked by their programs; others have none yet, or it has ``odd`` texts."""

    place: int
    plan: Plan
    parts: tuple[Part, ...]
    record: Record
    bad: frozenset[str]
    odd: bool
    hits: list[Hit]

    def ended(self, as_of: date, on: date, aids: Aids) -> list[Hit] | None:
        """All hits, those on odd texts last; ``None`` where a rule crashes."""
        self.plan.note_run()
        try:
            for part in self.parts:
                part.compiled.check(self.record, self.bad, as_of, on, self.hits, aids)
            for part in self.plan.parts if self.odd else ():
                part.odd.check(self.record, self.bad, as_of, on, self.hits, aids)
        except Exception:  # noqa: BLE001 - whatever a rule raised: by itself, the item's rules are tried one by one
            return None
        return self.hits


class _Asked:
    """An item whose rules are run; ``odd`` tells whether it has texts out of the ordinary."""

    __slots__ = ("hits", "odd", "on", "place", "record", "shared", "way")

    def __init__(self, place: int, way: Way, on: date, record: Record, *, odd: bool) -> None:
        self.place, self.way, self.on, self.record, self.odd = place, way, on, record, odd
        self.hits: list[Hit] | None = []
        self.shared: tuple[Any, ...] | None = None

    def ask(self, rules: Part, as_of: date, aids: Aids) -> None:
        """Run the rules of a part but for those on odd texts; no hits are left where one crashes."""
        hits, record, on = self.hits, self.record, self.on
        if hits is None:
            return
        try:
            if self.shared is None:
                self.shared = rules.compiled.check_sound(record, NONE_BAD, as_of, on, hits, aids)
            else:
                rules.compiled.check_sound(record, NONE_BAD, as_of, on, hits, aids, self.shared)
        except Exception:  # noqa: BLE001 - whatever a rule raised: by itself, the item's rules are tried one by one
            self.hits = None

    def ended(self, as_of: date, aids: Aids) -> list[Hit] | None:
        """All hits, those on odd texts last; ``None`` where a rule crashes."""
        if self.hits is None or not self.odd:
            return self.hits
        return _Begun(self.place, self.way.plan, (), self.record, NONE_BAD, True, self.hits).ended(as_of, self.on, aids)
