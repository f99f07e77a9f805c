"""``ead validate --split``: accepted items, other items and reasons, each in a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from ead.validator import Validator

Run = Callable[..., Result]
Make = Callable[..., Path]
PLAIN = ("--profile", "structure")
TWIN = {"item_id": "LX806576725TW"}


def reasons(name: str) -> list[dict[str, Any]]:
    """The lines of a reasons file."""
    return [json.loads(line) for line in Path(name).read_text("utf-8").splitlines()]


def ids(run: Run, name: str) -> list[str]:
    """The item ids of a message."""
    run("convert", name, "ids.ndjson")
    return [json.loads(line)["item_id"] for line in Path("ids.ndjson").read_text().splitlines()[1:]]


def test_split(run: Run, message: Make) -> None:
    """The two parts are valid messages in the format of the source, with its header, and hold every item once."""
    result = run("validate", str(message({}, {}, TWIN)), *PLAIN, "--split", "parts", "-q")
    assert 1 == result.exit_code
    assert ["accepted.xml", "reasons.ndjson", "rejected.xml"] == sorted(path.name for path in Path("parts").iterdir())
    assert ["LX806576725TW", "LX000000001TW"] == ids(run, "parts/accepted.xml")
    assert ["LX806576725TW"] == ids(run, "parts/rejected.xml")
    for part in ("accepted", "rejected"):
        report = Validator(["structure"]).validate(f"parts/{part}.xml")
        assert (True, "M-1") == (report.accepted, report.input.message_id)
    (reason,) = reasons("parts/reasons.ndjson")
    assert (3, "rejected", True, ["CORE-DUP-001"]) == (
        reason["item"],
        reason["outcome"],
        reason["written"],
        [one["code"] for one in reason["findings"]],
    )


@pytest.mark.parametrize("format_", ["itmatt-xml", "itmatt-json", "itmatt-ndjson", "csv", "cds-soap", "cds-data"])
def test_split_every_format(run: Run, message: Make, format_: str) -> None:
    """Splitting keeps the format, whichever it is."""
    run("convert", str(message({}, {}, {"mail_class": "E"})), f"source.{format_}", "--to", format_)
    config = '[[suppressions]]\ncode = "UPU-MSG-001"\npath = "*"\nreason = "r"\nowner = "o"\nexpires = 2099-01-01\n'
    Path("ead.toml").write_text(config)
    result = run("validate", f"source.{format_}", *PLAIN, "--split", "parts")
    assert 0 == result.exit_code
    (part,) = [path for path in Path("parts").iterdir() if path.name.startswith("accepted")]
    assert format_ == Validator(["structure"]).validate(part).input.format
    assert "split: 3 accepted to accepted" in result.stderr


def test_split_says_what_it_cannot_write(run: Run, message: Make) -> None:
    """An item that lacks what it must have is in no part; its reasons say so."""
    result = run("validate", str(message({}, {"gross_weight": "heavy"})), *PLAIN, "--split", "parts")
    assert "split: 1 accepted to accepted.xml, 1 to no file, for no valid message can hold them" in result.stderr
    (reason,) = reasons("parts/reasons.ndjson")
    assert (False, ["gross_weight"]) == (reason["written"], reason["left_out"])
    assert not Path("parts/rejected.xml").exists()


def test_split_of_several_messages(run: Run, message: Make) -> None:
    """The parts of several messages are told apart by numbers, never by names from outside."""
    names = [str(message(name=name)) for name in ("b.xml", "a.xml")]
    assert 0 == run("validate", *names, *PLAIN, "--split", "parts", "-q").exit_code
    assert ["0001-accepted.xml", "0001-reasons.ndjson", "0002-accepted.xml", "0002-reasons.ndjson"] == sorted(
        path.name for path in Path("parts").iterdir()
    )


def test_split_standard_input(run: Run, message: Make) -> None:
    """Standard input can be split as well."""
    run("validate", "-", *PLAIN, "--split", "parts", stdin=message({}, TWIN).read_bytes())
    assert ["LX806576725TW"] == ids(run, "parts/rejected.xml")


def test_split_wants_an_empty_folder(run: Run, message: Make) -> None:
    """Old parts could be taken for new ones, so the folder must be empty."""
    Path("parts").mkdir()
    Path("parts/accepted.xml").write_text("old")
    result = run("validate", str(message()), "--split", "parts")
    assert 2 == result.exit_code
    assert 'folder "parts" is not empty' in result.stderr


def test_split_of_nothing(run: Run) -> None:
    """A source that is no message leaves only the reasons."""
    Path("a.xml").write_text("<Invoice/>")
    assert 1 == run("validate", "a.xml", "--split", "parts").exit_code
    assert ["reasons.ndjson"] == [path.name for path in Path("parts").iterdir()]
    assert [None] == [reason["item"] for reason in reasons("parts/reasons.ndjson")]


def test_split_after_a_crash(run: Run, message: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the check breaks off, no part is left behind that could be taken for a whole one."""
    monkeypatch.setattr(Validator, "results", lambda *_, **__: 1 // 0)
    assert 3 == run("validate", str(message()), "--split", "parts").exit_code
    assert [] == list(Path("parts").iterdir())
