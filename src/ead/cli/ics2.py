"""``ead ics2``: filings to the European Union, and the answers to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

import ead
from ead.atomic import drafting
from ead.cli.exits import ACCEPTED, REJECTED
from ead.cli.inputs import standard_input
from ead.cli.lazy import debug_option
from ead.cli.options import DATE
from ead.errors import ConfigurationError, InvalidMessage
from ead.findings import Finding
from ead.ics2 import (
    Answer,
    DoNotLoad,
    Filing,
    LifecycleError,
    RefusedItem,
    Rejection,
    findings_of,
    read_answer,
    read_declarant,
    write_f43,
    write_f43_each,
)
from ead.reports.escape import json_text, terminal
from ead.wording import domain_path

__all__ = ["command"]

_NAMES = {
    "Registration": "IE3R01 registered",
    "Rejection": "IE3N99 refused for errors",
    "LifecycleError": "IE3N01 refused, it does not fit the state of the filing",
    "AssessmentComplete": "IE3N03 assessment complete",
    "DoNotLoad": "IE3Q01 do not load",
    "InformationRequest": "IE3Q02 request for information",
    "ScreeningRequest": "IE3Q03 request for screening",
    "AmendmentAccepted": "IE3N10 amendment accepted",
    "Invalidated": "IE3R07 invalidated",
}


@click.group("ics2")
def command() -> None:
    """Write filings to the European Union (ICS2), and read the answers of customs."""


@command.command("file", short_help="Write IE3F43 from an ITMATT-style message.")
@click.argument("source", metavar="SRC")
@click.argument("target", metavar="DST")
@click.option("--declarant", "declarant_file", metavar="FILE", required=True, help="Who files, as TOML.")
@click.option("--layout", type=click.Choice(("1", "2")), default="2", help="Generation of the format.  [default: 2]")
@click.option("--each", is_flag=True, help="File each item on its own; DST is a folder then.")
@click.option("--lrn", metavar="TEXT", help="Local reference number.  [default: made up]")
@click.option("--issued-at", metavar="TIME", help="Date of issue, with its offset from UTC.  [default: now]")
@click.option("--as-of", type=DATE, help="Choose rules and editions by this date.  [default: each item's posting date]")
@debug_option
def file_command(
    source: str,
    target: str,
    declarant_file: str,
    layout: Any,
    each: bool,
    lrn: str | None,
    issued_at: str | None,
    as_of: date | None,
) -> int:
    """Write IE3F43 from an ITMATT-style message, and say what could not be filed.

    The exit code is 1 when an item is not filed.
    """
    if each and lrn:
        raise click.UsageError("--lrn is for one filing, not for --each")
    declarant, when = read_declarant(declarant_file), _time(issued_at)
    try:
        message = ead.read(standard_input() if source == "-" else source)
    except InvalidMessage as error:
        click.echo(terminal(str(error)), err=True)
        return REJECTED
    if not isinstance(message, ead.Itmatt):
        raise ConfigurationError(f"a filing is made from an ITMATT-style message, not from {message.message}")
    if each:
        filings: Iterable[Filing] = write_f43_each(message, declarant, layout, issued_at=when, as_of=as_of)
        Path(target).mkdir(parents=True, exist_ok=True)
    else:
        filings = [write_f43(message, declarant, layout, lrn=lrn, issued_at=when, as_of=as_of)]
    filed = refused = 0
    for filing in filings:
        path = Path(target) / f"ie3f43-{filing.items[0].item_id}.xml" if each and filing.items else Path(target)
        filed, refused = filed + _written(filing, path), refused + len(filing.refused)
    click.echo(f"{filed} item(s) filed, {refused} not")
    return REJECTED if refused else ACCEPTED


def _time(written: str | None) -> datetime | None:
    if written is None:
        return None
    try:
        when: datetime | None = datetime.fromisoformat(written)
    except ValueError:
        when = None
    if when is None or when.tzinfo is None:
        raise click.UsageError(f'--issued-at "{written}" is no date and time with an offset from UTC, such as 2026-11-02T12:00:00Z')
    return when


def _written(filing: Filing, path: Path) -> int:
    """Write a filing and say what is to be said about it; returns how many items it holds."""
    if filing.xml is not None:
        with drafting(path) as draft:
            draft.file.write(filing.xml)
            draft.keep = True
        click.echo(terminal(f"wrote {path}, LRN {filing.lrn}"))
    for item in filing.items:
        for note in item.notes:
            click.echo(terminal(f"  {domain_path(note.path, item.item_id)}: {note.text}"))
    for refused in filing.refused:
        for line in _refusal(refused):
            click.echo(terminal(line))
    return len(filing.items)


def _refusal(refused: RefusedItem) -> Iterator[str]:
    yield f"not filed: {refused.item_id}, {refused.reason}"
    for gap in refused.gaps:
        yield f"  {domain_path(gap.path, refused.item_id)}: nothing fills {gap.element}"
    for finding in refused.findings:
        yield f"  {_line(finding)}"


def _line(finding: Finding) -> str:
    return f"{finding.code} {finding.location.path}: {finding.text}"


@command.command("read", short_help="Show an answer of customs.")
@click.argument("source", metavar="ANSWER")
@click.option("--filed", metavar="FILE", help="The filing that the answer is to, as it was sent.")
@click.option("--message", "message_file", metavar="SRC", help="The message that the filing was made from.")
@click.option("--report", "form", type=click.Choice(("text", "json")), default="text", help="Form of the output.  [default: text]")
@debug_option
def read_command(source: str, filed: str | None, message_file: str | None, form: str) -> int:
    """Show an answer of customs; with --filed and --message, its errors on the items and fields that were filed.

    The exit code is 1 for refusals and for do-not-load.
    """
    if (filed is None) != (message_file is None):
        raise click.UsageError("--filed and --message belong together")
    answer = read_answer(standard_input() if source == "-" else source)
    findings: list[Finding] | None = None
    if isinstance(answer, Rejection | LifecycleError) and filed is not None and message_file is not None:
        message = ead.read(message_file)
        if not isinstance(message, ead.Itmatt):
            raise ConfigurationError(f"a filing is made from an ITMATT-style message, not from {message.message}")
        findings = findings_of(answer, Path(filed).read_bytes(), message)
    if form == "json":
        found = [finding.as_dict() for finding in findings] if findings is not None else None
        click.echo(json_text({"answer": type(answer).__name__, **_plain(asdict(answer)), "findings": found}, indent=2))
    else:
        for line in _lines(answer, findings):
            click.echo(terminal(line))
    return REJECTED if isinstance(answer, Rejection | LifecycleError | DoNotLoad) else ACCEPTED


def _plain(value: Any) -> Any:
    """Dates and times as text, all else as it is."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime) else value


def _lines(answer: Answer, findings: list[Finding] | None) -> Iterator[str]:
    reference = getattr(answer, "mrn", None) or getattr(answer, "reference", None) or getattr(answer, "lrn", None)
    yield _NAMES[type(answer).__name__] + (f", {reference}" if reference else "")
    if findings is not None:
        yield from (f"  {_line(finding)}" for finding in findings)
    elif isinstance(answer, Rejection | LifecycleError):
        yield from (f"  {error.code} {error.pointer or '-'}: {error.description or error.technical or '-'}" for error in answer.errors)
    listed = getattr(answer, "listed", None)
    if listed is not None:
        yield from (f"  {one}" for one in (*listed.documents, *listed.receptacles, *listed.equipment) or ("everything under the MRN",))
    for referral in getattr(answer, "referrals", ()):
        about = referral.document.number if referral.document is not None else "everything under the MRN"
        due = f", until {referral.deadline.isoformat()}" if referral.deadline is not None else ""
        yield f"  {referral.reference} {referral.type} {about}{due}"
        yield from (f"    {remark.text or remark.code}" for remark in referral.remarks)
