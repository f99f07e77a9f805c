"""RUC (taxpayer number of Peru).

Eleven digits; the first two are 10, 15, 16, 17 or 20, the last is a check digit. ``stdnum.pe.ruc`` does the sum but
refuses the prefix 16, which has been issued to foreigners.

Source: SUNAT, Peru.

>>> validate("20512333797")
'20512333797'
>>> validate("20512333798")
Traceback (most recent call last):
    ...
ead.identifiers.errors.InvalidChecksum: the check digit does not match
>>> is_valid("99512333797")
False
"""

from __future__ import annotations

from ead.identifiers._text import clean, is_digits
from ead.identifiers.errors import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidIdentifier, InvalidLength

__all__ = ["calc_check_digit", "compact", "format", "is_valid", "validate"]

_PREFIXES = frozenset({"10", "15", "16", "17", "20"})


def compact(number: str) -> str:
    """Return the number without spaces, dots and hyphens."""
    return clean(number)


def calc_check_digit(number: str) -> str:
    """Return the check digit for the ten digits before it.

    Raises `InvalidFormat` for anything but ten digits.
    """
    if len(number) != 10 or not is_digits(number):
        raise InvalidFormat("a check digit is made from ten digits")
    from stdnum.pe import ruc

    return ruc.calc_check_digit(number)


def validate(number: str) -> str:
    """Return the compact number if its form, prefix and check digit are right.

    Raises `InvalidFormat`, `InvalidLength`, `InvalidComponent` or `InvalidChecksum`.
    """
    number = compact(number)
    if not is_digits(number):
        raise InvalidFormat("a ruc has digits only")
    if len(number) != 11:
        raise InvalidLength("a ruc of peru has eleven digits")
    if number[:2] not in _PREFIXES:
        raise InvalidComponent("a ruc of peru starts with 10, 15, 16, 17 or 20")
    if number[-1] != calc_check_digit(number[:-1]):
        raise InvalidChecksum()
    return number


def is_valid(number: str) -> bool:
    """Tell whether the number is a valid RUC of Peru."""
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def format(number: str) -> str:
    """Return the number in its usual form, which is the compact one."""
    return compact(number)
