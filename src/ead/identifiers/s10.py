"""S10 (UPU identifier of a postal item).

Two letters for the service, eight digits, a check digit, and the ISO 3166-1 alpha-2 code of the country of the operator
that issued it. The check digit is 11 less the weighted sum modulo 11, where 10 becomes 0 and 11 becomes 5. A number is
not used again for at least twelve months.

Source: UPU standard S10, as described by operators' public documents.

>>> validate("RB123456785GB")
'RB123456785GB'
>>> validate("rr 473 124 829 br")
'RR473124829BR'
>>> validate("RB123456786US")  # check digit off by one
Traceback (most recent call last):
    ...
ead.identifiers.errors.InvalidChecksum: the check digit does not match
>>> validate("RB123456785XX")  # no such country
Traceback (most recent call last):
    ...
ead.identifiers.errors.InvalidComponent: the suffix is not an iso 3166-1 country code
>>> calc_check_digit("47312482")
'9'
>>> format("LX806576725TW")
'LX 806 576 725 TW'
>>> service_group("LX806576725TW").kind
'tracked letter'
>>> mail_class("CP000000005CH")
'C'
"""

from __future__ import annotations

from ead.identifiers._text import clean, is_letters
from ead.identifiers.errors import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidIdentifier, InvalidLength

__all__ = [
    "ServiceGroup",
    "calc_check_digit",
    "compact",
    "country",
    "format",
    "is_valid",
    "mail_class",
    "service_group",
    "validate",
]

_SERIAL = "the serial number of an s10 identifier must be eight digits"
_SHAPE = "an s10 identifier is two letters, nine digits and two letters"
_CHECK_DIGITS = "50987654321"  # by the remainder modulo 11


def _weighted(tens: int, units: int) -> dict[str, int]:
    """Return the weighted sum of every pair of digits: four look-ups are faster than eight multiplications."""
    return {f"{pair:02}": tens * (pair // 10) + units * (pair % 10) for pair in range(100)}


_PAIR_1, _PAIR_2, _PAIR_3, _PAIR_4 = _weighted(8, 6), _weighted(4, 2), _weighted(3, 5), _weighted(9, 7)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_INDICATORS = frozenset([first + second for first in _LETTERS for second in _LETTERS])
_COUNTRIES: set[str] = set()  # filled on first use: importing this module must not read a code list


class ServiceGroup:
    """What a range of service indicators stands for.

    ``kind`` names the service, ``mail_class`` is ``"U"``, ``"C"``, ``"E"`` or ``None`` where the range does not tell.
    There is one instance per kind.
    """

    __slots__ = ("kind", "mail_class")

    def __init__(self, kind: str, mail_class: str | None) -> None:
        self.kind = kind
        self.mail_class = mail_class

    def __repr__(self) -> str:
        """Show the kind and the mail class."""
        return f"ServiceGroup(kind={self.kind!r}, mail_class={self.mail_class!r})"


_RESERVED = ServiceGroup("reserved", None)
_DOMESTIC = ServiceGroup("domestic or bilateral", None)
_BY_FIRST_LETTER = {
    "C": ServiceGroup("parcel", "C"),
    "E": ServiceGroup("ems", "E"),
    "H": ServiceGroup("e-commerce parcel", "C"),
    "L": ServiceGroup("tracked letter", "U"),
    "M": ServiceGroup("m-bag", "U"),
    "R": ServiceGroup("registered letter", "U"),
    "U": ServiceGroup("untracked letter", "U"),
    "V": ServiceGroup("insured letter", "U"),
    **dict.fromkeys("BDNPZ", _DOMESTIC),
}
_BY_INDICATOR = {
    **dict.fromkeys(("AV", "AW", "AX", "AY", "AZ", "GA", "GD"), _DOMESTIC),
    **dict.fromkeys(("Q" + letter for letter in "ABCDEFGHIJKLM"), ServiceGroup("ibrs", "U")),
}


def compact(number: str) -> str:
    """Return the number in upper case, without spaces and hyphens."""
    if number.isascii() and number.isalnum() and number.isupper():
        return number
    return clean(number, " -")


def calc_check_digit(number: str) -> str:
    """Return the check digit of an eight-digit serial number.

    Raises `InvalidFormat` if the argument is not eight digits.
    """
    if len(number) != 8:
        raise InvalidFormat(_SERIAL)
    return _check_digit(number)


def _check_digit(serial: str) -> str:
    try:
        total = _PAIR_1[serial[:2]] + _PAIR_2[serial[2:4]] + _PAIR_3[serial[4:6]] + _PAIR_4[serial[6:8]]
    except KeyError:
        raise InvalidFormat(_SERIAL) from None
    return _CHECK_DIGITS[total % 11]


def validate(number: str) -> str:
    """Return the compact number if its form, check digit and country are right.

    Raises `InvalidLength`, `InvalidFormat`, `InvalidChecksum` or `InvalidComponent`.
    """
    number = compact(number)
    if len(number) != 13:
        raise InvalidLength("an s10 identifier has 13 characters")
    right = number[10] == _check_digit(number[2:10])
    if right and number[11:] in (_COUNTRIES or _load_countries()) and number[:2].isalpha() and number.isascii():
        return number
    if not (number.isascii() and number[:2].isalpha() and number[10].isdigit() and number[11:].isalpha()):
        raise InvalidFormat(_SHAPE)
    if not right:
        raise InvalidChecksum()
    raise InvalidComponent("the suffix is not an iso 3166-1 country code")


def _load_countries() -> set[str]:
    from ead.codelists import countries

    _COUNTRIES.update(countries.alpha2_codes())
    return _COUNTRIES


def is_valid(number: str) -> bool:
    """Tell whether the number is a valid S10 identifier."""
    try:
        # Most are asked about as they should be; only others are worth taking apart.
        if len(number) == 13 and number[:2] in _INDICATORS and number[11:] in _COUNTRIES:
            total = _PAIR_1[number[2:4]] + _PAIR_2[number[4:6]] + _PAIR_3[number[6:8]] + _PAIR_4[number[8:10]]
            return number[10] == _CHECK_DIGITS[total % 11]
    except KeyError:
        return False
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def format(number: str) -> str:
    """Return the number grouped the way it is printed on labels."""
    number = compact(number)
    return " ".join((number[:2], number[2:5], number[5:8], number[8:11], number[11:])).strip()


def country(number: str) -> str:
    """Return the last two characters: the country of the operator that issued the number."""
    return compact(number)[11:13]


def service_group(number: str) -> ServiceGroup | None:
    """Return the group of the service indicator, or ``None`` if the number does not start with two letters.

    Ranges that the standard does not assign are in the group "reserved".
    """
    indicator = compact(number)[:2]
    if len(indicator) != 2 or not is_letters(indicator):
        return None
    return _BY_INDICATOR.get(indicator) or _BY_FIRST_LETTER.get(indicator[0], _RESERVED)


def mail_class(number: str) -> str | None:
    """Return the mail class the service indicator implies: U letter post, C parcels, E EMS, or ``None``."""
    group = service_group(number)
    return group.mail_class if group else None
