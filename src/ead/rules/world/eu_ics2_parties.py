"""Rules: European Union, ICS2. What is asked of sender and addressee: address, postcode, contact, type of person, EORI number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from ead.codelists import countries, postcodes
from ead.native import twin
from ead.parties.addresses import is_complete_address, surely_complete
from ead.patterns import lazy
from ead.rules.api import ERROR, INFO, WARNING, Answer, Scope, rule
from ead.rules.dq_contact import fault_of_email, international_form
from ead.rules.world.eu_ics2_terms import STOP_WORDS_SINCE, any_stop_word, maybe_stop_words, party_stop_word

__all__: list[str] = []

_RELEASE_1 = date(2021, 3, 15)
_SPECIFICATION = "ICS2 harmonised trader interface, rules and conditions"
_NAMES = ("name?", "first_name?", "last_name?", "company?")
_DIGITS = lazy("[0-9]")
# ITU-T E.123 as the specification writes it down.
_INTERNATIONAL = re.compile(r"\+(?:[0-9] ?){6,14}[0-9]")
_NATIONAL_ZERO = lazy(r"\(0\)")
_NOT_DIGITS = lazy("[^0-9]")


@rule(
    "ICS2-ADR-001",
    on=Scope.PARTY,
    reads=["address_line1?", "address_line2?", "country?", *_NAMES, "city?"],
    at="address_line1",
    severity=ERROR,
    text="the address has neither a street with its house number nor a post office box{doubt}",
    source=f"{_SPECIFICATION}: R3002",
    since=_RELEASE_1,
    fix="give street and house number, or the number of the post office box",
    supersedes=frozenset({"UPU-PTY-001", "PLACI-001", "EUI-H7-001", "DQ-ADR-004"}),
    details={"ics2_rule": "R3002", "validation_code": "12"},
    public=frozenset({"doubt"}),
    each_field=True,
)
def address_has_a_number_or_a_box(
    line1: str | None,
    line2: str | None,
    country: str | None,
    name: str | None,
    first: str | None,
    last: str | None,
    company: str | None,
    city: str | None,
) -> Answer:
    """An address has neither street and house number nor a post office box.

    Why: the filing has elements for street, number and box, and is refused when neither the pair nor the box is filled.
    Fix: give street and house number, or the number of the post office box.
    Good: addressee.address_line1 = "Postbus 118"
    Bad: addressee.address_line1 = "Veldstraat"
    Notes: the parts are taken out of the address lines by the habits of the country. A warning where the lines hold a number that may be
        that of the house. "s/n" and its like, where a house has no number, count as one; so does the only flat or unit.
    """
    return (
        _address_fault(line1, line2)
        if (line1 is None or not surely_complete()(line1))
        and not is_complete_address(line1, line2, country)
        and (line1 or line2 or name or first or last or company or city or country)
        else None
    )


def _address_fault(line1: str | None, line2: str | None) -> Answer:
    if _DIGITS.search(f"{line1 or ''} {line2 or ''}"):
        return {"severity": WARNING, "doubt": " that can be told apart"}
    return {"doubt": ""}


@rule(
    "ICS2-ADR-002",
    on=Scope.PARTY,
    reads=["postcode?", "country"],
    at="postcode",
    severity=ERROR,
    text="the postcode is missing, addresses in {country} need one",
    source=f"{_SPECIFICATION}: C3034; Google libaddressinput (which countries use postcodes)",
    since=_RELEASE_1,
    fix="give the postcode of the address, for example {example}",
    supersedes=frozenset({"DQ-ADR-002"}),
    details={"ics2_rule": "C3034", "validation_code": "12"},
    public=frozenset({"country", "example"}),
)
def postcode_is_given_where_in_use(postcode: str | None, country: str) -> Answer:
    """The postcode is missing in a country where postcodes are in general use.

    Why: the filing may leave it out only for countries on a list of those without; for all others it is refused.
    Fix: give the postcode of the address.
    Good: addressee.postcode = "9000"
    Bad: addressee.postcode = none
    Notes: the list of the Commission (CL733) is not public; countries where libaddressinput says that an address needs a postcode
        stand for it.
    """
    return (
        {"country": countries.name(country), "example": postcodes.example(country)}
        if postcode is None and postcodes.is_required(country)
        else None
    )


@rule(
    "ICS2-COM-001",
    on=Scope.PARTY,
    reads=["telephone", "country?"],
    at="telephone",
    severity=ERROR,
    text="the telephone number is not in the international form of a plus sign, digits and single blanks",
    source=f"{_SPECIFICATION}: R3006 (ITU-T E.123)",
    since=_RELEASE_1,
    fix="write the number with a plus sign and the country code, or leave it out",
    safe_fix=True,
    supersedes=frozenset({"DQ-TEL-001", "DQ-TEL-002"}),
    details={"ics2_rule": "R3006", "validation_code": "12"},
)
def telephone_is_in_international_form(telephone: str, country: str | None) -> Answer:
    """The telephone number is not in international form.

    Why: the filing is refused with a number that does not follow ITU-T E.123; without a number it is not.
    Fix: write the number with a plus sign and the country code (seven to fifteen digits), or leave it out.
    Good: addressee.telephone = "+32 486 35 38 81"
    Bad: addressee.telephone = "0486 35 38 81"
    Notes: a warning where the number begins with a plus sign and only brackets, hyphens or the like are too many, for
        whoever files can take them out.
    """
    return _telephone_fault(telephone, country) if not _is_international()(telephone) else None


@cache
def _is_international() -> Callable[[str], object]:
    return twin("contact", lambda native: native.is_international, lambda: _INTERNATIONAL.fullmatch)


def _telephone_fault(telephone: str, country: str | None) -> Answer:
    text = telephone.strip()
    if not text.startswith("+"):
        form = international_form(text, country) if country else None
        return {"fix_value": form} if form else {}
    form = "+" + _NOT_DIGITS.sub("", _NATIONAL_ZERO.sub("", text))
    return {"severity": WARNING, "fix_value": form} if _INTERNATIONAL.fullmatch(form) else {"severity": WARNING}


@rule(
    "ICS2-COM-002",
    on=Scope.PARTY,
    reads=["email"],
    at="email",
    severity=INFO,
    text="the e-mail address is none, and cannot be filed as one",
    source="ICS2 code list CL707 (EM e-mail, TE telephone)",
    since=_RELEASE_1,
    fix="correct the address, or leave it out",
    supersedes=frozenset({"DQ-EML-001"}),
    details={"validation_code": "12"},
)
def email_is_an_address(email: str) -> Answer:
    """The e-mail address is not one.

    Why: means of communication of type EM are read as e-mail addresses; anything else is of no use to customs.
    Fix: correct the address, or leave it out.
    Good: addressee.email = "lotte.peeters@post.example.org"
    Bad: addressee.email = "lotte.peeters"
    """
    return {} if ("@" not in email or " " in email) and fault_of_email(email) == "not an e-mail address" else None


_PARTY_TEXTS = ("name", "first_name", "last_name", "company", "address_line1", "address_line2", "city")


@rule(
    "ICS2-PTY-003",
    on=Scope.PARTY,
    reads=[f"{field}?" for field in _PARTY_TEXTS],
    at="name",
    severity=ERROR,
    text='{field} says nothing: "{word}"',
    source="ICS2 stop words in force from 2025-09, for names and addresses too",
    since=STOP_WORDS_SINCE,
    fix="give the true name and address",
    supersedes=frozenset({"DQ-PTY-002", "DQ-ADR-003", "ICS2-ADR-001"}),
    details={"validation_code": "100"},
    public=frozenset({"field", "word"}),
    each_field=True,
)
def party_is_no_stop_word(
    name: str | None,
    first: str | None,
    last: str | None,
    company: str | None,
    line1: str | None,
    line2: str | None,
    city: str | None,
) -> Answer:
    """A name or a part of the address is a stop word: private, unknown, n/a.

    Why: ICS2 takes such a text for empty and refuses the filing for poor data quality.
    Fix: give the true name and address; leave the company out where there is none.
    Good: addressee.name = "Lotte Peeters"
    Bad: addressee.name = "Unknown"
    Notes: the list is public in parts only. Other stand-ins (none, null, test, same as above) are a warning.
    """
    return (
        _stop_words(name, first, last, company, line1, line2, city)
        if maybe_stop_words()(name, first, last, company, line1, line2, city)
        and any_stop_word(name, first, last, company, line1, line2, city)
        else None
    )


def _stop_words(*values: str | None) -> Answer:
    hits: list[Mapping[str, Any]] = []
    for field, value in zip(_PARTY_TEXTS, values, strict=True):
        found = party_stop_word(value) if value is not None else None
        if found is not None:
            hit = {"at": field, "field": field.replace("_", " "), "word": found[0]}
            hits.append(hit if found[1] else {**hit, "severity": WARNING})
    return hits or None
