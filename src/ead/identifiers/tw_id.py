"""Taiwan national identification number, and the numbers of residents.

A letter for the place, 1 or 2 for the sex (8 or 9 for foreign residents since 2021), seven digits and a check digit. The
older form for foreign residents has a second letter, A to D, in the place of the second character. Firms use
``stdnum.tw.ubn``.

Source: Ministry of the Interior, Taiwan.

>>> validate("A123456789")
'A123456789'
>>> validate("A123456788")
Traceback (most recent call last):
    ...
ead.identifiers.errors.InvalidChecksum: the check digit does not match
>>> calc_check_digit("A12345678")
'9'
>>> is_valid("A523456789")
False
"""

from __future__ import annotations

from ead.identifiers._text import clean, is_digits, is_letters
from ead.identifiers.errors import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidIdentifier, InvalidLength

__all__ = ["calc_check_digit", "compact", "format", "is_valid", "validate"]

_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"  # A is 10 ... O is 35
_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1)


def compact(number: str) -> str:
    """Return the number in upper case, without spaces, dots and hyphens."""
    return clean(number)


def calc_check_digit(number: str) -> str:
    """Return the check digit for the nine characters before it.

    Raises `InvalidFormat` if they are not a letter, a digit or a letter A to D, and seven digits.
    """
    if not (len(number) == 9 and is_letters(number[0]) and is_digits(number[2:])):
        raise InvalidFormat("a taiwan id number is a letter and nine digits")
    second = str("ABCD".index(number[1])) if number[1] in "ABCD" else number[1]
    if not is_digits(second):
        raise InvalidFormat("a taiwan id number is a letter and nine digits")
    digits = f"{_LETTERS.index(number[0]) + 10}{second}{number[2:]}"
    return str(-sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 10)


def validate(number: str) -> str:
    """Return the compact number if its form, second character and check digit are right.

    Raises `InvalidLength`, `InvalidFormat`, `InvalidComponent` or `InvalidChecksum`.
    """
    number = compact(number)
    if len(number) != 10:
        raise InvalidLength("a taiwan id number has ten characters")
    check = calc_check_digit(number[:-1])
    if number[1] not in "1289ABCD":
        raise InvalidComponent("the second character must be 1, 2, 8, 9 or a letter a to d")
    if number[-1] != check:
        raise InvalidChecksum()
    return number


def is_valid(number: str) -> bool:
    """Tell whether the number is a valid Taiwan identification number."""
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def format(number: str) -> str:
    """Return the number in its usual form, which is the compact one."""
    return compact(number)
