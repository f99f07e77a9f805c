"""What readers say of texts while they read: an item that they call plain is plain."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ead.fields.layout import ITEM_LAYOUT, Record
from ead.formats.base import Codec, Decoded
from ead.formats.item_reader import item_reader
from ead.formats.itmatt_ndjson import CODEC as NDJSON
from ead.formats.itmatt_xml import CODEC as XML
from ead.intake import fast_path
from ead.intake.source import open_source
from ead.limits import DEFAULT_LIMITS
from ead.models import Item
from ead.models.records import item_to_record
from ead.rules.plain import has_plain_texts_in_python
from ead.testing.builders import item
from ead.testing.generator import iter_items
from ead.testing.strategies import item_dicts

CODECS = pytest.mark.parametrize("codec", [XML, NDJSON], ids=["xml", "ndjson"])
COMPILED = pytest.mark.skipif(item_reader() is None or not fast_path.ON, reason="the readers were not built, or are switched off")
CONTENTS, REMARKS, ITEM_ID = (ITEM_LAYOUT.position(name) for name in ("contents", "remarks", "item_id"))
# Signs beside the borders of what is plain and of a word of eight bytes, and what is written otherwise than it is meant.
EDGES = "\t\n !~\x7f\x80\xa0\xa1\xad\xae\xbf\xc0\xff\u0100\u023f\u0240\u024f\u0250\ud7ff\ufffd\U0001f600&<>\"']\\/\r"
TEXTS = st.one_of(
    st.text(st.sampled_from(EDGES + "   abcdeéü"), min_size=1, max_size=40),
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0x24F), min_size=1, max_size=40),
)


def read(codec: Codec, *records: Record) -> list[Decoded]:
    """The items of a message with those records."""
    stream = io.BytesIO()
    codec.write([None] * 5, records, stream)
    return list(codec.read(open_source(stream.getvalue()), DEFAULT_LIMITS).items())


def is_plain(record: Record) -> bool:
    """Whether a record is plain, one by one the pieces that have groups of their own, which the gate does not look into."""
    pieces = record[CONTENTS]
    within = [[*ITEM_LAYOUT.empty()[:-1], group] for piece in pieces for group in piece[-1:] if group]
    whole = [*record]
    whole[CONTENTS] = [[*piece[:-1], ()] for piece in pieces]
    return has_plain_texts_in_python(whole) and all(map(has_plain_texts_in_python, within))


@CODECS
@settings(max_examples=200, deadline=None)
@given(drawn=item_dicts(), text=TEXTS, name=st.sampled_from(["remarks", "item_id", "posting_office", "origin_operator"]))
def test_what_a_reader_calls_plain_is_plain(codec: Codec, drawn: dict[str, Any], text: str, name: str) -> None:
    """Whatever stands in texts and codes, and in names of people, no reader takes what is odd for plain."""
    record = item_to_record(Item.model_validate(drawn))
    if name in ITEM_LAYOUT.leaves:
        record[ITEM_LAYOUT.position(name)] = text
    sender = record[ITEM_LAYOUT.position("sender")]
    if sender is not None:
        sender[ITEM_LAYOUT.subgroups["sender"][1].position("name")] = text[::-1]
    found = read(codec, record, item_to_record(Item.model_validate(item())))
    assert [] == [one.record for one in found if one.plain and one.record is not None and not is_plain(one.record)]
    assert all(one.record is not None for one in found if one.plain)


@COMPILED
@CODECS
@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Ann Example", True), ("A", True), ("Ann  Example", False), (" Ann", False), ("Ann ", False), ("a" * 7 + "  b", False), ("a" * 7 + " b", True),
        ("a" * 15 + "  b", False), ("Zoë Müller-Łoś", True), ("Zoë  M", False), ("Zoë ", False), (" Zoë", False), ("a é", True), ("a  é", False), ("é" * 9, True),
        ("\x7f", False), ("ab\x7fé", False), ("a]b", True), ("\xa0", False), ("a\xad", False), ("\u0250", False), ("李", False), ("\U0001f600", False),
    ],
)  # fmt: skip
def test_texts_are_told_while_they_are_read(codec: Codec, text: str, plain: bool) -> None:
    """One odd text among good ones is told, wherever in it the fault is; letters with accents are no fault."""
    record = item_to_record(Item.model_validate(item()))
    record[REMARKS] = text
    assert [plain] == [one.plain for one in read(codec, record)]


@COMPILED
@CODECS
def test_letters_with_accents_are_odd_in_codes(codec: Codec) -> None:
    """An identifier is in ASCII."""
    record = item_to_record(Item.model_validate(item()))
    record[ITEM_ID] = "RÉ123456785DE"
    assert [False] == [one.plain for one in read(codec, record)]


@COMPILED
@CODECS
def test_most_items_are_told_plain(codec: Codec) -> None:
    """Of ordinary traffic, hardly an item has to be looked at again."""
    records = [item_to_record(Item.model_validate(one)) for one in iter_items(300, seed=4)]
    assert sum(one.plain for one in read(codec, *records)) > 280
    assert all(map(has_plain_texts_in_python, records))


def test_nobody_has_looked_at_what_was_not_read_plainly() -> None:
    """An item of which its reader says nothing is not called plain."""
    assert not Decoded(0, [], None, None).plain  # type: ignore[arg-type]
    data = b'<Itmatt xmlns="urn:ead:itmatt:1"><Item><ItemId><![CDATA[RR123456785DE]]></ItemId></Item></Itmatt>'
    assert [False] == [one.plain for one in XML.read(open_source(data), DEFAULT_LIMITS).items()]
