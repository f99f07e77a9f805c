"""Messages of JSON and NDJSON whose items the compiled reader reads: places, limits and groups are those of the reference path."""

from __future__ import annotations

import io
import json
import random
from typing import Any

import pytest

from ead.formats.itmatt_json import JsonItemStream
from ead.formats.itmatt_ndjson import NdjsonItemStream
from ead.intake import fast_path
from ead.intake.lines import Line
from ead.intake.source import Reader, open_source
from ead.limits import DEFAULT_LIMITS, Limits

from .objects import DATA, FULL, LEAST, PATHS


def test_places_are_those_of_the_reference_path() -> None:
    """Pointer, line, column, bytes and excerpt of each value are the same, whoever read the item."""
    stream = NdjsonItemStream(open_source(b""), DEFAULT_LIMITS)
    item = {**FULL, "remarks": "é\U0001f600\n", "local_id": "\\"}
    for text in (" \t" + json.dumps(item, ensure_ascii=False) + "\r", json.dumps(item)):
        line = Line(7, 1_000, text.encode(), True)
        fast, careful = stream.decode_line(line, 5), stream.decode_with_care(line, 5)
        assert fast is not None
        assert careful is not None
        assert (careful.index, careful.record, careful.problems) == (fast.index, fast.record, fast.problems)
        for path in ((), ("missing",), ("contents", 9), *PATHS):
            assert careful.origin.place(path) == fast.origin.place(path)
        assert careful.origin.place((), (("city", 1),)) == fast.origin.place((), (("city", 1),))


def told_of(data: bytes, limits: Limits = DEFAULT_LIMITS, *, fast: bool, codec: Any = JsonItemStream) -> tuple[list[Any], list[Any]]:
    """Items and problems of a message, with their places and those of some values, by one path."""
    before, fast_path.ON = fast_path.ON, fast
    try:
        stream = codec(open_source(data), limits)
    finally:
        fast_path.ON = before
    items = []
    for one in stream.items():
        places = [one.origin.place(path) for path in ((), ("item_id",), ("remarks",), ("contents", 0, "units"))]
        items.append((one.index, one.record, one.problems, places))
    return items, [(problem, stream.place(problem)) for problem in stream.problems]


def message_of(items: list[str], between: str = ", ") -> bytes:
    """A JSON message with these items."""
    return f'{{"message": "ITMATT", "version": "1", "items": [{between.join(items)}]}}'.encode(errors="surrogatepass")


ODD_ITEMS = [
    "{}",
    "[]",
    "null",
    "7",
    '{"item_id": 1}',
    '{"x": NaN}',
    "{,}",
    '{"item_id": "\x01"}',
    '{"remarks": "\ufffe"}',
    '{"item_id": "\udc80"}',
]


@pytest.mark.parametrize("odd", ODD_ITEMS)
@pytest.mark.parametrize("between", [",", " ,\r\n\t", ",\n  "])
def test_items_of_messages_are_read_alike(odd: str, between: str) -> None:
    """Records, problems and places in a JSON message are those of the reference path, before, in and behind an odd item."""
    good = [json.dumps({**LEAST, "item_id": f"é\U0001f600{number}", "remarks": "ß"}, ensure_ascii=False) for number in range(4)]
    data = message_of([*good[:2], odd, json.dumps(FULL), *good[2:]], between)
    found = told_of(data, fast=True)
    assert told_of(data, fast=False) == found
    assert 2 <= len(found[0])


def test_items_of_long_messages_are_read_alike() -> None:
    """Wherever the window over a message ends, records and places are those of the reference path; broken bytes far behind change nothing."""
    rng = random.Random(20261122)
    items = [
        json.dumps({**FULL, "item_id": str(number), "remarks": "é€\U0001f600 "[rng.randrange(4)] * rng.randrange(400)})
        for number in range(300)
    ]
    for data in (message_of(items), message_of(items).replace(b'"item_id": "250"', b'"item_id": "\xff"')):
        found = told_of(data, fast=True)
        assert told_of(data, fast=False) == found
        assert len(found[0]) >= 250


@pytest.mark.parametrize("extra", range(-3, 4))
def test_items_of_messages_may_be_as_long_as_the_limit(extra: int) -> None:
    """Around the longest item that is allowed, both paths refuse and read the same ones, the last one and others."""
    item = json.dumps(LEAST)
    limits = Limits(item_bytes=len(item) + 200)
    longer = json.dumps({**LEAST, "remarks": "x" * (200 - len(', "remarks": ""') + extra)})
    for data in (message_of([item, longer, item]), message_of([longer]), message_of([item, longer])):
        assert told_of(data, limits, fast=False) == told_of(data, limits, fast=True)


GOOD = [json.dumps({**LEAST, "item_id": str(number), "remarks": "é" * number}, ensure_ascii=False) for number in range(4)]


@pytest.mark.parametrize("odd", [*ODD_ITEMS, "", " \r", "x" * 300, '{"header": {}}', "[" * 200, '"\\'])
@pytest.mark.parametrize("end", ["", "\n", "\r\n\n"])
def test_lines_are_read_alike(odd: str, end: str) -> None:
    """Records, problems and places in lines are those of the reference path, before, in and behind an odd one, be it the first or last."""
    for lines in ([*GOOD[:2], odd, GOOD[2] + "\r", odd, "", GOOD[3]], [odd, *GOOD], [*GOOD, odd]):
        data = ("\n".join(lines) + end).encode(errors="surrogatepass")
        for limits in (DEFAULT_LIMITS, Limits(item_bytes=290)):
            found = told_of(data, limits, fast=True, codec=NdjsonItemStream)
            assert told_of(data, limits, fast=False, codec=NdjsonItemStream) == found
            assert 4 <= len(found[0])


class _Slow(io.RawIOBase):
    """A source that gives what it has one piece at a time."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = pieces

    def read(self, size: int = -1) -> bytes:
        return self.pieces.pop(0) if self.pieces else b""


def test_lines_that_are_there_at_once_come_in_one_batch() -> None:
    """Items come as they are there; nothing waits for the next piece of the source, and they are numbered across pieces."""
    many = b"\n".join([DATA] * (70_000 // len(DATA)))
    source = _Slow([b'\n{"message": "ITMATT"}\n' + many + DATA[:50], DATA[50:] + b"\n\n" + many, many])
    stream = NdjsonItemStream(Reader(source, "x", owned=False), Limits(prolog_bytes=1))  # type: ignore[arg-type]
    found = [([one.index for run in runs for one in run], len(source.pieces)) for runs in stream.decoded_runs(50)]
    assert [2, 1, 0] == sorted({left for _, left in found}, reverse=True)
    indices = [index for indices, _ in found for index in indices]
    assert list(range(len(indices))) == indices
    assert 3 * many.count(b"\n") < len(indices)
