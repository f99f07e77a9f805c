from __future__ import annotations

__all__ = ["breaks_in", "end_tags", "full_lines_in", "plain_ends"]

def breaks_in(data: bytes) -> int:
    """How many line feeds there are."""

def end_tags(buffer: bytes, position: int, name: bytes) -> tuple[list[int], int]:
    """The places behind the end tags of elements of that name, whatever their prefixes, outside comments, CDATA and instructions; and where
    to go on when more bytes have come."""

def full_lines_in(data: bytes) -> int:
    """How many lines there are with something in them."""

def plain_ends(buffer: bytes, position: int, tag: bytes) -> list[int] | None:
    """The places behind each end tag of that form; ``None`` where there are comments, CDATA or instructions."""
