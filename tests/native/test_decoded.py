"""Items as codecs give them, findings and the places of both, as compiled code has them: the same as the Python, and nothing to collect."""

from __future__ import annotations

import gc
from typing import Any

import pytest

import ead
from ead.findings import Finding, Location, Problem
from ead.formats import base, json_origin, xml_origin
from ead.formats.base import Decoded, DecodedInPython
from ead.formats.item_reader import item_reader
from ead.formats.shape import mend
from ead.formats.xml_origin import PARSED, SCANNED, Fragment
from ead.intake.xml_stream import Batch
from ead.named import NamedTuple, new_tuple, new_tuple_in_python
from ead.native import part
from ead.testing.generator import REFERENCE_DATE

ITEM = b"<Item><ItemId>RR123456785DE</ItemId><GrossWeight>0.5</GrossWeight></Item>"
NATIVE: Any = part("decoded")
COMPILED = pytest.mark.skipif(NATIVE is None, reason="the compiled part was not built, or is switched off")


def batch_of(*items: bytes) -> Batch:
    ends, data = [], b""
    for item in items:
        data += item
        ends.append(len(data))
    return Batch(data, ends, 3, 5, 100)


class Recorded:
    """Says how it was asked for a place."""

    def place(self, *asked: Any) -> Any:
        """What it was asked with."""
        return asked


@pytest.mark.parametrize("kind", [Fragment, xml_origin.FragmentInPython])
def test_a_fragment_asks_its_finder(kind: Any) -> None:
    """A place is asked of the finder, with the fragment; what was found of its beginning can be kept there."""
    fragment = kind("stream", "batch", 4, 1, 9, Recorded())
    assert (fragment, ("contents",), None) == fragment.place(("contents",))
    assert (fragment, (), (("Item", 1),)) == fragment.place((), (("Item", 1),))
    assert ("stream", "batch", 4, 1, 9, None) == (
        fragment.stream, fragment.batch, fragment.number, fragment.within, fragment.element, fragment.known_begin
    )  # fmt: skip
    fragment.known_begin = (3, 5)
    assert (3, 5) == fragment.known_begin


@pytest.mark.parametrize("kind", [json_origin.OwnLine, json_origin.OwnLineInPython])
def test_a_line_asks_its_finder(kind: Any) -> None:
    line = kind("lines", 7, 10, 20, Recorded())
    assert (line, ("item_id",), None) == line.place(("item_id",))
    assert ("lines", 7, 10, 20, None) == (line.lines, line.number, line.start, line.end, line.known)


@pytest.mark.parametrize("kind", [Decoded, DecodedInPython])
def test_an_item_tells_what_it_holds(kind: Any) -> None:
    made = kind(3, ["A"], None, "origin")
    assert (3, ["A"], None, "origin") == (made.index, made.record, made.problems, made.origin)
    assert repr(made).endswith("(index=3, record=['A'], problems=None, origin='origin')")
    assert not made.plain
    made.origin = "another"
    assert "another" == made.origin


@pytest.mark.parametrize("make", [new_tuple, new_tuple_in_python])
def test_a_tuple_of_a_kind_is_that_of_its_constructor(make: Any) -> None:
    class Pair(NamedTuple):
        one: str
        other: int = 2

    assert Pair("a", 3) == make(Pair, ("a", 3))
    assert Pair is type(make(Pair, ("a", 3)))
    assert (1, "b") == make(tuple, (1, "b"))
    for wrong in (list, 1, None):
        with pytest.raises(TypeError):
            make(wrong, ("a",))


@COMPILED
def test_the_collector_looks_at_nothing_that_is_being_checked() -> None:
    """Neither items and their records nor findings and what these hold are tracked: there are thousands, and none can hold itself."""
    reader = item_reader()
    assert reader is not None
    faulty = ITEM.replace(b"0.5", b"0,5")
    found = reader.decode("stream", batch_of(ITEM, faulty), 0, 0, mend, SCANNED, PARSED)
    held: list[Any] = []
    for one in found:
        held += [one, one.origin, one.record, one.problems, *one.problems]
    message = b'<Itmatt xmlns="urn:ead:itmatt:1">%b</Itmatt>' % faulty
    for finding in ead.validate(message, as_of=REFERENCE_DATE).findings:
        held += [finding, finding.location]
    assert {Decoded, Fragment, list, Problem, Finding, Location} <= {type(one) for one in held}
    assert [] == [one for one in held if gc.is_tracked(one)]


@COMPILED
def test_a_run_ends_where_another_path_must_decide() -> None:
    """Items follow each other until one is refused; the next run begins behind it, and numbers go on."""
    reader = item_reader()
    assert reader is not None
    odd = ITEM.replace(b"<ItemId>", b"<ItemId kind='s10'>")
    batch = batch_of(ITEM, b"\n" + ITEM, odd, ITEM.replace(b"<Gross", b"<!-- as weighed --><Gross"))
    first = reader.decode("stream", batch, 0, 40, mend, SCANNED, PARSED)
    assert [(40, 0, 41, SCANNED), (41, 1, 42, SCANNED)] == [
        (one.index, one.origin.number, one.origin.element, one.origin.finder) for one in first
    ]
    assert [] == reader.decode("stream", batch, 2, 42, mend, SCANNED, PARSED)
    last = reader.decode("stream", batch, 3, 43, mend, SCANNED, PARSED)
    assert [(43, 3, 44, PARSED)] == [(one.index, one.origin.number, one.origin.element, one.origin.finder) for one in last]
    assert [] == reader.decode("stream", batch, 4, 44, mend, SCANNED, PARSED)
    assert [40] == [one.index for one in reader.decode("stream", batch, 0, 40, mend, SCANNED, PARSED, 1)]
    for number in (-1, 5):
        with pytest.raises(IndexError):
            reader.decode("stream", batch, number, 0, mend, SCANNED, PARSED)
    batch.ends[-1] += 1
    with pytest.raises(IndexError):
        reader.decode("stream", batch, 3, 0, mend, SCANNED, PARSED)


def test_groups_keep_what_came_before_an_error() -> None:
    """A source that cannot be decoded in the middle of a group ends it there."""

    def items() -> Any:
        for index in range(5):
            yield [Decoded(index, [], None, Recorded())]
        raise base.UndecodableSource("broken", (1, 1))

    groups = base.joined(items(), 3)
    assert [[0, 1, 2], [3, 4]] == [[one.index for one in next(groups)] for _ in range(2)]
    with pytest.raises(base.UndecodableSource):
        next(groups)
