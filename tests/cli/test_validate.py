"""The command ``ead validate``: exit codes, choices, several inputs, reports in files."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import ead.cli.check
from ead.cli.options import ALL_FORMATS, FORMATS
from ead.formats.registry import ALL_FORMATS as ALL_CODECS
from ead.formats.registry import FORMATS as CODECS
from ead.validator import Validator

Run = Callable[..., Result]
Make = Callable[..., Path]
BAD = {"gross_weight": "heavy"}
PLAIN = ("--profile", "structure")


def test_accepted(run: Run, message: Make) -> None:
    """A sound message gives exit code 0 and a summary in words."""
    result = run("validate", str(message()), *PLAIN)
    assert (0, "") == (result.exit_code, result.stderr)
    assert "ACCEPTED: the item is fit to send" in result.stdout


def test_rejected(run: Run, message: Make) -> None:
    """A finding of severity error gives exit code 1, with place, source line, caret and advice."""
    result = run("validate", str(message({}, BAD)), *PLAIN)
    assert 1 == result.exit_code
    for part in ("item 2", "CORE-STR-004", "20:5", "<GrossWeight>heavy</GrossWeight>", "^^^^^", "mend: ", "REJECTED: 1 of 2 items"):
        assert part in result.stdout


@pytest.mark.parametrize(("option", "code"), [("error", 1), ("info", 1), ("never", 0)])
def test_fail_on(run: Run, message: Make, option: str, code: int) -> None:
    """Validity is a fact, acceptance a policy: --fail-on decides the exit code."""
    assert code == run("validate", str(message(BAD)), *PLAIN, "--fail-on", option).exit_code


def test_select_and_ignore(run: Run, message: Make) -> None:
    """--select keeps codes with a beginning, --ignore drops them."""
    name = str(message(BAD))
    assert 0 == run("validate", name, *PLAIN, "--select", "CORE-INT").exit_code
    assert 0 == run("validate", name, *PLAIN, "--ignore", "CORE-STR-004").exit_code
    assert 1 == run("validate", name, *PLAIN, "--ignore", "CORE-INT", "--ignore", "CORE-MSG").exit_code


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (("--select", "NOPE"), 'no rule code begins with "NOPE"'),
        (("--profile", "strucutre"), 'did you mean "structure"?'),
        (("--profile", "zzz"), "known are"),
        (("--as-of", "20261121"), '"20261121" is no date'),
        (("--as-of", "2026-02-30"), '"2026-02-30" is no date'),
        (("--language", "xx"), 'there is no language "xx"'),
        (("--report", "html"), "Invalid value for '--report'"),
        (("--format", "pdf"), "Invalid value for '--format'"),
        (("--hobs", "2"), "No such option"),
        (("--baseline", "nope.json"), 'cannot read the report "nope.json"'),
        (("--config", "nope.toml"), 'cannot read the configuration "nope.toml"'),
        (("--output", "no/such/report.txt"), 'there is no folder "no/such"'),
    ],
)
def test_wrong_usage(run: Run, message: Make, options: tuple[str, ...], text: str) -> None:
    """Wrong options give exit code 2 and one message that says what is wrong, before anything is checked."""
    result = run("validate", str(message()), *options)
    assert (2, "") == (result.exit_code, result.stdout)
    assert text in result.stderr


def test_no_arguments(run: Run) -> None:
    """Without a file the command is wrong usage; it does not wait for standard input."""
    result = run("validate")
    assert 2 == result.exit_code
    assert "Missing argument" in result.stderr


def test_standard_input(run: Run, message: Make) -> None:
    """A hyphen reads standard input, which is called so in the report."""
    data = message(BAD).read_bytes()
    result = run("validate", "-", *PLAIN, "--report", "json", stdin=data)
    assert 1 == result.exit_code
    assert "<stdin>" == json.loads(result.stdout)["input"]["name"]
    assert 2 == run("validate", "-", "-", stdin=data).exit_code


def test_worst_outcome_wins(run: Run, message: Make) -> None:
    """Several messages: each has its report, a missing one its line, and the gravest outcome gives the exit code."""
    good, bad = str(message(name="good.xml")), str(message(BAD, name="bad.xml"))
    assert 1 == run("validate", bad, good, *PLAIN).exit_code
    result = run("validate", good, "missing.xml", bad, *PLAIN)
    assert 3 == result.exit_code
    assert 'error: cannot read "missing.xml": no such file or directory\n' == result.stderr
    assert "3 messages: 1 accepted, 1 rejected, 1 incomplete" in result.stdout


def test_folder(run: Run, message: Make) -> None:
    """A folder is searched for messages, in the order of names; other and hidden files are left alone."""
    for name in ("drop/b/2.xml", "drop/a.xml", "drop/b/1.XML", "drop/.hidden/x.xml", "drop/.x.xml", "drop/notes.txt"):
        message(name=name)
    result = run("validate", "drop", *PLAIN, "--report", "json")
    assert 0 == result.exit_code
    names = [report["input"]["name"] for report in json.loads(result.stdout)["reports"]]
    assert [os.path.join("drop", *parts) for parts in (("a.xml",), ("b", "1.XML"), ("b", "2.xml"))] == names


def test_output_file(run: Run, message: Make) -> None:
    """--output writes the report to a file and nothing to standard output; no colours go there."""
    result = run("validate", str(message(BAD)), *PLAIN, "--output", "report.txt")
    assert (1, "") == (result.exit_code, result.stdout)
    text = Path("report.txt").read_text("utf-8")
    assert "REJECTED" in text
    assert "\x1b" not in text


def test_quiet(run: Run, message: Make) -> None:
    """--quiet leaves one line for each message that is not accepted, and nothing for the others."""
    good, bad = str(message(name="good.xml")), str(message(BAD, name="bad.xml"))
    assert "" == run("validate", good, *PLAIN, "-q").output
    assert "bad.xml: rejected: 1 of 1 item would be refused\n" == run("validate", good, bad, *PLAIN, "-q").stdout


def test_as_of_is_in_the_report(run: Run, message: Make) -> None:
    """The as-of date is named in the report."""
    result = run("validate", str(message()), *PLAIN, "--as-of", "2026-11-01", "--report", "json")
    assert "2026-11-01" == json.loads(result.stdout)["as_of"]


def test_baseline(run: Run, message: Make) -> None:
    """Findings of an earlier report are known: they are counted, not reported; new ones are."""
    name = str(message(BAD))
    run("validate", name, *PLAIN, "--report", "json", "--output", "old.json")
    result = run("validate", name, *PLAIN, "--baseline", "old.json")
    assert 0 == result.exit_code
    assert "1 known finding not shown" in result.stdout
    message({**BAD, "mail_class": "u"})
    again = run("validate", name, *PLAIN, "--baseline", "old.json", "--report", "json")
    assert (1, ["CORE-STR-006"]) == (again.exit_code, [finding["code"] for finding in json.loads(again.stdout)["findings"]])


def test_configuration_is_found(run: Run, message: Make) -> None:
    """ead.toml in the current folder is read; options outrank it."""
    name = str(message(BAD))
    Path("ead.toml").write_text('profiles = ["structure"]\nignore = ["CORE-STR-004"]\nas_of = 2026-11-01\n')
    result = run("validate", name, "--report", "json")
    assert (0, ["structure"], "2026-11-01") == (result.exit_code, *(json.loads(result.stdout)[key] for key in ("profiles", "as_of")))
    assert 1 == run("validate", name, "--ignore", "CORE-INT").exit_code


def test_configuration_errors_have_a_place(run: Run, message: Make) -> None:
    """A wrong key in the configuration gives exit code 2 with file, line and key."""
    Path("ead.toml").write_text('profiles = ["structure"]\nfail_on = "fatal"\n')
    result = run("validate", str(message()))
    assert (2, 'error: ead.toml:2: key "fail_on" is "fatal", expected one of error, warning, info, never\n') == (
        result.exit_code,
        result.stderr,
    )


def test_expired_suppression(run: Run, message: Make) -> None:
    """A suppression holds to its last day; afterwards it has no effect, and a note says so."""
    suppression = (
        '[[suppressions]]\ncode = "CORE-STR-004"\nitem_id = "LX806576725TW"\nreason = "known"\nowner = "desk"\nexpires = 2026-11-20\n'
    )
    Path("ead.toml").write_text(suppression)
    name = str(message(BAD))
    assert 0 == run("validate", name, *PLAIN, "--as-of", "2026-11-20").exit_code
    late = run("validate", name, *PLAIN, "--as-of", "2026-11-21", "--report", "json")
    note = "suppression of CORE-STR-004 for LX806576725TW, owner desk, expired on 2026-11-20 and has no effect"
    assert (1, [note]) == (late.exit_code, json.loads(late.stdout)["notes"])


def test_crash_is_one_line(run: Run, message: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash in our own code gives one line without values and exit code 3; --debug shows the traceback."""

    def crash(*arguments: object, **more: object) -> None:
        raise TypeError("Ann Example of 1 Sample Street")

    monkeypatch.setattr(Validator, "results", crash)
    result = run("validate", str(message()), str(message(name="b.xml")))
    assert 3 == result.exit_code
    assert 2 == result.stderr.count("internal error: TypeError in ")
    assert "Ann" not in result.output
    assert "2 messages: 2 incomplete" in result.stdout
    assert "Traceback" in run("validate", str(message()), "--debug").stderr
    assert "Traceback" in run("--debug", "validate", str(message())).stderr


def test_crash_outside_a_message(run: Run, message: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash before the first message is caught as well."""
    monkeypatch.setattr(ead.cli.check.Checker, "check_all", lambda *_: 1 // 0)
    result = run("validate", str(message()))
    assert 3 == result.exit_code
    assert result.stderr.startswith("internal error: ZeroDivisionError in ")
    assert 1 == result.stderr.count("\n")


def test_full_disk(run: Run, message: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """An output that cannot be written gives exit code 3 and one line."""

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device", "report.txt")

    monkeypatch.setattr(ead.cli.check.Checker, "check_all", full)
    result = run("validate", str(message()))
    assert (3, 'error: cannot write or read "report.txt": no space left on device\n') == (result.exit_code, result.stderr)


def test_formats_of_the_option_are_those_of_the_registry() -> None:
    """The names that --format offers are the codecs that exist."""
    assert CODECS == FORMATS
    assert ALL_CODECS == ALL_FORMATS
