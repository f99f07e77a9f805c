"""One message over a crew: pieces out, answers in, and from them the very results that one process would give."""

from __future__ import annotations

import pickle
from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any

from ead.collector import uncollected
from ead.descriptions import BUILTIN_JUDGE
from ead.engines.crew import Answer, Crew, Fate, start_method
from ead.engines.hits import with_hits
from ead.engines.notes import Told, telling
from ead.engines.pieces import Cutter, Piece, cutter_of
from ead.engines.taken import LazyResult, Taken
from ead.engines.wire import LEVELS, dumps, finding_from, loads
from ead.engines.worker import Bench
from ead.findings import Finding, Outcome, Problem
from ead.formats.base import Decoded, ItemStream
from ead.formats.json_origin import LineOrigin
from ead.rules.compiler import Hit
from ead.run import Examined, ItemResult, Run
from ead.sufficiency import Sufficiency

if TYPE_CHECKING:
    from ead.validator import Validator

__all__ = ["Spread", "spreading"]

SMALL = 2 * 1024 * 1024
"""Messages up to this many bytes are checked before workers would have started."""

# Bytes of a piece, four times what one process reads at a time: few large pieces cost less to hand over than many small ones.
_PIECE = 512 * 1024


class _PieceTask:
    """A piece, and what its answer rests on: the index of its first item, and the rules switched off by then."""

    __slots__ = ("deaths", "helper", "here", "index", "message", "piece", "stopped")

    def __init__(
        self, piece: Piece, index: int, stopped: tuple[str, ...], message: bytes, deaths: int = 0, helper: _Helper | None = None
    ) -> None:
        self.piece = piece
        self.index = index
        self.stopped = stopped
        self.message = message
        self.deaths = deaths
        self.here = piece.here
        self.helper = helper

    @property
    def shared(self) -> bool:
        """Whether the parent checks it where no worker has time; never where a worker has died of it."""
        return self.helper is not None and not self.deaths

    def done(self) -> Answer:
        """What a worker would answer."""
        return Fate.HERE if self.helper is None else self.helper.answer(self.data, self.index, self.stopped, self.piece.wire())

    @property
    def data(self) -> bytes:
        """The piece's items."""
        return self.piece.data or b""

    def body(self) -> bytes:
        """The rest of the task as a worker takes it."""
        return dumps(("piece", self.index, self.stopped, self.piece.wire()))

    def halves(self) -> list[_PieceTask]:
        """The piece in two; a worker that dies at a half has died at its items before."""
        count, piece = self.piece.count, self.piece
        if count < 2:
            return []
        middle = count // 2
        first = _PieceTask(piece.part(0, middle), self.index, self.stopped, self.message, 1)
        return [first, _PieceTask(piece.part(middle, count), self.index + middle, self.stopped, self.message, 1)]


class _Helper:
    """The parent as a worker, for a message: it has the ways of one, so that what comes of a piece does not depend on who checked it."""

    def __init__(self, validator: Validator, *about: Any) -> None:
        self._validator = validator
        self._about = about
        self._bench: Bench | None = None

    def answer(self, data: bytes, index: int, stopped: tuple[str, ...], wire: tuple[Any, ...]) -> Answer:
        """What is to be said of a piece; where something happens, it is checked in its turn."""
        try:
            if self._bench is None:
                self._bench = Bench(self._validator, apart=False)
                self._bench.begin(*self._about)
            # As in a worker, which hardly ever looks for garbage.
            with uncollected():
                return self._bench.piece(data, index, stopped, wire)
        except Exception:  # noqa: BLE001 - as in a worker
            return Fate.HERE


def _is_own(validator: Validator) -> bool:
    """Whether all code that items meet is that of this package: code from elsewhere may end the process that it runs in."""
    return validator.judge is BUILTIN_JUDGE and all(rule.builtin for rule in validator.profile.loaded)


class Spread:
    """What a validator checks a message by instead of item after item. Formats that are not cut, and small messages, stay here.

    With ``suspect`` nothing stays here: the message has brought a process down.
    """

    def __init__(self, crew: Crew, *, suspect: bool = False) -> None:
        self._crew = crew
        self._suspect = suspect

    def __call__(self, run: Run, stream: ItemStream, sparse: bool = False) -> Iterator[Examined]:
        """What comes of a message's items, some at a time; with ``sparse``, results that say nothing are not made where that is spared."""
        cutter = cutter_of(stream)
        if cutter is not None:
            return _Message(self._crew, run, cutter, sparse=sparse, helped=not self._suspect).results(0 if self._suspect else SMALL)
        return _refused(run, stream) if self._suspect else map(_alone, map(run.check_item, stream.items()))


def _alone(result: ItemResult) -> Examined:
    """An item that was checked by itself."""
    silent = not result.findings and result.outcome is Outcome.ACCEPTED
    return Examined([result], [] if silent else [result], int(silent), [])


def _refused(run: Run, stream: ItemStream) -> Iterator[Examined]:
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


class _Message:
    """The state of one message that is spread: how many items are through, how many are on their way."""

    def __init__(self, crew: Crew, run: Run, cutter: Cutter, *, sparse: bool, helped: bool) -> None:
        self._crew = crew
        self._run = run
        self._cutter = cutter
        self._sparse = sparse
        self._rules = run.validator.rules_by_code
        self._index = 0
        self._ahead = 0
        engine = run.validator.engine
        self._watchers, known = telling(engine.message_rules, engine.facts, forked=start_method() == "fork")
        about = (cutter.stream.format, cutter.seed, run.report.as_of, known)
        self._message = dumps(("message", *about))
        self._helper = _Helper(run.validator, *about) if helped and _is_own(run.validator) else None

    def results(self, small: int) -> Iterator[Examined]:
        """The results in order, a piece at a time. What is no longer than ``small`` bytes is not sent anywhere."""
        pieces = self._cutter.pieces(_PIECE)
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
            self._run.messages = self._watchers
            for task, answer in self._crew.run(self._tasks(chain(early, pieces))):
                yield from self._results_of(task, answer)
        self._cutter.close(self._index)

    def _tasks(self, pieces: Iterable[Piece]) -> Iterator[_PieceTask]:
        for piece in pieces:
            yield _PieceTask(piece, self._ahead, self._stopped(), self._message, helper=self._helper)
            self._ahead += piece.count

    def _stopped(self) -> tuple[str, ...]:
        return tuple(sorted(self._run.guard.stopped))

    def _results_of(self, task: _PieceTask, answer: Answer) -> Iterator[Examined]:
        start = self._index
        if answer is Fate.DIED:
            yield from self._given_up(task.piece)
        elif not isinstance(answer, Fate) and task.index == start and task.stopped == self._stopped():
            yield self._taken_in(task.piece, *(loads(answer) if isinstance(answer, bytes) else answer))
        else:
            yield from self._check_here(task.piece)
        # Where items are not where they should be, their number was a guess, and those on their way have moved.
        self._ahead += self._index - start - task.piece.count

    def _given_up(self, piece: Piece) -> Iterator[Examined]:
        """The item whose workers died."""
        self._run.complete = False
        if piece.count:
            place = piece.start()
            self._index += 1
            decoded = Decoded(self._index - 1, None, [Problem("CORE-INT-017", place=place)], LineOrigin(*place))
            yield _alone(self._run.check_item(decoded))

    def _check_here(self, piece: Piece) -> Iterator[Examined]:
        for decoded in self._cutter.decode(piece, self._index):
            self._index = decoded.index + 1
            yield _alone(self._run.check_item(decoded))

    def _taken_in(
        self,
        piece: Piece,
        regular: bool,
        ids: list[str | None],
        levels: bytes,
        notes: Told,
        entries: dict[int, tuple[bool, list[Any]]],
        problems: bytes,
        complete: bool,
        facts: tuple[Any, ...],
    ) -> Examined:
        """The results that a worker's answer comes to."""
        self._absorb(problems, complete, *facts)
        taken = Taken(self._run, self._cutter, piece, self._index, regular=regular)
        self._index += len(ids)
        hits = dict(self._watchers.hits_of(taken.index, notes, taken.sound_record))
        noting = not self._counted(levels, hits)
        results: list[ItemResult] = []
        told: list[ItemResult] = []
        done = 0
        for number in (*sorted(hits.keys() | entries.keys()), len(ids)):
            if done < number:
                if noting:
                    self._note_levels(taken.index, ids, levels, range(done, number))
                if not self._sparse:
                    results += [self._silent(taken, ids, levels, one) for one in range(done, number)]
            done = number + 1
            if number < len(ids):
                level = LEVELS[levels[number]]
                if number in hits:
                    result = self._watched(taken, number, level, hits[number], entries.get(number))
                else:
                    result = self._found(taken, number, ids[number], level, entries[number], noting=noting)
                results.append(result)
                told.append(result)
        return Examined(results, told, len(ids) - len(told), [])

    def _counted(self, levels: bytes, hits: Collection[int]) -> bool:
        """Count the levels of all items at once, where none is listed any more; those about which watchers have something to say count
        by themselves."""
        known = self._run.report.sufficiency
        if known is None or not known.is_full:
            return False
        for place, level in enumerate(LEVELS):
            if level is not None:
                known.counts[level] += levels.count(place) - sum(1 for number in hits if levels[number] == place)
        return True

    def _silent(self, taken: Taken, ids: list[str | None], levels: bytes, number: int) -> ItemResult:
        """The result of an item about which there is nothing to say."""
        return LazyResult(taken.index + number, [], Outcome.ACCEPTED, LEVELS[levels[number]], ids[number], taken, number)

    def _note_levels(self, index: int, ids: list[str | None], levels: bytes, numbers: range) -> None:
        report, limit = self._run.report, self._run.validator.limits.findings
        for number in numbers:
            level = LEVELS[levels[number]]
            if level is not None:
                report.note_sufficiency(index + number, ids[number], level, limit)

    def _watched(
        self, taken: Taken, number: int, level: Sufficiency | None, hits: list[Hit], entry: tuple[bool, list[Any]] | None
    ) -> ItemResult:
        """The result of an item about which the watchers have something to say, beside what the rules on items have found."""
        findings = self._findings(entry[1]) if entry is not None else []
        return with_hits(self._run, taken.decoded(number), hits, findings, level)

    def _found(
        self, taken: Taken, number: int, item_id: str | None, level: Sufficiency | None, entry: tuple[bool, list[Any]], *, noting: bool
    ) -> ItemResult:
        """The result of an item with findings, about which the watchers have nothing to say."""
        run, index = self._run, taken.index + number
        has_record, told = entry
        findings = self._findings(told)
        if not has_record:
            return ItemResult(index, None, findings, run.outcome_of(findings, broken=True), None)
        if noting and level is not None:
            run.report.note_sufficiency(index, item_id, level, run.validator.limits.findings)
        findings = run.settled(findings)
        return LazyResult(index, findings, run.outcome_of(findings), level, item_id, taken, number)

    def _findings(self, told: list[Any]) -> list[Finding]:
        """Findings that were told of; those that were made here are left as they are."""
        rules = self._rules
        return [finding_from(one, rules) if type(one) is tuple else one for one in told]

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
