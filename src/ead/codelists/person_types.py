"""Types of person: natural person, legal person, association."""

from __future__ import annotations

from functools import cache

from ead.codelists.base import CodeList, make

__all__ = ["code_list"]

_CODES = {"1": "natural person", "2": "legal person", "3": "association of persons"}


@cache
def code_list() -> CodeList:
    """Return the types of person as a closed code list."""
    return make("person-types", "Types of person", _CODES, edition="2026-11", source="EU ICS2 common specifications", licence="facts")
