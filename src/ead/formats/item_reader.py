"""Items by the compiled schema: the table of fields for :mod:`ead.native.scan`; regular expressions where that is not built, or refuses."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from ead.fields.layout import ITEM_LAYOUT, Layout, Leaf, Record
from ead.fields.table import Field, Group, Kind
from ead.findings import Problem
from ead.formats.scanner import Scan, is_suspicious, is_worth_scanning
from ead.formats.shape import Fault, ShapeScan
from ead.named import NamedTuple
from ead.native import twin

if TYPE_CHECKING:
    from ead.native.scan import ItemReader

__all__ = ["ItemRead", "Scanners", "TextScans", "item_reader", "table_of"]

ItemRead = Callable[[bytes, int, int, list[Fault]], Record | None]
"""The record of the item between two places of a batch, with blanks before it; ``None`` when another path must decide. The list gets the
places of faulty and missing values, for :func:`ead.formats.shape.mend`."""


@cache
def item_reader() -> ItemReader | None:
    """The compiled reader of items in the default namespace, where it was built. It passes over comments between elements."""
    return twin("scan", lambda native: native.ItemReader(table_of(ITEM_LAYOUT), True), lambda: None)


def table_of(layout: Layout, kind: str = "repeated", name: Callable[[Field | Group], str] = attrgetter("xml")) -> tuple[Any, ...]:
    """A group as a reader takes it: its name, what it is, four places for fields, whether it recurs, and its members."""
    members = []
    for entry in layout.by_name.values():
        if isinstance(entry, Leaf):
            members.append((name(entry.field).encode(), *_form_of(entry), _recurs(entry.field), ()))
        else:
            members.append(table_of(entry[1], "repeated" if entry[1].group.repeated else "single", name))
    return (name(layout.group).encode(), kind, False, 0, 0, None, False, tuple(members))


def _form_of(leaf: Leaf) -> tuple[str, bool, int, int, Callable[[str], object] | None]:
    """What values of a field look like: a name for it, whether there must be one, two lengths, and what matches a pattern."""
    field = leaf.field
    if field.kind is Kind.TEXT:
        return "listed" if field.is_listed else "text", field.required, field.max_length, 0, None
    if field.kind is Kind.DECIMAL:
        return "decimal", field.required, field.total_digits - field.fraction_digits, field.fraction_digits, None
    if field.kind is Kind.INTEGER:
        return "integer", field.required, field.total_digits, 0, None
    if field.kind is Kind.DATETIME:
        return "datetime", field.required, 0, 0, None
    if field.kind is Kind.BOOLEAN:
        return "boolean", field.required, 0, 0, leaf.match
    return "pattern", field.required, 0, 0, leaf.match


def _recurs(field: Field) -> bool:
    """Whether values are worth remembering: those of a list, small numbers, descriptions. What tells of a person never is."""
    return not field.personal and (bool(field.codelist) or field.kind in (Kind.CODE, Kind.INTEGER) or field.name == "description")


class Scanners(NamedTuple):
    """The compiled schema: as machine code, where it was built; and what makes regular expressions of it, with values and without."""

    reader: ItemReader | None
    scan: Callable[[], Scan]
    shape: Callable[[], ShapeScan]


class TextScans:
    """The items of a batch by regular expressions: all of them, or those that the reader made of machine code refused."""

    def __init__(self, data: bytes, scanners: Scanners) -> None:
        self._data = data
        self._scanners = scanners

    @cached_property
    def _broken_lines(self) -> bool:
        return b"\r" in self._data

    @cached_property
    def _suspicious(self) -> bool:
        return is_suspicious(self._data.replace(b"\r", b"\n") if self._broken_lines else self._data)

    @cached_property
    def _scan(self) -> Scan | None:
        # What the reader refuses they would refuse too, but for line ends in texts; the shape takes those in.
        return self._scanners.scan() if self._scanners.reader is None else None

    def scan(self, start: int, end: int) -> tuple[Record | None, list[Problem] | None]:
        """The record of an item and what is wrong with it, if it can be told; else nothing."""
        if not is_worth_scanning(0) or self._data.find(b"<!", start, end) >= 0 or self._data.find(b"<?", start, end) >= 0:
            return None, None
        try:
            text = self._data[start:end].decode()
        except UnicodeDecodeError:
            return None, None
        # As XML reads line ends: section 2.11 of the recommendation.
        text = text.replace("\r\n", "\n").replace("\r", "\n") if self._broken_lines else text
        record = self._scan(text, self._suspicious) if self._scan is not None else None
        if record is not None:
            return record, None
        return self._scanners.shape()(text, self._suspicious) or (None, None)
