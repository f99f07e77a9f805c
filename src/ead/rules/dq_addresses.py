"""Data quality of addresses: postcodes, towns, street lines, and whether the country is that of the destination."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import cache, lru_cache

from ead.codelists import countries, postcodes
from ead.derived import table
from ead.descriptions.quick import folding
from ead.descriptions.words import fold, folded_terms, has_letter
from ead.native import twin
from ead.patterns import lazy
from ead.rules.api import INFO, WARNING, Answer, Confidence, Scope, fact, rule

__all__ = ["city_fault", "fault_of_city", "fault_of_postcode", "postcode_fault", "surely_of_country", "surely_town"]

_SOURCE = "Google libaddressinput (postal address formats)"
_LONG = 5
_PUNCTUATION = 8  # lines that differ more in length differ in words
_DIGIT = lazy("[0-9]")
_DIGITS = "0123456789"
# Postcodes of one repeated digit that exist: Newton Falls, Ohio, and Guetersloh.
_REAL_RUNS = frozenset({("US", "44444"), ("DE", "33333")})
# Where the town has the name of the country.
_CITY_STATES = ("SG", "MC", "LU", "KW", "DJ", "GI", "SM", "GT", "PA", "MX", "VA", "HK", "MO", "AD", "BZ", "ST", "NR", "CW", "GG", "JE")
# Where nearly every building has a number; elsewhere farms, villas and hamlets go by name.
_NUMBERED = ("AT", "BE", "BR", "CA", "CZ", "DE", "DK", "ES", "FI", "HU", "NL", "NO", "PL", "SE", "SG", "SK", "US")
_WITHOUT_NUMBER = lazy(
    r"\b(?:p ?o ?box|box|postbus|postfach|skr poczt|poste restante|postlagernd|general delivery|c o|care of|"
    r"apo|fpo|dpo|s n|sn|sin numero|sem numero|schloss|kasteel|burg|universit\w*|hospital|airport|army|base|campus|farm|hotel)\b"
)


@fact("postcode_fault", on=Scope.PARTY, reads=["country", "postcode?", "telephone?", "address_line1?"])
def postcode_fault(country: str, postcode: str | None, telephone: str | None, line: str | None) -> str | None:
    """What is wrong with the party's postcode: a fault of :func:`fault_of_postcode`, or "copy" of another field."""
    return (
        _fault_as_copy(country, postcode, telephone, line)
        if (not surely_of_country()(country, postcode) and fault_of_postcode(country, postcode) is not None)
        or postcode in (line, telephone)
        else None
    )


@cache
def surely_of_country() -> Callable[[str, str | None], bool]:
    """The test of postcodes that have no fault in a country for sure."""
    return twin(
        "addresses",
        lambda native: native.Postcodes(postcodes.forms, folded_terms("postcode")).are_of,
        lambda: lambda country, postcode: fault_of_postcode(country, postcode) is None,
    )


def _fault_as_copy(country: str, postcode: str | None, telephone: str | None, line: str | None) -> str | None:
    return "copy" if postcode is not None and postcode in (telephone, line) else fault_of_postcode(country, postcode)


@lru_cache(maxsize=8192)
def fault_of_postcode(country: str, postcode: str | None) -> str | None:
    """What is wrong with a postcode in the country, or ``None``.

    "missing", "superfluous" (the country has none), "stand-in", or "pattern" (not of the country's form).

    >>> fault_of_postcode("BE", "9000"), fault_of_postcode("DE", "00000"), fault_of_postcode("NL", "0234 AB"), fault_of_postcode("BE", None)
    (None, 'stand-in', 'pattern', 'missing')
    """
    if postcode is None:
        return "missing" if postcodes.is_required(country) else None
    if not postcodes.has_postcodes(country):
        return "superfluous"
    plain = fold(postcode).replace(" ", "")
    if plain in folded_terms("postcode") or (_is_run(plain) and (country, plain) not in _REAL_RUNS):
        return "stand-in"
    return None if postcodes.is_valid(country, postcode) else "pattern"


def _is_run(plain: str) -> bool:
    """One digit again and again; four equal digits other than zero are real postcodes in many countries."""
    return plain == plain[:1] * len(plain) and plain.isdecimal() and (len(plain) >= _LONG or plain[0] == "0")


@rule(
    "DQ-ADR-001",
    on=Scope.PARTY,
    reads=["postcode_fault", "postcode", "country", "item.destination_operator?"],
    at="postcode",
    severity=WARNING,
    text="the postcode is {fault}, expected one of {country}",
    source=_SOURCE,
    confidence=Confidence.INFERRED,
    fix="give the postcode of the address, as it is written there (for example {example})",
    public=frozenset({"country", "fault", "example"}),
)
def postcode_suits_the_country(fault: str, postcode: str, country: str, operator: str | None) -> Answer:
    """The postcode does not have the form of the country's postcodes, is a stand-in, or repeats another field.

    Why: sorting and delivery go by the postcode, and customs systems refuse those of the wrong form.
    Fix: give the postcode of the address, as it is written there.
    Good: addressee.postcode = "9000"
    Bad: addressee.postcode = "1A-2B"
    Notes: blanks, hyphens and country prefixes do not matter. Silent where the postcode is
        one of the country of destination, so that the country is wrong (DQ-ADR-005).
    """
    if fault not in _FAULTS:
        return None
    served = (operator or "")[:2]
    if fault == "pattern" and served != country and countries.is_country(served) and fault_of_postcode(served, postcode) is None:
        return None
    return {"country": country, "fault": _FAULTS[fault], "example": postcodes.example(country)}


_FAULTS = {"stand-in": "a stand-in", "pattern": "of another form", "copy": "a copy of another field"}


@rule(
    "DQ-ADR-002",
    on=Scope.PARTY,
    reads=["postcode_fault", "country"],
    at="postcode",
    severity=WARNING,
    text="the postcode is missing, expected one of {country}",
    source=_SOURCE,
    confidence=Confidence.INFERRED,
    fix="give the postcode of the address, as it is written there (for example {example})",
    public=frozenset({"country", "example"}),
)
def postcode_is_there_where_needed(fault: str, country: str) -> Answer:
    """The postcode is missing in a country where addresses need one.

    Why: without it the item is sorted by hand, and customs systems of some destinations refuse it.
    Fix: give the postcode of the address, as it is written there.
    Good: addressee.postcode = "9000"
    Bad: addressee.postcode = none
    """
    return {"country": country, "example": postcodes.example(country)} if fault == "missing" else None


@rule(
    "DQ-ADR-007",
    on=Scope.PARTY,
    reads=["postcode_fault", "country"],
    at="postcode",
    severity=INFO,
    text="a postcode is given, and {country} has none",
    source=_SOURCE,
    confidence=Confidence.INFERRED,
    fix="leave the postcode out",
    public=frozenset({"country"}),
)
def postcode_is_left_out_where_there_is_none(fault: str, country: str) -> Answer:
    """A postcode is given for a country that has no postcodes.

    Why: it was made up to get past a required field, or the country is wrong.
    Fix: leave the postcode out, or correct the country.
    Good: addressee.postcode = "9000"
    Bad: sender.country = "HK"; sender.postcode = "999077"; item_id = "LX806576725HK"; origin_operator = "HKA"
    """
    return {"country": country} if fault == "superfluous" else None


@rule(
    "DQ-ADR-003",
    on=Scope.PARTY,
    reads=["city_fault", "country?"],
    at="city",
    severity=WARNING,
    text="the city is {fault}, expected the name of a town",
    source="WCO and UPU guidance on the quality of electronic advance data (incorrect or incomplete addresses)",
    confidence=Confidence.INFERRED,
    fix="give the town; postcode and country have fields of their own",
    public=frozenset({"fault"}),
)
def city_is_a_town(fault: str, country: str | None, *, city_states: Container[str] = _CITY_STATES) -> Answer:
    """The city has no letters, is a stand-in, or is the name of the country.

    Why: fields filled in the wrong order leave the town out, and the item cannot be delivered.
    Fix: give the town; postcode and country have fields of their own.
    Good: addressee.city = "Gent"
    Bad: addressee.city = "9000"
    Notes: towns that share the name of their country (`city_states`: Singapore, Luxembourg, Panama ...) pass.
    """
    return {"fault": fault} if fault != _COUNTRY or country not in city_states else None


_COUNTRY = "the country"


@lru_cache(maxsize=8192)
def fault_of_city(city: str, country: str | None) -> str | None:
    """What a city is instead of the name of a town in the country; ``None`` when it can be one.

    >>> fault_of_city("Gent", "BE"), fault_of_city("9000", "BE"), fault_of_city("Belgium", "BE")
    (None, 'a number', 'the country')
    """
    if not has_letter(city):
        return "a number" if any(map(str.isdigit, city)) else "without letters"
    folded = fold(city)
    if folded in folded_terms("text"):
        return "a stand-in"
    if country is None or (city.replace(" ", "").isalpha() and _first_words().isdisjoint(folded.split())):
        return None
    return _COUNTRY if countries.by_name(city) == country else None


@cache
def _first_words() -> frozenset[str]:
    """One of these stands in every name of a country: telling so is cheaper than looking the name up."""
    return frozenset(table("rules", "country-beginnings").split("\n"))


@fact("city_fault", on=Scope.PARTY, reads=["city", "country?"])
def city_fault(city: str, country: str | None) -> str | None:
    """What the party's city is instead of the name of a town; ``None``, and so silence, for nearly all."""
    return fault_of_city(city, country) if not surely_town()(city) else None


@cache
def surely_town() -> Callable[[str], bool]:
    """The test of names that a town in any country can have."""
    return twin(
        "addresses",
        lambda native: native.Towns(folded_terms("text"), _first_words(), folding()).is_town,
        lambda: lambda city: False,
    )


@rule(
    "DQ-ADR-004",
    on=Scope.PARTY,
    reads=["address_line1", "address_line2?", "country"],
    at="address_line1",
    severity=WARNING,
    text="the address has neither a house number nor a post office box",
    source="WCO and UPU guidance on the quality of electronic advance data (incorrect or incomplete addresses)",
    confidence=Confidence.INFERRED,
    fix="give street and house number, or the number of the post office box",
)
def street_has_a_number(line: str, second: str | None, country: str, *, numbered_countries: Container[str] = _NUMBERED) -> Answer:
    """The address has no house number and no post office box.

    Why: in countries where every house has a number, an address without one is incomplete.
    Fix: give street and house number, or the number of the post office box.
    Good: addressee.address_line1 = "Veldstraat 47"
    Bad: addressee.address_line1 = "Veldstraat"
    Notes: only in `numbered_countries`; elsewhere villas, farms and hamlets go by name.
    """
    return (
        {}
        if line[-1] not in _DIGITS and line[0] not in _DIGITS and country in numbered_countries and _has_no_number(line, second or "")
        else None
    )


def _has_no_number(line: str, second: str) -> bool:
    return not _has_digit(line) and not _has_digit(second) and not _WITHOUT_NUMBER.search(fold(f"{line} {second}"))


def _has_digit(text: str) -> bool:
    return bool(_DIGIT.search(text)) or (not text.isascii() and any(map(str.isdigit, text)))


@rule(
    "DQ-ADR-005",
    on=Scope.ITEM,
    reads=["addressee.country", "destination_operator"],
    at="addressee.country",
    severity=WARNING,
    text='the addressee is in "{country}", but the item goes to operator "{operator}"',
    source="UPU operator codes begin with the country's ISO 3166-1 code",
    confidence=Confidence.INFERRED,
    fix="send the item to the operator of the addressee's country, or correct the address",
)
def addressee_lives_in_the_destination(country: str, operator: str) -> Answer:
    """The addressee's country is not that of the destination operator.

    Why: the data goes to the operator and its customs; they cannot clear an item for another country.
    Fix: send the item to the operator of the addressee's country, or correct the address.
    Good: addressee.country = "BE"
    Bad: destination_operator = "FRA"
    Notes: territories served by a country's operator pass, and so do operator codes that do not begin with a country.
    """
    return {"country": country, "operator": operator} if operator[:2] != country and _are_apart(country, operator[:2]) else None


def _are_apart(country: str, served: str) -> bool:
    if not countries.is_country(country) or not countries.is_country(served):
        return False
    return not countries.is_served_by(country, served)


@rule(
    "DQ-ADR-006",
    on=Scope.PARTY,
    reads=["address_line1", "city", "postcode"],
    at="address_line1",
    severity=INFO,
    text="the first address line holds the whole address, with postcode and city",
    source="WCO and UPU guidance on the quality of electronic advance data (incorrect or incomplete addresses)",
    confidence=Confidence.INFERRED,
    fix="give the street and number only; postcode and city have fields of their own",
)
def address_is_in_its_fields(line: str, city: str, postcode: str) -> Answer:
    """Postcode and city stand in the first address line as well.

    Why: labels and screening then show the town twice, and the street may be cut off.
    Fix: give the street and number only; postcode and city have fields of their own.
    Good: addressee.address_line1 = "Veldstraat 47"
    Bad: addressee.address_line1 = "Veldstraat 47, 9000 Gent"
    """
    return {} if postcode in line and len(postcode) > 3 and _holds_words(line, postcode) and _holds_words(line, city) else None


def _holds_words(line: str, words: str) -> bool:
    return f" {fold(words)} " in f" {fold(line)} "


@rule(
    "DQ-CHR-002",
    on=Scope.PARTY,
    reads=["address_line1", "address_line2"],
    at="address_line2",
    severity=INFO,
    text="the second address line says the same as the first",
    source="WCO and UPU guidance on the quality of electronic advance data (incorrect or incomplete addresses)",
    confidence=Confidence.INFERRED,
    fix="leave the second line out, or give what it was meant for: flat, floor, building",
)
def address_lines_differ(first: str, second: str) -> Answer:
    """The two address lines differ in nothing but case, blanks and punctuation.

    Why: a line that was copied has pushed out what stood there, usually the flat or the building.
    Fix: leave the second line out, or give what it was meant for: flat, floor, building.
    Good: addressee.address_line2 = "Bus 3"
    Bad: addressee.address_line2 = "VELDSTRAAT, 47"
    """
    return (
        {}
        if abs(len(first) - len(second)) <= _PUNCTUATION and first[0].casefold() == second[0].casefold() and fold(first) == fold(second)
        else None
    )
