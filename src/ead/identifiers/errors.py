"""Why an identifier was refused.

::

    ValueError
      InvalidIdentifier
        InvalidFormat      characters that do not belong there
        InvalidLength      too few or too many characters
        InvalidChecksum    the check digit does not match
        InvalidComponent   a part is well formed but means nothing (unknown country, month 13 ...)

The tree has the shape of ``stdnum.exceptions``. Messages never repeat the number: it may identify a person.
"""

from __future__ import annotations

__all__ = ["InvalidChecksum", "InvalidComponent", "InvalidFormat", "InvalidIdentifier", "InvalidLength"]


class InvalidIdentifier(ValueError):
    """The number is not valid; the base of the other errors."""

    message = "the number is not valid"

    def __str__(self) -> str:
        """Return the reason given, or the general one of the class."""
        return str(self.args[0]) if self.args else self.message


class InvalidFormat(InvalidIdentifier):
    """The number has characters that do not belong where they are."""

    message = "the number has an invalid format"


class InvalidLength(InvalidIdentifier):
    """The number is too short or too long."""

    message = "the number has an invalid length"


class InvalidChecksum(InvalidIdentifier):
    """The check digit does not match the other characters."""

    message = "the check digit does not match"


class InvalidComponent(InvalidIdentifier):
    """A part of the number has no meaning, such as an unknown country."""

    message = "a part of the number is not valid"
