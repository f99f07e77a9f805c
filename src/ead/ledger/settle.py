"""Which item an event is about, and what state follows: all that is known of one S10 identifier goes in, the same comes out in any order.

An identifier is used again after twelve months, so an item is known by identifier and posting date. An event that names the posting date
belongs to that item and to no other. One that does not belongs to the item posted last before it, in the twelve months that the
identifier was its own; a day is allowed for time zones. An event that fits no item is parked until its item arrives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from ead.ledger.moments import UNKNOWN, day_of
from ead.ledger.states import Fact, Settled, settle

__all__ = ["Event", "Submission", "item_of", "settle_identifier"]

_OWN_FOR = timedelta(days=366)
_SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Submission:
    """A declaration of an item: its posting date (empty when it has none), and the fact that it is."""

    posted: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Event:
    """Anything else about an item: ``posted`` is the posting date that it names, empty when it names none."""

    id: str
    posted: str
    fact: Fact


def item_of(event: Event, items: Iterable[str]) -> str | None:
    """The posting date of the item that an event is about, of those there are; ``None``: it is parked."""
    dates = sorted(items)
    if event.posted:
        return event.posted if event.posted in dates else None
    happened = day_of(event.fact.at)
    if event.fact.at == UNKNOWN or happened is None:
        return dates[0] if len(dates) == 1 else None
    for posted in reversed(dates):
        day = day_of(posted)
        if day is None:
            return posted
        if day - _SLACK <= happened:
            return posted if happened - day <= _OWN_FOR else None
    return None


def settle_identifier(submissions: Iterable[Submission], events: Iterable[Event]) -> tuple[Mapping[str, Settled], Mapping[str, str | None]]:
    """The state of every item of one identifier by posting date, and the item of every event by the event's id (``None``: parked)."""
    facts: dict[str, list[Fact]] = {}
    for submission in submissions:
        facts.setdefault(submission.posted, []).append(submission.fact)
    items, placed = sorted(facts), {}
    for event in events:
        placed[event.id] = item = item_of(event, items)
        if item is not None:
            facts[item].append(event.fact)
    states = {posted: settled for posted, known in facts.items() if (settled := settle(known)) is not None}
    return states, placed
