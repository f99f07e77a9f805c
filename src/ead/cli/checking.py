"""What ``ead validate`` does, once it is known what is asked for; without the package that reads arguments, which takes long to load."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from ead.atomic import drafting
from ead.cli.check import Checker
from ead.cli.exits import INTERRUPTED, outcome_of, say, usage_error, write_anything
from ead.cli.inputs import find_inputs
from ead.cli.settings import Choice, settings_for
from ead.named import NamedTuple
from ead.reports.style import terminal_width, wants_color
from ead.reports.writer import ReportWriter, Setting, new_writer

__all__ = ["PARQUET", "Wishes", "check", "check_plainly", "new_output"]

PARQUET = "parquet"


class Wishes(NamedTuple):
    """What the options of the command say beside the choice of rules."""

    format: str | None = None
    report: str = "text"
    output: str | None = None
    show_values: bool = False
    split: str | None = None
    jobs: int = 1
    progress: bool = True
    quiet: bool = False
    debug: bool = False


def check(sources: Sequence[str], choice: Choice, wishes: Wishes) -> int:
    """Check the messages; the exit code is that of the gravest outcome."""
    settings = settings_for(choice, show_values=wishes.show_values)
    inputs = find_inputs(sources)
    folder = _empty_folder(wishes.split) if wishes.split else None
    rules = settings.validator.rules_by_code
    with new_output(wishes.report, wishes.output, rules=rules, many=inputs.many, quiet=wishes.quiet) as writer:
        checker = Checker(settings, writer, wishes.format, folder, wishes.progress, wishes.quiet, wishes.debug, wishes.jobs)
        return checker.check_all(inputs)


def check_plainly(sources: Sequence[str]) -> int:
    """Check messages as without any option; whatever happens, there is an exit code."""
    write_anything()
    try:
        return outcome_of(lambda: check(sources, Choice(), Wishes()), debugging=lambda: False)
    except KeyboardInterrupt:
        say("\ninterrupted")
        return INTERRUPTED


def _empty_folder(name: str) -> Path:
    """The folder for the parts of messages; old parts in it could be taken for new ones."""
    folder = Path(name)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise usage_error(f'folder "{name}" is not empty; name a new one for --split')
    return folder


@contextmanager
def new_output(report_format: str, output: str | None, **setting: Any) -> Iterator[ReportWriter]:
    """The writer of the report. It writes to standard output unless a file is named; tables are always files."""
    if report_format == PARQUET:
        from ead.reports.parquet import parquet_writer

        if output is None:
            raise usage_error("--report parquet needs --output FILE")
        with parquet_writer(output) as tables:
            yield tables
        return
    with _output(output, report_format) as out:
        color = output is None and wants_color(out)
        yield new_writer(report_format, out, Setting(color=color, width=terminal_width(out), **setting))


@contextmanager
def _output(name: str | None, report_format: str) -> Iterator[TextIO]:
    if name is None:
        if report_format != "text" and isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="")
        yield sys.stdout
        return
    with drafting(name) as draft:
        text = io.TextIOWrapper(draft.file, encoding="utf-8", errors="backslashreplace", newline="", write_through=True)
        try:
            yield text
            draft.keep = True
        finally:
            text.detach()
