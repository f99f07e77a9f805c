"""The Parquet report: two tables with a fixed schema, written whole or not at all."""

from __future__ import annotations

import importlib.util
import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from click.testing import CliRunner, Result

import ead
from ead.cli.program import program
from ead.errors import ConfigurationError
from ead.findings import Finding, Location, Outcome, Severity
from ead.report import InputFacts, Report
from ead.reports import parquet
from ead.run import ItemResult
from ead.testing.builders import item, message

ITEMS = [item(), item(item_id="LX000000014TW", gross_weight="x"), item(item_id="lx 000000028 tw")]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["validate", *arguments, "--as-of", "2026-11-21"])


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A message of three items."""
    monkeypatch.chdir(tmp_path)
    Path("itmatt.json").write_text(json.dumps({**message(), "items": ITEMS}), "utf-8")
    return "itmatt.json"


def rows(path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pyarrow.parquet.read_table(path).to_pylist()
    return found


def test_schema(source: str) -> None:
    """Names, order and types of the columns are those that the page on the report names."""
    run(source, "--report", "parquet", "--output", "report.parquet")
    findings, items = (pyarrow.parquet.read_schema(f"report{part}.parquet") for part in ("", ".items"))
    assert list(parquet.FINDINGS) == findings.names
    assert list(parquet.ITEMS) == items.names
    assert ["int64", "bool", "string"] == [str(findings.field(name).type) for name in ("line", "fix_is_safe", "text")]
    assert (b"1", b"1") == (findings.metadata[b"ead.schema"], items.metadata[b"ead.schema"])
    page = (Path(__file__).parents[2] / "docs" / "parquet.md").read_text("utf-8")
    assert [] == [name for name in (*parquet.FINDINGS, *parquet.ITEMS) if f"`{name}`" not in page]


def test_rows(source: str) -> None:
    """Each finding and each item is a row, with the values of the JSON report."""
    assert 1 == run(source, "--report", "parquet", "--output", "report.parquet").exit_code
    report = ead.validate(source, as_of=date(2026, 11, 21))
    findings, items = rows("report.parquet"), rows("report.items.parquet")
    expected = [(one.code, one.text, one.location.line, one.location.path, one.item_index, one.item_id) for one in report.findings]
    assert expected == [tuple(row[name] for name in ("code", "text", "line", "path", "item_index", "item_id")) for row in findings]
    assert [0, 1, 2] == [row["item_index"] for row in items]
    assert report.counts.rejected == sum(row["outcome"] == "rejected" for row in items)
    assert report.counts.error == sum(row["errors"] for row in items)
    assert {source} == {row["input"] for row in (*findings, *items)}


def test_groups_of_rows(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are written in groups, and none is lost between them."""
    run(source, "--report", "parquet", "--output", "whole.parquet")
    monkeypatch.setattr(parquet, "_ROWS", 1)
    run(source, "--report", "parquet", "--output", "parts.parquet")
    assert rows("whole.parquet") == rows("parts.parquet")
    assert [len(rows("whole.parquet")), 3] == [
        pyarrow.parquet.ParquetFile(f"parts{part}.parquet").num_row_groups for part in ("", ".items")
    ]


def test_several_sources(source: str) -> None:
    """A source that cannot be read is a finding without a code; a message without findings leaves rows of items only."""
    assert 3 == run(source, "missing.xml", "--report", "parquet", "--output", "report.parquet").exit_code
    unread = next(row for row in rows("report.parquet") if row["code"] is None)
    assert ("missing.xml", "incomplete", "error") == (unread["input"], unread["outcome"], unread["severity"])
    assert 0 == run(source, "--select", "EUI-IOSS-001", "--report", "parquet", "--output", "none.parquet").exit_code
    assert (0, 3) == (len(rows("none.parquet")), len(rows("none.items.parquet")))


def test_lone_surrogates(tmp_path: Path) -> None:
    """What JSON can smuggle in and UTF-8 cannot hold is written as an escape."""
    finding = Finding("TEST-001", Severity.ERROR, "test", "a \ud800", Location("item 1"))
    with parquet.parquet_writer(str(tmp_path / "report.parquet")) as writer:
        writer.item(ItemResult(0, None, [finding], Outcome.REJECTED, None), Report(InputFacts("x"), "2026-11-21", (), ""))
    assert "a \\ud800" == rows(str(tmp_path / "report.parquet"))[0]["text"]


def test_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """A report that is broken off leaves no file."""
    with pytest.raises(KeyboardInterrupt), parquet.parquet_writer(str(tmp_path / "report.parquet")):
        raise KeyboardInterrupt
    assert [] == list(tmp_path.iterdir())


def test_needs_a_file(source: str) -> None:
    """Two tables have no place on standard output."""
    done = run(source, "--report", "parquet")
    assert (2, True) == (done.exit_code, "--report parquet needs --output FILE" in done.output)


def test_without_pyarrow(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra the command says what to install, and ends with the code of wrong usage."""
    monkeypatch.setattr(parquet, "find_spec", lambda name: None if name == "pyarrow" else importlib.util.find_spec(name))
    done = run(source, "--report", "parquet", "--output", "report.parquet")
    assert (2, True) == (done.exit_code, "pip install 'ead[parquet]'" in done.output)
    assert not Path("report.parquet").exists()
    with pytest.raises(ConfigurationError, match="needs pyarrow"), parquet.parquet_writer("report.parquet"):
        raise AssertionError
