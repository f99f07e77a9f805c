from __future__ import annotations

from typing import Any

__all__ = ["indented"]

def indented(value: Any, *, indent: int = 2, allow_nan: bool = True) -> str:
    """JSON text, each level indented."""
