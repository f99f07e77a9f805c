from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

__all__ = ["Filing", "KeptWays", "Keys", "Way", "programs_of"]

class Way:
    """How items of one key are checked between days on which rules come or go."""

    plan: Any
    unserved: str | None
    watchers: tuple[Any, ...]
    rank: int
    filed: bool
    wants_models: bool

    def __init__(self, plan: Any, unserved: str | None, *, filed: bool) -> None: ...

def programs_of(ways: list[Any]) -> tuple[list[tuple[Any, ...]], list[int], bool]:
    """The programs of each way; the places of the ways in the order of their ranks; and whether every one is there, and its plan has a
    program for each part."""

class Keys:
    """Makes keys of records: items with the same key are checked by the same rules."""

    def __init__(self, places: Sequence[int], territory_of: Callable[[list[Any]], str | None]) -> None: ...
    def of(self, record: list[Any]) -> tuple[object, ...]:
        """The key of a record."""

class KeptWays:
    """The ways of one engine, found without its tables."""

    def __init__(self, keys: Keys) -> None: ...
    def known(
        self, lanes: dict[Any, Any], days: dict[str, date], records: list[list[Any] | None], default: date, as_of: date | None
    ) -> tuple[list[Any], list[date]]:
        """The way that each record is checked, and the day it is judged by, as far as they are kept."""

class Filing:
    """Knows records that surely hold what a filing must have."""

    def __init__(self, is_valid: Callable[[str], bool], codes: frozenset[str], places: Sequence[int]) -> None: ...
    def takes(self, record: list[Any]) -> bool:
        """Whether there is nothing in the record that it could not take; ``False`` also where that is not plain to see."""
