"""Rule: a brand that is often counterfeited, at a price at which nobody sells the genuine article."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from ead.derived import table
from ead.descriptions.quick import alphabet, maybe
from ead.descriptions.words import plain_words
from ead.named import NamedTuple
from ead.native import twin
from ead.rules.api import INFO, Answer, Confidence, Scope, fact, rule
from ead.rules.rates import Rates
from ead.rules.value_facts import Money, worth
from ead.rules.world.dg_grammar import grammar

__all__ = ["branded", "maybe_branded"]

_DOCUMENTS = "91"


class Branded(NamedTuple):
    """An article of a brand, and the least price in euro that anybody sells a genuine one for."""

    brand: str
    least: Decimal


class _Brands(NamedTuple):
    first: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    articles: Mapping[str, frozenset[str]]
    least: Mapping[str, Decimal]


@cache
def _brands() -> _Brands:
    data: Mapping[str, Any] = table("rules", "dg/brands")
    first: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    for kind, names in data["brands"].items():
        for name in map(plain_words, names):
            first[name[0]] = (*first.get(name[0], ()), (name, kind))
    articles = {kind: frozenset(word for name in names for word in plain_words(name)) for kind, names in data["articles"].items()}
    return _Brands(first, articles, {kind: Decimal(price) for kind, price in data["least"].items()})


@fact("brand", on=Scope.PIECE, reads=["description"])
def brand(description: str) -> Branded | None:
    """The brand that the description names as that of a watch, bag or the like, and the least price of one; ``None`` for most goods."""
    return branded(description) if maybe_branded()(description) else None


@cache
def maybe_branded() -> Callable[[str], bool]:
    """A test that is false only of descriptions without the first word of a brand; compiled code asks once for each word."""
    first = _brands().first
    return twin("described", lambda native: native.AnyWord(alphabet(), first.__contains__).may_be, lambda: maybe)


@lru_cache(maxsize=8192)
def branded(description: str) -> Branded | None:
    """The article of a brand that the description names, by the words of the description."""
    brands = _brands()
    words, purpose = plain_words(description), grammar().purpose
    for position, word in enumerate(words):
        for name, kind in brands.first.get(word, ()):
            if words[max(0, position - 1)] in purpose or words[position : position + len(name)] != name:
                continue
            if (least := _least(words, kind, brands)) is not None:
                return Branded(" ".join(name), least)
    return None


def _least(words: tuple[str, ...], kind: str, brands: _Brands) -> Decimal | None:
    if not brands.articles["except"].isdisjoint(words):
        return None
    kinds = ("watch",) if kind == "watch" else ("bag", "other")
    return next((brands.least[article] for article in kinds if not brands.articles[article].isdisjoint(words)), None)


@rule(
    "DG-CTF-001",
    on=Scope.PIECE,
    reads=["brand", "amount", "currency", "units", "item.nature", "rates", "on"],
    at="amount",
    severity=INFO,
    text='{price} EUR is an implausible price for an article of "{brand}"',
    source="UPU Convention article 19.2.1.3; Regulation (EU) No 608/2013",
    confidence=Confidence.INFERRED,
    fix="declare the price that was paid; counterfeit and pirated goods are prohibited in mail",
)
def branded_goods_have_plausible_prices(
    brand: Branded, amount: Decimal, currency: str, units: int, nature: str, rates: Rates, on: date
) -> Answer:
    """Goods of a brand that is often counterfeited are declared at a price at which nobody sells the genuine article.

    Why: counterfeit goods are prohibited, and a declared value far too low is what customs look for first.
    Fix: declare the price that was paid; leave counterfeit goods out.
    Good: contents.1.description = "Watch strap of leather for Rolex"; contents.1.hs_code = "911390"
    Bad: contents.1.description = "Rolex watch for men"; contents.1.hs_code = "910121"
    Notes: only new watches, bags, shoes and clothes of a few brands, below 400, 100 and 40 euro a unit.
    """
    return _implausible(brand, amount, currency, units, rates, on) if nature != _DOCUMENTS else None


def _implausible(found: Branded, amount: Decimal, currency: str, units: int, rates: Rates, on: date) -> Answer:
    price = worth(Money(amount, currency), "EUR", rates, on)
    if not price or units < 1 or price / units >= found.least:
        return None
    return {"brand": found.brand, "price": (price / units).quantize(Decimal("0.01"))}
