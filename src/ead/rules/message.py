"""Rules that look at a whole message: they watch item after item and speak at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from ead.errors import ConfigurationError
from ead.fields.layout import ITEM_LAYOUT, Layout, Record
from ead.native import part, twin
from ead.rules.api import Fact, Rule, Scope
from ead.rules.compiler import Hit
from ead.rules.names import closure_of

__all__ = ["FirstSeen", "MessageChecks", "Values", "compiled_watches", "digest", "reader_of"]

Reader = Callable[[Record], tuple[Any, ...]]
Values = tuple[Any, ...]
"""What each watcher reads of one item, or the gist of it."""

_Look = Callable[[int, Record], list[Hit]]
_native = part("watch")


class _FirstSeen:
    """At which index each text was met first; by hash, for a million ids held as text would cost twice the memory."""

    def __init__(self) -> None:
        self._first: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._first)

    def first(self, text: str, index: int) -> int:
        """The index that the text was met at first; this one, from 0, when it was not met before."""
        return self._first.setdefault(hash(text), index)


FirstSeen: type[_FirstSeen] = twin("tables", lambda native: native.FirstSeen, lambda: _FirstSeen)
"""What watchers know texts again by; compiled where that can be."""


def digest(*parts: str | None) -> bytes:
    """Eight bytes that stand for these texts in every process, which :func:`hash` does not."""
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def reader_of(names: Sequence[str]) -> Reader:
    """A function that takes the texts of item fields out of a record; ``contents`` gives the records of the pieces.

    Raises :class:`ConfigurationError` for a name that is no field.
    """
    return _reader(tuple(names))


@lru_cache(maxsize=256)
def _looker(wanted: tuple[tuple[tuple[str, ...], bool], ...]) -> Callable[..., Callable[[int, Record], list[Hit]]]:
    """What shows an item to watchers that read these names: one function for all of them, which takes each value out of the record once.

    Of each watcher it is said what it reads, and whether it looks at gists only. The function is made for the watchers of one message by
    calling what is returned here with three things for each: its rule, what makes the gist (or ``None``), and what to ask.
    """
    values: dict[str, str] = {}
    lines = []
    for number, (reads, by_gist) in enumerate(wanted):
        arguments = [values.setdefault(_expression(read.rstrip("?")), f"value_{len(values)}") for read in reads]
        conditions = [f"{name} is not None" for name, read in zip(arguments, reads, strict=True) if not read.endswith("?")]
        if by_gist:
            conditions.append(f"(gist := gist_{number}({', '.join(arguments)})) is not None")
        shown = "gist" if by_gist else ", ".join(arguments)
        conditions.append(f"(said := ask_{number}(index, {shown})) is not None")
        lines.append(f"if {' and '.join(conditions)}: hits.append((rule_{number}, said, ()))")
    lines = [*(f"{name} = {expression}" for expression, name in values.items()), *lines, "return hits"]
    body = "\n        ".join(["hits = []", *lines])
    unpacked = "".join(f"    rule_{number}, gist_{number}, ask_{number} = watchers[{number}]\n" for number in range(len(wanted)))
    space: dict[str, Any] = {}
    source = f"def make(watchers):\n{unpacked}    def look(index, record):\n        {body}\n    return look\n"
    exec(source, space)  # noqa: S102 - see _reader
    return space["make"]  # type: ignore[no-any-return]


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

    In place of ``observe``, or beside it where that can be done for less in one process, a watcher may have ``gist(*values)``, which makes
    little of the values, in plain types and the same in every process (``None`` when there is nothing to watch), and
    ``note(index, gist)``: it makes checks with several processes cheaper. With ``glance()`` it may give a compiled object of
    :mod:`ead.native.watch` that looks at most items in its place, or ``None``.
    """

    def __init__(self, rules: Sequence[Rule], facts: Mapping[tuple[Scope, str], Fact]) -> None:
        self._facts = facts
        self._begun_with = tuple(rules)
        self._watchers = {rule.code: _Watch(rule, facts) for rule in rules}
        self.attended: tuple[Rule, ...] | None = None
        """The rules whose watchers are shown items; ``None``: all there are."""
        # By identity, each with what it stands for: the plans of a message are few, and its items change between them.
        self._known: dict[int, tuple[tuple[Rule, ...], Sequence[_Watch | None], _Look]] = {}
        self._looking: Sequence[_Watch | None] = tuple(self._watchers.values())
        self._look: _Look | None = None

    def attend(self, rules: tuple[Rule, ...]) -> None:
        """From here on, items are shown to the watchers of these rules; those that there are none of yet come into being."""
        if rules is self.attended:
            return
        self.attended = rules
        known = self._known.get(id(rules))
        if known is None or len(known[1]) != len(self._watchers) or known[0] is not rules:
            known = self._known[id(rules)] = self._taken_up(rules)
        _, self._looking, self._look = known

    def _taken_up(self, rules: tuple[Rule, ...]) -> tuple[tuple[Rule, ...], Sequence[_Watch | None], _Look]:
        looking: Sequence[_Watch | None]
        if rules == self._begun_with and len(rules) == len(self._watchers):
            looking = tuple(self._watchers.values())
        else:
            for rule in rules:
                if rule.code not in self._watchers:
                    self._watchers[rule.code] = _Watch(rule, self._facts)
            wanted = {rule.code for rule in rules}
            looking = tuple([watch if code in wanted else None for code, watch in self._watchers.items()])
        return rules, looking, self.look_of(looking)

    def look_of(self, looking: Sequence[_Watch | None]) -> _Look:
        """What shows an item to these watchers."""
        if _native is not None:
            return compiled_watches(looking).look  # type: ignore[no-any-return]
        watches = [watch for watch in looking if watch is not None]
        make = _looker(tuple([(watch.rule.reads, watch.by_gist) for watch in watches]))
        return make([(watch.rule, watch.gist, watch.note if watch.by_gist else watch.watcher.observe) for watch in watches])

    def observe(self, index: int, record: Record, bad: frozenset[str]) -> list[Hit]:
        """Show an item to every watcher; what they say at once is a hit on that item."""
        if not bad:
            if self._look is None:
                self._look = self.look_of(self._looking)
            return self._look(index, record)
        asked = [watch for watch in self._looking if watch is not None and bad.isdisjoint(watch.closure())]
        return [(watch.rule, said, ()) for watch in asked if (said := watch.ask(index, record)) is not None]

    @property
    def watches(self) -> Sequence[_Watch]:
        """All watchers of the message, in their order."""
        return tuple(self._watchers.values())

    def shown(self, record: Record, bad: frozenset[str]) -> Values:
        """What each watcher is shown of an item in this process, or in one that was forked from it; ``None``: it is not asked."""
        return tuple(None if watch is None or not bad.isdisjoint(watch.closure()) else watch.shown(record) for watch in self._looking)

    def values_of(self, record: Record, bad: frozenset[str]) -> Values:
        """What the watchers would be shown of an item, as little as they can do with; ``None`` for one that would not be asked."""
        return tuple(None if watch is None else watch.values_of(record, bad) for watch in self._looking)

    def observe_values(self, index: int, values: Values) -> list[Hit]:
        """Like :meth:`observe`, for an item whose values were taken out elsewhere."""
        hits: list[Hit] = []
        for watch, given in zip(self._watchers.values(), values, strict=True):
            if given is not None:
                result = watch.watcher.observe(index, *given) if watch.note is None else watch.note(index, given)
                if result is not None:
                    hits.append((watch.rule, result, ()))
        return hits

    def finish(self) -> list[tuple[Rule, Mapping[str, Any]]]:
        """What the watchers say about the message as a whole."""
        return [(watch.rule, said) for watch in self._watchers.values() for said in watch.watcher.finish()]


def compiled_watches(looking: Sequence[_Watch | None], *, alone: bool = False) -> Any:
    """These watchers as the compiled part takes them; ``alone``, none has an object there that looks in its place."""
    assert _native is not None
    watches = [(place, watch) for place, watch in enumerate(looking) if watch is not None]
    return _native.Watches([(place, watch.rule, None if alone else watch.glance(), watch) for place, watch in watches])


@lru_cache(maxsize=256)
def _reader_of_watcher(reads: tuple[str, ...]) -> tuple[Reader, list[bool]]:
    """What takes these values out of an item, and which of them a watcher cannot do without."""
    return reader_of([read.rstrip("?") for read in reads]), [not read.endswith("?") for read in reads]


class _Watch:
    """A watcher of one message, and how to get at what it reads."""

    __slots__ = ("_closure", "_facts", "gist", "note", "rule", "watcher")

    def __init__(self, rule: Rule, facts: Mapping[tuple[Scope, str], Fact]) -> None:
        self.rule = rule
        self.watcher = watcher = rule.check(**rule.parameters)
        self.gist, self.note = getattr(watcher, "gist", None), getattr(watcher, "note", None)
        self._facts = facts
        self._closure: frozenset[str] | None = None

    @property
    def by_gist(self) -> bool:
        """Whether the watcher looks at gists only."""
        return not hasattr(self.watcher, "observe")

    def glance(self) -> Any:
        """The compiled object that looks at items in the watcher's place, if it has one."""
        glance = getattr(self.watcher, "glance", None)
        return None if glance is None else glance()

    def closure(self) -> frozenset[str]:
        """The fields that the watcher rests on; found out when an item has a bad one."""
        if self._closure is None:
            self._closure = frozenset(closure_of(self.rule.reads, Scope.ITEM, self._facts))
        return self._closure

    def read_all(self, record: Record) -> Values | None:
        """What the watcher reads of an item; ``None`` when something is missing that it cannot do without."""
        read, strict = _reader_of_watcher(self.rule.reads)
        values = read(record)
        return None if None in values and any(value is None and wanted for value, wanted in zip(values, strict, strict=True)) else values

    def ask(self, index: int, record: Record) -> Any:
        """What the watcher says about an item; ``None`` also when it lacks what the watcher cannot do without."""
        shown = self.shown(record)
        return None if shown is None else self.told(index, shown)

    def shown(self, record: Record) -> Any:
        """What the watcher is shown of an item, which is the gist where it looks at gists only; ``None``: it is not asked."""
        values = self.read_all(record)
        return self.watcher.gist(*values) if values is not None and self.by_gist else values

    def told(self, index: int, shown: Any) -> Any:
        """What the watcher says about an item of which it is shown this."""
        return self.watcher.note(index, shown) if self.by_gist else self.watcher.observe(index, *shown)

    def values_of(self, record: Record, bad: frozenset[str]) -> Any:
        """What the watcher reads of an item, or the gist of it; ``None`` when it is not to be asked."""
        values = self.read_all(record) if not bad or bad.isdisjoint(self.closure()) else None
        return values if values is None or self.gist is None else self.gist(*values)
