"""Several items at once: one compiled function after the other is run over all of them.

The rules of one item fill the processor's caches several times over. A function that has just run over another item is still there, with
the tables it reads; that is worth a quarter of its time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ead.fields.layout import Record
from ead.rules.aids import Aids
from ead.rules.compiler import Hit
from ead.rules.names import NONE_BAD
from ead.rules.plain import has_plain_texts
from ead.rules.ways import Way

__all__ = ["TOGETHER", "hits_of_all"]

TOGETHER = 32
"""So many items are looked at together: with more, the items are no longer in the cache."""


def hits_of_all(ways: Sequence[Way | None], records: Sequence[Record | None], as_of: date, aids: Aids) -> list[list[Hit] | None]:
    """What rules say of records without bad fields; ``None`` for one that has to be looked at by itself.

    That is one without a way, one with texts out of the ordinary, one for which there are rules from elsewhere, and one over which a rule
    crashed.
    """
    found: list[list[Hit] | None] = [
        [] if way is not None and record is not None and not way.plan.foreign and has_plain_texts(record) else None
        for way, record in zip(ways, records, strict=True)
    ]
    shared: list[Any] = [None] * len(found)
    for place, hits in enumerate(found):
        way = ways[place]
        if hits is not None and way is not None:
            way.plan.note_run()
            try:
                shared[place] = way.plan.parts[0].compiled.check_sound(records[place], NONE_BAD, as_of, way.on, hits, aids)
            except Exception:  # noqa: BLE001 - whatever a rule raised: by itself, the item's rules are tried one by one
                found[place] = None
    for place, hits in enumerate(found):
        way = ways[place]
        if hits is not None and way is not None and not _finished(way, records[place], as_of, aids, hits, shared[place]):
            found[place] = None
    return found


def _finished(way: Way, record: Record | None, as_of: date, aids: Aids, hits: list[Hit], shared: Any) -> bool:
    """Whether the rules of the item's places could be run."""
    if shared is None:
        return False
    try:
        for part in way.plan.others:
            part.compiled.check_sound(record, NONE_BAD, as_of, way.on, hits, aids, shared)
    except Exception:  # noqa: BLE001 - see above
        return False
    return True
