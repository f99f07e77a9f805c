"""Rules that look at a whole message: they watch item after item and speak at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ead.errors import ConfigurationError
from ead.fields.layout import ITEM_LAYOUT, Layout, Leaf, Record
from ead.rules.api import Fact, Rule, Scope
from ead.rules.compiler import Hit, closure_of

__all__ = ["MessageChecks", "reader_of"]

Getter = Callable[[Record], Any]


def reader_of(name: str) -> Getter:
    """A function that takes an item field's text out of a record; ``contents.x`` gives the list of all pieces' texts."""
    layout = ITEM_LAYOUT
    *groups, last = name.split(".")
    positions: list[int] = []
    for group in groups:
        if group not in layout.subgroups:
            raise ConfigurationError(f'"{name}" is no field of an item')
        position, layout = layout.subgroups[group]
        positions.append(position)
    leaf = layout.leaves.get(last)
    if leaf is None:
        raise ConfigurationError(f'"{name}" is no field of an item')
    return _getter(layout, positions, leaf)


def _getter(layout: Layout, positions: Sequence[int], leaf: Leaf) -> Getter:
    place = leaf.position
    if not positions:
        return lambda record: record[place]
    outer = positions[0]
    if layout.group.repeated:
        return lambda record: [piece[place] for piece in record[outer]]
    return lambda record: None if record[outer] is None else record[outer][place]


class MessageChecks:
    """The watchers of one message. A watcher has ``observe(index, *values)`` and ``finish()``; values are texts as written."""

    def __init__(self, rules: Sequence[Rule], facts: Mapping[tuple[Scope, str], Fact]) -> None:
        self._watchers = [(rule, rule.check(**rule.parameters), [reader_of(read.rstrip("?")) for read in rule.reads]) for rule in rules]
        self._closures = {rule.code: frozenset(closure_of(rule.reads, Scope.ITEM, facts)) for rule in rules}

    def observe(self, index: int, record: Record, bad: frozenset[str]) -> list[Hit]:
        """Show an item to every watcher; what they say at once is a hit on that item."""
        hits: list[Hit] = []
        for rule, watcher, getters in self._watchers:
            if bad and not bad.isdisjoint(self._closures[rule.code]):
                continue
            values = [getter(record) for getter in getters]
            if any(value is None and not read.endswith("?") for value, read in zip(values, rule.reads, strict=True)):
                continue
            result = watcher.observe(index, *values)
            if result is not None:
                hits.append((rule, result, ()))
        return hits

    def finish(self) -> Iterable[tuple[Rule, Mapping[str, Any]]]:
        """What the watchers say about the message as a whole."""
        for rule, watcher, _ in self._watchers:
            for result in watcher.finish():
                yield rule, result
