"""From an item record to a ``CDSView``, by the contract's tables: order, namespaces, and nothing where there is no value."""

from __future__ import annotations

from ead.fields.layout import Layout, Record
from ead.formats.cds_extra import carried_values, header_values, split_extra_fields
from ead.formats.cds_records import value_at
from ead.formats.cds_schema import CORE, Element, Form, Role, Type
from ead.formats.xml_text import escape

__all__ = ["view_lines"]

_LOCAL_SECONDS = 19
_LOCAL_TIMES = frozenset({"PostingDt", "ClearanceDt"})
_INDENT = "  "
_ARRAYS = frozenset({Role.NAMES, Role.VALUES})
Pairs = list[tuple[str, str]]


def view_lines(view: Type, record: Record, header: Record | None, indent: str) -> list[str]:
    """The lines of one ``CDSView``, prefixes ``o``, ``c`` and ``a``; a header travels with it as extra fields."""
    own, others = _extra_fields(view, record)
    pairs = others + (header_values(header) if header is not None else [])
    lines = [f"{indent}<o:{view.name}>\n"]
    _write_members(view, record, own, pairs, lines, indent + _INDENT)
    lines.append(f"{indent}</o:{view.name}>\n")
    return lines


def _extra_fields(kind: Type, record: Record) -> tuple[dict[str, str], Pairs]:
    """What goes to elements that only CDS has, and what goes to the arrays."""
    if "extra_fields" not in kind.layout.by_name:
        return {}, []
    name, value = (kind.layout.subgroups["extra_fields"][1].position(part) for part in ("name", "value"))
    given = ((pair[name], pair[value]) for pair in record[kind.layout.position("extra_fields")])
    own, others = split_extra_fields(kind, given)
    return own, others + carried_values(kind, record)


def _write_members(kind: Type, record: Record, own: dict[str, str], pairs: Pairs, lines: list[str], indent: str) -> None:
    for element in kind.elements:
        below = element.type
        tag = f"c:{element.name}" if element.namespace == CORE else f"o:{element.name}"
        if element.role is Role.VALUE:
            value = _value_of(kind.layout, record, element)
            if value is not None:
                lines.append(f"{indent}<{tag}>{escape(value)}</{tag}>\n")
        elif element.role is Role.CARRIED:
            carried = own.get(element.extra, element.default)
            if carried:
                lines.append(f"{indent}<{tag}>{escape(carried)}</{tag}>\n")
        elif below is not None and element.role is Role.NESTED:
            lines.append(f"{indent}<{tag}>\n")
            _write_members(below, record, own, pairs, lines, indent + _INDENT)
            lines.append(f"{indent}</{tag}>\n")
        elif below is not None:
            _write_list(element, below, record[kind.layout.position(str(element.path[0]))], lines, indent)
        elif element.role in _ARRAYS and pairs:
            _write_strings(tag, [pair[element.role is Role.VALUES] for pair in pairs], lines, indent)


def _write_list(element: Element, kind: Type, records: list[Record], lines: list[str], indent: str) -> None:
    if not records:
        return
    lines.append(f"{indent}<o:{element.name}>\n")
    for record in records:
        lines.append(f"{indent}{_INDENT}<o:{element.entry}>\n")
        _write_members(kind, record, *_extra_fields(kind, record), lines, indent + 2 * _INDENT)
        lines.append(f"{indent}{_INDENT}</o:{element.entry}>\n")
    lines.append(f"{indent}</o:{element.name}>\n")


def _write_strings(tag: str, texts: list[str], lines: list[str], indent: str) -> None:
    lines.append(f"{indent}<{tag}>\n")
    lines.extend(f"{indent}{_INDENT}<a:string>{escape(text)}</a:string>\n" for text in texts)
    lines.append(f"{indent}</{tag}>\n")


def _value_of(layout: Layout, record: Record, element: Element) -> str | None:
    value = value_at(layout, record, element.path)
    if value is None or (element.form is not Form.TEXT and not element.form.match(value)):
        return None
    # Some receivers read exactly 19 characters; what they would trip over travels as an extra field.
    return value[:_LOCAL_SECONDS] if element.name in _LOCAL_TIMES else value
