"""PCCC (personal customs clearance code of the Republic of Korea).

``P`` and twelve digits, given by the Korea Customs Service to a person who imports. No check digit is public. Since 2026
a code is valid for a year, and name and telephone must match the registration: neither can be checked here. The resident
registration number is another number, and must not be sent in its place.

Source: Korea Customs Service.

>>> validate("P123456789012")
'P123456789012'
>>> validate("123456789012")
Traceback (most recent call last):
    ...
ead.identifiers.errors.InvalidLength: a pccc is "p" and twelve digits
>>> is_valid("X123456789012")
False
"""

from __future__ import annotations

from ead.identifiers._text import clean, is_digits
from ead.identifiers.errors import InvalidFormat, InvalidIdentifier, InvalidLength

__all__ = ["compact", "format", "is_valid", "validate"]


def compact(number: str) -> str:
    """Return the code in upper case, without spaces, dots and hyphens."""
    return clean(number)


def validate(number: str) -> str:
    """Return the compact code if its form is right.

    Raises `InvalidLength` or `InvalidFormat`.
    """
    number = compact(number)
    if len(number) != 13:
        raise InvalidLength('a pccc is "p" and twelve digits')
    if not (number[0] == "P" and is_digits(number[1:])):
        raise InvalidFormat('a pccc is "p" and twelve digits')
    return number


def is_valid(number: str) -> bool:
    """Tell whether the code has the form of a PCCC."""
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def format(number: str) -> str:
    """Return the code in its usual form, which is the compact one."""
    return compact(number)
