"""Checking one source after the other: results to the report writer and the splitter, outcomes to one exit code."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from ead.cli.exits import ACCEPTED, INCOMPLETE, REJECTED, say, say_failure
from ead.cli.hands import Hands, Results, new_hands
from ead.cli.inputs import Inputs, Source, open_binary
from ead.cli.progress import Metered, Progress, new_progress
from ead.cli.settings import Settings
from ead.errors import ConfigurationError, UnreadableSource, UnsupportedFormat
from ead.findings import Outcome
from ead.report import Report
from ead.reports.escape import terminal
from ead.reports.split import Split, SplitResult
from ead.reports.writer import ReportWriter

__all__ = ["Checker"]

_EXIT_CODES = {Outcome.ACCEPTED: ACCEPTED, Outcome.REJECTED: REJECTED, Outcome.INCOMPLETE: INCOMPLETE}


@dataclass(slots=True)
class Checker:
    """Checks sources for the command ``validate``."""

    settings: Settings
    writer: ReportWriter
    format: str | None = None
    split: Path | None = None
    progress: bool = True
    quiet: bool = False
    debug: bool = False
    jobs: int = 1

    def check_all(self, inputs: Inputs) -> int:
        """Check every source, whatever happens to the others; the exit code is that of the gravest outcome."""
        with new_hands(self.settings.validator, self.jobs) as hands:
            return self._check_all(inputs, hands)

    def _check_all(self, inputs: Inputs, hands: Hands) -> int:
        code = ACCEPTED
        for name, reason in inputs.missing:
            code = max(code, self._missing(name, reason))
        # To split a message its records are needed, which workers keep to themselves: it is read here.
        sources = hands.ahead(inputs.sources, self.format) if self.split is None else ((source, None) for source in inputs.sources)
        for number, (source, told) in enumerate(sources, 1):
            prefix = f"{number:04d}-" if inputs.many else ""
            try:
                with open_binary(source) if source.path else nullcontext(open_binary(source)) as stream:
                    code = max(code, self._check(source, stream, prefix, hands.results(told)))
            except UnreadableSource as error:
                code = max(code, self._missing(source.shown, str(error)))
        self.writer.close()
        return code

    def _missing(self, name: str, reason: str) -> int:
        say(f"error: {terminal(reason)}")
        self.writer.unreadable(name, reason)
        return INCOMPLETE

    def _check(self, source: Source, stream: BinaryIO, prefix: str, results: Results) -> int:
        with _twice_readable(source, stream) if self.split else nullcontext((stream, source.shown)) as (again, path):
            report = self.settings.validator.new_report(source.name)
            report.notes.extend(self.settings.notes)
            progress = new_progress(_size_of(again), wanted=self.progress and not self.quiet)
            self.writer.start(report, source.shown)
            with closing(Split(self.split, prefix)) if self.split else nullcontext() as split:
                try:
                    whole = self._run(again, source, report, progress, split, results)
                finally:
                    if progress:
                        progress.clear()
                if split is not None and whole:
                    self._finish_split(split, path, report)
            self.writer.end(report)
        return _EXIT_CODES[report.outcome]

    def _run(
        self, stream: BinaryIO, source: Source, report: Report, progress: Progress | None, split: Split | None, results: Results
    ) -> bool:
        """Pass results on; whether the check came to its end."""
        room = self.settings.validator.limits.findings
        readable: Any = Metered(stream, progress) if progress else stream
        try:
            for result in results(readable, report, self.format, source.name):
                if progress and result.findings:
                    progress.clear()
                if self.writer.keeps_findings:
                    left = room - len(report.findings)
                    report.findings.extend(result.findings[:left])
                    report.truncated = report.truncated or len(result.findings) > left
                self.writer.item(result, report)
                if split is not None:
                    split.item(result)
        except (ConfigurationError, UnsupportedFormat, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - one message must not take the others with it; its outcome says so
            say_failure(error, debug=self.debug)
            report.outcome = Outcome.INCOMPLETE
            report.notes.append("the check of this message was broken off")
            return False
        return True

    def _finish_split(self, split: Split, path: str, report: Report) -> None:
        done = split.finish(path, report, self.settings.validator.limits)
        if not self.quiet:
            say(_in_words(done))


def _in_words(done: SplitResult) -> str:
    parts = [f"{items} accepted to {file}" for file, items in ((done.accepted, done.accepted_items),) if file]
    parts += [f"{done.rejected_items} others to {done.rejected}"] if done.rejected else []
    parts += [f"{done.left_out} to no file, for no valid message can hold them"] if done.left_out else []
    return f"split: {', '.join(parts) or 'no items'}"


@contextmanager
def _twice_readable(source: Source, stream: BinaryIO) -> Iterator[tuple[BinaryIO, str]]:
    """A stream and the path under which it can be read again: the source itself, or a copy when it is no ordinary file."""
    if source.path is not None and source.path.is_file():
        yield stream, str(source.path)
        return
    import shutil
    import tempfile

    with tempfile.NamedTemporaryFile(prefix="ead-") as copy:
        shutil.copyfileobj(stream, copy)
        copy.flush()
        copy.seek(0)
        yield cast("BinaryIO", copy), copy.name


def _size_of(stream: BinaryIO) -> int | None:
    try:
        return os.fstat(stream.fileno()).st_size or None
    except (OSError, ValueError):
        return None
