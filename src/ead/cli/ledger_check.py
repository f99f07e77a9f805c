"""``ead ledger check``: rules on the exchange, asked of the ledger."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from ead.cli.exits import ACCEPTED, INCOMPLETE, REJECTED
from ead.cli.ledger_common import with_ledger
from ead.cli.options import TARGET

if TYPE_CHECKING:
    from ead.ledger import Ledger

__all__ = ["check", "flow_rules", "moment"]

_FILE = click.Path(dir_okay=False)
_REPORTS = ("text", "json", "ndjson", "csv")
_MOST = 100_000


@click.command("check", short_help="Ask the rules on the exchange, item by item.")
@click.argument("identifiers", metavar="[S10 ...]", nargs=-1)
@click.option("--report", "form", type=click.Choice(_REPORTS), default="text", show_default=True, help="Form of the report.")
@click.option("--output", type=TARGET, metavar="FILE", help="Write the report to a file.")
@click.option("--at", "at", metavar="TIME", help="Time of the check, with its offset from UTC.  [default: now]")
@click.option(
    "--fail-on", type=click.Choice(("error", "warning", "info", "never")), default="error", show_default=True, help="As for validate."
)
@click.option("--select", multiple=True, metavar="CODE", help="Report only these rules; codes or their beginnings; repeatable.")
@click.option("--ignore", multiple=True, metavar="CODE", help="Do not report these rules; codes or their beginnings; repeatable.")
@click.option("--routes", "route_file", type=_FILE, metavar="FILE", help="Routes over other operators, for UPU-ROUTE-001 (CSV or TOML).")
@click.option("--stages", "stage_file", type=_FILE, metavar="FILE", help="Status that each stage asks for, for FLOW-005 (CSV or TOML).")
@click.option("-q", "--quiet", is_flag=True, help="Text: only a line, and only when an item is rejected.")
@with_ledger
def check(
    ledger: Ledger,
    identifiers: tuple[str, ...],
    form: str,
    output: str | None,
    at: str | None,
    fail_on: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    route_file: str | None,
    stage_file: str | None,
    quiet: bool,
) -> int:
    """Ask the rules on the exchange of all items, or of some: referrals and despatches, missing data, refusals of customs.

    Reports and exit codes are those of ead validate: 0 accepted, 1 rejected, 2 wrong usage, 3 incomplete.
    """
    from ead.cli.checking import new_output
    from ead.findings import Outcome, Severity
    from ead.ledger import flow
    from ead.ledger.flow_report import new_report, write_report
    from ead.ledger.moments import in_utc

    when = moment(at)
    rules = flow_rules(select, ignore, route_file, stage_file)
    known = {rule.code: rule for rule in rules.rules()}
    wanted = [one.replace(" ", "").upper() for one in identifiers]
    with ledger.reading() as connection, new_output(form, output, rules=known, many=False, quiet=quiet) as writer:
        report = new_report(ledger.name, when.date(), _MOST)
        checked = flow.check(connection, rules, at=in_utc(when), only=wanted)
        outcome = write_report(report, checked, writer, None if fail_on == "never" else Severity(fail_on))
    return {Outcome.ACCEPTED: ACCEPTED, Outcome.REJECTED: REJECTED, Outcome.INCOMPLETE: INCOMPLETE}[outcome]


def moment(written: str | None) -> datetime:
    """The time of an option; raises :class:`click.UsageError` for one without an offset."""
    if written is None:
        return datetime.now(UTC)
    try:
        when: datetime | None = datetime.fromisoformat(written)
    except ValueError:
        when = None
    if when is None or when.tzinfo is None:
        raise click.UsageError(f'--at "{written}" is no date and time with an offset from UTC, such as 2026-11-02T12:00:00Z')
    return when.astimezone(UTC)


def flow_rules(select: tuple[str, ...], ignore: tuple[str, ...], route_file: str | None, stage_file: str | None) -> Any:
    """The rules on the exchange with the tables that the user supplies."""
    from ead.ledger.flow import FlowRules
    from ead.ledger.flow_tables import read_checkpoints, read_routes

    parameters: dict[str, dict[str, Any]] = {}
    if route_file:
        parameters["UPU-ROUTE-001"] = {"routes": read_routes(route_file)}
    if stage_file:
        parameters["FLOW-005"] = {"checkpoints": read_checkpoints(stage_file)}
    return FlowRules(select, ignore, parameters)
