"""Single values as JSON text."""

from __future__ import annotations

import pytest

from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT
from ead.formats.json_write import item_text, value_text

PIECE = ITEM_LAYOUT.subgroups["contents"][1].leaves


@pytest.mark.parametrize(
    ("leaf", "text", "expected"),
    [
        (PIECE["units"], "2", "2"),
        (PIECE["units"], "two", '"two"'),
        (PIECE["net_weight"], "0.250", '"0.250"'),
        (PIECE["description"], 'a "b"\n\u20ac', '"a \\"b\\"\\n\u20ac"'),
        (HEADER_LAYOUT.leaves["test"], "true", "true"),
    ],
)
def test_a_corrected_value_has_the_json_type_of_its_field(leaf: object, text: str, expected: str) -> None:
    """What replaces a value is a number, a truth value or a string as the field wants it."""
    assert expected == value_text(leaf, text)  # type: ignore[arg-type]


def test_lone_surrogates_are_escaped() -> None:
    """Text that has no UTF-8 form is written as JSON escapes, so that the writer never throws."""
    record = ITEM_LAYOUT.empty()
    record[ITEM_LAYOUT.position("remarks")] = "\ud800"
    assert b'{"remarks":"\\ud800"}' == item_text(record)


def test_groups_without_values_are_left_out() -> None:
    """A single group that holds nothing is not written."""
    record = ITEM_LAYOUT.empty()
    record[ITEM_LAYOUT.position("sender")] = ITEM_LAYOUT.subgroups["sender"][1].empty()
    assert b"{}" == item_text(record)
