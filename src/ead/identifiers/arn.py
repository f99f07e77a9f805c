"""ARN (reference number of an overseas seller registered for simplified GST in Australia).

Twelve digits. No check digit is known. Sellers with the standard registration use an ABN of eleven digits instead
(``stdnum.au.abn``).

Source: the Australian Taxation Office.

>>> validate("3000 1234 5678")
'300012345678'
>>> is_valid("30001234567")
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
    """Return the compact number if it is twelve digits.

    Raises `InvalidFormat` or `InvalidLength`.
    """
    number = compact(number)
    if not is_digits(number):
        raise InvalidFormat("an arn has digits only")
    if len(number) != 12:
        raise InvalidLength("an arn has twelve digits")
    return number


def is_valid(number: str) -> bool:
    """Tell whether the number has the form of an ARN."""
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def format(number: str) -> str:
    """Return the number in groups of four digits."""
    number = compact(number)
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))
