"""The built-in judge's view of a description, for rules that do not go through the fact ``description_fault``."""

from __future__ import annotations

from ead.descriptions.faults import examine, nature_of
from ead.descriptions.protocol import Examination
from ead.descriptions.vagueness import misspelt_term

__all__ = ["Examination", "examine", "misspelt_term", "nature_of"]
