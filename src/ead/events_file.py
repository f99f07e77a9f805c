"""Times of events from a file: ``item_id``, ``event`` and ``time``, for rules on time.

::

    item_id,event,time
    LX806576725TW,itmatt,2026-11-02T10:00:00Z
    LX806576725TW,loading,2026-11-04T22:40:00Z

or, as TOML, ``[[event]]`` tables with the same keys. Times with an offset are only compared with such, local times with local times.
"""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

from ead.patterns import lazy
from ead.rules.aids import EVENTS
from ead.table_file import Row, read_rows

__all__ = ["read_events"]

_TIME = lazy(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?")
_LONGEST_ID = 35


def read_events(path: str | os.PathLike[str]) -> dict[str, dict[str, datetime]]:
    """The times of events, by item identifier and then by event (:data:`ead.rules.aids.EVENTS`).

    Raises :class:`~ead.errors.ConfigurationError` with file, line, key and what was expected: for an unknown key or event, an
    identifier that cannot be one, a time that is none, and a second time for the same item and event.
    """
    found: dict[str, dict[str, datetime]] = {}
    for row in read_rows(path, "event", ("item_id", "event", "time")):
        item_id, event = _item_id(row), _event(row)
        times = found.setdefault(item_id, {})
        if event in times:
            raise row.wrong("event", f'there is a time of "{event}" for this item already')
        times[event] = _time(row)
    return found


def _item_id(row: Row) -> str:
    item_id = row.text("item_id")
    if not item_id.strip() or len(item_id) > _LONGEST_ID:
        raise row.wrong("item_id", f'"{item_id[:_LONGEST_ID]}" is no identifier, expected one such as LX806576725TW')
    return item_id


def _event(row: Row) -> str:
    event = row.text("event").lower()
    if event not in EVENTS:
        raise row.wrong("event", f'"{event}" is no event, expected one of {", ".join(EVENTS)}')
    return event


def _time(row: Row) -> datetime:
    value: Any = row.values["time"]
    if isinstance(value, datetime):
        return value
    if isinstance(value, str) and _TIME.fullmatch(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    raise row.wrong("time", f'"{value}" is no time, expected one such as 2026-11-21T10:00:00Z')
