"""The CSV codec: columns, rows and items, the guard against formulas, places, losses."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Layout, Leaf, Record
from ead.formats import itmatt_csv, itmatt_json
from ead.formats.base import Decoded
from ead.formats.csv_columns import Column, Level, column_of, name_of
from ead.formats.csv_rows import guarded, unguarded
from ead.intake.source import open_source
from ead.limits import DEFAULT_LIMITS
from ead.testing.builders import content_piece, item, message
from ead.validator import Validator

REQUIRED = "item_id,mail_class,origin_operator,destination_operator,nature,gross_weight"
VALUES = "LX806576725TW,U,TWA,BEA,11,0.250"
ITEM_ID, CONTENTS, DOCUMENTS = (ITEM_LAYOUT.position(name) for name in ("item_id", "contents", "documents"))
DESCRIPTION = ITEM_LAYOUT.subgroups["contents"][1].position("description")


def _read(text: str | bytes, **limits: Any) -> tuple[itmatt_csv.CsvItemStream, list[Decoded]]:
    data = text if isinstance(text, bytes) else text.encode()
    stream = itmatt_csv.read(open_source(data), replace(DEFAULT_LIMITS, **limits))
    return stream, list(stream.items())


def _records(value: dict[str, Any]) -> tuple[Record | None, list[Record]]:
    stream = itmatt_json.read(open_source(json.dumps(value).encode()), DEFAULT_LIMITS)
    records = [decoded.record for decoded in stream.items() if decoded.record is not None]
    return stream.header, records


def _written(header: Record | None, records: list[Record]) -> tuple[bytes, list[Any]]:
    target = io.BytesIO()
    losses = itmatt_csv.write(header, records, target)
    return target.getvalue(), losses


def _problems(text: str) -> list[tuple[str, Any]]:
    stream, items = _read(text)
    found = [*stream.problems, *(problem for decoded in items for problem in decoded.problems or ())]
    return [(problem.code, problem.path) for problem in found]


def _columns(layout: Layout, level: Level, prefix: tuple[str | int, ...] = ()) -> list[tuple[Level, tuple[str | int, ...]]]:
    found: list[tuple[Level, tuple[str | int, ...]]] = []
    for name, entry in layout.by_name.items():
        if isinstance(entry, Leaf):
            found.append((level, (*prefix, name)))
        elif name != "contents":
            found += _columns(entry[1], level, (*prefix, name, 2) if entry[1].group.repeated else (*prefix, name))
    return found


ALL_COLUMNS = [
    *_columns(HEADER_LAYOUT, Level.HEADER),
    *_columns(ITEM_LAYOUT, Level.ITEM),
    *_columns(ITEM_LAYOUT.subgroups["contents"][1], Level.PIECE),
]


@pytest.mark.parametrize(("level", "path"), ALL_COLUMNS)
def test_every_field_has_a_column(level: Level, path: tuple[str | int, ...]) -> None:
    """A column's name leads back to its field, for every field of the table."""
    column = column_of(name_of(level, path))
    assert (level, path) == (column.level, column.path) if column else None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "x",
        "sender",
        "sender.x",
        "sender.name.x",
        "documents",
        "documents.id",
        "documents.0.id",
        "documents.01.id",
        "documents.1000.id",
        "contents",
        "contents.1.units",
        "contents.",
        "documents.1",
        "documents.\u0661.id",
        "header",
        "header.x",
        "sender..name",
    ],
)
def test_other_names_are_no_columns(name: str) -> None:
    """Names that lead to no single field are not known."""
    assert column_of(name) is None


def test_columns_are_named_in_the_terms_of_the_field_table() -> None:
    """The documented names lead where they say."""
    column = column_of("sender.references.1.value")
    assert Column(Level.ITEM, ("sender", "references", 0, "value"), column.leaf if column else None) == column  # type: ignore[arg-type]


def test_reads_rows_as_items_and_pieces() -> None:
    """Rows with one identifier are one item; its columns may be blank on the rows that follow."""
    text = (
        f"header.message_id,{REQUIRED},contents.description\r\nM1,{VALUES},shirt\r\n,LX806576725TW,,,,,,trousers\r\n,,,,,,,socks\r\n"
        ",LX806576734TW,U,TWA,BEA,11,0.250,\r\n"
    )
    stream, items = _read(text)
    assert ["M1", None, None, None, None] == stream.header
    assert [["shirt", "trousers", "socks"], []] == [[piece[DESCRIPTION] for piece in one.record[CONTENTS]] for one in items if one.record]
    assert [None, None] == [one.problems for one in items]


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"\r\n\n"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_reads_what_spreadsheets_write(start: bytes, ending: str, delimiter: str) -> None:
    """Byte-order mark, blank lines, either line end and either delimiter are understood."""
    _, items = _read(start + f"{REQUIRED}{ending}{VALUES}{ending}".replace(",", delimiter).encode())
    assert [(None, "LX806576725TW")] == [(one.problems, (one.record or [None])[ITEM_ID]) for one in items]


def test_reads_quoted_cells() -> None:
    """Quotes, delimiters and line breaks inside quotes belong to the text."""
    _, items = _read(f'{REQUIRED},contents.description\n{VALUES},"a ""b"", c\r\nd"\n')
    assert 'a "b", c\r\nd' == (items[0].record or [])[CONTENTS][0][DESCRIPTION]


def test_numbers_are_trimmed() -> None:
    """Blanks around a number do no harm; blanks alone are no number at all."""
    assert [] == _problems(f"{REQUIRED},postage\nLX806576725TW,U,TWA,BEA,11, 0.250 ,  \n")


def test_numbers_of_groups_close_up() -> None:
    """A document in the third column group is the first one when the others are blank, and is found at its own cell."""
    _, items = _read(f"{REQUIRED},documents.1.id,documents.3.id\n{VALUES},,INV-1\n")
    assert [["INV-1", None, None]] == (items[0].record or [])[DOCUMENTS]
    assert "INV-1" == items[0].origin.place(("documents", 0, "id")).excerpt


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (f"{REQUIRED},colour\n{VALUES},red\n{VALUES},red\n", [("CORE-STR-002", ())]),
        (f"{REQUIRED},nature\n{VALUES},11\n", [("CORE-STR-008", ())]),
        (f"{REQUIRED},\n{VALUES},\n", []),
        (f"{REQUIRED}\nLX806576725TW,U,TWA,BEA,,0.250\n", [("CORE-STR-001", ("nature",))]),
        (f"{REQUIRED}\nLX806576725TW,U,TWA,BEA\n", [("CORE-STR-001", ("nature",)), ("CORE-STR-001", ("gross_weight",))]),
        (f"{REQUIRED}\n{VALUES},more\n", [("CORE-INT-006", ())]),
        (f"{REQUIRED}\n{VALUES[:-1]}x\n", [("CORE-STR-004", ("gross_weight",))]),
        (f"{REQUIRED}\n{VALUES}\n{VALUES.replace('11', '21')}\n", [("CORE-STR-008", ("nature",))]),
        (f"{REQUIRED},remarks\n{VALUES},a\x00b\n", [("CORE-STR-012", ("remarks",))]),
        (f"{REQUIRED},remarks\n{VALUES},a\uffffb\n", [("CORE-STR-012", ("remarks",))]),
        (f"{REQUIRED},sender.references.1.kind\n{VALUES},EORI\n", [("CORE-STR-001", ("sender", "references", 0, "value"))]),
        (f"{REQUIRED},header.test\n{VALUES},yes\n", [("CORE-STR-004", ("header", "test"))]),
        (f"{REQUIRED},header.message_id\n{VALUES},A\n{VALUES},B\n", [("CORE-STR-008", ("header", "message_id"))]),
        ("a,b,c\n1,2,3\n", [("CORE-INT-002", ())]),
        ("", [("CORE-INT-002", ())]),
        ('"item_id\n', [("CORE-INT-006", ())]),
    ],
)
def test_each_defect_is_one_problem(text: str, problems: list[tuple[str, Any]]) -> None:
    """A defect gives one problem, at its field or at the message."""
    assert problems == _problems(text)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b'LX1,"U" ,TWA,BEA,11,0.250', "CORE-INT-006"),
        (b'LX1,"U,TWA,BEA,11,0.250', "CORE-INT-006"),
        (b"LX1,U\rV,TWA,BEA,11,0.250", "CORE-INT-006"),
        (b"LX1,\xff,TWA,BEA,11,0.250", "CORE-INT-006"),
        (b"L" * 5000, "CORE-INT-008"),
    ],
)
def test_a_bad_row_costs_that_row(row: bytes, code: str) -> None:
    """Stray quotes and bad bytes are reported at their line, and the rows behind are read."""
    other = VALUES.replace("725", "734").encode()
    stream, items = _read(b"\n".join([REQUIRED.encode(), VALUES.encode(), row, other, b""]), item_bytes=4000)
    assert [None, None] == [one.problems for one in items if one.record]
    assert [(code, 3)] == [(problem.code, (problem.place or (0,))[0]) for one in items for problem in one.problems or ()]
    assert (code == "CORE-INT-006") is stream.complete


def test_a_bad_byte_in_a_quoted_cell_is_not_passed_over() -> None:
    """A quoted cell that runs into a line that cannot be read costs both lines, each with its own problem."""
    _, items = _read(f"{REQUIRED}\n".encode() + b'LX1,"U\n\xff\n' + VALUES.encode())
    assert [("CORE-INT-006", 2), ("CORE-INT-006", 3)] == [
        (one.code, (one.place or (0,))[0]) for found in items for one in found.problems or ()
    ]
    assert 1 == sum(one.record is not None for one in items)


def test_a_bad_row_does_not_cut_an_item_in_two() -> None:
    """The rows before and behind a bad row stay one item."""
    _, items = _read(f'{REQUIRED},contents.description\n{VALUES},a\nLX806576725TW,"x"y\n{VALUES},b\n')
    assert [2, None] == [len(one.record[CONTENTS]) if one.record else None for one in items]


@pytest.mark.hostile
def test_an_item_without_end_is_not_held() -> None:
    """Of an item with more rows than pieces are allowed only so many are kept that the limit shows."""
    _, items = _read(f"{REQUIRED},contents.units\n" + f"{VALUES},1\n" * 100, content_pieces=10)
    assert 11 == len((items[0].record or [])[CONTENTS])


def test_places_name_the_cell() -> None:
    """Line and column of the cell, its text as written, and its bytes."""
    text = (
        f'{REQUIRED},remarks,contents.description,contents.hs_code\n{VALUES},"\u20ac,\n2",a,\nLX806576725TW,,,,,,,"b",1234567890123456789\n'
    )
    decoded = _read(text)[1][0]
    (problem,) = decoded.problems or []
    place = decoded.origin.place(problem.path, problem.steps)
    start = text.encode().index(b"1234567890123456789")
    assert (4, 25, "1234567890123456789") == (place.line, place.column, place.excerpt)
    assert ((start, start + 19), (start, start + 19)) == (place.value_span, place.whole_span)
    assert (3, 4, "a") == decoded.origin.place(("contents", 0, "description"))[2:5]
    assert (2, 34, '"\u20ac,') == decoded.origin.place(("remarks",))[2:5]
    assert [(4, 1), (2, 1)] == [decoded.origin.place(path)[2:4] for path in (("contents", 1, "units"), ("postage",))]


@given(st.text(alphabet="'=+-@\t\r\n\uff1d\uff0b\uff0d\uff20ab", max_size=6))
def test_the_guard_is_taken_away_exactly(text: str) -> None:
    """What the guard adds is what the reader takes away, also from texts that look guarded."""
    assert text == unguarded(guarded(text))


@given(st.text(max_size=6))
def test_guarded_cells_are_no_formulas(text: str) -> None:
    """No cell that is written begins with a character that spreadsheets act on."""
    assert guarded(text)[:1] not in {*"=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"}


def test_formulas_are_written_as_text() -> None:
    """A formula in a value is written with an apostrophe and read back without."""
    header, records = _records(message([item(contents=[content_piece(description='=HYPERLINK("http://example.com")')])]))
    data, losses = _written(header, records)
    assert b"\"'=HYPERLINK(" in data
    assert (records, []) == ([one.record for one in _read(data)[1]], losses)


def test_writes_the_columns_that_are_needed() -> None:
    """Columns follow the field table; header values stand on the first row, item values on the first of the item."""
    header, records = _records(
        {"header": {"message_id": "M"}, "items": [{"item_id": "A", "nature": "11", "contents": [{"units": 1}, {"gtin": "2"}]}]}
    )
    expected = "header.message_id,item_id,nature,contents.units,contents.gtin\r\nM,A,11,1,\r\n,A,,,2\r\n"
    assert expected == _written(header, records)[0].decode()


def test_writes_a_header_without_items() -> None:
    """A message without items keeps its header."""
    header, _ = _records({"header": {"message_id": "M"}})
    data, _ = _written(header, [])
    stream, items = _read(data)
    assert (header, []) == (stream.header, items)


def test_says_what_it_cannot_carry() -> None:
    """Two items with one identifier behind each other, and groups without values, are losses with their places."""
    _, records = _records({"items": [{"item_id": "A"}, {"item_id": "A", "contents": [{}, {"units": 1}], "documents": [{}]}]})
    _, losses = _written(None, records)
    assert [(1, ("item_id",)), (1, ("documents", 0)), (1, ("contents", 0))] == [loss[:2] for loss in losses]


def test_validator_reads_csv() -> None:
    """From bytes to a report: a clean file is accepted, a defect has its line and column."""
    clean, _ = _written(*_records(message(3)))
    report = Validator().validate(clean)
    assert ("csv", "accepted", 3) == (report.input.format, report.outcome.value, report.counts.items)
    (finding,) = Validator(["core"]).validate(f"{REQUIRED}\n{VALUES.replace('0.250', 'light')}\n".encode()).findings
    assert ("CORE-STR-004", 2, 28, None) == (finding.code, finding.location.line, finding.location.column, finding.location.json_pointer)


@pytest.mark.hostile
def test_unknown_columns_without_end_are_cut_off() -> None:
    """When the unknown columns are more than a report would store, the rest of them is not listed."""
    stream, _ = _read("item_id," + ",".join(f"k{number}" for number in range(500)), findings=50)
    assert (51, False) == (len(stream.problems), stream.complete)


@pytest.mark.hostile
def test_rows_and_items_are_bounded_in_bytes() -> None:
    """A row that never ends and an item whose rows are too much to hold are named, left out, and make the message incomplete."""
    endless = f"{REQUIRED}\n" + '"\n",' * 3000
    large = f"{REQUIRED},remarks\n" + f"{VALUES},{'x' * 400}\n" * 20
    for text in (endless, large):
        stream, items = _read(text, item_bytes=4000)
        assert ("CORE-INT-008", False) == ((items[0].problems or [])[0].code, stream.complete)
