"""Finding values in JSON text, and the spans that a correction needs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead.findings import Path
from ead.intake.json_walk import TextPiece, find, skip, skip_bytes

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)
INDENTS = st.sampled_from([None, 0, 2])


def _paths(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(path, value), *(found for step, below in children for found in _paths(below, (*path, step)))]


@given(VALUES, INDENTS, st.booleans())
def test_finds_every_value(value: Any, indent: int | None, ascii_only: bool) -> None:
    """The text between the ends that are found is the text of the value at that path."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    for path, expected in _paths(value):
        spot = find(text, 0, path)
        assert (len(path), expected) == (spot.steps, json.loads(text[spot.start : spot.end]))


@given(VALUES, INDENTS)
def test_leaving_a_member_out_leaves_valid_json(value: Any, indent: int | None) -> None:
    """Cutting the whole span takes exactly one member or element away, and one comma where there is one."""
    text = json.dumps(value, indent=indent)
    for path, _ in _paths(value)[1:]:
        spot = find(text, 0, path)
        expected = json.loads(text)
        parent = expected
        for step in path[:-1]:
            parent = parent[step]
        del parent[path[-1]]
        assert expected == json.loads(text[: spot.whole_start] + text[spot.whole_end :])


@given(VALUES)
def test_skips_bytes_as_it_skips_text(value: Any) -> None:
    """The end of a value in UTF-8 bytes is the end of the value in text."""
    text = json.dumps(value, ensure_ascii=True) + " , 1"
    assert len(json.dumps(value)) == skip(text, 0) == skip_bytes(text.encode(), 0)


@given(st.text(alphabet='{}[]",:\\a1 \n', max_size=30), st.lists(st.sampled_from(["", "a", 0, 1]), max_size=3))
def test_is_never_thrown_by_text_that_is_no_json(text: str, path: list[str | int]) -> None:
    """In any text at all the search ends somewhere inside it."""
    spot = find(text, 0, tuple(path))
    assert 0 <= spot.start <= spot.end <= len(text)


def test_stops_at_the_nearest_value_above() -> None:
    """A path that is not there leads to the deepest value on the way."""
    spot = find('{"a": {"b": [1]}}', 0, ("a", "b", 3, "x"))
    assert (12, 15, 2) == (spot.start, spot.end, spot.steps)


def test_tells_equal_keys_apart() -> None:
    """The second of two equal keys can be asked for."""
    assert 15 == find('{"a": 1, "a" : 2}', 0, ("a",), 2).start


@pytest.mark.parametrize("position", [0, 3, 4, 5, 9, 2, 11])
def test_positions_count_lines_characters_and_bytes(position: int) -> None:
    """Line and column count characters from 1, the offset counts bytes, in whatever order they are asked for."""
    text = "ab\n\u20acc\n\n\U0001d11ede\u00e9"
    piece = TextPiece(text, 5, 1, 100)
    piece.at(7)
    before = text[:position]
    expected = (5 + before.count("\n"), position - before.rfind("\n"), 100 + len(before.encode()))
    assert expected == piece.at(position)
    assert expected == piece.at(position)


def test_the_first_line_may_begin_behind_column_one() -> None:
    """A piece that begins in the middle of a line keeps its column until the line ends."""
    assert ((3, 12, 2), (4, 1, 4)) == (TextPiece("abc\nd", 3, 10).at(2), TextPiece("abc\nd", 3, 10).at(4))


@pytest.mark.hostile
def test_passes_over_deep_nesting() -> None:
    """A hundred thousand levels are passed over without recursion."""
    text = "[" * 100_000 + "]" * 100_000 + ","
    assert 200_000 == skip(text, 0) == skip_bytes(text.encode(), 0)
