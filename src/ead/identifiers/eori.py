"""EORI (Economic Operators Registration and Identification number).

The code of the issuing state (an EU member, GB, or XI for Northern Ireland) and up to 15 letters and digits. GB and
XI numbers have 12 or 15 digits. There is no check digit common to all states.

Source: Regulation (EU) No 952/2013 and Delegated Regulation (EU) 2015/2446, annex B; HMRC for GB and XI.

>>> validate("PL1234567890ABCDE")
'PL1234567890ABCDE'
>>> validate("gb 123456789000")
'GB123456789000'
>>> validate("US123456789")
Traceback (most recent call last):
    ...
ead.identifiers.errors.InvalidComponent: the first two letters are not a state that issues eori numbers
>>> is_valid("GB12345")
False
"""

from __future__ import annotations

from ead.codelists import countries
from ead.identifiers._text import clean, is_alphanumeric, is_digits, is_letters
from ead.identifiers.errors import InvalidComponent, InvalidFormat, InvalidIdentifier, InvalidLength

__all__ = ["compact", "country", "format", "is_valid", "validate"]

_BRITISH = frozenset({"GB", "XI"})


def compact(number: str) -> str:
    """Return the number in upper case, without spaces, dots and hyphens."""
    return clean(number, " -.")


def validate(number: str) -> str:
    """Return the compact number if its form and issuing state are right.

    Raises `InvalidLength`, `InvalidFormat` or `InvalidComponent`.
    """
    number = compact(number)
    if not 3 <= len(number) <= 17:
        raise InvalidLength("an eori number has 3 to 17 characters")
    if not (is_letters(number[:2]) and is_alphanumeric(number)):
        raise InvalidFormat("an eori number is two letters, then letters and digits")
    if number[:2] in _BRITISH:
        _validate_british(number)
    elif number[:2] not in countries.eu_members():
        raise InvalidComponent("the first two letters are not a state that issues eori numbers")
    return number


def _validate_british(number: str) -> None:
    if not is_digits(number[2:]):
        raise InvalidFormat("a british eori number has digits after the two letters")
    if len(number) not in (14, 17):
        raise InvalidLength("a british eori number has 12 or 15 digits")


def is_valid(number: str) -> bool:
    """Tell whether the number has the form of an EORI number."""
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def country(number: str) -> str:
    """Return the issuing state: the first two characters."""
    return compact(number)[:2]


def format(number: str) -> str:
    """Return the number in its usual form, which is the compact one."""
    return compact(number)
