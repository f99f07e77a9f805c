"""Bad input: a finding or a clear line with a place, the right exit code, the good items still checked, never a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]
ITEM = '{"item_id":"LX%09dTW","mail_class":"U","origin_operator":"TWA","destination_operator":"BEA","nature":"11","gross_weight":"0.250"}'
LINES = [ITEM % number for number in range(1000)]
XML_ITEM = (
    "<Item><ItemId>LX806576725TW</ItemId><MailClassCd>U</MailClassCd><OrigPostOrgCd>TWA</OrigPostOrgCd><DestPostOrgCd>BEA</DestPostOrgCd>"
    "<NatureTypeCd>11</NatureTypeCd><GrossWeight>0.250</GrossWeight></Item>"
)
ROOT = '<Itmatt xmlns="urn:ead:itmatt:1">'


def check(run: Run, name: str, data: bytes) -> tuple[Result, dict[str, Any]]:
    """Validate bytes under a name; the result and the JSON report."""
    Path(name).write_bytes(data)
    result = run("validate", name, "--profile", "structure", "--report", "json")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    text = run("validate", name, "--profile", "structure")
    assert result.exit_code == text.exit_code
    return result, json.loads(result.stdout)


CASES = {
    "not well-formed": ("a.xml", f"{ROOT}\n<Item><ItemId>LX</Item>\n{XML_ITEM}</Itmatt>".encode(), 1, "CORE-INT-006", 2, 1),
    "wrong encoding": ("a.xml", f'<?xml version="1.0" encoding="UTF-7"?>{ROOT}{XML_ITEM}</Itmatt>'.encode(), 1, "CORE-INT-004", 1, 0),
    "bytes that are not utf-8": ("a.xml", f"{ROOT}\n{XML_ITEM}\n<Item>".encode() + b"\xff</Item></Itmatt>", 1, "CORE-INT-006", 3, 1),
    "doctype": ("a.xml", f"<!DOCTYPE Itmatt>{ROOT}{XML_ITEM}</Itmatt>".encode(), 1, "CORE-INT-003", 1, 0),
    "wrong namespace": ("a.xml", f'<Itmatt xmlns="urn:other">{XML_ITEM}</Itmatt>'.encode(), 1, "CORE-MSG-002", 1, 0),
    "unknown message": ("a.xml", b"<Invoice/>", 1, "CORE-MSG-001", 1, 0),
    "empty file": ("a.xml", b"", 1, "CORE-INT-001", 1, 0),
    "a PDF": ("a.pdf", b"%PDF-1.7\n...", 1, "CORE-INT-002", 1, 0),
    "blanks, 5 MB": ("a.xml", b" " * 5_000_000, 1, "CORE-INT-007", 1, 0),
    "truncated stream": ("a.xml", f"{ROOT}\n{XML_ITEM}\n<Item><ItemId>LX80".encode(), 3, "CORE-INT-009", 3, 1),
    "no items": ("a.xml", f"{ROOT}</Itmatt>".encode(), 1, "CORE-MSG-004", None, 0),
    "duplicate keys": (
        "a.json",
        f'{{"message":"ITMATT","items":[{ITEM[:-1] % 1},\n"nature":"31"}},\n{ITEM % 2}]}}'.encode(),
        1,
        "CORE-INT-011",
        2,
        1,
    ),
    "json cut off": ("a.json", f'{{"message":"ITMATT","items":[{ITEM % 1},\n{ITEM[:-20] % 2}'.encode(), 3, "CORE-INT-009", 2, 1),
    "one bad line of many": (
        "a.ndjson",
        "\n".join(['{"message":"ITMATT","header":{}}', *LINES[:500], "{nonsense", *LINES[500:]]).encode(),
        1,
        "CORE-INT-006",
        502,
        1000,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_input(run: Run, case: str) -> None:
    """Each kind of bad input gives its finding at its line, its exit code, and leaves the good items accepted."""
    name, data, exit_code, code, line, accepted = CASES[case]
    result, report = check(run, name, data)
    found = {finding["code"]: finding["location"]["line"] for finding in report["findings"]}
    assert code in found
    if line is not None:
        assert line == found[code]
    assert accepted == report["counts"]["accepted"]
    assert exit_code == result.exit_code


def test_missing_file(run: Run) -> None:
    """A file that is not there gives one line and exit code 3; a single JSON report is not begun."""
    result = run("validate", "nope.xml", "--report", "json")
    assert (3, 'error: cannot read "nope.xml": no such file or directory\n', "") == (result.exit_code, result.stderr, result.stdout)


def test_folder_without_messages(run: Run) -> None:
    """A folder without messages gives one line that says what was looked for, and exit code 3."""
    Path("empty").mkdir()
    result = run("validate", "empty")
    assert 3 == result.exit_code
    assert 'error: "empty" has no messages; looked for files with .xml' in result.stderr


def test_unreadable_file(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be read gives one line and exit code 3."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    Path("a.xml").write_text("<x/>")
    monkeypatch.setattr(Path, "open", refuse)
    result = run("validate", "a.xml")
    assert (3, 'error: cannot read "a.xml": permission denied\n') == (result.exit_code, result.stderr)


def test_name_with_control_characters(run: Run) -> None:
    """A file name cannot play with the terminal."""
    result = run("validate", "a\x1b[2J.xml")
    assert 3 == result.exit_code
    assert "\x1b" not in result.output


@pytest.mark.parametrize("command", ["convert", "fix"])
@pytest.mark.parametrize("case", ["not well-formed", "doctype", "empty file", "a PDF", "truncated stream", "duplicate keys"])
def test_other_commands(run: Run, command: str, case: str) -> None:
    """Converting and mending bad input fails with a line and an exit code that is not 0, too."""
    name, data = CASES[case][:2]
    Path(name).write_bytes(data)
    result = run(command, name, "out.xml")
    assert result.exit_code in (1, 3)
    assert result.output
    assert "Traceback" not in result.output
