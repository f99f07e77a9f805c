"""Levels of sufficiency in the reports: JSON, NDJSON, text, and on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from ead.cli.program import program
from ead.testing.builders import item, item_between, message, with_values

SCHEMA = Draft202012Validator(json.loads(CliRunner().invoke(program, ["schema", "report"]).stdout))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A message with an item that is ready, one that is not, and one to Australia."""
    short = {**with_values(item(), {"contents.1.hs_code": None}), "item_id": "LX100000017TW"}
    file = tmp_path / "message.json"
    file.write_text(json.dumps(message([item(), short, {**item_between("TW", "AU"), "item_id": "LX100000025TW"}])))
    return file


def output(source: Path, report: str, profile: str = "eu-ics2") -> str:
    """What ``ead validate`` writes."""
    return CliRunner().invoke(program, ["validate", str(source), "--profile", profile, "--report", report, "--as-of", "2026-11-21"]).stdout


@pytest.mark.parametrize("profile", ["eu-ics2", "auto"])
def test_json_has_the_level_of_each_item(source: Path, profile: str) -> None:
    """The JSON report of the command follows its schema and names the level of each item that is filed."""
    report = json.loads(output(source, "json", profile))
    SCHEMA.validate(report)
    assert [(0, "READY"), (1, "INSUFFICIENT")] == [(one["item_index"], one["level"]) for one in report["sufficiency"]["items"]]
    assert ["ICS2-HS-001"] == [finding["code"] for finding in report["findings"]]


def test_the_profile_asks_for_structure_and_filing_only(source: Path) -> None:
    """The profile eu-ics2 is the structure and the rule set."""
    assert {"core", "eu-ics2"} == set(json.loads(output(source, "json"))["rules"]["editions"])


def test_ndjson_has_a_line_for_each_item(source: Path) -> None:
    """The NDJSON report has a line for each level, and the counts in its summary."""
    lines = [json.loads(line) for line in output(source, "ndjson").splitlines()]
    assert ["sufficiency", "finding", "sufficiency", "summary"] == [line["type"] for line in lines]
    assert {"type": "sufficiency", "item_index": 0, "item_id": "LX806576725TW", "level": "READY"} == lines[0]
    assert {"counts": {"READY": 1, "READY_WITH_WARNINGS": 0, "INSUFFICIENT": 1}} == lines[-1]["sufficiency"]


def test_text_has_one_line(source: Path) -> None:
    """The summary of the text report counts the levels."""
    found = [line for line in output(source, "text").splitlines() if "EU filing" in line]
    assert ["  EU filing       2   1 ready, 0 ready with warnings, 1 insufficient (ICS2)"] == found
