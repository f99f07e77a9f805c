"""VOEC (number of a foreign seller in Norway's VAT on E-Commerce scheme).

Seven digits, often written after the word ``VOEC``. No check digit is known.

Source: the Norwegian Tax Administration (Skatteetaten).

>>> validate("VOEC 2012345")
'2012345'
>>> format("2012345")
'VOEC 2012345'
>>> validate("201234")
Traceback (most recent call last):
    ...
ead.identifiers.errors.InvalidLength: a voec number has seven digits
"""

from __future__ import annotations

from ead.identifiers._text import clean, is_digits
from ead.identifiers.errors import InvalidFormat, InvalidIdentifier, InvalidLength

__all__ = ["compact", "format", "is_valid", "validate"]


def compact(number: str) -> str:
    """Return the seven digits, without the word ``VOEC``, spaces, colons, dots and hyphens."""
    return clean(number, " -.:").removeprefix("VOEC")


def validate(number: str) -> str:
    """Return the compact number if it is seven digits.

    Raises `InvalidFormat` or `InvalidLength`.
    """
    number = compact(number)
    if not is_digits(number):
        raise InvalidFormat("a voec number has digits only")
    if len(number) != 7:
        raise InvalidLength("a voec number has seven digits")
    return number


def is_valid(number: str) -> bool:
    """Tell whether the number has the form of a VOEC number."""
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def format(number: str) -> str:
    """Return the number with the word ``VOEC`` before it."""
    return f"VOEC {compact(number)}"
