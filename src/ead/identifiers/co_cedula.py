"""Cédula de ciudadanía (identity card number of Colombia).

Six to ten digits, without a check digit. Firms use the NIT (``stdnum.co.nit``).

Source: Registraduría Nacional del Estado Civil, Colombia.

>>> validate("1.020.304.050")
'1020304050'
>>> is_valid("12345")
False
"""

from __future__ import annotations

from ead.identifiers._text import clean, is_digits
from ead.identifiers.errors import InvalidFormat, InvalidIdentifier, InvalidLength

__all__ = ["compact", "format", "is_valid", "validate"]


def compact(number: str) -> str:
    """Return the number without spaces, dots and hyphens."""
    return clean(number)


def validate(number: str) -> str:
    """Return the compact number if it is six to ten digits.

    Raises `InvalidFormat` or `InvalidLength`.
    """
    number = compact(number)
    if not is_digits(number):
        raise InvalidFormat("a cedula has digits only")
    if not 6 <= len(number) <= 10:
        raise InvalidLength("a cedula has six to ten digits")
    return number


def is_valid(number: str) -> bool:
    """Tell whether the number has the form of a Colombian cédula."""
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def format(number: str) -> str:
    """Return the number with dots between groups of three digits."""
    number = compact(number)
    return f"{int(number):,}".replace(",", ".") if is_digits(number) else number
