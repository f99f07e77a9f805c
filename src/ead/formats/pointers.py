"""JSON Pointers (RFC 6901)."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["pointer_of"]


def pointer_of(steps: Iterable[str | int]) -> str:
    """The pointer of a sequence of keys and positions; the empty sequence is the whole document."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
