"""The whole exchange: declarations up, responses down, faults on the way, and a ledger that does not show them."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ead.cds import Client, Retries, Seen
from ead.codelists.decisions import Decision, DecisionGroup, Decisions
from ead.ledger import Ingestor, Ledger
from ead.ledger.queries import export, totals
from ead.ledger.schema import EVENTS, REFERRALS, REVISIONS
from ead.testing.cds_server import KINDS, TOKEN, CdsServer, Misbehaviour
from ead.testing.dialogue import header
from ead.testing.generator import iter_items

SINCE, UNTIL = datetime.fromisoformat("2026-09-01"), datetime.fromisoformat("2026-12-31")
ROUND = 500
MEANINGS = Decisions(
    Decision(code=code, organisation="XXC", group=group, label=group.value)
    for code, group in (("2", DecisionGroup.RELEASE), ("3", DecisionGroup.RELEASE_WITH_CHARGES), ("7", DecisionGroup.HOLD))
)


@cache
def messages(items: int) -> list[bytes]:
    """Declarations as a post has them: ITMATT messages of 500 items."""
    found = list(iter_items(items, seed=7, destination="BE"))
    heads = [{**header("ITMATT", number, destination="BE"), "test": False} for number in range(0, items, ROUND)]
    return [
        json.dumps({"message": "ITMATT", "header": head, "items": found[number * ROUND : (number + 1) * ROUND]}).encode()
        for number, head in enumerate(heads)
    ]


def exchange(items: int, place: Path, misbehaviour: Misbehaviour) -> tuple[dict[str, Any], CdsServer, Client]:
    """Send everything, poll after every tenth message and at the end, keep book; returns what the ledger amounts to."""
    ledger = Ledger(str(place))
    ledger.init()
    out, back = Ingestor(ledger, direction="out"), Ingestor(ledger, decisions=MEANINGS)
    seen = Seen()
    retries = Retries(times=10, pause=0.01)
    with (
        CdsServer(seed=11, misbehaviour=misbehaviour) as server,
        Client(server.url, TOKEN, post="BEA", timeout=4.0, retries=retries) as client,
    ):
        for number, message in enumerate(messages(items), 1):
            report = client.send_declarations(message, batch=100)
            assert report.complete
            assert "recorded" == out.record(message).outcome
            if number % 10 == 0 or number * ROUND >= items:
                receive(client, back, seen)
    with ledger.reading() as connection:
        amounts = what_matters(connection)
    ledger.close()
    return amounts, server, client


def receive(client: Client, back: Ingestor, seen: Seen) -> None:
    """Poll everything there is, and record what is new."""
    for polled in client.poll(SINCE, UNTIL, window=timedelta(days=2), overlap=timedelta(hours=3), limit=200, seen=seen):
        assert polled.complete
        assert () == polled.views.failed
        for kind in ("ITMATT", "CUSRSP"):
            if polled.views.records(kind):
                target = io.BytesIO()
                polled.views.write(kind, target, f"{kind.lower()}-json")
                assert "recorded" == back.record(target.getvalue()).outcome


def what_matters(connection: Any) -> dict[str, Any]:
    """The state of every item, every revision, event and referral; not in which message they came, nor when they were recorded."""
    found: dict[str, Any] = {"items": list(export(connection)), "totals": {**totals(connection), "messages": None}}
    for table in (REVISIONS, EVENTS, REFERRALS):
        columns = [column for column in table.columns if column.name not in ("message", "recorded_at")]
        found[table.name] = sorted(tuple(row) for row in connection.execute(select(*columns)))
    return found


def compare(items: int, tmp_path: Path, rate: float) -> tuple[dict[str, Any], CdsServer]:
    """Both runs; they must amount to the same."""
    wrong = Misbehaviour(rate=rate, seed=5, delay=4.5)
    clean, calm, _ = exchange(items, tmp_path / "clean.sqlite", Misbehaviour())
    faulty, rough, _ = exchange(items, tmp_path / "faulty.sqlite", wrong)
    assert items == len(calm.store) == len(rough.store) == len(clean["items"])
    assert clean == faulty
    return faulty, rough


def test_a_small_exchange_with_many_faults_ends_as_one_without(tmp_path: Path) -> None:
    """Four calls in ten go wrong, and the ledger is that of a run in which none did."""
    found, server = compare(1_000, tmp_path, 0.4)
    assert {"released", "held"} == {item["state"] for item in found["items"]}
    assert sum(count for kind, count in server.misbehaviour.done.items() if kind) > 20


@pytest.mark.slow
def test_ten_thousand_declarations_and_their_responses_survive_faults_in_a_tenth_of_the_calls(tmp_path: Path) -> None:
    """10 000 declarations up, responses polled down, faults of every kind: states, revisions, events and referrals are those of a
    fault-free run."""
    found, server = compare(10_000, tmp_path, 0.1)
    assert 10_000 == len(found["items"])
    assert 10_000 == len(found["ledger_events"])
    done = server.misbehaviour.done
    assert set(KINDS) <= set(done)
    assert 0.07 < 1 - done[""] / sum(done.values()) < 0.13
