from __future__ import annotations

__all__ = ["element", "position_at"]

def element(
    data: bytes, origin: int, end: int, tags: tuple[tuple[bytes, bytes, int], ...], line: int, column: int, most: int
) -> tuple[int, int, int, int, int, int, str] | None:
    """The element at these tags in an item, or the item: start, ends of start tag, content and end tag, line, column, what to show."""

def position_at(data: bytes, start: int, end: int, line: int, column: int) -> tuple[int, int]:
    """Line and column at ``end``, when ``start`` is at these; columns are counted in characters."""
