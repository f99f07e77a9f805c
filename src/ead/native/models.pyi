from __future__ import annotations

from typing import Any

__all__ = ["ModelBuilder"]

class ModelBuilder:
    """Makes models of one class. ``members`` are rows of the table, as :mod:`ead.models.building` writes them."""

    def __init__(self, model: type[Any], members: tuple[tuple[Any, ...], ...]) -> None: ...
    def build(self, record: list[Any]) -> Any:
        """The model of a record; raises ValueError when pydantic must decide."""
