"""Where items end and how many lines there are, by the compiled searches and in Python."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ead.intake.xml_stream import count_lines_in_python, plain_ends_in_python
from ead.native import part

NATIVE = part("cuts")
ENDS = [plain_ends_in_python, *([NATIVE.plain_ends] if NATIVE is not None else [])]
COUNTS = [count_lines_in_python, *([NATIVE.count_lines] if NATIVE is not None else [])]
PIECES = st.lists(
    st.sampled_from([b"</Item>", b"</Item", b"Item>", b"</", b"<", b">", b"I", b"!", b"?", b"<!--", b"<?x?>", b"x", b"\n", b"", b"\x00"]),
    max_size=20,
)


@settings(max_examples=400, deadline=None)
@given(pieces=PIECES, position=st.integers(0, 60), tag=st.sampled_from([b"</Item>", b"</I>", b"</Item >", b"</e:Item>"]))
def test_ends_are_found_alike(pieces: list[bytes], position: int, tag: bytes) -> None:
    """Every way finds the same end tags behind a place, or sees that there are comments, CDATA or instructions."""
    data = b"".join(pieces)
    position = min(position, len(data))
    expected = None if b"<!" in data[position:] or b"<?" in data[position:] else []
    rest = position
    while expected is not None and (found := data.find(tag, rest)) >= 0:
        rest = found + len(tag)
        expected.append(rest)
    assert [expected] * len(ENDS) == [ends(data, position, tag) for ends in ENDS]


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=80), start=st.integers(0, 90), end=st.integers(0, 90), times=st.sampled_from([1, 2, 2000]))
def test_lines_are_counted_alike(data: bytes, start: int, end: int, times: int) -> None:
    """Line feeds between two places, also between such as are not there, and in more bytes than are added up at once."""
    data = (data + b"\n") * times
    end *= times
    assert [data[start:end].count(b"\n")] * len(COUNTS) == [count(data, start, end) for count in COUNTS]
