"""Rules: Malaysia."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ead.rules.api import WARNING, Answer, Scope, rule
from ead.rules.rates import Rates
from ead.rules.reference_facts import Known
from ead.rules.table_references import has_kind
from ead.rules.world.sellers import unit_worths

__all__: list[str] = []

_SELLER = ("LVG_MY", "TAX")


@rule(
    "MY-LVG-001",
    on=Scope.ITEM,
    reads=["sender_references?", "is_distance_sale", "contents.amount", "contents.currency", "contents.units?", "rates", "on"],
    at="sender.references",
    severity=WARNING,
    text="goods up to {limit} MYR are sold without the seller's LVG registration number",
    source="Royal Malaysian Customs Department, sales tax on low value goods; USPS Postal Bulletin 22645; Australia Post",
    since=date(2024, 1, 1),
    fix="add the number that the seller has for low value goods (LVG), or its Malaysian TIN",
)
def sellers_to_malaysia_are_identified(
    given: Sequence[Known] | None,
    is_distance_sale: bool,
    amounts: Sequence[Decimal],
    currencies: Sequence[str],
    units: Sequence[int | None],
    rates: Rates,
    on: date,
    *,
    limit: Decimal = Decimal(500),
) -> Answer:
    """A firm sells goods up to MYR 500 to a person in Malaysia, and gives no registration number for low value goods.

    Why: the sales tax of 10 % is charged by registered sellers; items without their number are held until it is paid.
    Fix: add the number that the seller has for low value goods (LVG), or its Malaysian TIN.
    Good: TW to MY: rates MYR = "0.21": sender.references.1.value = "W10240612345678"
    Bad: TW to MY: rates MYR = "0.21": sender.references = none
    Notes: a warning, for sellers below MYR 500 000 a year need not register. Needs a rate of exchange where the value is not in MYR.
    """
    if has_kind(given, _SELLER):
        return None
    worths = list(unit_worths(amounts, currencies, units, "MYR", rates, on))
    return {"limit": limit} if all(value is not None and value <= Decimal(limit) for value in worths) else None
