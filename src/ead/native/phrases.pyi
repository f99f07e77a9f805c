from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["Filler"]

class Filler:
    """Fills templates; ``said`` says the values that need more thought than those that are short and plain."""

    def __init__(self, longest: int, said: Callable[[str, Mapping[str, Any], frozenset[str] | None], str]) -> None: ...
    def fill(self, pattern: str, names: tuple[str, ...], values: Mapping[str, Any], public: frozenset[str] | None) -> str:
        """The pattern with these values; ``public`` are the names of those that may be shown, ``None``: all."""
