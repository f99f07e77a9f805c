"""Places in lines of JSON, as compiled code finds them, are those that a walk through the text finds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead.fields.layout import ITEM_LAYOUT, Layout, Leaf
from ead.fields.messages import ITMATT
from ead.findings import Path
from ead.formats.json_origin import IN_LINE, OwnLine
from ead.formats.json_reader import json_reader
from ead.intake.json_text import Bounds
from ead.intake.lines import Lines
from ead.limits import Limits
from ead.models import Item
from ead.native import part
from ead.testing.strategies import item_dicts

NATIVE: Any = part("json_places")
LIMITS = Limits()
READER = json_reader(ITMATT.item, Bounds(LIMITS.number_length, LIMITS.depth, LIMITS.findings))
pytestmark = pytest.mark.skipif(NATIVE is None or READER is None, reason="the compiled part was not built, or is switched off")


def paths_in(layout: Layout, above: Path = ()) -> list[Path]:
    """All fields and groups, with the first three of repeated ones; many will not be there."""
    found: list[Path] = [above] if above else [()]
    for name, entry in layout.by_name.items():
        if isinstance(entry, Leaf):
            found.append((*above, name))
        else:
            heads: list[Path] = [(*above, name)]
            if entry[1].group.repeated:
                heads += [(*above, name, number) for number in range(3)]
            for head in heads:
                found += paths_in(entry[1], head)
    return found


PATHS = [
    *paths_in(ITEM_LAYOUT),
    ("nothing",),
    (0,),
    ("contents", "hs_code"),
    ("sender", 0),
    ("item_id", "x"),
    ("contents", -1),
    ("ß", "\ud800"),
]


def differing(data: bytes, start: int, end: int) -> list[Path]:
    """The paths whose places compiled code finds otherwise."""
    line = OwnLine(Lines(5, 1000, data, True), 7, start, end, IN_LINE)
    return [path for path in PATHS if IN_LINE.place_in_text(line, path, None) != line.place(path)]


@given(
    item_dicts(),
    st.sampled_from([(",", ":"), (", ", ": "), (" ,\t", " :  ")]),
    st.sampled_from([None, 1]),
    st.booleans(),
    st.sampled_from("é雪😀 "),
)
def test_places_are_those_in_the_text(
    item: dict[str, Any], separators: tuple[str, str], indent: int | None, escaped: bool, mark: str
) -> None:
    """Whatever stands between values, and whether texts are escaped; also for what is not there."""
    values = json.loads(Item.model_validate(item).model_dump_json(exclude_none=True))
    values["remarks"] = f'{mark}"{{[\\,:]}}" {mark * 80}'
    text = json.dumps(values, separators=separators, indent=indent, ensure_ascii=escaped).replace("\n", "\r" if indent else "\n")
    line = f" {text}\t ".encode()
    data = b"{}\n" + line + b"\n{}"
    assert READER is not None
    assert READER.read_line(data, 3)[0] is not None
    assert [] == differing(data, 3, 3 + len(line))
    # An object that is cut out of a list may have several lines.
    several = line.replace(b"\r", b"\r\n").replace(b"\t", b"\n")
    assert READER.read(several, 0) is not None
    assert [] == differing(several, 0, len(several))


def test_places_of_the_shortest_line() -> None:
    assert [] == differing(b"{}", 0, 2)
    assert [] == differing(b'{"item_id":"A"}', 0, 15)
    assert [] == differing(b'{"contents":[{"quantity":1,"amount":2.5}]}', 0, 42)


@pytest.mark.parametrize(
    "data",
    [b"", b" ", b"{", b'{"', b'{"a', b'{"a"', b'{"a":', b'{"a":[', b'{"a":"\\', b"[1,", b'{"contents":[{"hs_code":', b"]", b'"', b"\\"],
)
def test_bytes_that_are_no_json_are_not_read_beyond(data: bytes) -> None:
    """Nobody asks about them; whatever the answer is, it lies within the bytes."""
    for path in PATHS[:40]:
        start, end, begin, behind, _, _, column = NATIVE.spot(data, 0, len(data), path)
        assert 0 <= start <= end <= len(data) >= behind >= begin
        assert 1 <= column <= len(data) + 1


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 3), (2, 1)])
def test_places_outside_are_refused(start: int, end: int) -> None:
    with pytest.raises(IndexError):
        NATIVE.spot(b"{}", start, end, ())
