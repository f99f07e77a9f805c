"""The schema compiled to regular expressions: an item that matches is valid, and extracted, in a few C-level matches.

An ITMATT item is not recursive, so order, cardinality, lengths, digits and patterns form a regular language. What matches is
exactly what the
reference path (:mod:`ead.formats.xml_decode` behind lxml) would accept with the same record; everything else - entities,
comments, CDATA, prefixes,
attributes, odd blanks, invalid items - does not match and goes to the reference path. Only that one direction must hold, and a differential
fuzz test holds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from ead.fields.layout import ITEM_LAYOUT, Layout, Leaf, Record, lexical_pattern
from ead.fields.table import Field, Kind
from ead.findings import Path, Problem
from ead.formats.diagnosis import value_of
from ead.formats.xml_text import unescape

__all__ = ["Scan", "ShapeScan", "is_suspicious", "is_worth_scanning", "item_scanner", "shape_scanner"]

Scan = Callable[[str, bool], Record | None]
"""Text of one item, with blanks before it, to its record; ``None`` when the reference path must decide. The flag says that the batch holds
something suspicious (:func:`is_suspicious`)."""

ShapeScan = Callable[[str, bool], tuple[Record, list[Problem]] | None]
"""The same for an item with faulty values: its record without them, and a problem for each."""

_BLANKS = r"[ \t\n]*+"
# One excluded character makes a repeat that runs at memory speed; what else text must not hold is looked for once per item or batch.
_TEXT = "[^<]"
_FEW = 20
_offered: list[None] = []
_SUSPECTS = tuple(bytes((code,)) for code in range(0x20) if code not in b"\t\n")
_FORBIDDEN = re.compile("]]>|[\r\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_OTHER_REFERENCE = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")


def is_worth_scanning(items: int) -> bool:
    """Whether so many more items are worth the scanner: compiling it takes as long as the reference path takes for dozens of items."""
    if len(_offered) <= _FEW:
        _offered.extend([None] * min(items, _FEW + 1))
    return len(_offered) > _FEW


def is_suspicious(data: bytes) -> bool:
    """Whether UTF-8 bytes hold what XML text must not: ``]]>``, control characters, U+FFFE and U+FFFF. Line ends are normal by now.

    A search for one byte runs at memory speed: thirty of them take a twentieth of the time of one search by a character class, and
    a longer needle is looked for only where its first byte is.
    """
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
    pattern = f"<{field.xml}>({_value(field, shape)})</{field.xml}>{_BLANKS}"
    return pattern if field.required and not shape else f"(?:{pattern})?+"


def _body(layout: Layout, shape: bool, *, until: str = "") -> str:
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
            inner = re.sub(r"\((?!\?)", "(?:", _body(below, shape))
            first = "" if _nested(below) else f"(?:<{xml}>{_BLANKS}(?!</){_body(below, shape)}</{xml}>{_BLANKS})?+"
            parts.append(f"{first}((?:<{xml}>{_BLANKS}{inner}</{xml}>{_BLANKS})*+)")
        else:
            parts.append(f"(?:<{xml}>{_BLANKS}{_body(below, shape)}</{xml}>{_BLANKS})?+")
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
        self.find = re.compile(f"<{xml}>{_BLANKS}{_body(layout, shape)}</{xml}>{_BLANKS}").finditer
        self.make = _compiled(_Builder(layout, shape))

    def __call__(self, block: str) -> list[Record]:
        make = self.make
        return [make(found.groups()) for found in self.find(block)]


def _compiled(builder: _Builder) -> Callable[[tuple[str | None, ...]], Record]:
    space: dict[str, object] = {}
    display = ", ".join(builder.source(0, space))
    return eval(f"lambda g: [{display}]", space)  # type: ignore[no-any-return]  # noqa: S307 - the text is made above, from the field table only


@cache
def item_scanner() -> Scan:
    """The scanner of items in the default namespace."""
    scan = _reader(shape=False)
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


@cache
def shape_scanner() -> ShapeScan:
    """The scanner of items whose elements are in order, whatever their values are: faulty values come back as problems."""
    scan = _reader(shape=True)

    def scan_shape(text: str, suspicious: bool) -> tuple[Record, list[Problem]] | None:
        record = scan(text, suspicious)
        if record is None:
            return None
        problems: list[Problem] = []
        _examine(record, ITEM_LAYOUT, (), problems)
        return record, problems

    return scan_shape


def _reader(*, shape: bool) -> Scan:
    contents_position, contents = ITEM_LAYOUT.subgroups["contents"]
    assert contents_position == ITEM_LAYOUT.size - 1, "content pieces must come last in an item"
    item, piece = ITEM_LAYOUT.group.xml, contents.group.xml
    match_head = re.compile(f"{_BLANKS}<{item}>{_BLANKS}{_body(ITEM_LAYOUT, shape, until='contents')}").match
    match_piece = re.compile(f"<{piece}>{_BLANKS}{_body(contents, shape)}</{piece}>{_BLANKS}").match
    make_head = _compiled(_Builder(ITEM_LAYOUT, shape, until="contents"))
    make_piece = _compiled(_Builder(contents, shape))
    closing = f"</{item}>"
    # A repeated group without any field is valid for the XSD and an empty field for the reference path.
    emptiable = [place for place, layout in ITEM_LAYOUT.subgroups.values() if layout.group.repeated and not layout.required]

    def scan(text: str, suspicious: bool) -> Record | None:
        head = match_head(text)
        referring = "&" in text
        if head is None or (referring and _OTHER_REFERENCE.search(text)) or (suspicious and _FORBIDDEN.search(text)):
            return None
        position = head.end()
        pieces = []
        while found := match_piece(text, position):
            pieces.append(make_piece(found.groups()))
            position = found.end()
        if text[position:] != closing:
            return None
        record = make_head(head.groups())
        record.append(pieces or ())
        for place in emptiable:
            if record[place] and not all(map(any, record[place])):
                return None
        if referring:
            _dereference(record)
        return record

    return scan


def _examine(record: Record, layout: Layout, path: Path, problems: list[Problem]) -> None:
    """Hold every value against its field, as the reference path does: what does not match becomes a problem and is gone."""
    for leaf in _faulty(layout)(record):
        name, value = leaf.field.name, record[leaf.position]
        if value is None:
            problems.append(Problem("CORE-STR-001", (*path, name), {"field": name}))
        else:
            record[leaf.position] = value_of(leaf, value, (*path, name), problems)
    for name, (position, below) in layout.subgroups.items():
        inner = record[position]
        if not below.group.repeated:
            if inner is not None:
                _examine(inner, below, (*path, name), problems)
                record[position] = inner if any(inner) else None
            continue
        for number, one in enumerate(inner):
            _examine(one, below, (*path, name, number), problems)


@cache
def _faulty(layout: Layout) -> Callable[[Record], list[Leaf]]:
    """What tells the leaves of a record that do not match their fields, as one function: most leaves do."""
    space: dict[str, object] = {}
    lines = [f"{', '.join(f'v{position}' for position in range(layout.size))}, = record", "faulty = []"]
    for leaf in layout.leaves.values():
        value, name = f"v{leaf.position}", f"leaf_{leaf.position}"
        space[name], space[f"match_{leaf.position}"] = leaf, leaf.match
        # A text matched as one of at least one character.
        wrong = f"len({value}) > {leaf.field.max_length}" if leaf.field.kind is Kind.TEXT else f"not match_{leaf.position}({value})"
        lines.append(
            f"if {value} is None or {wrong}: faulty.append({name})"
            if leaf.field.required
            else f"if {value} is not None and {wrong}: faulty.append({name})"
        )
    exec("\n    ".join(["def faulty(record):", *lines, "return faulty"]), space)  # noqa: S102 - made of positions of the field table only
    return space["faulty"]  # type: ignore[return-value]


def _dereference(record: Record) -> None:
    """Put characters for the five predefined references. Written out they are longer, so a length that matched still does."""
    for position, value in enumerate(record):
        if isinstance(value, str):
            record[position] = unescape(value)
        elif value:
            for inner in value if isinstance(value[0], list) else (value,):
                _dereference(inner)
