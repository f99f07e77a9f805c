"""Elements found in fragments, by counting bytes and by tokens."""

from __future__ import annotations

import pytest
from lxml import etree

from ead.intake.xml_stream import Batch, advance
from ead.intake.xml_tree import Step, locate, locate_plainly, tags_of

ITEM = (
    b"\n<Item><Sender><Name>a/&gt;b</Name><Reference><Kind>x</Kind></Reference></Sender>"
    b"<Name>outer</Name><Piece><Name>one</Name></Piece><Text>a/>b</Text><Piece><Name>two</Name><Code>9</Code></Piece></Item>"
)


def elements(data: bytes) -> list[tuple[Step, ...]]:
    """The steps to every element, by lxml."""
    root = etree.fromstring(data.strip())
    found = []
    for element in root.iter():
        steps: list[Step] = []
        node: etree._Element | None = element
        while node is not None:
            steps.insert(0, (node.tag, 1 + sum(1 for other in node.itersiblings(node.tag, preceding=True))))
            node = node.getparent()
        found.append(tuple(steps))
    return found


@pytest.mark.parametrize("steps", elements(ITEM), ids=lambda steps: "/".join(f"{name}{number}" for name, number in steps))
def test_plain_items_are_searched_by_counting(steps: tuple[Step, ...]) -> None:
    """Every element is found where tokens find it, though "/>" stands in a text and names recur on other levels."""
    by_tokens = locate(ITEM + b"<!-- x -->", steps)
    assert by_tokens is not None
    assert by_tokens == locate_plainly(ITEM, 0, len(ITEM), tags_of(steps), scanned=True)
    assert by_tokens == locate(ITEM, steps)
    around = b"<Item></Item>" + ITEM + ITEM
    moved = tuple(place + 13 for place in by_tokens)
    assert moved == locate_plainly(around, 13, 13 + len(ITEM), tags_of(steps), scanned=True)


@pytest.mark.parametrize(
    "steps",
    [(("Item", 1), ("Code", 1)), (("Item", 1), ("Piece", 3)), (("Item", 1), ("Piece", 1), ("Code", 1)), (("Item", 2),), (("Foo", 1),)],
)
def test_what_is_not_there_is_not_found(steps: tuple[Step, ...]) -> None:
    """An element of the same name deeper down or in a later sibling is not taken for it."""
    assert locate_plainly(ITEM, 0, len(ITEM), tags_of(steps), scanned=True) is None
    assert locate(ITEM, steps) is None


def test_empty_tags_are_counted_or_left_to_the_tokens() -> None:
    """Where there may be empty tags, counts that do not come out even are not trusted."""
    data = b"<Item><A/><B><C/></B><C>1</C><D>a/>b</D><E>2</E></Item>"
    places = {steps: data[slice(*span[::2])] for steps in ("C", "E") if (span := locate(data, (("Item", 1), (steps, 1))))}
    assert {"C": b"<C>1</C>", "E": b"<E>2</E>"} == places
    assert locate_plainly(data, 0, len(data), tags_of((("Item", 1), ("E", 1)))) is None


@pytest.mark.parametrize("order", [1, -1])
def test_positions_in_a_batch_are_those_from_its_beginning(order: int) -> None:
    """Line and column are the same in whatever order they are asked for, and count characters."""
    data = "ab\nç\u20acd\n\n漢x\n".encode()
    places = [place for place in range(len(data) + 1) if place == len(data) or data[place] & 0xC0 != 0x80]
    batch = Batch(data, [len(data)], 7, 5)
    asked = {place: batch.position(place) for place in places[::order]}
    assert {place: advance(data[:place], 7, 5) for place in places} == asked
