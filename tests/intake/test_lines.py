"""Cutting a stream into lines."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from ead.intake.lines import Line, Lines, line_batches, read_lines
from ead.intake.source import Reader, open_source


class _Dribble(io.BytesIO):
    """A stream that gives a few bytes at a time, whatever it is asked for."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(3)


@given(st.lists(st.binary(max_size=8).map(lambda data: data.replace(b"\n", b" "))), st.booleans())
def test_gives_every_line_with_its_number_and_offset(lines: list[bytes], ended: bool) -> None:
    """What is cut can be put together again, however the stream comes in."""
    data = b"\n".join(lines) + (b"\n" if ended and lines else b"")
    found = list(read_lines(Reader(_Dribble(data), "x", owned=False), 100))
    assert data == b"".join((line.data or b"") + b"\n" * line.ended for line in found)
    assert [(number + 1, data[line.offset : line.offset + len(line.data or b"")]) for number, line in enumerate(found)] == [
        (line.number, line.data) for line in found
    ]


def test_drops_a_line_that_is_too_long() -> None:
    """A line above the limit comes without its bytes; the lines around it come whole."""
    data = b"one\n" + b"x" * 1_000_000 + b"\ntwo\n" + b"y" * 1_000_000
    expected = [Line(1, 0, b"one", True), Line(2, 4, None, True), Line(3, 1_000_005, b"two", True), Line(4, 1_000_009, None, False)]
    assert expected == list(read_lines(open_source(data), 100))


def test_gives_what_was_read_at_once_in_one_piece() -> None:
    """Lines that are there together come together, the beginning of one that goes on later with its rest."""
    reader = Reader(_Dribble(b"a\n\nb\ncd\nef"), "x", owned=False)
    expected = [Lines(1, 0, b"a\n", True), Lines(3, 3, b"b", True), Lines(4, 5, b"cd", True), Lines(5, 8, b"ef", False)]
    assert expected == list(line_batches(reader, 100))


@given(st.lists(st.binary(max_size=3).map(lambda data: data.replace(b"\n", b" ")), min_size=1), st.booleans())
def test_takes_lines_apart(lines: list[bytes], ended: bool) -> None:
    """Lines come apart with their numbers and offsets, and behind each one stands what is left."""
    together = Lines(7, 50, b"\n".join(lines), ended)
    found = list(together.each())
    assert lines == [line.data for line in found]
    assert [True] * (len(lines) - 1) + [ended] == [line.ended for line in found]
    for place, line in enumerate(found):
        behind = together.behind(line)
        assert found[place + 1 :] == (list(behind.each()) if behind is not None else [])


def test_has_nothing_behind_a_line_that_is_too_long() -> None:
    """A line without its bytes stands alone."""
    line = Line(3, 9, None, True)
    assert [line] == list(Lines(*line).each())
    assert Lines(*line).behind(line) is None
