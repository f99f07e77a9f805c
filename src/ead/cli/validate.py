"""``ead validate``."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click

from ead.atomic import drafting
from ead.cli.check import Checker
from ead.cli.inputs import find_inputs
from ead.cli.lazy import debug_option, is_debugging
from ead.cli.options import ALL_FORMATS, TARGET, choice_of_rules, show_values_option
from ead.cli.settings import Choice, settings_for
from ead.reports.style import terminal_width, wants_color
from ead.reports.writer import FORMATS as REPORTS
from ead.reports.writer import ReportWriter, Setting, new_writer

__all__ = ["command", "new_output"]

PARQUET = "parquet"


@click.command("validate")
@click.argument("sources", metavar="[FILE ... | DIR | -]", nargs=-1, required=True)
@click.option(
    "--format", "format_", metavar="FORMAT", type=click.Choice(ALL_FORMATS), help="Format of the messages.  [default: by their content]"
)
@click.option(
    "--report", "report_format", type=click.Choice((*REPORTS, PARQUET)), default="text", show_default=True, help="Form of the report."
)
@click.option("--output", type=TARGET, metavar="FILE", help="Write the report to a file.")
@choice_of_rules
@show_values_option
@click.option(
    "--split", type=click.Path(file_okay=False), metavar="DIR", help="Write accepted items, others, and reasons to an empty folder."
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Processes that check large XML and NDJSON messages and folders of small files; other large messages are checked by one.",
)
@click.option("--no-progress", is_flag=True, help="Never show a progress line.")
@click.option("-q", "--quiet", is_flag=True, help="Text: only a line for each message that is not accepted.")
@debug_option
@click.pass_context
def command(
    context: click.Context,
    /,
    sources: tuple[str, ...],
    format_: str | None,
    report_format: str,
    output: str | None,
    show_values: bool,
    split: str | None,
    jobs: int,
    no_progress: bool,
    quiet: bool,
    **choice: Any,
) -> int:
    """Check messages: what is wrong, where, and how to mend it.

    A DIR is searched for messages, folder by folder; - is standard input. The exit code is that of the gravest outcome: 0 accepted,
    1 rejected, 2 wrong usage or configuration, 3 incomplete (unreadable, cut off, over a limit, a rule failed).
    """
    settings = settings_for(Choice(**choice), show_values=show_values)
    inputs = find_inputs(sources)
    folder = _empty_folder(split) if split else None
    rules = settings.validator.rules_by_code
    with new_output(report_format, output, rules=rules, many=inputs.many, quiet=quiet) as writer:
        checker = Checker(settings, writer, format_, folder, not no_progress, quiet, is_debugging(context), jobs)
        return checker.check_all(inputs)


def _empty_folder(name: str) -> Path:
    """The folder for the parts of messages; old parts in it could be taken for new ones."""
    folder = Path(name)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise click.UsageError(f'folder "{name}" is not empty; name a new one for --split')
    return folder


@contextmanager
def new_output(report_format: str, output: str | None, **setting: Any) -> Iterator[ReportWriter]:
    """The writer of the report. It writes to standard output unless a file is named; tables are always files."""
    if report_format == PARQUET:
        from ead.reports.parquet import parquet_writer

        if output is None:
            raise click.UsageError("--report parquet needs --output FILE")
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
