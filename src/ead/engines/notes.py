"""What the watchers of a message have to know of items that other processes check: taken down there, and told to the watchers here.

They know items again by hashes, which are the same in processes that were forked from one: there, compiled watchers take down numbers. Else
what is taken down are the gists that :class:`~ead.rules.message.MessageChecks` speaks of.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ead.fields.layout import Record
from ead.native import part
from ead.rules.api import Fact, Rule, Scope
from ead.rules.compiler import Hit
from ead.rules.message import MessageChecks, Shown, Values, compiled_watches
from ead.rules.watched_values import Look

__all__ = ["RecordOf", "Taking", "Telling", "Told", "Watched", "taking", "telling"]

RecordOf = Callable[[int], Record]
"""The record of an item of a piece, by its number there."""

Facts = Mapping[tuple[Scope, str], Fact]
Told = Any
"""What was taken down of the items of a piece, in plain types."""

_native: Any = part("watch")
_PROBE = "processes that hash this alike hash all texts alike"


class Watched(MessageChecks):
    """Takes down what the watchers of a message would be shown: they watch in the parent, who sees all items."""

    values: list[Values | None]

    def observe(self, index: int, record: Record, bad: frozenset[str]) -> Sequence[Hit]:
        """Take down the values of an item."""
        self.values.append(self.values_of(record, bad))
        return []


class Taking(MessageChecks, ABC):
    """Watchers that take down what those of another process have to know of the items of a piece."""

    @abstractmethod
    def begin(self, first: int) -> None:
        """Forget all, and go on with item ``first``."""

    @abstractmethod
    def told(self, items: int) -> Told:
        """What was taken down of so many items."""


class Telling(MessageChecks, ABC):
    """Watchers that are told of items that were checked elsewhere."""

    @abstractmethod
    def hits_of(self, index: int, told: Told, record_of: RecordOf) -> Iterable[tuple[int, list[Hit]]]:
        """What they say about the items from ``index`` on: the number of each item among these, and hits."""


class _GistsTaken(Taking):
    """Takes down gists."""

    def begin(self, first: int) -> None:
        """Forget all, and go on with item ``first``."""
        self._first, self._values = first, list[Values | None]()

    def observe(self, index: int, record: Record, bad: frozenset[str]) -> Sequence[Hit]:
        """Take down an item; those between it and the last were not shown."""
        self._values += [None] * (index - self._first - len(self._values))
        self._values.append(self.values_of(record, bad))
        return []

    def told(self, items: int) -> Told:
        """The values of each item; ``None`` for one that was not shown."""
        return self._values + [None] * (items - len(self._values))


class _GistsTold(Telling):
    """Is told gists. Items that are checked here are shown in the same way as those that were checked elsewhere."""

    def observe(self, index: int, record: Record, bad: frozenset[str]) -> Sequence[Hit]:
        """Show an item."""
        return self.observe_values(index, self.values_of(record, bad))

    def hits_of(self, index: int, told: Told, record_of: RecordOf) -> Iterator[tuple[int, list[Hit]]]:
        """What watchers say of items by their gists."""
        for number, values in enumerate(told):
            if values is not None and (hits := self.observe_values(index + number, values)):
                yield number, hits


class _NumbersTaken(Taking):
    """Takes down numbers; where texts are not hashed as by those who are told, all that watchers would be shown."""

    def __init__(self, rules: Sequence[Rule], facts: Facts, *, alike: bool) -> None:
        super().__init__(rules, facts)
        self._alike = alike
        self._notes = _native.Notes(len(rules))

    def sight_of(self, looking: Sequence[Any]) -> Any:
        """What items are shown to in place of these watchers."""
        return compiled_watches(looking, alone=not self._alike)

    def look_at(self, sight: Any) -> Look:
        """What takes down an item for it."""
        note, notes = sight.note, self._notes
        return lambda index, record: note(index, record, notes) or ()

    def look_in_turn(self, sights: list[Any], items: Sequence[Shown]) -> list[Sequence[Hit]]:
        """Take down items, each for one of them."""
        _native.note_in_turn(sights, items, self._notes)
        return [()] * len(items)

    def begin(self, first: int) -> None:
        """Forget all, and go on with item ``first``."""
        self._notes.begin(first)

    def observe_all(self, rules: Sequence[tuple[Rule, ...]], items: Sequence[Shown], bad: Sequence[frozenset[str]]) -> list[Sequence[Hit]]:
        """Take down items."""
        return super().observe_all(rules, items, bad) if any(bad) else self._observe_sound(rules, items)

    def told(self, items: int) -> Told:
        """States, numbers, and what is to be shown."""
        return self._notes.told()


class _NumbersTold(Telling):
    """Is told numbers."""

    _tell: Callable[..., list[tuple[int, list[Hit]]]] | None = None

    def hits_of(self, index: int, told: Told, record_of: RecordOf) -> list[tuple[int, list[Hit]]]:
        """What watchers say of items by their numbers."""
        if self._tell is None:
            self._tell = compiled_watches(self.watches).tell
        return self._tell(index, *told, record_of)


def telling(rules: Sequence[Rule], facts: Facts, *, forked: bool) -> tuple[Telling, int | None]:
    """Watchers of a message whose items are checked by other processes, and what has to be known where notes for them are taken."""
    if forked and _native is not None:
        return _NumbersTold(rules, facts), hash(_PROBE)
    return _GistsTold(rules, facts), None


def taking(rules: Sequence[Rule], facts: Facts, known: int | None) -> Taking:
    """What takes notes for watchers of which this is known."""
    return _GistsTaken(rules, facts) if known is None else _NumbersTaken(rules, facts, alike=hash(_PROBE) == known)
