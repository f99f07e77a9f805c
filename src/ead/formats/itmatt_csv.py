"""``csv``: RFC 4180 with a header row of dotted field names and one row per content piece, for small posts and e-sellers."""

from __future__ import annotations

from collections.abc import Iterator

from ead.fields.layout import Record
from ead.findings import Path, Problem
from ead.formats.base import Codec, Decoded, Place
from ead.formats.csv_columns import Column, Level, column_of
from ead.formats.csv_decode import Cell, CsvOrigin, Table, decode_header, decode_item, merge
from ead.formats.csv_rows import BadRow, Row, RowReader
from ead.formats.csv_write import write
from ead.formats.json_origin import LineOrigin
from ead.intake.source import Reader
from ead.limits import Limits

__all__ = ["CODEC", "CsvItemStream"]

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class CsvItemStream:
    """A CSV file as a stream of decoded items."""

    format = "csv"
    message = "ITMATT"
    held_whole = False

    def __init__(self, reader: Reader, limits: Limits) -> None:
        if reader.peek(len(_BYTE_ORDER_MARK)) == _BYTE_ORDER_MARK:
            reader.read(len(_BYTE_ORDER_MARK))
        self._rows = RowReader(reader, limits.item_bytes)
        self._limits = limits
        self._header_cells: dict[Path, Cell] = {}
        self._origin: CsvOrigin | None = None
        self.header: Record | None = None
        self.problems: list[Problem] = []
        self.complete = True

    def items(self) -> Iterator[Decoded]:
        """The items in order; an item with a row that cannot be read comes without a record."""
        table = self._table()
        if table is None:
            return
        for index, rows in enumerate(self._grouped(table)):
            if isinstance(rows, Problem):
                self.complete = self.complete and rows.code == "CORE-INT-006"
                yield Decoded(index, None, [rows], LineOrigin(*(rows.place or (1, 1))))
                continue
            problems: list[Problem] = []
            record, origin = decode_item(table, rows, problems)
            yield Decoded(index, record, problems or None, origin)
        if self._header_cells:
            self.header, places = decode_header(self._header_cells, self.problems)
            self._origin = CsvOrigin([next(iter(places.values())).row], places)

    def _table(self) -> Table | None:
        """Read the header row."""
        first = self._rows.peek_line()
        self._rows.use(";" if first.count(";") > first.count(",") else ",")
        try:
            row = self._rows.next_row()
        except BadRow as error:
            self.problems.append(error.problem)
            self.complete = False
            return None
        names = [name.strip() for name in row.cells] if row else []
        columns = [column_of(name) for name in names]
        if row is None or not any(columns):
            reason = "the header row of the CSV text has no column that is known, such as item_id"
            self.problems.append(Problem("CORE-INT-002", (), {"reason": reason}, place=(row.line if row else 1, 1)))
            return None
        return Table(self._checked(names, columns, row))

    def _checked(self, names: list[str], columns: list[Column | None], row: Row) -> list[Column | None]:
        """The columns, each once; unknown and repeated names become problems."""
        seen: set[str] = set()
        for number, (name, column) in enumerate(zip(names, columns, strict=True)):
            if len(self.problems) > self._limits.findings:
                self.complete = False
                break
            where = (row.place(number).line or 1, row.place(number).column or 1)
            if column is None and name:
                self.problems.append(Problem("CORE-STR-002", (), {"name": name[:60], "group": "CSV header row"}, place=where))
            elif column is not None and name in seen:
                self.problems.append(Problem("CORE-STR-008", (), {"field": name}, place=where))
                columns[number] = None
            seen.add(name)
        return columns

    def _grouped(self, table: Table) -> Iterator[list[Row] | Problem]:
        """The rows of one item after another; a problem for a row that cannot be read and for an item that is too large."""
        held: list[Row] = []
        bad: list[Problem] = []
        size = 0
        while True:
            try:
                row = self._rows.next_row()
            except BadRow as error:
                # It may stand between rows of one item: that item is not cut in two for it.
                bad.append(error.problem)
                continue
            if row is None:
                break
            merge(table.cells(row, Level.HEADER), self._header_cells, ("header",), self.problems)
            if held and not _belongs(table, row, held):
                yield self._item(held, size)
                yield from bad
                held, bad, size = [], [], 0
            if held or _tells_of_item(table, row):
                size += len(row.piece.text)
                if len(held) <= self._limits.content_pieces and (not held or size <= self._limits.item_bytes):
                    held.append(row)
        if held:
            yield self._item(held, size)
        yield from bad

    def _item(self, rows: list[Row], size: int) -> list[Row] | Problem:
        """The rows of an item, unless some were dropped because there was too much of them."""
        if size <= self._limits.item_bytes or len(rows) > self._limits.content_pieces:
            return rows
        return Problem("CORE-INT-008", (), {"limit": self._limits.item_bytes}, place=(rows[0].line, 1))

    def place(self, problem: Problem) -> Place:
        """The place of a message-level problem."""
        if problem.place is not None:
            return Place(None, None, *problem.place)
        return self._origin.place(problem.path) if self._origin is not None else Place(None, None, 1, 1)


def _tells_of_item(table: Table, row: Row) -> bool:
    """Whether a row has more than cells about the message."""
    return (
        bool(table.item_id(row))
        or len(row.cells) > len(table.columns)
        or any(table.cells(row, level) for level in (Level.ITEM, Level.PIECE))
    )


def _belongs(table: Table, row: Row, held: list[Row]) -> bool:
    """Whether a row goes on with the item before: it has the same identifier, or says nothing about an item."""
    item_id = table.item_id(row)
    if item_id:
        return item_id == table.item_id(held[0])
    return not table.cells(row, Level.ITEM)


def read(reader: Reader, limits: Limits) -> CsvItemStream:
    """A stream over a CSV file."""
    return CsvItemStream(reader, limits)


CODEC = Codec(
    name="csv",
    message="ITMATT",
    extensions=(".csv",),
    read=read,
    write=write,
    title="CSV with a header row of dotted field names and one row per content piece",
)
