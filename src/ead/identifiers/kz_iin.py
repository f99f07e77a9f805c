"""IIN and BIN (identification numbers of persons and of organisations in Kazakhstan).

Twelve digits. The last is a check digit: the weighted sum modulo 11 with the weights 1 to 11 or, if that gives 10, with
3 to 11, 1, 2. Digits for which both give 10 are not issued. The date of birth or registration inside is not checked.

Source: the rules for forming identification numbers of the Republic of Kazakhstan.

>>> validate("940140000385")
'940140000385'
>>> validate("940140000386")
Traceback (most recent call last):
    ...
ead.identifiers.errors.InvalidChecksum: the check digit does not match
>>> calc_check_digit("97124000131")
'5'
"""

from __future__ import annotations

from ead.identifiers._text import clean, is_digits
from ead.identifiers.errors import InvalidChecksum, InvalidFormat, InvalidIdentifier, InvalidLength

__all__ = ["calc_check_digit", "compact", "format", "is_valid", "validate"]

_WEIGHTS = ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2))


def compact(number: str) -> str:
    """Return the number without spaces, dots and hyphens."""
    return clean(number)


def calc_check_digit(number: str) -> str:
    """Return the check digit for the eleven digits before it.

    Raises `InvalidFormat` for anything but eleven digits, `InvalidChecksum` for digits that have no check digit.
    """
    if len(number) != 11 or not is_digits(number):
        raise InvalidFormat("a check digit is made from eleven digits")
    for weights in _WEIGHTS:
        check = sum(weight * int(digit) for weight, digit in zip(weights, number, strict=True)) % 11
        if check < 10:
            return str(check)
    raise InvalidChecksum("these digits have no check digit and are not issued")


def validate(number: str) -> str:
    """Return the compact number if its form and check digit are right.

    Raises `InvalidFormat`, `InvalidLength` or `InvalidChecksum`.
    """
    number = compact(number)
    if not is_digits(number):
        raise InvalidFormat("an iin or bin has digits only")
    if len(number) != 12:
        raise InvalidLength("an iin or bin has twelve digits")
    if number[-1] != calc_check_digit(number[:-1]):
        raise InvalidChecksum()
    return number


def is_valid(number: str) -> bool:
    """Tell whether the number is a valid IIN or BIN."""
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def format(number: str) -> str:
    """Return the number in its usual form, which is the compact one."""
    return compact(number)
