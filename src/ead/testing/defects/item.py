"""Defects of the item as a whole: identifier, class, nature, weights, dates, postage, insurance."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Any

from ead.testing.defects.base import OTHER, SALE, UNINSURED, Change, Defect, removed, spoilt

__all__ = ["DEFECTS"]


def _wrong_check_digit(value: str, rng: Random) -> str:
    digit = (int(value[10]) + rng.randint(1, 9)) % 10
    return f"{value[:10]}{digit}{value[11:]}"


def _other_country(value: str, rng: Random) -> str:
    return value[:11] + rng.choice([code for code in ("FR", "JP", "SG", "US") if code != value[11:]])


def _other_service(value: str, rng: Random) -> str:
    return ("L" if value[0] in "CEH" else "C") + value[1:]


def _net(item: Mapping[str, Any]) -> Decimal:
    return sum((Decimal(piece["net_weight"]) for piece in item["contents"]), Decimal(0))


def _heavier(*weights: str) -> Change:
    """Return a change to one of the gross weights (kilograms), with net weights in proportion."""

    def change(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
        gross = rng.choice(weights)
        factor = Decimal(gross) * Decimal("0.96") / _net(item)
        contents = [piece | {"net_weight": f"{Decimal(piece['net_weight']) * factor:.3f}"} for piece in item["contents"]]
        return {"gross_weight": gross, "contents": contents}

    return change


def _below_net(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    # At least 6 g below: rules forgive the few grams that rounding makes.
    kilograms = min(_net(item) * rng.randint(40, 75) / 100, _net(item) - Decimal("0.006"))
    return {"gross_weight": f"{max(kilograms, Decimal('0.001')):.3f}"}


def _same_as_net(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    if _net(item) > Decimal("0.1"):
        return {"gross_weight": f"{_net(item):.3f}"}
    # Below 100 g the packing may weigh next to nothing, so the piece becomes heavier as well.
    return {"gross_weight": "0.220", "contents": [item["contents"][0] | {"net_weight": "0.220"}]}


def _in_grams(value: str, rng: Random) -> str:
    grams = int(Decimal(value) * 1000)
    return f"{grams if grams >= 1000 else grams + 1000}.000"


def _more_than_declared(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    declared = sum(Decimal(piece["amount"]) for piece in item["contents"])
    currency = item["contents"][0]["currency"]
    return {"insured_value": f"{declared * rng.randint(3, 6) + 11:.2f}", "insured_value_currency": currency}


def _other_currency(value: str, rng: Random) -> str:
    return rng.choice([code for code in ("CHF", "USD", "EUR") if code != value])


def _sold_as_gift(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    return {"nature": "31"} | ({} if item.get("sender", {}).get("company") else {"sender.company": "Keller Versand GmbH"})


DEFECTS = (
    spoilt("s10-check-digit", "UPU-S10-001", "item_id", "the check digit of the S10 identifier is wrong", _wrong_check_digit),
    spoilt("s10-lower-case", "UPU-S10-001", "item_id", "the S10 identifier is in lower case", lambda old, rng: old.lower()),
    spoilt("s10-too-short", "UPU-S10-001", "item_id", "the S10 identifier lacks a digit", lambda old, rng: old[:6] + old[7:]),
    spoilt(
        "s10-letter-o", "UPU-S10-001", "item_id", "a digit of the S10 identifier is the letter O", lambda old, rng: f"{old[:5]}O{old[6:]}"
    ),
    # A sale, for returned goods keep the identifier of the country that they come from.
    spoilt(
        "s10-other-country",
        "UPU-S10-004",
        "item_id",
        "the S10 identifier ends in another country than the operator's",
        _other_country,
        nature=SALE,
    ),
    spoilt("s10-other-class", "UPU-S10-006", "item_id", "the service indicator belongs to another mail class", _other_service),
    Defect(
        name="small-packet-too-heavy",
        code="UPU-WT-001",
        field="gross_weight",
        summary="a small packet weighs more than 2 kg",
        change=_heavier("2.350", "3.120"),
        also=("contents",),
        nature=SALE,
        mail_class="U",
    ),
    Defect(
        name="parcel-too-heavy",
        code="UPU-WT-003",
        field="gross_weight",
        summary="a parcel weighs more than 30 kg",
        change=_heavier("31.200", "34.850"),
        also=("contents",),
        nature=SALE,
        mail_class="C",
    ),
    spoilt("form-too-small", "UPU-FORM-003", "form", "a parcel goes with form CN 22", "CN22", nature=SALE, mail_class="C"),
    Defect(
        name="net-over-gross",
        code="DQ-WT-001",
        field="gross_weight",
        summary="the pieces weigh more than the item",
        change=_below_net,
        nature=SALE,
    ),
    Defect(
        name="net-equals-gross",
        code="DQ-WT-002",
        field="gross_weight",
        summary="the packing weighs nothing",
        change=_same_as_net,
        also=("contents",),
        nature=SALE,
        handling=UNINSURED,
    ),
    spoilt("gross-in-grams", "DQ-WT-003", "gross_weight", "the gross weight is given in grams", _in_grams),
    spoilt("gross-zero", "UPU-NUM-001", "gross_weight", "the gross weight is zero", "0.000"),
    spoilt(
        "posting-date-future",
        "DQ-DAT-001",
        "posted_at",
        "the posting date lies months ahead",
        ("2027-05-03T09:15:00", "2027-08-11T10:00:00"),
    ),
    spoilt(
        "posting-date-old",
        "DQ-DAT-001",
        "posted_at",
        "the posting date lies more than a year back",
        ("2024-11-02T09:15:00", "2023-03-15T11:40:00"),
    ),
    removed("postage-missing", "UPU-POST-001", "postage", "the postage is missing", also=("postage_currency",), nature=SALE),
    spoilt("mixed-currencies", "UPU-CUR-001", "postage_currency", "postage and goods are in two currencies", _other_currency, nature=SALE),
    spoilt("postage-currency-unknown", "UPU-CUR-002", "postage_currency", "the currency of the postage does not exist", ("XTS", "QQQ")),
    Defect(
        name="insured-over-value",
        code="UPU-INS-001",
        field="insured_value",
        summary="the insured value is a multiple of the declared one",
        change=_more_than_declared,
        also=("insured_value_currency",),
        nature=SALE,
    ),
    Defect(
        name="nature-other-unexplained",
        code="UPU-NAT-001",
        field="remarks",
        summary="the nature is 'other' and nothing explains it",
        change=lambda item, rng: {"nature": OTHER, "remarks": None},
        also=("nature",),
        nature=OTHER,
    ),
    Defect(
        name="gift-by-company",
        code="UPU-NAT-002",
        field="nature",
        summary="a firm declares a sale as a gift",
        change=_sold_as_gift,
        also=("sender.company",),
        nature=SALE,
    ),
    spoilt("documents-with-value", "UPU-EAD-003", "nature", "goods with a value are declared as documents", "91", nature=SALE),
    removed("no-content-piece", "UPU-CNT-001", "contents", "the goods are not described at all", nature=SALE),
)
