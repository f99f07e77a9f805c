"""Rules: Colombia. All of them are rows of ``data/cc-co.toml``."""

from __future__ import annotations

from ead.rules.tables import rules_from_data

__all__ = ["TABLE_RULES"]

TABLE_RULES = rules_from_data("cc-co")
