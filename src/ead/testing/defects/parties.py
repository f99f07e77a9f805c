"""Defects of sender and addressee: names, addresses, telephone, e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from ead.testing.defects.base import EU, SALE, Defect, removed, spoilt

__all__ = ["DEFECTS"]

_FIVE_DIGITS = ("DE", "ES", "FR", "IT", "MX", "MY", "US", "KR", "TR")
_POSTCODE_NEEDED = (*(code for code in EU if code != "IE"), "US", "GB", "CA", "AU", "CH", "NO", "JP")
_OTHER_COUNTRIES = ("AR", "JP", "NZ", "ZA")
# Where nearly every building has a number, and values are in a currency that is no surprise anywhere, respectively.
_NUMBERED = ("AT", "BE", "BR", "CA", "CZ", "DE", "ES", "NL", "NO", "PL", "SE", "SG", "US")
_QUOTED_EVERYWHERE = (*EU, "CH", "GB", "US")
_TRUNK_ZERO = frozenset({"+31", "+32", "+33", "+353", "+43", "+46", "+49"})  # AT BE DE FR IE NL SE
_NAMES = ("first_name", "last_name", "company")


def _addressee(name: str, code: str, member: str, summary: str, value: Any, **more: Any) -> Defect:
    return spoilt(name, code, f"addressee.{member}", summary, value, **more)


def _sellers_phone(item: Mapping[str, Any], rng: Random) -> dict[str, str]:
    return {"addressee.telephone": item["sender"]["telephone"]}


def _national_form(value: str, rng: Random) -> str:
    code, _, rest = value.partition(" ")
    return ("0" if code in _TRUNK_ZERO else "") + rest.replace(" ", "")


def _nameless(role: str) -> Defect:
    also = tuple(f"{role}.{name}" for name in _NAMES)
    return removed(f"{role}-name-missing", "UPU-PTY-001", f"{role}.name", f"the {role} has no name", also=also)


def _elsewhere(item: Mapping[str, Any], rng: Random) -> dict[str, str]:
    known = {item["sender"]["country"], item["addressee"]["country"], *(piece["origin_country"] for piece in item["contents"])}
    return {"addressee.country": rng.choice([code for code in _OTHER_COUNTRIES if code not in known] or ["UY"])}


def _without_number(item: Mapping[str, Any], rng: Random) -> dict[str, str | None]:
    return {"addressee.address_line1": rng.choice(("Kerkstraat", "Main Street", "Lindenweg")), "addressee.address_line2": None}


DEFECTS = (
    _nameless("sender"),
    _nameless("addressee"),
    removed("street-missing", "UPU-PTY-001", "addressee.address_line1", "the address has no street", also=("addressee.address_line2",)),
    removed("city-missing", "UPU-PTY-001", "addressee.city", "the address has no town"),
    removed("sender-country-missing", "UPU-PTY-001", "sender.country", "the sender's address has no country"),
    removed(
        "contact-missing",
        "UPU-PTY-002",
        "addressee.telephone",
        "the addressee has neither telephone nor e-mail",
        also=("addressee.email",),
        nature=SALE,
    ),
    _addressee("placeholder-name", "DQ-PTY-002", "name", "the name is a stopgap", ("customer", "unknown", "to order", "N/A")),
    _addressee(
        "single-word-name", "DQ-PTY-003", "name", "the name of a person is one word", ("Peeters", "Schneider"), nature=SALE, destinations=EU
    ),
    _addressee(
        "digits-in-name",
        "DQ-PTY-003",
        "name",
        "the name of a person has digits",
        lambda old, rng: f"{old} 4711",
        nature=SALE,
        destinations=EU,
    ),
    _addressee(
        "postcode-pattern", "DQ-ADR-001", "postcode", "the postcode cannot be one of the country", "1A-2B-3C", destinations=_POSTCODE_NEEDED
    ),
    _addressee("postcode-dummy", "DQ-ADR-001", "postcode", "the postcode is a dummy", ("00000", "99999"), destinations=_FIVE_DIGITS),
    removed("postcode-missing", "DQ-ADR-002", "addressee.postcode", "the postcode is missing", destinations=_POSTCODE_NEEDED),
    _addressee("city-numeric", "DQ-ADR-003", "city", "the town is a number", ("10115", "4000")),
    Defect(
        name="street-without-number",
        code="DQ-ADR-004",
        field="addressee.address_line1",
        summary="the address has neither house number nor P.O. box",
        change=_without_number,
        also=("addressee.address_line2",),
        destinations=_NUMBERED,
    ),
    Defect(
        name="country-not-destination",
        code="DQ-ADR-005",
        field="addressee.country",
        summary="the addressee lives in another country than the destination",
        change=_elsewhere,
        nature=SALE,
        destinations=_QUOTED_EVERYWHERE,
    ),
    _addressee("phone-dummy", "DQ-TEL-001", "telephone", "the telephone number is a dummy", ("0000000000", "1234567890", "5555555555")),
    _addressee("phone-short", "DQ-TEL-001", "telephone", "the telephone number is too short", ("12345", "4711")),
    Defect(
        name="phone-shared",
        code="DQ-TEL-001",
        field="addressee.telephone",
        summary="the addressee has the sender's telephone number",
        change=_sellers_phone,
    ),
    _addressee(
        "phone-not-international",
        "DQ-TEL-002",
        "telephone",
        "the telephone number lacks the country code",
        _national_form,
        destinations=EU,
    ),
    _addressee("email-syntax", "DQ-EML-001", "email", "the e-mail address has no @", lambda old, rng: old.replace("@", ".")),
    _addressee("email-dummy", "DQ-EML-001", "email", "the e-mail address is a dummy", ("test@test.com", "a@a.com", "noreply@example.com")),
)
