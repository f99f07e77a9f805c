"""Elements of lxml, read by the compiled reader and by the decoder in Python."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ead.fields import ITMATT_NAMESPACE
from ead.fields.layout import ITEM_LAYOUT, Record
from ead.fields.messages import MESSAGES, MessageType, message_type
from ead.findings import Problem
from ead.formats.item_reader import table_of
from ead.formats.itmatt_xml import CODEC, codec_of
from ead.formats.xml_decode import group_decoder, tree_reader
from ead.intake.xml_tree import new_parser, parse
from ead.models import Item
from ead.models.records import item_model, item_to_record
from ead.native import part
from ead.testing.generator import iter_items
from ead.testing.strategies import item_dicts

NATIVE = part("trees")
KINDS = [message_type(name) for name in MESSAGES]
PARSER = new_parser()
TAG = f"{{{ITMATT_NAMESPACE}}}Item"


def written(records: list[Record]) -> list[bytes]:
    """The items of a message with those records, each with the blanks before it."""
    stream = io.BytesIO()
    CODEC.write([None] * 5, records, stream)
    return re.findall(rb"\s*<Item>.*?</Item>", stream.getvalue(), flags=re.DOTALL)


def full_record() -> Record:
    """A record in which every field has a value, for the odd ones to stand in."""
    record = item_to_record(Item.model_validate(next(iter_items(1, seed=3))))
    record[ITEM_LAYOUT.position("documents")] = [["D-1", "Invoice", None], ["D-2", None, "LICENCE"]]
    record[ITEM_LAYOUT.position("extra_fields")] = [["colour", "blue"], ["size", "a = b"]]
    return record


FULL = written([full_record()])[0]
ODD = [
    b"<!-- x -->", b"<![CDATA[x]]>", b"<![CDATA[]]>", b"<?pi x?>", b"&#65;", b"&#x141;", b"&amp;", b"&lt;x/&gt;", b" ", b"\n\t", b"x", b"<x/>", b"<Name/>", b"<Sender/>",
    b"<Reference/>", b"<Document></Document>", b"<Document> </Document>", b"\xc3\xab", b"\xc2\xa0", b"&#160;", b"&#13;", b"\r\n", b"&undefined;", b"0", b"-1", b"9" * 40,
    b"x" * 600, b"<Document><DocumentId/></Document>", b"<Document><DocumentId>1</DocumentId></Document>", b"<y:Name xmlns:y='urn:ead:itmatt:1'>N</y:Name>",
    b"<Name xmlns=''>N</Name>", b"<Name a='1'>N</Name>", b"<Name xmlns:z='urn:z'>N</Name>", b"<Sender b='2'><Name>N</Name></Sender>", b"<Name>N</Name>t",
]  # fmt: skip


def element_of(item: bytes, namespace: str = ITMATT_NAMESPACE) -> etree._Element | None:
    """The element of an item, or nothing when it is not well-formed."""
    try:
        root = parse(b'<batch xmlns="%b">%b</batch>' % (namespace.encode(), item), PARSER)
    except etree.XMLSyntaxError:
        return None
    return root[0] if len(root) == 1 else None


def in_python(element: etree._Element, *, plain: bool = False) -> tuple[Record, list[Problem]]:
    """What the decoder in Python says of an item."""
    problems: list[Problem] = []
    return group_decoder(ITEM_LAYOUT, ITMATT_NAMESPACE).decode(element, (), problems, plain=plain), problems


def assert_sound(item: bytes) -> Record | None:
    """What the reader takes, the decoder takes without any problem and with the same record; return that record."""
    element = element_of(item)
    if element is None or element.tag != TAG:
        return None
    record = tree_reader(ITEM_LAYOUT, ITMATT_NAMESPACE)(element, False)
    assert record is None or (record, []) == in_python(element), item
    return record


@settings(max_examples=100, deadline=None)
@given(drawn=item_dicts())
def test_written_items_are_read_back(drawn: dict[str, Any]) -> None:
    """Every item that was written is read, with and without the promise that there are no attributes."""
    record = item_to_record(Item.model_validate(drawn))
    element = element_of(written([record])[0])
    read = tree_reader(ITEM_LAYOUT, ITMATT_NAMESPACE)
    found = [read(element, plain) for plain in (False, True)]
    assert ([None, None] if NATIVE is None else [record, record]) == found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_items_of_every_message_are_read_back(kind: MessageType, data: st.DataObject) -> None:
    """Each message has a table and a namespace of its own."""
    record = item_to_record(item_model(kind).model_validate(data.draw(item_dicts(kind.name))), kind)
    stream = io.BytesIO()
    codec_of(kind).write(kind.header.empty(), [record], stream)
    (element,) = parse(stream.getvalue(), PARSER).findall(f"{{{kind.namespace}}}Item")
    expected = group_decoder(kind.item, kind.namespace).decode(element, (), [])
    assert record == expected
    assert (record if NATIVE is not None else None) == tree_reader(kind.item, kind.namespace)(element, False)


@settings(max_examples=600, deadline=None)
@given(places=st.lists(st.tuples(st.integers(0, len(FULL)), st.integers(0, 20), st.sampled_from(ODD)), min_size=1, max_size=3))
def test_mangled_items_are_never_read_otherwise(places: list[tuple[int, int, bytes]]) -> None:
    """Whatever is put into an item, or instead of some of it, the reader takes only what the decoder takes alike."""
    item = FULL
    for start, length, odd in places:
        item = item[:start] + odd + item[start + length :]
    record = assert_sound(item)
    assert record is None or len(record) == ITEM_LAYOUT.size


def test_each_oddity_is_judged_alike_at_each_tag() -> None:
    """Every oddity before every tag and behind every start tag."""
    starts = [found.start() for found in re.finditer(rb"<", FULL)] + [found.end() for found in re.finditer(rb"<\w+>", FULL)]
    found = [assert_sound(FULL[:start] + odd + FULL[start:]) for start in starts for odd in ODD]
    assert (NATIVE is not None) == any(record is not None for record in found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<ItemId>", b"<!-- checked --><ItemId>"),
        (b"<Name>", b"<Name><![CDATA[A & ]]>"),
        (b"</Name>", b"&#65;<!-- x -->B</Name>"),
        (b"<Sender>", b"<?x y?><Sender>"),
        (b"<Sender>", b"<Sender >\r\n<!-- x -->"),
        (b"<Item>", b"<Item xmlns='urn:ead:itmatt:1'>"),
        (b"<Item>", b"<Item xmlns:e='urn:other'>"),
    ],
)
def test_valid_items_in_another_form_are_read(old: bytes, new: bytes) -> None:
    """Comments, CDATA, instructions, references and declarations are nothing to the reader of trees."""
    item = FULL.replace(old, new, 1)
    assert FULL != item
    assert (NATIVE is not None) == (assert_sound(item) is not None)
    assert [] == in_python(element_of(item))[1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<ItemId>", b"x<ItemId>"), (b"</ItemId>", b"</ItemId>x"), (b"<ItemId>", b"<ItemId a='1'>"), (b"<Item>", b"<Item a='1'>"), (b"<Sender>", b"<Sender a='1'>"),
        (b"<ItemId>", b"<ItemId><x/>"), (b"<ItemId>", b"<LocalId/><ItemId>"), (b"<ItemId>", b"<ItemId xmlns=''>"), (b"<GrossWeight>", b"<GrossWeight> "),
        (b"<Document>", b"<Document></Document><Document>"), (b"<Sender>", b"<Sender></Sender><Sender>"), (b"<ContentPiece>", b"<Document/><ContentPiece>"), (b"<Sender>", b"<Unknown/><Sender>"),
    ],
)  # fmt: skip
def test_what_is_not_plainly_valid_is_left_to_the_decoder(old: bytes, new: bytes) -> None:
    """Attributes, stray text, other elements, another order or namespace, empty groups, blanks around a number."""
    item = FULL.replace(old, new, 1)
    assert FULL != item
    assert assert_sound(item) is None


def test_missing_fields_are_left_to_the_decoder() -> None:
    """An item without any one of its fields and groups is read just when there is no problem with that."""
    leaves = re.findall(rb"\s*<(?:\w+)>[^<]*</\w+>", FULL)
    found = [assert_sound(FULL.replace(leaf, b"", 1)) for leaf in leaves]
    assert any(record is None for record in found)


def test_what_is_no_element_is_left_alone() -> None:
    """Comments, trees, texts, elements of another name or namespace: none is an item."""
    read = tree_reader(ITEM_LAYOUT, ITMATT_NAMESPACE)
    element = etree.fromstring("<a><!-- x --><?y z?><Item/></a>")
    found = [read(one, False) for one in (None, "x", 7, etree, etree.ElementTree(element), element, *element)]
    assert [None] * len(found) == found


def test_texts_that_recur_are_one_object() -> None:
    """Codes that match are remembered, values that tell of a person are not."""
    read = tree_reader(ITEM_LAYOUT, ITMATT_NAMESPACE)
    records = [read(element_of(FULL), False) for _ in range(2)]
    codes = [record[ITEM_LAYOUT.position("mail_class")] for record in records if record is not None]
    names = [record[ITEM_LAYOUT.position("sender")][0] for record in records if record is not None]
    assert codes[1:] == codes[:1]
    assert all(code is codes[0] for code in codes)
    assert [True] * len(names[1:]) == [name is not names[0] for name in names[1:]]


def test_readers_of_one_table_read_alike() -> None:
    """A reader keeps what its table is made of, and knows nothing of another."""
    readers = [NATIVE.TreeReader(table_of(ITEM_LAYOUT), ITMATT_NAMESPACE.encode()).read for _ in range(3)] if NATIVE is not None else []
    expected = in_python(element_of(FULL))[0]
    assert [expected] * len(readers) == [read(element_of(FULL)) for read in readers]


@pytest.mark.parametrize("change", ["pop('textOf')", "update(textOf=etree.__pyx_capi__['hasText'])", "clear()"])
def test_another_lxml_is_not_mistaken(change: str) -> None:
    """Where lxml does not offer a function, or offers another by its name, elements are read in Python."""
    code = f"from lxml import etree; etree.__pyx_capi__.{change}; from ead.native import part; print(part('trees'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert "None\n" == done.stdout
