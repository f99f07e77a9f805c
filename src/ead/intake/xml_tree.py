"""The one lxml parser for untrusted XML, and the search for a place in a fragment.

The parser never loads a DTD, resolves an entity, or opens a file or socket; ``collect_ids``, ``load_dtd`` and
``attribute_defaults`` are left
at their defaults because setting them reopens external entities in some libxml2 releases.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ead.intake.libxml import etree
from ead.patterns import lazy

__all__ = ["LeafSpan", "Step", "Tags", "has_plain_blanks", "locate", "locate_plainly", "new_parser", "parse", "syntax_position", "tags_of"]


@cache
def _refuse_all() -> type[etree.Resolver]:
    class RefuseAll(etree.Resolver):
        """Resolves nothing: whatever a document asks for is answered with emptiness."""

        def resolve(self, system_url: str, public_id: str, context: object) -> object:  # type: ignore[override]
            return self.resolve_empty(context)

    return RefuseAll


def new_parser(*, blanks: bool = True) -> etree.XMLParser:
    """A hardened parser for UTF-8 bytes; comments and instructions are dropped. Not to be shared between threads.

    Without ``blanks`` it drops those between elements. That takes a sixth off the reading of items, and is right for what
    :func:`has_plain_blanks`.
    """
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=not blanks,
    )
    parser.resolvers.add(_refuse_all()())
    return parser


def has_plain_blanks(data: bytes) -> bool:
    """Whether a parser without blanks drops nothing but those between elements.

    libxml2 2.14.6 takes blanks at the beginning of a text for such ones, too, where a carriage return, comment, CDATA section or
    instruction is behind them. One byte of each of these is looked for, wherever it stands: that costs less than to look for whole marks.
    """
    return b"\r" not in data and b"!" not in data and b"?" not in data


def parse(data: bytes, parser: etree.XMLParser) -> etree._Element:
    """The root element; raises :class:`lxml.etree.XMLSyntaxError`."""
    return etree.fromstring(data, parser)


def syntax_position(error: etree.XMLSyntaxError) -> tuple[int, int, str]:
    """Line, column (from 1) and reason of a syntax error, without the input that lxml quotes."""
    line, column = error.position
    reason = re.sub(r", line \d+, column \d+.*", "", error.msg or "not well-formed", flags=re.DOTALL)
    reason = re.sub(r"'[^']{40,}'", "'...'", reason)
    return line or 1, max(column or 1, 1), reason


_TOKEN = lazy(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?P<close>/?)(?:[\w.\-]+:)?(?P<name>[^\s/>:]+)(?:[^>\"']|\"[^\"]*\"|'[^']*')*?(?P<empty>/?)>",
    re.DOTALL,
)

# What attributes, comments, CDATA and instructions have in them.
_MARKS = (b"=", b"<!", b"<?")
# "/>" may stand in a text, where it ends no tag.
_TEXT_LIKE_A_TAG = re.compile(rb">[^<>]*+(?<=/)>")

Step = tuple[str, int]
"""The local name of an element, and its position from 1 among the elements of that name beside it."""

Tags = tuple[tuple[bytes, bytes, int], ...]
"""The same as start tag, end tag and position, outermost first."""

LeafSpan = tuple[int, int, int]
"""Byte offsets in a fragment: where the start tag begins, where it ends, where the matching end tag ends."""


def locate(fragment: bytes, steps: Sequence[Step]) -> LeafSpan | None:
    """Find the element at ``steps`` (local name and position from 1, outermost first) in well-formed bytes; ``None`` if it is not there."""
    if not any(mark in fragment for mark in _MARKS) and not (b"/>" in fragment and _TEXT_LIKE_A_TAG.search(fragment)):
        span = locate_plainly(fragment, 0, len(fragment), tags_of(steps))
        if span is not None:
            return span
    return _locate_by_tokens(fragment, steps)


def locate_plainly(data: bytes, start: int, end: int, tags: Tags, *, scanned: bool = False) -> LeafSpan | None:
    """The same between two offsets of bytes without attributes, comments, CDATA and instructions; ``None`` when not sure.

    ``scanned`` promises that there are no empty tags either: then "/>" is text, and what is not found is not there. Else it is no text.
    """
    begin, inside, limit = -1, start, end
    for opening, closing, number in tags:
        begin = inside - 1
        while number:
            begin = data.find(opening, begin + 1, limit)
            if begin < 0:
                return None
            open_tags = data.count(b"<", inside, begin) - 2 * data.count(b"</", inside, begin)
            if open_tags == (0 if scanned else data.count(b"/>", inside, begin)):
                number -= 1
            elif not scanned:
                return None
        inside = begin + len(opening)
        limit = data.find(closing, inside, limit)
        if limit < 0:
            return None
    return begin, inside, limit + len(closing)


def tags_of(steps: Sequence[Step]) -> Tags:
    """What :func:`locate_plainly` looks for."""
    return tuple((f"<{name}>".encode(), f"</{name}>".encode(), number) for name, number in steps)


def _locate_by_tokens(fragment: bytes, steps: Sequence[Step]) -> LeafSpan | None:
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
