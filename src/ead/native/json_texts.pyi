from __future__ import annotations

from typing import Any

__all__ = ["written"]

def written(value: Any, margin: str, step: str, allow_nan: bool, names: dict[str, str]) -> str:
    """The text of a value whose lines begin with a margin."""
