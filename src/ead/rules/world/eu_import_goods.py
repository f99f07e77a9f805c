"""Goods that import into the European Union treats apart, by HS code: rows of ``data/eu-import.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from ead.derived import table
from ead.rules.world.dg_codes import danger_of

__all__ = ["ALSO_DANGEROUS", "CHAPTERS", "goods_of", "place_of"]

ALSO_DANGEROUS = frozenset({"DG-ANI-001", "DG-ANP-001", "DG-ARM-001", "DG-CIT-001", "DG-CUL-001", "DG-PHA-001", "DG-TOB-001"})
"""Rules on dangerous and prohibited goods that look at the same goods as the rows here."""


@cache
def _groups() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Prefix of the HS code and name of the goods, longest prefix first, by group."""
    rows = table("rules", "eu-import")["goods"]
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        groups.setdefault(row["group"], []).extend((prefix, row["name"]) for prefix in row["hs"])
    return {group: tuple(sorted(pairs, key=lambda pair: -len(pair[0]))) for group, pairs in groups.items()}


CHAPTERS = frozenset(prefix[:2] for rows in _groups().values() for prefix, _ in rows)
"""The chapters that any of the goods are in: for all others nothing need be looked up."""


@lru_cache(maxsize=4096)
def goods_of(code: str, group: str) -> str | None:
    """The name of the goods that a code stands for in a group ("excise", "restricted"), or ``None``.

    >>> goods_of("220421", "excise"), goods_of("610910", "excise")
    ('alcoholic drinks', None)
    """
    return next((name for prefix, name in _groups()[group] if code.startswith(prefix)), None)


def place_of(description: str | None, code: str) -> str:
    """Where a finding on the goods stands: at the HS code, but with those of :data:`ALSO_DANGEROUS` where the words gave the goods away."""
    danger = danger_of(description, code)
    return "description" if danger is not None and danger.rule in ALSO_DANGEROUS and not danger.by_code else "hs_code"
