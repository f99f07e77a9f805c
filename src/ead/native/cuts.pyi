from __future__ import annotations

__all__ = ["count_lines", "plain_ends"]

def count_lines(data: bytes, start: int, end: int) -> int:
    """How many line feeds there are between two places."""

def plain_ends(buffer: bytes, position: int, tag: bytes) -> list[int] | None:
    """The places behind each end tag of that form; ``None`` where there are comments, CDATA or instructions."""
