"""What comes again and again in items: rules that rest on nothing else need not be asked twice about the same values.

A message holds thousands of telephone numbers, but a few dozen combinations of description, HS code and currency. What compiled rules say
of such a combination is the same each time, so it is enough to remember the combinations of which they have nothing to say.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from ead.rules.api import Fact, Scope

__all__ = ["JUDGE", "Quiet", "bases_of"]

JUDGE = "judge"
"""A base beside the fields. A judge of descriptions that a caller supplies may change its mind: only the one that ships settles things."""

Facts = Mapping[tuple[Scope, str], Fact]

_ROLE, _DESTINATION = "role", "destination"
# Without a bound, junk could fill the memory. So many take about twenty megabytes; 100 000 items of a few hundred kinds of goods, between
# forty places, come to half of that.
_MOST_SETTLED = 50_000
# Lists of all pieces' values are read with their gaps, as tuples. Countries and operators are not here: in messages between many places
# they would make every combination a new one.
_RECURRING = {
    Scope.ITEM: frozenset(
        {
            "mail_class",
            "mail_category",
            "handling_class",
            "item_format",
            "form",
            "nature",
            "postage_currency",
            "insured_value_currency",
            "sender.person_type",
            "addressee.person_type",
            "contents.currency?",
        }
    ),
    Scope.PARTY: frozenset({"country", "person_type", "city"}),
    Scope.PIECE: frozenset({"description", "hs_code", "currency", "origin_country"}),
}


def bases_of(reads: Iterable[str], scope: Scope, facts: Facts, *, one_place: bool = False) -> frozenset[str] | None:
    """The recurring values that all the reads rest on, as reads of that scope; ``None`` when one rests on others too.

    Of rules for ``one_place``, the destination recurs as well.
    """
    found: set[str] = set()
    for read in reads:
        bases = _bases_of_one(read.rstrip("?"), scope, facts, one_place)
        if bases is None:
            return None
        found |= bases
    return frozenset(found)


def _bases_of_one(name: str, scope: Scope, facts: Facts, one_place: bool) -> frozenset[str] | None:
    if name.startswith("item."):
        below = _bases_of_one(name.removeprefix("item."), Scope.ITEM, facts, one_place)
        return below and frozenset(one if one == JUDGE else f"item.{one}" for one in below)
    if name in (_ROLE, JUDGE):
        return frozenset({name})
    known = facts.get((scope, name))
    if known is not None:
        few = known.few or (one_place and name == _DESTINATION)
        return frozenset({name}) if few else bases_of(known.reads, scope, facts, one_place=one_place)
    gaps = f"{name}?" if name.startswith("contents.") else name
    return frozenset({gaps}) if gaps in _RECURRING.get(scope, ()) else None


class Quiet(set[tuple[Any, ...]]):
    """Combinations of values of which some rules have nothing to say. All such sets have one bound, for there is a set for each place."""

    __slots__ = ()
    _alive: ClassVar[list[weakref.ref[Quiet]]] = []
    _settled: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        Quiet._alive = [one for one in Quiet._alive if one() is not None]
        Quiet._alive.append(weakref.ref(self))

    def settle(self, values: tuple[Any, ...]) -> None:
        """Remember that there is nothing to say of these values."""
        if Quiet._settled >= _MOST_SETTLED:
            for one in Quiet._alive:
                if (quiet := one()) is not None:
                    quiet.clear()
            Quiet._settled = 0
        Quiet._settled += 1
        self.add(values)
