"""Where items end, by the compiled searches and in Python."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ead.intake.xml_stream import end_tags_in_python, plain_ends_in_python
from ead.native import part

NATIVE = part("cuts")
END_TAGS = [end_tags_in_python, *([NATIVE.end_tags] if NATIVE is not None else [])]
ENDS = [plain_ends_in_python, *([NATIVE.plain_ends] if NATIVE is not None else [])]
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


MARKED = st.lists(
    st.sampled_from([
        b"</Item>", b"</x:Item >", b"</x.y-z_1:Item\t\r\n>", b"</:Item>", b"</Item:Item>", b"</Item", b"</xItem>", b"</\xc3\xab:Item>", b"<!--", b"-->", b"--", b"-", b"<!-->",
        b"<![CDATA[", b"]]>", b"]", b"<![", b"<?", b"?>", b"?", b"<", b"</", b"/", b">", b":", b"Item>", b"x", b"\n", b"\x00",
    ]),
    max_size=16,
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(pieces=MARKED, position=st.integers(0, 80))
def test_end_tags_are_found_alike_among_comments(pieces: list[bytes], position: int) -> None:
    """Every way finds the same end tags outside comments, CDATA and instructions, and the same place to go on from."""
    data = b"".join(pieces)
    position = min(position, len(data))
    found = [end_tags(data, position, b"Item") for end_tags in END_TAGS]
    assert found[:1] * len(END_TAGS) == found


def test_end_tags_hidden_in_comments_are_none() -> None:
    """What stands in a comment, in CDATA or in an instruction ends nothing; one that is still open is where to go on."""
    data = b"<e:Item><!-- </Item> --><![CDATA[</Item>]]><?x </Item>?></e:Item ><Item><!-- </Item>"
    expected = ([data.index(b"<Item><!-- </Item>")], data.rindex(b"<!--"))
    assert [expected] * len(END_TAGS) == [end_tags(data, 0, b"Item") for end_tags in END_TAGS]


def test_places_outside_the_bytes_are_an_error() -> None:
    """A place before the first or behind the last byte, and a name without letters, are refused."""
    refused = 0
    for position, name in ((-1, b"Item"), (4, b"Item"), (0, b"")) if NATIVE is not None else ():
        with pytest.raises(IndexError):
            NATIVE.end_tags(b"<a>", position, name)  # type: ignore[union-attr]
        refused += 1
    assert refused == (3 if NATIVE is not None else 0)
