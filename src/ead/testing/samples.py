"""How one clean sample item is put together: route, goods, weights, values, parties, references, papers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from ead.codelists import countries as iso_countries
from ead.identifiers import gtin, s10
from ead.testing import data
from ead.testing.data import Good

__all__ = ["REFERENCE_DATE", "Plan", "build_item", "is_below_threshold"]

REFERENCE_DATE = date(2026, 11, 21)
"""The day on which the sample data are up to date; items are posted in the four weeks before it."""

_SALE, _RETURN, _GIFT, _SAMPLE, _DOCUMENTS, _MIXED, _OTHER = "11", "21", "31", "32", "91", "991", "999"
_NATURES = ((_SALE, 124), (_GIFT, 36), (_RETURN, 12), (_SAMPLE, 10), (_DOCUMENTS, 14), (_MIXED, 2), (_OTHER, 2))
_PRIVATE = frozenset({_GIFT, _MIXED, _OTHER})
# Türkiye clears hardly any goods for private persons by post since 2026-02-06; Korea identifies persons, not firms.
_NATURES_BY_DESTINATION = {"TR": ((_SALE, 80), (_SAMPLE, 10), (_DOCUMENTS, 10)), "KR": ((_SALE, 70), (_GIFT, 22), (_DOCUMENTS, 8))}

_UNION_CENTS = 13_900  # below the 150 EUR up to which IOSS and the short declaration H7 apply
# Totals stay below what the destination clears without a full declaration (GBP 135, NOK 3000, CNY 1000 or 800, MYR 500, BRL ...).
_MAX_CENTS = {"GB": 14_500, "NO": 22_000, "CN": 8_800, "MY": 9_500, "BR": 4_300, "TR": 22_000, "KR": 12_500, "SG": 24_000}
_OTHER_CENTS = 34_000
_GIFT_CENTS = 4_200  # the EU relieves what private persons send each other up to 45 EUR
_CN22_CENTS = 24_000  # form CN 22 goes up to 300 SDR, in the United Kingdom to 270 GBP

# Senders' systems cut descriptions at these lengths (USPS, Australia Post, Canada Post).
_DESCRIPTION_LENGTHS = {"US": 30, "AU": 40, "CA": 45}
_NATIONAL_DIGITS = {"US": ("0010", "0020", "0040", "0090"), "IE": ("0000", "1000", "9000"), "DE": ("00", "10", "90")}
_THRESHOLDS = {
    "EUR": (45, 150),
    "GBP": (39, 135),
    "USD": (50, 100, 800),
    "SGD": (400,),
    "AUD": (1000,),
    "NZD": (1000,),
    "NOK": (3000,),
    "MYR": (500,),
    "CNY": (800, 1000),
}
_LETTER_GRAMS, _PARCEL_GRAMS = 1_750, 18_000  # net; with packing at most 2 kg and 20 kg
_EXPLANATIONS = (
    "Belongings left behind on a visit",
    "Lent goods going back to their owner",
    "Own things sent on after a move",
    "Sent for repair, to be returned",
)
_INDICATOR_LETTERS = "ABCDEFGHJKLMNPQRSTU"  # V to Z are left out: some second letters there are not for international mail
_LETTER_KINDS = (("L", "N"), ("R", "R"), ("U", "N"), ("V", "V"))
_POSTAGE = {"U": (420, 900), "C": (1_380, 640), "E": (2_790, 980)}  # euro cents: base, and for each kilogram


@dataclass(slots=True)
class Plan:
    """What is fixed about an item before its details are drawn, and what the details add up to."""

    rng: Random
    serial: int
    origin: str
    destination: str
    nature: str = ""
    mail_class: str = ""
    handling: str = ""
    to_firm: bool = False
    currency: str = ""
    cents: int = 0
    grams: int = 0
    pieces: list[tuple[Good, int, int, int]] = field(default_factory=list)

    @property
    def from_firm(self) -> bool:
        """Whether the sender is a firm."""
        return self.nature in (_SALE, _SAMPLE)


def build_item(plan: Plan, *, nature: str = "", mail_class: str = "", handling: str = "") -> dict[str, Any]:
    """Return one clean item for the plan; ``nature``, ``mail_class`` and ``handling`` (a class of letter post: N, R or V) force those."""
    rng = plan.rng
    plan.nature = nature or _weighted(rng, _NATURES_BY_DESTINATION.get(plan.destination, _NATURES))
    plan.mail_class, plan.handling = mail_class, handling
    plan.to_firm = _goes_to_firm(plan, forced=bool(nature))
    plan.currency = _currency(plan)
    _choose_pieces(plan)
    contents = [_piece(plan, *piece) for piece in plan.pieces]
    gross = plan.grams + 12 + plan.grams * rng.randint(3, 9) // 100 + rng.randint(0, 9)
    item = _envelope(plan, gross)
    item |= _insurance(item, contents, plan)
    item["sender"] = _sender(plan)
    item["addressee"] = _addressee(plan)
    if papers := _papers(plan):
        item["documents"] = papers
    if plan.nature == _OTHER:
        item["remarks"] = rng.choice(_EXPLANATIONS)
    item["contents"] = contents
    return item


def _weighted(rng: Random, shares: tuple[tuple[str, int], ...]) -> str:
    return rng.choices([value for value, _ in shares], [share for _, share in shares])[0]


def _goes_to_firm(plan: Plan, *, forced: bool) -> bool:
    """Tell whether the addressee is a firm; a sale that was asked for by name goes to a person."""
    if plan.nature in (_SAMPLE, _RETURN):
        return True
    if plan.nature != _SALE:
        return False
    return plan.destination == "TR" or (plan.destination != "KR" and not forced and plan.rng.random() < 0.1)


def _currency(plan: Plan) -> str:
    if plan.nature != _SALE or plan.to_firm:
        return data.money(plan.origin)
    # The limits of IOSS and H7 are in euro, whatever the member state's own currency.
    return "EUR" if plan.destination in iso_countries.eu_members() else data.money(plan.destination)


# -- goods -------------------------------------------------------------------------------------------------------------


@cache
def _catalogue(origin: str, documents: bool) -> tuple[Good, ...]:
    """Return the goods whose description fits the systems of the origin."""
    longest = _DESCRIPTION_LENGTHS.get(origin, 512)
    return tuple(good for good in data.goods() if len(good.description) <= longest and (good.category == "documents") == documents)


def _budget(plan: Plan) -> int:
    if plan.nature in _PRIVATE:
        return min(_GIFT_CENTS, _limit(plan.destination))
    if plan.nature == _SAMPLE:
        return min(6_000, _limit(plan.destination))
    return _limit(plan.destination)


def _limit(destination: str) -> int:
    return _UNION_CENTS if destination in iso_countries.eu_members() else _MAX_CENTS.get(destination, _OTHER_CENTS)


def _choose_pieces(plan: Plan) -> None:
    rng = plan.rng
    catalogue = _catalogue(plan.origin, plan.nature == _DOCUMENTS)
    if plan.nature == _DOCUMENTS:
        good = rng.choice(catalogue)
        plan.grams = rng.randint(*good.grams) | 1
        plan.pieces = [(good, 1, plan.grams, 0)]
        return
    wanted = rng.choices((1, 2, 3, 4), (58, 26, 11, 5))[0]
    budget = _budget(plan)
    seen: set[str] = set()
    tries = 0
    while len(plan.pieces) < wanted and (tries < 12 or not plan.pieces):
        tries += 1
        _try_piece(plan, rng.choice(catalogue), budget, seen)


def _try_piece(plan: Plan, good: Good, budget: int, seen: set[str]) -> None:
    """Add the good to the pieces if weight, value and sub-heading leave room for it."""
    rng = plan.rng
    size = rng.random()
    grams = good.grams[0] + int(size * (good.grams[1] - good.grams[0]))
    cents = good.cents[0] + int((size + rng.random()) / 2 * (good.cents[1] - good.cents[0]))
    units = rng.randint(1, good.max_units) if plan.nature == _SALE and rng.random() < 0.4 else 1
    grams, cents = grams * units, cents * units
    grams += grams in (10, 100, 1000)  # looks like a dummy weight
    limit = _LETTER_GRAMS if plan.mail_class == "U" else _PARCEL_GRAMS
    if good.hs in seen or plan.grams + grams > limit or plan.cents + cents > budget:
        return
    cents = _plausible(cents, plan)
    if data.amount(cents, plan.currency) in [data.amount(other[3], plan.currency) for other in plan.pieces]:
        return
    seen.add(good.hs)
    plan.grams += grams
    plan.cents += cents
    plan.pieces.append((good, units, grams, cents))


def _plausible(cents: int, plan: Plan) -> int:
    """Return a value, lower if need be, with which neither the piece nor the total looks made up or trimmed to a threshold."""
    total = sum(Decimal(data.amount(piece[3], plan.currency)) for piece in plan.pieces)
    for _ in range(20):
        amount = Decimal(data.amount(cents, plan.currency))
        if not (_looks_trimmed(amount, plan.currency) or _looks_trimmed(total + amount, plan.currency)):
            break
        cents -= max(cents // 60, 7)
    return cents


def _looks_trimmed(amount: Decimal, currency: str) -> bool:
    """Tell whether the amount lies just below a threshold, or is a whole number."""
    return (amount % 1 == 0 and currency not in ("JPY", "KRW", "CLP")) or is_below_threshold(amount, currency)


def is_below_threshold(amount: Decimal, currency: str) -> bool:
    """Tell whether the amount lies just below one up to which some destination asks for less."""
    return any(limit * Decimal("0.97") <= amount <= limit for limit in _THRESHOLDS.get(currency, ()))


def _piece(plan: Plan, good: Good, units: int, grams: int, cents: int) -> dict[str, Any]:
    piece: dict[str, Any] = {"units": units, "description": _description(plan, good)}
    if plan.nature != _DOCUMENTS:
        piece |= {"amount": data.amount(cents, plan.currency), "currency": plan.currency}
    piece |= {"net_weight": _kilograms(grams), "hs_code": _hs_code(plan, good), "origin_country": _made_in(plan, good)}
    if plan.nature == _SALE and (not plan.to_firm or plan.rng.random() < 0.5):
        piece |= _product_ids(plan.rng)
    return piece


def _description(plan: Plan, good: Good) -> str:
    text = good.variants.get(data.country(plan.destination).language)
    fits = text is not None and len(text) <= _DESCRIPTION_LENGTHS.get(plan.origin, 512)
    return text if text and fits and plan.rng.random() < 0.15 else good.description


def _hs_code(plan: Plan, good: Good) -> str:
    digits = _NATIONAL_DIGITS.get(plan.destination)
    return good.hs + plan.rng.choice(digits) if digits else good.hs


def _made_in(plan: Plan, good: Good) -> str:
    """Return the country of origin of the goods, which is never the destination: that would be a re-import."""
    origins = [code for code in good.origins if code != plan.destination]
    if not origins or plan.origin in origins:
        return plan.origin
    return plan.rng.choice(origins)


def _product_ids(rng: Random) -> dict[str, str]:
    # GS1 sets the prefix 952 aside for demonstrations and examples.
    number = f"952{rng.randrange(10**9):09d}"
    return {
        "seller_product_id": f"SKU-{rng.randrange(10**6):06d}",
        "maker_product_id": f"{rng.choice('ABCDEFGHKLMNPRSTW')}{rng.choice('ABCDEFGHKLMNPRSTW')}-{rng.randrange(10**4):04d}",
        "gtin": number + gtin.calc_check_digit(number),
    }


def _kilograms(grams: int) -> str:
    return f"{grams // 1000}.{grams % 1000:03d}"


# -- item --------------------------------------------------------------------------------------------------------------


def _envelope(plan: Plan, gross: int) -> dict[str, Any]:
    rng = plan.rng
    plan.mail_class = plan.mail_class or _mail_class(plan, gross)
    first, handling = _indicator(plan)
    serial = f"{plan.serial:08d}"
    moment = REFERENCE_DATE - timedelta(days=rng.randint(2, 26))
    item: dict[str, Any] = {"item_id": f"{first}{rng.choice(_INDICATOR_LETTERS)}{serial}{s10.calc_check_digit(serial)}{plan.origin}"}
    if plan.nature == _SALE:
        item["local_id"] = f"ORD-{rng.randrange(10**7):07d}"
    item |= {
        "posted_at": f"{moment.isoformat()}T{rng.randint(8, 18):02d}:{rng.randrange(60):02d}:{rng.randrange(60):02d}",
        "mail_class": plan.mail_class,
        "mail_category": "A" if plan.mail_class == "E" or rng.random() < 0.85 else rng.choice("BC"),
        "handling_class": handling,
    }
    if plan.mail_class == "U":
        item["item_format"] = "LT" if plan.nature == _DOCUMENTS else "SP"
    if plan.nature != _DOCUMENTS:
        item["form"] = "CN22" if plan.mail_class == "U" and plan.cents <= _CN22_CENTS else "CN23"
    base, per_kilogram = _POSTAGE[plan.mail_class]
    return item | {
        "origin_operator": f"{plan.origin}A",
        "destination_operator": f"{plan.destination}A",
        "nature": plan.nature,
        "gross_weight": _kilograms(gross),
        "postage": data.amount(base + per_kilogram * gross // 1000, plan.currency),
        "postage_currency": plan.currency,
    }


def _mail_class(plan: Plan, gross: int) -> str:
    if gross < 1_950 and plan.rng.random() < 0.78:
        return "U"
    return "E" if plan.nature == _DOCUMENTS or plan.rng.random() < 0.3 else "C"


def _indicator(plan: Plan) -> tuple[str, str]:
    """Return the first letter of the service indicator, and the handling class that goes with it."""
    if plan.mail_class == "U":
        shares = (60, 25, 12, 0 if plan.nature == _DOCUMENTS else 3)
        wanted = [share if plan.handling in ("", kind[1]) else 0 for kind, share in zip(_LETTER_KINDS, shares, strict=True)]
        return plan.rng.choices(_LETTER_KINDS, wanted)[0]
    if plan.mail_class == "C" and plan.nature == _SALE and plan.rng.random() < 0.4:
        return "H", "N"
    return plan.mail_class, "N"


def _insurance(item: dict[str, Any], contents: list[dict[str, Any]], plan: Plan) -> dict[str, str]:
    """Return the insured value, which is the declared one, of an insured item."""
    if item["handling_class"] != "V":
        return {}
    total = sum(Decimal(piece["amount"]) for piece in contents)
    return {"insured_value": str(total), "insured_value_currency": plan.currency}


def _papers(plan: Plan) -> list[dict[str, str]]:
    if plan.nature not in (_SALE, _RETURN, _SAMPLE):
        return []
    invoice = {"id": f"INV-2026-{plan.rng.randrange(10**6):06d}", "name": "Commercial invoice", "type": "INVOICE"}
    if plan.nature != _RETURN:
        return [invoice]
    return [invoice, {"id": f"RET-2026-{plan.rng.randrange(10**6):06d}", "name": "Return form of the seller", "type": "OTHER"}]


# -- parties -----------------------------------------------------------------------------------------------------------


def _sender(plan: Plan) -> dict[str, Any]:
    landline = plan.from_firm and plan.rng.random() < 0.4
    party = _party(plan.rng, plan.origin, firm=plan.from_firm, landline=landline)
    union = iso_countries.eu_members()
    references = []
    if plan.nature == _SALE and not plan.to_firm and not (plan.origin in union and plan.destination in union):
        references.append(data.reference_for(plan.destination, "seller", plan.rng))
    if plan.from_firm:
        references.append(data.reference_for(plan.origin, "exporter", plan.rng))
    if known := [reference for reference in references if reference]:
        party["references"] = known
    return party


def _addressee(plan: Plan) -> dict[str, Any]:
    # Some destinations send their notices to a mobile telephone, so every addressee has one.
    party = _party(plan.rng, plan.destination, firm=plan.to_firm, landline=False)
    reference = data.reference_for(plan.destination, "company" if plan.to_firm else "person", plan.rng)
    if reference:
        party["references"] = [reference]
    return party


def _party(rng: Random, code: str, *, firm: bool, landline: bool) -> dict[str, Any]:
    name = data.person(code, rng)
    party: dict[str, Any] = {"name": name}
    if firm:
        party["company"] = data.firm(code, rng)
    party["person_type"] = "2" if firm else "1"
    party |= data.address(code, rng)
    party["telephone"] = data.phone(code, rng, landline=landline)
    party["email"] = data.email(name, rng)
    return party
