"""From scanned JSON to a record, by the field table, with one problem for each defect."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

from ead.fields.layout import Layout, Leaf, Record
from ead.fields.table import Kind
from ead.findings import Path, Problem
from ead.formats.diagnosis import diagnose, safe_correction
from ead.formats.xml_text import FORBIDDEN
from ead.intake.json_text import Bounds, Constant, Integer, Number, audit, shortened

__all__ = ["JsonGroup", "json_group", "kind_of", "no_object", "refuse_characters"]

_BLANKS = " \t\r\n"
_TEXT, _LEXICAL, _DECIMAL, _INTEGER, _BOOLEAN, _SINGLE, _REPEATED = range(7)
_STORES = {
    Kind.TEXT: _TEXT,
    Kind.CODE: _LEXICAL,
    Kind.DATETIME: _LEXICAL,
    Kind.DECIMAL: _DECIMAL,
    Kind.INTEGER: _INTEGER,
    Kind.BOOLEAN: _BOOLEAN,
}
_EXPECTED = {
    _DECIMAL: "a string or a number",
    _INTEGER: "a whole number",
    _BOOLEAN: "true or false",
    _SINGLE: "an object",
    _REPEATED: "an array of objects",
}
_KINDS: dict[type, str] = {str: "a string", bool: "a truth value", tuple: "an object", list: "an array", type(None): "null"}


_Entry = tuple[int, int, Any, int, Any]
"""What a key stands for: place in the record, longest text, test of a string, way to store, group decoder or test of an integer."""


def kind_of(value: Any) -> str:
    """What a scanned value is, in words."""
    return "a number" if isinstance(value, Number) else _KINDS.get(type(value), "a value")


class JsonGroup:
    """Decodes the objects of one group. Made once per group."""

    __slots__ = ("_entries", "_label", "_required", "_template", "layout")

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._template = layout.empty()
        self._label = layout.group.label
        self._required = tuple(leaf.position for leaf in layout.required)
        self._entries = {name: _entry(entry) for name, entry in layout.by_name.items()}

    # One pass in one function: a call for each member would cost more than all the rest.
    def decode(  # noqa: C901
        self, pairs: tuple[tuple[str, Any], ...], path: Path, problems: list[Problem], bounds: Bounds
    ) -> Record:
        """The record of an object; problems are appended with paths that start with ``path``.

        With as many problems as the bounds allow reading stops, and the record must not be relied on.
        """
        record = self._template.copy()
        entries = self._entries
        odd: list[tuple[str, Any]] | None = None
        for name, value in pairs:
            if name in entries:
                position, length, match, store, other = entries[name]
                if not record[position]:
                    if type(value) is str:
                        if length:
                            if value and len(value) <= length:
                                record[position] = value
                                continue
                        elif match is not None and match(value):
                            record[position] = value
                            continue
                    elif store == _REPEATED:
                        if type(value) is list and value:
                            record[position] = self._repeated(other, value, (*path, name), problems, bounds)
                            continue
                    elif store == _SINGLE:
                        if type(value) is tuple:
                            inner = other.decode(value, (*path, name), problems, bounds)
                            if any(inner):
                                record[position] = inner
                                continue
                    elif store == _INTEGER and type(value) is Integer and other(value):
                        record[position] = str(value)
                        continue
            if odd is None:
                odd = []
            odd.append((name, value))
        if odd is not None:
            self._settle(pairs, odd, record, path, problems, bounds)
        for position in self._required:
            if record[position] is None:
                self._miss(position, path, problems)
        return record

    def _repeated(self, group: JsonGroup, values: list[Any], path: Path, problems: list[Problem], bounds: Bounds) -> list[Record]:
        records: list[Record] = []
        for index, value in enumerate(values):
            if len(problems) >= bounds.problems:
                break
            if type(value) is tuple:
                records.append(group.decode(value, (*path, index), problems, bounds))
            else:
                # A record stands in, so that positions in the record stay those of the array.
                records.append(group._template.copy())
                problems.append(_mistyped((*path, index), str(path[-1]), value, "an object"))
                _audited(value, (*path, index), (), problems, bounds)
        return records

    def _miss(self, position: int, path: Path, problems: list[Problem]) -> None:
        name = self.layout.group.members[position].name
        if not any(problem.path == (*path, name) for problem in problems):
            problems.append(Problem("CORE-STR-001", (*path, name), {"field": name}))

    def _settle(self, pairs: Any, odd: list[tuple[str, Any]], record: Record, path: Path, problems: list[Problem], bounds: Bounds) -> None:
        """Deal with the members that are not simply good: repeated, unknown, null, empty, of the wrong type or form."""
        times = Counter(name for name, _ in pairs)
        settled: set[str] = set()
        for name, value in odd:
            entry = self._entries.get(name)
            if len(problems) >= bounds.problems:
                break
            if times[name] > 1:
                if name not in settled:
                    where = (*path, name) if entry is not None else path
                    problems.append(Problem("CORE-INT-011", where, {"key": name[:60]}, _steps(path, name, 2)))
                settled.add(name)
            elif entry is None:
                problems.append(Problem("CORE-STR-002", path, {"name": name[:60], "group": self._label}, _steps(path, name, 1)))
                _audited(value, path, _steps(path, name, 1), problems, bounds)
            elif value is not None and not _is_empty_group(entry[3], value):
                self._odd_value(name, value, record, path, problems, bounds)

    def _odd_value(self, name: str, value: Any, record: Record, path: Path, problems: list[Problem], bounds: Bounds) -> None:
        where = (*path, name)
        store = self._entries[name][3]
        leaf = self.layout.leaves.get(name)
        if isinstance(value, Number) and (isinstance(value, Constant) or len(value) > bounds.number_length):
            problems.append(Problem("CORE-INT-012", where, {"value": shortened(value)}))
        elif leaf is not None and store == _BOOLEAN and type(value) is bool:
            record[leaf.position] = "true" if value else "false"
        elif leaf is not None and _is_of_type(store, value):
            text = str(value)
            if leaf.match(text):
                record[leaf.position] = text
                return
            code, params = diagnose(leaf.field, text)
            problems.append(Problem(code, where, params, fix=_correction(leaf, text)))
        else:
            fix = value if leaf is not None and type(value) is str and leaf.match(value) else None
            problems.append(_mistyped(where, name, value, _EXPECTED.get(store, "a string"), fix))
            _audited(value, where, (), problems, bounds)


def _is_empty_group(store: int, value: Any) -> bool:
    """Whether a value is a group that was decoded and held nothing."""
    return (store == _SINGLE and type(value) is tuple) or (store == _REPEATED and value == [])


def _is_of_type(store: int, value: Any) -> bool:
    """Whether a value has a JSON type that a field can have; only its form may be wrong then."""
    if isinstance(value, Number):
        return store in (_DECIMAL, _INTEGER)
    return type(value) is str and (store <= _DECIMAL or not value)


def _entry(entry: Leaf | tuple[int, Layout]) -> _Entry:
    if not isinstance(entry, Leaf):
        return entry[0], 0, None, _REPEATED if entry[1].group.repeated else _SINGLE, json_group(entry[1])
    store = _STORES[entry.field.kind]
    if store in (_INTEGER, _BOOLEAN):
        return entry.position, 0, None, store, entry.match
    return entry.position, entry.field.max_length, entry.match, store, None


@cache
def json_group(layout: Layout) -> JsonGroup:
    """The decoder of a group."""
    return JsonGroup(layout)


def _mistyped(path: Path, name: str, value: Any, expected: str, fix: str | None = None) -> Problem:
    return Problem("CORE-STR-007", path, {"field": name, "found": kind_of(value), "expected": expected}, fix=fix)


def no_object(value: Any) -> Problem:
    """The problem of an item that is no object."""
    return _mistyped((), "item", value, "an object")


def _audited(value: Any, path: Path, steps: tuple[tuple[str, int], ...], problems: list[Problem], bounds: Bounds) -> None:
    """Add what is refused inside a value that no field takes."""
    refused = audit(value, bounds._replace(depth=bounds.depth - (len(path) + 1 if steps else len(path))))
    if refused is not None:
        problems.append(Problem(refused.code, path, refused.params, steps or None))


def _steps(path: Path, name: str, occurrence: int) -> tuple[tuple[str, int], ...]:
    """The member ``name`` of the object at ``path``, where the path of a problem cannot tell it."""
    steps = [(step, _number_behind(path, position)) for position, step in enumerate(path) if isinstance(step, str)]
    return (*steps, (name, occurrence))


def _number_behind(path: Path, position: int) -> int:
    following = path[position + 1] if position + 1 < len(path) else None
    return following + 1 if isinstance(following, int) else 1


def _correction(leaf: Leaf, text: str) -> str | None:
    trimmed = text.strip(_BLANKS)
    if leaf.field.kind in (Kind.DECIMAL, Kind.DATETIME) and trimmed != text and leaf.match(trimmed):
        return trimmed
    return safe_correction(leaf, text)


def refuse_characters(layout: Layout, record: Record, path: Path, problems: list[Problem]) -> None:
    """Take out of a record, with a problem each, the values with characters that XML has no place for."""
    for name, entry in layout.by_name.items():
        if isinstance(entry, Leaf):
            value = record[entry.position]
            found = FORBIDDEN.search(value) if value is not None else None
            if found is not None:
                record[entry.position] = None
                problems.append(Problem("CORE-STR-012", (*path, name), {"field": name, "character": f"U+{ord(found[0]):04X}"}))
            continue
        position, below = entry
        if below.group.repeated:
            for index, group in enumerate(record[position]):
                refuse_characters(below, group, (*path, name, index), problems)
        elif record[position] is not None:
            refuse_characters(below, record[position], (*path, name), problems)
