"""S8 (UPU identifier of a despatch).

Twenty characters: origin and destination office of exchange (IMPC codes), mail category, mail subclass, last digit of the
year, despatch number. There is no check digit. The year digit repeats every ten years, so `decode` wants a date near
the despatch.

Source: UPU standard S8, as described by operators' public documents.

>>> validate("BOLPBCUSMIAAACN60027")
'BOLPBCUSMIAAACN60027'
>>> decode("BOLPBCUSMIAAACN60027", on=date(2026, 11, 2)).year
2026
>>> format("BOLPBCUSMIAAACN60027")
'BOLPBC USMIAA A CN 6 0027'
>>> validate("BOLPBCUSMIAAXCN60027")  # no category X
Traceback (most recent call last):
    ...
ead.identifiers.errors.InvalidFormat: a despatch identifier is 12 letters, category a to d, 2 letters and 5 digits
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ead.identifiers._text import clean, is_digits, is_letters
from ead.identifiers.errors import InvalidFormat, InvalidIdentifier, InvalidLength

__all__ = ["Despatch", "compact", "decode", "format", "is_valid", "resolve_year", "validate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Despatch:
    """The parts of a despatch identifier.

    ``origin`` and ``destination`` are IMPC codes, ``category`` is A, B, C or D, ``subclass`` two letters whose first is the
    mail class, ``year`` four digits resolved against a date, ``number`` the despatch number (0 to 9999).
    """

    origin: str
    destination: str
    category: str
    subclass: str
    year: int
    number: int

    @property
    def mail_class(self) -> str:
        """The mail class: the first letter of the subclass."""
        return self.subclass[0]


def compact(number: str) -> str:
    """Return the number in upper case, without spaces and hyphens."""
    return clean(number, " -")


def validate(number: str) -> str:
    """Return the compact number if its form is right.

    Raises `InvalidLength` or `InvalidFormat`.
    """
    number = compact(number)
    if len(number) != 20:
        raise InvalidLength("a despatch identifier has 20 characters")
    if not (is_letters(number[:15]) and number[12] in "ABCD" and is_digits(number[15:])):
        raise InvalidFormat("a despatch identifier is 12 letters, category a to d, 2 letters and 5 digits")
    return number


def is_valid(number: str) -> bool:
    """Tell whether the number has the form of a despatch identifier."""
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def resolve_year(digit: int, on: date) -> int:
    """Return the year that ends in the digit, from eight years before the date to one year after it.

    The year after counts because a message may run ahead of its despatch around New Year.
    """
    latest = on.year + 1
    return latest - (latest - digit) % 10


def decode(number: str, on: date) -> Despatch:
    """Return the parts of the number; ``on`` is a date near the despatch, such as that of the message.

    Raises `InvalidLength` or `InvalidFormat`.
    """
    number = validate(number)
    return Despatch(
        origin=number[:6],
        destination=number[6:12],
        category=number[12],
        subclass=number[13:15],
        year=resolve_year(int(number[15]), on),
        number=int(number[16:20]),
    )


def format(number: str) -> str:
    """Return the number with spaces between its parts."""
    number = compact(number)
    return " ".join((number[:6], number[6:12], number[12:13], number[13:15], number[15:16], number[16:])).strip()
