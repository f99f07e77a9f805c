from __future__ import annotations

from typing import Any

__all__ = ["Decoded", "Fragment", "OwnLine", "new_tuple"]

class Decoded:
    """One item as a codec gives it: its position, its record (``None`` when unreadable), its structural problems."""

    index: int
    record: Any
    problems: Any
    origin: Any
    plain: bool

    def __init__(self, index: int, record: Any, problems: Any, origin: Any) -> None: ...

class Fragment:
    """An item's fragment of the source."""

    stream: Any
    batch: Any
    finder: Any
    known_begin: Any
    number: int
    within: int
    element: int

    def __init__(self, stream: Any, batch: Any, number: int, within: int, element: int, finder: Any) -> None: ...
    def place(self, path: Any, steps: Any = None) -> Any:
        """The place of a path, or of the nearest element above it that the source has."""

class OwnLine:
    """A value that has a line of its own, between two places of ``lines``."""

    lines: Any
    finder: Any
    known: Any
    number: int
    start: int
    end: int

    def __init__(self, lines: Any, number: int, start: int, end: int, finder: Any) -> None: ...
    def place(self, path: Any, steps: Any = None) -> Any:
        """The place of a path, or of the nearest value above it that is there."""

def new_tuple(kind: type[Any], values: tuple[Any, ...]) -> Any:
    """A tuple of a kind that is made of nothing else, which the garbage collector does not look at."""
