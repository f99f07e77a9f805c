"""Indented JSON is what the standard library writes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead import json_layout
from ead.json_layout import indented

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=True), st.text(max_size=10))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(st.text(max_size=5), inner, max_size=3),
    ),
    max_leaves=20,
)


@given(VALUES, st.integers(0, 4))
def test_is_the_text_of_the_standard_library(value: Any, indent: int) -> None:
    """Any value in any depth gives the same bytes, floating point and odd characters included."""
    assert json.dumps(value, ensure_ascii=False, indent=indent) == indented(value, indent=indent)


def test_numbers_that_json_does_not_have_are_refused_where_asked() -> None:
    """Infinity is written or refused as the standard library does."""
    assert '{\n  "a": Infinity\n}' == indented({"a": float("inf")})
    with pytest.raises(ValueError, match="not JSON compliant"):
        indented({"a": float("inf")}, allow_nan=False)


def test_unknown_values_are_refused() -> None:
    """What JSON has no form for raises, as it does in the standard library."""
    with pytest.raises(TypeError, match="not JSON serializable"):
        indented({"a": {1, 2}})


@given(st.lists(VALUES, max_size=4), st.integers(0, 4))
def test_an_iterator_is_written_like_a_list(values: list[Any], indent: int) -> None:
    """What is made while it is written gives the bytes of what was there before, an empty list's among them."""
    expected = json.dumps({"a": values, "b": [values, ()]}, ensure_ascii=False, indent=indent)
    assert expected == indented({"a": iter(values), "b": [iter(values), ()]}, indent=indent)


@given(VALUES, st.integers(0, 4))
def test_compiled_and_python_write_alike(value: Any, indent: int) -> None:
    """What is there without the compiled part gives the same bytes."""
    step = " " * indent
    assert indented(value, indent=indent) == json_layout._written_in_python(value, "\n", step, True, {})
    with pytest.raises(TypeError, match="not JSON serializable"):
        json_layout._written_in_python([value, {1, 2}], "\n", step, True, {})
