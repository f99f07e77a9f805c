"""Figures on the exchange: against a plain computation over random histories, on both databases; forms of the report."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import pyarrow.parquet
import pytest
from click.testing import CliRunner
from ledger_dialogue import S10, message

from ead.cli.program import program
from ead.errors import ConfigurationError
from ead.ledger import Ingestor, Ledger
from ead.ledger.kpi import BUCKETS, BY, KPIS, figures
from ead.ledger.privacy import forget_item

START = datetime(2026, 10, 5, 8)  # noqa: DTZ001 - posting dates are local
GROUPINGS = ((), ("week", "class"), ("partner", "destination"), BY)


@dataclass
class History:
    """An item as it was made up: what was declared when, and what happened."""

    s10: str
    mail_class: str
    destination: str
    partner: str
    posted: datetime
    sent: datetime | None
    nature: str
    hs: str | None
    vague: bool
    recipient: bool
    predes: datetime | None
    loaded: datetime | None
    arrived: datetime | None
    asked: datetime | None
    answered: datetime | None


def histories(seed: int, number: int = 60) -> list[History]:
    """Random histories; every item is declared or was seen at least once."""
    rng = Random(seed)

    def maybe(share: float, start: datetime) -> datetime | None:
        return start + timedelta(minutes=rng.randrange(1, 60 * 72)) if rng.random() < share else None

    found = []
    for place in range(number):
        prefix, mail_class = rng.choice((("LX", "U"), ("UA", "U"), ("CP", "C"), ("EE", "E")))
        posted = START + timedelta(days=rng.randrange(21), minutes=rng.randrange(600))
        sent, predes = maybe(0.7, posted), maybe(0.8, posted)
        made = History(
            f"{prefix}{place:09d}TW",
            mail_class,
            rng.choice(("BE", "US", "JP")),
            rng.choice(("TWA", "CNA")),
            posted,
            sent,
            rng.choice(("11", "11", "31", "91")),
            rng.choice(("610910", "999999", None)),
            rng.random() < 0.3,
            rng.random() < 0.8,
            predes or (None if sent else posted + timedelta(hours=3)),
            maybe(0.5, posted),
            maybe(0.5, posted + timedelta(hours=12)),
            (asked := maybe(0.3, posted)),
            maybe(0.6, asked) if asked else None,
        )
        found.append(made)
    return found


def stamp(moment: datetime) -> str:
    return f"{moment.isoformat()}Z"


def record(ledger: Ledger, found: list[History]) -> None:
    """Write the histories as messages, in an order of their own."""
    messages = [(one.partner, data) for one in found for data in messages_of(one)]
    Random(1).shuffle(messages)
    for partner, data in messages:
        assert "recorded" == Ingestor(ledger, partner=partner).record(data).outcome


def messages_of(one: History) -> Iterator[bytes]:
    identity = {
        "item_id": one.s10,
        "posted_at": one.posted.isoformat(),
        "destination_operator": f"{one.destination}A",
        "mail_class": one.mail_class,
    }
    if one.sent:
        piece = {
            "index": 1,
            "units": 1,
            "description": "gift" if one.vague else "Knitted cotton T-shirt",
            "amount": "19.90",
            "currency": "EUR",
        }
        contents = [{**piece, "net_weight": "0.2", **({"hs_code": one.hs} if one.hs else {})}] if one.nature != "91" else None
        addressee = {"name": "Ann Example", "address_line1": "1 Sample Street", "country": one.destination}
        if one.recipient:
            addressee["city"] = "Ghent"
        yield message(
            "ITMATT", {**identity, "nature": one.nature, "contents": contents, "addressee": addressee}, created_at=stamp(one.sent)
        )
    if one.predes:
        yield message("PREDES", {**identity, "despatched_at": stamp(one.predes)}, created_at=stamp(one.predes))
    for code, moment in (("EMC", one.loaded), ("EMD", one.arrived)):
        if moment:
            yield message("EMSEVT", {**identity, "event": code, "occurred_at": stamp(moment)}, created_at=stamp(moment))
    about = {"item_id": one.s10, "posted_at": one.posted.isoformat(), "referral_id": f"R{one.s10}", "referral_type": "RFI"}
    if one.asked and one.sent:
        yield message("ITMREF", {**about, "issued_at": stamp(one.asked)}, created_at=stamp(one.asked))
        if one.answered:
            yield message("REFRSP", {**about, "response": "X", "answered_at": stamp(one.answered)}, created_at=stamp(one.answered))


def week(moment: datetime) -> str:
    year, number, _ = moment.date().isocalendar()
    return f"{year}-W{number:02}"


def goods(one: History) -> bool | None:
    if one.sent:
        return one.nature != "91"
    if one.mail_class == "E":
        return None
    return one.mail_class == "C" or one.s10.startswith("UA")


def plainly(found: list[History], by: tuple[str, ...]) -> dict[tuple[str, ...], tuple[Any, ...]]:
    """Count, of, value and left out by figure and group, as the documentation defines them."""
    counts: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    minutes: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for one in found:
        values = {"partner": one.partner, "destination": one.destination, "class": one.mail_class, "week": week(one.posted)}
        group = tuple(values[name] for name in by)
        for kpi, counted, of, left in additions(one):
            row = counts[kpi, *group]
            row[0], row[1], row[2] = row[0] + counted, row[1] + of, row[2] + left
        if one.asked and one.sent:
            row = counts["answer-time", *group]
            row[1] += 1
            row[0 if ends(one) else 2] += 1
            if ends(one):
                minutes["answer-time", *group].append(int((min(ends(one)) - one.asked).total_seconds()) // 60)
        if one.sent:
            of_file = {**values, "destination": "", "class": "", "week": week(one.sent)}
            counts["file-errors", *(of_file[name] for name in by)][1] += 1
    result = {}
    for key, (counted, of, left) in counts.items():
        value = counted / of if of else None
        if key[0] == "answer-time":
            value = median(minutes[key]) if minutes[key] else None
        result[key] = (counted, of, None if value is None else pytest.approx(value, abs=1e-6), left)
    return result


def ends(one: History) -> list[datetime]:
    """What answers the question of a history: the answer, and a declaration that is made after it."""
    assert one.asked is not None
    return [*([one.answered] if one.answered else []), *([one.sent] if one.sent and one.sent > one.asked else [])]


def additions(one: History) -> Iterator[tuple[str, int, int, int]]:
    events = one.predes or one.loaded or one.arrived
    is_goods = goods(one)
    if events and is_goods is None:
        yield from (("coverage", 0, 0, 1), ("linkage", 0, 0, 1))
    if events and is_goods:
        yield "coverage", int(one.sent is not None), 1, 0
        if one.predes:
            yield "linkage", int(one.sent is not None and (one.arrived is None or one.sent <= one.arrived)), 1, 0
        if one.destination == "US":
            yield "target", int(one.sent is not None), 1, 0
    if not one.sent:
        return
    yield "recipient", int(one.recipient), 1, 0
    yield "referral", int(one.asked is not None), 1, 0
    if is_goods:
        yield from timeliness(one)
        yield "vague", int(one.vague), 1, 0
    if one.nature == "11":
        yield "hs", int(one.hs == "610910"), 1, 0
    if one.nature == "91":
        yield "vague", 0, 0, 0


def timeliness(one: History) -> Iterator[tuple[str, int, int, int]]:
    assert one.sent is not None
    if not (one.predes or one.loaded or one.arrived):
        yield from ((f"timeliness.{bucket}", 0, 0, 1) for bucket in BUCKETS)
        return
    if one.predes and one.sent <= one.predes:
        bucket = "before-predes"
    elif one.loaded and one.sent <= one.loaded:
        bucket = "before-load"
    elif one.arrived is None or one.sent <= one.arrived:
        bucket = "before-arrival"
    else:
        bucket = "after"
    yield from ((f"timeliness.{name}", int(name == bucket), 1, 0) for name in BUCKETS)


@pytest.mark.parametrize("seed", range(3))
def test_figures_are_those_of_a_plain_computation(seed: int, ledger: Ledger) -> None:
    """Whatever the history and the grouping, the figures are what the definitions say."""
    found = histories(seed)
    record(ledger, found)
    wanted = [kpi for kpi in KPIS if kpi != "dummy"]
    with ledger.reading() as connection:
        for by in GROUPINGS:
            rows = {
                (row["kpi"], *(row[name] for name in by)): (row["count"], row["of"], row["value"], row["left_out"])
                for row in figures(connection, wanted, by)
            }
            assert plainly(found, by) == rows


def test_targets_dummies_and_refused_files(ledger: Ledger) -> None:
    """Targets carry their share, dummies are counted by field, a refused file counts against its partner, a test does not count."""
    parcel = {"item_id": "CP000000005TW", "mail_class": "C", "destination_operator": "USA"}
    party = {"name": "customer", "address_line1": "1 Sample Street", "city": "Ghent", "country": "BE", "email": "test@test.com"}
    for data in (
        message("ITMATT", {**parcel, "addressee": party, "sender": None}),
        message("PREDES", parcel),
        message("ITMATT", {"mail_class": None}),
        message("ITMATT").replace(b'"test": false', b'"test": true'),
    ):
        Ingestor(ledger).record(data)
    with ledger.reading() as connection:
        rows = {row["kpi"]: row for row in figures(connection)}
    assert (1, 1, 1.0, 1.0) == tuple(rows["target"][name] for name in ("count", "of", "value", "target"))
    assert (1, 2, 0.5, 1) == tuple(rows["file-errors"][name] for name in ("count", "of", "value", "left_out"))
    assert [(1, 1), (1, 1), (0, 0)] == [
        (rows[f"dummy.{name}"]["count"], rows[f"dummy.{name}"]["of"]) for name in ("name", "email", "telephone")
    ]


def test_erased_items_are_left_out(ledger: Ledger) -> None:
    """Where personal data is gone nothing is said about it; what is no personal data still counts."""
    Ingestor(ledger).record(message("ITMATT"))
    with ledger.writing() as connection:
        forget_item(connection, S10)
    with ledger.reading() as connection:
        rows = {row["kpi"]: row for row in figures(connection, ("recipient", "hs", "dummy"))}
    assert [(0, 1), (0, 1)] == [(rows[name]["of"], rows[name]["left_out"]) for name in ("recipient", "dummy.name")]
    assert (1, 1) == (rows["hs"]["count"], rows["hs"]["of"])


def test_data_sent_to_another_operator_is_no_link(ledger: Ledger) -> None:
    """An ITMATT that went to an operator other than that of destination does not count for linkage."""
    Ingestor(ledger, direction="out", partner="NLA").record(message("ITMATT"))
    Ingestor(ledger).record(message("PREDES"))
    with ledger.reading() as connection:
        assert [(0, 1), (1, 1)] == [(row["count"], row["of"]) for row in figures(connection, ("linkage", "coverage"))][::-1]


def test_what_there_is_not_is_refused(ledger: Ledger) -> None:
    """A figure or grouping that is unknown is a mistake of the user."""
    with ledger.reading() as connection:
        with pytest.raises(ConfigurationError, match='"speed" is no figure'):
            figures(connection, ("speed",))
        with pytest.raises(ConfigurationError, match='"day" is no grouping'):
            figures(connection, by=("day",))


def test_forms_of_the_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Table, JSON and Parquet hold the same; findings are counted by code."""
    monkeypatch.chdir(tmp_path)
    run: Callable[..., Any] = lambda *arguments: CliRunner().invoke(program, ["ledger", *arguments])  # noqa: E731
    run("init")
    Path("1.json").write_bytes(message("PREDES", {"item_id": "CP000000005TW", "mail_class": "C"}))
    Path("2.json").write_bytes(message("ITMATT"))
    run("ingest", "1.json", "2.json")
    asked = ("report", "--kpi", "coverage,referral", "--by", "destination,class")
    rows = json.loads(run(*asked, "--format", "json").output)["kpi"]
    assert [("coverage", "BE", "C", 0, 1, 0.0), ("referral", "BE", "U", 0, 1, 0.0)] == [
        tuple(row[name] for name in ("kpi", "destination", "class", "count", "of", "value")) for row in rows
    ]
    table = run(*asked).output.splitlines()
    assert ["destination", "class", "kpi", "count", "of", "value", "left_out", "target"] == table[0].split()
    assert ["BE", "C", "coverage", "0", "1", "0.0000", "0", "-"] == table[1].split()
    assert 0 == run(*asked, "--format", "parquet", "--output", "kpi.parquet").exit_code
    assert rows == pyarrow.parquet.read_table("kpi.parquet").to_pylist()
    assert b"1" == pyarrow.parquet.read_schema("kpi.parquet").metadata[b"ead.schema"]
    assert 0 == run(*asked, "--output", "kpi.txt").exit_code
    assert table == Path("kpi.txt").read_text("utf-8").splitlines()
    assert [2, 2, 2] == [
        run("report", *more).exit_code for more in (("--by", "week"), ("--kpi", "all", "--format", "parquet"), ("--kpi", "speed"))
    ]
    assert "findings  UPU-EAD-001 error: 1" in run("report", "--findings").output
