"""Mail to the United States: goods that need more than the postal process, by HS code; the lists are rows of ``data/us-duty.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

from ead.codelists import hs, natures
from ead.derived import table
from ead.descriptions.words import fold
from ead.rules.api import INFO, WARNING, Answer, Confidence, Scope, rule
from ead.rules.facts import COMMERCIAL_NATURES
from ead.rules.world.us_aed_area import enters_us

__all__ = ["enters_us"]

_NOTICE = ("prior notice", "fda")


@cache
def _data() -> Mapping[str, Any]:
    return table("rules", "us-duty")  # type: ignore[no-any-return]


@lru_cache(maxsize=4096)
def _order_on(code: str, country: str) -> Mapping[str, Any] | None:
    return next((row for row in _data()["order"] if country in row["origins"] and code.startswith(tuple(row["hs"]))), None)


@cache
def _ordered() -> frozenset[tuple[str, str]]:
    """The first four digits of goods under an order, each with an origin."""
    return frozenset((code[:4], origin) for row in _data()["order"] for origin in row["origins"] for code in row["hs"])


@lru_cache(maxsize=4096)
def _is_food(code: str) -> bool:
    food = _data()["food"]
    return code.startswith(tuple(food["hs"])) and not code.startswith(tuple(food["not_food"])) and hs.is_valid(code[:6])


@rule(
    "US-DUTY-009",
    on=Scope.PIECE,
    reads=["hs_code", "origin_country", "item.nature", "item.enters_us"],
    at="hs_code",
    severity=WARNING,
    text="{goods} of {country} may be under an antidumping or countervailing duty order ({case})",
    source="CBP guidance to mail carriers on Executive Order 14256: such goods need an entry in ACE; orders of the Department of Commerce",
    confidence=Confidence.GENERAL,
    since=date(2025, 8, 29),
    fix="compare the goods with the scope of the order; have a broker file an entry if they are within it",
)
def goods_may_use_the_postal_process(code: str, country: str, nature: str, entering: bool) -> Answer:
    """Goods are of a kind and origin that is under an antidumping or countervailing duty order.

    Why: such goods cannot be cleared in the postal process; they need an entry with deposits, or go back.
    Fix: compare the goods with the scope of the order; have a broker file an entry if they are within it.
    Good: TW to US: contents.1.hs_code = "3406000000"; contents.1.description = "Scented candle of beeswax"
    Bad: TW to US: contents.1.hs_code = "3406000000"; contents.1.description = "Scented candle of paraffin wax";
        contents.1.origin_country = "CN"
    Notes: a selection of orders by HS code and country of origin; the text of an order decides. Gifts are left out.
    """
    return _ordered_goods(code, country) if (code[:4], country) in _ordered() and nature != natures.GIFT else None


def _ordered_goods(code: str, country: str) -> Answer:
    order = _order_on(code, country)
    return {"goods": order["name"], "country": country, "case": order["source"]} if order is not None else None


@rule(
    "US-FDA-001",
    on=Scope.ITEM,
    reads=["enters_us", "nature", "contents.hs_code?", "documents?", "extra_fields?"],
    at="contents.1.hs_code",
    severity=INFO,
    text="food needs the Food and Drug Administration's prior notice, and none is among the documents",
    source="21 CFR 1.276 to 1.285: prior notice of imported food, by mail before it is sent; gifts between persons are exempt",
    confidence=Confidence.GENERAL,
    fix="file the notice and add its confirmation number as a document named FDA prior notice",
)
def food_has_a_prior_notice(
    entering: bool,
    nature: str,
    codes: Sequence[str | None],
    documents: Sequence[Sequence[str | None]] | None,
    extra: Sequence[Sequence[str | None]] | None,
) -> Answer:
    """Food of a commercial item to the United States has no confirmation of prior notice.

    Why: food without the notice is refused and held at the sender's cost.
    Fix: file the notice and add its confirmation number as a document named FDA prior notice.
    Good: TW to US: contents.1.hs_code = "0902100000"; contents.1.description = "Green tea leaves in paper packets";
        documents.1.id = "260011223344"; documents.1.name = "FDA prior notice"
    Bad: TW to US: contents.1.hs_code = "0902100000"; contents.1.description = "Green tea leaves in paper packets"
    Notes: food is told by the HS code (``rules/data/us-duty.toml``). Said once an item, at the first piece.
    """
    return _unannounced(codes, documents or (), extra or ()) if nature in COMMERCIAL_NATURES and _any_is_food(codes) else None


def _any_is_food(codes: Sequence[str | None]) -> bool:
    return any(map(_is_food, filter(None, codes)))


def _unannounced(codes: Sequence[str | None], documents: Sequence[Sequence[str | None]], extra: Sequence[Sequence[str | None]]) -> Answer:
    papers = (*documents, *extra)
    if any(mark in fold(" ".join(filter(None, paper))) for paper in papers for mark in _NOTICE):
        return None
    first = next(number for number, code in enumerate(codes, 1) if code and _is_food(code))
    return {"at": f"contents.{first}.hs_code"}
