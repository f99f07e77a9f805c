"""``ead validate``."""

from __future__ import annotations

from typing import Any

import click

from ead.cli.checking import PARQUET, Wishes, check
from ead.cli.lazy import debug_option, is_debugging
from ead.cli.options import ALL_FORMATS, TARGET, choice_of_rules, show_values_option
from ead.cli.settings import Choice
from ead.reports.writer import FORMATS as REPORTS

__all__ = ["command"]


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
    wishes = Wishes(format_, report_format, output, show_values, split, jobs, not no_progress, quiet, is_debugging(context))
    return check(sources, Choice(**choice), wishes)
