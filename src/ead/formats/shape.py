"""Items whose elements are in order, whatever their values are: faulty values come back as problems, without a parser.

Most of such an item is as it should be. Its parties and content pieces that match the compiled schema are not looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache, reduce
from operator import getitem, itemgetter

from ead.fields.layout import ITEM_LAYOUT, Layout, Leaf, Record
from ead.fields.table import Kind
from ead.findings import Path, Problem
from ead.formats.diagnosis import value_of
from ead.formats.scanner import CLOSING, CONTENTS, dereference, group_reader, is_plain_text, is_whole

__all__ = ["Fault", "ShapeScan", "mend", "shape_scanner"]

ShapeScan = Callable[[str, bool], tuple[Record, list[Problem]] | None]
"""As :data:`ead.formats.scanner.Scan`, for an item with faulty values: its record without them, and a problem for each."""

Fault = tuple[int, ...]
"""Where a faulty or missing value stands in a record: the places of groups and field, behind that of a repeated group a number."""

# Steps to a field of a group that stands once.
_IN_GROUP = 2


@cache
def shape_scanner() -> ShapeScan:
    """The scanner of items in the default namespace by their shape alone."""
    contents = ITEM_LAYOUT.subgroups[CONTENTS][1]
    head_pattern, make_head = group_reader(ITEM_LAYOUT, shape=True, until=CONTENTS)
    piece_pattern, make_piece = group_reader(contents, shape=True)
    sound_piece, _ = group_reader(contents)
    match_head, match_piece, match_sound = head_pattern.match, piece_pattern.match, sound_piece.match

    def scan(text: str, suspicious: bool) -> tuple[Record, list[Problem]] | None:
        head = match_head(text)
        if head is None or not is_plain_text(text, suspicious):
            return None
        position = head.end()
        pieces: list[Record] = []
        doubtful: list[int] = []
        while found := match_sound(text, position) or match_piece(text, position):
            if found.re is piece_pattern:
                doubtful.append(len(pieces))
            pieces.append(make_piece(found.groups()))
            position = found.end()
        if text[position:] != CLOSING:
            return None
        record = make_head(head.groups())
        record.append(pieces or ())
        if not is_whole(record):
            return None
        if "&" in text:
            dereference(record)
        return record, _problems(record, text, doubtful)

    return scan


def _problems(record: Record, text: str, doubtful: Iterable[int]) -> list[Problem]:
    """What is wrong with the values of an item; ``doubtful`` are the content pieces that need to be looked at."""
    problems: list[Problem] = []
    _examine_leaves(record, ITEM_LAYOUT, (), problems)
    for name, position, below, tag, match_sound in _groups():
        if not record[position]:
            continue
        sound = match_sound(text, text.find(tag))
        if sound is None or text.startswith(tag, sound.end()):
            _examine_group(record, name, position, below, (), problems)
    place, contents = ITEM_LAYOUT.subgroups[CONTENTS]
    for number in doubtful:
        _examine(record[place][number], contents, (CONTENTS, number), problems)
    return problems


@cache
def _groups() -> tuple[tuple[str, int, Layout, str, Callable[[str, int], re.Match[str] | None]], ...]:
    """The groups before the content pieces: name, place, layout, start tag, and what matches sound ones one behind the other."""
    return tuple(
        (name, position, below, f"<{below.group.xml}>", re.compile(f"(?:{group_reader(below)[0].pattern})*+").match)
        for name, (position, below) in ITEM_LAYOUT.subgroups.items()
        if name != CONTENTS
    )


def _examine(record: Record, layout: Layout, path: Path, problems: list[Problem]) -> None:
    """Hold every value against its field, as the reference path does: what does not match becomes a problem and is gone."""
    _examine_leaves(record, layout, path, problems)
    for name, (position, below) in layout.subgroups.items():
        _examine_group(record, name, position, below, path, problems)


def _examine_group(record: Record, name: str, position: int, below: Layout, path: Path, problems: list[Problem]) -> None:
    inner = record[position]
    if below.group.repeated:
        for number, one in enumerate(inner):
            _examine(one, below, (*path, name, number), problems)
    elif inner is not None:
        _examine(inner, below, (*path, name), problems)
        record[position] = inner if any(inner) else None


def _examine_leaves(record: Record, layout: Layout, path: Path, problems: list[Problem]) -> None:
    for leaf in _faulty(layout)(record):
        _tell(record, leaf, (*path, leaf.field.name), problems)


def _tell(record: Record, leaf: Leaf, path: Path, problems: list[Problem]) -> None:
    value = record[leaf.position]
    if value is None:
        problems.append(Problem("CORE-STR-001", path, {"field": leaf.field.name}))
    else:
        record[leaf.position] = value_of(leaf, value, path, problems)


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


def mend(record: Record, faults: Sequence[Fault]) -> list[Problem]:
    """Take out of the record of an item what is faulty, and tell it, in the order in which :func:`shape_scanner` does."""
    problems: list[Problem] = []
    spots = [_spot(fault) for fault in faults]
    if len(spots) > 1:
        spots.sort(key=itemgetter(0))
    for _, fault, leaf, path in spots:
        _tell(reduce(getitem, fault[:-1], record), leaf, path, problems)
    for fault in faults:
        if len(fault) == _IN_GROUP and not any(record[fault[0]] or ()):
            record[fault[0]] = None
    return problems


@lru_cache(maxsize=4096)
def _spot(fault: Fault) -> tuple[tuple[int, ...], Fault, Leaf, Path]:
    """A fault's rank in reading order - fields before groups - with the fault, its field and its path."""
    rank: tuple[int, ...] = ()
    path: Path = ()
    layout, steps = ITEM_LAYOUT, iter(fault)
    for step in steps:
        name = layout.group.members[step].name
        entry = layout.by_name[name]
        path = (*path, name)
        if isinstance(entry, Leaf):
            return (*rank, 0, step), fault, entry, path
        layout, rank = entry[1], (*rank, 1, step)
        if layout.group.repeated:
            number = next(steps)
            rank, path = (*rank, number), (*path, number)
    raise ValueError(f"no field at {fault}")
