"""Groups of countries by the names that tables of rules give them."""

from __future__ import annotations

from collections.abc import Iterable

from ead.codelists import countries

__all__ = ["GROUPS", "expanded"]

GROUPS = {
    "EU": countries.eu_customs_territory(),
    "ICS2": countries.ics2_area() | countries.eu_customs_territory(),
}
"""EU is the customs territory of the Union; ICS2 adds Northern Ireland (XI), Norway, Switzerland and Liechtenstein."""


def expanded(codes: Iterable[str]) -> frozenset[str]:
    """Country codes with the groups among them written out."""
    return frozenset().union(*(GROUPS.get(code, {code}) for code in codes))
