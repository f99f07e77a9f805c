"""Data quality of the country of origin of goods."""

from __future__ import annotations

from collections.abc import Sequence

from ead.codelists import countries
from ead.rules.api import INFO, WARNING, Answer, Confidence, Scope, rule
from ead.rules.facts import PSEUDO_COUNTRIES, country_correction

__all__ = ["origin_is_a_country_code", "origin_is_not_the_destination"]

_RETURNED = "21"
_COUNTRIES = countries.alpha2_codes()


@rule(
    "DQ-ORI-001",
    on=Scope.PIECE,
    reads=["origin_country", "item.destination", "item.nature?"],
    at="origin_country",
    severity=WARNING,
    text='country of origin "{origin}" is the country the item is sent to',
    source="WCO and UPU guidance on the quality of electronic advance data",
    confidence=Confidence.INFERRED,
    fix="give the country where the goods were made, which is not where they are sold or sent to",
)
def origin_is_not_the_destination(origin: str, destination: str, nature: str | None) -> Answer:
    """The goods come from the country they are sent to, though they are not returned.

    Why: the country of origin is where goods were made; the addressee's country is a frequent mistake, and a true re-import needs
        other papers.
    Fix: give the country where the goods were made, which is not where they are sold or sent to.
    Good: contents.1.origin_country = "TW"
    Bad: contents.1.origin_country = "BE"
    Notes: a missing origin is UPU-CNT-003.
    """
    return {"origin": origin} if origin == destination and nature != _RETURNED else None


@rule(
    "DQ-ORI-003",
    on=Scope.ITEM,
    reads=["contents.origin_country?", "sender.country"],
    at="contents.1.origin_country",
    severity=INFO,
    text='all goods are said to come from "{origin}", a country that ships much more than it makes',
    source="WCO and UPU guidance on the quality of electronic advance data",
    confidence=Confidence.INFERRED,
    fix="give the country where the goods were made, which is not where the warehouse stands",
)
def origin_is_not_merely_the_hub(origins: Sequence[str | None], sender_country: str, *, hubs: Sequence[str] = ()) -> Answer:
    """All goods come from the country of dispatch, and that is a marketplace hub.

    Why: sellers who ship through a hub often give its country as the origin of everything; duty depends on where goods were made.
    Fix: give the country where the goods were made, which is not where the warehouse stands.
    Good: contents.1.origin_country = "TW"
    Bad: with hubs = "TW": contents.1.origin_country = "TW"
    Notes: silent unless a profile sets `hubs`, a list of country codes such as HK.
    """
    return {"origin": sender_country} if sender_country in hubs and origins and origins.count(sender_country) == len(origins) else None


@rule(
    "DQ-ORI-002",
    on=Scope.PIECE,
    reads=["origin_country"],
    at="origin_country",
    severity=WARNING,
    text='country of origin "{origin}" is no ISO 3166-1 alpha-2 code',
    source="ISO 3166-1",
    confidence=Confidence.ARITHMETIC,
    fix="give the two-letter code of the country where the goods were made, such as CN or DE",
    safe_fix=True,
)
def origin_is_a_country_code(origin: str) -> Answer:
    """The country of origin is a name, a three-letter code, in lower case, or a stand-in such as EU, UK, XX.

    Why: systems look the code up; a union of states or a stand-in is no country, and duty depends on the country.
    Fix: give the two-letter code of the country where the goods were made, such as CN or DE.
    Good: contents.1.origin_country = "TW"
    Bad: contents.1.origin_country = "CHN"
    Notes: a three-letter code, a code in lower case and an exact English name are corrected by a safe fix. Codes that mean nothing
        are UPU-CNT-003.
    """
    return _no_country(origin) if origin not in _COUNTRIES else None


def _no_country(origin: str) -> Answer:
    meant = country_correction(origin)
    if meant is not None:
        return {"origin": origin, "fix_value": meant}
    return {"origin": origin} if origin.strip().upper() in PSEUDO_COUNTRIES else None
