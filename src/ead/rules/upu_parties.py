"""UPU rules on sender and addressee: what must be there, countries, contact, script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ead.codelists.natures import DOCUMENTS
from ead.rules.api import ERROR, INFO, WARNING, Answer, Confidence, Scope, rule
from ead.rules.core_characters import has_hidden_characters
from ead.rules.facts import COUNTRIES, country_correction
from ead.rules.scripts import foreign_script

__all__: list[str] = []

_CRITICAL = "IPC, critical elements of ITMATT; Jersey Post, customs data"
_ELEMENTS = ("name?", "first_name?", "last_name?", "company?", "address_line1?", "address_line2?", "city?", "country?")
_COMPONENTS = tuple(element.removesuffix("?") for element in _ELEMENTS[:-1])
_HALF = len(_ELEMENTS)


@rule(
    "UPU-PTY-001",
    on=Scope.PARTY,
    reads=[*_ELEMENTS, "role"],
    at="name",
    severity=ERROR,
    text="the {role} has no {element}",
    source=_CRITICAL,
    since=date(2021, 1, 1),
    fix="add the {element} of the {role}",
    public=frozenset({"role", "element"}),
)
def parties_are_complete(
    name: str | None,
    first_name: str | None,
    last_name: str | None,
    company: str | None,
    line1: str | None,
    line2: str | None,
    city: str | None,
    country: str | None,
    role: str,
) -> Answer:
    """Sender or addressee lacks a name, a street or P.O. box, a city, or a country.

    Why: these are the elements that risk analysis starts from; items without them are not loaded.
    Fix: add what is missing; a name may be given whole, in parts, or as that of a firm.
    Good: addressee.city = "Gent"
    Bad: addressee.city = none
    Notes: a party of which nothing is there is reported once, by UPU-PTY-003.
    """
    if name and line1 and city and country:
        return None
    if not (name or company or first_name or last_name or line1 or line2 or city or country):
        return None
    hits: list[Mapping[str, Any]] = []
    if not (name or company or (first_name and last_name)):
        at = "name" if not (first_name or last_name) else "last_name" if first_name else "first_name"
        hits.append({"at": at, "role": role, "element": at.replace("_", " ")})
    if not (line1 or line2):
        hits.append({"at": "address_line1", "role": role, "element": "street or P.O. box"})
    hits += [{"at": element, "role": role, "element": element} for element, value in (("city", city), ("country", country)) if not value]
    return hits or None


@rule(
    "UPU-LEN-003",
    on=Scope.PARTY,
    reads=_ELEMENTS[:-1],
    at="name",
    severity=INFO,
    text="{field} has {length} characters; one EDIFACT component carries {limit}",
    source="EDIFACT D.00A, segment NAD",
    fix="spread long addresses over both address lines; shorten what can be shortened",
    public=frozenset({"field", "length", "limit"}),
    each_field=True,
)
def names_and_addresses_fit_one_component(
    name: str | None,
    first_name: str | None,
    last_name: str | None,
    company: str | None,
    line1: str | None,
    line2: str | None,
    city: str | None,
    *,
    max: int = 35,  # noqa: A002 - named as in rows of kind "length"
) -> Answer:
    """A name or address part is longer than one EDIFACT component.

    Why: partners that receive EDIFACT get it in pieces, or cut off.
    Fix: spread long addresses over both address lines; shorten what can be shortened.
    Good: addressee.address_line1 = "Veldstraat 47"
    Bad: addressee.address_line1 = "Burgemeester Van Crombrugghestraat 47"
    """
    return (
        _long_components((name, first_name, last_name, company, line1, line2, city), max)
        if (name is not None and len(name) > max)
        or (line1 is not None and len(line1) > max)
        or (city is not None and len(city) > max)
        or (company is not None and len(company) > max)
        or (line2 is not None and len(line2) > max)
        or (first_name is not None and len(first_name) > max)
        or (last_name is not None and len(last_name) > max)
        else None
    )


def _long_components(values: Sequence[str | None], most: int) -> Answer:
    named = zip(_COMPONENTS, values, strict=True)
    return [
        {"at": field, "field": field, "length": len(value), "limit": most}
        for field, value in named
        if value is not None and len(value) > most
    ]


@rule(
    "UPU-PTY-002",
    on=Scope.PARTY,
    reads=["telephone?", "email?", "role", "item.nature"],
    at="telephone",
    severity=WARNING,
    text="the addressee has neither telephone nor e-mail",
    source="IPC, elements of ITMATT; Japan Post, items to Europe",
    fix="add a telephone number or an e-mail address",
)
def addressees_can_be_reached(telephone: str | None, email: str | None, role: str, nature: str) -> Answer:
    """The addressee of goods has neither a telephone number nor an e-mail address.

    Why: customs and the delivering post ask the addressee for duties and papers; without contact the item waits or goes back.
    Fix: add a telephone number, or an e-mail address.
    Good: addressee.telephone = none
    Bad: addressee.telephone = none; addressee.email = none
    """
    return {} if role == "addressee" and not telephone and not email and nature != DOCUMENTS else None


@rule(
    "UPU-PTY-003",
    on=Scope.ITEM,
    reads=["sender.name?", "addressee.name?", *(f"{role}.{element}" for role in ("sender", "addressee") for element in _ELEMENTS)],
    at="sender",
    severity=ERROR,
    text="the {role} is missing",
    source=_CRITICAL,
    since=date(2021, 1, 1),
    fix="add name and address of the {role}",
    public=frozenset({"role"}),
)
def both_parties_are_there(sender_name: str | None, addressee_name: str | None, *elements: str | None) -> Answer:
    """Sender or addressee is missing: neither name nor address.

    Why: an item without sender or addressee can be neither analysed nor delivered.
    Fix: add name and address.
    Good: addressee.name = "Lotte Peeters"
    Bad: sender = none
    """
    if sender_name and addressee_name:
        return None
    halves = (("sender", elements[:_HALF]), ("addressee", elements[_HALF:]))
    return [{"at": role, "role": role} for role, values in halves if not any(values)] or None


@rule(
    "UPU-CTY-001",
    on=Scope.PARTY,
    reads=["country", "role"],
    at="country",
    severity=ERROR,
    text='the country "{country}" of the {role} is no ISO 3166-1 alpha-2 code; {hint}',
    source="ISO 3166-1; UPU CDS contract",
    confidence=Confidence.ARITHMETIC,
    fix="use the two-letter code of the country",
    safe_fix=True,
    public=frozenset({"country", "role", "hint"}),
)
def countries_are_iso_codes(country: str, role: str) -> Answer:
    """The country of an address is not a two-letter code of ISO 3166-1.

    Why: the destination decides which rules and which customs apply; a name or a three-letter code is not recognised.
    Fix: use the two-letter code of the country, in capital letters.
    Good: sender.country = "TW"
    Bad: sender.country = "TWN"
    Notes: small letters and three-letter codes are corrected as a safe fix, names are suggested only.
    """
    if country in COUNTRIES or has_hidden_characters(country):
        return None
    meant = country_correction(country)
    if meant is None:
        return {"country": country, "role": role, "hint": "expected a code such as DE"}
    hit = {"country": country, "role": role, "hint": f"expected {meant}"}
    return {**hit, "fix_value": meant} if len(country.strip()) <= 3 and country.strip().upper() != "UK" else hit


@rule(
    "UPU-LNG-003",
    on=Scope.PARTY,
    reads=["name?", "company?", "address_line1?", "city?", "item.destination"],
    at="name",
    severity=WARNING,
    text="{field} is in {script} script, which is not read in {destination}",
    source="USPS International Mail Manual, section 122: roman letters, or an interline translation",
    fix="write it in Latin letters, if need be beside the original",
    odd_text_only=True,
    public=frozenset({"field", "script", "destination"}),
)
def names_can_be_read_at_destination(
    name: str | None, company: str | None, line1: str | None, city: str | None, destination: str
) -> Answer:
    """A name or address is in a script that is not used in the country of destination.

    Why: staff there cannot read it, and systems that carry Latin letters only replace it by question marks.
    Fix: write it in Latin letters, if need be beside the original.
    Good: sender.name = "Mei-ling Chen"
    Bad: sender.name = "陳美玲"
    Notes: the same rule as UPU-LNG-001 for descriptions, with a code of its own because it looks at parties.
    """
    hits: list[Mapping[str, Any]] = []
    for field, value in (("name", name), ("company", company), ("address_line1", line1), ("city", city)):
        if value is not None and not value.isascii() and (script := foreign_script(value, destination)):
            hits.append({"at": field, "field": field, "script": script, "destination": destination})
    return hits or None
