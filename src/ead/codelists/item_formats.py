"""Item formats: what kind of letter-post item it is. The codes are this project's own."""

from __future__ import annotations

from functools import cache

from ead.codelists.base import CodeList, make

__all__ = ["code_list"]

_CODES = {"LB": "items for the blind", "LT": "letter", "MB": "M bag", "PP": "printed papers", "SP": "small packet"}


@cache
def code_list() -> CodeList:
    """Return the item formats as a closed code list."""
    return make("item-formats", "Item formats", _CODES, edition="1", source="this project", licence="Apache-2.0")
