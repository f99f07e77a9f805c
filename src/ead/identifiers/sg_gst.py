"""GST registration number of Singapore, as overseas sellers give it.

Three forms: ``M`` with nine more characters (given by the tax office, also to overseas vendors), eight or nine digits and
a letter, and ``T``, ``S`` or ``R`` with two digits, two letters, four digits and a letter. The last two equal the
entity number, whose check letter ``stdnum.sg.uen`` knows; here only the form is checked.

Source: Inland Revenue Authority of Singapore.

>>> validate("M2-1234567-8")
'M212345678'
>>> validate("197401143C")
'197401143C'
>>> is_valid("197401143")
False
"""

from __future__ import annotations

from ead.identifiers._text import clean
from ead.identifiers.errors import InvalidFormat, InvalidIdentifier, InvalidLength
from ead.patterns import lazy

__all__ = ["compact", "format", "is_valid", "validate"]

_FORMS = lazy("M[0-9A-Z][0-9]{7}[0-9A-Z]|[0-9]{8,9}[A-Z]|[TSR][0-9]{2}[A-Z]{2}[0-9]{4}[A-Z]")


def compact(number: str) -> str:
    """Return the number in upper case, without spaces, dots and hyphens."""
    return clean(number)


def validate(number: str) -> str:
    """Return the compact number if it has one of the three forms.

    Raises `InvalidLength` or `InvalidFormat`.
    """
    number = compact(number)
    if len(number) not in (9, 10):
        raise InvalidLength("a singapore gst number has nine or ten characters")
    if not _FORMS.fullmatch(number):
        raise InvalidFormat("the number has none of the forms of a singapore gst number")
    return number


def is_valid(number: str) -> bool:
    """Tell whether the number has the form of a Singapore GST registration number."""
    try:
        validate(number)
    except InvalidIdentifier:
        return False
    return True


def format(number: str) -> str:
    """Return the number in its usual form: with hyphens if it starts with ``M``."""
    number = compact(number)
    return "-".join((number[:2], number[2:9], number[9:])) if number.startswith("M") and len(number) == 10 else number
