"""The ledger of the exchange: every message in and out, every item's state, every correction, every open question.

The rules by which messages settle to a state (:mod:`ead.ledger.states`, :mod:`ead.ledger.settle`) know no database. The rest needs the
extra ``ledger``: SQLAlchemy, with SQLite by default and PostgreSQL for real use. It is imported when a ledger is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ead.ledger.errors import LedgerUnavailable

if TYPE_CHECKING:
    from ead.ledger.ingest import Ingestor
    from ead.ledger.store import Ledger

__all__ = ["Ingestor", "Ledger", "LedgerUnavailable"]


def __getattr__(name: str) -> Any:
    """What needs the database is imported when it is first asked for."""
    if name == "Ledger":
        from ead.ledger.store import Ledger

        return Ledger
    if name == "Ingestor":
        from ead.ledger.ingest import Ingestor

        return Ingestor
    raise AttributeError(f"module 'ead.ledger' has no attribute {name!r}")
