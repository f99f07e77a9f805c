"""Groups of countries by the names that tables of rules give them."""

from __future__ import annotations

from collections.abc import Iterable

from ead.codelists import countries

__all__ = ["GROUPS", "contracted", "expanded"]

GROUPS = {
    "EU": countries.eu_customs_territory(),
    "ICS2": countries.ics2_area() | countries.eu_customs_territory(),
}
"""EU is the customs territory of the Union; ICS2 adds Northern Ireland (XI), Norway, Switzerland and Liechtenstein."""


def expanded(codes: Iterable[str]) -> frozenset[str]:
    """Country codes with the groups among them written out."""
    return frozenset().union(*(GROUPS.get(code, {code}) for code in codes))


def contracted(codes: Iterable[str]) -> list[str]:
    """Country codes, sorted, with the largest group that they hold whole written as its name."""
    left, names = frozenset(codes), []
    for name, members in sorted(GROUPS.items(), key=lambda group: -len(group[1])):
        if members <= left:
            names.append(name)
            left -= members
    return [*names, *sorted(left)]
