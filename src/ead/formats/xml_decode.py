"""From an XML element to a record, by the field table, with one problem for each defect."""

from __future__ import annotations

from functools import cache

from lxml import etree

from ead.fields.layout import Layout, Leaf, Record
from ead.fields.table import Field, Kind
from ead.findings import Path, Problem

__all__ = ["diagnose", "group_decoder", "is_blank", "safe_correction"]

_BLANKS = " \t\r\n"
_TRIMMED = frozenset({Kind.DECIMAL, Kind.INTEGER, Kind.DATETIME, Kind.BOOLEAN})


def is_blank(text: str | None) -> bool:
    """Whether a text node holds nothing but XML blanks."""
    return text is None or not text.strip(_BLANKS)


def diagnose(field: Field, text: str) -> tuple[str, dict[str, object]]:
    """The code and parameters of what is wrong with a value that does not match its field."""
    if not text:
        return "CORE-STR-003", {"field": field.name}
    if field.kind is Kind.TEXT:
        return "CORE-STR-005", {"field": field.name, "length": len(text), "limit": field.max_length}
    if field.kind is Kind.CODE:
        return "CORE-STR-006", {"field": field.name, "value": text, "expected": field.pattern}
    return "CORE-STR-004", {"field": field.name, "value": text, "kind": field.kind.value, "expected": _expected(field)}


def safe_correction(leaf: Leaf, text: str) -> str | None:
    """A correction that cannot be wrong: an empty field is left out, a code loses blanks and gains capitals; else ``None``."""
    if not text:
        return ""
    if leaf.field.kind is not Kind.CODE:
        return None
    corrected = "".join(text.split()).upper()
    return corrected if leaf.match(corrected) else None


def _expected(field: Field) -> str:
    if field.kind is Kind.DECIMAL:
        return f"a number with up to {field.total_digits - field.fraction_digits} digits and {field.fraction_digits} decimals, written with a point"
    if field.kind is Kind.INTEGER:
        return f"a whole number of up to {field.total_digits} digits"
    if field.kind is Kind.DATETIME:
        return "a date and time such as 2026-11-02T09:15:00"
    return "true or false"


class GroupDecoder:
    """Decodes the elements of one group in one namespace. Made once per group and namespace."""

    __slots__ = ("entries", "layout", "namespace", "template")

    def __init__(self, layout: Layout, namespace: str) -> None:
        self.layout = layout
        self.namespace = namespace
        self.template = layout.empty()
        self.entries: dict[object, tuple[int, Leaf | None, GroupDecoder | None]] = {}
        for xml, entry in layout.by_xml.items():
            tag = f"{{{namespace}}}{xml}"
            if isinstance(entry, Leaf):
                self.entries[tag] = (entry.position, entry, None)
            else:
                self.entries[tag] = (entry[0], None, group_decoder(entry[1], namespace))

    def decode(self, element: etree._Element, path: Path, problems: list[Problem], *, plain: bool = False) -> Record:
        """The record of an element; problems are appended with paths that start with ``path``.

        ``plain`` promises that no element has attributes: asking lxml for them is the dearest question in the loop.
        """
        record = self.template.copy()
        find = self.entries.get
        last = -1
        if element.text is not None and not is_blank(element.text):
            problems.append(Problem("CORE-STR-011", path, {"place": "before the first element"}))
        for child in element:
            entry = find(child.tag)
            if entry is None:
                problems.append(self._unknown(child, path))
                continue
            position, leaf, group = entry
            if position > last:
                last = position
            elif position < last and not record[position]:
                problems.append(self._misplaced(child, path, last))
            if leaf is not None:
                text = child.text
                if record[position] is not None:
                    problems.append(_repeated(child, path, leaf.field.name))
                elif text is not None and leaf.match(text) and not len(child) and (plain or not child.keys()):
                    record[position] = text
                else:
                    record[position] = _leaf(child, leaf, (*path, leaf.field.name), problems)
            elif group is not None:
                self._group(child, group, position, record, path, problems, plain=plain)
            tail = child.tail
            if tail is not None and not is_blank(tail):
                problems.append(Problem("CORE-STR-011", path, {"place": f"after {etree.QName(child).localname}"}, steps_to(child, path)))
        if not plain and element.keys():
            problems.append(Problem("CORE-STR-010", path, {"attribute": _plain(element.keys()[0]), "count": len(element.keys())}))
        for leaf in self.layout.required:
            if record[leaf.position] is None and not any(problem.path == (*path, leaf.field.name) for problem in problems):
                problems.append(Problem("CORE-STR-001", (*path, leaf.field.name), {"field": leaf.field.name}))
        return record

    def _group(
        self, child: etree._Element, group: GroupDecoder, position: int, record: Record, path: Path, problems: list[Problem], *, plain: bool
    ) -> None:
        name = group.layout.group.name
        if group.layout.group.repeated:
            seen = record[position]
            inner = group.decode(child, (*path, name, len(seen)), problems, plain=plain)
            if not any(inner) and not group.layout.required and not len(child):
                problems.append(Problem("CORE-STR-003", (*path, name, len(seen)), {"field": group.layout.group.label}, fix=""))
            if seen:
                seen.append(inner)
            else:
                record[position] = [inner]
        elif record[position] is not None:
            problems.append(_repeated(child, path, name))
        else:
            inner = group.decode(child, (*path, name), problems, plain=plain)
            record[position] = inner if any(inner) else None

    def _unknown(self, child: etree._Element, path: Path) -> Problem:
        name = etree.QName(child)
        if name.namespace != self.namespace and f"{{{self.namespace}}}{name.localname}" in self.entries:
            params = {"name": _plain(name.localname), "namespace": name.namespace or "none", "expected": self.namespace}
            return Problem("CORE-STR-014", path, params, steps_to(child, path))
        return Problem("CORE-STR-002", path, {"name": _plain(name.localname), "group": self.layout.group.label}, steps_to(child, path))

    def _misplaced(self, child: etree._Element, path: Path, last: int) -> Problem:
        after = self.layout.group.members[last].xml
        return Problem("CORE-STR-009", path, {"name": _plain(etree.QName(child).localname), "after": after}, steps_to(child, path))


@cache
def group_decoder(layout: Layout, namespace: str) -> GroupDecoder:
    """The decoder of a group in a namespace."""
    return GroupDecoder(layout, namespace)


def _leaf(child: etree._Element, leaf: Leaf, path: Path, problems: list[Problem]) -> str | None:
    """The value of a leaf that did not match at first sight: trimmed if it is a number, else a problem."""
    if len(child):
        problems.append(Problem("CORE-STR-007", path, {"field": leaf.field.name, "found": "elements"}))
        return None
    if child.keys():
        problems.append(Problem("CORE-STR-010", path, {"attribute": _plain(child.keys()[0]), "count": len(child.keys())}))
    text = child.text or ""
    value = text.strip(_BLANKS) if leaf.field.kind in _TRIMMED else text
    if value and leaf.match(value):
        return value
    code, params = diagnose(leaf.field, value)
    problems.append(Problem(code, path, params, fix=safe_correction(leaf, value)))
    return None


def _repeated(child: etree._Element, path: Path, name: str) -> Problem:
    return Problem("CORE-STR-008", (*path, name), {"field": name}, steps_to(child, path))


def _plain(name: object) -> str:
    text = name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)
    return text.rpartition("}")[2][:60]


def steps_to(child: etree._Element, path: Path) -> tuple[tuple[str, int], ...]:
    """The XML steps from the item (or header) element down to ``child``; ``path`` tells how deep its parent stands."""
    depth = 1 + sum(isinstance(step, str) for step in path)
    steps: list[tuple[str, int]] = []
    node: etree._Element | None = child
    while node is not None and len(steps) < depth:
        name = etree.QName(node).localname
        number = 1 + sum(1 for other in node.itersiblings(preceding=True) if isinstance(other.tag, str) and etree.QName(other).localname == name)
        steps.append((name, number))
        node = node.getparent()
    return tuple(reversed(steps))
