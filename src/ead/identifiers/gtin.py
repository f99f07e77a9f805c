"""GTIN (Global Trade Item Number: EAN, UPC).

8, 12, 13 or 14 digits; the last is a check digit with the weights 3 and 1 from the right.

Source: GS1 General Specifications.

>>> validate("4006381333931")
'4006381333931'
>>> validate("4006381333932")
Traceback (most recent call last):
    ...
ead.identifiers.errors.InvalidChecksum: the check digit does not match
>>> calc_check_digit("400638133393")
'1'
>>> is_valid("123456")
False
"""

from __future__ import annotations

from ead.identifiers._text import clean, is_digits
from ead.identifiers.errors import InvalidChecksum, InvalidFormat, InvalidIdentifier, InvalidLength

__all__ = ["calc_check_digit", "compact", "format", "is_valid", "validate"]

_LENGTHS = frozenset({8, 12, 13, 14})
# By length: what the sum comes to modulo 10 for zeros, when their ASCII codes are added up instead of the digits.
_OF_ZEROS = {length: ord("0") * ((length + 1) // 2 + 3 * (length // 2)) % 10 for length in _LENGTHS}


def compact(number: str) -> str:
    """Return the number without spaces and hyphens."""
    return clean(number, " -")


def calc_check_digit(number: str) -> str:
    """Return the check digit for the digits before it.

    Raises `InvalidFormat` if there is anything but digits.
    """
    if not is_digits(number):
        raise InvalidFormat("a gtin has digits only")
    total = 3 * sum(map(int, number[::-2])) + sum(map(int, number[-2::-2]))
    return str(-total % 10)


def validate(number: str) -> str:
    """Return the compact number if its length and check digit are right.

    Raises `InvalidFormat`, `InvalidLength` or `InvalidChecksum`.
    """
    number = compact(number)
    if not is_digits(number):
        raise InvalidFormat("a gtin has digits only")
    if len(number) not in _LENGTHS:
        raise InvalidLength("a gtin has 8, 12, 13 or 14 digits")
    if number[-1] != calc_check_digit(number[:-1]):
        raise InvalidChecksum()
    return number


def is_valid(number: str) -> bool:
    """Tell whether the number is a valid GTIN."""
    if number.isdigit() and number.isascii() and len(number) in _LENGTHS:
        codes = number.encode()  # sums of bytes are several times as fast as sums of digits
        return (sum(codes[::-2]) + 3 * sum(codes[-2::-2])) % 10 == _OF_ZEROS[len(number)]
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def format(number: str) -> str:
    """Return the number in its usual form, which is the compact one."""
    return compact(number)
