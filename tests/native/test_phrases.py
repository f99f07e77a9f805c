"""Templates are filled alike by the compiled filler and in Python."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ead.native import part
from ead.wording import MASK, fill_in_python, shown

NATIVE = part("phrases")


def said(name: str, values: Mapping[str, Any], public: frozenset[str] | None) -> str:
    """One value by the Python way."""
    return fill_in_python("%s", (name,), values, public)


FILLS = [fill_in_python, *([NATIVE.Filler(80, said).fill] if NATIVE is not None else [])]
VALUES = st.one_of(
    st.text(max_size=90),
    st.sampled_from(["", "a" * 80, "a" * 81, "caf\xe9", "line\nbreak", "\x7f", "\ud800", "nul\x00"]),
    st.integers(),
    st.decimals(allow_nan=False),
    st.none(),
    st.lists(st.text(max_size=5), max_size=3),
)


@settings(max_examples=500, deadline=None)
@given(
    values=st.dictionaries(st.sampled_from("abcd"), VALUES),
    names=st.lists(st.sampled_from("abcd"), max_size=4).map(tuple),
    public=st.none() | st.frozensets(st.sampled_from("abcd")),
)
def test_templates_are_filled_alike(values: dict[str, Any], names: tuple[str, ...], public: frozenset[str] | None) -> None:
    """Every way gives the same text, whatever the values, those that may be shown, and the mapping they stand in."""
    pattern = "100 %%" + " %s" * len(names)
    expected = "100 %" + "".join(f" {said(name, values, public)}" for name in names)
    for mapping in (values, MappingProxyType(values)):
        assert [expected] * len(FILLS) == [fill(pattern, names, mapping, public) for fill in FILLS]


@pytest.mark.parametrize("fill", FILLS)
def test_personal_texts_are_masked(fill: Any) -> None:
    """A text that may not be shown is masked, a number is not, and what is missing is a question mark."""
    values = {"name": "Ann Example", "count": Decimal("2.50")}
    assert f"{MASK} 2.50 ?" == fill("%s %s %s", ("name", "count", "other"), values, frozenset())
    assert f"{shown('Ann Example')} 2.50" == fill("%s %s", ("name", "count"), values, frozenset({"name"}))
