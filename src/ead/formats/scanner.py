"""The schema compiled to regular expressions: an item that matches is valid, and extracted, in a few C-level matches.

An ITMATT item is not recursive, so order, cardinality, lengths, digits and patterns form a regular language. What matches is
exactly what the reference path (:mod:`ead.formats.xml_decode` behind lxml) would accept with the same record; everything else - entities,
comments, CDATA, prefixes, attributes, odd blanks, invalid items - does not match and goes to the reference path. Only that one direction
must hold, and a differential fuzz test holds it.

Where the package was built with a compiler, :mod:`ead.native.scan` reads items in a tenth of the time, by the same table of fields, and
these expressions see only what it refuses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from operator import itemgetter

from ead.fields.layout import ITEM_LAYOUT, Layout, Leaf, Record, lexical_pattern
from ead.fields.table import Field, Kind
from ead.formats.xml_text import unescape
from ead.patterns import lazy

__all__ = [
    "BLANKS",
    "CLOSING",
    "CONTENTS",
    "FORBIDDEN",
    "Scan",
    "body_pattern",
    "dereference",
    "group_reader",
    "is_plain_text",
    "is_suspicious",
    "is_whole",
    "is_worth_scanning",
    "item_scanner",
]

Scan = Callable[[str, bool], Record | None]
"""Text of one item, with blanks before it, to its record; ``None`` when the reference path must decide. The flag says that the batch holds
something suspicious (:func:`is_suspicious`)."""

Making = Callable[[tuple[str | None, ...]], Record]
"""Makes a record of what a pattern captured."""

CONTENTS = "contents"
"""The group of the item that stands last, and is matched one by one."""

CLOSING = f"</{ITEM_LAYOUT.group.xml}>"
"""What stands behind it."""

BLANKS = r"[ \t\n]*+"
# One excluded character makes a repeat that runs at memory speed; what else text must not hold is looked for once per item or batch.
_TEXT = "[^<]"
_emptiable = itemgetter(*[place for place, layout in ITEM_LAYOUT.subgroups.values() if layout.group.repeated and not layout.required])
_FEW = 20
_offered: list[None] = []
_CONTROLS = bytes(code for code in range(0x20) if code not in b"\t\n")
_SUSPECTS = tuple(_CONTROLS[place : place + 1] for place in range(len(_CONTROLS)))
_SHORT = 16 * 1024
FORBIDDEN = lazy("]]>|[\r\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_OTHER_REFERENCE = lazy("&(?!(?:amp|lt|gt|quot|apos);)")


def is_worth_scanning(items: int) -> bool:
    """Whether so many more items are worth the scanner: compiling it takes as long as the reference path takes for dozens of items."""
    if len(_offered) <= _FEW:
        _offered.extend([None] * min(items, _FEW + 1))
    return len(_offered) > _FEW


def is_suspicious(data: bytes) -> bool:
    """Whether UTF-8 bytes hold what XML text must not: ``]]>``, control characters, U+FFFE and U+FFFF. Line ends are normal by now.

    A search for one byte runs at memory speed: thirty of them take a twentieth of the time of one search by a character class, and
    a longer needle is looked for only where its first byte is. In few bytes, leaving them out takes less than thirty beginnings.
    """
    if len(data) < _SHORT:
        if len(data.translate(None, _CONTROLS)) < len(data):
            return True
    else:
        for suspect in _SUSPECTS:
            if suspect in data:
                return True
    if b"]" in data and b"]]>" in data:
        return True
    return b"\xef" in data and (b"\xef\xbf\xbe" in data or b"\xef\xbf\xbf" in data)


def _value(field: Field, shape: bool) -> str:
    if shape:
        return f"{_TEXT}++"
    if field.kind is Kind.TEXT:
        return f"{_TEXT}{{1,{field.max_length}}}+"
    return re.sub(r"\((?!\?)", "(?:", lexical_pattern(field))


def _leaf(field: Field, shape: bool) -> str:
    pattern = f"<{field.xml}>({_value(field, shape)})</{field.xml}>{BLANKS}"
    return pattern if field.required and not shape else f"(?:{pattern})?+"


def body_pattern(layout: Layout, shape: bool = False, *, until: str = "") -> str:
    """The members of a group in order, each leaf and each repeated block captured; of the shape alone, whatever the values are."""
    parts: list[str] = []
    for name, entry in layout.by_name.items():
        if name == until:
            break
        if isinstance(entry, Leaf):
            parts.append(_leaf(entry.field, shape))
            continue
        below = entry[1]
        xml = below.group.xml
        if below.group.repeated:
            # The first of a group is captured with the rest of the head: most items have at most one reference or document.
            inner = re.sub(r"\((?!\?)", "(?:", body_pattern(below, shape))
            first = "" if _nested(below) else f"(?:<{xml}>{BLANKS}(?!</){body_pattern(below, shape)}</{xml}>{BLANKS})?+"
            parts.append(f"{first}((?:<{xml}>{BLANKS}{inner}</{xml}>{BLANKS})*+)")
        else:
            parts.append(f"(?:<{xml}>{BLANKS}{body_pattern(below, shape)}</{xml}>{BLANKS})?+")
    return "".join(parts)


def _nested(layout: Layout) -> bool:
    """Whether a group has groups in it."""
    return bool(layout.subgroups)


class _Builder:
    """Turns the flat captures of a body into a nested record."""

    __slots__ = ("size", "steps")

    def __init__(self, layout: Layout, shape: bool, *, until: str = "") -> None:
        # (kind, width, pattern or builder): runs of leaves are copied as slices.
        self.steps: list[tuple[str, int, object]] = []
        self.size = 0
        for name, entry in layout.by_name.items():
            if name == until:
                break
            if isinstance(entry, Leaf):
                self._leaf()
            elif entry[1].group.repeated:
                inner = entry[1]
                self._add("block", 1 if _nested(inner) else 1 + len(inner.leaves), _Block(inner, shape))
            else:
                below = _Builder(entry[1], shape)
                self._add("group", below.size, below)

    def _leaf(self) -> None:
        if self.steps and self.steps[-1][0] == "leaves":
            kind, width, extra = self.steps.pop()
            self.steps.append((kind, width + 1, extra))
        else:
            self.steps.append(("leaves", 1, None))
        self.size += 1

    def _add(self, kind: str, width: int, extra: object) -> None:
        self.steps.append((kind, width, extra))
        self.size += width

    def source(self, offset: int, space: dict[str, object]) -> Iterator[str]:
        """Expressions that make up the record's list display."""
        for kind, width, extra in self.steps:
            if kind == "leaves":
                yield f"*g[{offset}:{offset + width}]" if width > 1 else f"g[{offset}]"
            elif kind == "block":
                name = f"block_{len(space)}"
                space[name] = extra
                last = offset + width - 1
                rest = f"({name}(g[{last}]) if g[{last}] else ())"
                yield f"([f, *{rest}] if any(f := [*g[{offset}:{last}]]) else {rest})" if width > 1 else rest
            else:
                assert isinstance(extra, _Builder)
                inner = ", ".join(extra.source(offset, space))
                yield f"r if any(r := [{inner}]) else None"
            offset += width


class _Block:
    """The records in a captured block of a repeated group."""

    __slots__ = ("find", "make")

    def __init__(self, layout: Layout, shape: bool) -> None:
        xml = layout.group.xml
        self.find = re.compile(f"<{xml}>{BLANKS}{body_pattern(layout, shape)}</{xml}>{BLANKS}").finditer
        self.make = _compiled(_Builder(layout, shape))

    def __call__(self, block: str) -> list[Record]:
        make = self.make
        return [make(found.groups()) for found in self.find(block)]


def _compiled(builder: _Builder) -> Making:
    space: dict[str, object] = {}
    display = ", ".join(builder.source(0, space))
    return eval(f"lambda g: [{display}]", space)  # type: ignore[no-any-return]  # noqa: S307 - the text is made above, from the field table only


@cache
def item_scanner() -> Scan:
    """The scanner of items in the default namespace."""
    scan = _reader()
    dated = [(leaf.position, leaf.match) for leaf in ITEM_LAYOUT.leaves.values() if leaf.field.kind is Kind.DATETIME]

    def scan_item(text: str, suspicious: bool) -> Record | None:
        record = scan(text, suspicious)
        if record is not None:
            for place, valid in dated:
                text_of_date = record[place]
                # The form is matched; whether the day exists is a question only at the end of a month.
                if text_of_date is not None and text_of_date[8:10] > "28" and not valid(text_of_date):
                    return None
        return record

    return scan_item


def group_reader(layout: Layout, *, shape: bool = False, until: str = "") -> tuple[re.Pattern[str], Making]:
    """The pattern of a group's element with the blanks around it, and what makes a record of its captures. ``until``: only what stands
    before the member of that name, without an end tag."""
    opening = f"<{layout.group.xml}>{BLANKS}{body_pattern(layout, shape, until=until)}"
    pattern = f"{BLANKS}{opening}" if until else f"{opening}</{layout.group.xml}>{BLANKS}"
    return re.compile(pattern), _compiled(_Builder(layout, shape, until=until))


def is_plain_text(text: str, suspicious: bool) -> bool:
    """Whether a text that matched holds what XML allows, and no references but the five predefined ones."""
    return not (("&" in text and _OTHER_REFERENCE.search(text)) or (suspicious and FORBIDDEN.search(text)))


def is_whole(record: Record) -> bool:
    """Whether no element of a repeated group is without any field: that is valid for the XSD and an empty field for the reference path."""
    return all(map(any, chain.from_iterable(_emptiable(record))))


def _reader() -> Scan:
    head_pattern, make_head = group_reader(ITEM_LAYOUT, until=CONTENTS)
    piece_pattern, make_piece = group_reader(ITEM_LAYOUT.subgroups[CONTENTS][1])
    match_head, match_piece = head_pattern.match, piece_pattern.match

    def scan(text: str, suspicious: bool) -> Record | None:
        head = match_head(text)
        referring = "&" in text
        if head is None or ((referring or suspicious) and not is_plain_text(text, suspicious)):
            return None
        position = head.end()
        pieces = []
        while found := match_piece(text, position):
            pieces.append(make_piece(found.groups()))
            position = found.end()
        if text[position:] != CLOSING:
            return None
        record = make_head(head.groups())
        record.append(pieces or ())
        if not is_whole(record):
            return None
        if referring:
            dereference(record)
        return record

    return scan


def dereference(record: Record) -> None:
    """Put characters for the five predefined references. Written out they are longer, so a length that matched still does."""
    for position, value in enumerate(record):
        if isinstance(value, str):
            record[position] = unescape(value)
        elif value:
            for inner in value if isinstance(value[0], list) else (value,):
                dereference(inner)
