"""``ead ics2``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

EXAMPLES = Path(__file__).parents[2] / "examples"
DECLARANT = ("--declarant", str(EXAMPLES / "ics2" / "declarant.toml"), "--as-of", "2026-11-02")
CLEAN = str(EXAMPLES / "itmatt-clean.xml")

Run = Callable[..., Result]


def test_a_filing_can_be_made_again_byte_for_byte(run: Run) -> None:
    """With LRN and time of issue given, the output is the same each time."""
    fixed = ("--lrn", "L1", "--issued-at", "2026-11-02T12:00:00Z", *DECLARANT)
    assert [0, 0] == [run("ics2", "file", CLEAN, name, *fixed).exit_code for name in ("a.xml", "b.xml")]
    assert Path("a.xml").read_bytes() == Path("b.xml").read_bytes()


def test_each_item_gets_a_file_of_its_own(run: Run) -> None:
    """With --each the target is a folder with a filing for each item."""
    done = run("ics2", "file", CLEAN, "out", "--each", "--layout", "1", *DECLARANT)
    assert (0, 3) == (done.exit_code, len(list(Path("out").glob("ie3f43-*.xml"))))


def test_items_that_are_not_filed_are_told(run: Run, message: Callable[..., Path]) -> None:
    """An item that does not suffice is listed with its findings, nothing is written, and the exit code is 1."""
    done = run("ics2", "file", str(message()), "f.xml", *DECLARANT)
    assert 1 == done.exit_code
    assert "not filed: LX806576725TW, the data does not suffice" in done.output
    assert not Path("f.xml").exists()


def test_errors_are_shown_on_items_and_fields(run: Run) -> None:
    """With the filing and its message at hand, an IE3N99 reads like a report; as JSON it has the findings."""
    run("ics2", "file", CLEAN, "f.xml", *DECLARANT)
    answer = str(EXAMPLES / "ics2" / "n99.xml")
    done = run("ics2", "read", answer, "--filed", "f.xml", "--message", CLEAN)
    assert (1, 3) == (done.exit_code, done.output.count("ICS2-R-"))
    shown = json.loads(run("ics2", "read", answer, "--filed", "f.xml", "--message", CLEAN, "--report", "json").output)
    assert ["ICS2-R-13", "ICS2-R-12", "ICS2-R-81"] == [finding["code"] for finding in shown["findings"]]
    assert "Commodity code is required" in run("ics2", "read", answer).output


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("file", CLEAN, "f.xml", "--issued-at", "today", *DECLARANT), 2, "offset from UTC"),
        (("file", CLEAN, "f", "--each", "--lrn", "L", *DECLARANT), 2, "--lrn"),
        (("file", str(EXAMPLES / "predes.xml"), "f.xml", *DECLARANT), 2, "PREDES"),
        (("file", CLEAN, "f.xml", "--declarant", "none.toml"), 2, "none.toml"),
        (("file", str(EXAMPLES / "itmatt-defects.xml"), "f.xml", *DECLARANT), 1, "CORE-STR"),
        (("file", "none.xml", "f.xml", *DECLARANT), 3, "none.xml"),
        (("read", CLEAN), 3, "no answer that is known"),
        (("read", "none.xml"), 3, "none.xml"),
        (("read", CLEAN, "--filed", "f.xml"), 2, "belong together"),
    ],
)
def test_what_goes_wrong_is_told_in_a_line(run: Run, arguments: tuple[str, ...], code: int, said: str) -> None:
    """Wrong usage, wrong files and answers that are none have their exit codes and say why."""
    done = run("ics2", *arguments)
    assert (code, True) == (done.exit_code, said in done.output), done.output
    assert "Traceback" not in done.output
