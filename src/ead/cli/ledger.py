"""``ead ledger``: the book of the exchange."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ead.cli.exits import ACCEPTED, INCOMPLETE, REJECTED
from ead.cli.inputs import Source, find_inputs, standard_input
from ead.cli.lazy import debug_option
from ead.cli.ledger_check import check
from ead.cli.ledger_common import say, with_ledger
from ead.cli.ledger_open import open_, overdue, status
from ead.cli.ledger_report import report
from ead.errors import UnreadableSource

if TYPE_CHECKING:
    from ead.ledger import Ingestor, Ledger

__all__ = ["command"]


@click.group("ledger", epilog="Exit codes: 0 done, 1 messages refused or matters overdue, 2 wrong usage or configuration, 3 incomplete.")
@debug_option
def command() -> None:
    """Keep book of the exchange: messages, states of items, open questions.

    The ledger is a SQLite file in the working folder unless --ledger or EAD_LEDGER names another, or the URL of a PostgreSQL database.
    """


for other in (status, open_, overdue, check, report):
    command.add_command(other)


@command.command("init")
@with_ledger
def init(ledger: Ledger) -> int:
    """Make a ledger; one that is there stays as it is."""
    steps = ledger.init()
    click.echo(f'ledger "{ledger.name}" {"made" if steps else "is there already"}')
    return ACCEPTED


@command.command("upgrade")
@with_ledger
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
@click.option("--validate", is_flag=True, help="Check items by the rules too; the findings are kept with the message and refuse nothing.")
@click.option("--follow", is_flag=True, help="Go on watching the folders; a file is taken when it no longer grows.")
@click.option("--pause", type=click.FloatRange(min=0.1), default=2.0, help="Seconds between two looks at the folders.  [default: 2]")
@click.option("-q", "--quiet", is_flag=True, help="Print only what was refused.")
@with_ledger
def ingest(
    ledger: Ledger,
    files: tuple[str, ...],
    direction: str,
    partner: str,
    decisions: str | None,
    tests: bool,
    validate: bool,
    follow: bool,
    pause: float,
    quiet: bool,
) -> int:
    """Record messages, each whole or not at all, and each once.

    A message that fails its structure is recorded as refused and changes no item.
    """
    from ead.decisions_file import read_decisions
    from ead.ledger import Ingestor
    from ead.validator import Validator

    if follow and "-" in files:
        raise click.UsageError("standard input cannot be followed")
    meanings = read_decisions(decisions) if decisions else None
    validator = Validator() if validate else None
    ingestor = Ingestor(ledger, decisions=meanings, direction=direction, partner=partner, tests=tests, validator=validator)
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
@with_ledger
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
    say(f"personal data of {count} entr{'y' if count == 1 else 'ies'} erased" + (f", {items} item(s) erased" if with_facts else ""))
    return ACCEPTED


@command.command("export")
@click.option("--format", "form", type=click.Choice(("ndjson", "csv")), default="ndjson", help="Form of the table.  [default: ndjson]")
@with_ledger
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
