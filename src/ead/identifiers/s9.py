"""S9 (UPU identifier of a receptacle).

Twenty-nine characters: the despatch identifier (S8), three digits for the receptacle, whether it is the highest-numbered one,
whether it holds registered or insured items (0 no, 1 yes, 9 not known), and the gross weight in units of 0.1 kg (9999:
not known). There is no check digit.

Source: UPU standard S9, as described by operators' public documents.

>>> receptacle = decode("BEBRUABOLPBBAEN60073003000227", on=date(2026, 11, 2))
>>> receptacle.despatch.origin, receptacle.despatch.year, receptacle.serial, receptacle.is_last
('BEBRUA', 2026, 3, False)
>>> receptacle.gross_weight
Decimal('22.7')
>>> is_valid("BEBRUABOLPBBAEN6007300300022")
False
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ead.identifiers import s8
from ead.identifiers._text import clean, is_digits
from ead.identifiers.errors import InvalidFormat, InvalidIdentifier, InvalidLength

__all__ = ["Receptacle", "compact", "decode", "format", "is_valid", "validate"]

_FLAGS = {"0": False, "1": True}
_UNKNOWN_WEIGHT = "9999"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receptacle:
    """The parts of a receptacle identifier.

    ``gross_weight`` is in kilograms, with one decimal. Flags and weight are ``None`` where the sender did not know.
    """

    despatch: s8.Despatch
    serial: int
    is_last: bool | None
    has_registered: bool | None
    gross_weight: Decimal | None


def compact(number: str) -> str:
    """Return the number in upper case, without spaces and hyphens."""
    return clean(number, " -")


def validate(number: str) -> str:
    """Return the compact number if its form is right.

    Raises `InvalidLength` or `InvalidFormat`.
    """
    number = compact(number)
    if len(number) != 29:
        raise InvalidLength("a receptacle identifier has 29 characters")
    s8.validate(number[:20])
    if not is_digits(number[20:]):
        raise InvalidFormat("the last nine characters of a receptacle identifier are digits")
    return number


def is_valid(number: str) -> bool:
    """Tell whether the number has the form of a receptacle identifier."""
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def decode(number: str, on: date) -> Receptacle:
    """Return the parts of the number; ``on`` is a date near the despatch, such as that of the message.

    Raises `InvalidLength` or `InvalidFormat`.
    """
    number = validate(number)
    weight = number[25:]
    return Receptacle(
        despatch=s8.decode(number[:20], on),
        serial=int(number[20:23]),
        is_last=_FLAGS.get(number[23]),
        has_registered=_FLAGS.get(number[24]),
        gross_weight=None if weight == _UNKNOWN_WEIGHT else Decimal(weight).scaleb(-1),
    )


def format(number: str) -> str:
    """Return the number with spaces between its parts."""
    number = compact(number)
    return " ".join((s8.format(number[:20]), number[20:23], number[23:24], number[24:25], number[25:])).strip()
