"""IOSS (number of a seller in the EU Import One Stop Shop).

``IM``, the ISO 3166-1 numeric code of the member state of identification, and seven digits. The last is a check digit
whose algorithm is not public, so it is not checked. Numbers that start ``IN`` (intermediaries) or ``EU`` (non-Union
scheme) are other numbers. Some senders append the platform's transaction number after a hyphen: see `split`.

Source: Commission Implementing Regulation (EU) 2020/194; the list of states is the one python-stdnum carries.

>>> validate("IM 372 000022 4")
'IM3720000224'
>>> validate("IM1231234567")  # no member state has the number 123
Traceback (most recent call last):
    ...
ead.identifiers.errors.InvalidComponent: the digits after "im" are not a member state
>>> member_state("IM2760000001")
'DE'
>>> split("IM3720000224-EU123456789")
('IM3720000224', 'EU123456789')
"""

from __future__ import annotations

from ead.identifiers._text import clean, is_digits
from ead.identifiers.errors import InvalidComponent, InvalidFormat, InvalidIdentifier, InvalidLength

__all__ = ["MEMBER_STATES", "compact", "format", "is_valid", "member_state", "split", "validate"]

MEMBER_STATES = {
    "040": "AT",
    "056": "BE",
    "100": "BG",
    "191": "HR",
    "196": "CY",
    "203": "CZ",
    "208": "DK",
    "233": "EE",
    "246": "FI",
    "250": "FR",
    "276": "DE",
    "300": "GR",
    "348": "HU",
    "372": "IE",
    "380": "IT",
    "428": "LV",
    "440": "LT",
    "442": "LU",
    "470": "MT",
    "528": "NL",
    "616": "PL",
    "620": "PT",
    "642": "RO",
    "703": "SK",
    "705": "SI",
    "724": "ES",
    "752": "SE",
    "900": "XI",
}
"""The states of identification by the three digits that stand for them in a number."""


def compact(number: str) -> str:
    """Return the number in upper case, without spaces, dots and hyphens."""
    return clean(number, " -.")


def split(number: str) -> tuple[str, str]:
    """Return the compact number and what follows its first hyphen, if twelve characters stand before it.

    The second part is empty when nothing is appended.
    """
    head, _, tail = number.partition("-")
    first = compact(head)
    if not tail or len(first) != 12:
        return compact(number), ""
    return first, clean(tail, " ")


def validate(number: str) -> str:
    """Return the compact number if its form and member state are right.

    Raises `InvalidFormat`, `InvalidLength` or `InvalidComponent`.
    """
    number = compact(number)
    if len(number) != 12:
        raise InvalidLength("an ioss number has 12 characters")
    if not (number.startswith("IM") and is_digits(number[2:])):
        raise InvalidFormat('an ioss number is "im" and ten digits')
    if number[2:5] not in MEMBER_STATES:
        raise InvalidComponent('the digits after "im" are not a member state')
    return number


def is_valid(number: str) -> bool:
    """Tell whether the number has the form of an IOSS number."""
    if len(number) == 12 and number.startswith("IM") and number.isascii() and number[2:].isdigit():
        return number[2:5] in MEMBER_STATES  # nearly always, and much faster than what follows
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def member_state(number: str) -> str | None:
    """Return the alpha-2 code of the member state of identification (XI for Northern Ireland), or ``None``."""
    return MEMBER_STATES.get(compact(number)[2:5])


def format(number: str) -> str:
    """Return the number in its usual form, which is the compact one."""
    return compact(number)
