"""Data quality of values and currencies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache, lru_cache

from ead.codelists import countries, currencies
from ead.derived import table
from ead.named import NamedTuple
from ead.native import twin
from ead.rules.api import INFO, WARNING, Answer, Confidence, Scope, fact, rule

__all__ = ["THRESHOLDS", "Threshold", "ordinary_currencies", "thresholds"]

_DOCUMENTS, _GIFT = "91", "31"
_DUMMIES = frozenset(map(Decimal, ("0.01", "1", "9.99", "99.99", "999.99", "999999")))
# As written, with four decimals at most: the hash of a decimal that was just made costs ten times as much as that of its text.
_DUMMY_TEXTS = frozenset(text for dummy in _DUMMIES for text in (f"{dummy:.{places}f}" for places in range(5)) if Decimal(text) == dummy)
_ROUND = Decimal(5)
_NOWHERE: frozenset[str] = frozenset()
# Never more than a factor of two apart since 2000, so that a range of six orders of magnitude holds for all of them.
_NEAR_DOLLAR = frozenset({"USD", "EUR", "GBP", "CHF"})


class Threshold(NamedTuple):
    """A total up to which a destination asks for less: no duty, no tax or a short declaration. ``nature`` "" means any."""

    currency: str
    limit: Decimal
    nature: str = ""


THRESHOLDS: dict[str, tuple[Threshold, ...]] = {
    "GB": (Threshold("GBP", Decimal(135)),),  # VAT at the point of sale; duty relief
    "US": (Threshold("USD", Decimal(100), _GIFT), Threshold("USD", Decimal(800))),  # 19 USC 1321; gifts (a)(2)(A)
    "SG": (Threshold("SGD", Decimal(400)),),
    "AU": (Threshold("AUD", Decimal(1000)),),
    "NZ": (Threshold("NZD", Decimal(1000)),),
    "NO": (Threshold("NOK", Decimal(3000)),),  # VOEC
}
_UNION = (Threshold("EUR", Decimal(150)),)  # Regulation (EC) No 1186/2009, article 23; IOSS
# Destination and currency, then the thresholds, lowest first.
_BY_PLACE = {
    (country, thresholds[0].currency): thresholds
    for country, thresholds in (dict.fromkeys(countries.eu_members(), _UNION) | THRESHOLDS).items()
}
_LEAST_THRESHOLD = min(thresholds[0].limit for thresholds in _BY_PLACE.values())


@rule(
    "DQ-VAL-001",
    on=Scope.PIECE,
    reads=["amount", "item.nature?"],
    at="amount",
    severity=WARNING,
    text="the value is 0, expected what the goods are worth",
    source="WCO and UPU guidance on the quality of electronic advance data (unrealistic values such as 0 or 1)",
    fix="give what was paid, or for gifts and samples what the goods would cost",
)
def value_is_not_zero(amount: Decimal, nature: str | None) -> Answer:
    """The value of a piece is zero.

    Why: goods are worth something even if nobody paid for them; customs set a value of their own, or stop the item.
    Fix: give what was paid, or for gifts and samples what the goods would cost.
    Good: contents.1.amount = "37.80"
    Bad: contents.1.amount = "0.00"
    Notes: documents may be worth nothing.
    """
    return {} if not amount and nature != _DOCUMENTS else None


@rule(
    "DQ-VAL-002",
    on=Scope.ITEM,
    reads=["contents.amount"],
    at="contents.1.amount",
    severity=INFO,
    text="the value {amount} looks made up",
    source="WCO and UPU guidance on the quality of electronic advance data (unrealistic values such as 0 or 1)",
    confidence=Confidence.INFERRED,
    fix="give the price that was paid, as on the invoice",
)
def values_look_real(amounts: Sequence[Decimal]) -> Answer:
    """A value is 1, 0.01, 9.99, 99.99 or 999999, or three or more pieces have one and the same round value.

    Why: such values are typed when the true one is not at hand.
    Fix: give the price that was paid, as on the invoice.
    Good: contents.1.amount = "37.80"
    Bad: contents.1.amount = "1.00"
    Notes: an info only, for some of them are ordinary prices.
    """
    return _made_up(amounts) if (len(amounts) > 2 and amounts[0] == amounts[1]) or _any_dummy()(amounts) else None


@cache
def _any_dummy() -> Callable[[Sequence[Decimal]], bool]:
    return twin(
        "values",
        lambda native: native.Dummies(_DUMMIES).any_among,
        lambda: lambda amounts: not _DUMMY_TEXTS.isdisjoint(map(str, amounts)),
    )


def _made_up(amounts: Sequence[Decimal]) -> Answer:
    places = [{"at": f"contents.{number}.amount", "amount": amount} for number, amount in enumerate(amounts, 1) if amount in _DUMMIES]
    if places:
        return list(places)
    first = amounts[0]
    return {"amount": first} if first and not first % _ROUND and all(amount == first for amount in amounts) else None


@rule(
    "DQ-VAL-004",
    on=Scope.PIECE,
    reads=["amount", "currency", "net_weight", "item.gross_is_plausible"],
    at="amount",
    severity=WARNING,
    text="{amount} {currency} for {net_weight} kg is {density} {currency} per kilogram, expected {lowest} to {highest}",
    source="WCO and UPU guidance on the quality of electronic advance data (unrealistic values)",
    confidence=Confidence.INFERRED,
    fix="check value and weight: both are those of the line, the weight in kilograms",
)
def value_suits_the_weight(
    amount: Decimal,
    currency: str,
    net_weight: Decimal,
    plausible: bool,
    *,
    lowest: Decimal = Decimal("0.05"),
    highest: Decimal = Decimal(20000),
) -> Answer:
    """The value per kilogram is out of all proportion.

    Why: either the weight is in grams, or the value in cents or in another currency.
    Fix: check value and weight: both are those of the line, the weight in kilograms.
    Good: contents.1.amount = "37.80"; contents.1.net_weight = "0.364"
    Bad: TW to MX: contents.1.amount = "14000.00"
    Notes: only for USD, EUR, GBP and CHF, which are within a factor of two of each other: no exchange rates are built in. Values and
        weights of zero are left to their own rules, and nothing is said where the gross weight is in the wrong unit.
    """
    return (
        {
            "amount": amount,
            "currency": currency,
            "net_weight": net_weight,
            "density": (amount / net_weight).quantize(Decimal("0.001")),
            "lowest": lowest,
            "highest": highest,
        }
        if not lowest * net_weight <= amount <= highest * net_weight and currency in _NEAR_DOLLAR and amount and net_weight
        else None
    )


@fact("thresholds", on=Scope.ITEM, reads=["destination", "contents.currency"])
def thresholds(destination: str, used: Sequence[str]) -> tuple[Threshold, ...] | None:
    """The thresholds of the destination, lowest first; ``None`` when there are none in the currency of the first piece."""
    return _thresholds_in(destination, used[0])


# A tuple is not made for a question that was asked before.
@lru_cache(maxsize=4096)
def _thresholds_in(destination: str, currency: str) -> tuple[Threshold, ...] | None:
    return _BY_PLACE.get((destination, currency))


@rule(
    "DQ-VAL-005",
    on=Scope.ITEM,
    reads=["thresholds", "total_amount", "contents.currency", "destination", "nature?"],
    at="contents.1.amount",
    severity=WARNING,
    text="the total of {total} {currency} lies just below {limit} {currency}, up to which {destination} asks for less",
    source="thresholds: Regulation (EC) No 1186/2009 article 23, 19 USC 1321, HMRC, ATO, NZ Customs, IRAS, Skatteetaten (VOEC)",
    confidence=Confidence.INFERRED,
    fix="if this is the price that was paid, leave it; keep the invoice at hand",
)
def total_is_not_trimmed_to_a_threshold(
    limits: Sequence[Threshold],
    total: Decimal,
    used: Sequence[str],
    destination: str,
    nature: str | None,
    *,
    margin: Decimal = Decimal("0.02"),
) -> Answer:
    """The total value lies within two percent below a duty or tax threshold of the destination.

    Why: values are trimmed to stay below a threshold; customs look at such items more closely.
    Fix: if this is the price that was paid, leave it; keep the invoice at hand.
    Good: contents.1.amount = "37.80"
    Bad: contents.1.amount = "149.00"
    Notes: only in the currency of the threshold, so no exchange rate is needed; the threshold itself counts as below.
    """
    # Most totals are below any threshold, and told without a look at those of the place.
    if total < _LEAST_THRESHOLD * (1 - margin) or total < limits[0].limit * (1 - margin) or total > limits[-1].limit:
        return None
    for currency, limit, only in limits:
        if limit * (1 - margin) <= total <= limit and (not only or nature == only) and used.count(currency) == len(used):
            return {"total": total, "currency": currency, "limit": limit, "destination": destination}
    return None


@rule(
    "DQ-VAL-006",
    on=Scope.ITEM,
    reads=["contents.currency", "sender.country", "addressee.country"],
    at="contents.1.currency",
    severity=WARNING,
    text='currency "{currency}" is used neither in {origin} nor in {destination}',
    source="ISO 4217 (list of currencies and countries)",
    confidence=Confidence.INFERRED,
    fix="check the currency; a price list of another country may have been used",
)
def currency_is_at_home(used: Sequence[str], origin: str, destination: str, *, accepted: Sequence[str] = ()) -> Answer:
    """The currency is that of neither country, nor one that is quoted everywhere.

    Why: a currency picked from the wrong line of a list makes a hundred times more or less of the value.
    Fix: check the currency; a price list of another country may have been used.
    Good: contents.1.currency = "EUR"
    Bad: postage_currency = "KZT"; contents.1.currency = "KZT"
    Notes: USD, EUR, GBP, CHF, CNY, JPY and XDR pass everywhere; `accepted` adds more. The first piece with such a currency is reported.
    """
    if _everywhere().issuperset(used) or (ordinary_currencies(origin, destination) or _NOWHERE).issuperset(used):
        return None
    return _from_elsewhere(used, origin, destination, accepted)


def _from_elsewhere(used: Sequence[str], origin: str, destination: str, accepted: Sequence[str]) -> Answer:
    ordinary = ordinary_currencies(origin, destination)
    if ordinary is None:
        return None
    for number, currency in enumerate(used, 1):
        if currency not in ordinary and currency not in accepted and currencies.is_active(currency):
            return {"at": f"contents.{number}.currency", "currency": currency, "origin": origin, "destination": destination}
    return None


@lru_cache(maxsize=4096)
def ordinary_currencies(*codes: str) -> frozenset[str] | None:
    """The currencies that are no surprise between the countries, or ``None`` when one of these is not known."""
    everywhere, local = _local_currencies()
    if any(code not in local for code in codes):
        return None
    return everywhere.union(*(local[code] for code in codes))


@cache
def _everywhere() -> frozenset[str]:
    """The currencies that are no surprise anywhere."""
    return _local_currencies()[0]


@cache
def _local_currencies() -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    data = table("rules", "local-currencies")
    local: dict[str, frozenset[str]] = {}
    for currency, members in data["countries"].items():
        for country in members.split():
            local[country] = local.get(country, frozenset()) | {currency}
    return frozenset(data["everywhere"]["currencies"].split()), local
