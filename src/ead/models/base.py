"""What all models share: strict, frozen, closed, and silent about personal values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict

from ead.models.facets import facets_of

__all__ = ["EadModel", "PartyModel"]

MASK = "***"


class EadModel(BaseModel):
    """A frozen, strict model. ``repr`` and error messages never show personal values."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)

    def require_something(self, label: str) -> None:
        """Refuse a group without any field: in XML it could not be told from no group at all."""
        if not any(self.__dict__.values()) and all(getattr(self, name) in (None, ()) for name in type(self).model_fields):
            raise ValueError(f"{label} must have at least one field")

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        for name, value in super().__repr_args__():
            info = type(self).model_fields.get(name or "")
            note = facets_of(info) if info else None
            if value is not None and value != ():
                yield name, MASK if note is not None and note.field.personal else value


class PartyModel(EadModel):
    """What sender and addressee have in common."""

    @property
    def display_name(self) -> str | None:
        """The name to show: the full name, else first and last name, else the company."""
        parts = [part for part in (getattr(self, "first_name", None), getattr(self, "last_name", None)) if part]
        name: str | None = getattr(self, "name", None)
        return name or " ".join(parts) or getattr(self, "company", None)
