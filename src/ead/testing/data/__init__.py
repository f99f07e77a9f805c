"""Invented people and firms at real places, and a catalogue of goods that travel by post.

The data are read from ``countries.toml`` and ``goods.csv`` beside this module, when first asked for. Names, numbers and
e-mail addresses are made up; towns, postcodes, telephone patterns and six-digit codes (HS 2022) are real.
"""

from __future__ import annotations

import csv
import tomllib
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from random import Random
from types import MappingProxyType
from typing import Any

from ead.testing.data.references import ROLES, Role, reference_for

__all__ = [
    "ROLES",
    "Country",
    "Good",
    "Role",
    "address",
    "amount",
    "countries",
    "country",
    "email",
    "firm",
    "goods",
    "money",
    "person",
    "phone",
    "reference_for",
]

_MAIL_HOSTS = ("mail.example.com", "post.example.org", "inbox.example.net", "web.example.com", "mailbox.example.org")
_ASCII = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i", "ß": "ss", "æ": "ae", "đ": "d"})
_WHOLE_UNITS = frozenset({"CLP", "JPY", "KRW"})
# Amounts in these would need seven digits for ordinary goods, more than many operators' systems hold: sellers quote US dollars.
_QUOTED_IN_DOLLARS = frozenset({"ARS", "COP", "IDR"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """What sample parties of one country look like.

    ``rate`` is the rough number of thousandths of a unit of ``currency`` for one euro. ``places`` are (city, state, postcode),
    with empty strings where the country has no states or postcodes. ``first``, ``middle`` and ``last`` hold names of women
    and of men. In telephone patterns ``#`` stands for any digit and ``N`` for 2 to 9.
    """

    code: str
    name: str
    currency: str
    rate: int
    language: str
    first: tuple[tuple[str, ...], tuple[str, ...]]
    middle: tuple[tuple[str, ...], tuple[str, ...]]
    last: tuple[tuple[str, ...], tuple[str, ...]]
    line1: str
    line2: tuple[str, ...]
    streets: tuple[str, ...]
    places: tuple[tuple[str, str, str], ...]
    mobile: tuple[str, ...]
    landline: tuple[str, ...]
    firms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """One line of the catalogue: weights of one unit in grams, prices of one unit in euro cents.

    ``hs`` is a six-digit code of HS 2022, ``origins`` are the usual countries of origin, ``variants`` holds the description in
    French, German, Spanish and Portuguese, where there is one, by ISO 639-1 language. Goods of the category ``documents``
    have no value and no origin.
    """

    description: str
    hs: str
    grams: tuple[int, int]
    cents: tuple[int, int]
    max_units: int
    category: str
    origins: tuple[str, ...]
    variants: MappingProxyType[str, str]


@cache
def countries() -> MappingProxyType[str, Country]:
    """Return the countries that have sample data, by their ISO 3166-1 alpha-2 code."""
    text = (files(__name__) / "countries.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text, parse_float=Decimal)
    return MappingProxyType({code: _country(code, row) for code, row in rows.items()})


def _country(code: str, row: dict[str, Any]) -> Country:
    return Country(
        code=code,
        rate=int(row["per_eur"] * 1000),
        first=(tuple(row["first_f"]), tuple(row["first_m"])),
        middle=(tuple(row.get("middle_f", ())), tuple(row.get("middle_m", ()))),
        last=(tuple(row.get("last_f", row["last"])), tuple(row["last"])),
        places=tuple(tuple(place.split("|")) for place in row["places"]),
        name=row["name"],
        currency=row["currency"],
        language=row["language"],
        line1=row["line1"],
        line2=tuple(row["line2"]),
        streets=tuple(row["streets"]),
        mobile=tuple(row["mobile"]),
        landline=tuple(row["landline"]),
        firms=tuple(row["firms"]),
    )


def country(code: str) -> Country:
    """Return the sample data of a country; raises `LookupError` when there are none."""
    try:
        return countries()[code]
    except KeyError:
        raise LookupError(f'no sample data for country "{code}", expected one of {", ".join(sorted(countries()))}') from None


@cache
def goods() -> tuple[Good, ...]:
    """Return the catalogue of goods."""
    text = (files(__name__) / "goods.csv").read_text(encoding="utf-8")
    return tuple(_good(row) for row in csv.DictReader(text.splitlines()))


def _good(row: dict[str, str]) -> Good:
    return Good(
        description=row["description"],
        hs=row["hs"],
        grams=(int(Decimal(row["kg_min"]) * 1000), int(Decimal(row["kg_max"]) * 1000)),
        cents=(int(Decimal(row["eur_min"]) * 100), int(Decimal(row["eur_max"]) * 100)),
        max_units=int(row["max_units"]),
        category=row["category"],
        origins=tuple(row["origins"].split()),
        variants=MappingProxyType({language: row[language] for language in ("fr", "de", "es", "pt") if row[language]}),
    )


def person(code: str, rng: Random) -> str:
    """Return the full name of an invented person of the country, with the patronymic where one is usual."""
    names = country(code)
    sex = rng.randrange(2)
    parts = [rng.choice(names.first[sex])]
    if names.middle[sex]:
        parts.append(rng.choice(names.middle[sex]))
    parts.append(rng.choice(names.last[sex]))
    return " ".join(parts)


def firm(code: str, rng: Random) -> str:
    """Return the name of an invented firm of the country."""
    names = country(code)
    return rng.choice(names.firms).replace("{last}", rng.choice(names.last[1]))


def address(code: str, rng: Random) -> dict[str, str]:
    """Return an invented address at a real place: the address fields of a party, without those the country does not use."""
    place = country(code)
    city, state, postcode = rng.choice(place.places)
    number = str(rng.randint(2, 186))
    found = {"address_line1": place.line1.replace("{street}", rng.choice(place.streets)).replace("{number}", number)}
    if place.line2 and rng.random() < 0.25:
        found["address_line2"] = rng.choice(place.line2).replace("{flat}", str(rng.randint(2, 38)))
    found["city"] = city
    if state:
        found["state"] = state
    if postcode:
        found["postcode"] = postcode
    found["country"] = code
    return found


def phone(code: str, rng: Random, *, landline: bool = False) -> str:
    """Return an invented number in international form; a mobile number unless ``landline`` is true."""
    patterns = country(code).landline if landline else country(code).mobile
    text = rng.choice(patterns)
    return "".join(_digit(mark, rng) for mark in text)


def _digit(mark: str, rng: Random) -> str:
    if mark == "#":
        return str(rng.randrange(10))
    return str(rng.randrange(2, 10)) if mark == "N" else mark


def email(name: str, rng: Random) -> str:
    """Return an e-mail address for the name, at a host under a domain that is reserved for examples (RFC 2606)."""
    plain = unicodedata.normalize("NFKD", name.translate(_ASCII)).encode("ascii", "ignore").decode("ascii").lower()
    words = ["".join(letter for letter in word if letter.isalnum()) for word in plain.split()]
    return f"{words[0]}.{words[-1]}{rng.randint(2, 98)}@{rng.choice(_MAIL_HOSTS)}"


def money(code: str) -> str:
    """Return the currency in which senders of the country state values, ISO 4217."""
    currency = country(code).currency
    return "USD" if currency in _QUOTED_IN_DOLLARS else currency


@cache
def _rates() -> dict[str, int]:
    return {found.currency: found.rate for found in countries().values()}


def amount(cents: int, currency: str) -> str:
    """Return what the euro cents are roughly worth in the currency, as text with the currency's usual decimals.

    The amounts are never round: no whole units, or no whole hundreds in currencies without decimals. Raises `LookupError`
    for a currency that no country of the sample data uses.
    """
    if currency not in _rates():
        raise LookupError(f'no sample rate for currency "{currency}"')
    minor = cents * _rates()[currency] // 1000
    if currency in _WHOLE_UNITS:
        tens = max(minor // 1000, 1)
        return f"{tens + (tens % 10 == 0)}0"
    minor += 5 if minor % 100 in (0, 99) else 0
    return f"{minor // 100}.{minor % 100:02d}"
