"""The Hypothesis strategies: everything they draw honours the field tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings

from ead.fields import HEADER, ITEM
from ead.testing.strategies import field_values, header_dicts, item_dicts, message_dicts

Faults = Callable[..., list[str]]

modest = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@modest
@given(header=header_dicts())
def test_headers_honour_the_field_table(facet_faults: Faults, header: dict[str, Any]) -> None:
    """A header has legal fields, and at least one."""
    assert header
    assert [] == facet_faults(header, HEADER)


@modest
@given(item=item_dicts())
def test_items_honour_the_field_table(facet_faults: Faults, item: dict[str, Any]) -> None:
    """An item has its required fields, legal values, and no empty group."""
    assert [] == facet_faults(item)
    assert all(value != [] for value in item.values())


@modest
@given(message=message_dicts(max_items=2))
def test_messages_have_items_with_ids_of_their_own(facet_faults: Faults, message: dict[str, Any]) -> None:
    """A message has a header and one or more items whose identifiers differ."""
    assert {"message", "header", "items"} == set(message)
    assert 1 <= len(message["items"]) <= 2
    assert len({item["item_id"] for item in message["items"]}) == len(message["items"])
    assert [] == [fault for item in message["items"] for fault in facet_faults(item)]


def test_messages_need_room_for_an_item() -> None:
    """A message of no items is not offered."""
    with pytest.raises(ValueError, match="expected 1 or more"):
        message_dicts(max_items=0)


@pytest.mark.parametrize("group", ["sender", "documents", "contents", "extra_fields"])
def test_groups_come_and_go(group: str) -> None:
    """Optional groups are present in some items and absent in others."""
    quick = settings(max_examples=500, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    assert group in find(item_dicts(), lambda item: group in item, settings=quick)
    assert group not in find(item_dicts(), lambda item: group not in item, settings=quick)


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ("remarks", lambda text: any(ord(mark) > 0x2FF for mark in text)),
        ("remarks", lambda text: "\n" in text),
        ("posted_at", lambda text: text.endswith("Z")),
        ("posted_at", lambda text: "." in text and "+" in text),
        ("gross_weight", lambda text: "." not in text),
        ("gross_weight", lambda text: len(text.partition(".")[2]) == 6),
    ],
)
def test_values_reach_the_corners(field: str, wanted: Callable[[str], bool]) -> None:
    """Other scripts, newlines, offsets, fractions and whole numbers all occur."""
    member = ITEM.member(field)
    quick = settings(max_examples=5000, deadline=None, database=None, phases=[Phase.generate])
    assert wanted(find(field_values(member), wanted, settings=quick))  # type: ignore[arg-type]
