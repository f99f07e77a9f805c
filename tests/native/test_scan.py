"""Items read by the compiled reader, by regular expressions and by lxml."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from ead.fields import ITMATT_NAMESPACE
from ead.fields.layout import ITEM_LAYOUT, Layout, Leaf, Record
from ead.fields.table import Kind
from ead.findings import Problem
from ead.formats.item_reader import item_reader, table_of
from ead.formats.itmatt_xml import CODEC
from ead.formats.scanner import is_suspicious, item_scanner
from ead.formats.shape import Fault, mend, shape_scanner
from ead.formats.xml_decode import group_decoder
from ead.intake.xml_tree import new_parser, parse
from ead.models import Item
from ead.models.records import item_to_record
from ead.native import part
from ead.testing.strategies import item_dicts

Answer = tuple[Record, list[Problem]]
READERS = [reader for reader in [part("scan")] if reader is not None]


def compiled(data: bytes) -> Answer | None:
    """What the compiled reader says; nothing where it refuses or was not built."""
    reader, faults = item_reader(), list[Fault]()
    record = reader.read(data, 0, len(data), faults) if reader is not None else None
    return None if record is None else (record, mend(record, faults))


def by_expressions(data: bytes) -> Answer | None:
    """What the regular expressions say, with values or without."""
    try:
        text = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").decode()
    except UnicodeDecodeError:
        return None
    suspicious = is_suspicious(text.encode())
    record = item_scanner()(text, suspicious)
    return (record, []) if record is not None else shape_scanner()(text, suspicious)


def by_lxml(data: bytes) -> Answer | None:
    """What the reference path says of a single item."""
    try:
        root = parse(b'<Itmatt xmlns="%b">%b</Itmatt>' % (ITMATT_NAMESPACE.encode(), data), new_parser())
    except etree.XMLSyntaxError:
        return None
    problems: list[Problem] = []
    if len(root) != 1 or root[0].tag != f"{{{ITMATT_NAMESPACE}}}Item":
        return None
    return group_decoder(ITEM_LAYOUT, ITMATT_NAMESPACE).decode(root[0], (), problems), problems


def in_order(answer: Answer) -> tuple[Record, list[Any]]:
    """An answer whose problems are in an order of their own: paths find them in different ones."""
    return answer[0], sorted(answer[1], key=repr)


def assert_sound(data: bytes) -> Answer | None:
    """Whatever is accepted, the reference path reads alike; both fast ways find the same in the same order."""
    answer, other = compiled(data), by_expressions(data)
    for one in (answer, other):
        if one is not None:
            reference = by_lxml(data)
            assert reference is not None, data
            assert in_order(reference) == in_order(one), data
    if answer is not None and other is not None:
        assert other == answer, data
    return answer if READERS else other


def xml_of(*records: Record) -> list[bytes]:
    """Records as the library writes them."""
    stream = io.BytesIO()
    CODEC.write([None] * 5, records, stream)
    return re.findall(rb"\s*<Item>.*?</Item>", stream.getvalue(), re.DOTALL)


def full(layout: Layout = ITEM_LAYOUT) -> Record:
    """A record with everything in it."""
    values = {Kind.TEXT: "Wei", Kind.DECIMAL: "1.5", Kind.INTEGER: "12", Kind.DATETIME: "2026-11-03T00:00:00", Kind.BOOLEAN: "true"}
    codes = ("A", "AB", "1", "CN22", "A1")
    record: Record = [
        values.get(entry.field.kind) or next(code for code in codes if entry.match(code))
        if isinstance(entry, Leaf)
        else [full(entry[1]), full(entry[1])]
        if entry[1].group.repeated
        else full(entry[1])
        for entry in layout.by_name.values()
    ]
    return record


FULL = xml_of(full())[0]
LEAVES = [found.span(1) for found in re.finditer(rb">([^<>]+)</", FULL)]


@settings(max_examples=100, deadline=None)
@given(drawn=item_dicts())
def test_written_items_are_read_back(drawn: dict[str, Any]) -> None:
    """Whatever the library writes of a valid item is read as the same record, without problems."""
    record = item_to_record(Item.model_validate(drawn))
    data = xml_of(record)[0]
    assert (record, []) == assert_sound(data)


def test_an_item_with_everything_is_read() -> None:
    """Every field and group of the table is read, groups in groups and second ones of repeated groups too."""
    assert (full(), []) == assert_sound(FULL)


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "", " \t\n"])
def test_items_may_stand_with_any_blanks_between_elements(line_end: str) -> None:
    """Line ends of any kind, more blanks or none lead to the same record."""
    assert (full(), []) == assert_sound(re.sub(rb"\s*\n\s*", line_end.encode(), FULL))


VALUES = [
    "", " ", "  ", "a b", "\t", "a\nb", "a\r\nb", "\x00", "\x1f", "\x7f", "\x85", "é", "ß" * 8, "１", "李" * 3, "\U0001f600", "\ufffd",
    "\ufffe", "\uffff", "\ufeff", "]", "]]", "]]>", "]]&gt;", "a]]]>b", ">", "a>b", "&", "&amp;", "&amp;lt;", "&lt;&gt;&quot;&apos;", "&#65;",
    "&copy;", "&amp", "<", "</", "<b/>", "<!-- x -->", "<![CDATA[x]]>", "<?x?>", "0", "00", "-0", "+1", "1.", ".5", "1.5.2", "1,5", " 1.5 ",
    "1e5", "1" * 5, "1" * 10, "1" * 15, "1" * 40, "1." + "5" * 4, "1." + "5" * 7, "0x1", "1_0", "٠", "A", "a", "AB", "ABC", "A1", "A_1", "CN22",
    "CN24", "CP72", "CP72x", "true", "INF", "NaN", "x" * 7, "x" * 8, "x" * 9, "x" * 16, "x" * 35, "x" * 36, "x" * 70, "x" * 71, "x" * 512,
    "x" * 513, "é" * 35, "é" * 36, "x" * 30 + "&amp;" * 5, "x" * 34 + "&amp;" * 2, "2026-02-28T10:00:00", "2026-02-29T10:00:00",
    "2024-02-29T10:00:00", "1900-02-29T10:00:00", "2000-02-29T10:00:00", "2026-04-31T10:00:00", "2026-12-31T23:59:59.123456789Z",
    "2026-12-31T23:59:59.1234567890", "2026-12-31T23:59:59.", "2026-12-31T24:00:00", "2026-12-31T23:59:60", "2026-12-31T23:59:59+14:00",
    "2026-12-31T23:59:59+14:01", "2026-12-31T23:59:59-13:59", "2026-12-31T23:59:59+1:00", "2026-12-31T23:59:59Zx", "2026-12-31 23:59:59",
    "0999-12-31T23:59:59", "3000-12-31T23:59:59", "2026-00-31T23:59:59", "2026-13-01T00:00:00", "2026-1-01T00:00:00", "2026-12-31T23:59", " \r", " \r\n x", "\r a", "  <!-- x -->x", " <?x?> ", " <![CDATA[x]]>", " &#13;",
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_each_value_is_judged_alike_in_every_field(value: str) -> None:
    """Valid and faulty values of all kinds, in each field of an item, lead to the answer of the reference path or to none."""
    answers = [assert_sound(FULL[:start] + value.encode() + FULL[end:]) for start, end in LEAVES]
    assert len(LEAVES) == len(answers)


TEXTS = st.text(st.sampled_from("\t\n\r !&;<>]'amplt0123456789.:-TZ+AZ_éß\u2028\ufffe\U0001f600"), max_size=24)
NUMBERS = st.from_regex(r"[0-9]{0,16}([.,][0-9]{0,8})?", fullmatch=True)
DATES = st.from_regex(
    r"[0-3][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{0,11})?(Z|[+-][01][0-9]:[0-6][0-9])?", fullmatch=True
)


@settings(max_examples=300, deadline=None)
@given(value=st.one_of(TEXTS, NUMBERS, DATES, st.text(max_size=40)), leaf=st.integers(0, len(LEAVES) - 1))
def test_any_value_is_judged_alike(value: str, leaf: int) -> None:
    """A drawn value in any field leads to the answer of the reference path or to none."""
    start, end = LEAVES[leaf]
    data = FULL[:start] + value.encode(errors="surrogatepass") + FULL[end:]
    answer = assert_sound(data)
    assert answer is None or len(answer[0]) == ITEM_LAYOUT.size


@settings(max_examples=300, deadline=None)
@given(
    places=st.lists(st.tuples(st.integers(0, len(FULL)), st.integers(0, 30), st.binary(max_size=12)), min_size=1, max_size=3),
)
def test_mangled_bytes_are_never_read_otherwise(places: list[tuple[int, int, bytes]]) -> None:
    """Bytes taken out and put in anywhere lead to the answer of the reference path or to none."""
    data = FULL
    for place, gone, new in places:
        data = data[:place] + new + data[place + gone :]
    answer = assert_sound(data)
    assert answer is None or len(answer[0]) == ITEM_LAYOUT.size


def test_an_item_cut_anywhere_is_refused() -> None:
    """Bytes that end within an item are no item; nothing behind them is looked at."""
    found = [assert_sound(FULL[:place]) for place in range(len(FULL))]
    assert [None] * len(FULL) == found


def test_broken_encodings_are_refused() -> None:
    """Bytes that are not UTF-8 - too long, cut, surrogates, beyond the last plane - are left to the reference path."""
    start, end = LEAVES[1]
    for odd in (b"\xff", b"\xc3", b"\xc0\x80", b"\xe0\x80\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"a\x80"):
        assert assert_sound(FULL[:start] + odd + FULL[end:]) is None


def _without(names: str) -> bytes:
    return re.sub(rf"\s*<({names})>.*?</\1>".encode(), b"", FULL, flags=re.DOTALL)


def test_missing_fields_and_groups_are_told_alike() -> None:
    """An item without one element, or one empty, has the problems that the reference path finds, or none where it may be missing."""
    for name in sorted(set(re.findall(rb"<(\w+)>", FULL)) - {b"Item"}):
        pattern = rb"<(%b)>.*?</\1>" % name
        assert_sound(re.sub(pattern, b"", FULL, flags=re.DOTALL))
        assert_sound(re.sub(pattern, b"", FULL, count=1, flags=re.DOTALL))
        assert_sound(re.sub(pattern, rb"<\1></\1>", FULL, flags=re.DOTALL))
        assert_sound(re.sub(pattern, rb"<\1>\n</\1>", FULL, count=1, flags=re.DOTALL))
    answer = assert_sound(_without("GrossWeight|ItemId"))
    assert answer is not None
    assert [("CORE-STR-001", ("item_id",)), ("CORE-STR-001", ("gross_weight",))] == [(one.code, one.path) for one in answer[1]]


def test_faults_in_all_places_are_told_in_one_order() -> None:
    """Many faults in one item: fields come before groups, as the regular expressions find them, and nothing of them is left."""
    data = re.sub(rb"(<(?:GrossWeight|PersonTypeCd|NetWeight|Index|KindCd|Amount)>)[^<]*", rb"\1no,", FULL)
    data = re.sub(rb"(<(?:Remarks|DocumentName|City)>)[^<]*", rb"\1" + b"x" * 1_000, data)
    answer = assert_sound(data)
    assert answer is not None
    assert len(answer[1]) > 15
    only = "".join(f"<{name}>no,</{name}>" for name in ("PersonTypeCd",))
    emptied = re.sub(rb"(?s)<Sender>.*?</Sender>", f"<Sender>{only}</Sender>".encode(), FULL)
    answer = assert_sound(emptied)
    assert answer is not None
    assert answer[0][ITEM_LAYOUT.position("sender")] is None


def test_elements_out_of_order_or_in_another_form_are_refused() -> None:
    """Attributes, prefixes, other names, repeated and swapped elements are no matter of the fast ways."""
    for old, new in (
        (b"<City>", b"<City a='1'>"), (b"<City>", b"<City >"), (b"<City>", b"<x:City>"), (b"City>", b"city>"), (b"</City>", b"</City >"),
        (b"<City>Wei</City>", b"<City/>"), (b"<City>", b"<City>Wei</City><City>"), (b"</Item>", b"</Item> "), (b"</Item>", b"x</Item>"),
        (b"<Item>", b"<Item>x"), (b"<Item>", b"x<Item>"), (b"</Sender>", b"</Sender><Sender></Sender>"), (b"</Item>", b"</Item><Item>"),
        (b"<City>", b"<City><!-- x -->"), (b"<Sender>", b"<Sender>&amp;"), (b"</City>", b"</City>\x0b"), (b"</City>", b"</City>\xc2\xa0"),
    ):  # fmt: skip
        assert FULL.replace(old, new, 1) != FULL
        assert assert_sound(FULL.replace(old, new, 1)) is None, new


def reader_of(*rows: tuple[Any, ...]) -> list[Callable[..., Any]]:
    """The compiled readers that there are, for an item with such members."""
    item = (b"Item", "repeated", False, 0, 0, None, False, rows)
    return [native.ItemReader(item if rows else table_of(ITEM_LAYOUT)).read for native in READERS]


def test_places_outside_the_bytes_are_an_error() -> None:
    """A caller that asks for bytes that are not there hears of it, and one that gives text."""
    raised: list[type[Exception]] = []
    for read in reader_of():
        for data, start, end in ((FULL, -1, 5), (FULL, 0, len(FULL) + 1), (FULL, 5, 4), (FULL.decode(), 0, 5)):
            try:
                read(data, start, end, [])
            except (IndexError, TypeError) as error:
                raised.append(type(error))
    assert [IndexError, IndexError, IndexError, TypeError] * len(READERS) == raised


def test_an_item_is_read_between_its_places_only() -> None:
    """What stands before and behind an item in a batch is not looked at."""
    batch = b"<Item>" + FULL + b"<Item></Item>"
    faults: list[Fault] = []
    assert [full()] * len(READERS) == [read(batch, 6, 6 + len(FULL), faults) for read in reader_of()]
    assert [] == faults


def test_patterns_are_asked_once_for_what_recurs() -> None:
    """A code that stood in its field lately is the same object again; one that does not match is asked about each time."""
    asked: list[str] = []

    def match(text: str) -> bool:
        asked.append(text)
        return text == "A"

    faults: list[Fault] = []
    values: list[str] = []
    for read in reader_of((b"Cd", "pattern", True, 0, 0, match, True, ())):
        for code in (b"A", b"A", b"B", b"B"):
            data = b"<Item><Cd>%b</Cd></Item>" % code
            values += read(data, 0, len(data), faults)
    assert ["A", "A", "B", "B"] * len(READERS) == values
    assert ["A", "B", "B"] * len(READERS) == asked
    assert [(0,), (0,)] * len(READERS) == faults
    assert all(values[0] is value for value in values[:2])


def test_what_a_pattern_raises_is_raised() -> None:
    """An exception out of a pattern is not lost, whether what matches is remembered or not."""

    def match(text: str) -> object:
        raise RuntimeError(text)

    told: list[str] = []
    for recurring in (False, True):
        for read in reader_of((b"Cd", "pattern", True, 0, 0, match, recurring, ())):
            try:
                read(b"<Item><Cd>A</Cd></Item>", 0, 23, [])
            except RuntimeError as error:
                told.append(str(error))
    assert ["A", "A"] * len(READERS) == told


def test_tables_that_are_too_deep_are_refused() -> None:
    """The place of a fault has room for so many groups in groups only."""
    told: list[str] = []
    row: tuple[Any, ...] = (b"A", "text", False, 9, 0, None, False, ())
    for _ in range(6):
        row = (b"G", "single", False, 0, 0, None, False, (row,))
    try:
        reader_of(row)
    except ValueError as error:
        told.append(str(error))
    assert ["groups in groups that are too many"] * len(READERS) == told


COMMENTS = [
    (b"<!-- x -->", True), (b"<!---->", True), (b"<!--->-->", True), (b"<!-- </Item> <City> & ]]> -->", True), (b"\r\n<!--\t\n-->\n<!-- - - -->", True),
    (b"<!-- x --->", False), (b"<!-- -- -->", False), (b"<!-- \xc3\xab -->", False), (b"<!-- \x0b -->", False), (b"<!-- \x00 -->", False), (b"<!-- x", False),
    (b"<!-", False), (b"<!", False), (b"<!-->", False), (b"<!-- x --", False), (b"<!DOCTYPE x>", False), (b"<![CDATA[ ]]>", False), (b"<?x y?>", False), (b"-->", False),
]  # fmt: skip


@pytest.mark.parametrize(("comment", "read"), COMMENTS)
def test_comments_between_elements_are_passed_over(comment: bytes, read: bool) -> None:
    """Before, between and behind elements a comment of ASCII is nothing; what looks like one, or is open, is left to others."""
    between = [found.start() for found in re.finditer(rb"<\w|</(?:Sender|ContentPiece|Item)>", FULL)]
    answers = [assert_sound(FULL[:place] + comment + FULL[place:]) for place in between]
    assert len(between) > 30
    assert [compiled(FULL) if read else None] * len(between) == answers


def test_comments_in_values_are_left_to_others() -> None:
    """In and beside a text, a comment is never passed over, nor in a tag."""
    start, end = LEAVES[3]
    for place in (start, end, start + 1, start - 1, start - 2):
        assert assert_sound(FULL[:place] + b"<!-- x -->" + FULL[place:]) is None
    assert assert_sound(FULL[:start] + b" <!-- x --> " + FULL[end:]) is None


def test_readers_that_take_no_comments_refuse_them() -> None:
    """What looks for places of values in the bytes without a parser needs items in which no comment can hide a tag."""
    read = [native.ItemReader(table_of(ITEM_LAYOUT)).read for native in READERS]
    commented = FULL.replace(b"<City>", b"<!-- x --><City>", 1)
    assert [None] * len(read) == [one(commented, 0, len(commented), []) for one in read]
    assert all(one(FULL, 0, len(FULL), []) is not None for one in read)
