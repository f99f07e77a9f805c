"""``cds-data``: payloads as the UPU Customs Declaration System stores them, ``DecData`` and ``ResData``.

One payload is a document of its own, as it stands in a column of a database. Several stand in an element ``CdsData``, which is this
project's own. What a payload has no attribute for is written in attributes that begin with ``ead.``, such as ``ead.mail_class``: the
mail class, the operators and the posting date stand in other columns of the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Any, BinaryIO

from lxml import etree

from ead.fields.layout import HEADER_LAYOUT, Record
from ead.findings import Path, Problem
from ead.formats.base import Codec, Decoded, Place
from ead.formats.cds_extra import PREFIX, carried_values, header_values
from ead.formats.cds_records import value_at
from ead.formats.cds_schema import Role, Type
from ead.formats.cds_stored import DEC_DATA, RES_DATA, TOTALS, StoredDecoder, stored_totals
from ead.formats.diagnosis import diagnose
from ead.formats.xml_origin import xpath_of
from ead.formats.xml_text import escape
from ead.intake.source import Reader
from ead.intake.xml_prolog import inspect_prolog
from ead.intake.xml_tree import new_parser, parse, syntax_position
from ead.limits import Limits

__all__ = ["CODEC", "CdsDataStream"]

_ROOT = "CdsData"
_KINDS = {kind.name.lower(): kind for kind in (DEC_DATA, RES_DATA)}
_MESSAGES = {DEC_DATA.name: "ITMATT", RES_DATA.name: "CUSRSP"}
_NAME = re.compile("[A-Za-z_][A-Za-z0-9_.-]{0,69}")
_BLANK_REFERENCES = {"\t": "&#9;", "\n": "&#10;", '"': "&quot;"}


class _Origin:
    """A payload's element in the tree."""

    __slots__ = ("element", "kind", "steps")

    def __init__(self, kind: Type, element: etree._Element, steps: tuple[tuple[str, int], ...]) -> None:
        self.kind = kind
        self.element = element
        self.steps = steps

    def place(self, path: Path, steps: tuple[tuple[str, int], ...] | None = None) -> Place:
        """The attribute of a field, or the element that it would stand in."""
        kind, element, found, rest = self.kind, self.element, list(self.steps), path
        below = next((one for one in kind.elements if one.role is Role.LIST and one.path == path[:1]), None)
        if below is not None and below.type is not None:
            found_list = _child(element, below.name, 1)
            if found_list is not None:
                found, element = [*found, (_local(found_list), 1)], found_list
                number = int(path[1]) + 1 if len(path) > 1 else 0
                entry = [one for one in found_list if isinstance(one.tag, str)][number - 1 : number] if number else []
                if entry:
                    kind, element, rest = below.type, entry[0], path[2:]
                    found.append((_local(element), _position(element)))
        attribute = _attribute_of(kind, element, rest)
        suffix = f"/@{attribute}" if attribute else ""
        excerpt = f'{attribute}="{escape(str(element.get(attribute)))}"'[:200] if attribute else None
        return Place(xpath_of(tuple(found)) + suffix, None, element.sourceline, None, excerpt)


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _position(element: etree._Element) -> int:
    return 1 + sum(1 for other in element.itersiblings(preceding=True) if isinstance(other.tag, str) and _local(other) == _local(element))


def _child(element: etree._Element, name: str, number: int) -> etree._Element | None:
    found = [child for child in element if isinstance(child.tag, str) and _local(child).lower() == name.lower()]
    return found[number - 1] if number <= len(found) else None


def _attribute_of(kind: Type, element: etree._Element, path: Path) -> str:
    """The name of the attribute that holds a field, as the source spells it; empty when there is none."""
    wanted = {one.name.lower() for one in kind.elements if one.role is Role.VALUE and one.path == path}
    wanted.add(PREFIX + ".".join(str(step + 1) if isinstance(step, int) else step for step in path))
    return next((str(name) for name in element.attrib if str(name).lower() in wanted), "")


class CdsDataStream:
    """Stored payloads as a stream of decoded items; held whole, for they have no end tags to be cut at.

    ``beside`` are fields that stand beside the payloads, the same for all of them; a value that their fields do not take is a problem.
    """

    format = "cds-data"
    held_whole = True

    def __init__(self, reader: Reader, limits: Limits, beside: Mapping[str, str] | None = None) -> None:
        self._beside = dict(beside or {})
        self.header: Record | None = None
        self.problems: list[Problem] = []
        self.complete = True
        head = reader.peek(limits.prolog_bytes)
        self.kind = _kind_of(head, len(head) < limits.prolog_bytes)
        self.message = _MESSAGES[self.kind.name]
        self._header = HEADER_LAYOUT.empty()
        self._root = self._parsed(reader, limits)

    def _parsed(self, reader: Reader, limits: Limits) -> etree._Element | None:
        data = reader.read_all(limits.message_bytes)
        if data is None:
            self.complete = False
            self.problems.append(Problem("CORE-INT-010", (), {"limit": limits.message_bytes}, place=(1, 1)))
            return None
        try:
            return parse(data, new_parser())
        except etree.XMLSyntaxError as error:
            line, column, reason = syntax_position(error)
            self.complete = False
            self.problems.append(Problem("CORE-INT-006", (), {"reason": reason}, place=(line, column)))
            return None

    def items(self) -> Iterator[Decoded]:
        """The payloads in order."""
        if self._root is None:
            return
        for index, (element, steps) in enumerate(self._payloads(self._root)):
            kind = _KINDS[_local(element).lower()]
            problems: list[Problem] = []
            record = StoredDecoder(problems, self._header).decode(kind, element, self._begun(kind, problems))
            told = {problem.path for problem in problems}
            problems += [
                Problem("CORE-STR-001", (leaf.field.name,), {"field": leaf.field.name})
                for leaf in kind.layout.required
                if record[leaf.position] is None and (leaf.field.name,) not in told
            ]
            self.header = self._header if any(self._header) else None
            yield Decoded(index, record, problems or None, _Origin(kind, element, steps))

    def _begun(self, kind: Type, problems: list[Problem]) -> Record:
        """A record with what stands beside the payload."""
        record = kind.layout.empty()
        for name, value in self._beside.items():
            leaf = kind.layout.leaves.get(name)
            if leaf is None:
                continue
            if leaf.match(value):
                record[leaf.position] = value
            else:
                code, params = diagnose(leaf.field, value)
                problems.append(Problem(code, (name,), params))
        return record

    def _payloads(self, root: etree._Element) -> Iterator[tuple[etree._Element, tuple[tuple[str, int], ...]]]:
        if _local(root).lower() in _KINDS:
            yield root, ((_local(root), 1),)
            return
        for child in root:
            local = _local(child)
            if _KINDS.get(local.lower()) is self.kind:
                yield child, ((_local(root), 1), (local, _position(child)))
            else:
                params = {"name": local[:60], "group": "message"}
                self.problems.append(Problem("CORE-STR-002", (), params, place=(child.sourceline or 1, 1)))

    def place(self, problem: Problem) -> Place:
        """The place of a message-level problem."""
        return Place(None, None, *(problem.place or (1, 1)))


def _kind_of(head: bytes, complete: bool) -> Type:
    """Whether declarations or responses are stored: by the root, or by the first payload in it."""
    root = inspect_prolog(head, complete=complete)
    if not isinstance(root, Problem) and root.name.lower() in _KINDS:
        return _KINDS[root.name.lower()]
    first = re.search(rb"<(?:[\w.\-]+:)?(DecData|ResData)[\s/>]", head, re.IGNORECASE)
    return _KINDS[first[1].decode().lower()] if first else DEC_DATA


def read(reader: Reader, limits: Limits) -> CdsDataStream:
    """A stream over stored payloads."""
    return CdsDataStream(reader, limits)


def _write(kind: Type, header: Record, items: Iterable[Record], target: BinaryIO) -> list[Any]:
    """Write payloads: one is a document of its own, any other number stands in an element around them. Nothing is lost but a header
    without items."""
    records = iter(items)
    first = list(zip(range(2), records, strict=False))
    alone = len(first) == 1
    target.write(b'<?xml version="1.0" encoding="UTF-8"?>\n')
    if not alone:
        target.write(f"<{_ROOT}>\n".encode())
    indent = "" if alone else "  "
    for number, record in enumerate(chain((record for _, record in first), records)):
        target.write("".join(_payload(kind, record, header if not number else None, indent)).encode())
    if not alone:
        target.write(f"</{_ROOT}>\n".encode())
    if first:
        return []
    named = [name for name, leaf in HEADER_LAYOUT.leaves.items() if header[leaf.position] is not None]
    return [(None, ("header", name), "the header travels with the first item, and there is none", True) for name in named]


def _payload(kind: Type, record: Record, header: Record | None, indent: str) -> Iterator[str]:
    """The lines of a payload, or of one of the entries in it."""
    attributes = [*_values(kind, record), *carried_values(kind, record), *(header_values(header) if header is not None else ())]
    attributes += _extras(kind, record, {name.lower() for name, _ in attributes})
    if kind is DEC_DATA:
        given = {name for name, _ in attributes}
        attributes += [(name, value) for name, value in stored_totals(record).items() if name not in given]
    opening = "".join(f' {name}="{_attribute(value)}"' for name, value in attributes)
    lists = [one for one in kind.elements if one.role is Role.LIST and record[kind.layout.position(str(one.path[0]))]]
    if not lists:
        yield f"{indent}<{kind.name}{opening}/>\n"
        return
    yield f"{indent}<{kind.name}{opening}>\n"
    for one in lists:
        assert one.type is not None
        yield f"{indent}  <{one.name}>\n"
        for entry in record[kind.layout.position(str(one.path[0]))]:
            yield from _payload(one.type, entry, None, f"{indent}    ")
        yield f"{indent}  </{one.name}>\n"
    yield f"{indent}</{kind.name}>\n"


def _values(kind: Type, record: Record) -> Iterator[tuple[str, str]]:
    for element in kind.elements:
        if element.role is Role.VALUE:
            value = value_at(kind.layout, record, element.path)
            if value is not None:
                yield element.name, value


def _extras(kind: Type, record: Record, taken: set[str]) -> Iterator[tuple[str, str]]:
    """The extra fields: each as the attribute of its name where that can be, else as a numbered pair of attributes."""
    if "extra_fields" not in kind.layout.by_name:
        return
    known = {element.name.lower() for element in kind.elements} | {"xmlns"}
    totals = {name.lower() for name in TOTALS} if kind is DEC_DATA else set()
    for number, (name, value) in enumerate(record[kind.layout.position("extra_fields")], 1):
        small = name.lower()
        plain = _NAME.fullmatch(name) and not small.startswith((PREFIX, "xml")) and small not in known | taken
        if plain and (small not in totals or name in TOTALS) and not _is_variant(small):
            taken.add(small)
            yield name, value
        else:
            yield f"ead.extra_fields.{number}.name", name
            yield f"ead.extra_fields.{number}.value", value


def _is_variant(small: str) -> bool:
    return small.startswith("totalcp") or small == "totalnwgt"


def _attribute(text: str) -> str:
    """A value as an attribute holds it; blanks other than spaces are written so that no parser makes spaces of them."""
    return "".join(_BLANK_REFERENCES.get(character, character) for character in escape(text))


def codec_of(kind: Type) -> Codec:
    """The codec that reads stored payloads and writes those of one kind."""
    return Codec(
        name="cds-data",
        message=_MESSAGES[kind.name],
        extensions=(".xml",),
        read=read,
        write=partial(_write, kind),
        title="UPU Customs Declaration System, stored payloads DecData and ResData",
        others=() if kind is RES_DATA else (codec_of(RES_DATA),),
    )


CODEC = codec_of(DEC_DATA)
