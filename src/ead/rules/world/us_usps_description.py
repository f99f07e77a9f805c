"""Items posted in the United States: descriptions that the Postal Service refuses; the terms stand in ``data/us-usps.toml``."""

from __future__ import annotations

from functools import cache

from ead.derived import table
from ead.descriptions.words import normal_form
from ead.rules.api import ERROR, WARNING, Answer, Scope, rule
from ead.rules.world.us_aed_area import leaves_us

__all__ = ["leaves_us"]

_GENERAL_RULES = frozenset({"DQ-DSC-002", "DQ-DSC-003", "DQ-DSC-004", "DQ-DSC-005"})


@cache
def _terms() -> tuple[frozenset[str], frozenset[str]]:
    """Terms that are refused, in small letters, and general ones, in normal form."""
    data = table("rules", "us-usps")
    return frozenset(data["refused"]["terms"]), frozenset(normal_form(term) for term in data["general"]["terms"])


@rule(
    "USPS-DSC-001",
    on=Scope.PIECE,
    reads=["description", "item.leaves_us"],
    at="description",
    severity=ERROR,
    text='the Postal Service does not accept "{description}" as a description',
    source="USPS international label interface: none, not applicable, n/a, null, gift, merchandise",
    fix="say what the goods are, what they are made of, and what they are used for",
    supersedes=_GENERAL_RULES | {"USPS-DSC-002"},
)
def description_is_accepted(description: str, leaving: bool) -> Answer:
    """The description of an item posted in the United States is a word that the Postal Service refuses.

    Why: no international label is made with it.
    Fix: say what the goods are, what they are made of, and what they are used for.
    Good: US to TW: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: US to TW: contents.1.description = "Merchandise"
    """
    return {"description": description} if description.strip().lower() in _terms()[0] else None


@rule(
    "USPS-DSC-002",
    on=Scope.PIECE,
    reads=["description", "item.leaves_us"],
    at="description",
    severity=WARNING,
    text='"{description}" is a general description, which the Postal Service asks not to use',
    source="USPS International Mail Manual, section 224",
    fix="name the goods: canned tuna instead of food, men's cotton shirts instead of clothing",
    supersedes=_GENERAL_RULES,
)
def description_is_more_than_a_kind(description: str, leaving: bool) -> Answer:
    """The description of an item posted in the United States is food, medicine, gifts or clothing.

    Why: customs abroad cannot assess it; the manual names these words as unacceptable.
    Fix: name the goods: canned tuna instead of food, men's cotton shirts instead of clothing.
    Good: US to TW: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: US to TW: contents.1.description = "Clothing"
    """
    return {"description": description} if normal_form(description) in _terms()[1] else None
