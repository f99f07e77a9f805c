"""Rows that are plainly valid: the short way gives what the decoder gives."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ead.fields.layout import ITEM_LAYOUT, Layout, Leaf
from ead.formats import itmatt_csv
from ead.formats.csv_columns import column_of
from ead.formats.csv_decode import PlainOrigin, Table, decode_item, decode_rows
from ead.formats.csv_rows import BadRow, Row, RowReader
from ead.intake import fast_path
from ead.intake.source import open_source
from ead.limits import DEFAULT_LIMITS
from ead.models import Item
from ead.models.records import item_to_record
from ead.testing.builders import content_piece, item
from ead.testing.generator import iter_items
from ead.testing.strategies import item_dicts

ODD = ["", " ", "x", "'x", "''x", "'=1+1", "'", "0", " 1 ", "12.5", "1" * 40, "x" * 600, "2026-02-29T00:00:00", "a\tb", "a\u00a0b", "a\x0bb", "u", "\u0663", "two\nlines", '"', "'+44 1"]  # fmt: skip

USUAL = list(iter_items(40, seed=4))


def written(*items: dict[str, Any]) -> bytes:
    target = io.BytesIO()
    itmatt_csv.write(None, [item_to_record(Item.model_validate(one)) for one in items], target)
    return target.getvalue()


def rows_of(data: bytes) -> tuple[Table, list[Row]]:
    """The table of a file and its rows."""
    reader = RowReader(open_source(data), DEFAULT_LIMITS.item_bytes)
    head = reader.next_row()
    assert head is not None
    rows: list[Row] = []
    while True:
        try:
            row = reader.next_row()
        except BadRow:
            continue
        if row is None:
            return Table([column_of(name) for name in head.cells]), rows
        rows.append(row)


def paths(layout: Layout, prefix: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The paths of all fields; the first of each repeated group."""
    found: list[tuple[str | int, ...]] = []
    for name, entry in layout.by_name.items():
        if isinstance(entry, Leaf):
            found.append((*prefix, name))
        else:
            found += paths(entry[1], (*prefix, name, 0) if entry[1].group.repeated else (*prefix, name))
    return found


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_what_is_taken_is_what_the_decoder_takes(data: st.DataObject) -> None:
    """For rows with any texts in any cells, the short way gives the decoder's record, or leaves it to the decoder."""
    table, rows = rows_of(written(data.draw(st.sampled_from(USUAL) | item_dicts())))
    for _ in range(data.draw(st.integers(0, 3))):
        cells = data.draw(st.sampled_from(rows)).cells
        cells[data.draw(st.integers(0, len(cells) - 1))] = data.draw(st.sampled_from(ODD))
    if data.draw(st.integers(0, 9)) == 0:
        rows[-1].cells.pop()
    # The rows' own text is looked at for characters that are not to be, so it must be that of the changed cells.
    rows = [Row(row.cells, type(row.piece)(",".join(row.cells)), row.line, ",") for row in rows]
    problems: list[Any] = []
    expected, _ = decode_rows(table, rows, problems)
    try:
        record = table.plain.take(rows)
    except ValueError:
        return
    assert (expected, []) == (record, problems)


def test_usual_items_are_taken_and_have_the_same_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """An item of several rows with a guarded telephone number takes the short way; its places are those of the decoder."""
    monkeypatch.setattr(fast_path, "ON", True)
    usual = item(sender={"name": "Ann Example", "telephone": "+886 2 1234"}, contents=[content_piece(), content_piece(units=2)])
    table, rows = rows_of(written(usual))
    assert 2 == len(rows)
    record, origin = decode_item(table, rows, [])
    expected, places = decode_rows(table, rows, [])
    assert isinstance(origin, PlainOrigin)
    assert expected == record
    for path in paths(ITEM_LAYOUT):
        assert places.place(path) == origin.place(path)


@pytest.mark.parametrize(
    ("second", "codes"),
    [("LX806576725TW,,,,,,Socks", []), ("LX806576725TW,U,,,,,Socks", []), ("LX806576725TW,E,,,,,Socks", ["CORE-STR-008"])],
    ids=["silent", "the same", "another"],
)
def test_rows_of_one_item_may_say_the_same_again(second: str, codes: list[str]) -> None:
    """What a further row says about the item is left to the decoder when it contradicts the first row."""
    head = "item_id,mail_class,origin_operator,destination_operator,nature,gross_weight,contents.description"
    text = f"{head}\nLX806576725TW,U,TWA,BEA,11,0.250,Shirts\n{second}\n"
    (decoded,) = itmatt_csv.read(open_source(text.encode()), DEFAULT_LIMITS).items()
    assert codes == [problem.code for problem in decoded.problems or ()]
    assert decoded.record is not None
    assert 2 == len(decoded.record[ITEM_LAYOUT.position("contents")])
