"""From rows to records: one item is one row, or several in a row with a content piece each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Layout, Leaf, Record
from ead.fields.table import Kind
from ead.findings import Path, Problem
from ead.formats.base import Origin, Place
from ead.formats.csv_columns import Column, Level
from ead.formats.csv_plain import PlainRows
from ead.formats.csv_rows import Row, unguarded
from ead.formats.diagnosis import diagnose, safe_correction
from ead.formats.xml_text import FORBIDDEN
from ead.intake import fast_path
from ead.named import NamedTuple

__all__ = ["Cell", "CsvOrigin", "PlainOrigin", "Table", "decode_item", "decode_rows"]

_BLANKS = " \t\r\n"
_CONTENTS = "contents"


class Cell(NamedTuple):
    """A value with its field and where it stands."""

    text: str
    leaf: Leaf
    row: Row
    column: int


class Table:
    """The known columns of a file, in the order of the file; ``None`` stands for one that is not known."""

    def __init__(self, columns: Sequence[Column | None]) -> None:
        self.columns = tuple(columns)
        self.plain = PlainRows(columns)
        self._item_id = next((number for number, column in enumerate(columns) if column and column.path == ("item_id",)), None)
        self._of: dict[Level, list[tuple[int, Column]]] = {level: [] for level in Level}
        for number, column in enumerate(columns):
            if column is not None:
                self._of[column.level].append((number, column))

    def item_id(self, row: Row) -> str:
        """The item's identifier in a row; empty when there is none."""
        return row.cells[self._item_id] if self._item_id is not None and self._item_id < len(row.cells) else ""

    def cells(self, row: Row, level: Level) -> dict[Path, Cell]:
        """The cells of a row that hold something, by the path of their field."""
        found: dict[Path, Cell] = {}
        for number, column in self._of[level]:
            text = row.cells[number] if number < len(row.cells) else ""
            if text:
                value = _value(column.leaf, text)
                if value:
                    found[column.path] = Cell(value, column.leaf, row, number)
        return found


class CsvOrigin:
    """The rows of an item and which cell holds which field."""

    __slots__ = ("_cells", "_rows")

    def __init__(self, rows: Sequence[Row], cells: dict[Path, Cell]) -> None:
        self._rows = rows
        self._cells = cells

    def place(self, path: Path, steps: tuple[tuple[str, int], ...] | None = None) -> Place:
        """The place of a field's cell; of the row when it has none."""
        cell = self._cells.get(path)
        if cell is not None:
            return cell.row.place(cell.column)
        while path:
            path = path[:-1]
            for known, cell in self._cells.items() if path else ():
                if known[: len(path)] == path:
                    return cell.row.place(None)
        return self._rows[0].place(None)


class PlainOrigin:
    """The rows of an item that nothing is wrong with: which cell holds which field is found out when a place is asked for."""

    __slots__ = ("_known", "_rows", "_table")

    def __init__(self, table: Table, rows: Sequence[Row]) -> None:
        self._table = table
        self._rows = rows
        self._known: CsvOrigin | None = None

    def place(self, path: Path, steps: tuple[tuple[str, int], ...] | None = None) -> Place:
        """The place of a field's cell; of the row when it has none."""
        if self._known is None:
            _, self._known = decode_rows(self._table, self._rows, [])
        return self._known.place(path, steps)


def decode_item(table: Table, rows: Sequence[Row], problems: list[Problem]) -> tuple[Record | None, Origin]:
    """What :func:`decode_rows` returns, by a shorter way where the item is plainly valid."""
    if fast_path.ON:
        try:
            return table.plain.take(rows), PlainOrigin(table, rows)
        except ValueError:
            pass
    return decode_rows(table, rows, problems)


def decode_rows(table: Table, rows: Sequence[Row], problems: list[Problem]) -> tuple[Record | None, CsvOrigin]:
    """The record of an item's rows (``None`` when one of them has more cells than there are columns) and where its fields stand."""
    for row in rows:
        if len(row.cells) > len(table.columns):
            reason = f"the row has {len(row.cells)} cells, the header row has {len(table.columns)}"
            problems.append(Problem("CORE-INT-006", (), {"reason": reason}, place=(row.line, 1)))
            return None, CsvOrigin(rows, {})
    own: dict[Path, Cell] = {}
    pieces: list[dict[Path, Cell]] = []
    for row in rows:
        merge(table.cells(row, Level.ITEM), own, (), problems)
        piece = table.cells(row, Level.PIECE)
        if piece:
            pieces.append(piece)
    places: dict[Path, Cell] = {}
    record = assemble(ITEM_LAYOUT, own, (), problems, places)
    position, layout = ITEM_LAYOUT.subgroups[_CONTENTS]
    if pieces:
        record[position] = [assemble(layout, piece, (_CONTENTS, number), problems, places) for number, piece in enumerate(pieces)]
    return record, CsvOrigin(rows, places)


def decode_header(cells: dict[Path, Cell], problems: list[Problem]) -> tuple[Record, dict[Path, Cell]]:
    """The header's record and where its fields stand."""
    places: dict[Path, Cell] = {}
    return assemble(HEADER_LAYOUT, cells, ("header",), problems, places), places


def merge(new: dict[Path, Cell], known: dict[Path, Cell], prefix: Path, problems: list[Problem]) -> None:
    """Add the cells of one more row; a value that contradicts an earlier one is a problem."""
    for path, cell in new.items():
        first = known.setdefault(path, cell)
        if first.text != cell.text:
            place = cell.row.place(cell.column)
            where = (place.line or 1, place.column or 1)
            problems.append(Problem("CORE-STR-008", (*prefix, *path), {"field": cell.leaf.field.name}, place=where))


def assemble(layout: Layout, cells: dict[Path, Cell], prefix: Path, problems: list[Problem], places: dict[Path, Cell]) -> Record:
    """The record of a group from its cells; ``places`` gets the cells by the paths of the record."""
    record = layout.empty()
    below: dict[str, dict[Path, Cell]] = {}
    for path, cell in cells.items():
        if len(path) == 1:
            where = (*prefix, path[0])
            places[where] = cell
            record[cell.leaf.position] = _checked(cell, where, problems)
        else:
            below.setdefault(str(path[0]), {})[path[1:]] = cell
    for name, inner in below.items():
        position, group = layout.subgroups[name]
        if group.group.repeated:
            record[position] = _repeated(group, inner, (*prefix, name), problems, places)
        else:
            single = assemble(group, inner, (*prefix, name), problems, places)
            record[position] = single if any(single) else None
    missing = [leaf.field.name for leaf in layout.required if (*prefix, leaf.field.name) not in places]
    problems.extend(Problem("CORE-STR-001", (*prefix, name), {"field": name}) for name in missing)
    return record


def _repeated(layout: Layout, cells: dict[Path, Cell], prefix: Path, problems: list[Problem], places: dict[Path, Cell]) -> list[Record]:
    """The records of a repeated group. Numbers that are left out close up."""
    numbers: dict[Any, dict[Path, Cell]] = {}
    for path, cell in cells.items():
        numbers.setdefault(path[0], {})[path[1:]] = cell
    return [assemble(layout, numbers[number], (*prefix, index), problems, places) for index, number in enumerate(sorted(numbers))]


def _value(leaf: Leaf, text: str) -> str:
    text = unguarded(text)
    return text if leaf.field.kind in (Kind.TEXT, Kind.CODE) else text.strip(_BLANKS)


def _checked(cell: Cell, path: Path, problems: list[Problem]) -> str | None:
    """The value of a cell, or ``None`` and a problem."""
    field = cell.leaf.field
    if not cell.leaf.match(cell.text):
        code, params = diagnose(field, cell.text)
        problems.append(Problem(code, path, params, fix=safe_correction(cell.leaf, cell.text)))
        return None
    found = FORBIDDEN.search(cell.text)
    if found is not None:
        problems.append(Problem("CORE-STR-012", path, {"field": field.name, "character": f"U+{ord(found[0]):04X}"}))
        return None
    return cell.text
