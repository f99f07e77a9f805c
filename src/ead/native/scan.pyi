from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["ItemReader"]

class ItemReader:
    """Reads items of one layout. ``item`` is the table as nested tuples, as :func:`ead.formats.item_reader.table_of` makes them.

    With ``comments``, those of ASCII between elements are passed over; else they are refused.
    """

    def __init__(self, item: tuple[Any, ...], comments: bool = False) -> None: ...
    def read(self, data: bytes, start: int, end: int, faults: list[tuple[int, ...]]) -> list[Any] | None:
        """The record of the item that is all between two places but for blanks before it, or ``None`` when another path must decide.

        ``faults`` gets the place in the record of each value that is faulty, and of each that is missing; the record is good only
        where none is added.
        """
    def decode(
        self,
        stream: Any,
        batch: Any,
        number: int,
        index: int,
        mend: Callable[[list[Any], list[tuple[int, ...]]], Any],
        plain: Any,
        commented: Any,
        most: int = ...,
    ) -> list[Any]:
        """The items of a batch from that number on, as far as another path need not decide, and at most so many, as
        :class:`~ead.formats.base.Decoded`.

        The first is item ``index`` of the message. ``mend`` tells what is wrong with a record that has faulty places. What
        finds places in it is ``plain`` or ``commented``, by whether there are comments in it.
        """
