"""``ead cds``: the exchange with the UPU Customs Declaration System."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ead.cli.cds_target import Target, with_targets
from ead.cli.exits import ACCEPTED, INCOMPLETE, REJECTED
from ead.cli.inputs import Source, find_inputs, standard_input
from ead.cli.lazy import debug_option

if TYPE_CHECKING:
    from ead.cds import Client, SendReport, Views

__all__ = ["command"]

_TOKEN = "EAD_CDS_TOKEN"  # noqa: S105 - the name of a variable
_FILE = click.Path(dir_okay=False)
_CONNECTION: tuple[Callable[[Any], Any], ...] = (
    click.option("--url", envvar="EAD_CDS_URL", required=True, metavar="URL", help="Address of the service; or EAD_CDS_URL."),
    click.option("--token-file", type=_FILE, metavar="FILE", help=f"File with the security token.  [default: the variable {_TOKEN}]"),
    click.option("--user", default="ead", metavar="CODE", help="Code of the user.  [default: ead]"),
    click.option("--post", metavar="CODE", help="Code of the post that the calls are made for."),
    click.option("--customs", metavar="CODE", help="Code of the customs administration."),
    click.option("--organisation-type", metavar="CODE", help="What the installation calls the kind of the caller."),
    click.option("--flow", type=click.Choice(("I", "O")), default="I", help="Inbound or outbound items.  [default: I]"),
    click.option("--timeout", type=click.FloatRange(min=0.1), default=60.0, help="Seconds to wait for an answer to go on.  [default: 60]"),
    click.option("--trials", type=click.IntRange(min=0), default=4, help="How often a failed call is tried again.  [default: 4]"),
    click.option("--zone", metavar="NAME", help="Time zone of the service, such as Europe/Brussels."),
    click.option("--ca-file", type=_FILE, metavar="FILE", help="Certificates to trust in place of the system's."),
    click.option("--whole-names", is_flag=True, help="Write names that are given in parts whole as well."),
    click.option("--plain-http", is_flag=True, help="Allow an unprotected connection, where the network itself is secured."),
)


@click.group(
    "cds", epilog="Exit codes: 0 done, 1 items refused or unreadable, 2 wrong usage or configuration, 3 network or service trouble."
)
@debug_option
def command() -> None:
    """Exchange declarations and responses with the UPU Customs Declaration System (CDS).

    The security token comes from a file or from EAD_CDS_TOKEN, never from the command line, which other users can see.
    """


def _with_client(function: Callable[..., Any]) -> Any:
    """Add the options of the connection, and make a client for the function."""

    @debug_option
    @wraps(function)
    def connected(url: str, token_file: str | None, zone: str | None, trials: int, **options: Any) -> Any:
        from ead.cds import Client, Retries

        names = ("user", "post", "customs", "organisation_type", "flow", "timeout", "ca_file", "plain_http", "whole_names")
        settings = {name: options.pop(name) for name in names}
        with Client(url, _token(token_file), retries=Retries(times=trials), zone=_zone(zone), **settings) as client:
            return function(client, **options)

    for option in reversed(_CONNECTION):
        connected = option(connected)
    return connected


def _token(path: str | None) -> str:
    from ead.errors import ConfigurationError

    if path is None:
        token = os.environ.get(_TOKEN, "")
        if not token.strip():
            raise click.UsageError(f"there is no security token; name its file with --token-file, or set {_TOKEN}")
        return token
    try:
        return Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f'the token cannot be read from "{path}": {type(error).__name__}') from None


def _zone(name: str | None) -> Any:
    if name is None:
        return None
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise click.UsageError(f'--zone "{name}" is no time zone, expected one such as Europe/Brussels') from None


@command.command("send")
@click.argument("files", nargs=-1, required=True, metavar="FILE|DIR|-...")
@click.option("--batch", type=click.IntRange(min=1), default=100, help="Items in a call.  [default: 100]")
@click.option("--confirm", is_flag=True, help="Ask for the items afterwards, and tell which are not there.")
@_with_client
def send(client: Client, files: tuple[str, ...], batch: int, confirm: bool) -> int:
    """Send declarations (ITMATT, CUSITM) or responses (CUSRSP), in any format that holds them.

    A batch that the service refuses is halved until the items that it stumbles over stand alone.
    """
    found = find_inputs(files)
    for _, reason in found.missing:
        click.echo(f"error: {reason}", err=True)
    codes = [_send_one(client, source, batch, confirm) for source in found.sources]
    return INCOMPLETE if found.missing else max(codes, default=ACCEPTED)


def _send_one(client: Client, source: Source, batch: int, confirm: bool) -> int:
    from ead.cds import CdsError

    data = source.path if source.path is not None else standard_input().read()
    send_them = client.send_responses if _message_of(data) == "CUSRSP" else client.send_declarations
    try:
        report = send_them(data, batch=batch, confirm=confirm)
    except CdsError as error:
        if error.report is not None and error.report.sent:
            _say(f"{source.shown}: {len(error.report.sent)} item(s) sent before the trouble")
        raise
    _tell(source.shown, report)
    return ACCEPTED if report.complete else REJECTED


def _message_of(source: Any) -> str:
    from ead.convert import Reading, reading

    with reading(source) as opened:
        return opened.run.kind.name if isinstance(opened, Reading) else ""


def _tell(shown: str, report: SendReport) -> None:
    _say(f"{shown}: {len(report.sent)} item(s) sent, {len(report.refused)} refused, {len(report.failed)} not sendable")
    for refusal in report.refused:
        _say(f"  refused: {refusal.key.item_id} posted {refusal.key.posted_at}: {refusal.fault.reason or refusal.fault.code}")
    _tell_failed(report)
    for key in report.unconfirmed or ():
        _say(f"  not there: {key.item_id} posted {key.posted_at}")


def _tell_failed(found: SendReport | Views) -> None:
    for one in found.failed:
        for finding in one.findings:
            _say(f"  {one.key.item_id or one.message}: {finding.code} {finding.location.path}: {finding.text}")


@command.command("poll")
@click.option("--since", metavar="TIME", help="Local time to begin at.  [default: where --state left off]")
@click.option("--until", metavar="TIME", help="Local time to end at.  [default: now]")
@click.option("--state", type=_FILE, metavar="FILE", help="File that remembers how far the last poll got.")
@click.option("--overlap", type=click.IntRange(min=0), default=120, help="Minutes that windows overlap.  [default: 120]")
@click.option("--window", type=click.IntRange(min=1), default=2_880, help="Minutes of a window.  [default: 2880]")
@click.option("--limit", type=click.IntRange(min=1), default=2_500, help="Views in an answer.  [default: 2500]")
@with_targets
@_with_client
def poll(
    client: Client,
    since: str | None,
    until: str | None,
    state: str | None,
    overlap: int,
    window: int,
    limit: int,
    out: str | None,
    syntax: str,
    ledger: str | None,
    decisions: str | None,
) -> int:
    """Fetch declarations and responses, window by window, into files or a ledger.

    What comes twice in a poll is taken once; files have names made of their contents, and a ledger takes the same thing once.
    """
    start = _time("--since", since) or _remembered(state)
    if start is None:
        raise click.UsageError("say where to begin with --since, or name a --state file that has been used before")
    target = Target(out, syntax, ledger, decisions)
    code = ACCEPTED
    minutes = timedelta(minutes=1)
    with target:
        for polled in client.poll(start, _time("--until", until), overlap=overlap * minutes, window=window * minutes, limit=limit):
            taken = target.take(polled.views)
            _say(f"{polled.since:%Y-%m-%d %H:%M} to {polled.until:%Y-%m-%d %H:%M}: {taken}, {polled.known} known")
            _tell_failed(polled.views)
            if not polled.complete:
                _say("  there may be more than can be asked for; raise --limit")
            code = max(code, REJECTED if polled.views.failed else ACCEPTED, ACCEPTED if polled.complete else INCOMPLETE)
            _remember(state, polled.until)
    return code


@command.command("read")
@click.argument("source", metavar="FILE|-")
@with_targets
@debug_option
def read(source: str, out: str | None, syntax: str, ledger: str | None, decisions: str | None) -> int:
    """Take an answer of the service apart, as it was saved, into its declarations and its responses."""
    from ead.cds import read_views

    views = read_views(standard_input() if source == "-" else source)
    with Target(out, syntax, ledger, decisions) as target:
        _say(target.take(views))
    _tell_failed(views)
    return REJECTED if views.failed else ACCEPTED


@command.command("status")
@click.argument("s10", metavar="S10")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="Form of the answer.  [default: text]")
@_with_client
def status(client: Client, s10: str, form: str) -> int:
    """Ask what customs decided about an item. The exit code is 1 when the service knows nothing of it."""
    from ead.reports.escape import json_text

    views = client.customs_status(s10.replace(" ", "").upper())
    answers = views.answers()
    names = ("decision", "decision_reason", "cleared_at", "dutiable", "customs_organisation", "relayed")
    if form == "json":
        rows = [{name: _plain(getattr(answer, name)) for name in names} for answer in answers]
        click.echo(json_text({"s10": s10, "declared": bool(views.declarations), "responses": rows}))
    else:
        _say(f"{s10}: {'declared' if views.declarations else 'not declared'}, {len(answers)} response(s)")
        for answer in answers:
            _say(f"  {_plain(answer.cleared_at) or 'at an unknown time'}  decision {answer.decision}, reason {answer.decision_reason}")
    _tell_failed(views)
    return ACCEPTED if views.declarations or answers else REJECTED


def _time(option: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f'{option} "{text}" is no date and time, expected one such as 2026-11-02T09:15:00') from None


def _remembered(state: str | None) -> datetime | None:
    """How far the last poll got; ``None`` when there was none."""
    if state is None or not Path(state).exists():
        return None
    from ead.errors import ConfigurationError

    try:
        return datetime.fromisoformat(json.loads(Path(state).read_text("utf-8"))["until"])
    except (ValueError, KeyError, TypeError, OSError):
        raise ConfigurationError(f'"{state}" is no state of a poll; remove it and say where to begin with --since') from None


def _remember(state: str | None, until: datetime) -> None:
    from ead.atomic import drafting

    if state is not None:
        with drafting(state) as draft:
            draft.file.write(json.dumps({"until": until.isoformat()}).encode() + b"\n")
            draft.keep = True


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _say(text: str) -> None:
    from ead.reports.escape import terminal

    click.echo(terminal(text))
