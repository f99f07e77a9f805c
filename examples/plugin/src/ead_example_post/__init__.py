"""Two house rules of an invented post."""

from __future__ import annotations

from decimal import Decimal

from ead import Item
from ead.rules import INFO, WARNING, Answer, Confidence, RuleSet, Scope, rule

__all__ = ["RULES"]


@rule(
    "POST-REM-001",
    on=Scope.ITEM,
    reads=["mail_class", "gross_weight", "local_id?"],
    at="local_id",
    severity=WARNING,
    text="an EMS item of {gross} kg has no local id",
    source="house rule of the Example Post",
    confidence=Confidence.READ,
    fix="add the id that the counter system gave the item",
)
def heavy_ems_items_have_a_local_id(mail_class: str, gross: Decimal, local_id: str | None, *, from_weight: int = 10) -> Answer:
    """A heavy EMS item has no local id.

    Why: the depot sorts heavy EMS items by hand, and looks them up by the id of the counter system.
    Fix: add the id that the counter system gave the item.
    Good: mail_class = "E"; local_id = "C-1"; gross_weight = "12.000"
    Bad: mail_class = "E"; gross_weight = "12.000"
    """
    return {"gross": gross} if mail_class == "E" and local_id is None and gross >= from_weight else None


@rule(
    "POST-LINES-001",
    on=Scope.MODEL,
    reads=[],
    at="contents",
    severity=INFO,
    text="{count} content pieces say the same",
    source="house rule of the Example Post",
    confidence=Confidence.READ,
    fix="declare like goods in one line, with their number of units",
)
def content_pieces_differ(item: Item) -> Answer:
    """Two content pieces have the same description, HS code and origin.

    Why: one line with two units is read faster than two lines.
    Fix: declare like goods in one line, with their number of units.
    Good: two lines with different goods
    Bad: two lines "cotton T-shirt"
    """
    lines = [(piece.description, piece.hs_code, piece.origin_country) for piece in item.contents]
    doubled = len(lines) - len(set(lines))
    return {"count": doubled + 1} if doubled else None


RULES = RuleSet(
    name="example-post",
    title="House rules of the Example Post",
    version="1",
    rules=(heavy_ems_items_have_a_local_id, content_pieces_differ),
    summary="An example of a plug-in; not a real post's rules.",
)
