"""Mail categories: how fast and by which means an item travels."""

from __future__ import annotations

from functools import cache

from ead.codelists.base import CodeList, make

__all__ = ["code_list"]

_CODES = {"A": "airmail or priority", "B": "S.A.L. or non-priority", "C": "surface or non-priority", "D": "priority sent by surface"}


@cache
def code_list() -> CodeList:
    """Return the mail categories as a closed code list."""
    return make(
        "mail-categories",
        "Mail categories",
        _CODES,
        edition="2026-11",
        source="UPU code list 115",
        licence="facts",
    )
