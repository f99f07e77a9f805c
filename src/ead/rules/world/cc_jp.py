"""Rules: Japan as an origin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ead.rules.api import ERROR, WARNING, Answer, AppliesTo, Scope, rule
from ead.rules.rates import Rates
from ead.rules.value_facts import Money, worth

__all__: list[str] = []

_AS_ORIGIN = AppliesTo(origins=frozenset({"JP"}))
_EVERYWHERE = date(2024, 3, 1)
_PERMITS = ("permit", "licen", "export declaration", "許可")
_UNIT = Decimal(1)


@rule(
    "JP-EXP-001",
    on=Scope.ITEM,
    reads=["piece_count", "is_goods", "destination?", "on"],
    at="contents",
    severity=ERROR,
    text="goods from Japan have no content data; Japan Post returns such items",
    source="Japan Post, electronic advance data: United States from 2021-01-01, all destinations from 2024-03-01",
    since=date(2021, 1, 1),
    fix="declare the contents piece by piece",
    applies_to=_AS_ORIGIN,
    supersedes=frozenset({"UPU-CNT-001", "PLACI-001", "ICS2-MIN-001", "EUI-H7-001", "US-AED-003"}),
)
def goods_from_japan_are_declared(count: int, is_goods: bool, destination: str | None, on: date) -> Answer:
    """Goods posted in Japan come without any content data.

    Why: Japan Post sends goods without advance data back to the sender: to the United States since 2021, to all destinations since 2024.
    Fix: declare the contents piece by piece.
    Good: JP to CA: contents.1.units = 2
    Bad: JP to CA: contents = none
    """
    return {} if count == 0 and is_goods and (on >= _EVERYWHERE or destination == "US") else None


@rule(
    "JP-EXP-002",
    on=Scope.ITEM,
    reads=["total_value", "is_goods", "documents?", "rates", "on"],
    at="documents",
    severity=WARNING,
    text="goods of {worth} JPY leave Japan without an export permit",
    source="Japan Post: goods above JPY 200 000 need an export declaration; Customs Act of Japan, article 67",
    fix="have the export declared, and add the permit as a document",
    applies_to=_AS_ORIGIN,
)
def valuable_exports_of_japan_have_a_permit(
    total: Money,
    is_goods: bool,
    documents: Sequence[Sequence[str | None]] | None,
    rates: Rates,
    on: date,
    *,
    limit: Decimal = Decimal(200_000),
) -> Answer:
    """Goods worth more than JPY 200 000 leave Japan, and no export permit is among the documents.

    Why: up to that value no declaration is needed for mail; above it the item waits for the permit.
    Fix: have the export declared, and add the permit as a document.
    Good: JP to CA: rates JPY = "0.006": contents.1.amount = "1199.00"; form = "CN23"
    Bad: JP to CA: rates JPY = "0.006": contents.1.amount = "1213.00"; form = "CN23"
    Notes: needs a rate of exchange where the value is not in JPY.
    """
    if not is_goods or (total.currency, "JPY") in rates.futile:
        return None
    value = worth(total, "JPY", rates, on)
    if value is None or value <= Decimal(limit) or any(_is_permit(document) for document in documents or ()):
        return None
    return {"worth": value.quantize(_UNIT)}


def _is_permit(document: Sequence[str | None]) -> bool:
    text = " ".join(part.lower() for part in document[1:] if part is not None)
    return any(word in text for word in _PERMITS)
