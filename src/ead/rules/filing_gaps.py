"""What keeps an item out of filing F43 although no rule of the set ``eu-ics2`` speaks of it: other sets do, or it is no fault by itself.

A bad S10 identifier is told by the world-wide rules (UPU-S10-001), and so is a country that is no code; documents need no content piece in
advance data, but a filing has one goods item at least.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache

from ead.codelists import countries
from ead.fields.layout import ITEM_LAYOUT, Record
from ead.findings import Finding, Path
from ead.identifiers import s10
from ead.native import part
from ead.sufficiency import Sufficiency, level_of

__all__ = ["level_with", "surely_fits", "unfit_places"]

_ITEM_ID, _CONTENTS = ITEM_LAYOUT.position("item_id"), ITEM_LAYOUT.position("contents")
_PARTIES = tuple(
    (role, ITEM_LAYOUT.subgroups[role][0], ITEM_LAYOUT.subgroups[role][1].position("country")) for role in ("sender", "addressee")
)
_ALSO = frozenset({"XI", "XK"})  # Northern Ireland and Kosovo: in the list of the filing, not in ISO 3166-1


def level_with(record: Record, findings: Collection[Finding] = ()) -> Sufficiency:
    """The level that findings on an item leave it with, and what keeps it out of the filing without them."""
    level = level_of(findings) if findings else Sufficiency.READY
    if level is Sufficiency.INSUFFICIENT or surely_fits(record):
        return level
    return Sufficiency.INSUFFICIENT if unfit_places(record) else level


def unfit_places(record: Record) -> list[Path]:
    """The places of an item's record that a filing cannot be made from; absent fields are a matter of the rules, and left out."""
    found: list[Path] = []
    if not s10.is_valid(record[_ITEM_ID] or ""):
        found.append(("item_id",))
    codes = _codes()
    for role, place, country in _PARTIES:
        party = record[place]
        written = party[country] if party is not None else None
        if written and written not in codes and written.strip().upper() not in codes:
            found.append((role, "country"))
    if not record[_CONTENTS]:
        found.append(("contents",))
    return found


@cache
def _codes() -> frozenset[str]:
    return _ALSO | countries.alpha2_codes()


def _compiled() -> Callable[[Record], bool]:
    native, identifiers = part("ways"), part("identifiers")
    if native is None:
        return lambda record: False
    # Small letters and separators, which the compiled test does not know, are left to the long way.
    is_valid = s10.is_valid if identifiers is None else identifiers.Countries(countries.alpha2_codes()).is_s10
    countries_at = (country for _, _, country in _PARTIES)
    parties_at = (place for _, place, _ in _PARTIES)
    return native.Filing(is_valid, _codes(), (_ITEM_ID, _CONTENTS, *parties_at, *countries_at)).takes  # type: ignore[no-any-return]


surely_fits = _compiled()
"""Whether a record without findings surely suffices; ``False`` also where that is not plain to see."""
