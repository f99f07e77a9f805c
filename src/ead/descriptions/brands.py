"""Names of brands that are no names of goods: a description of these alone says who made the goods, not what they are."""

from __future__ import annotations

from functools import cache

from ead.derived import table

__all__ = ["brand_words", "brands"]


@cache
def brands() -> frozenset[str]:
    """The names, folded; some have several words."""
    return frozenset(table("descriptions", "brands").split("\n"))


@cache
def brand_words() -> frozenset[str]:
    """Brands that are one word."""
    return frozenset(name for name in brands() if " " not in name)
