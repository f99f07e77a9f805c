"""Many small messages over a crew: whole files out, their results in, in the order of the files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple, Protocol, TypeVar

from ead.engines.crew import Answer, Crew, Fate
from ead.engines.spread import SMALL
from ead.engines.taken import LazyResult
from ead.engines.wire import LEVELS, dumps, finding_from, loads
from ead.findings import Outcome
from ead.report import Report
from ead.run import ItemResult
from ead.validator import Validator

__all__ = ["File", "FileAnswer", "answers", "replay"]

_SIZE = 256 * 1024
_MOST_FILES = 50


class File(Protocol):
    """A source: its name in reports, and where it is; ``None`` when that is nowhere."""

    @property
    def name(self) -> str:
        """The name in reports."""
        ...

    @property
    def path(self) -> os.PathLike[str] | None:
        """Where the source is."""
        ...


F = TypeVar("F", bound=File)


class FileAnswer(NamedTuple):
    """What a worker says about a file: facts for its report, and results in plain types."""

    facts: tuple[Any, ...]
    results: list[tuple[Any, ...]]


class _FilesTask:
    """Files that are checked one after the other by one worker."""

    __slots__ = ("data", "deaths", "files", "form", "here", "message")

    def __init__(self, files: Sequence[File], form: str | None, deaths: int = 0) -> None:
        self.files = files
        self.form = form
        self.deaths = deaths
        self.here = False
        self.message = self.data = b""

    @property
    def shared(self) -> bool:
        """The parent has the results of other files to tell."""
        return False

    def done(self) -> Answer:
        """Nothing is done here."""
        return Fate.HERE

    def body(self) -> bytes:
        """The task as a worker takes it."""
        return dumps(("files", self.form, [(os.fspath(file.path or ""), file.name) for file in self.files]))

    def halves(self) -> list[_FilesTask]:
        """The files in two lists."""
        middle = len(self.files) // 2
        return [_FilesTask(part, self.form, 1) for part in (self.files[:middle], self.files[middle:])] if middle else []


def answers(crew: Crew, files: Sequence[F], form: str | None) -> Iterator[tuple[F, FileAnswer | Fate]]:
    """Each file with what a worker says about it; ``HERE`` for files that are large, or better seen by the parent; ``DIED`` for one at
    which workers ended."""
    for small, together in groupby(files, _is_small):
        if small:
            for task, answer in crew.run(_tasks(together, form)):
                yield from zip(task.files, _unpacked(task, answer), strict=True)
        else:
            yield from ((file, Fate.HERE) for file in together)


def replay(validator: Validator, report: Report, answer: FileAnswer) -> Iterator[ItemResult]:
    """The results of a file, filling ``report`` on the way, as :meth:`~ead.validator.Validator.results` does."""
    _, (sha256, length, form, message, message_id), outcome, crashed, notes, suppressed = answer.facts
    source, counts = report.input, report.counts
    source.format, source.message = form, message
    rules = validator.rules_by_code
    for index, item_id, one_outcome, number, entries in answer.results:
        findings, level = [finding_from(one, rules) for one in entries], LEVELS[number]
        counts.add_findings(findings)
        if index is None:
            # Only the whole message is still to come: its facts are complete.
            _complete(report, sha256, length, message_id, outcome, crashed, notes, suppressed)
            yield ItemResult(None, None, findings, report.outcome, None)
            return
        counts.add_item(Outcome(one_outcome))
        if level is not None:
            report.note_sufficiency(index, item_id, level, validator.limits.findings)
        yield LazyResult(index, findings, Outcome(one_outcome), level, item_id, None)
    _complete(report, sha256, length, message_id, outcome, crashed, notes, suppressed)


def _complete(
    report: Report,
    sha256: str | None,
    length: int,
    message_id: str | None,
    outcome: str,
    crashed: list[str],
    notes: list[str],
    suppressed: int,
) -> None:
    report.input.sha256, report.input.bytes, report.input.message_id = sha256, length, message_id
    report.outcome = Outcome(outcome)
    report.crashed = crashed
    report.notes += notes
    report.suppressed += suppressed


def _unpacked(task: _FilesTask, answer: Answer) -> Sequence[FileAnswer | Fate]:
    if not isinstance(answer, bytes):
        return [answer if isinstance(answer, Fate) else Fate.HERE] * len(task.files)
    return [Fate.HERE if one is None else FileAnswer(*one) for one in loads(answer)]


def _tasks(files: Iterable[File], form: str | None) -> Iterator[_FilesTask]:
    held: list[File] = []
    size = 0
    for file in files:
        held.append(file)
        size += _size_of(file) or 0
        if size >= _SIZE or len(held) >= _MOST_FILES:
            yield _FilesTask(held, form)
            held, size = [], 0
    if held:
        yield _FilesTask(held, form)


def _is_small(file: File) -> bool:
    size = _size_of(file)
    return size is not None and size <= SMALL


def _size_of(file: File) -> int | None:
    try:
        return None if file.path is None else os.stat(file.path).st_size
    except (OSError, ValueError):
        return None
