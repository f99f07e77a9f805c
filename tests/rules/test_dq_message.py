"""Rules on a message as a whole keep their memory bounded and speak once."""

from __future__ import annotations

from typing import Any

from ead.fields.layout import ITEM_LAYOUT
from ead.rules.dq_message import contents_differ_from_item_to_item, dummies_are_rare

Watcher = contents_differ_from_item_to_item.check
Dummies = dummies_are_rare.check


PIECE = ITEM_LAYOUT.subgroups["contents"][1]


def piece(**values: str | None) -> list[Any]:
    """The record of a content piece."""
    record = PIECE.empty()
    for name, value in values.items():
        record[PIECE.position(name)] = value
    return record


def observe(watcher: object, index: int, *, gross: str = "0.412", name: str = "") -> object:
    """Show an item of one piece to the watcher of contents."""
    pieces = [piece(description="Cotton scarf", amount="12.50", net_weight="0.380")]
    return watcher.observe(index, gross, pieces, name or f"Name {index}", "Street 1")  # type: ignore[attr-defined]


def test_alike_items_are_told_once() -> None:
    """Of many alike items, only the one that makes their number remarkable is named."""
    watcher = Watcher(fewest=3)
    assert [None, None, {"count": 3}, None, None] == [observe(watcher, index) for index in range(5)]
    assert [] == list(watcher.finish())


def test_alike_items_to_one_addressee_pass() -> None:
    """Several parcels for one addressee are one order."""
    watcher = Watcher(fewest=3)
    assert [None] * 5 == [observe(watcher, index, name="Ann") for index in range(5)]


def test_contents_beyond_the_bound_are_not_remembered() -> None:
    """A message of a million contents does not fill the memory."""
    watcher = Watcher(fewest=2, remembered=1)
    observe(watcher, 0)
    assert [None, None] == [observe(watcher, index, gross="0.500") for index in (1, 2)]
    assert {"count": 2} == observe(watcher, 3)


def test_dummies_are_counted_by_field() -> None:
    """Each field whose dummies are too many is told with its share."""
    watcher = Dummies(fewest=4, percent=50)
    for index in range(4):
        phone = "0000000000" if index else "+32 486 35 38 81"
        pieces = [piece(amount="0.00" if index < 1 else "7.25", net_weight="1", hs_code="111111")]
        watcher.note(index, watcher.gist("1.000", None, phone, pieces))
    expected = {
        ("addressee telephone", "0000000000", 75),
        ("gross_weight", "1.000", 100),
        ("hs_code", "111111", 100),
        ("net_weight", "1", 100),
    }
    assert expected == {(found["field"], found["value"], found["share"]) for found in watcher.finish()}


def test_items_without_pieces_are_counted() -> None:
    """An item without pieces or telephones is an item without dummies."""
    watcher = Dummies(fewest=1)
    watcher.note(0, watcher.gist("0.412", None, None, []))
    watcher.note(1, watcher.gist("0.412", None, None, [piece()]))
    assert [] == list(watcher.finish())


def test_kinds_of_dummies_are_bounded() -> None:
    """Dummies in ever new forms do not fill the memory."""
    watcher = Dummies(fewest=1, percent=0)
    for index in range(1200):
        pieces = [piece(amount="7.25", net_weight="0.2", hs_code=f"111111{index:04d}")]
        watcher.note(index, watcher.gist("0.412", None, None, pieces))
    assert 1000 == len(list(watcher.finish()))
