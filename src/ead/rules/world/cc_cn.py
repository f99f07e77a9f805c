"""Rules: China. The check character of resident numbers stands in ``data/cc-cn.toml``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ead.codelists.natures import RETURNED, SAMPLE
from ead.rules.api import WARNING, Answer, Scope, rule
from ead.rules.rates import Rates
from ead.rules.tables import rules_from_data
from ead.rules.value_facts import Money, worth

__all__ = ["TABLE_RULES"]

TABLE_RULES = rules_from_data("cc-cn")

_NEARBY = frozenset({"HK", "MO", "TW"})
_NOT_PERSONAL = frozenset({SAMPLE, RETURNED})
_CENT = Decimal("0.01")


@rule(
    "CN-VAL-001",
    on=Scope.ITEM,
    reads=["total_value", "contents.amount", "contents.units?", "nature", "to_firm", "origin?", "rates", "on"],
    at="contents.1.amount",
    severity=WARNING,
    text="personal articles worth {worth} CNY, expected at most {limit} CNY",
    source="General Administration of Customs of China, announcement 43/2010",
    fix="divide the goods among several items, or have them declared as goods",
)
def personal_articles_to_china_are_within_the_limit(
    total: Money,
    amounts: Sequence[Decimal],
    units: Sequence[int | None],
    nature: str,
    to_firm: bool,
    origin: str | None,
    rates: Rates,
    on: date,
    *,
    limit: Decimal = Decimal(1000),
    nearby_limit: Decimal = Decimal(800),
) -> Answer:
    """Articles for a person in China are worth more than may come in one postal item.

    Why: above the limit customs send the item back, or want it declared as goods; one article that cannot be divided is let through.
    Fix: divide the goods among several items, or have them declared as goods.
    Good: US to CN: contents.1.amount = "945.00"; contents.1.currency = "CNY"; postage_currency = "CNY"
    Bad: US to CN: contents.1.amount = "1045.30"; contents.1.currency = "CNY"; postage_currency = "CNY"
    Notes: 800 CNY from Hong Kong, Macao and Taiwan, 1 000 CNY from elsewhere; couriers have another limit.
    """
    if to_firm or nature in _NOT_PERSONAL or list(units) == [1]:
        return None
    value = worth(total, "CNY", rates, on)
    most = Decimal(nearby_limit if origin in _NEARBY else limit)
    if value is None or value <= most:
        return None
    dearest = 1 + max(range(len(amounts)), key=amounts.__getitem__)
    return {"at": f"contents.{dearest}.amount", "worth": value.quantize(_CENT), "limit": most}
