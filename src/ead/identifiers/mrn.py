"""MRN (Master Reference Number of an EU customs declaration).

Eighteen characters: year, country, eleven letters and digits, an interface and a procedure identifier, a check digit.
Only the form is checked, not the check digit.

Source: EU ICS2 common specifications, rule R3004.

>>> validate("26BEIM1234567890A5")
'26BEIM1234567890A5'
>>> decode("26BEIM1234567890A5").country
'BE'
>>> validate("26QQIM1234567890A5")
Traceback (most recent call last):
    ...
ead.identifiers.errors.InvalidComponent: characters 3 and 4 are not a country
>>> is_valid("BE26")
False
"""

from __future__ import annotations

from dataclasses import dataclass

from ead.codelists import countries
from ead.identifiers._text import clean, is_alphanumeric, is_digits
from ead.identifiers.errors import InvalidComponent, InvalidFormat, InvalidIdentifier, InvalidLength

__all__ = ["Reference", "compact", "decode", "format", "is_valid", "validate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The parts of an MRN; ``year`` is two digits, ``country`` an alpha-2 code or XI."""

    year: int
    country: str
    serial: str
    interface: str
    procedure: str
    check: str


def compact(number: str) -> str:
    """Return the number in upper case, without spaces and hyphens."""
    return clean(number, " -")


def validate(number: str) -> str:
    """Return the compact number if its form and country are right.

    Raises `InvalidLength`, `InvalidFormat` or `InvalidComponent`.
    """
    number = compact(number)
    if len(number) != 18:
        raise InvalidLength("an mrn has 18 characters")
    if not (is_digits(number[:2]) and is_alphanumeric(number) and is_digits(number[17])):
        raise InvalidFormat("an mrn is two digits, letters and digits, and a digit at the end")
    if not (countries.is_country(number[2:4]) or number[2:4] == "XI"):
        raise InvalidComponent("characters 3 and 4 are not a country")
    return number


def is_valid(number: str) -> bool:
    """Tell whether the number has the form of an MRN."""
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def decode(number: str) -> Reference:
    """Return the parts of the number; raises the errors of `validate`."""
    number = validate(number)
    return Reference(
        year=int(number[:2]), country=number[2:4], serial=number[4:15], interface=number[15], procedure=number[16], check=number[17]
    )


def format(number: str) -> str:
    """Return the number in its usual form, which is the compact one."""
    return compact(number)
