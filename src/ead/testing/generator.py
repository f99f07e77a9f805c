"""Any number of clean or defective items from a seed, as plain dictionaries in the JSON shape of a message.

The same arguments give the same items, and a longer run starts with the items of a shorter one. Clean items are meant to pass
every rule: the S10 identifiers are unique and match the mail class, weights and values add up, each destination gets the
references it asks for. All dates lie in the weeks before `REFERENCE_DATE`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any

from ead.codelists import countries as iso_countries
from ead.testing import data
from ead.testing.defects import Defect, resolve
from ead.testing.samples import REFERENCE_DATE, Plan, build_item

__all__ = ["REFERENCE_DATE", "generate", "header", "iter_items"]

# How often a country turns up, where that differs from 1: roughly the shape of postal e-commerce.
_ORIGIN_WEIGHTS = {"CN": 14, "US": 5, "GB": 5, "JP": 4, "DE": 4, "IN": 3, "TR": 3, "TW": 3, "KR": 3, "FR": 2, "IT": 2, "PL": 2}
_DESTINATION_WEIGHTS = {"US": 6, "GB": 5, "DE": 5, "FR": 5, "BE": 3, "NL": 3, "ES": 3, "IT": 3, "CA": 3, "AU": 3, "BR": 3, "NO": 2, "CH": 2}
_GATEWAY = "QQA"
_SERIAL_STEP = 39_916_801  # has no factor in common with 10**8, so serials repeat only after 10**8 items


def generate(
    items: int = 10,
    *,
    seed: int = 0,
    destination: str | None = None,
    origin: str | None = None,
    defect: str | None = None,
) -> dict[str, Any]:
    """Return a message of that many items; with ``defect``, each item has that defect.

    See `iter_items` for the arguments and the errors. A duplicate takes two items, so there are two where one was asked for.
    """
    found = list(iter_items(items, seed=seed, destination=destination, origin=origin, defect=defect))
    return {"message": "ITMATT", "header": header(seed, destination=destination, origin=origin), "items": found}


def header(seed: int = 0, *, destination: str | None = None, origin: str | None = None) -> dict[str, Any]:
    """Return a header, from the operator of origin to that of destination.

    Where ``origin`` or ``destination`` is ``None``, so that items of many operators share the message, a gateway stands in
    for the operator: its code begins with QQ, which ISO 3166-1 leaves to users.
    """
    return {
        "message_id": f"M-20261120-{abs(seed) % 10**6:06d}",
        "sender": f"{origin}A" if origin else _GATEWAY,
        "recipient": f"{destination}A" if destination else _GATEWAY,
        "created_at": "2026-11-20T06:30:00Z",
        "test": True,
    }


def iter_items(
    items: int,
    *,
    seed: int = 0,
    destination: str | None = None,
    origin: str | None = None,
    defect: str | None = None,
    defect_rate: float = 1.0,
) -> Iterator[dict[str, Any]]:
    """Yield that many items, one at a time.

    ``origin`` and ``destination`` are ISO 3166-1 alpha-2 codes; where one is ``None`` it differs from item to item. ``defect``
    is the name of a defect or the code of a rule; ``defect_rate`` is the share of items, 0 to 1, that get one. A defect of the
    message (a duplicate) repeats the item before it; where it is all that is asked for and one item is too few to show it,
    there are two items.

    Raises `LookupError` for a country without sample data and for an unknown defect, `ValueError` for a number of items below
    0, a rate outside 0 to 1, an origin that is the destination, and a defect that the destination cannot have.
    """
    _check(items, origin, destination, defect_rate)
    defects = resolve(defect, destination) if defect else ()
    if items == 1 and defect_rate == 1 and defects and all(found.level == "message" for found in defects):
        items = 2
    return _items(items, Random(f"{seed}/items"), Random(f"{seed}/defects"), (origin, destination), defects, defect_rate)


def _check(items: int, origin: str | None, destination: str | None, defect_rate: float) -> None:
    for code in filter(None, (origin, destination)):
        data.country(code)
    if items < 0:
        raise ValueError(f'number of items "{items}" is negative, expected 0 or more')
    if not 0 <= defect_rate <= 1:
        raise ValueError(f'defect rate "{defect_rate}" is out of range, expected 0 to 1')
    if origin and origin == destination:
        raise ValueError(f'origin and destination are both "{origin}", expected two countries')


def _items(
    items: int,
    rng: Random,
    defect_rng: Random,
    route: tuple[str | None, str | None],
    defects: Sequence[Defect],
    rate: float,
) -> Iterator[dict[str, Any]]:
    serial = rng.randrange(10**8)
    previous: dict[str, Any] | None = None
    for _ in range(items):
        serial = (serial + _SERIAL_STEP) % 10**8
        defect = defect_rng.choice(defects) if defects and defect_rng.random() < rate else None
        item = _item(rng, serial, route, defect)
        if defect and defect.level == "message":
            # A twin needs an item to repeat, and must not become the one that the next twin repeats.
            item, previous = (defect.apply(previous, defect_rng), None) if previous else (item, item)
        elif defect:
            item = defect.apply(item, defect_rng)
        else:
            previous = item
        yield item


def _item(rng: Random, serial: int, route: tuple[str | None, str | None], defect: Defect | None) -> dict[str, Any]:
    origin, destination = route
    if defect and defect.destinations and destination is None:
        destination = rng.choice([code for code in defect.destinations if code != origin])
    origin, destination = _route(rng, origin, destination)
    plan = Plan(rng, serial, origin, destination)
    if defect is None:
        return build_item(plan)
    return build_item(plan, nature=defect.nature, mail_class=defect.mail_class, handling=defect.handling)


def _route(rng: Random, origin: str | None, destination: str | None) -> tuple[str, str]:
    """Return origin and destination; within the European Union nothing is declared, so such a pair is never drawn."""
    if origin and destination:
        return origin, destination
    union = iso_countries.eu_members()
    while True:
        pair = (origin or _draw(rng, "origin"), destination or _draw(rng, "destination"))
        if pair[0] != pair[1] and not (pair[0] in union and pair[1] in union):
            return pair


def _draw(rng: Random, side: str) -> str:
    codes, cumulated = _weights(side)
    return rng.choices(codes, cum_weights=cumulated)[0]


@cache
def _weights(side: str) -> tuple[list[str], list[int]]:
    codes = sorted(data.countries())
    weights = _ORIGIN_WEIGHTS if side == "origin" else _DESTINATION_WEIGHTS
    return codes, list(accumulate(weights.get(code, 1) for code in codes))
