"""One fixed, clean item and message, with any field changed: plain dictionaries in the JSON shape of a message.

>>> item(nature="31")["nature"]
'31'
>>> changed = with_values(item(), {"contents.1.net_weight": "0.3", "sender.email": None})
>>> changed["contents"][0]["net_weight"], "email" in changed["sender"]
('0.3', False)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from ead.identifiers import s10
from ead.testing.samples import Plan, build_item

__all__ = ["addressee", "content_piece", "header", "item", "item_between", "message", "sender", "value_at", "with_values"]

_FIRST_SERIAL = 80_657_672


def sender(**overrides: Any) -> dict[str, Any]:
    """Return the sender of the sample item, a firm in Taipei; an override of ``None`` leaves the field out."""
    party = {
        "name": "Mei-ling Chen",
        "company": "Formosa Lin Textile Co Ltd",
        "person_type": "2",
        "address_line1": "No. 48, Heping East Road",
        "city": "Da'an District",
        "state": "Taipei City",
        "postcode": "106",
        "country": "TW",
        "telephone": "+886 2 2735 4812",
        "email": "meiling.chen@mail.example.com",
        "references": [{"kind": "IOSS", "value": "IM0562738491"}],
    }
    return _overridden(party, overrides)


def addressee(**overrides: Any) -> dict[str, Any]:
    """Return the addressee of the sample item, a person in Ghent; an override of ``None`` leaves the field out."""
    party = {
        "name": "Lotte Peeters",
        "person_type": "1",
        "address_line1": "Veldstraat 47",
        "city": "Gent",
        "postcode": "9000",
        "country": "BE",
        "telephone": "+32 486 35 38 81",
        "email": "lotte.peeters@post.example.org",
    }
    return _overridden(party, overrides)


def content_piece(**overrides: Any) -> dict[str, Any]:
    """Return the content piece of the sample item, two T-shirts; an override of ``None`` leaves the field out."""
    piece = {
        "units": 2,
        "description": "Knitted cotton T-shirt for men",
        "amount": "37.80",
        "currency": "EUR",
        "net_weight": "0.364",
        "hs_code": "610910",
        "origin_country": "TW",
        "seller_product_id": "SKU-204817",
        "maker_product_id": "TS-3310",
        "gtin": "9521234560012",
    }
    return _overridden(piece, overrides)


def item(**overrides: Any) -> dict[str, Any]:
    """Return the sample item, sold by a firm in Taiwan to a person in Belgium; an override of ``None`` leaves the field out."""
    clean = {
        "item_id": "LX806576725TW",
        "local_id": "ORD-4400217",
        "posted_at": "2026-11-02T09:15:00",
        "mail_class": "U",
        "mail_category": "A",
        "handling_class": "N",
        "item_format": "SP",
        "form": "CN22",
        "origin_operator": "TWA",
        "destination_operator": "BEA",
        "nature": "11",
        "gross_weight": "0.412",
        "postage": "8.45",
        "postage_currency": "EUR",
        "sender": sender(),
        "addressee": addressee(),
        "documents": [{"id": "INV-2026-004417", "name": "Commercial invoice", "type": "INVOICE"}],
        "contents": [content_piece()],
    }
    return _overridden(clean, overrides)


def item_between(origin: str, destination: str, **overrides: Any) -> dict[str, Any]:
    """Return the sample item on another route, sold by an invented firm to an invented person with what the destination asks for.

    Countries are ISO 3166-1 alpha-2 codes. Raises `LookupError` for a country without sample data.
    """
    rng = Random(f"{origin}/{destination}")
    made = build_item(Plan(rng, _FIRST_SERIAL, origin, destination), nature="11", mail_class="U", handling="N")
    kept = ("item_id", "origin_operator", "destination_operator", "sender", "addressee")
    goods_from = "TW" if destination != "TW" else "PT"
    national = made["contents"][0]["hs_code"][6:]
    piece = content_piece(origin_country=goods_from, hs_code=f"610910{national}")
    return _overridden({**item(), **{name: made[name] for name in kept}, "contents": [piece]}, overrides)


def header(**overrides: Any) -> dict[str, Any]:
    """Return the header of the sample message; an override of ``None`` leaves the field out."""
    clean = {"message_id": "M-20261102-0001", "sender": "TWA", "recipient": "BEA", "created_at": "2026-11-02T10:00:00Z", "test": False}
    return _overridden(clean, overrides)


def message(items: int | Sequence[Mapping[str, Any]] = 1, **overrides: Any) -> dict[str, Any]:
    """Return a message with that many sample items, each with its own S10 identifier, or with the given items."""
    found = [item(item_id=_item_id(number)) for number in range(items)] if isinstance(items, int) else list(items)
    return _overridden({"message": "ITMATT", "header": header(), "items": found}, overrides)


def _item_id(number: int) -> str:
    serial = f"{_FIRST_SERIAL + number:08d}"
    return f"LX{serial}{s10.calc_check_digit(serial)}TW"


def _overridden(fields: dict[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**fields, **overrides}.items() if value is not None}


def value_at(item: Mapping[str, Any], path: str) -> Any:
    """Return the value at a dotted path such as ``contents.1.net_weight`` (list positions start at 1), or ``None``."""
    found: Any = item
    for step in path.split("."):
        if isinstance(found, list):
            found = found[int(step) - 1] if 0 < int(step) <= len(found) else None
        else:
            found = found.get(step) if isinstance(found, Mapping) else None
    return found


def with_values(item: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of the item with the values set at their dotted paths; ``None`` removes what is there.

    List positions start at 1; the position after the last adds an element. Groups on the way are made where they are
    missing. Raises `LookupError` for a list position further out.
    """
    found: dict[str, Any] = _copied(item)
    for path, value in values.items():
        *way, last = path.split(".")
        place: Any = found
        for step, following in zip(way, path.split(".")[1:], strict=True):
            place = _entered(place, step, path, following)
        _put(place, last, value, path)
    return found


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _copied(member) for name, member in value.items()}
    return [_copied(member) for member in value] if isinstance(value, list) else value


def _entered(place: Any, step: str, path: str, following: str) -> Any:
    """Return the group or list at the step, made where it is missing."""
    empty: Any = [] if following.isdecimal() else {}
    if not isinstance(place, list):
        return place.setdefault(step, empty)
    _check_position(place, int(step), path)
    if int(step) > len(place):
        place.append(empty)
    return place[int(step) - 1]


def _put(place: Any, step: str, value: Any, path: str) -> None:
    if not isinstance(place, list):
        if value is None:
            place.pop(step, None)
        else:
            place[step] = _copied(value)
        return
    position = int(step)
    _check_position(place, position, path)
    place[position - 1 : position] = [] if value is None else [_copied(value)]


def _check_position(place: list[Any], position: int, path: str) -> None:
    if not 1 <= position <= len(place) + 1:
        raise LookupError(f'no position "{position}" in path "{path}", expected 1 to {len(place) + 1}')
