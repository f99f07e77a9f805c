"""Rules: the United Kingdom, as a destination and as an origin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ead.rules.api import INFO, WARNING, Answer, AppliesTo, Confidence, Scope, rule
from ead.rules.rates import Rates
from ead.rules.reference_facts import Known
from ead.rules.table_references import has_kind
from ead.rules.value_facts import Money, worth

__all__: list[str] = []

_CENT = Decimal("0.01")
_CN22, _GIFT = "CN22", "31"
_AS_DESTINATION = AppliesTo(destinations=frozenset({"GB"}))


@rule(
    "GB-FORM-001",
    on=Scope.ITEM,
    reads=["form", "total_value", "rates", "on"],
    at="form",
    severity=WARNING,
    text="form CN 22 for goods of {worth} GBP, expected CN 23 above {limit} GBP",
    source="Royal Mail, electronic customs data: CN 22 up to GBP 270",
    fix="use form CN 23",
    supersedes=frozenset({"UPU-FORM-001"}),
)
def small_form_is_for_small_values(form: str, total: Money, rates: Rates, on: date, *, limit: Decimal = Decimal(270)) -> Answer:
    """Goods worth more than GBP 270 go with form CN 22.

    Why: above that value the United Kingdom wants form CN 23; items with the wrong form are held.
    Fix: use form CN 23.
    Good: TW to GB: rates GBP = "1.15": contents.1.amount = "310.00"
    Bad: TW to GB: rates GBP = "1.15": contents.1.amount = "311.00"
    Notes: needs a rate of exchange where the value is not in GBP.
    """
    return (
        _above(total, limit, rates, on)
        if form == _CN22 and (total.amount > Decimal(limit) if total.currency == "GBP" else (total.currency, "GBP") not in rates.futile)
        else None
    )


def _above(total: Money, limit: Decimal, rates: Rates, on: date) -> Answer:
    value = worth(total, "GBP", rates, on)
    return {"worth": value.quantize(_CENT), "limit": limit} if value is not None and value > Decimal(limit) else None


@rule(
    "GB-VAL-001",
    on=Scope.ITEM,
    reads=["total_value", "contents.amount", "nature", "is_distance_sale?", "sender_references?", "rates", "on"],
    at="contents",
    severity=INFO,
    text="goods of {worth} GBP: {consequence}",
    source="HM Revenue and Customs, VAT on goods sold directly to customers in the UK; Notice 143",
    confidence=Confidence.GENERAL,
    since=date(2021, 1, 1),
    fix="check that the data fits the procedure: VAT number of the seller up to GBP 135, full declaration above GBP 900",
    applies_to=_AS_DESTINATION,
)
def value_fits_the_british_procedure(
    total: Money,
    amounts: Sequence[Decimal],
    nature: str,
    is_distance_sale: bool | None,
    given: Sequence[Known] | None,
    rates: Rates,
    on: date,
    *,
    at_sale: Decimal = Decimal(135),
    gift: Decimal = Decimal(39),
    full: Decimal = Decimal(900),
) -> Answer:
    """The value decides on another procedure than the data suggests: no VAT number up to GBP 135, a gift above GBP 39, goods above GBP 900.

    Why: up to GBP 135 the seller charges VAT when it sells, so it has a British VAT number; gifts are free up to GBP 39; above GBP 900
        a full customs declaration is made.
    Fix: check that the data fits the procedure: VAT number of the seller up to GBP 135, full declaration above GBP 900.
    Good: TW to GB: rates GBP = "1.15": contents.1.amount = "137.80"
    Bad: TW to GB: rates GBP = "1.15": sender.references = none
    Notes: only information. Needs a rate of exchange where the value is not in GBP.
    """
    if (total.currency, "GBP") in rates.futile:
        return None
    value = worth(total, "GBP", rates, on)
    if value is None or not value:
        return None
    if value > Decimal(full):
        at, consequence = _dearest(amounts), f"above {full} GBP a full customs declaration is made"
    elif nature == _GIFT and value > Decimal(gift):
        at, consequence = _dearest(amounts), f"gifts are free of tax up to {gift} GBP only"
    elif is_distance_sale and value <= Decimal(at_sale) and not has_kind(given, ("VAT",)):
        at, consequence = "sender.references", f"up to {at_sale} GBP the seller charges VAT, and no VAT number is given"
    else:
        return None
    return {"at": at, "worth": value.quantize(_CENT), "consequence": consequence}


def _dearest(amounts: Sequence[Decimal]) -> str:
    """The amount of the piece that is worth most."""
    return f"contents.{1 + max(range(len(amounts)), key=amounts.__getitem__)}.amount"
