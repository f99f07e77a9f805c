"""One message over a crew: pieces out, answers in, and from them the very results that one process would give."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from ead.engines.crew import Answer, Crew, Fate
from ead.engines.hits import with_hits
from ead.engines.pieces import Cutter, Piece, cutter_of
from ead.engines.wire import LEVELS, dumps, finding_from, loads
from ead.fields.layout import Record
from ead.findings import Finding, Outcome, Problem
from ead.formats.base import Decoded, ItemStream
from ead.formats.json_origin import LineOrigin
from ead.rules.compiler import Hit
from ead.rules.message import MessageChecks
from ead.run import ItemResult, Run
from ead.sufficiency import Sufficiency

if TYPE_CHECKING:
    from ead.validator import Validator

__all__ = ["LazyResult", "Spread", "spreading"]

SMALL = 2 * 1024 * 1024
"""Messages up to this many bytes are checked before workers would have started."""


class LazyResult(ItemResult):
    """A result that came from another process: its record is decoded again when somebody asks for it."""

    __slots__ = ("_known_id", "_record", "_take")

    def __init__(
        self,
        index: int | None,
        findings: list[Finding],
        outcome: Outcome,
        level: Sufficiency | None,
        item_id: str | None,
        take: Callable[[], Record | None] | None,
    ) -> None:
        self._known_id = item_id
        self._take = take
        super().__init__(index, None, findings, outcome, None, level)

    @property
    def item_id(self) -> str | None:
        """The item's identifier as written, if it could be read."""
        return self._known_id

    @property
    def record(self) -> Record | None:
        """The item's record."""
        if self._take is not None:
            take, self._take = self._take, None
            self._record = take()
        return self._record

    @record.setter
    def record(self, value: Record | None) -> None:
        self._record = value


class _PieceTask:
    """A piece, and what its answer rests on: the index of its first item, and the rules switched off by then."""

    __slots__ = ("deaths", "here", "index", "message", "piece", "stopped")

    def __init__(self, piece: Piece, index: int, stopped: tuple[str, ...], message: bytes, deaths: int = 0) -> None:
        self.piece = piece
        self.index = index
        self.stopped = stopped
        self.message = message
        self.deaths = deaths
        self.here = piece.here

    def body(self) -> bytes:
        """The task as a worker takes it."""
        return dumps(("piece", self.index, self.stopped, self.piece.wire()))

    def halves(self) -> list[_PieceTask]:
        """The piece in two; a worker that dies at a half has died at its items before."""
        count, piece = self.piece.count, self.piece
        if count < 2:
            return []
        middle = count // 2
        first = _PieceTask(piece.part(0, middle), self.index, self.stopped, self.message, 1)
        return [first, _PieceTask(piece.part(middle, count), self.index + middle, self.stopped, self.message, 1)]


class Spread:
    """What a validator checks a message by instead of item after item. Formats that are not cut, and small messages, stay here.

    With ``suspect`` nothing stays here: the message has brought a process down.
    """

    def __init__(self, crew: Crew, *, suspect: bool = False) -> None:
        self._crew = crew
        self._suspect = suspect

    def __call__(self, run: Run, stream: ItemStream) -> Iterator[ItemResult]:
        """The results of a message's items."""
        cutter = cutter_of(stream)
        if cutter is not None:
            return _Message(self._crew, run, cutter).results(0 if self._suspect else SMALL)
        return _refused(run, stream) if self._suspect else map(run.check_item, stream.items())


def _refused(run: Run, stream: ItemStream) -> Iterator[ItemResult]:
    stream.problems.append(Problem("CORE-INT-017", place=(1, 1)))
    run.complete = False
    return iter(())


@contextmanager
def _spreading(validator: Validator, jobs: int) -> Iterator[Spread]:
    with Crew(validator, jobs) as crew:
        yield Spread(crew)


def spreading(validator: Validator, jobs: int) -> AbstractContextManager[Spread]:
    """A :class:`Spread` with a crew of its own, which ends with the context."""
    return _spreading(validator, jobs)


class _ByGist(MessageChecks):
    """Shows items that are checked here to the watchers in the same way as those that were checked elsewhere."""

    def observe(self, index: int, record: Record, bad: frozenset[str]) -> list[Hit]:
        """Show an item."""
        return self.observe_values(index, self.values_of(record, bad))


class _Message:
    """The state of one message that is spread: how many items are through, how many are on their way."""

    def __init__(self, crew: Crew, run: Run, cutter: Cutter) -> None:
        self._crew = crew
        self._run = run
        self._cutter = cutter
        self._rules = run.validator.rules_by_code
        self._index = 0
        self._ahead = 0
        self._message = dumps(("message", cutter.stream.format, cutter.seed, run.report.as_of))

    def results(self, small: int) -> Iterator[ItemResult]:
        """The results in order. What is no longer than ``small`` bytes is not sent anywhere."""
        pieces = self._cutter.pieces()
        early: list[Piece] = []
        size = 0
        while size <= small:
            piece = next(pieces, None)
            if piece is None:
                break
            early.append(piece)
            size += piece.size
        if size <= small and small:
            for piece in early:
                yield from self._check_here(piece)
        else:
            engine = self._run.validator.engine
            self._run.messages = _ByGist(engine.message_rules, engine.facts)
            for task, answer in self._crew.run(self._tasks(chain(early, pieces))):
                yield from self._results_of(task, answer)
        self._cutter.close(self._index)

    def _tasks(self, pieces: Iterable[Piece]) -> Iterator[_PieceTask]:
        for piece in pieces:
            yield _PieceTask(piece, self._ahead, self._stopped(), self._message)
            self._ahead += piece.count

    def _stopped(self) -> tuple[str, ...]:
        return tuple(sorted(self._run.guard.stopped))

    def _results_of(self, task: _PieceTask, answer: Answer) -> Iterator[ItemResult]:
        start = self._index
        if answer is Fate.DIED:
            yield from self._given_up(task.piece)
        elif isinstance(answer, bytes) and task.index == start and task.stopped == self._stopped():
            yield from self._taken_in(task.piece, *loads(answer))
        else:
            yield from self._check_here(task.piece)
        # Where items are not where they should be, their number was a guess, and those on their way have moved.
        self._ahead += self._index - start - task.piece.count

    def _given_up(self, piece: Piece) -> Iterator[ItemResult]:
        """The item whose workers died."""
        self._run.complete = False
        if piece.count:
            place = piece.start()
            self._index += 1
            yield self._run.check_item(Decoded(self._index - 1, None, [Problem("CORE-INT-017", place=place)], LineOrigin(*place)))

    def _check_here(self, piece: Piece) -> Iterator[ItemResult]:
        for decoded in self._cutter.decode(piece, self._index):
            self._index = decoded.index + 1
            yield self._run.check_item(decoded)

    def _taken_in(
        self,
        piece: Piece,
        regular: bool,
        ids: list[str | None],
        levels: bytes,
        values: list[Any],
        entries: dict[int, tuple[bool, list[Any]]],
        problems: bytes,
        complete: bool,
        facts: tuple[Any, ...],
    ) -> Iterator[ItemResult]:
        """The results that a worker's answer comes to."""
        self._absorb(problems, complete, *facts)
        base = self._index
        observe, take = self._run.messages.observe_values, partial(self._decoded, piece, base, regular)
        for number, item_id in enumerate(ids):
            index = self._index = base + number
            self._index += 1
            seen, entry, level = values[number], entries.get(number), LEVELS[levels[number]]
            hits = observe(index, seen) if seen is not None else None
            if hits:
                found = [finding_from(one, self._rules) for one in entry[1]] if entry else []
                yield with_hits(self._run, take(number), hits, found, level)
                continue
            if level is not None:
                self._run.report.note_sufficiency(index, item_id, level, self._run.validator.limits.findings)
            if entry is None:
                yield LazyResult(index, [], Outcome.ACCEPTED, level, item_id, partial(self._record, take, number))
                continue
            findings = [finding_from(one, self._rules) for one in entry[1]]
            if not entry[0]:
                yield ItemResult(index, None, findings, self._run.outcome_of(findings, broken=True), None)
                continue
            findings = self._run.settled(findings)
            yield LazyResult(index, findings, self._run.outcome_of(findings), level, item_id, partial(self._record, take, number))

    def _absorb(
        self,
        problems: bytes,
        complete: bool,
        crashed: list[str],
        unserved: list[str],
        missing: list[tuple[str, str]],
        stopped: list[str],
        suppressed: int,
    ) -> None:
        """Take over what a piece says about the message."""
        run, stream = self._run, self._cutter.stream
        if problems:
            stream.problems.extend(pickle.loads(problems))  # noqa: S301 - from our own worker
        stream.complete = stream.complete and complete
        run.crashed.update(crashed)
        run.unserved.update(unserved)
        run.aids.rates.missing.update(missing)
        run.guard.stopped.update(stopped)
        run.report.suppressed += suppressed

    def _record(self, take: Callable[[int], Decoded], number: int) -> Record | None:
        record = take(number).record
        return None if record is None else self._run.bounded(record)

    def _decoded(self, piece: Piece, base: int, regular: bool, number: int) -> Decoded:
        """An item of a piece once more."""
        stream = self._cutter.stream
        before, complete = len(stream.problems), stream.complete
        if regular and piece.count > 1:
            found = next(iter(self._cutter.decode(piece.part(number, number + 1), base + number)))
        else:
            found = next(one for one in self._cutter.decode(piece, base) if one.index == base + number)
        del stream.problems[before:]
        stream.complete = complete
        return found
