"""Natures of transaction: why an item is sent.

>>> is_commercial("11"), is_commercial("31")
(True, False)
"""

from __future__ import annotations

from functools import cache

from ead.codelists.base import CodeList, make

__all__ = ["DOCUMENTS", "GIFT", "MIXED", "OTHER", "RETURNED", "SALE", "SAMPLE", "code_list", "is_commercial"]

SALE = "11"
RETURNED = "21"
GIFT = "31"
SAMPLE = "32"
DOCUMENTS = "91"
MIXED = "991"
OTHER = "999"

_CODES = {
    SALE: "sale of goods",
    RETURNED: "returned goods",
    GIFT: "gift",
    SAMPLE: "commercial sample",
    DOCUMENTS: "documents",
    MIXED: "mixed content",
    OTHER: "other",
}
_COMMERCIAL = frozenset({SALE, RETURNED, SAMPLE})


def is_commercial(code: str) -> bool:
    """Tell whether the nature itself is commercial: sale, return or sample.

    "Mixed" and "other" may be commercial by their content, which the code does not tell.
    """
    return code in _COMMERCIAL


@cache
def code_list() -> CodeList:
    """Return the natures of transaction as a closed code list."""
    return make(
        "natures",
        "Natures of transaction",
        _CODES,
        edition="2026-11",
        source="UPU code list 136",
        licence="facts",
    )
