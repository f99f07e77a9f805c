"""Rules that look at a whole message: they watch item after item and speak at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from ead.errors import ConfigurationError
from ead.fields.layout import ITEM_LAYOUT, Layout, Record
from ead.rules.api import Fact, Rule, Scope
from ead.rules.compiler import Hit
from ead.rules.names import closure_of

__all__ = ["MessageChecks", "Values", "digest", "reader_of"]

Reader = Callable[[Record], tuple[Any, ...]]
Values = tuple[Any, ...]
"""What each watcher reads of one item, or the gist of it."""


def digest(*parts: str | None) -> bytes:
    """Eight bytes that stand for these texts in every process, which :func:`hash` does not."""
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def reader_of(names: Sequence[str]) -> Reader:
    """A function that takes the texts of item fields out of a record; ``contents`` gives the records of the pieces.

    Raises :class:`ConfigurationError` for a name that is no field.
    """
    return _reader(tuple(names))


@lru_cache(maxsize=256)
def _reader(names: tuple[str, ...]) -> Reader:
    values = ", ".join(_expression(name) for name in names)
    return eval(f"lambda record: ({values},)")  # type: ignore[no-any-return]  # noqa: S307 - made of positions of the field table only


def _expression(name: str) -> str:
    layout = ITEM_LAYOUT
    *groups, last = name.split(".")
    if len(groups) > 1 or (groups and groups[0] not in layout.subgroups):
        raise ConfigurationError(f'"{name}" is no field of an item')
    if name in layout.subgroups and layout.subgroups[name][1].group.repeated:
        return f"record[{layout.subgroups[name][0]}]"
    if not groups:
        return f"record[{_position(layout, last, name)}]"
    outer, layout = layout.subgroups[groups[0]]
    place = _position(layout, last, name)
    if layout.group.repeated:
        return f"[piece[{place}] for piece in record[{outer}]]"
    return f"(None if record[{outer}] is None else record[{outer}][{place}])"


def _position(layout: Layout, leaf: str, name: str) -> int:
    if leaf not in layout.leaves:
        raise ConfigurationError(f'"{name}" is no field of an item')
    return layout.leaves[leaf].position


class MessageChecks:
    """The watchers of one message. A watcher has ``observe(index, *values)`` and ``finish()``; values are texts as written.

    A watcher may also have ``gist(*values)``, which makes little of the values, in plain types and the same in every process (``None`` when
    there is nothing to watch), and ``note(index, gist)``, which is then called in place of ``observe``: it makes checks with several
    processes cheaper.
    """

    def __init__(self, rules: Sequence[Rule], facts: Mapping[tuple[Scope, str], Fact]) -> None:
        self._facts = facts
        self._watchers = {rule.code: _Watch(rule, facts) for rule in rules}
        self._wanted: tuple[Rule, ...] | None = None
        self._looking: Sequence[_Watch | None] = tuple(self._watchers.values())

    def attend(self, rules: tuple[Rule, ...]) -> None:
        """From here on, items are shown to the watchers of these rules; those that there are none of yet come into being."""
        if rules is not self._wanted:
            for rule in rules:
                if rule.code not in self._watchers:
                    self._watchers[rule.code] = _Watch(rule, self._facts)
            wanted = {rule.code for rule in rules}
            self._looking = tuple(watch if code in wanted else None for code, watch in self._watchers.items())
            self._wanted = rules

    def observe(self, index: int, record: Record, bad: frozenset[str]) -> list[Hit]:
        """Show an item to every watcher; what they say at once is a hit on that item."""
        hits: list[Hit] = []
        for watch in self._looking:
            if watch is None or (bad and not bad.isdisjoint(watch.closure())):
                continue
            values = watch.read(record)
            if None in values and any(value is None and strict for value, strict in zip(values, watch.strict, strict=True)):
                continue
            result = watch.observe(index, *values)
            if result is not None:
                hits.append((watch.rule, result, ()))
        return hits

    def values_of(self, record: Record, bad: frozenset[str]) -> Values:
        """What the watchers would be shown of an item, as little as they can do with; ``None`` for one that would not be asked."""
        return tuple(None if watch is None else watch.values_of(record, bad) for watch in self._looking)

    def observe_values(self, index: int, values: Values) -> list[Hit]:
        """Like :meth:`observe`, for an item whose values were taken out elsewhere."""
        hits: list[Hit] = []
        for watch, given in zip(self._watchers.values(), values, strict=True):
            if given is not None:
                result = watch.observe(index, *given) if watch.note is None else watch.note(index, given)
                if result is not None:
                    hits.append((watch.rule, result, ()))
        return hits

    def finish(self) -> Iterable[tuple[Rule, Mapping[str, Any]]]:
        """What the watchers say about the message as a whole."""
        for watch in self._watchers.values():
            for result in watch.finish():
                yield watch.rule, result


class _Watch:
    """A watcher of one message, and how to get at what it reads."""

    __slots__ = ("_closure", "_facts", "finish", "gist", "note", "observe", "read", "rule", "strict")

    def __init__(self, rule: Rule, facts: Mapping[tuple[Scope, str], Fact]) -> None:
        watcher = rule.check(**rule.parameters)
        self.rule = rule
        self.observe, self.finish = watcher.observe, watcher.finish
        self.gist, self.note = getattr(watcher, "gist", None), getattr(watcher, "note", None)
        self.read = reader_of([read.rstrip("?") for read in rule.reads])
        self.strict = [not read.endswith("?") for read in rule.reads]
        self._facts = facts
        self._closure: frozenset[str] | None = None

    def closure(self) -> frozenset[str]:
        """The fields that the watcher rests on; found out when an item has a bad one."""
        if self._closure is None:
            self._closure = frozenset(closure_of(self.rule.reads, Scope.ITEM, self._facts))
        return self._closure

    def values_of(self, record: Record, bad: frozenset[str]) -> Any:
        """What the watcher reads of an item, or the gist of it; ``None`` when it is not to be asked."""
        if bad and not bad.isdisjoint(self.closure()):
            return None
        values = self.read(record)
        if None in values and any(value is None and strict for value, strict in zip(values, self.strict, strict=True)):
            return None
        return values if self.gist is None else self.gist(*values)
