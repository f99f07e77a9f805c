"""The NDJSON codec: lines that stand and fall alone."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest

from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT
from ead.formats import itmatt_ndjson
from ead.formats.base import Decoded
from ead.intake.source import Reader, open_source
from ead.limits import DEFAULT_LIMITS
from ead.testing.builders import header, item
from ead.validator import Validator

HEADER = json.dumps({"message": "ITMATT", "version": "1", "header": header()}).encode()
ITEM = json.dumps(item()).encode()
ITEM_ID = ITEM_LAYOUT.position("item_id")


def _read(*lines: bytes, **limits: Any) -> tuple[itmatt_ndjson.NdjsonItemStream, list[Decoded]]:
    stream = itmatt_ndjson.read(open_source(b"\n".join(lines)), replace(DEFAULT_LIMITS, **limits))
    return stream, list(stream.items())


def test_reads_a_header_line_and_items() -> None:
    """The first line is the header, every other line an item; blank lines do not count."""
    stream, items = _read(b"", HEADER, b"  ", ITEM, b"\r", ITEM + b"\r", b"")
    assert header()["message_id"] == (stream.header or [None])[HEADER_LAYOUT.position("message_id")]
    assert ([0, 1], [None, None], [], True) == (
        [one.index for one in items],
        [one.problems for one in items],
        stream.problems,
        stream.complete,
    )


def test_reads_items_without_a_header_line() -> None:
    """A first line with an item id is an item."""
    stream, items = _read(ITEM, ITEM)
    assert (None, 2) == (stream.header, len(items))


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        (b'{"item_id": "A",}', "CORE-INT-006", None),
        (b'{"item_id": NaN}', "CORE-INT-012", 13),
        (b"  nonsense", "CORE-INT-006", 3),
        (b'{"a":1} {"b":2}', "CORE-INT-006", 9),
        (b'{"a": "\xc3\xa9\xff"}', "CORE-INT-006", 9),
        (b'{"item_id": "\t"}', "CORE-INT-006", 14),
        (b"[1, 2]", "CORE-STR-007", 1),
        (b"x" * 5000, "CORE-INT-008", 1),
        (b"[" * 3500, "CORE-INT-013", 1),
    ],
)
def test_a_bad_line_costs_that_line(line: bytes, code: str, column: int | None) -> None:
    """One bad line is one item with a problem at its line; the lines around it are read."""
    _, items = _read(HEADER, ITEM, line, ITEM, item_bytes=4000)
    assert [None, None] == [items[0].problems, items[2].problems]
    (first, *_) = items[1].problems or []
    place = first.place or items[1].origin.place(first.path)[2:4]
    assert (code, 3) == (first.code, place[0])
    assert column is None or column == place[1]


def test_a_cut_off_last_line_is_incomplete() -> None:
    """A last line that stops in the middle means that there was more."""
    stream, items = _read(HEADER, ITEM, ITEM[:50])
    assert (False, "CORE-INT-009") == (stream.complete, (items[1].problems or [])[0].code)


def test_places_are_relative_to_the_line() -> None:
    """The pointer is that of the line's own document; line, column and bytes are those of the file."""
    bad = b' {"remarks": "\xe2\x82\xac", "nature": ""}'
    stream, items = _read(HEADER, ITEM, bad)
    place = items[1].origin.place(("nature",))
    start = len(HEADER) + len(ITEM) + 2 + bad.index(b'""')
    assert ("/nature", 3, 29, '""', (start, start + 2)) == (place.json_pointer, place.line, place.column, place.excerpt, place.value_span)
    assert stream.complete


def test_header_problems_have_places() -> None:
    """A fault in the header line is a problem of the message, with pointer and column."""
    stream, _ = _read(b"\n", b'{"header": {"test": 1}, "version": "1", "version": "1", "x": 1, "items": [1]}', ITEM)
    assert [("CORE-STR-007", "/header/test", 3), ("CORE-INT-011", "/version", 3), ("CORE-STR-002", "/x", 3), ("CORE-MSG-003", None, 3)] == [
        (problem.code, stream.place(problem).json_pointer, stream.place(problem).line) for problem in stream.problems
    ]


def test_a_broken_header_line_is_a_problem_of_the_message() -> None:
    """Items are read even when the header line cannot be."""
    stream, items = _read(HEADER[:-1], ITEM)
    assert (["CORE-INT-006"], 1) == ([problem.code for problem in stream.problems], len(items))


def test_a_message_of_another_kind_is_not_read() -> None:
    """Lines behind a header that names another message are left alone."""
    stream, items = _read(b'{"message": "CUSITM"}', b"{}")
    assert (["CORE-MSG-001"], []) == ([problem.code for problem in stream.problems], items)


class _Endless(io.RawIOBase):
    """A million lines, made while they are read."""

    def __init__(self, lines: int) -> None:
        self.left = lines

    def read(self, size: int = -1) -> bytes:
        if not self.left:
            return b""
        self.left -= 1
        return ITEM + b"\n"


def test_items_come_while_the_source_is_read() -> None:
    """The first item is there before the second line was asked for."""
    source = _Endless(1000)
    stream = itmatt_ndjson.read(Reader(source, "x", owned=False), replace(DEFAULT_LIMITS, prolog_bytes=1))  # type: ignore[arg-type]
    next(stream.items())
    assert source.left > 900


def test_writes_one_line_an_item() -> None:
    """Compact lines: the header first, then the items."""
    stream, items = _read(HEADER, ITEM, ITEM)
    target = io.BytesIO()
    assert [] == itmatt_ndjson.write(stream.header, [one.record for one in items if one.record], target)
    lines = target.getvalue().splitlines()
    assert [json.loads(HEADER), item(), item()] == [json.loads(line) for line in lines]
    assert b'{"item_id":"' == lines[1][:12]


def test_validator_reads_ndjson() -> None:
    """From bytes to a report: one bad line among good ones is one finding with its line."""
    good = [json.dumps(item(item_id=item_id)).encode() for item_id in ("LX806576725TW", "LX806576734TW")]
    report = Validator(["core"]).validate(b"\n".join([HEADER, good[0], b"{oops}", good[1]]))
    assert ("itmatt-ndjson", 3, 2, 1) == (report.input.format, report.counts.items, report.counts.accepted, len(report.findings))
    assert ("CORE-INT-006", 3) == (report.findings[0].code, report.findings[0].location.line)


@pytest.mark.hostile
def test_header_members_without_end_are_cut_off() -> None:
    """When the unknown members of the header line are more than a report would store, the rest is not listed."""
    line = ",".join(f'"k{number}": 1' for number in range(500)).encode()
    stream, items = _read(b'{"message": "ITMATT", ' + line + b"}", ITEM, findings=50)
    assert (51, False, 1) == (len(stream.problems), stream.complete, len(items))


def test_validator_refuses_ndjson_in_utf_16() -> None:
    """NDJSON is UTF-8 and nothing else; a byte-order mark of UTF-8 is a warning."""
    lines = b"\n".join([HEADER, ITEM]).decode()
    assert ["CORE-INT-004"] == [one.code for one in Validator(["core"]).validate(lines.encode("utf-16"), format="itmatt-ndjson").findings]
    assert ["CORE-INT-014"] == [one.code for one in Validator(["core"]).validate(lines.encode("utf-8-sig")).findings]
