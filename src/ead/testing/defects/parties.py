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


def _addressee(name: str, code: str, member: str, summary: str, value: Any, **more: Any) -> Defect:
    return spoilt(name, code, f"addressee.{member}", summary, value, **more)


def _sellers_phone(item: Mapping[str, Any], rng: Random) -> dict[str, str]:
    return {"addressee.telephone": item["sender"]["telephone"]}


def _national_form(value: str, rng: Random) -> str:
    return "0" + value.split(" ", 1)[1].replace(" ", "")


def _elsewhere(value: str, rng: Random) -> str:
    return rng.choice([code for code in _OTHER_COUNTRIES if code != value])


DEFECTS = (
    removed("sender-name-missing", "UPU-PTY-001", "sender.name", "the sender has no name"),
    removed("addressee-name-missing", "UPU-PTY-001", "addressee.name", "the addressee has no name"),
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
    _addressee(
        "street-without-number",
        "DQ-ADR-004",
        "address_line1",
        "the address has neither house number nor P.O. box",
        ("Hauptstraat", "Main Street"),
    ),
    _addressee(
        "country-not-destination", "DQ-ADR-005", "country", "the addressee lives in another country than the destination", _elsewhere
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
        "ICS2-COM-001",
        "telephone",
        "the telephone number lacks the country code",
        _national_form,
        destinations=EU,
    ),
    _addressee("email-syntax", "DQ-EML-001", "email", "the e-mail address has no @", lambda old, rng: old.replace("@", ".")),
    _addressee("email-dummy", "DQ-EML-001", "email", "the e-mail address is a dummy", ("test@test.com", "a@a.com", "noreply@example.com")),
)
