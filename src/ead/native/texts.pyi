from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["PlainTexts"]

class PlainTexts:
    """Answers for records of one group; ``reference`` is asked about those that are not as the plan says."""

    def __init__(self, members: tuple[Any, ...], reference: Callable[[list[Any]], bool]) -> None: ...
    def has_plain_texts(self, record: list[Any]) -> bool:
        """Whether every text of an item is printable Latin, without leading, trailing or doubled blanks, and every code ASCII."""
