"""Whether the data of an item suffices for the European Union's advance filing F43 (ICS2, message IE3F43).

An item is ready, ready with warnings (what is optional would be dropped, cut or renumbered), or insufficient (a filing made from the data
would be refused). The level is a fact about the data, so switches and suppressions of findings do not change it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from ead.findings import Finding, Path, Severity
from ead.named import new_tuple

__all__ = ["RULE_SET", "SINCE", "Sufficiency", "SufficiencyCounts", "level_of"]

RULE_SET = "eu-ics2"
"""The rule set whose findings decide."""

SINCE = date(2021, 3, 15)
"""From when on there are filings for post (ICS2 release 1)."""

_PARTIES = frozenset({"sender", "addressee"})
_OF_PARTIES = frozenset(
    ("name", "first_name", "last_name", "company", "person_type", "address_line1", "address_line2", "city", "postcode", "country")
)
_OF_ITEMS = frozenset({"item_id", "gross_weight"})
_OF_PIECES = frozenset({"description", "hs_code"})


class Sufficiency(Enum):
    """How far the data of an item goes towards a filing."""

    READY = "READY"
    READY_WITH_WARNINGS = "READY_WITH_WARNINGS"
    INSUFFICIENT = "INSUFFICIENT"

    # Levels are counted item by item: the hash of an Enum is a call of Python.
    __hash__ = object.__hash__


def level_of(findings: Iterable[Finding]) -> Sufficiency:
    """The level that findings on one item leave it with.

    An error of the rule set ``eu-ics2`` makes the item insufficient, and so does a structural one at an element that the filing must
    have. Warnings of the set, and structural errors elsewhere, are warnings. The rest does not concern the filing.
    """
    level = Sufficiency.READY
    for finding in findings:
        own = finding.rule_set == RULE_SET
        if finding.severity is Severity.INFO or not (own or finding.rule_set == "core"):
            continue
        if finding.severity is Severity.ERROR and (own or is_mandatory(finding.path)):
            return Sufficiency.INSUFFICIENT
        if own or finding.severity is Severity.ERROR:
            level = Sufficiency.READY_WITH_WARNINGS
    return level


def is_mandatory(path: Path) -> bool:
    """Whether a place in an item is one that the filing cannot do without, or the item as a whole."""
    if not path:
        return True
    first, last = path[0], path[-1]
    if first in _PARTIES:
        return last in _PARTIES or (len(path) == 2 and last in _OF_PARTIES)
    if first == "contents":
        return last == "contents" or isinstance(last, int) or last in _OF_PIECES
    return first in _OF_ITEMS


@dataclass(slots=True)
class SufficiencyCounts:
    """The levels of a message's items: true totals, and the first items one by one up to a limit."""

    limit: int
    counts: dict[Sufficiency, int] = field(default_factory=dict.fromkeys(Sufficiency, 0).copy)
    items: list[tuple[int, str | None, Sufficiency]] = field(default_factory=list)

    def add(self, index: int, item_id: str | None, level: Sufficiency) -> None:
        """Count an item, by its zero-based position and its identifier."""
        self.counts[level] += 1
        if len(self.items) < self.limit:
            self.items.append(new_tuple(tuple, (index, item_id, level)))

    def count(self, levels: list[Sufficiency | None]) -> None:
        """Count items that are not listed any more, by their levels; ``None`` is none."""
        for level in self.counts:
            self.counts[level] += levels.count(level)

    @property
    def is_full(self) -> bool:
        """Whether no further item is listed by itself."""
        return len(self.items) >= self.limit

    @property
    def total(self) -> int:
        """How many items the filing concerns."""
        return sum(self.counts.values())

    def as_dict(self, *, lazily: bool = False) -> dict[str, Any]:
        """The levels with the field names of the JSON report; with ``lazily``, an iterator stands for the list of items."""
        values = {level: level.value for level in Sufficiency}
        items = ({"item_index": index, "item_id": item_id, "level": values[level]} for index, item_id, level in self.items)
        return {
            "counts": {values[level]: count for level, count in self.counts.items()},
            "items": items if lazily else list(items),
            "truncated": self.total > len(self.items),
        }
