"""PINFL (personal identification number of a natural person in Uzbekistan; also JSHSHIR).

Fourteen digits: a digit from 1 to 6 for sex and century, the date of birth, the district, a serial number, and a check
digit with the weights 7, 3, 1 modulo 10. The date inside is not checked.

Source: the rules of Uzbekistan for personal identification numbers.

>>> calc_check_digit("3150119012345")
'9'
>>> validate("31501190123459")
'31501190123459'
>>> is_valid("31501190123458")
False
>>> is_valid("71501190123457")
False
"""

from __future__ import annotations

from ead.identifiers._text import clean, is_digits
from ead.identifiers.errors import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidIdentifier, InvalidLength

__all__ = ["calc_check_digit", "compact", "format", "is_valid", "validate"]

_WEIGHTS = (7, 3, 1)


def compact(number: str) -> str:
    """Return the number without spaces, dots and hyphens."""
    return clean(number)


def calc_check_digit(number: str) -> str:
    """Return the check digit for the thirteen digits before it.

    Raises `InvalidFormat` for anything but thirteen digits.
    """
    if len(number) != 13 or not is_digits(number):
        raise InvalidFormat("a check digit is made from thirteen digits")
    return str(sum(_WEIGHTS[position % 3] * int(digit) for position, digit in enumerate(number)) % 10)


def validate(number: str) -> str:
    """Return the compact number if its form, first digit and check digit are right.

    Raises `InvalidFormat`, `InvalidLength`, `InvalidComponent` or `InvalidChecksum`.
    """
    number = compact(number)
    if not is_digits(number):
        raise InvalidFormat("a pinfl has digits only")
    if len(number) != 14:
        raise InvalidLength("a pinfl has fourteen digits")
    if number[0] not in "123456":
        raise InvalidComponent("the first digit of a pinfl is 1 to 6")
    if number[-1] != calc_check_digit(number[:-1]):
        raise InvalidChecksum()
    return number


def is_valid(number: str) -> bool:
    """Tell whether the number is a valid PINFL."""
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def format(number: str) -> str:
    """Return the number in its usual form, which is the compact one."""
    return compact(number)
