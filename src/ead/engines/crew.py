"""Worker processes that are handed tasks and answer in the order of the tasks, whatever becomes of the workers.

Each worker has a pipe of its own and at most three tasks: memory is bounded, and a worker that ends is noticed by its pipe. The task it
was at is given to another worker; when that one ends as well it is halved, down to a task that cannot be halved: that one has ``DIED``.

Tasks that may be done here as well take one worker less: the parent is one of the processes. A third process on two cores takes from the
caches of the others what they are about to need, each time that it is its turn.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import pickle
import select
import signal
import sys
import warnings
from collections import deque
from collections.abc import Iterator, Sequence
from enum import Enum
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_anywhere
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from ead.engines import worker
from ead.engines.luggage import pack
from ead.engines.trays import Trays, send

if TYPE_CHECKING:
    from ead.validator import Validator

__all__ = ["Answer", "Crew", "Fate", "Task", "start_method"]

_AT_ONCE = 3
_MOST_FAILED_STARTS = 3
_PATIENCE = 2.0
_CANNOT_START = (OSError, AssertionError, RuntimeError)
_CANNOT_TRAVEL = (pickle.PicklingError, TypeError, AttributeError, ImportError)


class Fate(Enum):
    """What becomes of a task without an answer: it ended its workers, or the parent has to do it."""

    DIED = "died"
    HERE = "here"


Answer = bytes | tuple[Any, ...] | Fate
"""What a worker answers as bytes, or what was worked out here; or why there is none."""


class Task(Protocol):
    """Something to do. ``message`` is what the worker must know before, sent once to each; ``here`` tasks are never sent, ``shared`` ones
    are done by the parent where every worker has enough to do."""

    deaths: int
    here: bool
    message: bytes

    @property
    def shared(self) -> bool:
        """Whether the parent may do it as well."""
        ...

    def done(self) -> Answer:
        """The answer of the parent to a shared task."""
        ...

    @property
    def data(self) -> bytes:
        """What the task is about, where that is much."""
        ...

    def body(self) -> bytes:
        """The task as a worker takes it."""
        ...

    def halves(self) -> Sequence[Task]:
        """The task in two; empty when it is too small for that."""
        ...


T = TypeVar("T", bound=Task)


class _Slot(Generic[T]):
    """The place of a task in the order of a run."""

    __slots__ = ("answer", "order", "task")

    def __init__(self, task: T, order: list[_Slot[T]]) -> None:
        self.task = task
        self.order = order
        self.answer: Answer | None = Fate.HERE if task.here else None


class _Worker:
    """A process, the parent's end of its pipe, the memory that both share, and what it has been given but not answered."""

    __slots__ = ("given", "message", "pipe", "process", "ready", "trays")

    def __init__(self, process: BaseProcess, pipe: Connection, trays: Trays | None) -> None:
        self.process = process
        self.pipe = pipe
        self.trays = trays
        self.given: deque[_Slot[Task]] = deque()
        self.message = b""
        self.ready = False


class Crew:
    """Up to ``jobs`` workers for a validator, started when there is something to do. A context manager: its end is theirs."""

    def __init__(self, validator: Validator, jobs: int) -> None:
        self.validator = validator
        self.jobs = jobs
        self.deaths = 0
        self._workers: list[_Worker] = []
        self._todo: deque[_Slot[Task]] = deque()
        self._failed_starts = 0
        self._froze = False

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the workers: those at work are not waited for."""
        if self._froze:
            gc.unfreeze()
            self._froze = False
        workers, self._workers = self._workers, []
        for one in workers:
            one.pipe.close()
            if one.given:
                one.process.terminate()
        for one in workers:
            one.process.join(_PATIENCE)
            if one.process.is_alive():
                one.process.kill()
                one.process.join()
            one.process.close()

    @property
    def pids(self) -> list[int]:
        """The process identifiers of the workers."""
        return [one.process.pid for one in self._workers if one.process.pid is not None]

    def run(self, tasks: Iterator[T]) -> Iterator[tuple[T, Answer]]:
        """Each task with its answer, in order; a task that was halved comes as its parts. Takes tasks as room for them is made.

        An exception of ``tasks`` is raised when the answers to all tasks before it are through.
        """
        order: list[_Slot[T]] = []
        failure: BaseException | None = None
        more, reading, most = True, True, 2 * _AT_ONCE * self.jobs
        try:
            while True:
                # Many at a time: to read them, and to do some, each wants the caches for itself.
                while more and len(order) < (most if reading else most // 2):
                    reading = True
                    try:
                        self._take(_Slot(next(tasks), order))
                    except StopIteration:
                        more = False
                    except Exception as error:  # noqa: BLE001 - raised below
                        failure, more = error, False
                if not order:
                    break
                reading = False
                while order[0].answer is None:
                    self._go_on()
                slot = order.pop(0)
                assert slot.answer is not None
                yield slot.task, slot.answer
        finally:
            self._forget(order)
        if failure is not None:
            raise failure

    def _take(self, slot: _Slot[T]) -> None:
        slot.order.append(slot)
        if slot.answer is None:
            self._todo.append(slot)  # type: ignore[arg-type]
            self._hand_out()

    def _forget(self, order: list[_Slot[T]]) -> None:
        """A run that is broken off leaves workers with tasks that nobody waits for: they are let go. Those of a run around it are kept."""
        if any(slot.answer is None for slot in order):
            given = [slot for one in self._workers for slot in one.given]
            kept = [slot for slot in (*given, *self._todo) if slot.order is not order]
            self.close()
            self._todo = deque(kept)

    def _go_on(self) -> None:
        """Hand out what there is to do, and take in at least one answer, or the end of a worker, or give one answer here."""
        self._hand_out()
        if not (self._todo and self._todo[0].task.shared):
            self._take_in(None)
        elif not self._take_in(0):
            slot = self._todo.popleft()
            slot.answer = slot.task.done()

    def _take_in(self, timeout: float | None) -> bool:
        """Take in the answers that are there, waiting for one at most so many seconds; whether there were any."""
        pipes = {one.pipe: one for one in self._workers if one.given or not one.ready}
        found = _wait(list(pipes), timeout) if pipes else []
        for pipe in found:
            one = pipes[pipe]
            try:
                answer = one.pipe.recv_bytes()
            except (EOFError, OSError):
                self._bury(one)
                continue
            if answer == worker.READY:
                one.ready, self._failed_starts = True, 0
            else:
                one.given.popleft().answer = answer if answer != worker.FAILED else Fate.HERE
        return bool(found)

    def _hand_out(self) -> None:
        while self._todo:
            free = min(self._workers, key=lambda one: len(one.given), default=None)
            if (free is None or free.given) and len(self._workers) < self.jobs - self._todo[0].task.shared:
                free = self._start()
            if free is None:
                # No process can be started here, so the parent is the crew.
                while self._todo:
                    self._todo.popleft().answer = Fate.HERE
                return
            if len(free.given) >= _AT_ONCE:
                return
            self._give(free, self._todo.popleft())

    def _give(self, one: _Worker, slot: _Slot[Task]) -> None:
        one.given.append(slot)
        task = slot.task
        with contextlib.suppress(OSError):  # the worker has ended: seen, and dealt with, when answers are taken in
            if task.message and task.message is not one.message:
                send(one.pipe, None, task.message)
                one.message = task.message
            send(one.pipe, one.trays, task.body(), task.data)

    def _bury(self, one: _Worker) -> None:
        """Take a worker that has ended off the crew; what it was at counts a death, the rest only has to wait."""
        self._workers.remove(one)
        one.pipe.close()
        one.process.join()
        one.process.close()
        self.deaths += 1
        waiting = list(one.given)
        if not one.ready:
            self._failed_starts += 1
        elif waiting:
            slot = waiting.pop(0)
            slot.task.deaths += 1
            waiting = [*_after_death(slot), *waiting]
        self._todo.extendleft(reversed(waiting))

    def _start(self) -> _Worker | None:
        """A new worker; ``None`` when there can be none, or one more would be of no use."""
        if self._failed_starts >= _MOST_FAILED_STARTS:
            return min(self._workers, key=lambda one: len(one.given), default=None)
        method = start_method()
        try:
            luggage = self.validator if method == "fork" else pack(self.validator)
        except _CANNOT_TRAVEL as error:
            reason = f"checking with one job: a rule, judge or suppression cannot be sent to another process ({type(error).__name__})"
            warnings.warn(reason, RuntimeWarning, stacklevel=2)
            self._failed_starts = _MOST_FAILED_STARTS
            return None
        try:
            started = self._started(method, luggage)
        except _CANNOT_START:
            self._failed_starts = _MOST_FAILED_STARTS
            return min(self._workers, key=lambda one: len(one.given), default=None)
        self._workers.append(started)
        return started

    def _started(self, method: str, luggage: Validator | bytes) -> _Worker:
        context = multiprocessing.get_context(method)
        ours, theirs = context.Pipe()
        forked = method == "fork"
        if forked and not gc.get_freeze_count():
            # As the documentation of gc has it for a fork. The parent, too, would look through all that there is for every few thousand
            # findings on their way; unless somebody has frozen it before, it is given back to the collector when the crew ends.
            gc.freeze()
            self._froze = True
        others = [ours, *(one.pipe for one in self._workers)] if forked else []
        trays = Trays(_AT_ONCE) if forked else None
        arguments = (theirs, others, luggage, trays)
        process = context.Process(target=worker.main, args=arguments, name="ead-worker", daemon=True)  # type: ignore[attr-defined]
        with theirs, _no_interrupt():
            process.start()
        return _Worker(process, ours, trays)


def _after_death(slot: _Slot[Task]) -> list[_Slot[Task]]:
    """What to hand out in place of a task at which a worker ended: the task, after the second time its halves, or nothing."""
    if slot.task.deaths < 2:
        return [slot]
    halves = [_Slot(task, slot.order) for task in slot.task.halves()]
    if not halves:
        slot.answer = Fate.DIED
        return []
    place = slot.order.index(slot)
    slot.order[place : place + 1] = halves
    return halves


def _wait(pipes: list[Connection], timeout: float | None) -> list[Any]:
    """The pipes in which there is something, or whose other end is gone. Without the selector that the standard library makes each time."""
    if not hasattr(select, "poll"):
        return wait_anywhere(pipes, timeout)
    by_number = {pipe.fileno(): pipe for pipe in pipes}
    poll = select.poll()
    for number in by_number:
        poll.register(number, select.POLLIN)
    return [by_number[number] for number, _ in poll.poll(None if timeout is None else 1000 * timeout)]


def start_method() -> str:
    """``fork`` where that is safe: on Linux, in a process of one thread; a worker then has everything at once. Else ``spawn``."""
    if sys.platform != "linux":
        return "spawn"
    try:
        threads = sum(1 for _ in Path("/proc/self/task").iterdir())
    except OSError:
        return "spawn"
    return "fork" if threads == 1 else "spawn"


@contextlib.contextmanager
def _no_interrupt() -> Iterator[None]:
    """Ctrl-C while a worker starts must not be printed by it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
