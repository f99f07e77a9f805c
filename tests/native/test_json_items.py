"""Items of JSON read by the compiled reader and by the reference path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ead.fields.layout import Record
from ead.fields.messages import ITMATT, MESSAGES, MessageType, message_type
from ead.formats.base import Decoded
from ead.formats.itmatt_ndjson import NdjsonItemStream
from ead.formats.json_reader import json_reader
from ead.formats.json_write import group_text
from ead.intake.json_text import Bounds
from ead.intake.lines import Line
from ead.intake.source import open_source
from ead.limits import DEFAULT_LIMITS, Limits
from ead.native import part
from ead.testing.strategies import item_dicts

from .objects import DATA, LEAST, PATHS, full

READERS = [native for native in [part("json_items")] if native is not None]
BOUNDS = Bounds(DEFAULT_LIMITS.number_length, DEFAULT_LIMITS.depth, DEFAULT_LIMITS.findings)
EXAMPLES = Path(__file__).parents[2] / "examples"
LINE, OFFSET, INDEX = 7, 1_000, 5


def stream_of(kind: MessageType = ITMATT, limits: Limits = DEFAULT_LIMITS) -> NdjsonItemStream:
    """A stream to decode lines with."""
    return NdjsonItemStream(open_source(b""), limits, kind)


STREAMS = {name: stream_of(message_type(name)) for name in MESSAGES}


def by_hand(data: bytes, kind: MessageType = ITMATT) -> Decoded:
    """What the reference path says of a line."""
    decoded = STREAMS[kind.name].decode_with_care(Line(LINE, OFFSET, data, True), INDEX)
    assert decoded is not None
    return decoded


def is_accepted(data: bytes, kind: MessageType = ITMATT) -> bool:
    """Whether the compiled reader takes a line, or the reference path where that was not built; the two must not contradict each other."""
    reader, reference = json_reader(kind.item, BOUNDS), by_hand(data, kind)
    good = reference.record is not None and not reference.problems
    if reader is None:
        return good
    record, end = reader.read_line(data, 0)
    assert len(data.partition(b"\n")[0]) == end
    if record is not None:
        assert good, data
        assert reference.record == record, data
        assert all(type(one) in (str, list, tuple, type(None)) for one in flat(record)), data
    return record is not None


def flat(record: Record) -> list[Any]:
    """All that is in a record and the records in it."""
    found: list[Any] = []
    for value in record:
        found += [value, *flat(value)] if isinstance(value, list | tuple) else [value]
    return found


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_an_item_with_everything_is_read(name: str) -> None:
    """Every field and group of each message is read, in any order of its keys, compact or spaced."""
    kind = message_type(name)
    item = full(kind.item)
    upside_down = json.dumps(dict(reversed(item.items())))
    for text in (json.dumps(item), json.dumps(item, separators=(",", ":")), json.dumps(item, indent=1).replace("\n", "\r"), upside_down):
        assert is_accepted(text.encode(), kind)


@pytest.mark.parametrize("name", sorted(MESSAGES))
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_valid_items_are_read_however_they_are_written(name: str, data: st.DataObject) -> None:
    """What any writer of JSON makes of a valid item is read: escapes or none, blanks or none, keys in any order."""
    kind = message_type(name)
    item: dict[str, Any] = json.loads(json.dumps(data.draw(item_dicts(name)), default=str))
    keys = data.draw(st.permutations(sorted(item)))
    shuffled = {key: item[key] for key in keys}
    spaced = json.dumps(item, ensure_ascii=False, separators=(" ,\t", ":\r"))
    for text in (json.dumps(item), spaced, json.dumps(shuffled, separators=(",", ":"))):
        assert is_accepted(text.encode(), kind)


@settings(max_examples=50, deadline=None)
@given(drawn=item_dicts())
def test_written_items_are_read_back(drawn: dict[str, Any]) -> None:
    """Whatever the library writes of a valid item is read as the same record."""
    record = by_hand(json.dumps(drawn, default=str).encode()).record
    assert record is not None
    written = group_text(ITMATT.item, record)
    assert is_accepted(written)
    assert record == by_hand(written).record


def with_value(path: tuple[str | int, ...], text: str) -> bytes:
    """The full item with that text in place of one value."""
    changed = json.loads(DATA)
    at = changed
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = "\0"
    return json.dumps(changed).replace(json.dumps("\0"), text).encode(errors="surrogatepass")


VALUES = [
    '""', '" "', '"a b"', "null", "nul", "nulll", "true", "false", "{}", "[]", "[{}]", "[null]", '{"a":1}', "0", "-0", "1", "-1", "01",
    "+1", "1.", ".5", "0.5", "1.50", "1e5", "NaN", "-Infinity", "9" * 5, "9" * 6, "9" * 9, "9" * 10, "9" * 14, "9" * 15, "9" * 21,
    "0.1234", "0.12345", "0.1234567", "1" + "0" * 13 + ".1234", "0." + "1" * 25, '"0.5"', '" 0.5"', '"1."', '"1e5"', '"٠"', '"A"', '"a"',
    '"AB"', '"\\u0041"', '"\\u00e9\\u00DF"', '"é"', '"ß"', '"李"', '"\U0001f600"', '"\\ud83d\\ude00"', '"\\uD83D\\uDE00x"', '"\\ud83d"',
    '"\\ude00"', '"\\ud83d\\n"', '"\\ud83d\\u0041"', '"\\ud83dxx"', '"\\ud83d\\ud83d\\ude00"', '"\ud83d"', '"\\u0000"', '"\\u001f"',
    '"\\u0009\\u000a\\u000d"', '"\\u007f\\u0080\\u07ff\\u0800\\uffef"', '"\\ufffe"', '"\\uffff"', '"\\ufffd\\uff21"', '"\ufffe"',
    '"\uffff"', '"\ufffd\uff21"', '"a\\b"', '"\\f"', '"\\n\\r\\t\\/\\\\\\""', '"\\x"', '"\\u12"', '"\\u12g4"', '"\\u"', '"\\', '"\\"',
    '"', "'a'", '"\t"', '"\n"', '"\x1f"', '"\x7f"', '"\x00"', '"a\x00b"', '"\u2028"', '"x', '"x"y', f'"{"x" * 7}"', f'"{"x" * 8}"',
    f'"{"x" * 35}"', f'"{"x" * 36}"', f'"{"x" * 64}"', f'"{"x" * 65}"', f'"{"x" * 512}"', f'"{"x" * 513}"', f'"{"é" * 35}"',
    f'"{"é" * 36}"', '"' + "\\u00e9" * 35 + '"', '"' + "\\u00e9" * 36 + '"', '"' + "\\ud83d\\ude00" * 17 + '"', '"2026-02-28T10:00:00"',
    '"2026-02-29T10:00:00"', '"2026-12-31T23:59:59.123456789+14:00"', '"2026-12-31T24:00:00"', "[" * 40, '{"a":' * 40,
]  # fmt: skip


LEFT_ALONE = {'"\\u0041"'}
"""Escapes in values of a narrow form: nobody writes them, so they are left to the reference path."""


@pytest.mark.parametrize("value", VALUES)
def test_each_value_is_read_where_it_is_good(value: str) -> None:
    """Values of all kinds, in place of each value and group of an item, are read exactly where the reference path has no problem with them."""
    refused = [path for path in PATHS if not is_accepted(data := with_value(path, value)) and not by_hand(data).problems]
    assert value in LEFT_ALONE or [] == refused


@settings(max_examples=300, deadline=None)
@given(value=st.text(max_size=40), path=st.sampled_from(PATHS), escaped=st.booleans())
def test_any_text_is_judged_alike(value: str, path: tuple[str | int, ...], escaped: bool) -> None:
    """A drawn text in any place leads to the record of the reference path or to none."""
    data = with_value(path, json.dumps(value, ensure_ascii=escaped))
    assert is_accepted(data) in (True, False)


NUMBERS = st.from_regex(r"-?[0-9]{0,16}([.,][0-9]{0,8})?([eE][+-]?[0-9]{0,2})?", fullmatch=True)


@settings(max_examples=300, deadline=None)
@given(value=NUMBERS, path=st.sampled_from(PATHS))
def test_any_number_is_judged_alike(value: str, path: tuple[str | int, ...]) -> None:
    """A drawn number in any place is read exactly where the reference path has no problem with it."""
    data = with_value(path, value)
    assert is_accepted(data) == (by_hand(data).problems is None)


@settings(max_examples=300, deadline=None)
@given(places=st.lists(st.tuples(st.integers(0, len(DATA)), st.integers(0, 30), st.binary(max_size=12)), min_size=1, max_size=3))
def test_mangled_bytes_are_never_read_otherwise(places: list[tuple[int, int, bytes]]) -> None:
    """Bytes taken out and put in anywhere lead to the record of the reference path or to none."""
    data = DATA
    for place, gone, new in places:
        data = (data[:place] + new + data[place + gone :]).replace(b"\n", b"")
    assert is_accepted(data) in (True, False)


def test_an_item_cut_anywhere_is_refused() -> None:
    """Bytes that end within an item are no item; nothing behind them is looked at."""
    assert [] == [place for place in range(len(DATA)) if is_accepted(DATA[:place])]


def test_broken_encodings_are_refused() -> None:
    """Bytes that are not UTF-8 - too long, cut, surrogates, beyond the last plane - are left to the reference path."""
    for odd in (
        b"\xff",
        b"\xc3",
        b"\xc0\x80",
        b"\xe0\x80\x80",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xe2\x82",
        b"a\x80",
        b"\\\xff",
        b"\\n\xff",
    ):
        assert not is_accepted(DATA.replace(b"Wei", odd, 1))
        assert not is_accepted(DATA.replace(b'"city"', b'"c' + odd + b'"', 1))


def test_missing_null_and_empty_members_are_judged_alike() -> None:
    """A member that is absent, null or an empty group is none: good where it may be missing, else not read."""
    for path in PATHS:
        changed = json.loads(DATA)
        at = changed
        for step in path[:-1]:
            at = at[step]
        if isinstance(path[-1], str):
            del at[path[-1]]
        data = json.dumps(changed).encode()
        assert is_accepted(data) == (not by_hand(data).problems)
    assert is_accepted(json.dumps({**LEAST, "sender": {"city": None, "references": []}, "documents": [{}], "contents": None}).encode())
    assert not is_accepted(json.dumps({**LEAST, "item_id": None}).encode())


def test_repeated_and_unknown_keys_are_refused() -> None:
    """A key that stands twice is refused, be its values equal or null; so is one that is not in the table."""
    for pair in (
        b'"city": "Wei"',
        b'"city": null',
        b'"citY": "x"',
        b'"": "x"',
        b'"city\\u0000": "x"',
        b'"x": null',
        b'"city", "x"',
        b'"city" "x"',
    ):
        assert not is_accepted(DATA.replace(b'"city"', pair + b', "city"', 1))
    assert not is_accepted(DATA.replace(b'"sender"', b'"sender": {}, "sender"', 1))
    escaped = DATA.replace(b'"city"', b'"c\\u0069ty"', 1)
    assert is_accepted(escaped) == (json_reader(ITMATT.item, BOUNDS) is None)
    assert by_hand(escaped).problems is None


def test_what_stands_around_an_item_is_judged_alike() -> None:
    """Blanks may stand around an item; anything else is no item."""
    for good in (b" %b", b"%b\r", b"\t\r %b \r\t "):
        assert is_accepted(good % DATA)
    for odd in (
        b"\xef\xbb\xbf%b",
        b"%b,",
        b"%b{}",
        b"%b x",
        b"[%b]",
        b"\x0b%b",
        b"%b\x0c",
        b"\xc2\xa0%b",
        b"%b\x00",
        b"//\n%b",
        b"",
        b"{",
        b'{"',
    ):
        assert not is_accepted(odd.replace(b"%b", DATA))
    assert not is_accepted(b"{}")
    assert not is_accepted(DATA[:-1] + b",}")
    assert not is_accepted(DATA.replace(b"}, {", b"} {", 1))
    assert not is_accepted(DATA.replace(b"}]", b"},]", 1))


def test_the_longest_number_is_that_of_the_limits() -> None:
    """A decimal that is written as a number may be as long as the limits say; whole numbers of a field have a bound of their own."""
    data = json.dumps({**LEAST, "gross_weight": 1.25, "contents": [{"units": 123456789}]}).encode()
    answers = []
    for length in (3, 4, 20):
        reader = json_reader(ITMATT.item, BOUNDS._replace(number_length=length))
        decoded = stream_of(limits=Limits(number_length=length)).decode_line(Line(1, 0, data, True), 0)
        assert decoded is not None
        assert reader is None or (reader.read_line(data, 0)[0] is None) == bool(decoded.problems)
        answers.append(bool(decoded.problems))
    assert [True, False, False] == answers


def test_no_record_is_good_where_no_problem_may_be_told() -> None:
    """With no room for problems the reference path gives no records, and nothing else is asked."""
    assert json_reader(ITMATT.item, BOUNDS._replace(problems=0)) is None
    decoded = stream_of(limits=Limits(findings=0)).decode_line(Line(1, 0, DATA, True), 0)
    assert decoded is not None
    assert decoded.record is None


def test_examples_are_read() -> None:
    """Each line of the example behind its header is plainly good, or has a problem."""
    lines = (EXAMPLES / "items.ndjson").read_bytes().splitlines()[1:]
    assert [not by_hand(line).problems for line in lines] == [is_accepted(line) for line in lines]
    assert any(is_accepted(line) for line in lines)


def reader_of(*rows: tuple[Any, ...], number_length: int = 20) -> list[Any]:
    """The compiled readers that there are, for an object with such members."""
    return [native.JsonItemReader((b"item", "repeated", False, 0, 0, None, False, rows), number_length) for native in READERS]


def test_a_value_is_read_where_it_stands_in_more_bytes() -> None:
    """A record comes with the place behind it, or behind its line; places outside the bytes are an error, and so is anything but bytes."""
    raised: list[type[Exception]] = []
    data = b'[ { "a":"x"} ,\n {"a":"y"}\n{"a":\n"z"}'
    for reader in reader_of((b"a", "text", False, 9, 0, None, False, ())):
        assert (["x"], 12) == reader.read(data, 1)
        assert (["z"], 36) == reader.read(data, 26)
        assert reader.read(data, 0) is None
        assert [(None, 14), (["y"], 25), (None, 31), (None, 36)] == [reader.read_line(data, start) for start in (0, 15, 26, 32)]
        for read in (reader.read, reader.read_line):
            for odd, start in ((b"{}", -1), (b"{}", 3), ("{}", 0), (None, 0)):
                try:
                    read(odd, start)
                except (IndexError, TypeError) as error:
                    raised.append(type(error))
    assert [IndexError, IndexError, TypeError, TypeError] * 2 * len(READERS) == raised


def test_patterns_are_asked_once_for_what_recurs() -> None:
    """A code that stood in its field lately is the same object again; what a pattern raises is raised."""
    asked: list[str] = []

    def match(text: str) -> bool:
        asked.append(text)
        if text == "B":
            raise RuntimeError(text)
        return text == "A"

    values: list[Any] = []
    told: list[str] = []
    for reader in reader_of((b"code", "pattern", True, 0, 0, match, True, ())):
        values += [reader.read_line(line, 0)[0] for line in (b'{"code":"A"}', b' {"code":"A"} ', b'{"code":"C"}')]
        try:
            reader.read_line(b'{"code":"B"}', 0)
        except RuntimeError as error:
            told.append(str(error))
    assert [["A"], ["A"], None] * len(READERS) == values
    assert ["A", "C", "B"] * len(READERS) == asked
    assert ["B"] * len(READERS) == told
    assert all(values[0][0] is value[0] for value in values[:2])


def test_tables_that_are_too_wide_are_refused() -> None:
    """A group has as many members as a word has bits; one more is refused, and as many are told apart."""
    told: list[str] = []
    rows = [(b"field%d" % number, "text", True, 9, 0, None, False, ()) for number in range(65)]
    text = ",".join(f'"field{number}":"{number}"' for number in range(64))
    for reader in reader_of(*rows[:64]):
        assert ([str(number) for number in range(64)], len(text) + 2) == reader.read(f"{{{text}}}".encode(), 0)
        assert reader.read(f'{{{text},"field63":"x"}}'.encode(), 0) is None
        assert reader.read(f"{{{text}}}".replace('"field63":"63"', '"field63":null').encode(), 0) is None
    for make in (reader_of,) * len(READERS):
        try:
            make(*rows)
        except ValueError as error:
            told.append(str(error))
    assert ["members of a group that are too many"] * len(READERS) == told
