"""``ead convert``."""

from __future__ import annotations

import sys

import click

from ead.cli.exits import ACCEPTED, REJECTED
from ead.cli.inputs import standard_input
from ead.cli.lazy import debug_option
from ead.cli.options import ALL_FORMATS, TARGET
from ead.convert import ConversionReport, convert
from ead.errors import LossyConversion
from ead.findings import Severity
from ead.reports.escape import json_text, terminal

__all__ = ["command"]


@click.command("convert")
@click.argument("source", metavar="SRC")
@click.argument("target", metavar="DST", type=TARGET)
@click.option("--from", "from_", metavar="FORMAT", type=click.Choice(ALL_FORMATS), help="Format of SRC.  [default: by its content]")
@click.option("--to", metavar="FORMAT", type=click.Choice(ALL_FORMATS), help="Format of DST.  [default: by its extension]")
@click.option("--customs-organisation", metavar="CODE", help="To make a CUSITM: the customs administration.")
@click.option("--customs-site", metavar="CODE", help="To make a CUSITM: its office or site.")
@click.option("--post-organisation", metavar="CODE", help="To make a CUSITM: the post.  [default: its operator]")
@click.option("--flow", type=click.Choice(("I", "O")), help="To make a CUSITM: I import, O export.  [default: I]")
@click.option("--strict", is_flag=True, help="Write nothing when anything cannot be carried.")
@click.option("--report", "report_format", type=click.Choice(("text", "json")), default="text", help="Form of the report.  [default: text]")
@click.option("-q", "--quiet", is_flag=True, help="Print no report.")
@debug_option
def command(
    source: str,
    target: str,
    from_: str | None,
    to: str | None,
    customs_organisation: str | None,
    customs_site: str | None,
    post_organisation: str | None,
    flow: str | None,
    strict: bool,
    report_format: str,
    quiet: bool,
) -> int:
    """Write a message in another format, and say what that format cannot carry.

    SRC and DST may be - for standard input and output; the report goes to the error stream then. The exit code is 1 when --strict
    refuses, and when items, or the message as a whole, could not be converted.
    """
    if target == "-" and to is None:
        raise click.UsageError("name the format of standard output with --to")
    sys.stdout.flush()
    given = {"customs_organisation": customs_organisation, "site": customs_site, "post_organisation": post_organisation, "flow": flow}
    options = {name: value for name, value in given.items() if value is not None}
    opened, goal = standard_input() if source == "-" else source, sys.stdout.buffer if target == "-" else target
    try:
        report = convert(opened, goal, to=to, from_=from_, strict=strict, options=options)
        refused = False
    except LossyConversion as refusal:
        report, refused = refusal.report, True
    if not quiet:
        _say(report, as_json=report_format == "json", refused=refused, aside=target == "-")
    return ACCEPTED if not refused and _is_whole(report) else REJECTED


def _is_whole(report: ConversionReport) -> bool:
    """Whether every item was converted, and the message as a whole is sound."""
    sound = all(finding.severity is not Severity.ERROR for finding in report.findings)
    return report.written and report.items == report.converted and sound


def _say(report: ConversionReport, *, as_json: bool, refused: bool, aside: bool) -> None:
    if as_json:
        click.echo(json_text(report.as_dict(), indent=2), err=aside)
        return
    lines = report.lines()
    if refused:
        lines[0] = f"nothing written: {len(report.losses)} loss(es) on the way to {report.to_format}, and --strict allows none"
    for line in lines:
        click.echo(terminal(line), err=aside)
