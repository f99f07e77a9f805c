"""Values read through a window give what they give without one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from ead.intake.json_text import JsonError
from ead.intake.json_window import JsonWindow, OversizedValue
from ead.limits import DEFAULT_LIMITS

VALUES = [1234567, 'text \u20ac \U0001d11e \\ "', True, None, {"a": [1, 2], "b": {"c": "\u00e9" * 30}}, [], -1.5, "x" * 70]


def _read(data: bytes, **limits: Any) -> list[tuple[Any, int, int, int]]:
    window = JsonWindow(data, replace(DEFAULT_LIMITS, **limits), window=16)
    found = []
    window.take("[")
    while True:
        window.peek()
        try:
            value, start, _ = window.value()
        except OversizedValue as error:
            found.append((error.problem.code, *(error.problem.place or ()), -1))
        else:
            found.append((value, *window.piece.at(start)))
        if window.take(",]") == "]":
            return found


@pytest.mark.parametrize("indent", [None, 3])
def test_reads_every_value_at_its_place(indent: int | None) -> None:
    """Values longer than the window, and values that it cuts, come whole and with line, column and byte offset."""
    text = json.dumps(VALUES, indent=indent, ensure_ascii=False)
    data = text.encode()
    found = _read(data)
    assert len(VALUES) == len(found)
    for value, (_, line, column, offset) in zip(VALUES, found, strict=True):
        rest = data[offset:].decode()
        assert value == json.JSONDecoder().raw_decode(rest)[0]
        before = data[:offset].decode()
        assert (before.count("\n") + 1, len(before) - before.rfind("\n")) == (line, column)


def test_passes_over_a_value_that_is_too_large() -> None:
    """A value above the limit is named and left out; the values behind it keep their places."""
    found = _read(b'[1,\n["' + b"y" * 500 + b'\n", "\xc3\xa9"], "end"]', item_bytes=100)
    assert [("1", 1, 2, 1), ("CORE-INT-008", 2, 1, -1), ("end", 3, 10, 517)] == found


@pytest.mark.hostile
def test_passes_over_a_value_that_is_too_deep() -> None:
    """A value that no scanner gets through is named and left out."""
    found = _read(b"[" + b"[" * 100_000 + b"]" * 100_000 + b", 2]")
    assert ["CORE-INT-013", "2"] == [entry[0] for entry in found]


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (b'[1, 2, 3, "a long text that is longer than the window" x]', "CORE-INT-006", (1, 56)),
        (b"[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, tru", "CORE-INT-006", (1, 33)),
        (b"[1, 2, 3, 4, 5, 6, 7, 8, 9, 10,", "CORE-INT-009", (1, 32)),
        (b'[1, 2, 3, 4, 5, 6, 7,\n "never ends and never ends and ', "CORE-INT-009", (2, 2)),
        (b'[1, 2, 3, 4, 5, 6, 7,\n "bad \xff byte"]', "CORE-INT-006", (2, 7)),
        (b"[1, 2, 3, 4, 5, 6, 7,\n 8 \xc3", "CORE-INT-006", (2, 4)),
    ],
)
def test_errors_have_their_place_in_the_whole_text(data: bytes, code: str, place: tuple[int, int]) -> None:
    """An error behind the first window is placed from the beginning of the text."""
    with pytest.raises(JsonError) as caught:
        _read(data)
    assert (code, place) == (caught.value.problem.code, caught.value.problem.place)
