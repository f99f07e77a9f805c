"""Single, named defects: each spoils one field of a clean item, and says which rule is expected to report it where.

>>> from random import Random
>>> from ead.testing import builders
>>> DEFECTS["s10-lower-case"].apply(builders.item(), Random(0))["item_id"]
'lx806576725tw'
"""

from __future__ import annotations

from types import MappingProxyType

from ead.testing.defects import contents, countries_id, countries_tax, dangerous, eu_us, ics2, item, national, parties, structure
from ead.testing.defects.base import Defect

__all__ = ["DEFECTS", "Defect", "defects_for", "resolve"]

DEFECTS: MappingProxyType[str, Defect] = MappingProxyType(
    {
        defect.name: defect
        for module in (structure, item, contents, parties, national, eu_us, countries_id, countries_tax, dangerous, ics2)
        for defect in module.DEFECTS
    }
)
"""All defects by name."""


def defects_for(code: str) -> tuple[Defect, ...]:
    """Return the defects that the rule with this code is expected to report; empty where there are none."""
    return tuple(defect for defect in DEFECTS.values() if defect.code == code)


def resolve(name_or_code: str, destination: str | None = None) -> tuple[Defect, ...]:
    """Return the defect of that name, or those of the rule with that code, which items to the destination can have.

    Raises `LookupError` when there is no such name or code, `ValueError` when no item to the destination can have it.
    """
    named = DEFECTS.get(name_or_code)
    found = (named,) if named else defects_for(name_or_code)
    if not found:
        raise LookupError(f'no defect "{name_or_code}", expected the name of a defect or the code of a rule that has one')
    possible = tuple(defect for defect in found if destination is None or defect.fits(destination))
    if not possible:
        wanted = ", ".join(sorted({code for defect in found for code in defect.destinations}))
        raise ValueError(f'defect "{name_or_code}" does not go with destination "{destination}", expected one of {wanted}')
    return possible
