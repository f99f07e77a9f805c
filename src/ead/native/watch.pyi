from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ead.native.tables import FirstSeen, Kinds

__all__ = [
    "ASK",
    "Dummies",
    "EqualContents",
    "Glance",
    "HouseDocuments",
    "Notes",
    "SplitConsignments",
    "UniqueIds",
    "Watches",
    "look_in_turn",
    "note_in_turn",
]

ASK: object

class Glance:
    """What looks at items in place of a watcher, as long as there is nothing out of the ordinary."""

class UniqueIds(Glance):
    """Asks at the second item of an id."""

    def __init__(self, first: FirstSeen, item_id: int) -> None: ...

class HouseDocuments(Glance):
    """Asks at the second item of an id in the area, and where a postcode decides."""

    def __init__(self, first: FirstSeen, area: frozenset[str], places: Sequence[int]) -> None: ...

class EqualContents(Glance):
    """Counts, and says that there are enough of a kind."""

    def __init__(self, kinds: Kinds, fewest: int, places: Sequence[int], told_apart: tuple[int, ...]) -> None: ...

class Dummies(Glance):
    """Counts items without any dummy, and asks at the others."""

    items: int

    def __init__(
        self,
        weights: frozenset[str],
        amounts: frozenset[str],
        telephones: frozenset[str],
        codes: frozenset[str],
        places: Sequence[int],
    ) -> None: ...

class SplitConsignments(Glance):
    """Keeps in mind the first part of each consignment that might be split, and asks at the further ones."""

    def __init__(
        self,
        limit: int,
        union: frozenset[str],
        sale: str,
        since: str,
        seen: dict[Any, tuple[int, Any]],
        remembered: int,
        worth: Callable[[int], Any],
        count: Callable[[int, Any], Any],
        places: Sequence[int],
    ) -> None: ...

class Notes:
    """What the watchers of a message have to know of items that follow each other."""

    def __init__(self, watchers: int) -> None: ...
    def begin(self, first: int) -> None:
        """Forget all, and go on with item ``first``."""

    def told(self) -> tuple[bytes, bytes, list[Any]]:
        """All of it in plain types."""

class Watches:
    """Watchers that look at items: of each its place, its rule, its glance or ``None``, and the watch to ask."""

    def __init__(self, watches: Iterable[tuple[int, Any, Glance | None, Any]]) -> None: ...
    def look(self, index: int, record: list[Any]) -> Sequence[Any]:
        """Show an item to all of them: what they say, as hits."""

    def note(self, index: int, record: list[Any], notes: Notes) -> None:
        """Take down what watchers of another process, which are as many, have to know of an item."""

    def tell(
        self, index: int, states: bytes, numbers: bytes, shown: list[Any], record_of: Callable[[int], list[Any]]
    ) -> list[tuple[int, list[Any]]]:
        """Tell the watchers what was taken down of the items from ``index`` on: what they say about which of them."""

def look_in_turn(watches: list[Watches], items: list[Any]) -> list[Sequence[Any]]:
    """What is said of decoded items, of which each is shown to the watches beside it."""

def note_in_turn(watches: list[Watches], items: list[Any], notes: Notes) -> None:
    """Take down what watchers of another process have to know of decoded items, of which each is shown to the watches beside it."""
