"""Passport number, of any country.

Up to nine letters and digits as printed, at least five of them and at least three digits. There is no check digit outside
the machine-readable zone. Accepted instead of a personal number by some customs administrations.

Source: ICAO Doc 9303 (document number, nine positions).

>>> validate("X1234567")
'X1234567'
>>> is_valid("PASSPORT")
False
"""

from __future__ import annotations

from ead.identifiers._text import clean, is_alphanumeric
from ead.identifiers.errors import InvalidFormat, InvalidIdentifier, InvalidLength

__all__ = ["compact", "format", "is_valid", "validate"]


def compact(number: str) -> str:
    """Return the number in upper case, without spaces, dots and hyphens."""
    return clean(number)


def validate(number: str) -> str:
    """Return the compact number if it could stand in a passport.

    Raises `InvalidLength` or `InvalidFormat`.
    """
    number = compact(number)
    if not 5 <= len(number) <= 9:
        raise InvalidLength("a passport number has five to nine characters")
    if not is_alphanumeric(number) or sum(map(str.isdigit, number)) < 3:
        raise InvalidFormat("a passport number has letters and at least three digits")
    return number


def is_valid(number: str) -> bool:
    """Tell whether the number could be a passport number."""
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def format(number: str) -> str:
    """Return the number in its usual form, which is the compact one."""
    return compact(number)
