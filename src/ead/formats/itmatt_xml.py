"""``itmatt-xml``: the project's own ITMATT-style XML, namespace ``urn:ead:itmatt:1``."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, BinaryIO

from lxml import etree

from ead.fields import ITMATT_NAMESPACE
from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Layout, Leaf, Record
from ead.findings import Path, Problem
from ead.formats.base import Codec
from ead.formats.scanner import Scan, item_scanner
from ead.formats.xml_decode import group_decoder
from ead.formats.xml_items import Step, XmlItemStream
from ead.formats.xml_text import escape
from ead.intake.source import Reader
from ead.limits import Limits

__all__ = ["CODEC", "ItmattXml"]

FAST_PATH = os.environ.get("EAD_FAST_PATH", "1") != "0"
"""The one switch of the compiled schema: ``EAD_FAST_PATH=0`` sends every item down the reference path."""


def steps_in(layout: Layout, path: Path) -> tuple[Step, ...]:
    """The XML steps of a path below the element of a layout."""
    steps: list[Step] = []
    for position, name in enumerate(path):
        if isinstance(name, int):
            continue
        entry = layout.by_name.get(name)
        if entry is None:
            break
        following = path[position + 1] if position + 1 < len(path) else None
        number = following + 1 if isinstance(following, int) else 1
        steps.append((layout.group.member(name).xml, number))
        if isinstance(entry, Leaf):
            break
        layout = entry[1]
    return tuple(steps)


class ItmattXml:
    """The dialect: where items stand and how they decode."""

    format = "itmatt-xml"
    message = "ITMATT"
    item = "Item"
    parents: tuple[tuple[str, ...], ...] = (("Itmatt",),)
    plain = False

    def __init__(self) -> None:
        self._item = group_decoder(ITEM_LAYOUT, ITMATT_NAMESPACE)
        self._header = group_decoder(HEADER_LAYOUT, ITMATT_NAMESPACE)
        self._item_tag = f"{{{ITMATT_NAMESPACE}}}{self.item}"
        self._header_tag = f"{{{ITMATT_NAMESPACE}}}Header"

    def scanner(self, namespaces: dict[str | None, str]) -> Scan | None:
        """The compiled schema, when the items stand in the default namespace."""
        return item_scanner() if namespaces.get(None) == ITMATT_NAMESPACE and FAST_PATH else None

    def decode_item(self, element: etree._Element, problems: list[Problem]) -> Record | None:
        """The record of an ``Item`` element, or ``None`` when it stands in a foreign namespace."""
        if element.tag != self._item_tag:
            problems.append(
                Problem(
                    "CORE-STR-014",
                    (),
                    {"name": self.item, "namespace": etree.QName(element).namespace or "none", "expected": ITMATT_NAMESPACE},
                )
            )
            return None
        return self._item.decode(element, (), problems, plain=self.plain)

    def decode_frame(self, root: etree._Element, problems: list[Problem]) -> Record | None:
        """The record of the ``Header`` element."""
        header: Record | None = None
        for child in root:
            if child.tag == self._header_tag and header is None:
                header = self._header.decode(child, ("header",), problems)
            else:
                name = etree.QName(child).localname[:60]
                problems.append(Problem("CORE-STR-002", (), {"name": name, "group": "message"}, ((name, 1),)))
        return header

    def steps(self, path: Path, text_at: object = None) -> tuple[Step, ...]:
        """The XML steps of a path in an item."""
        return steps_in(ITEM_LAYOUT, path)

    def frame_steps(self, path: Path) -> tuple[Step, ...]:
        """The XML steps of a path in the header."""
        return (("Header", 1), *steps_in(HEADER_LAYOUT, path[1:])) if path[:1] == ("header",) else ()


def read(reader: Reader, limits: Limits) -> XmlItemStream:
    """A stream over an ITMATT-style XML message."""
    return XmlItemStream(reader, ItmattXml(), limits)


def write(header: Record, items: Iterable[Record], target: BinaryIO) -> list[Any]:
    """Write a message; records must be structurally valid. Nothing is ever lost in this format."""
    target.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<Itmatt xmlns="{ITMATT_NAMESPACE}">\n'.encode())
    lines: list[str] = []
    _write_group(HEADER_LAYOUT, header, lines, "  ")
    target.write("".join(lines).encode())
    for record in items:
        lines = []
        _write_group(ITEM_LAYOUT, record, lines, "  ")
        target.write("".join(lines).encode())
    target.write(b"</Itmatt>\n")
    return []


def _write_group(layout: Layout, record: Record, lines: list[str], indent: str) -> None:
    lines.append(f"{indent}<{layout.group.xml}>\n")
    inner = indent + "  "
    for entry in layout.by_name.values():
        if isinstance(entry, Leaf):
            value = record[entry.position]
            if value is not None:
                tag = entry.field.xml
                lines.append(f"{inner}<{tag}>{escape(value)}</{tag}>\n")
            continue
        position, below = entry
        value = record[position]
        for group in (value or ()) if below.group.repeated else () if value is None else (value,):
            _write_group(below, group, lines, inner)
    lines.append(f"{indent}</{layout.group.xml}>\n")


CODEC = Codec(
    name="itmatt-xml",
    message="ITMATT",
    extensions=(".xml",),
    read=read,
    write=write,
    title="ITMATT-style XML of the project's own (namespace urn:ead:itmatt:1)",
)
