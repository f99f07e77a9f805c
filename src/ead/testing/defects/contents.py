"""Defects of a content piece: description, value, weight, HS code, origin."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from ead.codelists import countries
from ead.testing.defects.base import SALE, UNINSURED, Defect, removed, spoilt
from ead.testing.samples import is_below_threshold

__all__ = ["DEFECTS"]

_DUMMIES = ("1.00", "9.99", "99.99")
_FEWEST_GRAMS = Decimal("0.024")
_LIGHT_PACKING = Decimal("0.150")
_UNION_LIMIT = Decimal(139)  # euro or less of other currencies in use; 150 is the limit of IOSS and the declaration H7


def _spoilt(name: str, code: str, member: str, summary: str, value: Any, **more: Any) -> Defect:
    return spoilt(name, code, f"contents.1.{member}", summary, value, **({"nature": SALE} | more))


def _removed(name: str, code: str, member: str, summary: str, **more: Any) -> Defect:
    return removed(name, code, f"contents.1.{member}", summary, nature=SALE, **more)


def _described(name: str, code: str, summary: str, *texts: str) -> Defect:
    return _spoilt(name, code, "description", summary, texts)


def _classified(name: str, code: str, summary: str, *codes: str) -> Defect:
    return _spoilt(name, code, "hs_code", summary, codes)


def _valued(name: str, code: str, summary: str, value: Any, **more: Any) -> Defect:
    return _spoilt(name, code, "amount", summary, value, handling=UNINSURED, **more)


def _grams_as_units(item: Any, rng: Random) -> dict[str, Any]:
    # Small numbers of units may equal the grams by chance, so the lightest pieces become heavier, and the item with them.
    net = Decimal(item["contents"][0]["net_weight"])
    changed = max(net, _FEWEST_GRAMS)
    gross = Decimal(item["gross_weight"]) - net + changed
    return {"contents.1.units": int(changed * 1000), "contents.1.net_weight": f"{changed:.3f}", "gross_weight": f"{gross:.3f}"}


def _as_battery(item: Any, rng: Random) -> dict[str, str]:
    # With a code of their chapter, so that nothing but the danger is remarkable.
    national = item["contents"][0]["hs_code"][6:]
    return {
        "contents.1.description": rng.choice(("Power bank 20000 mAh for phones", "Spare battery for camera")),
        "contents.1.hs_code": f"850440{national}",
    }


def _made_up(item: Any, rng: Random) -> dict[str, str]:
    # The total must not end up just below a threshold, which would be a defect of its own.
    rest = sum((Decimal(piece["amount"]) for piece in item["contents"][1:]), Decimal(0))
    currency = item["contents"][0]["currency"]
    # Nor above what the European Union clears without a full declaration.
    most = _UNION_LIMIT if item["addressee"]["country"] in countries.eu_members() else Decimal("Infinity")
    fitting = [value for value in _DUMMIES if rest + Decimal(value) <= most and not is_below_threshold(rest + Decimal(value), currency)]
    return {"contents.1.amount": rng.choice(fitting)}


def _weightless(item: Any, rng: Random) -> dict[str, str]:
    # The item gets lighter by the piece, and its packing is no heavier than that of a small item.
    rest = sum((Decimal(piece["net_weight"]) for piece in item["contents"][1:]), Decimal(0))
    packing = Decimal(item["gross_weight"]) - rest - Decimal(item["contents"][0]["net_weight"])
    return {"contents.1.net_weight": "0.000", "gross_weight": f"{rest + min(packing, _LIGHT_PACKING):.3f}"}


def _with_link(value: str, rng: Random) -> str:
    return f"{value} https://shop.example.com/p/{rng.randrange(10**5)}"


def _double_encoded(value: str, rng: Random) -> str:
    return f"{value} {rng.choice(('crème', 'café au lait', 'décor bleuté'))}".encode().decode("cp1252")


DEFECTS = (
    _removed("description-missing", "UPU-CNT-002", "description", "the description is missing"),
    _removed("amount-missing", "UPU-CNT-002", "amount", "the value of a piece is missing"),
    _removed("currency-missing", "UPU-CNT-002", "currency", "the currency of a value is missing"),
    _removed("net-weight-missing", "UPU-CNT-002", "net_weight", "the net weight of a piece is missing"),
    _removed("units-missing", "UPU-CNT-002", "units", "the number of units is missing"),
    _removed("origin-missing", "UPU-CNT-003", "origin_country", "the country of origin of the goods is missing"),
    _spoilt("origin-unknown", "UPU-CNT-003", "origin_country", "the country of origin does not exist", ("QQ", "JX")),
    _spoilt(
        "origin-not-a-country",
        "DQ-ORI-002",
        "origin_country",
        "the country of origin is a union, a region or a dummy",
        ("EU", "UK", "XX", "ZZ"),
    ),
    _described(
        "vague-description", "DQ-DSC-002", "the description is vague", "household goods", "personal effects", "accessories", "spare parts"
    ),
    _described(
        "vague-with-filler",
        "DQ-DSC-003",
        "the description is vague, whatever it is padded with",
        "various household items",
        "mixed toys",
    ),
    _described("description-nature-word", "DQ-DSC-004", "the description is the nature of transaction", "Geschenk", "cadeau", "regalo"),
    _described("description-placeholder", "DQ-DSC-005", "the description is a stopgap", "n/a", "test", "as above", "see invoice"),
    _described("description-without-letters", "DQ-DSC-001", "the description has no letter", "100234", "...", "12-77"),
    _described("description-model-number", "DQ-DSC-006", "the description is a model number", "A1387 88210", "B0-99127-4"),
    _described("description-repeated", "DQ-DSC-009", "the description repeats itself", "shirt shirt shirt", "aaaa cotton"),
    _described(
        "description-html-entity",
        "DQ-DSC-010",
        "the description holds HTML entities",
        "Men&#39;s cotton shirt",
        "Bath towel &amp; robe of cotton",
    ),
    _spoilt("description-url", "DQ-DSC-008", "description", "the description holds a link", _with_link),
    _spoilt("description-mojibake", "DQ-DSC-010", "description", "the description was decoded with the wrong encoding", _double_encoded),
    _valued("value-zero", "DQ-VAL-001", "the value of a piece is zero", "0.00"),
    Defect(
        name="value-suspicious",
        code="DQ-VAL-002",
        field="contents.1.amount",
        summary="the value looks made up",
        change=_made_up,
        nature=SALE,
        handling=UNINSURED,
    ),
    # In a currency of small units, for in euros or dollars the value by weight would be beyond belief as well.
    _valued("value-too-large", "UPU-NUM-001", "the value is above a million", "4500000.00", destinations=("CL", "JP", "KR")),
    _spoilt("currency-unknown", "UPU-CUR-002", "currency", "the currency does not exist", ("QQQ", "ZZZ")),
    _spoilt("currency-withdrawn", "UPU-CUR-002", "currency", "the currency was withdrawn", ("HRK", "DEM")),
    Defect(
        name="net-weight-zero",
        code="DQ-WT-004",
        field="contents.1.net_weight",
        summary="the net weight of a piece is zero",
        change=_weightless,
        also=("gross_weight",),
        nature=SALE,
    ),
    _spoilt("quantity-zero", "UPU-NUM-001", "units", "the number of units is zero", 0),
    Defect(
        name="quantity-is-grams",
        code="DQ-QTY-001",
        field="contents.1.units",
        summary="the number of units is the weight in grams",
        change=_grams_as_units,
        also=("contents.1.net_weight", "gross_weight"),
        nature=SALE,
        mail_class="U",
    ),
    _removed("hs-missing", "UPU-HS-001", "hs_code", "a piece that is sold has no HS code"),
    _spoilt("hs-dotted", "UPU-HS-002", "hs_code", "the HS code is written with dots", lambda old, rng: f"{old[:4]}.{old[4:6]}"),
    _spoilt("hs-too-short", "UPU-HS-002", "hs_code", "the HS code is only a heading", lambda old, rng: old[:4]),
    _spoilt("hs-odd-length", "UPU-HS-002", "hs_code", "the HS code has an odd number of digits", lambda old, rng: f"{old[:6]}0"),
    _spoilt("hs-letters", "UPU-HS-002", "hs_code", "the HS code has letters", lambda old, rng: f"{old[:4]}AB"),
    _classified("hs-dummy", "DQ-HS-001", "the HS code is a run of digits", "111111", "222222", "123456"),
    _classified("hs-unknown", "HS-VAL-001", "the heading does not exist", "610010", "955010", "692020"),
    _classified("hs-subheading-unknown", "HS-STR-001", "the sub-heading does not exist", "610999", "950399", "691250"),
    _classified("hs-previous-edition", "HS-VAL-002", "the HS code went with the edition of 2022", "620192", "940540", "940130", "620293"),
    _classified("hs-older-edition", "HS-VAL-003", "the HS code is from 2012 or before", "390760"),
    _classified("hs-chapter-reserved", "HS-CHP-001", "the chapter does not exist", "770100", "000100"),
    _classified("hs-unspecified", "HS-SPC-001", "the HS code is the statistical catch-all", "999999"),
    Defect(
        name="power-bank",
        code="DG-LIT-003",
        field="contents.1.description",
        summary="the goods are loose lithium batteries",
        change=_as_battery,
        also=("contents.1.hs_code",),
        nature=SALE,
    ),
)
