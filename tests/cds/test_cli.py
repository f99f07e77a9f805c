"""``ead cds`` on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import ead
from ead.cli.program import program
from ead.ledger import Ledger
from ead.ledger.queries import totals
from ead.testing.cds_server import TOKEN, CdsServer, Misbehaviour
from ead.testing.dialogue import generate as generate_dialogue
from ead.testing.generator import generate

Run = Callable[..., Result]
SPAN = ("--since", "2026-09-01", "--until", "2026-12-31")


@pytest.fixture
def server() -> Iterator[CdsServer]:
    """A service on the loopback interface."""
    with CdsServer(seed=3) as running:
        yield running


@pytest.fixture
def run(server: CdsServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``ead cds`` in a folder of its own, against the service."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EAD_CDS_TOKEN", raising=False)
    Path("token").write_text(TOKEN + "\n", "utf-8")

    def invoke(command: str, *arguments: str, stdin: bytes | None = None, connected: bool = True) -> Result:
        where = ("--url", server.url, "--token-file", "token", "--post", "BEA") if connected else ()
        return CliRunner().invoke(program, ["cds", command, *where, *arguments], input=stdin)

    return invoke


@pytest.fixture
def message(tmp_path: Path) -> Path:
    """An ITMATT message of ten items."""
    path = tmp_path / "itmatt.json"
    path.write_text(json.dumps(generate(10, seed=3, destination="BE")), "utf-8")
    return path


def test_declarations_go_up_and_everything_comes_down(run: Run, server: CdsServer, message: Path) -> None:
    """Files have names made of their contents, so a second poll writes the same files again; they are messages like any other."""
    sent = run("send", str(message), "--confirm", "--batch", "4")
    assert (0, True) == (sent.exit_code, "10 item(s) sent, 0 refused, 0 not sendable" in sent.output)
    assert 10 == len(server.store)
    first = run("poll", *SPAN, "--out", "in")
    names = sorted(path.name for path in Path("in").iterdir())
    assert 0 == first.exit_code
    assert 0 == run("poll", *SPAN, "--out", "in").exit_code
    assert names == sorted(path.name for path in Path("in").iterdir())
    counts = {"ITMATT": 0, "CUSRSP": 0}
    for path in Path("in").iterdir():
        found = ead.read(path)
        counts[found.message] += len(found.items)
    assert {"ITMATT": 10, "CUSRSP": 10} == counts


@pytest.mark.parametrize("syntax", ["json", "ndjson", "xml"])
def test_files_have_the_syntax_that_is_asked_for(run: Run, message: Path, syntax: str) -> None:
    """All three are read again."""
    run("send", str(message))
    assert 0 == run("poll", *SPAN, "--out", "in", "--format", syntax).exit_code
    assert {f".{syntax}"} == {path.suffix for path in Path("in").iterdir()}
    assert all(ead.validate(path, profiles=["structure"]).counts.error == 0 for path in Path("in").iterdir())


def test_a_poll_goes_into_a_ledger(run: Run, message: Path) -> None:
    """Declarations and responses are recorded; the same poll again changes nothing."""
    Path("decisions.csv").write_text("code,group,organisation\n2,release,XXC\n3,release with charges,XXC\n7,hold,XXC\n", "utf-8")
    assert 0 == CliRunner().invoke(program, ["ledger", "init", "--ledger", "book.sqlite"]).exit_code
    run("send", str(message))
    for _ in range(2):
        done = run("poll", *SPAN, "--ledger", "book.sqlite", "--decisions", "decisions.csv")
        assert 0 == done.exit_code, done.output
    ledger = Ledger("book.sqlite")
    with ledger.reading() as connection:
        found = totals(connection)
    ledger.close()
    assert 10 == sum(row["count"] for row in found["items"])
    assert {row["state"] for row in found["items"]} <= {"released", "held"}


def test_a_state_file_remembers_how_far_a_poll_got(run: Run, message: Path) -> None:
    """The next poll begins there, and needs no --since."""
    run("send", str(message))
    assert 0 == run("poll", *SPAN, "--out", "in", "--state", "state.json").exit_code
    assert "2026-12-31T00:00:00" == json.loads(Path("state.json").read_text("utf-8"))["until"]
    again = run("poll", "--until", "2027-01-01", "--out", "in", "--state", "state.json")
    assert (0, "2026-12-30 22:00 to 2027-01-01 00:00: 0 declaration(s), 0 response(s), 0 known\n") == (again.exit_code, again.output)
    Path("state.json").write_text("[]", "utf-8")
    assert 2 == run("poll", "--out", "in", "--state", "state.json").exit_code


def test_responses_are_sent_too(run: Run, server: CdsServer) -> None:
    """The kind of message decides; standard input is read as well."""
    data = json.dumps(generate_dialogue("CUSRSP", 3, destination="BE")).encode()
    assert 0 == run("send", "-", stdin=data).exit_code
    assert 3 == server.store.answered
    assert {"CreateOrUpdateResponses": 1} == dict(server.calls)


def test_refused_items_give_exit_code_1(run: Run, server: CdsServer, message: Path) -> None:
    """They are named with the fault; the others are sent."""
    bad = json.loads(message.read_text("utf-8"))["items"][2]["item_id"]
    server.store.refuse.add(bad)
    done = run("send", str(message))
    assert 1 == done.exit_code
    assert "9 item(s) sent, 1 refused" in done.output
    assert f"refused: {bad} posted" in done.output


def test_items_that_fail_their_structure_give_exit_code_1(run: Run, message: Path) -> None:
    """Their findings are told, masked."""
    broken = json.loads(message.read_text("utf-8"))
    broken["items"][0]["sender"]["name"] = "Canary" * 40
    message.write_text(json.dumps(broken), "utf-8")
    done = run("send", str(message))
    assert (1, True, False) == (done.exit_code, "CORE-STR-005" in done.output, "Canary" in done.output)


def test_trouble_with_the_network_gives_exit_code_3(run: Run, server: CdsServer, message: Path) -> None:
    """In one line, with what was sent before; so do faults of the service and a file that is not there."""
    server.misbehaviour = Misbehaviour(rate=1.0, kinds=("reset",))
    done = run("send", str(message), "--trials", "0")
    assert 3 == done.exit_code
    assert "error: CreateOrUpdateDeclarations: the connection to" in done.output
    assert 3 == run("send", "nothing.json").exit_code
    server.misbehaviour = Misbehaviour()
    server.token = "another"
    assert 3 == run("poll", *SPAN, "--out", "in").exit_code


@pytest.mark.parametrize(
    ("command", "arguments", "expected"),
    [
        ("poll", ("--out", "in"), "say where to begin"),
        ("poll", SPAN, "say where to put what comes"),
        ("poll", ("--since", "yesterday", "--out", "in"), "is no date and time"),
        ("poll", (*SPAN, "--out", "in", "--decisions", "x.csv"), "--decisions is for --ledger"),
        ("poll", (*SPAN, "--out", "in", "--window", "60"), "overlap must be shorter"),
        ("poll", (*SPAN, "--ledger", "none.sqlite"), "there is no ledger"),
        ("status", ("LX806576725TW", "--zone", "Nowhere/Land"), "is no time zone"),
        ("status", ("LX806576725TW", "--token-file", "none"), "the token cannot be read"),
        ("status", ("LX806576725TW", "--url", "http://cds.example.com/"), "would be sent the token unprotected"),
    ],
)
def test_wrong_use_gives_exit_code_2(run: Run, command: str, arguments: tuple[str, ...], expected: str) -> None:
    """And says what was expected."""
    done = run(command, *arguments)
    assert (2, True) == (done.exit_code, expected in done.output), done.output


def test_the_token_comes_from_a_file_or_the_environment(run: Run, server: CdsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never from the command line; without one, that is said."""
    url = ("--url", server.url)
    missing = run("status", *url, "LX806576725TW", connected=False)
    assert (2, True) == (missing.exit_code, "there is no security token" in missing.output)
    monkeypatch.setenv("EAD_CDS_TOKEN", TOKEN)
    assert 1 == run("status", *url, "LX806576725TW", connected=False).exit_code
    assert 2 == run("status", *url, "--token", TOKEN, "LX806576725TW", connected=False).exit_code


def test_the_status_of_an_item_is_told(run: Run, message: Path) -> None:
    """In words and as JSON; exit code 1 for an item that the service does not know."""
    run("send", str(message))
    s10 = json.loads(message.read_text("utf-8"))["items"][0]["item_id"]
    done = run("status", s10)
    assert (0, True) == (done.exit_code, f"{s10}: declared, 1 response(s)" in done.output)
    told = json.loads(run("status", s10, "--format", "json").output)
    assert (True, 1) == (told["declared"], len(told["responses"]))
    assert 1 == run("status", "RR000000005DE").exit_code


def test_a_saved_answer_is_taken_apart(run: Run) -> None:
    """Into its declarations and its responses; views that fail are told."""
    example = Path(__file__).parents[2] / "examples" / "cds" / "load-response.xml"
    done = run("read", str(example), "--out", "in", connected=False)
    assert (0, "3 declaration(s), 3 response(s)\n") == (done.exit_code, done.output)
    assert ["cusrsp", "itmatt"] == sorted(path.name.split("-")[0] for path in Path("in").iterdir())
    broken = example.read_bytes().replace(b"<o:GrossWeight>0.", b"<o:GrossWeight>x.", 1)
    done = run("read", "-", "--out", "in", stdin=broken, connected=False)
    assert (1, True) == (done.exit_code, "CORE-STR-004" in done.output)
