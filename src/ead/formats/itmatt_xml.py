"""``itmatt-xml`` and its kin: the project's own XML, a namespace ``urn:ead:<message>:1`` for each message."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache, partial
from typing import Any, BinaryIO

from ead.fields import ITMATT_NAMESPACE
from ead.fields.layout import Layout, Leaf, Record
from ead.fields.messages import ITMATT, MessageType
from ead.findings import Path, Problem
from ead.formats.base import Codec
from ead.formats.item_reader import Scanners, item_reader
from ead.formats.scanner import is_worth_scanning, item_scanner
from ead.formats.shape import shape_scanner
from ead.formats.xml_decode import group_decoder, tree_reader
from ead.formats.xml_frame import FrameScan, Step, frame_scanner
from ead.formats.xml_items import XmlItemStream
from ead.formats.xml_write import writer_of
from ead.intake import fast_path
from ead.intake.libxml import etree
from ead.intake.source import Reader
from ead.limits import Limits

__all__ = ["CODEC", "ItmattXml", "MessageXml", "codec_of"]


@lru_cache(maxsize=4096)
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


@lru_cache(maxsize=1024)
def frame_steps_in(layout: Layout, path: Path) -> tuple[Step, ...]:
    """The XML steps of a path in the header, whose layout is given, below the root."""
    return (("Header", 1), *steps_in(layout, path[1:])) if path[:1] == ("header",) else ()


class MessageXml:
    """The dialect of a message: where items stand and how they decode. One for all streams: it holds nothing of any."""

    item = "Item"

    def __init__(self, kind: MessageType) -> None:
        self.message = kind.name
        self.format = f"{kind.name.lower()}-xml"
        self.parents: tuple[tuple[str, ...], ...] = ((kind.root,),)
        self._kind = kind
        self._namespace = kind.namespace
        self._item_tag = f"{{{kind.namespace}}}{self.item}"
        self._header_tag = f"{{{kind.namespace}}}Header"

    def scanners(self, namespaces: dict[str | None, str]) -> Scanners | None:
        """No compiled schema: only the reference path."""
        return None

    def frame_scanner(self) -> FrameScan | None:
        """The scanner of the frame, once there was enough to read that making it is worth while."""
        return frame_scanner(self._kind) if fast_path.ON and is_worth_scanning(0) else None

    def decode_item(self, element: etree._Element, problems: list[Problem], *, plain: bool = False) -> Record | None:
        """The record of an ``Item`` element, or ``None`` when it stands in a foreign namespace."""
        if element.tag != self._item_tag:
            problems.append(
                Problem(
                    "CORE-STR-014",
                    (),
                    {"name": self.item, "namespace": etree.QName(element).namespace or "none", "expected": self._namespace},
                )
            )
            return None
        record = tree_reader(self._kind.item, self._namespace)(element, plain)
        if record is not None:
            return record
        return group_decoder(self._kind.item, self._namespace).decode(element, (), problems, plain=plain)

    def decode_frame(self, root: etree._Element, problems: list[Problem]) -> Record | None:
        """The record of the ``Header`` element."""
        header: Record | None = None
        for child in root:
            if child.tag == self._header_tag and header is None:
                header = group_decoder(self._kind.header, self._namespace).decode(child, ("header",), problems)
            else:
                name = etree.QName(child).localname[:60]
                problems.append(Problem("CORE-STR-002", (), {"name": name, "group": "message"}, ((name, 1),)))
        return header

    def steps(self, path: Path, text_at: object = None) -> tuple[Step, ...]:
        """The XML steps of a path in an item."""
        return steps_in(self._kind.item, path)

    def frame_steps(self, path: Path) -> tuple[Step, ...]:
        """The XML steps of a path in the header."""
        return frame_steps_in(self._kind.header, path)


class ItmattXml(MessageXml):
    """The dialect of ITMATT, which has a compiled schema beside the reference path."""

    def __init__(self) -> None:
        super().__init__(ITMATT)

    def scanners(self, namespaces: dict[str | None, str]) -> Scanners | None:
        """The compiled schema, when the items stand in the default namespace."""
        if namespaces.get(None) != ITMATT_NAMESPACE or not fast_path.ON:
            return None
        return Scanners(item_reader(), item_scanner, shape_scanner)

    def frame_scanner(self) -> FrameScan | None:
        """The scanner of the frame from the first message on, where nothing else would need a parser: to load one takes longer."""
        return frame_scanner(ITMATT) if fast_path.ON and item_reader() is not None else super().frame_scanner()


@cache
def _dialect(kind: MessageType) -> MessageXml:
    return ItmattXml() if kind is ITMATT else MessageXml(kind)


def _read(kind: MessageType, reader: Reader, limits: Limits) -> XmlItemStream:
    """A stream over an XML message."""
    return XmlItemStream(reader, _dialect(kind), limits)


def _write(kind: MessageType, header: Record, items: Iterable[Record], target: BinaryIO) -> list[Any]:
    """Write a message; records must be structurally valid. Nothing is ever lost in this format."""
    target.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind.root} xmlns="{kind.namespace}">\n'.encode())
    target.write(writer_of(kind.header)(header).encode())
    write_item = writer_of(kind.item)
    for record in items:
        target.write(write_item(record).encode())
    target.write(f"</{kind.root}>\n".encode())
    return []


def codec_of(kind: MessageType, extensions: tuple[str, ...] = (".xml",)) -> Codec:
    """The codec of a message as XML."""
    return Codec(
        name=f"{kind.name.lower()}-xml",
        message=kind.name,
        extensions=extensions,
        read=partial(_read, kind),
        write=partial(_write, kind),
        title=f"{kind.name}-style XML of the project's own (namespace {kind.namespace})",
    )


CODEC = codec_of(ITMATT)
read, write = CODEC.read, CODEC.write
