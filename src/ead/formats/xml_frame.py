"""What stands around the items of an XML message: the elements open there, and the header.

As a rule that is a declaration, a root that declares the namespace, a header of plain fields, and an end tag behind the items. The field
table compiled to one regular expression takes that in without any parser. Whatever does not match - comments, prefixes, entities, other
attributes, faulty values - is left to the reference path: a pull parser before the first item, and a parser for the whole frame once its
end is known. Only one direction has to hold, as with items: a match means the same header and no problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

from ead.fields.layout import Record
from ead.fields.messages import MessageType
from ead.fields.table import Kind
from ead.formats.scanner import BLANKS, FORBIDDEN, body_pattern
from ead.intake.libxml import etree
from ead.intake.xml_tree import LeafSpan, Step
from ead.named import NamedTuple

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
        name = (below[-1][0] if below else self.root).encode()
        start = self.prefix.find(b"<%b%b" % (name, b">" if below else b" "))
        if start < 0:
            return None
        inside = self.prefix.index(b">", start) + 1
        return start, inside, self.prefix.find(b"</%b>" % name, inside) + len(name) + 3


FrameScan = Callable[[bytes], UsualFrame | None]
"""What stands before the first item, as a frame; ``None`` when the reference path must decide."""


@cache
def frame_scanner(kind: MessageType) -> FrameScan:
    """The scanner for the frames of a message."""
    header, root = kind.header, kind.root
    assert not header.subgroups, "a header has fields only"
    declaration = rf'(?:<\?xml version="1\.0"(?: encoding="[Uu][Tt][Ff]-8")?\?>)?+{BLANKS}'
    opening = f'<{root} xmlns="{re.escape(kind.namespace)}"{BLANKS}>{BLANKS}'
    group = f"(?:(<{header.group.xml}>){BLANKS}{body_pattern(header)}</{header.group.xml}>{BLANKS})?+"
    match = re.compile(declaration + opening + group).fullmatch
    dated = [leaf for leaf in header.leaves.values() if leaf.field.kind is Kind.DATETIME]

    def scan(prefix: bytes) -> UsualFrame | None:
        if len(prefix) > _LONGEST or b"&" in prefix:
            return None
        try:
            text = prefix.decode()
        except UnicodeDecodeError:
            return None
        # As XML reads line ends: section 2.11 of the recommendation.
        found = match(text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text)
        if found is None or FORBIDDEN.search(found.string):
            return None
        opened, *values = found.groups()
        for leaf in dated:
            # The form is matched; whether the day exists is asked of the field.
            if values[leaf.position] is not None and not leaf.match(values[leaf.position]):
                return None
        return UsualFrame(prefix, root, kind.namespace, values if opened else None)

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
