"""What a caller supplies beside the message, for rules to read: exchange rates, the times of events, a judge of descriptions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ead.descriptions import BUILTIN_JUDGE, DescriptionJudge
from ead.named import NamedTuple
from ead.rules.rates import NO_RATES, Rates

__all__ = ["EVENTS", "NO_AIDS", "Aids"]

EVENTS = ("itmatt", "predes", "loading", "arrival")
"""Events that rules on time speak of: data sent, despatch closed, loading for the last leg to the destination, arrival there."""

_NO_EVENTS: Mapping[str, Mapping[str, datetime]] = {}


class Aids(NamedTuple):
    """Exchange rates, event times by item identifier and then by event (one of :data:`EVENTS`), and the judge of descriptions."""

    rates: Rates = NO_RATES
    events: Mapping[str, Mapping[str, datetime]] = _NO_EVENTS
    judge: DescriptionJudge = BUILTIN_JUDGE

    def events_of(self, item_id: str | None) -> Mapping[str, datetime] | None:
        """The event times of an item, or ``None`` when none are known."""
        return self.events.get(item_id) if self.events and item_id is not None else None


NO_AIDS = Aids()
