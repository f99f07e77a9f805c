"""Elements of a ``CDSView`` that hold a field and nothing odd; whatever is odd is left to :mod:`ead.formats.cds_decode`."""

from __future__ import annotations

from functools import cache

from lxml import etree

from ead.fields.layout import Layout, Leaf, Record
from ead.formats.cds_schema import Form, Type
from ead.intake import fast_path

__all__ = ["PlainField", "plain_fields"]

_BLANKS = " \t\r\n"


class PlainField:
    """An element that holds a field, and nothing odd: the value goes straight to its place in the record."""

    __slots__ = ("group", "leaf", "place", "position")

    def __init__(self, position: int, leaf: Leaf, above: tuple[int, Layout] | None) -> None:
        self.position = position
        self.leaf = leaf
        self.place = above[0] if above is not None else 0
        self.group = above[1] if above is not None else None

    def take(self, child: etree._Element, record: Record) -> bool:
        """Put the value into the record; false, and nothing is done, when something is odd about the element."""
        text, tail, leaf = child.text, child.tail, self.leaf
        if text is None or not leaf.match(text) or child.keys() or len(child) or (tail is not None and tail.strip(_BLANKS)):
            return False
        if self.group is not None:
            if record[self.place] is None:
                record[self.place] = self.group.empty()
            record = record[self.place]
        if record[leaf.position] is None:
            record[leaf.position] = text
        return True


@cache
def plain_fields(kind: Type) -> dict[object, PlainField]:
    """The elements of a type that hold a field of its record, or of a group in it, by their tags."""
    fields: dict[object, PlainField] = {}
    if fast_path.ON:
        for position, element in enumerate(kind.elements):
            if element.leaf is None or element.form is not Form.TEXT:
                continue
            above = kind.layout.subgroups[str(element.path[0])] if len(element.path) == 2 else None
            if len(element.path) == 1 or (above is not None and not above[1].group.repeated):
                fields[element.tag] = PlainField(position, element.leaf, above)
    return fields
