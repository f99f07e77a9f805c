"""Mail classes: letter post, parcels, EMS."""

from __future__ import annotations

from functools import cache

from ead.codelists.base import CodeList, make

__all__ = ["code_list"]

_CODES = {"C": "parcels", "E": "ems", "T": "empty receptacles", "U": "letter post"}


@cache
def code_list() -> CodeList:
    """Return the mail classes as a closed code list."""
    return make("mail-classes", "Mail classes", _CODES, edition="2026-11", source="UPU CDS contract", licence="facts")
