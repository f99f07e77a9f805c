"""What an item's rules are chosen by, as a key that is cheap to make, and what is known of all items of a key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ead.codelists import countries
from ead.fields.layout import ITEM_LAYOUT, Record
from ead.native import twin

if TYPE_CHECKING:
    from ead.rules.plans import Plan

__all__ = ["Way", "key_of", "keyed", "known_ways", "programs_of", "territory_of"]

_MAIL_CLASS = ITEM_LAYOUT.position("mail_class")
_ITEM_ID = ITEM_LAYOUT.position("item_id")
_DESTINATION_OPERATOR = ITEM_LAYOUT.position("destination_operator")
_POSTED_AT = ITEM_LAYOUT.position("posted_at")
_SENDER, _ADDRESSEE = ITEM_LAYOUT.position("sender"), ITEM_LAYOUT.position("addressee")
_ORIGIN = ITEM_LAYOUT.subgroups["sender"][1].position("country")
_COUNTRY = ITEM_LAYOUT.subgroups["addressee"][1].position("country")
_POSTCODE = ITEM_LAYOUT.subgroups["addressee"][1].position("postcode")


class WayInPython:
    """How items of one key are checked between days on which rules come or go: by which plan, whether a filing is due, and the destination
    where it has no set. Those with the same rules of places have the same ``rank``. ``watchers`` are those of the plan, and
    ``wants_models`` tells whether any rule does."""

    __slots__ = ("filed", "plan", "rank", "unserved", "wants_models", "watchers")

    def __init__(self, plan: Plan, unserved: str | None, *, filed: bool) -> None:
        self.plan = plan
        self.rank = hash(tuple(map(id, plan.others)))
        self.filed = filed
        self.unserved = unserved
        self.watchers = plan.watchers
        self.wants_models = bool(plan.model_rules)


if TYPE_CHECKING:
    Way = WayInPython
else:
    Way = twin("ways", lambda native: native.Way, lambda: WayInPython)

Programs = tuple[list[tuple[Any, ...]], list[int], bool]


def _programs_of(ways: list[Way | None]) -> Programs:
    programs = [way.plan.programs if way is not None else () for way in ways]
    order = sorted(range(len(ways)), key=[way.rank if way is not None else 0 for way in ways].__getitem__)
    return programs, order, all(way is not None and not way.plan.without_program for way in ways)


programs_of: Callable[[list[Way | None]], Programs] = twin("ways", lambda native: native.programs_of, lambda: _programs_of)
"""The programs of each way; the places of the ways in the order of their ranks, for what items to the same places are asked stays in the
processor's caches; and whether every one is there, and its plan has a program for each part."""


def territory_of(addressee: Record | None) -> str | None:
    """XI for an address in Northern Ireland, which ISO 3166-1 does not tell from the rest of the United Kingdom."""
    if addressee is None or addressee[_COUNTRY] != "GB":
        return None
    return "XI" if countries.ics2_country("GB", addressee[_POSTCODE] or "") == "XI" else None


def keyed(record: Record) -> tuple[object, ...]:
    """What an item's way hangs on beside its day: the places it goes between, and its class."""
    sender, addressee, operator = record[_SENDER], record[_ADDRESSEE], record[_DESTINATION_OPERATOR]
    country = addressee[_COUNTRY] if addressee is not None else None
    return (
        country if country != "GB" else territory_of(addressee) or country,
        operator[:2] if operator is not None else None,
        sender[_ORIGIN] if sender is not None else None,
        (record[_ITEM_ID] or "")[-2:],
        record[_MAIL_CLASS],
    )


KnownWays = Callable[
    [dict[Any, Any], dict[str, date], Sequence[Record | None], date, date | None],
    tuple[list[Way | None], list[date]],
]


def _none_known(
    lanes: Mapping[Any, Any], days: Mapping[str, date], records: Sequence[Record | None], default: date, as_of: date | None
) -> tuple[list[Way | None], list[date]]:
    """No way at all: whoever asks looks for the way of each record."""
    return [None] * len(records), [default] * len(records)


_PLACES = (_DESTINATION_OPERATOR, _ITEM_ID, _MAIL_CLASS, _SENDER, _ADDRESSEE, _POSTED_AT, _ORIGIN, _COUNTRY, _POSTCODE)
_keys: Any = twin("ways", lambda native: native.Keys(_PLACES, territory_of), lambda: None)
key_of = keyed if _keys is None else _keys.of
"""The same as :func:`keyed`, compiled where that can be."""


def known_ways() -> KnownWays:
    """What an engine asks for the ways of records and the days they are judged by, as far as they are kept: ways in lanes by key, days by
    what is written."""
    return twin("ways", lambda native: native.KeptWays(_keys).known, lambda: _none_known)
