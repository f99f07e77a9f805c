"""Sample messages of the whole exchange, as plain dictionaries in their JSON shape: what follows on an ITMATT, from the same seed.

Each entry is made from an item of :mod:`ead.testing.generator`, so the answers of one seed fit the questions of that seed, item by item.

>>> entry("CUSRSP")["item_id"], entry("CUSRSP", decision="7")["decision"]
('LX806576725TW', '7')
>>> generate("ITMREF", 2, seed=4)["items"][1]["referral_id"] == generate("REFRSP", 2, seed=4)["items"][1]["referral_id"]
True
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from random import Random
from typing import Any

from ead.fields.messages import MESSAGES
from ead.testing import generator
from ead.testing.builders import item as sample_item

__all__ = ["entry", "entry_about", "generate", "header", "iter_entries"]

_EVENTS = ("EMA", "EXA", "EXC", "EMC", "EMD", "EDB", "EME", "EDC", "EMF", "EMI")
_RELEASED, _CHARGED, _HELD = ("2", "3", "released"), ("3", "5", "released against payment"), ("7", "4", "held for inspection")
_CENT = Decimal("0.01")


def entry(message: str, **overrides: Any) -> dict[str, Any]:
    """The entry about the sample item in a message (``CUSRSP`` ...); an override of ``None`` leaves the field out."""
    found = {**entry_about(message, sample_item(), Random(0)), **overrides}
    return {name: value for name, value in found.items() if value is not None}


def generate(message: str, items: int = 10, *, seed: int = 0, destination: str | None = None, origin: str | None = None) -> dict[str, Any]:
    """A message of that many entries; see :func:`ead.testing.generator.generate` for the arguments and the errors."""
    entries = list(iter_entries(message, items, seed=seed, destination=destination, origin=origin))
    return {"message": message, "header": header(message, seed, destination=destination, origin=origin), "items": entries}


def iter_entries(
    message: str, items: int, *, seed: int = 0, destination: str | None = None, origin: str | None = None
) -> Iterator[dict[str, Any]]:
    """Yield that many entries, one at a time. Raises `LookupError` for a message that there is not."""
    if message not in MESSAGES:
        raise LookupError(f'unknown message "{message}"; known are {", ".join(MESSAGES)}')
    found = generator.iter_items(items, seed=seed, destination=destination, origin=origin)
    return (entry_about(message, item, Random(f"{seed}/{index}")) for index, item in enumerate(found))


def header(message: str, seed: int = 0, *, destination: str | None = None, origin: str | None = None) -> dict[str, Any]:
    """A header, from who sends the message to who receives it."""
    found = generator.header(seed, destination=destination, origin=origin)
    if message == "ITMATT":
        return found
    post, customs = found["recipient"], f"{found['recipient'][:2]}C"
    away, home = found["sender"], found["recipient"]
    ends = {"CUSITM": (post, customs), "CUSRSP": (customs, post), "ITMREF": (home, away)}
    sender, recipient = ends.get(message, (away, home))
    return {**found, "message_id": f"{message}{found['message_id'][1:]}", "sender": sender, "recipient": recipient}


def entry_about(message: str, item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    """What a message says about an item of an ITMATT. ``rng`` decides between answers; questions and their answers take the same turns."""
    made = _MAKERS[message](item, rng)
    return {name: value for name, value in made.items() if value is not None}


def _identity(item: Mapping[str, Any]) -> dict[str, Any]:
    """How every message names an item."""
    return {name: item.get(name) for name in ("item_id", "posted_at", "origin_operator", "destination_operator")}


def _organisations(item: Mapping[str, Any]) -> dict[str, str]:
    post = item["destination_operator"]
    return {"customs_organisation": f"{post[:2]}C", "post_organisation": post, "customs_site": f"{post[:2]}CUST"}


def _later(item: Mapping[str, Any], *, days: int = 0, hours: int = 0, zone: str = "") -> str:
    posted = datetime.fromisoformat(item.get("posted_at") or "2026-11-02T09:15:00").replace(tzinfo=None)
    return (posted + timedelta(days=days, hours=hours)).isoformat() + zone


def _declared(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    return {**item, **_organisations(item), "flow": "I", "object_type": "MI", "mail_state": 5}


def _response(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    code, reason, text = rng.choices((_RELEASED, _CHARGED, _HELD), (8, 3, 1))[0]
    dutiable = (code, reason, text) == _CHARGED
    return {
        **_identity(item),
        **_organisations(item),
        "decision": code,
        "decision_reason": reason,
        "decision_reason_text": text,
        "cleared_at": _later(item, days=2, hours=3),
        "dutiable": dutiable,
        "total_fee": "15.00" if dutiable else None,
        "total_fee_currency": "EUR" if dutiable else None,
        "taxes": [_tax(piece, number) for number, piece in enumerate(item.get("contents", ()), 1)] or None if dutiable else None,
    }


def _tax(piece: Mapping[str, Any], number: int) -> dict[str, Any]:
    amount = (Decimal(piece.get("amount", "0")) * 21 / 100).quantize(_CENT, ROUND_DOWN)
    tax = {"type": "VAT", "amount": f"{amount:f}", "currency": piece.get("currency"), "rate": "21", "hs_code": piece.get("hs_code")}
    return {name: value for name, value in {**tax, "number": number}.items() if value is not None}


def _referred(item: Mapping[str, Any], rng: Random) -> tuple[str, str]:
    """Kind and identifier of the referral of an item: the same for the question and for its answer."""
    kind = rng.choices(("RFI", "RFS", "DNL"), (6, 3, 1))[0]
    return kind, f"{kind}-{item['item_id']}"


def _referral(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    kind, identifier = _referred(item, rng)
    return {
        **_identity(item),
        "receptacle_id": _receptacle(item),
        "referral_id": identifier,
        "referral_type": kind,
        "issued_at": _later(item, days=1, zone="Z"),
        "respond_by": _later(item, days=3, zone="Z"),
        "customs_organisation": _organisations(item)["customs_organisation"],
        "requested_elements": [{"element": "contents.1.description", "remarks": "state material and use"}] if kind == "RFI" else None,
        "screening_methods": [{"method": "XRY"}] if kind == "RFS" else None,
    }


def _referral_response(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    kind, identifier = _referred(item, rng)
    answered = _later(item, days=1, hours=6, zone="Z")
    described = item["contents"][0].get("description", "goods") if item.get("contents") else "goods"
    screening = {"method": "XRY", "result": "NO_ALARM", "screened_at": answered, "screened_by": "Ann Example"}
    return {
        **_identity(item),
        "referral_id": identifier,
        "referral_type": kind,
        "response": {"RFI": "INFORMATION_SUPPLIED", "RFS": "SCREENED_NO_ALARM", "DNL": "NOT_LOADED"}[kind],
        "answered_at": answered,
        "supplied_elements": [{"element": "contents.1.description", "value": f"{described}, for own use"}] if kind == "RFI" else None,
        "screenings": [screening] if kind == "RFS" else None,
    }


def _despatch(item: Mapping[str, Any]) -> str:
    """An S8 identifier between invented offices of exchange; one for each day, route and class."""
    origin, destination = item["origin_operator"][:2], item["destination_operator"][:2]
    day = datetime.fromisoformat(item.get("posted_at") or "2026-11-02").timetuple().tm_yday
    return f"{origin}XXXA{destination}XXXAA{item['mail_class']}N6{day:04d}"


def _receptacle(item: Mapping[str, Any]) -> str:
    return f"{_despatch(item)}001100250"


def _despatched(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    return {
        **_identity(item),
        "receptacle_id": _receptacle(item),
        "despatch_id": _despatch(item),
        "despatched_at": _later(item, days=1, hours=8),
        "mail_class": item["mail_class"],
        "handling_class": item.get("handling_class"),
        "gross_weight": item["gross_weight"],
    }


def _event(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    step = rng.randrange(len(_EVENTS))
    code = _EVENTS[step]
    here = item["origin_operator" if step < _EVENTS.index("EMD") else "destination_operator"][:2]
    return {
        **_identity(item),
        "event": code,
        "occurred_at": _later(item, hours=9 * step, zone="+00:00"),
        "office": f"{here}XXXA",
        "mail_class": item["mail_class"],
        "receptacle_id": _receptacle(item) if code in ("EMC", "EMD") else None,
        "reason_text": "awaiting presentation" if code == "EME" else None,
    }


def _itself(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    return dict(item)


_MAKERS: Mapping[str, Callable[[Mapping[str, Any], Random], dict[str, Any]]] = {
    "ITMATT": _itself,
    "CUSITM": _declared,
    "CUSRSP": _response,
    "ITMREF": _referral,
    "REFRSP": _referral_response,
    "PREDES": _despatched,
    "EMSEVT": _event,
}
