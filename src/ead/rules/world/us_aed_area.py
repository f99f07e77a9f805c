"""Where the United States Postal Service delivers as at home: what tells mail from abroad, and mail to abroad, from domestic mail."""

from __future__ import annotations

from ead.codelists import natures
from ead.rules.api import Scope, fact

__all__ = ["DOMESTIC", "is_informational"]

DOMESTIC = frozenset({"US", "PR", "VI", "GU", "AS", "MP", "UM"})
"""The states and the territories: mail between them is domestic (USPS Domestic Mail Manual 608.2)."""

# 50 USC 1702(b)(3): publications, films, posters, records, photographs, tapes, compact discs, artworks, whatever the form of carriage.
_INFORMATIONAL = ("37", "49", "852321", "852329", "852341", "852349", "852351", "852380", "9701", "9702", "9703")


@fact("enters_us", on=Scope.ITEM, reads=["origin?", "nature"], few=True)
def enters_us(origin: str | None, nature: str) -> bool | None:
    """``True`` for goods from abroad; ``None``, which silences rules that read this, for domestic mail and for documents."""
    return None if origin in DOMESTIC or nature == natures.DOCUMENTS else True


@fact("leaves_us", on=Scope.ITEM, reads=["destination", "nature"], few=True)
def leaves_us(destination: str, nature: str) -> bool | None:
    """``True`` for goods to abroad; ``None``, which silences rules that read this, for domestic mail and for documents."""
    return None if destination in DOMESTIC or nature == natures.DOCUMENTS else True


def is_informational(code: str) -> bool:
    """Whether goods of the HS code are informational materials, which the duties of 2025 and 2026 leave out (50 USC 1702(b))."""
    return code.startswith(_INFORMATIONAL)
