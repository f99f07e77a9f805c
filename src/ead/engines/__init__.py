"""Engines: the same checks on more than one core.

A message is cut at the ends of its items, and the pieces are checked by worker processes (:mod:`ead.engines.crew`). What compares items
with each other stays in the parent, so the report is the one that a single process writes, byte for byte.
"""

from __future__ import annotations

from ead.engines.crew import Crew
from ead.engines.spread import Spread, spreading

__all__ = ["Crew", "Spread", "spreading"]
