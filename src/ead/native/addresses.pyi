from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from ead.native.terms import Plain

__all__ = ["Postcodes", "Towns", "has_house_number"]

class Towns:
    """Names of towns in Latin letters: no stand-ins, and without a word that stands in the name of a country."""

    def __init__(self, stand_ins: Collection[str], words: Collection[str], plain: Plain) -> None: ...
    def is_town(self, city: str) -> bool:
        """Whether a text has letters and blanks only, and neither is nor holds what is listed."""

class Postcodes:
    """Postcodes of countries where each place of a postcode has its own characters, as ``places_of`` tells."""

    def __init__(self, places_of: Callable[[str], Sequence[str] | None], stand_ins: Collection[str]) -> None: ...
    def are_of(self, country: str, postcode: str | None) -> bool:
        """Whether a postcode has the form of the country, blanks and hyphens left out of account, and is no stand-in for one."""

def has_house_number(text: str) -> bool:
    """Whether an address line is a street with one number, at the beginning or at the end, with or without a word for number."""
