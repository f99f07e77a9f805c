"""Filings to customs and their answers in the ledger, deadlines of what is asked, and what the post sent, read back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result
from ledger_dialogue import S10, contents, customs, message, states
from sqlalchemy import func, select

from ead.cli.program import program
from ead.errors import ConfigurationError
from ead.ics2 import InformationReply, InformationRequest, Remark, UnreadableAnswer, read_answer, read_sent, write_r02
from ead.ics2.declarant import read_declarant
from ead.ledger import Ingestor, Ledger
from ead.ledger.customs import is_of_customs
from ead.ledger.deadlines import BY_DEPARTURE, BY_MESSAGE, BY_TABLE, UNTIL_LOADING, Deadlines, builtin, read_deadlines
from ead.ledger.privacy import forget_item, retire
from ead.ledger.queries import open_matters, overdue, refused, status
from ead.ledger.schema import FILINGS, MESSAGES, PERSONAL

ROOT = Path(__file__).parents[2]
MRN = "26BEIM1234567890A5"
FILED = customs("IE3F43", "2026-11-02T10:30:00Z", lrn="L-1", items=[S10])
REGISTERED = customs("IE3R01", "2026-11-02T10:31:00Z", lrn="L-1", mrn=MRN)
ASKED = customs("IE3Q02", "2026-11-02T12:30:00Z", mrn=MRN, referrals=[("RFI-1", S10)])
ONE_DAY = "2026-11-02"
Run = Callable[..., Result]


def record(ledger: Ledger, *messages: bytes) -> None:
    for data in messages:
        assert "recorded" == Ingestor(ledger).record(data).outcome


def test_answers_and_filings_are_recorded_once(ledger: Ledger) -> None:
    """Each message has a row with its kind, way and reference, whatever direction was said; again it changes nothing."""
    record(ledger, message("ITMATT"), FILED, REGISTERED, ASKED)
    assert Ingestor(ledger).record(ASKED).known
    with ledger.reading() as connection:
        rows = connection.execute(select(MESSAGES.c.kind, MESSAGES.c.direction, MESSAGES.c.message_id).where(MESSAGES.c.kind.like("IE3%")))
        assert [("IE3F43", "out", "L-1"), ("IE3Q02", "in", MRN), ("IE3R01", "in", MRN)] == sorted(map(tuple, rows))
    assert {ONE_DAY: "referred RFI"} == states(ledger)


def test_what_cannot_be_read_is_refused(ledger: Ledger) -> None:
    """A message of ICS2 that is not known, lacks what it is about or is hostile is recorded as refused and changes nothing."""
    bad = [
        b"<IE3N06/>",
        b'<IE3Q02 xmlns="urn:x"><MRN>1</MRN></IE3Q02>',
        b"<!DOCTYPE IE3Q02><IE3Q02/>",
        b"<IE3F43><LRN>L</LRN>",
        b"<IE3R02/>",
    ]
    assert ["refused"] * 5 == [Ingestor(ledger).record(data).outcome for data in bad]
    with ledger.reading() as connection:
        assert 0 == connection.execute(select(func.count()).select_from(FILINGS)).scalar()
        assert all(row["report"]["findings"][0]["text"] for row in refused(connection))


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"<!-- <IE3Q02> --><x/>", False), (b"<?xml version='1.0'?>\n<ns:IE3Q02 xmlns:ns='x'>", True), (b"{}", False), (b"", False)],
)
def test_messages_of_customs_are_told_by_their_root(data: bytes, expected: bool, tmp_path: Path) -> None:
    """The first element decides, in bytes and in files."""
    path = tmp_path / "m"
    path.write_bytes(data or b" ")
    assert [expected, expected] == [is_of_customs(data), is_of_customs(path)]


def deadlines_of(ledger: Ledger, deadlines: Deadlines | None = None) -> list[tuple[str, str]]:
    with ledger.reading() as connection:
        found = open_matters(connection, deadlines=deadlines)["referrals"]
    return [(one["deadline"][:16], one["deadline_from"]) for one in found]


def test_deadlines_come_from_message_table_or_departure(ledger: Ledger, tmp_path: Path) -> None:
    """The message's own time first; else hours of the table or the departure, whichever is earlier; else the item's loading."""
    record(ledger, message("ITMATT"), FILED, REGISTERED, ASKED)
    assert [("", UNTIL_LOADING)] == deadlines_of(ledger)
    table = tmp_path / "deadlines.csv"
    table.write_text("type,destination,hours\nRFI,,24\nRFI,DE,1\n", "utf-8")
    assert [("2026-11-03T12:30", BY_TABLE)] == deadlines_of(ledger, read_deadlines(table))
    record(ledger, message("PREDES", {"despatched_at": "2026-11-02T18:00:00Z"}))
    assert [("2026-11-02T18:00", BY_DEPARTURE)] == deadlines_of(ledger, read_deadlines(table))
    table.write_text("type,destination,hours\nRFI,BE,2\n", "utf-8")
    assert [("2026-11-02T14:30", BY_TABLE)] == deadlines_of(ledger, read_deadlines(table))
    record(ledger, customs("IE3Q02", "2026-11-02T12:40:00Z", mrn=MRN, referrals=[("RFI-2", S10)], deadline="2026-11-02T13:00:00Z"))
    assert [("2026-11-02T13:00", BY_MESSAGE), ("2026-11-02T14:30", BY_TABLE)] == deadlines_of(ledger, read_deadlines(table))
    with ledger.reading() as connection:
        assert [1, 2] == [len(overdue(connection, f"2026-11-02T{hour}:00:00.000000")["referrals"]) for hour in ("17", "19")]


def test_a_do_not_load_is_due_at_once(ledger: Ledger) -> None:
    """An order has no time to think; receptacles and lists are read."""
    record(ledger, message("ITMATT"), FILED, REGISTERED, customs("IE3Q01", "2026-11-02T15:00:00Z", mrn=MRN, listed=[S10]))
    assert [("2026-11-02T15:00", BY_TABLE)] == deadlines_of(ledger)
    assert 0 == builtin().hours["DNL", ""]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("type,hours\nrfi,1\n", '"rfi" cannot be one'),
        ("type,hours\nRFI,soon\n", '"soon" is no number of hours'),
        ("type,hours\nRFI,9999\n", '"9999" is no number of hours'),
        ("type,hours\nRFI,1\nRFI,2\n", 'there is a deadline for "RFI" already'),
        ("type,hours\n", "has no deadlines"),
    ],
)
def test_wrong_tables_of_deadlines(text: str, said: str, tmp_path: Path) -> None:
    """What is wrong, with file and line."""
    path = tmp_path / "deadlines.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigurationError, match=said):
        read_deadlines(path)


def test_texts_of_customs_are_personal(ledger: Ledger) -> None:
    """What customs write about an item, or about all items of its filing, is erased with the item's data."""
    refusal = customs("IE3N99", "2026-11-02T12:00:00Z", reference="L-1", errors=[("12", "//consignmentHouseLevel[1]/consignor/name")])
    record(ledger, message("ITMATT"), refusal, FILED, REGISTERED, ASKED)
    record(ledger, customs("IE3Q02", "2026-11-02T12:40:00Z", mrn=MRN, referrals=[("RFI-2", "")]))
    with ledger.writing() as connection:
        assert "not good" in status(connection, S10)["refusals"][0]["text"].lower()
        assert 4 == forget_item(connection, S10)
        assert 0 == connection.execute(select(func.count()).select_from(PERSONAL)).scalar()
        assert "not good" not in status(connection, S10)["refusals"][0]["text"].lower()
        assert 1 == retire(connection, "2027-01-01")
        assert 0 == connection.execute(select(func.count()).select_from(FILINGS)).scalar()


def test_several_filings_and_items(ledger: Ledger) -> None:
    """An answer about all under an MRN reaches its items only, also where the registration comes last."""
    other, third = "LX806576739TW", "LX806576742TW"
    record(ledger, message("ITMATT", {}, {"item_id": other}, {"item_id": third}), customs("IE3N03", "2026-11-02T15:00:00Z", mrn=MRN))
    record(ledger, FILED, customs("IE3F43", "2026-11-02T10:30:00Z", lrn="L-2", items=[other, third]))
    assert {ONE_DAY: "sent"} == states(ledger)
    record(ledger, customs("IE3R01", "2026-11-02T10:31:00Z", lrn="L-2", mrn=MRN))
    with ledger.reading() as connection:
        found = {s10: status(connection, s10)["items"][0]["state"] for s10 in (S10, other, third)}
    assert {S10: "sent", other: "assessed", third: "assessed"} == found


def test_answers_wait_for_their_filing(ledger: Ledger) -> None:
    """What names no item is listed until the filing is known, by its LRN or through the registration."""
    refusal = customs("IE3N99", "2026-11-02T12:00:00Z", reference="L-1", errors=[("12", "/IE3F43/declarant")])
    record(ledger, customs("IE3Q02", "2026-11-02T12:40:00Z", mrn=MRN, referrals=[("RFI-2", "")]), refusal, REGISTERED)

    def listed() -> list[str]:
        with ledger.reading() as connection:
            return [one["kind"] for one in open_matters(connection)["waiting"]]

    assert ["IE3N99", "IE3Q02"] == listed()
    record(ledger, FILED)
    assert [] == listed()


@pytest.mark.parametrize("seed", range(8))
def test_any_order_comes_to_the_same(seed: int, tmp_path: Path) -> None:
    """Two filings, their registrations, links, amendments and every kind of answer: whatever the order, items, events and referrals are the same."""
    first, second = S10, "LX806576739TW"
    other = "26BEIM0000000000B7"
    dialogue = [
        message("ITMATT", {}, {"item_id": second}),
        message("PREDES", {"despatched_at": "2026-11-04T18:00:00Z"}),
        customs("IE3F43", "2026-11-02T10:30:00Z", lrn="L-1", items=[first, second]),
        customs("IE3F43", "2026-11-02T16:00:00Z", lrn="L-2", items=[second]),
        customs("IE3R01", "2026-11-02T10:31:00Z", lrn="L-1", mrn=MRN),
        customs("IE3R01", "2026-11-02T16:01:00Z", lrn="L-2", mrn=other),
        customs("IE3F44", "2026-11-02T11:00:00Z", lrn="L-3", items=[first], receptacle="TWTPEABEBRUAAUN60001001000041"),
        customs(
            "IE3N99", "2026-11-02T10:40:00Z", reference="L-1", errors=[("13", "//consignmentHouseLevel[2]/consignee/name"), ("12", "/x")]
        ),
        customs("IE3Q01", "2026-11-02T13:00:00Z", mrn=MRN, receptacles=["TWTPEABEBRUAAUN60001002000041"]),
        customs("IE3Q02", "2026-11-02T12:00:00Z", mrn=MRN, referrals=[("RFI-1", ""), ("RFI-2", first)]),
        customs("IE3Q03", "2026-11-02T17:00:00Z", mrn=other, referrals=[("RFS-1", second)]),
        customs("IE3A43", "2026-11-02T14:00:00Z", mrn=MRN, referral="RFI-2", items=[first]),
        customs("IE3R02", "2026-11-02T15:00:00Z", mrn=MRN, replies=["RFI-1"]),
        customs("IE3N03", "2026-11-02T18:00:00Z", mrn=other),
    ]
    found = []
    for number, order in enumerate((dialogue, Random(seed).sample(dialogue, len(dialogue)))):
        ledger = Ledger(tmp_path / f"{number}.sqlite")
        ledger.init()
        record(ledger, *order)
        found.append(contents(ledger))
        ledger.close()
    assert found[0] == found[1]
    assert {"RFI-1", "RFI-2", "RFS-1"} <= {row[2] for row in found[0]["referrals"]}


def test_an_answer_is_about_the_items_that_were_asked_about(ledger: Ledger) -> None:
    """An IE3R02 that names no item, and an amendment that repeats all, answer for the item of the question; also when the question comes last."""
    other, third = "LX806576739TW", "LX806576742TW"
    items = [S10, other, third]
    record(
        ledger, message("ITMATT", *({"item_id": one} for one in items)), customs("IE3F43", "2026-11-02T10:30:00Z", lrn="L-1", items=items)
    )
    record(ledger, REGISTERED, customs("IE3R02", "2026-11-02T15:00:00Z", mrn=MRN, replies=["RFI-1"]))
    record(ledger, customs("IE3A43", "2026-11-02T14:00:00Z", mrn=MRN, referral="RFI-2", items=items), ASKED)
    record(ledger, customs("IE3Q02", "2026-11-02T12:40:00Z", mrn=MRN, referrals=[("RFI-2", other)]))
    with ledger.reading() as connection:
        found = [status(connection, s10)["items"][0]["state"] for s10 in items]
    assert ["answered", "answered", "sent"] == found


def test_what_was_sent_can_be_read_back() -> None:
    """A filing, a link to a receptacle, and an answer that was written for a request."""
    filing = read_sent(FILED)
    assert ("IE3F43", "L-1", [S10], 2) == (filing.message, filing.lrn, [one.document for one in filing.items], filing.items[0].goods)
    linked = read_sent(customs("IE3F44", "2026-11-02T10:30:00Z", lrn="L-2", items=[S10], receptacle="R-1"))
    assert ("R-1", 0) == (linked.items[0].receptacle, linked.items[0].goods)
    request = read_answer(ROOT / "examples" / "ics2" / "q02.xml")
    assert isinstance(request, InformationRequest)
    declarant = read_declarant(ROOT / "examples" / "ics2" / "declarant.toml")
    reply = InformationReply(reference="RFI-2026-77", remarks=(Remark(text="Cotton"),))
    written = read_sent(write_r02(request, [reply], declarant, issued_at=datetime(2026, 11, 2, tzinfo=UTC)))
    assert ("IE3R02", MRN, [("RFI-2026-77", True)]) == (
        written.message,
        written.mrn,
        [(one.reference, one.says_something) for one in written.replies],
    )
    screened = read_sent(customs("IE3R03", "2026-11-02T14:00:00Z", mrn=MRN, replies=["RFS-1"]))
    assert (("XRY", "PHS"), "1") == (screened.replies[0].methods, screened.replies[0].result)
    with pytest.raises(UnreadableAnswer, match='neither "LRN" nor "MRN"'):
        read_sent(b"<IE3F43/>")
    with pytest.raises(UnreadableAnswer, match="no message to customs"):
        read_sent(REGISTERED)
    with pytest.raises(UnreadableAnswer, match='has no "documentNumber"'):
        read_sent(b"<IE3F43><LRN>L</LRN><consignmentMasterLevel><consignmentHouseLevel/></consignmentMasterLevel></IE3F43>")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``ead`` in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(program, list(arguments))


def test_from_our_filing_to_three_findings(run: Run) -> None:
    """What we filed is refused with three errors: ``ics2 read`` and the ledger show them on the same items and fields."""
    examples = ROOT / "examples"
    itmatt, declarant = str(examples / "itmatt-clean.xml"), str(examples / "ics2" / "declarant.toml")
    filed = ("--lrn", "2026-11-02-0001", "--issued-at", "2026-11-20T10:00:00Z", "--as-of", "2026-11-02")
    assert 0 == run("ics2", "file", itmatt, "f43.xml", "--declarant", declarant, *filed).exit_code
    answer = (examples / "ics2" / "n99.xml").read_text("utf-8").replace("2026-11-02T12", "2026-11-20T12")
    Path("n99.xml").write_text(answer, "utf-8")
    shown = run("ics2", "read", "n99.xml", "--filed", "f43.xml", "--message", itmatt, "--report", "json")
    expected = [(one["code"], one["item_id"], one["location"]["path"], one["text"]) for one in json.loads(shown.output)["findings"]]
    run("ledger", "init")
    assert 0 == run("ledger", "ingest", "--tests", itmatt, "f43.xml", "n99.xml").exit_code
    told = run("ledger", "check", "--report", "json")
    assert (1, 3) == (told.exit_code, len(expected))
    assert expected == [(one["code"], one["item_id"], one["location"]["path"], one["text"]) for one in json.loads(told.output)["findings"]]
    assert [True] * 3 == [f"{code} {path}: {text}" in run("ledger", "status", s10).output for code, s10, path, text in expected]


def test_open_lists_a_question_of_customs_with_its_deadline(run: Run) -> None:
    """An IE3Q02 that is ingested is listed, with its deadline from the message or the table."""
    run("ledger", "init")
    Path("1.json").write_bytes(message("ITMATT"))
    Path("0.xml").write_bytes(customs("IE3Q01", "2026-11-02T12:40:00Z", mrn="26DEIM1234567890A5"))
    run("ledger", "ingest", "0.xml")
    said = "waiting  IE3Q01 DNL customs/DNL/2026-11-02T12:40:00.000000 of 2026-11-02 12:40: its filing 26DEIM1234567890A5 is not known"
    assert said in run("ledger", "open").output
    for number, data in enumerate((FILED, REGISTERED, ASKED), 2):
        Path(f"{number}.xml").write_bytes(data)
    assert 0 == run("ledger", "ingest", "1.json", "2.xml", "3.xml", "4.xml").exit_code
    assert f"RFI  {S10} posted 2026-11-02: RFI-1, since 2026-11-02 12:30, answer before loading" in run("ledger", "open").output
    Path("hours.csv").write_text("type,hours\nRFI,24\n", "utf-8")
    listed = run("ledger", "open", "--deadlines", "hours.csv").output
    assert "answer by 2026-11-03 12:30, by the table of deadlines" in listed
    late = [
        run("ledger", "overdue", "--days", "9", "--at", day, "--deadlines", "hours.csv").exit_code for day in ("2026-11-03", "2026-11-04")
    ]
    assert [0, 1] == late
    (one,) = json.loads(run("ledger", "open", "--format", "json").output)["referrals"]
    assert ("RFI", "", "loading") == (one["type"], one["deadline"], one["deadline_from"])
