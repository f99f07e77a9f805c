"""IEC (importer-exporter code of India).

Ten letters and digits. Codes given since 2017 equal the holder's PAN (five letters, four digits, a letter); older ones
are ten digits. There is no check digit.

Source: Directorate General of Foreign Trade, India.

>>> validate("ACUPA7085R")
'ACUPA7085R'
>>> validate("0512345678")
'0512345678'
>>> is_valid("ACUPA7085")
False
"""

from __future__ import annotations

from ead.identifiers._text import clean, is_alphanumeric
from ead.identifiers.errors import InvalidFormat, InvalidIdentifier, InvalidLength

__all__ = ["compact", "format", "is_valid", "validate"]


def compact(number: str) -> str:
    """Return the code in upper case, without spaces, dots and hyphens."""
    return clean(number)


def validate(number: str) -> str:
    """Return the compact code if it is ten letters and digits.

    Raises `InvalidLength` or `InvalidFormat`.
    """
    number = compact(number)
    if len(number) != 10:
        raise InvalidLength("an iec has ten characters")
    if not is_alphanumeric(number):
        raise InvalidFormat("an iec has letters and digits only")
    return number


def is_valid(number: str) -> bool:
    """Tell whether the code has the form of an IEC."""
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def format(number: str) -> str:
    """Return the code in its usual form, which is the compact one."""
    return compact(number)
