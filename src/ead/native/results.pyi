from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

__all__ = ["Conclusions", "Values", "are_known", "taken"]

class Values:
    """What an ``ItemResult`` holds. Its list of findings comes into being when it is asked for."""

    index: Any
    kind: Any
    record: Any
    findings: list[Any]
    outcome: Any
    sufficiency: Any

def taken(group: list[Any], contents: int, most: int) -> tuple[list[Any], list[Any], bool, list[bool]]:
    """The records of decoded items; those that rules are chosen for, with ``None`` for the others; whether any has problems; and of each
    whether its texts were seen to be plain."""

def are_known(ways: list[Any], hits: Sequence[Any]) -> bool:
    """Whether it is known of every item how it is checked, without its model, and what its rules say of it."""

class Conclusions:
    """Makes the results of items."""

    def __init__(self, result: type[Any], kind: Any, accepted: Any, ready: Any, item_id: int) -> None: ...
    def of(
        self,
        group: list[Any],
        ways: list[Any],
        hits: list[Any],
        said: list[Any],
        judge: Callable[..., Any],
        level_of: Callable[[Any], Any],
        fits: Callable[[Any], bool],
        note: Callable[[int, str | None, Any], None] | None,
        unserved: set[str],
        sparse: bool,
    ) -> tuple[list[Any], list[Any], list[Any]]:
        """The results of all items, or of those only of which something is said; the latter; and the level of each item."""
