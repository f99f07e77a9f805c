"""Core rules that compare items with each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ead.rules.api import ERROR, Confidence, Scope, rule

__all__ = ["item_ids_are_unique"]


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
        # By hash: a million ids held as text would cost twice the memory.
        self._first: dict[int, int] = {}

    def observe(self, index: int, item_id: str) -> dict[str, Any] | None:
        """A second item with the same id."""
        first = self._first.setdefault(hash(item_id), index)
        return None if first == index else {"item_id": item_id, "first": first + 1}

    def finish(self) -> Iterator[dict[str, Any]]:
        """Nothing more to say."""
        return iter(())
