"""``ead ledger``: what it prints, and its exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from ledger_dialogue import S10, message

from ead.cli import ledger_common
from ead.cli.program import program
from ead.ledger.store import DEFAULT_LEDGER

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``ead ledger`` in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments, stdin=None: CliRunner().invoke(program, ["ledger", *arguments], input=stdin, standalone_mode=True)


def test_from_init_to_export(run: Run) -> None:
    """A ledger is made, fed, asked, thinned out and written."""
    assert DEFAULT_LEDGER == ledger_common.DEFAULT
    Path("in").mkdir()
    Path("in/1.json").write_bytes(message("CUSITM"))
    referral = {"referral_id": "R", "issued_at": "2026-11-02T12:00:00Z", "respond_by": "2026-11-04T12:00:00Z"}
    Path("in/2.json").write_bytes(message("ITMREF", {**referral}, {**referral, "item_id": "RR000000005TW"}))
    assert [0, 0, 0] == [run("init").exit_code, run("init").exit_code, run("upgrade").exit_code]
    fed = run("ingest", "in")
    assert (0, "in/2.json: recorded: ITMREF, 2 item(s)") == (fed.exit_code, fed.output.splitlines()[1])
    assert "RFI  LX806576725TW posted 2026-11-02: R" in run("open").output.replace("DNL", "RFI").replace("RFS", "RFI")
    assert "parked  RR000000005TW" in run("open").output
    assert [1, 0] == [run("overdue", "--at", "2026-11-05").exit_code, run("overdue", "--at", "2026-11-03").exit_code]
    told = run("status", "LX 806 576 725 TW")
    assert (0, True) == (told.exit_code, "referred" in told.output and "CUSITM revision" in told.output)
    assert [1, 0] == [run("status", "RR000000014TW").exit_code, run("status", "RR000000005TW").exit_code]
    assert [{"state": "referred", "count": 1}] == json.loads(run("report", "--format", "json").output)["items"]
    assert f"{S10},2026-11-02,referred" in run("export", "--format", "csv").output
    assert S10 == json.loads(run("export").output)["s10"]
    assert "personal data of 0" not in run("forget", S10).output
    assert "1 item(s) erased" not in run("forget", "--older-than", "3650d", "--with-facts").output
    assert all(json.loads(run(name, "--format", "json").output) for name in ("open", "overdue"))
    assert json.loads(run("status", S10, "--format", "json").output)["items"]


def test_refused_and_unreadable(run: Run) -> None:
    """A refused message is exit code 1 with the reason, an unreadable one 3, whatever else went well; standard input is read too."""
    run("init")
    bad = run("ingest", "-", stdin=message("CUSRSP", {"dutiable": None}))
    assert (1, True) == (bad.exit_code, "refused: CUSRSP, 1 item(s), 1 error(s): CORE-STR" in bad.output)
    Path("sound.json").write_bytes(message("ITMATT"))
    both = run("ingest", "-q", "sound.json", "missing.json")
    assert (3, True) == (both.exit_code, 'cannot read "missing.json"' in both.output)
    assert "refused  <stdin>" in run("report").output
    Path("empty").mkdir()
    assert 3 == run("ingest", "empty").exit_code


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("open",), 2, 'there is no ledger at "ead-ledger.sqlite"; make one with "ead ledger init"'),
        (("ingest", "x.json"), 2, "make one with"),
        (("open", "--ledger", "mysql://host/db"), 2, 'cannot be kept in "mysql"'),
        (("init", "--ledger", "postgresql://127.0.0.1:1/none"), 3, "cannot be used"),
        (("init", "--ledger", "nowhere/ledger.sqlite"), 3, "unable to open"),
        (("forget",), 2, "name an item or an age"),
        (("forget", "--older-than", "long"), 2, "is no age"),
        (("ingest", "--follow", "-"), 2, "cannot be followed"),
    ],
)
def test_failures_in_one_line(arguments: tuple[str, ...], code: int, said: str, run: Run) -> None:
    """What is wrong, in a line, with the exit code of its kind."""
    found = run(*arguments)
    assert (code, True) == (found.exit_code, said in found.output)


def test_a_folder_is_followed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that come later are taken too."""
    from ead.ledger import watch

    run("init")
    Path("in").mkdir()
    Path("in/1.json").write_bytes(message("ITMATT"))
    whole = watch.follow

    def later(pause: float) -> None:
        if not Path("in/2.json").exists():
            Path("in/2.json").write_bytes(message("CUSITM"))

    monkeypatch.setattr(watch, "follow", lambda files, pause: whole(files, pause=pause, rounds=5, sleep=later))
    found = run("ingest", "--follow", "in")
    assert (0, ["in/1.json", "in/2.json"]) == (found.exit_code, [line.split(":")[0] for line in found.output.splitlines()])
