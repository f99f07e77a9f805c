from __future__ import annotations

from typing import Any

__all__ = ["JsonItemReader"]

class JsonItemReader:
    """Reads objects of one layout. ``item`` is the table as nested tuples, as :func:`ead.formats.item_reader.table_of` makes them; numbers
    for decimals have at most so many characters."""

    def __init__(self, item: tuple[Any, ...], number_length: int) -> None: ...
    def read(self, data: bytes, start: int) -> tuple[list[Any], int] | None:
        """The record of the object that begins at a place, behind blanks, and where it ends; ``None`` when another path must decide."""

    def read_line(self, data: bytes, start: int) -> tuple[list[Any] | None, int]:
        """The record of the object that is all of the line that begins at a place, but for blanks, or ``None``; and where the line ends."""

    def decode(self, lines: Any, start: int, number: int, index: int, finder: Any, most: int = ...) -> tuple[list[Any], int]:
        """The items of lines from a place in their bytes on, as :class:`~ead.formats.base.Decoded`, and the place of the first line that
        another path must decide, or of that behind so many items; behind the bytes, if there is none.

        The first is item ``index`` of the message, and its line that of that ``number``; ``finder`` finds places in them.
        """
