"""``ead ledger report``: totals, findings by rule, and figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from ead.atomic import drafting
from ead.cli.exits import ACCEPTED
from ead.cli.ledger_common import with_ledger
from ead.cli.options import TARGET

if TYPE_CHECKING:
    from ead.ledger import Ledger

__all__ = ["report"]


@click.command("report")
@click.option("--kpi", metavar="NAME,...", help='Figures instead of totals: "all", or names such as coverage,linkage.')
@click.option("--by", metavar="NAME,...", default="", help="With --kpi: partner, destination, class, week; any of them.")
@click.option("--findings", is_flag=True, help="Ask the rules on the exchange too, and count their findings by code.")
@click.option("--format", "form", type=click.Choice(("text", "table", "json", "parquet")), default="text", help="Form.  [default: text]")
@click.option("--output", type=TARGET, metavar="FILE", help="Write to a file; --format parquet needs one.")
@with_ledger
def report(ledger: Ledger, kpi: str | None, by: str, findings: bool, form: str, output: str | None) -> int:
    """Print totals - messages, items by state, referrals, and the messages that were refused last - or figures."""
    from ead.reports.escape import json_text, terminal

    if kpi is None:
        if by or form == "parquet":
            raise click.UsageError("--by and --format parquet go with --kpi")
        found = _totals(ledger, findings)
        lines = [json_text(found)] if form == "json" else list(map(terminal, _total_lines(found)))
    elif form == "parquet":
        if output is None:
            raise click.UsageError("--format parquet needs --output FILE")
        from ead.ledger.kpi_output import write_parquet

        names = _names(by)
        write_parquet(output, _figures(ledger, kpi, names), names)
        return ACCEPTED
    else:
        from ead.ledger.kpi_output import as_table

        rows = _figures(ledger, kpi, _names(by))
        lines = [json_text({"kpi": rows}, indent=2)] if form == "json" else list(map(terminal, as_table(rows, _names(by))))
    _put("\n".join(lines) + "\n", output)
    return ACCEPTED


def _names(given: str) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in given.split(",") if name.strip()))


def _figures(ledger: Ledger, kpi: str, by: list[str]) -> list[dict[str, Any]]:
    from ead.ledger.kpi import KPIS, figures

    with ledger.reading() as connection:
        return figures(connection, KPIS if kpi == "all" else _names(kpi), by)


def _totals(ledger: Ledger, findings: bool) -> dict[str, Any]:
    from ead.ledger import queries

    with ledger.reading() as connection:
        found = {**queries.totals(connection), "refused": queries.refused(connection, 20)}
        if findings:
            from ead.ledger.flow import check

            counts = Counter((one.code, one.severity.value) for item in check(connection) for one in item.findings)
            found["findings"] = [{"code": code, "severity": severity, "count": count} for (code, severity), count in sorted(counts.items())]
    return found


def _total_lines(found: dict[str, Any]) -> Iterator[str]:
    for title in ("messages", "items", "referrals", "findings"):
        for row in found.get(title, ()):
            yield f"{title}  {' '.join(str(value) for name, value in row.items() if name != 'count')}: {row['count']}"
    yield f"parked: {found['parked']}"
    for one in found["refused"]:
        yield f"refused  {one['name']}: {one['kind'] or 'no known message'}, {one['errors']} error(s)"


def _put(text: str, output: str | None) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    with drafting(output) as draft:
        draft.file.write(text.encode())
        draft.keep = True
