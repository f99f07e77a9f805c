"""A task that has failed is done again with each step in a process of its own: what brings that down costs one item, not the job.

Spark starts a task again on its own (``spark.task.maxFailures``, 4 times on a cluster). The second attempt costs a process more; it is
the only one that does.
"""

from __future__ import annotations

import os
import pickle
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import IO, TYPE_CHECKING

from ead.spark.bench import Bench, CheckedRow
from ead.spark.cells import Cell

if TYPE_CHECKING:
    from ead.spark.luggage import Luggage

__all__ = ["Isolated", "serve"]

_TOGETHER = 256
_LENGTH = struct.Struct(">Q")
_PROGRAM = "from ead.spark.isolation import serve; serve()"


class Isolated:
    """Checks cells in a child process. A cell at which two of them end is given up."""

    def __init__(self, luggage: Luggage, bench: Bench, *, watching: bool) -> None:
        self._luggage = luggage
        self._bench = bench
        self._watching = watching
        self._child: subprocess.Popen[bytes] | None = None

    def check(self, cells: Iterator[Cell]) -> Iterator[CheckedRow]:
        """What comes of the cells, as :meth:`~ead.spark.bench.Bench.check` says it."""
        while together := list(islice(cells, _TOGETHER)):
            yield from self._check(together)

    def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()

    def _check(self, cells: Sequence[Cell], deaths: int = 0) -> Iterator[CheckedRow]:
        rows = self._asked(cells)
        if rows is not None:
            yield from rows
        elif len(cells) > 1:
            middle = len(cells) // 2
            yield from self._check(cells[:middle])
            yield from self._check(cells[middle:])
        elif deaths == 0:
            yield from self._check(cells, 1)
        else:
            yield from self._bench.refused(cells[0])
            yield from self._bench.facts()

    def _asked(self, cells: Sequence[Cell]) -> list[CheckedRow] | None:
        """The child's answer; ``None`` when it has ended."""
        child = self._child or self._start()
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            _send(child.stdin, pickle.dumps(list(cells)))
            answer = _received(child.stdout)
        except OSError:
            answer = None
        if answer is None:
            self.close()
            return None
        rows: list[CheckedRow] = pickle.loads(answer)  # noqa: S301 - from our own child
        return rows

    def _start(self) -> subprocess.Popen[bytes]:
        # Spark puts what was sent with the job on the path of this process only.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        child = subprocess.Popen([sys.executable, "-c", _PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)  # noqa: S603 - this interpreter
        assert child.stdin is not None
        luggage = self._luggage
        _send(child.stdin, pickle.dumps((luggage.bytes(), luggage.digest, luggage.today, luggage.format, self._watching)))
        self._child = child
        return child


def serve() -> None:
    """What the child does: check what it is sent, until nothing more comes."""
    from ead.spark.luggage import Luggage

    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a rule prints is no answer
    settings = _received(source)
    if settings is None:
        return
    data, digest, today, form, watching = pickle.loads(settings)  # noqa: S301 - from our parent
    bench = Bench(Luggage(lambda: data, digest, today, form), watching=watching)
    while (cells := _received(source)) is not None:
        _send(target, pickle.dumps(list(bench.check(pickle.loads(cells)))))  # noqa: S301 - from our parent


def _send(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def _received(pipe: IO[bytes]) -> bytes | None:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    length: int = _LENGTH.unpack(head)[0]
    data: bytes = pipe.read(length)
    return data if len(data) == length else None
