"""What can go wrong with a ledger besides its configuration."""

from __future__ import annotations

from ead.errors import EadError

__all__ = ["LedgerUnavailable"]


class LedgerUnavailable(EadError):
    """The database cannot be reached, or went away. What was recorded before stays; the same call may be made again."""
