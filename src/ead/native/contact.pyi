from __future__ import annotations

from collections.abc import Collection, Iterable

__all__ = ["Emails", "Telephones", "is_international"]

class Telephones:
    """Numbers in international form, blanks left out of account, that are no dummy."""

    def __init__(self, dummies: Collection[str]) -> None: ...
    def can_be_called(self, telephone: str) -> bool:
        """Whether a number has six to fifteen digits behind a plus sign, and is not listed, one digit repeated, or fiction."""

class Emails:
    """Addresses in small letters with a well-formed domain that are on no list, nor in a domain that begins like one of ``relays``."""

    def __init__(self, whole: Collection[str], mailboxes: Collection[str], domains: Collection[str], relays: Iterable[str]) -> None: ...
    def reach_somebody(self, email: str) -> bool:
        """Whether an address is well-formed, no dummy, no relay, and none that nobody reads."""

def is_international(telephone: str) -> bool:
    """Whether a number is written by ITU-T E.123: a plus sign and seven to fifteen digits, with single blanks between them."""
