"""What one side has no field for: ``cds.*`` extra fields of a record, ``ead.*`` extra fields of a CDS declaration.

Elements that only CDS has become extra fields named after them (``cds.MailStateCd``). Fields that only the record has travel in the
parallel arrays of the contract under their dotted path, positions counted from 1 (``ead.sender.references.2.value``). An extra field
whose own name begins with ``ead.`` is written with ``ead.literal.`` before it, so that reading gives back exactly what was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Layout, Leaf, Record
from ead.findings import Path
from ead.formats.cds_records import value_at
from ead.formats.cds_schema import Element, Form, Role, Type, leaf_of

__all__ = [
    "LITERAL",
    "PREFIX",
    "carried_elements",
    "carried_name",
    "carried_values",
    "fill",
    "header_values",
    "split_extra_fields",
    "unescaped",
]

PREFIX = "ead."
LITERAL = "ead.literal."
_HEADER = "ead.header."
_LOCAL_SECONDS = 19
_LOCAL_TIMES = ("posted_at", "cleared_at")  # what receivers read as 19 characters
_REFERENCE = re.compile("(sender|addressee)[.]references[.]([1-9][0-9]{0,2})[.](kind|value)")


@cache
def carried_elements(kind: Type) -> dict[str, Element]:
    """The elements of a type that only CDS has, by the name of their extra field; none for a type without extra fields."""
    if "extra_fields" not in kind.layout.by_name:
        return {}
    return {element.extra: element for element in kind.own_elements() if element.role is Role.CARRIED}


def _leaf_paths(layout: Layout, above: Path = ()) -> Iterator[Path]:
    for name, entry in layout.by_name.items():
        if isinstance(entry, Leaf):
            yield (*above, name)
        elif not entry[1].group.repeated:
            yield from _leaf_paths(entry[1], (*above, name))


@cache
def _homeless(kind: Type) -> dict[str, Path]:
    """The fields of a type's record that have no element, by their name in the arrays."""
    if "extra_fields" not in kind.layout.by_name:
        return {}
    known = {element.path for element in kind.own_elements() if element.role is Role.VALUE}
    return {carried_name(path): path for path in _leaf_paths(kind.layout) if path not in known}


@cache
def _narrow(kind: Type) -> dict[str, Element]:
    """The elements of a type whose form is narrower than that of their field, by their name in the arrays."""
    return {carried_name(element.path): element for element in kind.own_elements() if element.leaf and element.form is not Form.TEXT}


def carried_name(path: Path) -> str:
    """The name of a field in the arrays: its dotted path, positions counted from 1."""
    return PREFIX + ".".join(str(step + 1) if isinstance(step, int) else step for step in path)


def carried_values(kind: Type, record: Record) -> list[tuple[str, str]]:
    """The names and values of what a record has and the elements have no place for."""
    found = [
        (name, value)
        for name, path in _homeless(kind).items()
        if (value := value_at(kind.layout, record, path)) is not None and kind.fixed.get(str(path[0])) != value
    ]
    for name, element in _narrow(kind).items():
        value = value_at(kind.layout, record, element.path)
        if value is not None and not element.form.match(value):
            found.append((name, value))
    found += _more_references(record) if kind.layout is ITEM_LAYOUT else []
    found += [(carried_name((name,)), moment) for name, moment in _sharp_times(kind, record)]
    return found


def _is_item(kind: Type) -> bool:
    """Whether a type's record is an item of a message, and no part of one."""
    return "item_id" in kind.layout.leaves


@cache
def _local_times(kind: Type) -> tuple[str, ...]:
    """The fields of a view's record that stand in an element of 19 characters; a stored payload keeps them whole."""
    known = {element.path for element in kind.own_elements()} if kind.needed else set()
    return tuple(name for name in _LOCAL_TIMES if (name,) in known)


def _sharp_times(kind: Type, record: Record) -> Iterator[tuple[str, str]]:
    """The dates and times with more than 19 characters."""
    for name in _local_times(kind):
        moment = record[kind.layout.position(name)]
        if moment is not None and len(moment) != _LOCAL_SECONDS:
            yield name, moment


def header_values(header: Record) -> list[tuple[str, str]]:
    """The names and values of the header's fields."""
    return [(_HEADER + name, header[leaf.position]) for name, leaf in HEADER_LAYOUT.leaves.items() if header[leaf.position] is not None]


def split_extra_fields(kind: Type, pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """A record's extra fields: those that go back to their elements, and those for the arrays, under their names there."""
    elements = carried_elements(kind)
    own: dict[str, str] = {}
    others: list[tuple[str, str]] = []
    for name, value in pairs:
        element = elements.get(name)
        if element is not None and name not in own and value != element.default and element.form.match(value):
            own[name] = value
        else:
            others.append((LITERAL + name if name.startswith(PREFIX) else name, value))
    return own, others


def unescaped(name: str) -> str:
    """The name of an extra field as it was before it was written to the arrays."""
    return name.removeprefix(LITERAL)


def fill(kind: Type, record: Record, header: Record, name: str, value: str) -> bool:
    """Put a value that travelled in the arrays back into its field; false when it is no such value, or the field cannot take it."""
    if not name.startswith(PREFIX):
        return False
    layout = kind.layout
    if _is_item(kind) and name.startswith(_HEADER):
        leaf = HEADER_LAYOUT.leaves.get(name.removeprefix(_HEADER))
        return leaf is not None and _put(header, leaf, value)
    own = name.removeprefix(PREFIX)
    if own in _local_times(kind):
        return _sharpen(record, layout.leaves[own], value)
    if reference := _REFERENCE.fullmatch(own):
        return layout is ITEM_LAYOUT and _fill_reference(record, reference[1], int(reference[2]) - 1, reference[3], value)
    path = _homeless(kind).get(name)
    if path is None:
        narrow = _narrow(kind).get(name)
        path = narrow.path if narrow is not None and not narrow.form.match(value) else None
    if path is None or not leaf_of(layout, path).match(value):
        return False
    return _put(_group_at(layout, record, path), leaf_of(layout, path), value)


def _put(record: Record, leaf: Leaf, value: str) -> bool:
    """Set a field that is empty, or holds the same value already."""
    if not leaf.match(value) or record[leaf.position] not in (None, value):
        return False
    record[leaf.position] = value
    return True


def _sharpen(record: Record, leaf: Leaf, value: str) -> bool:
    """The contract's receivers want 19 characters; the fraction and the offset travel beside them."""
    if not leaf.match(value) or record[leaf.position] != value[:_LOCAL_SECONDS]:
        return False
    record[leaf.position] = value
    return True


def _fill_reference(record: Record, party: str, number: int, field: str, value: str) -> bool:
    layout = ITEM_LAYOUT.subgroups[party][1]
    position, below = layout.subgroups["references"]
    leaf = below.leaves[field]
    have = record[ITEM_LAYOUT.position(party)]
    references = list(have[position]) if have is not None else []
    if not leaf.match(value) or number > len(references) or (number == len(references) and field == "kind"):
        return False
    if number == len(references):
        references.append(below.empty())
    if not _put(references[number], leaf, value):
        return False
    _group_at(ITEM_LAYOUT, record, (party, field))[position] = references
    return True


def _group_at(layout: Layout, record: Record, path: Path) -> Record:
    """The record that holds the last step of a path; groups on the way are made."""
    for step in path[:-1]:
        position, layout = layout.subgroups[str(step)]
        if record[position] is None:
            record[position] = layout.empty()
        record = record[position]
    return record


def _more_references(record: Record) -> list[tuple[str, str]]:
    """References beyond the first, and the kinds of all."""
    found: list[tuple[str, str]] = []
    for party in ("sender", "addressee"):
        position, layout = ITEM_LAYOUT.subgroups[party]
        place, below = layout.subgroups["references"]
        kind, value = below.position("kind"), below.position("value")
        for number, reference in enumerate(record[position][place] if record[position] is not None else ()):
            if number:
                found.append((carried_name((party, "references", number, "value")), reference[value]))
            if reference[kind] is not None:
                found.append((carried_name((party, "references", number, "kind")), reference[kind]))
    return found
