"""``ead ledger``: the book of the exchange."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ead.cli.exits import ACCEPTED, INCOMPLETE, REJECTED
from ead.cli.inputs import Source, find_inputs, standard_input
from ead.cli.lazy import debug_option
from ead.cli.options import DATE
from ead.errors import UnreadableSource

if TYPE_CHECKING:
    from ead.ledger import Ingestor, Ledger

__all__ = ["command"]

_DEFAULT = "ead-ledger.sqlite"  # ead.ledger.store.DEFAULT_LEDGER, written here so that --help loads no database; a test compares the two
_Command = Callable[..., Any]
_FORMAT = click.option("--format", "form", type=click.Choice(("text", "json")), default="text", help="Form of the answer.  [default: text]")


@click.group("ledger", epilog="Exit codes: 0 done, 1 messages refused or matters overdue, 2 wrong usage or configuration, 3 incomplete.")
@debug_option
def command() -> None:
    """Keep book of the exchange: messages, states of items, open questions.

    The ledger is a SQLite file in the working folder unless --ledger or EAD_LEDGER names another, or the URL of a PostgreSQL database.
    """


def _with_ledger(function: _Command) -> Any:
    """Add ``--ledger`` and ``--debug``, and open the ledger for the function."""

    @click.option("--ledger", "place", envvar="EAD_LEDGER", default=_DEFAULT, metavar="URL", help=f"File or URL.  [default: {_DEFAULT}]")
    @debug_option
    @wraps(function)
    def opened(place: str, **options: Any) -> Any:
        from ead.ledger import Ledger

        ledger = Ledger(place)
        try:
            return function(ledger, **options)
        finally:
            ledger.close()

    return opened


@command.command("init")
@_with_ledger
def init(ledger: Ledger) -> int:
    """Make a ledger; one that is there stays as it is."""
    steps = ledger.init()
    click.echo(f'ledger "{ledger.name}" {"made" if steps else "is there already"}')
    return ACCEPTED


@command.command("upgrade")
@_with_ledger
def upgrade(ledger: Ledger) -> int:
    """Bring the ledger's tables to what this version of ead works with."""
    steps = ledger.upgrade()
    click.echo(f"schema brought to {steps[-1]}" if steps else "nothing to do")
    return ACCEPTED


@command.command("ingest")
@click.argument("files", nargs=-1, required=True, metavar="FILE|DIR|-...")
@click.option(
    "--direction", type=click.Choice(("in", "out")), default="in", help="Whether the messages were received or sent.  [default: in]"
)
@click.option("--partner", default="", metavar="CODE", help="Who they came from or went to.  [default: what the header says]")
@click.option("--decisions", type=click.Path(dir_okay=False), metavar="FILE", help="What decision codes mean (CSV or TOML).")
@click.option("--tests", is_flag=True, help="Let messages that call themselves tests count.")
@click.option("--follow", is_flag=True, help="Go on watching the folders; a file is taken when it no longer grows.")
@click.option("--pause", type=click.FloatRange(min=0.1), default=2.0, help="Seconds between two looks at the folders.  [default: 2]")
@click.option("-q", "--quiet", is_flag=True, help="Print only what was refused.")
@_with_ledger
def ingest(
    ledger: Ledger,
    files: tuple[str, ...],
    direction: str,
    partner: str,
    decisions: str | None,
    tests: bool,
    follow: bool,
    pause: float,
    quiet: bool,
) -> int:
    """Record messages, each whole or not at all, and each once.

    A message that fails its structure is recorded as refused and changes no item.
    """
    from ead.decisions_file import read_decisions
    from ead.ledger import Ingestor

    if follow and "-" in files:
        raise click.UsageError("standard input cannot be followed")
    meanings = read_decisions(decisions) if decisions else None
    ingestor = Ingestor(ledger, decisions=meanings, direction=direction, partner=partner, tests=tests)
    with ledger.reading():
        pass  # a ledger that is not there is told before anything is read
    sources, code = (_followed(files, pause), ACCEPTED) if follow else _sources(files)
    for source in sources:
        code = max(code, _ingest_one(ingestor, source, quiet), key=(ACCEPTED, REJECTED, INCOMPLETE).index)
    return code


def _sources(files: tuple[str, ...]) -> tuple[Iterable[Source], int]:
    found = find_inputs(files)
    for _, reason in found.missing:
        click.echo(f"error: {reason}", err=True)
    return found.sources, INCOMPLETE if found.missing else ACCEPTED


def _followed(files: tuple[str, ...], pause: float) -> Iterator[Source]:
    from ead.ledger.watch import follow

    def present() -> list[Path]:
        return [source.path for source in find_inputs(files).sources if source.path is not None]

    return (Source(str(path), str(path), path) for path in follow(present, pause=pause))


def _ingest_one(ingestor: Ingestor, source: Source, quiet: bool) -> int:
    from ead.reports.escape import terminal

    try:
        done = ingestor.record(source.path if source.path is not None else standard_input().read(), source.name)
    except UnreadableSource as error:
        click.echo(f"error: {terminal(str(error))}", err=True)
        return INCOMPLETE
    refused = done.outcome == "refused"
    if refused or not quiet:
        what = f"{done.kind or 'no known message'}, {done.items} item(s)"
        click.echo(
            f"{terminal(source.shown)}: {'known, ' if done.known else ''}{done.outcome}: {what}{_why(done.summary) if refused else ''}"
        )
        sys.stdout.flush()
    return REJECTED if refused else ACCEPTED


def _why(summary: str) -> str:
    from ead.reports.escape import terminal

    report = json.loads(summary)
    first = next((one for one in report["findings"] if one["severity"] == "error"), None)
    where = f": {first['code']} at {first['path']}: {first['text']}" if first else ""
    return terminal(f", {report['counts']['error']} error(s){where}")


@command.command("status")
@click.argument("s10", metavar="S10")
@_FORMAT
@_with_ledger
def status(ledger: Ledger, s10: str, form: str) -> int:
    """Tell the story of an item. The exit code is 1 when the ledger knows nothing of it."""
    from ead.ledger import queries

    with ledger.reading() as connection:
        story = queries.status(connection, s10.replace(" ", "").upper())
    if form == "json":
        _print_json(story)
    else:
        _print_story(story)
    return ACCEPTED if story["items"] or story["parked"] else REJECTED


def _print_story(story: dict[str, Any]) -> None:
    if not story["items"] and not story["parked"]:
        _say(f"{story['s10']}: not known")
    for item in story["items"]:
        referral = f" {item['referral_type']}" if item["referral_type"] else ""
        _say(f"{item['s10']} posted {item['posted'] or 'on an unknown day'}: {item['state']}{referral} since {_shown(item['since'])}")
        told = [(one["at"], f"{one['kind']} revision {one['digest'][:8]}") for one in item["revisions"]]
        told += [(one["at"], f"{one['kind']} {one['code']} {one['happening']} {one['referral']}".rstrip()) for one in item["events"]]
        for at, text in sorted(told):
            _say(f"  {_shown(at)}  {text}")
        for one in item["referrals"]:
            _say(f"  {one['type']} {one['referral']}: {one['status']}{_deadline(one)}")
    for one in story["parked"]:
        _say(f"{story['s10']} parked: {_shown(one['at'])}  {one['kind']} {one['code']} {one['happening']}")


@command.command("open")
@_FORMAT
@_with_ledger
def open_(ledger: Ledger, form: str) -> int:
    """List open referrals with their deadlines, and what waits for its item."""
    from ead.ledger import queries

    with ledger.reading() as connection:
        found = queries.open_matters(connection)
    if form == "json":
        _print_json(found)
        return ACCEPTED
    _print_referrals(found["referrals"])
    for one in found["parked"]:
        _say(f"parked  {one['s10']} {one['kind']} {one['code']} of {_shown(one['at'])}")
    if not found["referrals"] and not found["parked"]:
        _say("nothing is open")
    return ACCEPTED


@command.command("overdue")
@click.option("--at", type=DATE, help="Judge by the beginning of this day (UTC).  [default: now]")
@click.option("--days", type=click.IntRange(min=0), default=3, help="Days after which an item without an answer is late.  [default: 3]")
@_FORMAT
@_with_ledger
def overdue(ledger: Ledger, at: date | None, days: int, form: str) -> int:
    """List referrals past their deadline, and items that customs has not answered. The exit code is 1 when there are any."""
    from ead.ledger import queries
    from ead.ledger.moments import in_utc

    moment = datetime(at.year, at.month, at.day, tzinfo=UTC) if at else datetime.now(UTC)
    with ledger.reading() as connection:
        found = queries.overdue(connection, in_utc(moment), sent_before=in_utc(moment - timedelta(days=days)))
    if form == "json":
        _print_json(found)
    else:
        _print_referrals(found["referrals"])
        for one in found["unanswered"]:
            _say(f"unanswered  {one['s10']} posted {one['posted']}, sent {_shown(one['since'])}")
        if not any(found.values()):
            _say("nothing is overdue")
    return REJECTED if any(found.values()) else ACCEPTED


@command.command("report")
@_FORMAT
@_with_ledger
def report(ledger: Ledger, form: str) -> int:
    """Print totals: messages, items by state, referrals, and the messages that were refused last."""
    from ead.ledger import queries

    with ledger.reading() as connection:
        found = {**queries.totals(connection), "refused": queries.refused(connection, 20)}
    if form == "json":
        _print_json(found)
        return ACCEPTED
    for title in ("messages", "items", "referrals"):
        for row in found[title]:
            _say(f"{title}  {' '.join(str(value) for name, value in row.items() if name != 'count')}: {row['count']}")
    _say(f"parked: {found['parked']}")
    for one in found["refused"]:
        _say(f"refused  {one['name']}: {one['kind'] or 'no known message'}, {one['errors']} error(s)")
    return ACCEPTED


def _age(context: click.Context, parameter: click.Parameter, value: str | None) -> int | None:
    if value is None:
        return None
    if not re.fullmatch("[0-9]{1,5}d?", value):
        raise click.BadParameter(f'"{value}" is no age, expected days such as 365d')
    return int(value.rstrip("d"))


@command.command("forget")
@click.argument("s10", metavar="S10", required=False)
@click.option(
    "--older-than", callback=_age, metavar="DAYS", help="Personal data that was recorded more than that many days ago, such as 365d."
)
@click.option("--with-facts", is_flag=True, help="With --older-than: whole items posted before that, and all that is known of them.")
@_with_ledger
def forget(ledger: Ledger, s10: str | None, older_than: int | None, with_facts: bool) -> int:
    """Erase personal data of an item, or by age. States and facts stay, unless --with-facts."""
    from ead.ledger import privacy
    from ead.ledger.moments import in_utc

    if (s10 is None) == (older_than is None) or (with_facts and older_than is None):
        raise click.UsageError("name an item or an age with --older-than, not both; --with-facts goes with --older-than")
    with ledger.writing() as connection:
        if s10 is not None:
            count = privacy.forget_item(connection, s10.replace(" ", "").upper())
        else:
            moment = in_utc(datetime.now(UTC) - timedelta(days=older_than or 0))
            items = privacy.retire(connection, moment[:10]) if with_facts else 0
            count = privacy.forget_recorded_before(connection, moment)
    _say(f"personal data of {count} entr{'y' if count == 1 else 'ies'} erased" + (f", {items} item(s) erased" if with_facts else ""))
    return ACCEPTED


@command.command("export")
@click.option("--format", "form", type=click.Choice(("ndjson", "csv")), default="ndjson", help="Form of the table.  [default: ndjson]")
@_with_ledger
def export(ledger: Ledger, form: str) -> int:
    """Write every item and its state to standard output; nothing personal is in it."""
    from ead.ledger import queries
    from ead.reports.escape import csv_cell

    names = ("s10", "posted", "state", "since", "referral_type", "origin", "destination", "mail_class")
    writer = csv.DictWriter(sys.stdout, names, lineterminator="\n")
    with ledger.reading() as connection:
        if form == "csv":
            writer.writeheader()
        for row in queries.export(connection):
            if form == "csv":
                writer.writerow({name: csv_cell(value) for name, value in row.items()})
            else:
                click.echo(json.dumps(row))
    return ACCEPTED


def _print_referrals(referrals: list[dict[str, Any]]) -> None:
    for one in referrals:
        _say(f"{one['type']}  {one['s10']} posted {one['posted']}: {one['referral']}, since {_shown(one['issued_at'])}{_deadline(one)}")


def _deadline(referral: dict[str, Any]) -> str:
    return f", answer by {_shown(referral['respond_by'])}" if referral["respond_by"] else ", no deadline"


def _shown(moment: str) -> str:
    return moment[:16].replace("T", " ") if moment else "an unknown time"


def _say(text: str) -> None:
    from ead.reports.escape import terminal

    click.echo(terminal(text))


def _print_json(value: Any) -> None:
    from ead.reports.escape import json_text

    click.echo(json_text(value))
