"""Rules that look at a whole message: they watch item after item and speak at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Protocol

from ead.fields.layout import Record
from ead.native import part, twin
from ead.rules.api import Fact, Rule, Scope
from ead.rules.compiler import Hit
from ead.rules.names import closure_of
from ead.rules.watched_values import Look, looker, reader_of_watcher

__all__ = ["FirstSeen", "MessageChecks", "PatientChecks", "Shown", "Values", "compiled_watches", "digest"]

Values = tuple[Any, ...]
"""What each watcher reads of one item, or the gist of it."""

# Faulty items are faulty in few ways, unless somebody wants to fill the memory.
_MOST_LOOKS = 256
_native = part("watch")


class Shown(Protocol):
    """An item as watchers are shown it: with its position in the message."""

    index: int
    record: Any


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


class MessageChecks:
    """The watchers of one message. A watcher has ``observe(index, *values)`` and ``finish()``; values are texts as written.

    In place of ``observe``, or beside it where that can be done for less in one process, a watcher may have ``gist(*values)``, which makes
    little of the values, in plain types and the same in every process (``None`` when there is nothing to watch), and
    ``note(index, gist)``: it makes checks with several processes cheaper. With ``glance()`` it may give a compiled object of
    :mod:`ead.native.watch` that looks at most items in its place, or ``None``. A static method ``needs(**parameters)`` tells how many items
    there must be before it has anything to say.
    """

    def __init__(self, rules: Sequence[Rule], facts: Mapping[tuple[Scope, str], Fact]) -> None:
        self._facts = facts
        self._begun_with = tuple(rules)
        self._watchers = self._at_first()
        self.attended: tuple[Rule, ...] | None = None
        """The rules whose watchers are shown items; ``None``: all there are."""
        # By identity, each with what it stands for: the plans of a message are few, and its items change between them.
        self._known: dict[int, tuple[tuple[Rule, ...], Sequence[_Watch | None], Look]] = {}
        # Of the same rules, what all items are shown to in turn.
        self._sights: dict[int, Any] = {}
        self._looking: Sequence[_Watch | None] = tuple(self._watchers.values())
        self._look: Look | None = None
        self._looks: dict[tuple[_Watch | None, ...], Look] = {}
        self._looks_past: dict[tuple[Sequence[_Watch | None], frozenset[str]], Look] = {}

    def _at_first(self) -> dict[str, _Watch]:
        """The watchers that are there before the first item."""
        return {rule.code: _Watch(rule, self._facts) for rule in self._begun_with}

    def attend(self, rules: tuple[Rule, ...]) -> None:
        """From here on, items are shown to the watchers of these rules; those that there are none of yet come into being."""
        if rules is self.attended:
            return
        self.attended = rules
        known = self._known.get(id(rules))
        if known is None or len(known[1]) != len(self._watchers) or known[0] is not rules:
            known = self._known[id(rules)] = self._taken_up(rules)
        _, self._looking, self._look = known

    def _taken_up(self, rules: tuple[Rule, ...]) -> tuple[tuple[Rule, ...], Sequence[_Watch | None], Look]:
        looking: Sequence[_Watch | None]
        if rules == self._begun_with and len(rules) == len(self._watchers):
            looking = tuple(self._watchers.values())
        else:
            for rule in rules:
                if rule.code not in self._watchers:
                    self._watchers[rule.code] = _Watch(rule, self._facts)
            wanted = {rule.code for rule in rules}
            looking = tuple([watch if code in wanted else None for code, watch in self._watchers.items()])
        sight = self._sights[id(rules)] = self.sight_of(looking)
        return rules, looking, self.look_at(sight)

    def sight_of(self, looking: Sequence[_Watch | None]) -> Any:
        """What items are shown to in place of these watchers."""
        if _native is not None:
            return compiled_watches(looking)
        watches = [watch for watch in looking if watch is not None]
        make = looker(tuple([(watch.rule.reads, watch.by_gist) for watch in watches]))
        return make([(watch.rule, watch.gist, watch.note if watch.by_gist else watch.watcher.observe) for watch in watches])

    def look_at(self, sight: Any) -> Look:
        """What shows it an item."""
        look: Look = sight if _native is None else sight.look
        return look

    def look_in_turn(self, sights: list[Any], items: Sequence[Shown]) -> list[Sequence[Hit]]:
        """What is said of items, of which each is shown to one of them."""
        if _native is not None:
            return _native.look_in_turn(sights, items)  # type: ignore[no-any-return]
        return [look(item.index, item.record) for look, item in zip(sights, items, strict=True)]

    def observe_all(self, rules: Sequence[tuple[Rule, ...]], items: Sequence[Shown], bad: Sequence[frozenset[str]]) -> list[Sequence[Hit]]:
        """Show items, each to the watchers of its rules: what they say of each at once."""
        said = []
        for wanted, item, names in zip(rules, items, bad, strict=True):
            if wanted is not self.attended:
                self.attend(wanted)
            said.append(self.observe(item.index, item.record, names))
        return said

    def _observe_sound(self, rules: Sequence[tuple[Rule, ...]], items: Sequence[Shown]) -> list[Sequence[Hit]]:
        """The same for items without bad fields, where they are only looked at."""
        sights = [*map(self._sights.get, map(id, rules))]
        if None in sights:
            for wanted in rules:
                self.attend(wanted)
            sights = [self._sights[id(wanted)] for wanted in rules]
        return self.look_in_turn(sights, items)

    def observe(self, index: int, record: Record, bad: frozenset[str]) -> Sequence[Hit]:
        """Show an item to every watcher; what they say at once is a hit on that item."""
        if bad:
            return self._look_past(bad)(index, record)
        if self._look is None:
            self._look = self.look_at(self.sight_of(self._looking))
        return self._look(index, record)

    def _look_past(self, bad: frozenset[str]) -> Look:
        """What shows an item to the watchers that do not rest on its bad fields."""
        look = self._looks_past.get((self._looking, bad))
        if look is None:
            if len(self._looks_past) >= _MOST_LOOKS:
                self._looks_past.clear()
            look = self._looks_past[self._looking, bad] = self._look_without(bad)
        return look

    def _look_without(self, bad: frozenset[str]) -> Look:
        """The same; many a field is one that no watcher rests on."""
        looking = tuple([None if watch is None or not bad.isdisjoint(watch.closure()) else watch for watch in self._looking])
        look = self._looks.get(looking)
        if look is None:
            if len(self._looks) >= _MOST_LOOKS:
                self._looks.clear()
            look = self._looks[looking] = self.look_at(self.sight_of(looking))
        return look

    @property
    def watches(self) -> Sequence[_Watch]:
        """All watchers of the message, in their order."""
        return tuple(self._watchers.values())

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


class PatientChecks(MessageChecks):
    """The same for one process. Where nothing can be said of a single item, watchers come into being with the second one."""

    def __init__(self, rules: Sequence[Rule], facts: Mapping[tuple[Scope, str], Fact]) -> None:
        super().__init__(rules, facts)
        self._waiting = True
        self._first: tuple[tuple[Rule, ...], int, Record, frozenset[str]] | None = None

    def _at_first(self) -> dict[str, _Watch]:
        """None: the first item may be the only one."""
        return {}

    def attend(self, rules: tuple[Rule, ...]) -> None:
        """From here on, items are shown to the watchers of these rules."""
        if self._waiting:
            self.attended = rules
        else:
            super().attend(rules)

    def observe(self, index: int, record: Record, bad: frozenset[str]) -> Sequence[Hit]:
        """Show an item to every watcher, now or when the next one comes."""
        if self._waiting:
            attended = self.attended or ()
            if self._first is None and _need_others(self._begun_with) and _need_others(attended):
                self._first = attended, index, record, bad
                return ()
            self._begin()
        return super().observe(index, record, bad)

    def observe_all(self, rules: Sequence[tuple[Rule, ...]], items: Sequence[Shown], bad: Sequence[frozenset[str]]) -> list[Sequence[Hit]]:
        """Show items, each to the watchers of its rules: what they say of each at once."""
        if self._waiting or any(bad):
            return super().observe_all(rules, items, bad)
        return self._observe_sound(rules, items)

    def finish(self) -> list[tuple[Rule, Mapping[str, Any]]]:
        """What the watchers say about the message as a whole."""
        if self._waiting:
            if _need_others(self._begun_with):
                return []
            self._begin()
        return super().finish()

    def _begin(self) -> None:
        attended, self.attended, self._waiting = self.attended, None, False
        self._watchers = super()._at_first()
        self._looking = tuple(self._watchers.values())
        if self._first is not None:
            rules, index, record, bad = self._first
            super().attend(rules)
            super().observe(index, record, bad)
        if attended is not None:
            super().attend(attended)


@lru_cache(maxsize=256)
def _need_others(rules: tuple[Rule, ...]) -> bool:
    """Whether none of these rules has anything to say of a message of one item."""
    return all(hasattr(rule.check, "needs") and rule.check.needs(**rule.parameters) > 1 for rule in rules)


def compiled_watches(looking: Sequence[_Watch | None], *, alone: bool = False) -> Any:
    """These watchers as the compiled part takes them; ``alone``, none has an object there that looks in its place."""
    assert _native is not None
    watches = [(place, watch) for place, watch in enumerate(looking) if watch is not None]
    return _native.Watches([(place, watch.rule, None if alone else watch.glance(), watch) for place, watch in watches])


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
        read, strict = reader_of_watcher(self.rule.reads)
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
