"""From an XML element to a record, by the field table, with one problem for each defect.

Elements that are plainly valid are read by the compiled twin in :mod:`ead.native.trees`, where it was built.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from ead.fields.layout import Layout, Leaf, Record
from ead.findings import Path, Problem
from ead.formats.diagnosis import value_of
from ead.formats.item_reader import table_of
from ead.intake.libxml import etree
from ead.native import twin

__all__ = ["TreeRead", "group_decoder", "is_blank", "tree_reader"]

TreeRead = Callable[[Any, bool], Record | None]
"""The record of an element, or ``None`` when :class:`GroupDecoder` must decide; the flag promises that nothing in it has attributes."""

_BLANKS = " \t\r\n"


def is_blank(text: str | None) -> bool:
    """Whether a text node holds nothing but XML blanks."""
    return text is None or not text.strip(_BLANKS)


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
                if text is not None and record[position] is None and leaf.match(text) and not len(child) and (plain or not child.keys()):
                    record[position] = text
                else:
                    _odd_leaf(child, leaf, record, path, problems)
            elif group is not None:
                self._group(child, group, position, record, path, problems, plain=plain)
            tail = child.tail
            if tail is not None and not is_blank(tail):
                problems.append(Problem("CORE-STR-011", path, {"place": f"after {etree.QName(child).localname}"}, steps_to(child, path)))
        self._close(element, record, path, problems, plain=plain)
        return record

    def _close(self, element: etree._Element, record: Record, path: Path, problems: list[Problem], *, plain: bool) -> None:
        """What can be said when all members are through: attributes nobody asked for, required fields that did not come."""
        if not plain and element.keys():
            problems.append(Problem("CORE-STR-010", path, {"attribute": _plain(element.keys()[0]), "count": len(element.keys())}))
        for leaf in self.layout.required:
            if record[leaf.position] is None and not any(problem.path == (*path, leaf.field.name) for problem in problems):
                problems.append(Problem("CORE-STR-001", (*path, leaf.field.name), {"field": leaf.field.name}))

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


@cache
def tree_reader(layout: Layout, namespace: str) -> TreeRead:
    """What reads elements of a group that are plainly valid; without the compiled part, none are."""
    return twin("trees", lambda native: native.TreeReader(table_of(layout), namespace.encode()).read, lambda: lambda element, plain: None)


def _odd_leaf(child: etree._Element, leaf: Leaf, record: Record, path: Path, problems: list[Problem]) -> None:
    """A leaf that stands again, or did not match at first sight."""
    if record[leaf.position] is not None:
        problems.append(_repeated(child, path, leaf.field.name))
    else:
        record[leaf.position] = _leaf(child, leaf, (*path, leaf.field.name), problems)


def _leaf(child: etree._Element, leaf: Leaf, path: Path, problems: list[Problem]) -> str | None:
    """The value of a leaf that did not match at first sight: trimmed if it is a number, else a problem."""
    if len(child):
        problems.append(Problem("CORE-STR-007", path, {"field": leaf.field.name, "found": "elements", "expected": "a plain value"}))
        return None
    if child.keys():
        problems.append(Problem("CORE-STR-010", path, {"attribute": _plain(child.keys()[0]), "count": len(child.keys())}))
    return value_of(leaf, child.text or "", path, problems)


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
        number = 1 + sum(
            1 for other in node.itersiblings(preceding=True) if isinstance(other.tag, str) and etree.QName(other).localname == name
        )
        steps.append((name, number))
        node = node.getparent()
    return tuple(reversed(steps))
