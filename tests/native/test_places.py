"""Where elements stand, and on which line, by the compiled searches and in Python."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ead.formats.xml_origin import element_in_python
from ead.intake.xml_stream import position_in_python
from ead.intake.xml_tree import tags_of
from ead.native import part

NATIVE = part("places")
ELEMENTS = [element_in_python, *([NATIVE.element] if NATIVE is not None else [])]
POSITIONS = [position_in_python, *([NATIVE.position_at] if NATIVE is not None else [])]
TOKENS = st.lists(
    st.sampled_from([b"<A>", b"</A>", b"<B>", b"</B>", b"<AB>", b"</AB>", b"<A", b"<", b"</", b">", b"/>", b"x", b"\n", b"\x00", b"\xc3"]),
    max_size=24,
)
STEPS = st.lists(st.tuples(st.sampled_from(["A", "B", "AB"]), st.integers(1, 3)), min_size=1, max_size=3)


@settings(max_examples=600, deadline=None)
@given(tokens=TOKENS, steps=STEPS, before=st.sampled_from([b"", b" ", b"\n  "]), most=st.integers(0, 40))
def test_elements_are_found_alike(tokens: list[bytes], steps: list[tuple[str, int]], before: bytes, most: int) -> None:
    """Every way finds the same element of an item and tells the same of it, or that it is not there, in whatever bytes."""
    data = before + b"<I>" + b"".join(tokens) + b"</I>"
    expected = element_in_python(data, 0, len(data), tags_of(steps), 3, 7, most)
    assert [expected] * len(ELEMENTS) == [element(data, 0, len(data), tags_of(steps), 3, 7, most) for element in ELEMENTS]


@pytest.mark.parametrize("element", ELEMENTS)
def test_elements_are_counted_where_they_stand(element: Callable[..., Any]) -> None:
    """An element inside another of its kind is not counted among those beside it."""
    data = b"<I><A><A>1</A></A>\n<A>2</A></I>"
    assert (19, 22, 23, 27, 2, 1, "<A>2</A>") == element(data, 0, len(data), tags_of([("A", 2)]), 1, 1, 200)
    assert element(data, 0, len(data), tags_of([("A", 3)]), 1, 1, 200) is None


@pytest.mark.parametrize("element", ELEMENTS)
def test_an_item_is_shown_by_its_start_tag(element: Callable[..., Any]) -> None:
    """Without tags it is the item itself that is found, behind blanks."""
    data = b"\n <I><A>1</A></I>"
    assert (2, 5, 13, 17, 2, 2, "<I>") == element(data, 0, len(data), (), 1, 1, 200)


@settings(max_examples=400, deadline=None)
@given(data=st.binary(max_size=60), start=st.integers(0, 60), length=st.integers(0, 60), times=st.sampled_from([1, 2, 2000]))
def test_positions_are_counted_alike(data: bytes, start: int, length: int, times: int) -> None:
    """Line and column are the same by every way, also between bytes that are no characters."""
    data = (data + b"\n\xc3\xa9") * times
    start = min(start, len(data))
    end = min(start + length * times, len(data))
    expected = position_in_python(data, start, end, 3, 7)
    assert [expected] * len(POSITIONS) == [position(data, start, end, 3, 7) for position in POSITIONS]


@pytest.mark.parametrize("places", [(-1, 2), (2, 1), (0, 5)])
def test_places_outside_the_bytes_are_refused(places: tuple[int, int]) -> None:
    """The compiled searches never look outside the bytes that they are given."""
    refused = []
    for search in (
        (partial(NATIVE.position_at, line=1, column=1), partial(NATIVE.element, tags=(), line=1, column=1, most=9)) if NATIVE else ()
    ):
        with pytest.raises(IndexError):
            search(b"<A>", *places)
        refused.append(search)
    assert len(refused) == (0 if NATIVE is None else 2)
