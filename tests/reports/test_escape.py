"""One escape function for each family of output."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead.reports.escape import csv_cell, json_text, terminal, xml_text

ANY_TEXT = st.text(st.characters(), max_size=40)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain äöü 漢字", "plain äöü 漢字"),
        ("\x1b[2J", "\\u001b[2J"),
        ("a\nb\r\tc", "a\\u000ab\\u000d\\u0009c"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("a\u200bb\ufeff\u2028", "a\\u200bb\\ufeff\\u2028"),
        ("\ud800\uffff\x9b", "\\ud800\\uffff\\u009b"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_terminal(text: str, shown: str) -> None:
    """What moves the cursor, breaks the line or hides letters is shown as an escape."""
    assert shown == terminal(text)


@given(ANY_TEXT)
def test_terminal_is_one_line(text: str) -> None:
    """Escaped text is one line of printable characters, whatever came in, and can be encoded."""
    shown = terminal(text)
    assert 1 >= len(shown.splitlines())
    assert not any(char < " " for char in shown)
    assert shown.encode("utf-8").decode("utf-8") == shown


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff201"])
def test_csv_formula(text: str) -> None:
    """A cell that a spreadsheet could take for a formula begins with an apostrophe."""
    assert csv_cell(text).startswith("'")


def test_csv_plain() -> None:
    """Other cells stay as they are; nothing is an empty cell."""
    assert ("a=b", "", "12", "x\\u000ay") == (csv_cell("a=b"), csv_cell(None), csv_cell(12), csv_cell("x\ny"))


@given(st.lists(ANY_TEXT, min_size=1, max_size=4))
def test_csv_rows_stay_rows(cells: list[str]) -> None:
    """A row of any texts is read back as one row of as many cells."""
    out = io.StringIO(newline="")
    csv.writer(out).writerow([csv_cell(cell) for cell in cells])
    (row,) = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert len(cells) == len(row)


@given(ANY_TEXT)
def test_json_round_trip(text: str) -> None:
    """JSON says the same text after all escapes, and its bytes hold no control or direction mark."""
    shown = json_text({"a": text})
    assert {"a": text} == json.loads(shown)
    assert not any(char in shown for char in "\x7f\x9b\u202e\u2066\u2028")
    assert shown.encode("utf-8").decode("utf-8") == shown


@given(ANY_TEXT)
def test_xml_is_well_formed(text: str) -> None:
    """Any text can stand in an XML report, as text and as attribute."""
    element = ElementTree.Element("a", b=xml_text(text))
    element.text = xml_text(text)
    read = ElementTree.fromstring(ElementTree.tostring(element, encoding="unicode"))
    assert xml_text(text).replace("\r\n", "\n").replace("\r", "\n") == (read.text or "")
