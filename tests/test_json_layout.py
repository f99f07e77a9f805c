"""Indented JSON is what the standard library writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead.json_layout import indented, indented_in_python

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


@pytest.mark.parametrize("write", [indented, indented_in_python])
@given(value=VALUES, indent=st.integers(0, 4))
def test_compiled_and_python_write_alike(write: Callable[..., str], value: Any, indent: int) -> None:
    """What is there without the compiled part gives the same bytes, for what is not of a built-in type as well."""

    class Mapping(dict[str, Any]):
        pass

    class Word(str):
        __slots__ = ()

    value = Mapping(a=value, b=(Word("é\x01\x7f"), True, -(2**63), 2**64, Mapping()))
    assert write(value, indent=indent) == json.dumps(value, ensure_ascii=False, indent=indent)


@pytest.mark.parametrize("write", [indented, indented_in_python])
def test_lone_surrogates_stay_what_they_are(write: Callable[..., str]) -> None:
    """Also two that would be one character if they were read together."""
    assert write(["\ud83d\ude00", "\ud83d", "\U0001f600"]) == '[\n  "\ud83d\ude00",\n  "\ud83d",\n  "\U0001f600"\n]'


@pytest.mark.parametrize("write", [indented, indented_in_python])
def test_what_holds_itself_is_refused(write: Callable[..., str]) -> None:
    """There is no end to it, and it must not end the process."""
    values: list[Any] = []
    values.append(values)
    with pytest.raises(RecursionError):
        write({"a": values})


@pytest.mark.parametrize("write", [indented, indented_in_python])
def test_long_texts_have_room(write: Callable[..., str]) -> None:
    """Whatever stands before and behind them, and however many of their characters need an escape."""
    value = {"a": "x" * 70_000, "b": "\x02" * 70_000, "é" * 9_000: ["\n" * 30_000, 7]}
    assert write(value) == json.dumps(value, ensure_ascii=False, indent=2)
