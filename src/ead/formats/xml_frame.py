"""What stands around the items of an XML message: the elements open there, and the header.

As a rule that is a declaration, a root that declares the namespace, a header of plain fields, and an end tag behind the items. The
compiled reader, or the field table compiled to one regular expression, takes that in without any parser. Whatever does not match -
comments, prefixes, entities, other attributes, faulty values - is left to the reference path: a pull parser before the first item, and a
parser for the whole frame once its end is known. Only one direction has to hold, as with items: a match means the same header and no
problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache

from ead.fields.layout import Record
from ead.fields.messages import MessageType
from ead.fields.table import Kind
from ead.formats.item_reader import ItemRead, table_of
from ead.formats.scanner import BLANKS, FORBIDDEN, body_pattern, is_suspicious
from ead.formats.shape import Fault
from ead.intake.libxml import etree
from ead.intake.xml_tree import LeafSpan, Step
from ead.named import NamedTuple
from ead.native import twin

__all__ = ["Frame", "FrameScan", "Step", "UsualFrame", "frame_scanner", "open_stack"]

_XML_BLANKS = b" \t\r\n"
# Longer ones hold more than the fields of a header; what is this short is within every limit of a parser.
_LONGEST = 4096


class Frame(NamedTuple):
    """The document without its items: the elements open around them, and the namespaces declared there (nothing when it is broken)."""

    open_tags: tuple[str, ...]
    namespaces: dict[str | None, str]


class UsualFrame(NamedTuple):
    """A frame that matched: what stands before the first item, name and namespace of the root, and the record of the header."""

    prefix: bytes
    root: str
    namespace: str
    header: Record | None

    def ends_with(self, suffix: bytes) -> bool:
        """Whether behind the items there is nothing but the end of the root."""
        return suffix.strip(_XML_BLANKS) == b"</%b>" % self.root.encode()

    def locate(self, below: Sequence[Step]) -> LeafSpan | None:
        """The element at these steps below the root, as :func:`ead.intake.xml_tree.locate` finds it: no name stands twice in the frame."""
        prefix, (opening, closing) = self.prefix, _tags_of(below[-1][0], ">") if below else _tags_of(self.root, " ")
        start = prefix.find(opening)
        if start < 0:
            return None
        inside = prefix.index(b">", start) + 1
        return start, inside, prefix.find(closing, inside) + len(closing)


@lru_cache(maxsize=256)
def _tags_of(name: str, behind: str) -> tuple[bytes, bytes]:
    """How the start tag of an element begins, whose name that stands behind, and its end tag."""
    return f"<{name}{behind}".encode(), f"</{name}>".encode()


FrameScan = Callable[[bytes], UsualFrame | None]
"""What stands before the first item, as a frame; ``None`` when the reference path must decide."""


@cache
def frame_scanner(kind: MessageType) -> FrameScan:
    """The scanner for the frames of a message."""
    assert not kind.header.subgroups, "a header has fields only"
    read: ItemRead | None = twin("scan", lambda native: native.ItemReader(table_of(kind.header)).read, lambda: None)
    return _by_expression(kind) if read is None else _by_reader(kind, read)


def _opening(kind: MessageType, blanks: str) -> str:
    """What a declaration and the start tag of the root look like."""
    declaration = rf'(?:<\?xml version="1\.0"(?: encoding="[Uu][Tt][Ff]-8")?\?>)?+{blanks}'
    return f'{declaration}<{kind.root} xmlns="{re.escape(kind.namespace)}"{blanks}>{blanks}'


def _by_reader(kind: MessageType, read: ItemRead) -> FrameScan:
    """By the compiled reader, to which a header is a group like any other."""
    root, namespace, name = kind.root, kind.namespace, kind.header.group.xml
    start_tag, end_tag = f"<{name}>".encode(), f"</{name}>".encode()
    match = re.compile(_opening(kind, "[ \t\r\n]*+").encode()).fullmatch

    def scan(prefix: bytes) -> UsualFrame | None:
        start = prefix.find(start_tag)
        if len(prefix) > _LONGEST or b"&" in prefix or not match(prefix if start < 0 else prefix[:start]):
            return None
        if start < 0:
            return UsualFrame(prefix, root, namespace, None)
        end = prefix.rfind(end_tag) + len(end_tag)
        faults: list[Fault] = []
        header = read(prefix, start, end, faults) if end > start else None
        if header is None or faults or prefix[end:].strip(_XML_BLANKS):
            return None
        return UsualFrame(prefix, root, namespace, header)

    return scan


def _by_expression(kind: MessageType) -> FrameScan:
    """By one regular expression."""
    header, root, namespace = kind.header, kind.root, kind.namespace
    group = f"(?:(<{header.group.xml}>){BLANKS}{body_pattern(header)}</{header.group.xml}>{BLANKS})?+"
    match = re.compile(_opening(kind, BLANKS) + group).fullmatch
    dated = [leaf for leaf in header.leaves.values() if leaf.field.kind is Kind.DATETIME]

    def scan(prefix: bytes) -> UsualFrame | None:
        if len(prefix) > _LONGEST or b"&" in prefix:
            return None
        # As XML reads line ends: section 2.11 of the recommendation.
        data = prefix.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in prefix else prefix
        try:
            found = match(data.decode())
        except UnicodeDecodeError:
            return None
        if found is None or (is_suspicious(data) and FORBIDDEN.search(found.string)):
            return None
        opened, *values = found.groups()
        for leaf in dated:
            # The form is matched; whether the day exists is asked of the field.
            if values[leaf.position] is not None and not leaf.match(values[leaf.position]):
                return None
        return UsualFrame(prefix, root, namespace, values if opened else None)

    return scan


def open_stack(prefix: bytes) -> list[etree._Element]:
    """The elements open at the end of the bytes, outermost first; none when they are not well-formed."""
    pull = etree.XMLPullParser(
        ("start", "end"), encoding="utf-8", resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    stack: list[etree._Element] = []
    try:
        pull.feed(prefix)
        for event, element in pull.read_events():
            if event == "start":
                stack.append(element)
            else:
                stack.pop()
    except etree.XMLSyntaxError:
        return []
    return stack
