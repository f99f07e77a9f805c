"""Cleaning shared by the identifier modules; imports nothing, so that one identifier stays cheap to import."""

from __future__ import annotations

__all__ = ["clean", "is_alphanumeric", "is_digits", "is_letters"]

_LOOKALIKES = {0x00A0: " ", 0x2009: " ", 0x202F: " ", 0x2010: "-", 0x2011: "-", 0x2012: "-", 0x2013: "-", 0x2014: "-", 0x2212: "-"}


def clean(number: str, separators: str = " -.") -> str:
    """Return the number without separators, in upper case.

    Only ASCII text is put in upper case: ``"ı".upper()`` would turn a foreign letter into an ASCII one.
    Separators are no letters or digits.
    """
    if number.isalnum() and number.isascii():
        return number.upper()  # nearly always
    if not number.isascii():
        number = number.translate(_LOOKALIKES)
    for separator in separators:
        number = number.replace(separator, "")
    number = number.strip()
    return number.upper() if number.isascii() else number


def is_digits(text: str) -> bool:
    """Tell whether the text is one or more ASCII digits."""
    return text.isascii() and text.isdigit()


def is_letters(text: str) -> bool:
    """Tell whether the text is one or more upper-case ASCII letters."""
    return text.isascii() and text.isalpha() and text.isupper()


def is_alphanumeric(text: str) -> bool:
    """Tell whether the text is one or more ASCII digits and upper-case letters."""
    return text.isascii() and text.isalnum() and text == text.upper()
