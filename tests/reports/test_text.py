"""The text report: findings under their items, source and caret, a summary in words."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ead.findings import Finding, Fix, Location, Outcome, Severity
from ead.reports.finding_text import finding_lines
from ead.reports.style import Style, counted, cut, terminal_width, wants_color, width_of, wrapped
from ead.reports.writer import Setting, new_writer
from ead.run import ItemResult
from ead.validator import Validator

Make = Callable[..., Finding]
Result = Callable[..., ItemResult]
Write = Callable[..., str]
EXPECTED = """\
drop/itmatt.xml

item 1  LX806576725TW  rejected: 1 error, 1 warning
----------------------------------------------------------------------------------------------------
  warning  CORE-INT-014   9:1        item_id
           odd

  error    CORE-STR-004   10:5       gross_weight
           gross_weight "heavy" is not a number
       10 | <GrossWeight>heavy</GrossWeight>
          |              ^^^^^
           mend: write it as a number

the message as a whole: 1 error
----------------------------------------------------------------------------------------------------
  error    CORE-MSG-004   -          message
           the message has no items

====================================================================================================
REJECTED: 1 of 1 item would be refused

  message     drop/itmatt.xml
              itmatt-xml, 4 711 bytes, message M-1, as of 2026-11-21, profile auto
  items           1   0 accepted, 1 rejected, 0 incomplete
  findings        3   2 errors, 1 warning, 0 info
  most often      1 x CORE-MSG-004   A message without items.
                  1 x CORE-STR-004   A number, date or truth value is not written as one.
                  1 x CORE-INT-014   A JSON text begins with a byte-order mark.
  next        ead explain CORE-MSG-004   says more about a rule
"""


def test_whole_report(finding: Make, result: Result, write: Write) -> None:
    """Findings stand in the order of the source, the message as a whole comes last, then the summary."""
    odd = finding(
        "CORE-INT-014", Severity.WARNING, text="odd", location=Location("item LX / item_id", None, None, 9, 1), excerpt=None, fix=None
    )
    whole = finding(
        "CORE-MSG-004", text="the message has no items", location=Location("message"), item_id=None, item_index=None, excerpt=None, fix=None
    )
    assert EXPECTED == write("text", [[result(0, finding(), odd), result(None, whole)]])


@pytest.mark.parametrize(
    ("outcome", "results", "words"),
    [
        (Outcome.ACCEPTED, 1, "ACCEPTED: the item is fit to send"),
        (Outcome.ACCEPTED, 1234, "ACCEPTED: all 1 234 items are fit to send"),
        (Outcome.INCOMPLETE, 2, "INCOMPLETE: not everything could be checked; of 2 items 2 may pass"),
        (Outcome.REJECTED, 1, "REJECTED: the message as a whole has errors"),
    ],
)
def test_outcome_in_words(result: Result, write: Write, outcome: Outcome, results: int, words: str) -> None:
    """The outcome is a sentence."""
    assert words in write("text", [[result(number, outcome=Outcome.ACCEPTED) for number in range(results)]], outcome=outcome)


def test_accepted_with_warnings(finding: Make, result: Result, write: Write) -> None:
    """Accepted items with warnings are told from those without."""
    text = write("text", [[result(0, finding(severity=Severity.WARNING), outcome=Outcome.ACCEPTED)]], outcome=Outcome.ACCEPTED)
    assert "ACCEPTED: the item is accepted, with 1 warning" in text


def test_notes(result: Result, write: Write) -> None:
    """Notes, crashed rules and suppressed findings stand in the summary."""
    text = write("text", [[result(0)]], report={"notes": ["a note"], "crashed": ["B-2", "A-1"], "suppressed": 3})
    for part in ("a note", "rules that failed: A-1, B-2", "3 known findings not shown (suppressions, baseline)"):
        assert part in text


def test_next_steps(finding: Make, result: Result, write: Write) -> None:
    """A safe fix is offered as a command, with a quoted file name."""
    text = write("text", [[result(0, finding(fix=Fix("leave it out", safe=True)))]])
    assert "mend: leave it out (ead fix can do this)" in text
    assert "ead fix drop/itmatt.xml itmatt.mended.xml   mends 1 of them safely" in text


def test_item_without_id(finding: Make, result: Result, write: Write) -> None:
    """An item that could not be read is known by its number."""
    assert "item 4  without a readable item_id  rejected: 1 error" in write("text", [[result(3, finding(), item_id=None)]])


def test_colors(finding: Make, result: Result, write: Write) -> None:
    """Colours add nothing but colour codes."""
    plain, colored = (write("text", [[result(0, finding())]], color=color) for color in (False, True))
    assert "\x1b[1;31merror   \x1b[0m" in colored
    for code in ("0", "1", "2", "32", "33", "36", "1;31"):
        colored = colored.replace(f"\x1b[{code}m", "")
    assert plain == colored


def test_control_characters(finding: Make, result: Result, write: Write) -> None:
    """Nothing in a finding reaches the terminal unescaped."""
    evil = "a\x1b[31m\nb\u202e"
    everywhere = finding(text=evil, location=Location(f"item X / {evil}", None, None, 1, 1), fix=Fix(evil), excerpt=f"<N>{evil}</N>")
    text = write("text", [[result(0, everywhere, item_id=evil)]], report={"notes": [evil]})
    assert "\x1b" not in text
    assert "\u202e" not in text


LONG = "word " * 60


@pytest.mark.parametrize("width", [40, 72, 100])
def test_width(finding: Make, width: int) -> None:
    """No line is wider than asked for, whatever is long in it."""
    long = finding(
        text=LONG,
        fix=Fix(LONG, safe=True),
        excerpt=f"<Description>{LONG}</Description>",
        location=Location(f"item X / {LONG}", None, None, 123456, 98765),
    )
    assert width >= max(len(line) for text in finding_lines(long, Style(), width) for line in text.split("\n"))


@pytest.mark.parametrize(
    ("excerpt", "line", "carets"),
    [
        ("<A>b</A>", "<A>b</A>", "   ^"),
        ("<A></A>", "<A></A>", "^^^^^^^"),
        ("<A>", "<A>", "^^^"),
        ("<A/>", "<A/>", "^^^^"),
        ("<A>b", "<A>b", "   ^"),
        ("<A>漢字</A>", "<A>漢字</A>", "   ^^^^"),
        ("<A>x\n   y</A>", "<A>x y</A>", "   ^^^"),
        ("<A><B>c</B></A>", "<A>", "^^^"),
        ("<A>t<B>c</B></A>", "<A>", "^^^"),
        ("<A b='secret'>c</A>", "<A ...>c</A>", "       ^"),
        ('<A b="sec>ret">c</A>', "<A ...>c</A>", "       ^"),
        ("<A b='secret", "<A", "^^"),
        ('"text"', '"text"', "^^^^^^"),
    ],
)
def test_caret(finding: Make, excerpt: str, line: str, carets: str) -> None:
    """The caret stands under the value; a group is shown by its tag, attributes not at all."""
    shown = finding_lines(finding(excerpt=excerpt, fix=None), Style(), 100)[2:]
    assert [f"       10 | {line}", f"          | {carets}"] == shown


@pytest.mark.parametrize("excerpt", [None, "", "***", '{"a": 1}', "[1]"])
def test_no_source_line(finding: Make, excerpt: str | None) -> None:
    """Where the source says nothing, or may say too much, it is not shown."""
    assert 2 == len(finding_lines(finding(excerpt=excerpt, fix=None), Style(), 100))


@pytest.mark.parametrize(("text", "shown"), [("Use the code.", "use the code"), ("EORI is wrong.", "EORI is wrong"), ("A", "A")])
def test_fix_as_half_a_sentence(finding: Make, text: str, shown: str) -> None:
    """Advice goes on behind a colon: no capital, no full stop, abbreviations stay."""
    assert f"           mend: {shown}" == finding_lines(finding(fix=Fix(text), excerpt=None), Style(), 100)[-1]


def test_overview(result: Result, write: Write) -> None:
    """Several messages end with one line for each."""
    text = write("text", [[result(0)], [result(0)]], missing=[("nope.xml", "cannot read")])
    assert text.endswith(
        "3 messages: 2 rejected, 1 incomplete\n"
        "  rejected    drop/itmatt.xml  1 of 1 item would be refused\n"
        "  rejected    drop/itmatt.xml  1 of 1 item would be refused\n"
        "  incomplete  nope.xml         cannot read\n"
    )


def test_style_helpers() -> None:
    """Widths count columns, numbers get nouns, long texts are cut and broken."""
    assert (4, 1, 3) == (width_of("漢字"), width_of("e\u0301"), width_of("abc"))
    assert ("1 item", "2 items", "12 345 items") == (counted(1, "item"), counted(2, "item"), counted(12345, "item"))
    assert ("abc", "ab...", "漢...") == (cut("abc", 3), cut("abcdef", 5), cut("漢字漢字", 6))
    assert "- a\n  b" == wrapped("a\n\n b", 4, first="- ", rest="  ")


class _Stream:
    def __init__(self, terminal: bool) -> None:
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("terminal", "environment", "wanted"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
    ],
)
def test_when_there_are_colors(monkeypatch: pytest.MonkeyPatch, terminal: bool, environment: dict[str, str], wanted: bool) -> None:
    """Colours go to terminals only, and NO_COLOR is honoured."""
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    stream: Any = _Stream(terminal)
    assert wanted is wants_color(stream)


@pytest.mark.parametrize(("columns", "width"), [("200", 100), ("80", 80), ("20", 40)])
def test_terminal_width(monkeypatch: pytest.MonkeyPatch, columns: str, width: int) -> None:
    """A terminal's width is used between 40 and 100 columns; elsewhere 100."""
    monkeypatch.setenv("COLUMNS", columns)
    terminal: Any = _Stream(True)
    file: Any = _Stream(False)
    assert (width, 100) == (terminal_width(terminal), terminal_width(file))


def test_style_of_the_package() -> None:
    """The package of the reports imports no module with a heavy dependency of its own."""
    source = "".join(path.read_text("utf-8") for path in Path(__import__("ead.reports", fromlist=["x"]).__file__).parent.glob("*.py"))
    for name in ("rich", "pydantic", "xmlschema", "lxml"):
        assert f"import {name}" not in source
        assert f"from {name}" not in source


def test_commands_are_never_cut(finding: Make, result: Result, write: Write) -> None:
    """A command that is too long for its line keeps it alone, so that it can be copied."""
    out = io.StringIO()
    writer = new_writer("text", out, Setting())
    report = Validator(["structure"]).new_report()
    name = f"{'long/' * 20}it's.xml"
    writer.start(report, name)
    writer.item(result(0, finding(fix=Fix("leave it out", safe=True))), report)
    writer.end(report)
    assert f"  next        ead fix '{name.replace(chr(39), chr(39) + chr(34) + chr(39) + chr(34) + chr(39))}'" in out.getvalue()
    assert "\n                mends 1 of them safely\n" in out.getvalue()
