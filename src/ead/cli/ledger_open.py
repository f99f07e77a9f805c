"""``ead ledger status``, ``open`` and ``overdue``: what is known of an item, and what waits for an answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from ead.cli.exits import ACCEPTED, REJECTED
from ead.cli.ledger_common import FORMAT, print_json, say, shown, with_ledger
from ead.cli.options import DATE

if TYPE_CHECKING:
    from ead.ledger import Ledger

__all__ = ["DEADLINES", "open_", "overdue", "status"]

DEADLINES = click.option(
    "--deadlines", "deadline_file", type=click.Path(dir_okay=False), metavar="FILE", help="Hours to answer in, by type (CSV or TOML)."
)


@click.command("status")
@click.argument("s10", metavar="S10")
@FORMAT
@with_ledger
def status(ledger: Ledger, s10: str, form: str) -> int:
    """Tell the story of an item. The exit code is 1 when the ledger knows nothing of it."""
    from ead.ledger import queries

    with ledger.reading() as connection:
        story = queries.status(connection, s10.replace(" ", "").upper())
    if form == "json":
        print_json(story)
    else:
        _print_story(story)
    return ACCEPTED if story["items"] or story["parked"] else REJECTED


def _print_story(story: dict[str, Any]) -> None:
    if not story["items"] and not story["parked"]:
        say(f"{story['s10']}: not known")
    for item in story["items"]:
        referral = f" {item['referral_type']}" if item["referral_type"] else ""
        say(f"{item['s10']} posted {item['posted'] or 'on an unknown day'}: {item['state']}{referral} since {shown(item['since'])}")
        told = [(one["at"], f"{one['kind']} revision {one['digest'][:8]}") for one in item["revisions"]]
        told += [(one["at"], f"{one['kind']} {one['code']} {one['happening']} {one['referral']}".rstrip()) for one in item["events"]]
        for at, text in sorted(told):
            say(f"  {shown(at)}  {text}")
        for one in item["referrals"]:
            until = f", answer by {shown(one['respond_by'])}" if one["respond_by"] else ""
            say(f"  {one['type']} {one['referral']}: {one['status']}{until}")
    for one in story["refusals"]:
        say(f"  {one['code']} {one['location']['path']}: {one['text']}")
    for one in story["parked"]:
        say(f"{story['s10']} parked: {shown(one['at'])}  {one['kind']} {one['code']} {one['happening']}")


@click.command("open")
@DEADLINES
@FORMAT
@with_ledger
def open_(ledger: Ledger, deadline_file: str | None, form: str) -> int:
    """List open referrals with their deadlines, and what waits for its item."""
    from ead.ledger import queries

    deadlines = _deadlines(deadline_file)
    with ledger.reading() as connection:
        found = queries.open_matters(connection, deadlines=deadlines)
    if form == "json":
        print_json(found)
        return ACCEPTED
    _print_referrals(found["referrals"])
    for one in found["parked"]:
        say(f"parked  {one['s10']} {one['kind']} {one['code']} of {shown(one['at'])}")
    for one in found["waiting"]:
        what = " ".join(filter(None, (one["kind"], one["code"], one["referral"])))
        say(f"waiting  {what} of {shown(one['at'])}: its filing {one['mrn'] or one['lrn']} is not known")
    if not any(found.values()):
        say("nothing is open")
    return ACCEPTED


@click.command("overdue")
@click.option("--at", type=DATE, help="Judge by the beginning of this day (UTC).  [default: now]")
@click.option("--days", type=click.IntRange(min=0), default=3, help="Days after which an item without an answer is late.  [default: 3]")
@DEADLINES
@FORMAT
@with_ledger
def overdue(ledger: Ledger, at: date | None, days: int, deadline_file: str | None, form: str) -> int:
    """List referrals past their deadline, and items that customs has not answered. The exit code is 1 when there are any."""
    from ead.ledger import queries
    from ead.ledger.moments import in_utc

    moment = datetime(at.year, at.month, at.day, tzinfo=UTC) if at else datetime.now(UTC)
    before, deadlines = in_utc(moment - timedelta(days=days)), _deadlines(deadline_file)
    with ledger.reading() as connection:
        found = queries.overdue(connection, in_utc(moment), sent_before=before, deadlines=deadlines)
    if form == "json":
        print_json(found)
    else:
        _print_referrals(found["referrals"])
        for one in found["unanswered"]:
            say(f"unanswered  {one['s10']} posted {one['posted']}, sent {shown(one['since'])}")
        if not any(found.values()):
            say("nothing is overdue")
    return REJECTED if any(found.values()) else ACCEPTED


def _deadlines(file: str | None) -> Any:
    from ead.ledger.deadlines import builtin, read_deadlines

    return read_deadlines(file) if file else builtin()


def _print_referrals(referrals: list[dict[str, Any]]) -> None:
    for one in referrals:
        say(f"{one['type']}  {one['s10']} posted {one['posted']}: {one['referral']}, since {shown(one['issued_at'])}, {_deadline(one)}")


def _deadline(referral: dict[str, Any]) -> str:
    if not referral["deadline"]:
        return "answer before loading"
    source = {"table": ", by the table of deadlines", "departure": ", its departure"}.get(referral["deadline_from"], "")
    return f"answer by {shown(referral['deadline'])}{source}"
