"""Recording: each message whole or not at all, and each once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ledger_dialogue import S10, contents, message, states
from sqlalchemy import func, select

from ead.errors import ConfigurationError, UnreadableSource
from ead.ledger import Ingestor, Ledger
from ead.ledger.privacy import forget_item, forget_recorded_before, retire
from ead.ledger.queries import open_matters, overdue, refused, status, totals
from ead.ledger.schema import EVENTS, ITEMS, MESSAGES, PERSONAL, REFERRALS, REVISIONS
from ead.ledger.watch import follow
from ead.validator import Validator

ONE_DAY = "2026-11-02"


def test_a_message_is_recorded_once(ledger: Ledger) -> None:
    """The same bytes again change nothing; what became of them is told."""
    ingestor = Ingestor(ledger)
    first, again = ingestor.record(message("ITMATT")), ingestor.record(message("ITMATT"))
    assert (False, True) == (first.known, again.known)
    assert (first.sha256, "recorded", "ITMATT", 1) == (again.sha256, again.outcome, again.kind, again.items)


def test_a_message_that_fails_its_structure_touches_nothing(ledger: Ledger) -> None:
    """One bad item among sound ones: refused as a whole, with its report; states and parked events are as before."""
    ingestor = Ingestor(ledger)
    ingestor.record(message("ITMATT"))
    before = contents(ledger)
    bad = message("CUSRSP", {"decision": "7"}, {"dutiable": None}, {"decision": "2"})
    done = ingestor.record(bad)
    assert ("refused", "CUSRSP", 3, 1) == (done.outcome, done.kind, done.items, done.errors)
    assert before == contents(ledger)
    with ledger.reading() as connection:
        (row,) = refused(connection)
    assert ("CORE-STR", 1) == (row["report"]["findings"][0]["code"][:8], row["report"]["counts"]["error"])
    assert ingestor.record(bad).known


def test_rules_are_asked_besides(ledger: Ledger) -> None:
    """With a validator the findings of rules are in the report and refuse nothing; faults of the structure still do, and are told once."""
    heavy = {"gross_weight": "0.001"}
    plain, checked = Ingestor(ledger), Ingestor(ledger, validator=Validator())
    unasked = plain.record(message("ITMATT", heavy))
    assert ("recorded", 0) == (unasked.outcome, unasked.errors)
    done = checked.record(message("ITMATT", heavy) + b"\n")
    report = json.loads(done.summary)
    assert ("recorded", "accepted", 1) == (done.outcome, report["outcome"], report["counts"]["rejected"])
    assert "DQ-WT-001" in {one["code"] for one in report["findings"]}
    bad = checked.record(message("ITMATT", heavy, {"mail_class": None}))
    codes = [one["code"] for one in json.loads(bad.summary)["findings"] if one["code"].startswith("CORE-STR")]
    assert ("refused", 1) == (bad.outcome, len(codes))
    assert "refused" == checked.record(b"no message at all").outcome


@pytest.mark.parametrize(
    "data", [b"", b"no message", b"<Itmatt xmlns='urn:ead:itmatt:1'><Header/><Item><ItemId>LX8", b'{"message": "CUSRSP"']
)
def test_what_is_no_message_is_refused(data: bytes, ledger: Ledger) -> None:
    """Empty, foreign and cut off files are recorded as refused, with a reason."""
    done = Ingestor(ledger).record(data)
    assert ("refused", False) == (done.outcome, done.known)
    assert json.loads(done.summary)["findings"]


@pytest.mark.parametrize("before", [0, 200_000])
def test_bytes_of_another_encoding_are_refused(before: int, ledger: Ledger) -> None:
    """A file with bytes that are not of the encoding it declares is recorded as refused, wherever they stand, and says where."""
    data = b'<?xml version="1.0" encoding="US-ASCII"?>\n<!--' + b"-" * before + b'-->\n<Itmatt xmlns="urn:ead:itmatt:1">\xe9</Itmatt>'
    done = Ingestor(ledger).record(data.replace(b"--" * 2, b"- "))
    assert "refused" == done.outcome
    assert "CORE-INT-006" in {finding["code"] for finding in json.loads(done.summary)["findings"]}


def test_a_large_message_with_a_late_fault_leaves_nothing(ledger: Ledger) -> None:
    """Batches that were written before the fault was met are undone."""
    sound = [{"item_id": f"LX{number:09d}TW"} for number in range(1_500)]
    assert "refused" == Ingestor(ledger).record(message("ITMATT", *sound, {"mail_class": None})).outcome
    assert {"items": [], "revisions": [], "events": [], "referrals": []} == contents(ledger)


def test_tests_do_not_count(ledger: Ledger) -> None:
    """A message that calls itself a test changes no item, unless it is to count."""
    data = message("ITMATT").replace(b'"test": false', b'"test": true')
    assert "test" == Ingestor(ledger).record(data).outcome
    assert {} == states(ledger)
    assert "recorded" == Ingestor(ledger, tests=True).record(data + b"\n").outcome
    assert {ONE_DAY: "declared"} == states(ledger)


def test_direction_and_partner(ledger: Ledger) -> None:
    """The partner of a message received is its sender, of one sent its recipient, or who is named."""
    for number, (direction, partner) in enumerate((("in", ""), ("out", ""), ("in", "XXA"))):
        header = {"sender": "TWA", "recipient": "BEA", "created_at": f"2026-11-02T1{number}:00:00Z"}
        data = json.dumps({**json.loads(message("ITMATT")), "header": header}).encode()
        assert "recorded" == Ingestor(ledger, direction=direction, partner=partner).record(data).outcome
    with ledger.reading() as connection:
        rows = connection.execute(select(MESSAGES.c.direction, MESSAGES.c.partner).order_by(MESSAGES.c.created_at)).all()
    assert [("in", "TWA"), ("out", "BEA"), ("in", "XXA")] == [tuple(row) for row in rows]
    with pytest.raises(ConfigurationError, match='expected "in" or "out"'):
        Ingestor(ledger, direction="up")


def test_personal_data_stands_apart(ledger: Ledger) -> None:
    """No name, street or telephone is in the facts; forgetting erases them and leaves states and facts."""
    Ingestor(ledger).record(message("ITMATT"))
    with ledger.reading() as connection:
        facts = connection.execute(select(REVISIONS.c.facts)).scalar_one()
        body = connection.execute(select(PERSONAL.c.body)).scalar_one()
    assert [] == [word for word in ("Peeters", "Veldstraat", "486", "@") if word in facts]
    assert "Peeters" in body
    before = contents(ledger)
    with ledger.writing() as connection:
        assert 1 == forget_item(connection, S10)
        assert 0 == forget_recorded_before(connection, "9999")
    assert before == contents(ledger)


def test_retention(ledger: Ledger) -> None:
    """Items posted before a day go with all that is known of them; younger ones stay, and so do the messages."""
    ingestor = Ingestor(ledger)
    ingestor.record(message("ITMATT", {}, {"posted_at": "2025-10-20T09:00:00"}))
    ingestor.record(message("ITMREF", {"posted_at": "2025-10-20T09:00:00", "issued_at": "2025-10-21T09:00:00Z"}))
    ingestor.record(message("EMSEVT", {"item_id": "RR000000005TW", "occurred_at": "2025-10-20T09:00:00Z"}))
    with ledger.writing() as connection:
        assert 1 == retire(connection, "2026-01-01")
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (ITEMS, REVISIONS, EVENTS, REFERRALS)
        ]
        left = connection.execute(select(func.count()).select_from(PERSONAL)).scalar_one()
    assert ([1, 1, 0, 0], 1) == (counts, left)
    assert {ONE_DAY: "declared"} == states(ledger)


def test_questions_to_the_ledger(ledger: Ledger) -> None:
    """Open and overdue referrals, unanswered items, an item's story and the totals."""
    ingestor = Ingestor(ledger)
    ingestor.record(message("CUSITM", {}, {"item_id": "RR000000005TW"}))
    ingestor.record(message("ITMREF", {"referral_id": "R", "issued_at": "2026-11-02T12:00:00Z", "respond_by": "2026-11-04T12:00:00Z"}))
    ingestor.record(message("PREDES", {"item_id": "CP000000005TW"}))
    with ledger.reading() as connection:
        found = open_matters(connection)
        late, early = overdue(connection, "2026-11-05", sent_before="2026-11-04"), overdue(connection, "2026-11-03")
        story, sums = status(connection, S10), totals(connection)
    assert [("R", "2026-11-04T12:00:00.000000")] == [(one["referral"], one["respond_by"]) for one in found["referrals"]]
    assert ["CP000000005TW"] == [one["s10"] for one in found["parked"]]
    assert (["R"], ["RR000000005TW"]) == ([one["referral"] for one in late["referrals"]], [one["s10"] for one in late["unanswered"]])
    assert {"referrals": [], "unanswered": []} == early
    assert ("referred", 1, 1) == (story["items"][0]["state"], len(story["items"][0]["revisions"]), len(story["items"][0]["events"]))
    assert (1, {"referred": 1, "sent": 1}) == (sums["parked"], {one["state"]: one["count"] for one in sums["items"]})


def test_texts_that_databases_do_not_take(ledger: Ledger) -> None:
    """Zero bytes and halves of characters in identifiers are no reason to stop."""
    data = message("EMSEVT").replace(b'"LX806576725TW"', b'"LX8\\u00e9\\ud83dTW"')
    assert Ingestor(ledger).record(data).outcome in ("recorded", "refused")


def test_a_file_that_changes_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is recorded of a file whose bytes are others once it is read."""
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.init()
    path = tmp_path / "m.json"
    path.write_bytes(message("ITMATT"))
    ingestor = Ingestor(ledger)
    prepare = ingestor._prepare

    def meanwhile(*arguments: object) -> object:
        path.write_bytes(message("ITMATT", {"gross_weight": "0.5"}))
        return prepare(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(ingestor, "_prepare", meanwhile)
    with pytest.raises(UnreadableSource, match="changed while it was read"):
        ingestor.record(path)
    assert {} == states(ledger)
    monkeypatch.undo()
    assert "recorded" == ingestor.record(path).outcome
    ledger.close()


def test_half_written_files_are_left_alone(tmp_path: Path) -> None:
    """A file is given out once it no longer grows, once, and again when it has changed; an empty one never."""
    growing, still = tmp_path / "a.xml", tmp_path / "b.xml"
    still.write_text("whole", "utf-8")
    (tmp_path / "empty.xml").touch()
    rounds = iter(range(1, 20))

    def grow(pause: float) -> None:
        number = next(rounds)
        if number <= 3 or number == 8:
            growing.write_text("x" * number, "utf-8")

    found = follow(lambda: sorted(tmp_path.iterdir()), rounds=12, sleep=grow)
    assert [still, growing, growing] == list(found)
