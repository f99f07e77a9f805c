"""IMPC (code of an international mail processing centre, such as an office of exchange).

Six letters: two for the country where the centre stands, three for the place, one for the centre. An extraterritorial
office of exchange stands under its host's prefix, so the letters do not name the operator's country; nor are they
checked against a list, because new centres appear every month.

Source: UPU standard S34 and code list 108, as described by operators' public documents.

>>> validate("BEBRUA")
'BEBRUA'
>>> country("USJFKA")
'US'
>>> is_valid("USJFK1")
False
"""

from __future__ import annotations

from ead.identifiers._text import clean, is_letters
from ead.identifiers.errors import InvalidFormat, InvalidIdentifier, InvalidLength

__all__ = ["compact", "country", "format", "is_valid", "validate"]


def compact(number: str) -> str:
    """Return the code in upper case, without spaces and hyphens."""
    return clean(number, " -")


def validate(number: str) -> str:
    """Return the compact code if it is six letters.

    Raises `InvalidLength` or `InvalidFormat`.
    """
    number = compact(number)
    if len(number) != 6:
        raise InvalidLength("an impc code has six letters")
    if not is_letters(number):
        raise InvalidFormat("an impc code has letters only")
    return number


def is_valid(number: str) -> bool:
    """Tell whether the code has the form of an IMPC code."""
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def country(number: str) -> str:
    """Return the country where the centre stands, which need not be the operator's own."""
    return compact(number)[:2]


def format(number: str) -> str:
    """Return the code in its usual form, which is the compact one."""
    return compact(number)
