"""Core rules that compare items with each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ead.fields.layout import ITEM_LAYOUT
from ead.native import part
from ead.rules.api import ERROR, Confidence, Scope, rule
from ead.rules.message import FirstSeen

__all__ = ["item_ids_are_unique"]

_native = part("watch")
_ITEM_ID = ITEM_LAYOUT.position("item_id")


@rule(
    "CORE-DUP-001",
    on=Scope.MESSAGE,
    reads=["item_id"],
    at="item_id",
    severity=ERROR,
    text='item id "{item_id}" stands more than once in the message, first as item {first}',
    source="XSD key itemId",
    confidence=Confidence.ARITHMETIC,
    fix="give each item its own S10 identifier, and send corrections in a message of their own",
)
class item_ids_are_unique:  # noqa: N801 - a rule's name reads as a sentence, whatever it is made of
    """The same item id stands twice in one message.

    Why: the later declaration overwrites the earlier one, or both are refused.
    Fix: give each item its own S10 identifier; send corrections in a message of their own.
    Good: two items with two identifiers
    Bad: two items with one identifier
    """

    def __init__(self) -> None:
        self._first = FirstSeen()

    def observe(self, index: int, item_id: str) -> dict[str, Any] | None:
        """A second item with the same id."""
        first = self._first.first(item_id, index)
        return None if first == index else {"item_id": item_id, "first": first + 1}

    def glance(self) -> Any:
        """What looks at records in place of this watcher, where it is compiled."""
        return None if _native is None else _native.UniqueIds(self._first, _ITEM_ID)

    @staticmethod
    def needs() -> int:
        """How many items there must be before there is anything to say."""
        return 2

    def finish(self) -> Iterator[dict[str, Any]]:
        """Nothing more to say."""
        return iter(())
