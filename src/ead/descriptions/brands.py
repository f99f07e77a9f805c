"""Names of brands that are no names of goods: a description of these alone says who made the goods, not what they are."""

from __future__ import annotations

from functools import cache
from importlib import resources

from ead.descriptions.words import fold

__all__ = ["brand_words", "brands"]


@cache
def brands() -> frozenset[str]:
    """The names, folded; some have several words."""
    text = resources.files("ead.descriptions").joinpath("data/brands.txt").read_text("utf-8")
    return frozenset(fold(name) for line in text.splitlines() if line and not line.startswith("#") for name in line.split(","))


@cache
def brand_words() -> frozenset[str]:
    """Brands that are one word."""
    return frozenset(name for name in brands() if " " not in name)
