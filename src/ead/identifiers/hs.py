"""HS code (Harmonized System of the World Customs Organization) and its national extensions.

The first six digits are international: chapter, heading, sub-heading. Eight digits (EU Combined Nomenclature) or ten
(TARIC, US HTS) and up to fourteen are national, and only their first six digits are checked. Chapters 98 and 99 are
left to national use: a code there with eight digits or more is accepted.

Source: the editions of the HS; see `ead.codelists.hs`.

>>> compact("6109.10")
'610910'
>>> validate("6109 10 00 12")
'6109100012'
>>> format("6109100012")
'6109.10.00.12'
>>> split("6109100012").subheading
'610910'
>>> is_valid("851712"), is_valid("851712", on=date(2026, 11, 2))  # a code of HS 2017
(True, False)
>>> validate("610999")
Traceback (most recent call last):
    ...
ead.identifiers.errors.InvalidComponent: the first six digits are not in the harmonized system
"""

from __future__ import annotations

from datetime import date

from ead.codelists import hs as codes
from ead.identifiers._text import clean, is_digits
from ead.identifiers.errors import InvalidComponent, InvalidFormat, InvalidIdentifier, InvalidLength
from ead.named import NamedTuple

__all__ = ["HSCode", "compact", "format", "is_valid", "is_well_formed", "split", "validate"]

_NATIONAL_CHAPTERS = ("98", "99")


class HSCode(NamedTuple):
    """The parts of an HS code: each holds the digits from the left.

    ``eight`` and ``ten`` are ``None`` when the code is shorter.
    """

    chapter: str
    heading: str
    subheading: str
    eight: str | None
    ten: str | None


def compact(number: str) -> str:
    """Return the code without dots, spaces and hyphens."""
    return clean(number, " -.")


def is_well_formed(number: str) -> bool:
    """Tell whether the code is 6 to 14 digits, apart from dots, spaces and hyphens."""
    number = compact(number)
    return is_digits(number) and 6 <= len(number) <= 14


def validate(number: str, on: date | None = None) -> str:
    """Return the compact code if its first six digits are in the edition in force on the date.

    Without a date, any edition held will do. Raises `InvalidFormat`, `InvalidLength` or `InvalidComponent`.
    """
    number = compact(number)
    if not is_digits(number):
        raise InvalidFormat("an hs code has digits only")
    if not 6 <= len(number) <= 14:
        raise InvalidLength("an hs code has 6 to 14 digits")
    if number[:2] in _NATIONAL_CHAPTERS and len(number) >= 8:
        return number
    editions = codes.editions() if on is None else (codes.edition_on(on),)
    if not any(codes.is_valid(number[:6], edition) for edition in editions):
        raise InvalidComponent("the first six digits are not in the harmonized system")
    return number


def is_valid(number: str, on: date | None = None) -> bool:
    """Tell whether the code is valid on the date, or in any edition held if no date is given."""
    try:
        validate(number, on)
    except InvalidIdentifier:
        return False
    return True


def split(number: str) -> HSCode:
    """Return the parts of the code.

    Raises `InvalidFormat` if it is not well formed; whether it exists is not looked up.
    """
    number = compact(number)
    if not is_well_formed(number):
        raise InvalidFormat("an hs code has 6 to 14 digits")
    return HSCode(
        chapter=number[:2],
        heading=number[:4],
        subheading=number[:6],
        eight=number[:8] if len(number) >= 8 else None,
        ten=number[:10] if len(number) >= 10 else None,
    )


def format(number: str) -> str:
    """Return the code with dots: four digits, then pairs."""
    number = compact(number)
    return ".".join(part for part in (number[:4], *(number[i : i + 2] for i in range(4, len(number), 2))) if part)
