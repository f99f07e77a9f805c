"""Defects of items that enter the European Union or the United States."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any

from ead.testing.defects.base import EU, OTHER, SALE, UNINSURED, Defect, removed, spoilt

__all__ = ["DEFECTS"]

_IOSS = "sender.references.1.value"
_NUMBER = "IM3720000224"
_GIFT = "31"
_US = ("US",)


def _eu(name: str, code: str, field: str, summary: str, value: Any, **more: Any) -> Defect:
    return spoilt(name, code, field, summary, value, **({"nature": SALE, "destinations": EU} | more))


def _us(name: str, code: str, field: str, summary: str, value: Any, **more: Any) -> Defect:
    return spoilt(name, code, f"contents.1.{field}", summary, value, **({"nature": SALE, "destinations": _US} | more))


def _changed(name: str, code: str, field: str, summary: str, change: Any, *also: str, **more: Any) -> Defect:
    return Defect(name=name, code=code, field=field, summary=summary, change=change, also=also, **({"nature": SALE} | more))


def _without_ioss(item: Mapping[str, Any]) -> list[dict[str, str]] | None:
    return [reference for reference in item["sender"]["references"] if reference["kind"] != "IOSS"] or None


def _untaxed(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    return {"sender.references": _without_ioss(item)}


def _said_to_be_taxed(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    return {"sender.references": _without_ioss(item), "remarks": rng.choice(("VAT paid", "VAT prepaid by the seller"))}


def _dear_without_ioss(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    return {"sender.references": _without_ioss(item), "contents.1.amount": "172.40"}


def _second_number(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    return {"addressee.references": [{"kind": "IOSS", "value": _NUMBER}]}


def _generous_gift(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    # In euro throughout, so that no exchange rate is needed.
    piece = item["contents"][0] | {"amount": "61.30", "currency": "EUR"}
    return {
        "contents": [piece],
        "gross_weight": _around(piece),
        "postage": "8.45",
        "postage_currency": "EUR",
        "nature": _GIFT,
        "remarks": None,
    }


def _around(*pieces: Mapping[str, Any]) -> str:
    """Return a gross weight that suits the pieces."""
    net = sum((Decimal(piece["net_weight"]) for piece in pieces), Decimal(0))
    return f"{net * Decimal('1.06') + Decimal('0.012'):.3f}"


def _goods(hs: str, description: str, origin: str | None = None) -> Any:
    """Return a change of the first piece to other goods; national digits of the code stay."""

    def change(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
        digits = item["contents"][0]["hs_code"][6:]
        made_in = {} if origin is None else {"contents.1.origin_country": origin}
        return {"contents.1.hs_code": hs[:6] + (hs[6:] or digits), "contents.1.description": description, **made_in}

    return change


def _cheap(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    first = item["contents"][0]
    comb = {
        "units": 1,
        "description": "Plastic hair comb",
        "amount": "1.35",
        "net_weight": "0.030",
        "hs_code": f"961511{first['hs_code'][6:]}",
    }
    pieces = [first | {"units": 1, "amount": "2.10", "net_weight": "0.150"}, first | comb | {"maker_product_id": "HC-0042"}]
    return {"contents": pieces, "gross_weight": _around(*pieces)}


def _in_two_lines(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    first, *others = item["contents"]
    line = first | {"units": 1, "description": f"{first['description']}, white"}
    weight, amount = Decimal(first["net_weight"]), Decimal(first["amount"])
    part, share = (weight * Decimal("0.4")).quantize(Decimal("0.001")), (amount * Decimal("0.41")).quantize(Decimal("0.01"))
    pieces = [
        line | {"net_weight": str(part), "amount": str(share)},
        line | {"net_weight": str(weight - part), "amount": str(amount - share)},
    ]
    return {"contents": [*pieces, *others]}


def _heavy_packet(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    piece = item["contents"][0] | {"net_weight": "2.210"}
    return {"gross_weight": "2.350", "contents": [piece]}


def _precious(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    piece = item["contents"][0] | {"units": 1, "amount": "2790.40", "net_weight": "1.364"}
    return {"contents": [piece], "gross_weight": _around(piece), "form": "CN23"}


def _extra_field(name: str, value: str) -> Any:
    return lambda item, rng: {"extra_fields": [{"name": name, "value": value}]}


DEFECTS = (
    _eu("ioss-above-limit", "EUI-IOSS-002", "contents.1.amount", "goods under IOSS are worth 172 euro", "172.40", handling=UNINSURED),
    _changed(
        "ioss-with-wine",
        "EUI-IOSS-003",
        "contents.1.hs_code",
        "wine is sold under IOSS",
        _goods("220421", "Red wine of Touriga grapes in bottles"),
        "contents.1.description",
        destinations=EU,
    ),
    _changed(
        "ioss-twice",
        "EUI-IOSS-004",
        "addressee.references.1.value",
        "the importer's reference is another IOSS number",
        _second_number,
        "addressee.references",
        destinations=EU,
    ),
    _eu("ioss-on-a-sample", "EUI-IOSS-005", "nature", "a sample has an IOSS number", "32"),
    _eu("ioss-of-an-intermediary", "EUI-IOSS-006", _IOSS, "the number is that of an intermediary", lambda old, rng: f"IN{old[2:]}"),
    _eu(
        "ioss-with-suffix",
        "EUI-IOSS-007",
        _IOSS,
        "a sequence is appended to the number",
        lambda old, rng: f"{old}-EU{rng.randrange(10**9):09d}",
    ),
    _eu(
        "ioss-in-the-description",
        "EUI-IOSS-008",
        "contents.1.description",
        "the number is in the description",
        lambda old, rng: f"{old} {_NUMBER}",
    ),
    _changed("ioss-missing", "EUI-VAT-001", "sender.references", "a sale to the EU has no IOSS number", _untaxed, destinations=EU),
    _changed(
        "vat-paid-without-number",
        "EUI-REF-001",
        "sender.references",
        "the item says that the tax is paid, and gives no number",
        _said_to_be_taxed,
        "remarks",
        destinations=EU,
    ),
    _changed(
        "eu-gift-above-relief",
        "EUI-C2C-001",
        "nature",
        "a gift to the EU is worth 61 euro",
        _generous_gift,
        "contents",
        "gross_weight",
        "postage",
        "postage_currency",
        "remarks",
        nature=OTHER,
        destinations=EU,
    ),
    removed(
        "eu-currency-missing",
        "EUI-H7-001",
        "contents.1.currency",
        "a value has no currency",
        nature=SALE,
        handling=UNINSURED,
        destinations=EU,
    ),
    _changed(
        "eu-above-low-value",
        "EUI-H7-002",
        "contents.1.amount",
        "a sale without IOSS is worth 172 euro",
        _dear_without_ioss,
        "sender.references",
        handling=UNINSURED,
        destinations=EU,
    ),
    _changed(
        "eu-seeds",
        "EUI-H7-003",
        "contents.1.description",
        "seeds for sowing are sent to the EU",
        _goods("120991", "Tomato seeds for sowing in the garden"),
        "contents.1.hs_code",
        destinations=EU,
    ),
    _changed(
        "eu-duty-above-value",
        "EUI-D3-001",
        "contents",
        "the duty of 3 euro for each of two sub-headings is more than the goods are worth",
        _cheap,
        "gross_weight",
        handling=UNINSURED,
        destinations=EU,
    ),
    _changed(
        "eu-procedure-abolished",
        "EUI-D3-002",
        "extra_fields.1.value",
        "an extra field names the abolished procedure C07",
        _extra_field("Additional procedure", "C07"),
        "extra_fields",
        destinations=EU,
    ),
    _changed(
        "eu-goods-in-two-lines",
        "EUI-D3-006",
        "contents.1.description",
        "the same product stands in two lines",
        _in_two_lines,
        "contents",
        destinations=EU,
    ),
    removed("us-units-missing", "US-AED-003", "contents.1.units", "a piece to the US has no quantity", nature=SALE, destinations=_US),
    _changed(
        "us-packet-too-heavy",
        "US-AED-005",
        "gross_weight",
        "a small packet to the US weighs more than 2 kg",
        _heavy_packet,
        "contents",
        mail_class="U",
        handling=UNINSURED,
        destinations=_US,
    ),
    _us("us-description-listed", "US-DSC-001", "description", "the description is unacceptable", ("Daily necessities", "Accessories")),
    _us("us-description-vague", "US-DSC-002", "description", "the description is vague", ("Household goods", "Various household items")),
    _us("us-description-gift", "US-DSC-003", "description", "the description is a word for gift", ("Gift", "Geschenk", "Birthday gift")),
    removed(
        "us-origin-missing", "US-DUTY-001", "contents.1.origin_country", "a piece to the US has no origin", nature=SALE, destinations=_US
    ),
    removed("us-value-missing", "US-DUTY-002", "contents.1.amount", "a piece to the US has no value", nature=SALE, destinations=_US),
    _changed(
        "us-specific-duty",
        "US-DUTY-003",
        "extra_fields.1.value",
        "an extra field chooses the method of duty that ended",
        _extra_field("Duty method", "specific"),
        "extra_fields",
        destinations=_US,
    ),
    _changed(
        "us-formal-entry",
        "US-DUTY-005",
        "contents.1.amount",
        "goods to the US are worth more than 2500 dollars",
        _precious,
        "contents",
        "gross_weight",
        "form",
        handling=UNINSURED,
        destinations=_US,
    ),
    spoilt("us-gift-by-firm", "US-DUTY-007", "nature", "a firm sends a gift to the US", _GIFT, nature=SALE, destinations=_US),
    _changed(
        "us-duty-order",
        "US-DUTY-009",
        "contents.1.hs_code",
        "candles of China are under an antidumping order",
        _goods("3406000000", "Scented candle of paraffin wax", "CN"),
        "contents.1.description",
        "contents.1.origin_country",
        destinations=_US,
    ),
    _changed(
        "us-food-without-notice",
        "US-FDA-001",
        "contents.1.hs_code",
        "food to the US has no prior notice",
        _goods("0902100000", "Green tea leaves in paper packets"),
        "contents.1.description",
        destinations=_US,
    ),
)
