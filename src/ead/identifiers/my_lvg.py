"""Registration number of a seller of low value goods (LVG) in Malaysia.

The authority publishes no fixed form, so anything from 8 to 20 letters and digits is accepted.

Source: Royal Malaysian Customs Department, sales tax on low value goods.

>>> validate("W10-1808-32000001")
'W10180832000001'
>>> is_valid("W10")
False
"""

from __future__ import annotations

from ead.identifiers._text import clean, is_alphanumeric
from ead.identifiers.errors import InvalidFormat, InvalidIdentifier, InvalidLength

__all__ = ["compact", "format", "is_valid", "validate"]


def compact(number: str) -> str:
    """Return the number in upper case, without spaces, dots, slashes and hyphens."""
    return clean(number, " -./")


def validate(number: str) -> str:
    """Return the compact number if it is 8 to 20 letters and digits.

    Raises `InvalidLength` or `InvalidFormat`.
    """
    number = compact(number)
    if not 8 <= len(number) <= 20:
        raise InvalidLength("an lvg number has 8 to 20 characters")
    if not is_alphanumeric(number):
        raise InvalidFormat("an lvg number has letters and digits only")
    return number


def is_valid(number: str) -> bool:
    """Tell whether the number could be an LVG registration number."""
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def format(number: str) -> str:
    """Return the number in its usual form, which is the compact one."""
    return compact(number)
