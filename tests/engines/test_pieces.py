"""NDJSON in pieces: together they are the lines behind the header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead.engines.pieces import Cutter, Piece, cutter_of
from ead.formats.registry import codec
from ead.intake import lines
from ead.intake.source import open_source
from ead.limits import DEFAULT_LIMITS, Limits

ITEM = b'{"item_id":"LX%09dTW"}'
HEADER = b'{"message":"ITMATT","version":"1"}'
LINES = st.lists(st.sampled_from([ITEM % number for number in range(5)] + [b"", b"  ", b"\r", b"{}", b"x" * 40]), max_size=30)


def cutter(source: bytes, limits: Limits = DEFAULT_LIMITS) -> Cutter:
    found = cutter_of(codec("itmatt-ndjson").read(open_source(source), limits))
    assert found is not None
    return found


def data_of(piece: Piece) -> bytes:
    assert piece.data is not None
    return piece.data


@given(LINES, st.booleans(), st.booleans(), st.integers(1, 200))
def test_pieces_are_the_lines_behind_the_header(found: list[bytes], headed: bool, ended: bool, size: int) -> None:
    """Whatever the size, no line is lost, and each piece knows how many lines there are to be read, and where they stand."""
    body = b"\n".join(found) + (b"\n" if ended else b"")
    source = (HEADER + b"\n" if headed else b"") + body
    cut = list(cutter(source).pieces(size))
    shown = [line for piece in cut for line in data_of(piece).split(b"\n") if line.strip()]
    assert [line for line in found if line.strip()] == shown
    for piece in cut:
        number, offset, _ = piece.wire()
        assert source[offset:].startswith(data_of(piece))
        assert number == 1 + source[:offset].count(b"\n")
        assert piece.count == sum(1 for line in data_of(piece).split(b"\n") if line.strip())


def test_what_is_read_at_once_is_a_piece() -> None:
    """Pieces are about as long as what is asked for, and are joined where less comes at once."""
    source = HEADER + b"\n" + b"".join(ITEM % number + b"\n" for number in range(1000))
    cut = list(cutter(source).pieces(4096))
    assert 6 <= len(cut) <= 8
    assert 1000 == sum(piece.count for piece in cut)
    short = list(cutter(source, Limits(item_bytes=60)).pieces(4096))
    assert 1000 == sum(piece.count for piece in short)
    assert len(short) <= 2 * len(cut)


def test_a_line_that_is_too_long_is_a_piece_by_itself() -> None:
    """It is not held, and stays here; what stands around it does not."""
    source = b"\n".join([HEADER, ITEM % 1, b'"' + b"x" * 500, ITEM % 2])
    first, long, last = cutter(source, Limits(item_bytes=100)).pieces(64)
    assert (ITEM % 1, ITEM % 2) == (data_of(first), data_of(last))
    assert (True, None, 1) == (long.here, long.data, long.count)


def test_another_message_has_no_items() -> None:
    """What the header says is not for this reader leaves nothing to cut."""
    assert [] == list(cutter(b'{"message":"CUSRSP","version":"1"}\n' + ITEM % 1).pieces(64))


@pytest.mark.parametrize("full_lines_in", [lines._full_lines_in_python, lines.full_lines_in])
def test_lines_with_something_in_them_are_counted(full_lines_in: object) -> None:
    """Blanks are those of ``bytes.strip``; other bytes, null among them, are something."""
    assert callable(full_lines_in)
    assert 3 == full_lines_in(b" \t\nx\n\r\n\x0b\x0c\n\x00\n  y")
    assert 0 == full_lines_in(b"")


@given(st.lists(st.sampled_from([b"\n", b"x", b"\r\n", b"", b" ", b"\x0b", b"\x1c", b"\x85", b"line", b"\x00"]), max_size=20))
def test_full_lines_are_counted_alike(parts: list[bytes]) -> None:
    data = b"".join(parts)
    assert lines._full_lines_in_python(data) == lines.full_lines_in(data)
