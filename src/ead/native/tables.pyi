from __future__ import annotations

from collections.abc import Iterable
from typing import Any

__all__ = ["FirstSeen", "Kinds", "hash_of_contents", "hash_of_two"]

class FirstSeen:
    """At which index each text was met first."""

    def __len__(self) -> int: ...
    def first(self, text: str, index: int) -> int:
        """The index that the text was met at first; this one, from 0, when it was not met before."""

class Kinds:
    """How many items there were of a content, and whom the last went to."""

    def __init__(self, most: int) -> None: ...
    def note(self, content: int, addressee: int) -> int:
        """How many there are with this one; 0 when it is not counted: it goes where the last one went, or there are too many contents."""

def hash_of_contents(gross: str, pieces: Iterable[list[Any]], told_apart: tuple[int, ...]) -> int:
    """What equal contents have in common: the hash of a weight and of the texts at these places of each piece."""

def hash_of_two(one: str | None, other: str | None) -> int:
    """The hash of two texts, each of which may be missing."""
