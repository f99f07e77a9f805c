"""The one lxml parser for untrusted XML, and the search for a place in a fragment.

The parser never loads a DTD, resolves an entity, or opens a file or socket; ``collect_ids``, ``load_dtd`` and
``attribute_defaults`` are left
at their defaults because setting them reopens external entities in some libxml2 releases.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

__all__ = ["LeafSpan", "locate", "new_parser", "parse", "syntax_position"]


class _RefuseAll(etree.Resolver):
    """Resolves nothing: whatever a document asks for is answered with emptiness."""

    def resolve(self, system_url: str, public_id: str, context: object) -> object:  # type: ignore[override]
        return self.resolve_empty(context)


def new_parser() -> etree.XMLParser:
    """A hardened parser for UTF-8 bytes; comments and instructions are dropped. Not to be shared between threads."""
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,
    )
    parser.resolvers.add(_RefuseAll())
    return parser


def parse(data: bytes, parser: etree.XMLParser) -> etree._Element:
    """The root element; raises :class:`lxml.etree.XMLSyntaxError`."""
    return etree.fromstring(data, parser)


def syntax_position(error: etree.XMLSyntaxError) -> tuple[int, int, str]:
    """Line, column (from 1) and reason of a syntax error, without the input that lxml quotes."""
    line, column = error.position
    reason = re.sub(r", line \d+, column \d+.*", "", error.msg or "not well-formed", flags=re.DOTALL)
    reason = re.sub(r"'[^']{40,}'", "'...'", reason)
    return line or 1, max(column or 1, 1), reason


_TOKEN = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?P<close>/?)(?:[\w.\-]+:)?(?P<name>[^\s/>:]+)(?:[^>\"']|\"[^\"]*\"|'[^']*')*?(?P<empty>/?)>",
    re.DOTALL,
)

LeafSpan = tuple[int, int, int]
"""Byte offsets in a fragment: where the start tag begins, where it ends, where the matching end tag ends."""


def locate(fragment: bytes, steps: Sequence[tuple[str, int]]) -> LeafSpan | None:
    """Find the element at ``steps`` (local name and position from 1, outermost first) in well-formed bytes; ``None`` if it is not there."""
    if b"=" not in fragment and b"<!" not in fragment and b"<?" not in fragment:
        span = _locate_plainly(fragment, steps)
        if span is not None:
            return span
    return _locate_by_tokens(fragment, steps)


def _locate_plainly(fragment: bytes, steps: Sequence[tuple[str, int]]) -> LeafSpan | None:
    """The same for bytes without attributes, comments, CDATA and instructions, where every "<" is a tag; ``None`` when not sure."""
    start, end, limit = -1, 0, len(fragment)
    for name, number in steps:
        tag = b"<%b>" % name.encode()
        inside, start = end, end - 1
        for _ in range(number):
            start = fragment.find(tag, start + 1, limit)
            if start < 0:
                return None
            before = fragment[inside:start]
            closes = before.count(b"</")
            if before.count(b"<") - closes != closes + before.count(b"/>"):
                return None
        end = start + len(tag)
        close = fragment.find(b"</%b>" % name.encode(), end, limit)
        if close < 0:
            return None
        limit = close
    return start, end, limit + len(tag) + 1


def _locate_by_tokens(fragment: bytes, steps: Sequence[tuple[str, int]]) -> LeafSpan | None:
    counts: list[dict[bytes, int]] = [{}]
    wanted = [(name.encode(), number) for name, number in steps]
    matched = 0
    found: tuple[int, int] | None = None
    for token in _TOKEN.finditer(fragment):
        name = token["name"]
        if name is None:
            continue
        if token["close"]:
            counts.pop()
            if not counts:
                return None
            if found is not None and len(counts) == len(wanted):
                return found[0], found[1], token.end()
            matched = min(matched, len(counts) - 1)
            continue
        depth = len(counts) - 1
        counts[-1][name] = counts[-1].get(name, 0) + 1
        hit = depth == matched < len(wanted) and wanted[depth] == (name, counts[-1][name])
        if hit and depth + 1 == len(wanted):
            found = token.span()
            if token["empty"]:
                return found[0], found[1], found[1]
        if hit:
            matched = depth + 1
        if not token["empty"]:
            counts.append({})
    return None
