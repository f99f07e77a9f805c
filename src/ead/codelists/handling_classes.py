"""Handling classes: normal, registered, insured. The list is open: operators use further values."""

from __future__ import annotations

from functools import cache

from ead.codelists.base import CodeList, make

__all__ = ["code_list"]

_CODES = {"N": "normal", "R": "registered", "V": "insured"}


@cache
def code_list() -> CodeList:
    """Return the handling classes as an open code list."""
    return make(
        "handling-classes",
        "Handling classes",
        _CODES,
        edition="2026-11",
        source="UPU CDS contract",
        licence="facts",
        closed=False,
        pattern="[A-Z0-9]{1,3}",
    )
