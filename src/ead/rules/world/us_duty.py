"""Mail to the United States: the data that duty rests on. Duty itself is never calculated: its rates and their basis keep changing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from ead.codelists import hs, natures
from ead.descriptions.words import fold
from ead.identifiers import hs as hs_code
from ead.rules import upu_contents
from ead.rules.api import ERROR, INFO, WARNING, Answer, Scope, rule
from ead.rules.facts import COUNTRIES, zero_padded_hs
from ead.rules.rates import Rates
from ead.rules.value_facts import Money, dearest, worth
from ead.rules.world.us_aed_area import enters_us, is_informational

__all__ = ["enters_us"]

_CHINA_START = date(2025, 5, 2)
_ALL_START = date(2025, 8, 29)
_SPECIFIC_END = date(2026, 2, 28)
_HTSUS_START = date(2026, 7, 24)
_CHINA = frozenset({"CN", "HK"})
_DIGITS = 10
_NATIONAL_CHAPTERS = ("98", "99")  # what they stand for where is a matter of other rules
_INFORMAL_LIMIT = 2500
_GIFT_LIMIT = 100


@rule(
    "US-DUTY-001",
    on=Scope.PIECE,
    reads=["origin_country?", "hs_code?", "item.nature", "item.origin?", "item.enters_us", "on"],
    at="origin_country",
    severity=ERROR,
    text="the country of origin {state}; duty in the United States depends on it",
    source="Executive Orders 14256 (China and Hong Kong, 2025-05-02) and 14324 (all countries, 2025-08-29); CBP, CSMS 65934463",
    since=_CHINA_START,
    fix="give the two-letter code of the country where the goods were made",
    supersedes=frozenset({"UPU-CNT-003", "USPS-REQ-001"}),
)
def dutiable_goods_have_an_origin(
    country: str | None, code: str | None, nature: str, sent_from: str | None, entering: bool, on: date
) -> Answer:
    """A piece of an item to the United States has no country of origin, or a code that is none.

    Why: the relief for small values ended, on 2025-05-02 for goods of China and Hong Kong and on 2025-08-29 for all; the rate of duty
        follows from the country where each article was made, whatever the way it is sent.
    Fix: give the two-letter code of the country where the goods were made.
    Good: TW to US: contents.1.origin_country = "TW"
    Bad: TW to US: contents.1.origin_country = none
    Notes: until 2025-08-28 asked only of items posted in China or Hong Kong. A warning for gifts, which are free up to 100 USD, and for
        informational materials (printed matter, recorded media, works of art). Codes such as EU are DQ-ORI-002.
    """
    if country in COUNTRIES:
        return None
    answer = upu_contents.origin_of_goods_is_a_country(country, nature)
    if answer is None or (on < _ALL_START and sent_from not in _CHINA):
        return None
    spared = nature == natures.GIFT or (code is not None and is_informational(code))
    return {**answer, "severity": WARNING} if spared else dict(answer)


@rule(
    "US-DUTY-002",
    on=Scope.PIECE,
    reads=["amount?", "currency?", "item.enters_us"],
    at="amount",
    severity=ERROR,
    text="the content piece has no {element}, and duty in the United States is a share of the value",
    source="Executive Order 14324; CBP, CSMS 65934463: ad valorem duty on mail from 2025-08-29, the only method from 2026-02-28",
    since=_ALL_START,
    fix="add the {element}: the price paid for the line, not for one unit",
    supersedes=frozenset({"US-AED-003", "UPU-CNT-002"}),
    each_field=True,
)
def dutiable_goods_have_a_value(amount: Decimal | None, currency: str | None, entering: bool) -> Answer:
    """A piece of an item to the United States has no value, or no currency.

    Why: duty is a share of the value since 2025-08-29, and since 2026-02-28 there is no other method.
    Fix: add the price paid for the line, not for one unit, and its currency.
    Good: TW to US: contents.1.amount = "37.80"
    Bad: TW to US: contents.1.amount = none
    """
    if amount is not None and currency is not None:
        return None
    return [{"at": name, "element": name} for name, value in (("amount", amount), ("currency", currency)) if value is None]


@rule(
    "US-DUTY-003",
    on=Scope.ITEM,
    reads=["enters_us", "extra_fields"],
    at="extra_fields",
    severity=INFO,
    text="the method of specific duty ended with items posted on 2026-02-27",
    source="Executive Order 14324: 80, 160 or 200 USD an item as an alternative for six months from 2025-08-29",
    since=_SPECIFIC_END,
    fix="choose the ad valorem method",
)
def method_of_duty_is_in_use(entering: bool, extra: Sequence[Sequence[str | None]]) -> Answer:
    """An extra field chooses specific duty (a fixed sum for each item), which ended.

    Why: carriers could choose it for items posted from 2025-08-29 to 2026-02-27; since then duty is a share of the value.
    Fix: choose the ad valorem method.
    Good: TW to US: extra_fields.1.name = "Duty method"; extra_fields.1.value = "ad valorem"
    Bad: TW to US: extra_fields.1.name = "Duty method"; extra_fields.1.value = "specific"
    Notes: looks at extra fields of the item whose name has the word duty.
    """
    hits: list[Mapping[str, object]] = [
        {"at": f"extra_fields.{number}.value"}
        for number, (name, value) in enumerate(extra, 1)
        if "duty" in fold(name or "").split() and "specific" in fold(value or "").split()
    ]
    return hits or None


@rule(
    "US-DUTY-004",
    on=Scope.PIECE,
    reads=["hs_code?", "item.nature", "item.hs_edition", "item.enters_us"],
    at="hs_code",
    severity=ERROR,
    text="{state}, expected the ten digits of the Harmonized Tariff Schedule of the United States",
    source="91 FR 37801, interim final rule of 2026-06-24: HTSUS classification of informal mail entries from 2026-07-24",
    since=_HTSUS_START,
    fix="look the ten digits up in the tariff schedule of the United States (HTSUS)",
    supersedes=frozenset({"UPU-HS-001", "UPU-HS-002"}),
)
def dutiable_goods_have_a_us_tariff_code(code: str | None, nature: str, edition: str, entering: bool) -> Answer:
    """A piece of an item to the United States has no ten-digit tariff code.

    Why: mail is entered informally with the full classification since 2026-07-24; six digits do not tell the rate of duty.
    Fix: look the ten digits up in the tariff schedule of the United States (HTSUS).
    Good: TW to US: contents.1.hs_code = "6109100012"
    Bad: TW to US: contents.1.hs_code = "610910"
    Notes: gifts are left out. Only the number of digits is checked here, of codes whose first six exist;
        the others have rules of their own. Dots are UPU-HS-002.
    """
    if code is None:
        return {"state": "the content piece has no HS code"} if nature != natures.GIFT else None
    return _short_code(code, nature, edition) if len(code) != _DIGITS else None


def _short_code(code: str, nature: str, edition: str) -> Answer:
    plain = hs_code.compact(code)
    if len(plain) == _DIGITS or not (plain.isascii() and plain.isdigit()):
        return None
    if nature == natures.GIFT or zero_padded_hs(plain, edition) or plain.startswith(_NATIONAL_CHAPTERS):
        return None
    known = len(plain) < 6 or hs.is_valid(plain[:6], edition)
    return {"state": f"the HS code has {len(plain)} digits"} if known else None


@rule(
    "US-DUTY-005",
    on=Scope.ITEM,
    reads=["enters_us", "total_value", "contents.amount", "rates", "on"],
    at="contents.1.amount",
    severity=ERROR,
    text="goods worth {worth} USD are above the {limit} USD up to which mail is entered informally",
    source="19 CFR 145.12: formal entry of mail above 2 500 USD",
    fix="have a customs broker file a formal entry, or correct the value",
)
def value_allows_an_informal_entry(
    entering: bool, total: Money, amounts: Sequence[Decimal], rates: Rates, on: date, *, limit: int = _INFORMAL_LIMIT
) -> Answer:
    """Goods to the United States are worth more than 2 500 dollars.

    Why: mail above this value needs a formal entry, for which the addressee or a broker has to come forward; until then it waits.
    Fix: have a customs broker file a formal entry, or correct the value.
    Good: TW to US: contents.1.amount = "37.80"; contents.1.currency = "USD"; postage_currency = "USD"
    Bad: TW to US: contents.1.amount = "2790.00"; contents.1.currency = "USD"; postage_currency = "USD"; form = "CN23"
    Notes: other currencies are converted with the rates given.
    """
    if total.currency == "USD" and total.amount <= limit:
        return None
    if (total.currency, "USD") in rates.futile:
        return None
    value = worth(total, "USD", rates, on)
    return {"at": dearest(amounts), "worth": round(value, 2), "limit": limit} if value is not None and value > limit else None


@rule(
    "US-DUTY-007",
    on=Scope.ITEM,
    reads=["enters_us", "nature", "from_firm", "total_value?", "rates", "on"],
    at="nature",
    severity=WARNING,
    text="declared as a gift, but {reason}",
    source="19 CFR 10.152: gifts from person to person up to 100 USD; kept for mail by Executive Order 14324",
    fix="declare a sale as a sale; tell the addressee that duty is due on a gift above the limit",
    supersedes=frozenset({"UPU-NAT-002"}),
    public=frozenset({"reason"}),
)
def gifts_are_from_persons_and_of_low_value(
    entering: bool, nature: str, by_firm: bool, total: Money | None, rates: Rates, on: date, *, limit: int = _GIFT_LIMIT
) -> Answer:
    """A gift to the United States is sent by a firm, or is worth more than 100 dollars.

    Why: relief is for bona-fide gifts between persons up to 100 dollars; anything else is charged, and claimed relief looked at closely.
    Fix: declare a sale as a sale; tell the addressee that duty is due on a gift above the limit.
    Good: TW to US: nature = "31"; sender.company = none; sender.person_type = "1"; sender.references = none
    Bad: TW to US: nature = "31"; sender.references = none
    Notes: other currencies are converted with the rates given.
    """
    return _no_relief(by_firm, total, rates, on, limit) if nature == natures.GIFT else None


def _no_relief(by_firm: bool, total: Money | None, rates: Rates, on: date, limit: int) -> Answer:
    if by_firm:
        return {"reason": "a firm sends it"}
    value = worth(total, "USD", rates, on) if total is not None else None
    return {"reason": f"it is worth {round(value, 2)} USD, more than {limit}"} if value is not None and value > limit else None
