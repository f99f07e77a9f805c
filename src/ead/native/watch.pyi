from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ead.native.tables import FirstSeen, Kinds

__all__ = ["ASK", "Dummies", "EqualContents", "Glance", "HouseDocuments", "SplitConsignments", "UniqueIds", "Watches"]

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
        places: Sequence[int],
    ) -> None: ...

class Watches:
    """All watchers that look at items: of each its rule, its glance or ``None``, and what asks it about a record."""

    def __init__(self, watches: Iterable[tuple[Any, Glance | None, Callable[[int, list[Any]], Any]]]) -> None: ...
    def look(self, index: int, record: list[Any]) -> list[Any]:
        """Show an item to all of them: what they say, as hits."""
