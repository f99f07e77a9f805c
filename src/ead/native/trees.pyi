from __future__ import annotations

from typing import Any

__all__ = ["TreeReader"]

class TreeReader:
    """Reads elements of one layout in one namespace. ``item`` is the table as :func:`ead.formats.item_reader.table_of` makes it."""

    def __init__(self, item: tuple[Any, ...], namespace: bytes) -> None: ...
    def read(self, element: Any, plain: bool = False) -> list[Any] | None:
        """The record of an element, or ``None`` when the Python must decide; ``plain`` promises that nothing in it has attributes."""
