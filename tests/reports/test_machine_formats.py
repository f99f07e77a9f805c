"""JSON, NDJSON, SARIF, JUnit and CSV: what other programs read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from ead.cli.program import program
from ead.findings import Finding, Fix, Location, Outcome, Severity
from ead.reports.csv_report import COLUMNS
from ead.reports.writer import FORMATS, new_writer
from ead.run import ItemResult
from ead.validator import Validator

Make = Callable[..., Finding]
Result = Callable[..., ItemResult]
Write = Callable[..., str]
SCHEMA = Draft202012Validator(
    json.loads(CliRunner().invoke(program, ["schema", "report"]).stdout), format_checker=Draft202012Validator.FORMAT_CHECKER
)
BROKEN = b"<Itmatt xmlns='urn:ead:itmatt:1'><Item><ItemId>LX</ItemId><GrossWeight>heavy</GrossWeight></Item><Item>&</Item></Itmatt>"


def test_json_of_one_message(finding: Make, result: Result, write: Write) -> None:
    """One message gives its report, as the schema has it."""
    report = json.loads(write("json", [[result(0, finding())]]))
    SCHEMA.validate(report)
    assert ("1", "rejected", 1, False) == (report["report"], report["outcome"], report["counts"]["error"], report["truncated"])
    assert {"text": "write it as a number", "safe": False} == report["findings"][0]["fix"]


def test_json_of_several_messages(finding: Make, result: Result, write: Write) -> None:
    """Several messages give a list, and those that cannot be read stand apart."""
    report = json.loads(write("json", [[result(0, finding())], [result(0)]], missing=[("nope", "why")]))
    SCHEMA.validate(report)
    assert (2, [{"name": "nope", "reason": "why"}]) == (len(report["reports"]), report["unreadable"])
    nothing = json.loads(write("json", [], missing=[("nope", "why")], many=True))
    SCHEMA.validate(nothing)
    assert [] == nothing["reports"]


@pytest.mark.parametrize("source", [BROKEN, b"", b"<Invoice/>", b'{"items": [{"nature": 1}]}', b"\x00\x01"])
def test_json_of_real_reports(source: bytes) -> None:
    """Whatever comes in, the report follows its schema."""
    assert [] == list(SCHEMA.iter_errors(Validator().validate(source).as_dict()))


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "fine"},
        {"report": "2"},
        {"counts": {}},
        {"findings": [{}]},
        {"as_of": "yesterday"},
        {"input": None},
        {"limits": {"a": "b"}},
    ],
)
def test_schema_refuses(finding: Make, result: Result, write: Write, change: dict[str, Any]) -> None:
    """The schema is no rubber stamp."""
    assert not SCHEMA.is_valid({**json.loads(write("json", [[result(0, finding())]])), **change})


def test_ndjson(finding: Make, result: Result, write: Write) -> None:
    """One line for each finding, then the summary; the name of the input where there are several."""
    lines = [json.loads(line) for line in write("ndjson", [[result(0, finding(), finding()), result(1)]]).splitlines()]
    assert ["finding", "finding", "summary"] == [line["type"] for line in lines]
    assert "input" not in lines[0]
    assert (2, "rejected") == (lines[-1]["counts"]["error"], lines[-1]["outcome"])
    assert "findings" not in lines[-1]
    many = [json.loads(line) for line in write("ndjson", [[result(0, finding())], []], missing=[("nope", "why")]).splitlines()]
    assert ["finding", "summary", "summary", "unreadable"] == [line["type"] for line in many]
    assert "itmatt.xml" == many[0]["input"]


def test_csv(finding: Make, result: Result, write: Write) -> None:
    """One row for each finding under a header; values that look like formulas are disarmed."""
    evil = finding(text="=cmd|' /C calc'!A0", fix=Fix("+1", safe=True), location=Location("@x", None, "/items/0", 3, 4))
    text = write("csv", [[result(0, evil), result(None, finding(fix=None))]], missing=[("nope", "why")])
    assert "\r\n" in text
    header, first, second, missing = csv.reader(io.StringIO(text, newline=""))
    assert list(COLUMNS) == header
    row = dict(zip(header, first, strict=True))
    assert ("'=cmd|' /C calc'!A0", "'+1", "'@x", "yes", "1", "3") == tuple(
        row[key] for key in ("text", "fix", "path", "fix_is_safe", "item", "line")
    )
    assert ("", "") == (second[1], second[header.index("fix_is_safe")])
    assert ("nope", "incomplete", "why") == (missing[0], missing[3], missing[7])


def test_junit(finding: Make, result: Result, write: Write) -> None:
    """Each item is a test case: rejected ones fail, incomplete ones are errors, warnings are output."""
    warning = finding(severity=Severity.WARNING, text="<odd> & 'quoted'\x00")
    results = [
        result(0, finding()),
        result(1, warning, outcome=Outcome.ACCEPTED),
        result(2, finding("CORE-INT-015"), outcome=Outcome.INCOMPLETE, item_id=None),
        result(3, outcome=Outcome.ACCEPTED),
        result(None, finding("CORE-MSG-004", item_index=None)),
    ]
    root = ElementTree.fromstring(write("junit", [results], missing=[("nope", "why")]))
    first, second = root
    assert ("5", "2", "1") == tuple(first.attrib[key] for key in ("tests", "failures", "errors"))
    assert ["LX806576725TW", "LX806576725TW", "item 3", "LX806576725TW", "message"] == [case.attrib["name"] for case in first]
    assert [["failure"], ["system-out"], ["error"], [], ["failure"]] == [[part.tag for part in case] for case in first]
    assert "<odd> & 'quoted'\\u0000" in (first[1][0].text or "")
    assert ("nope", "1", "why") == (second.attrib["name"], second.attrib["errors"], second[0][0].attrib["message"])


def test_junit_waits_outside_memory(result: Result, write: Write) -> None:
    """Many cases wait in a file for their counts, and all of them arrive."""
    root = ElementTree.fromstring(write("junit", [[result(number, outcome=Outcome.ACCEPTED) for number in range(20_000)]]))
    assert (20_000, "20000") == (len(root[0]), root[0].attrib["tests"])


def sarif_schema() -> dict[str, Any]:
    """The parts of SARIF 2.1.0 that are used here, with what the standard requires of them."""
    text = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
    level = {"enum": ["none", "note", "warning", "error"]}
    location = {
        "type": "object",
        "properties": {
            "physicalLocation": {
                "type": "object",
                "required": ["artifactLocation"],
                "properties": {
                    "artifactLocation": {"type": "object", "required": ["uri"], "properties": {"index": {"type": "integer", "minimum": 0}}},
                    "region": {
                        "type": "object",
                        "required": ["startLine"],
                        "properties": {"startLine": {"type": "integer", "minimum": 1}, "startColumn": {"type": "integer", "minimum": 1}},
                    },
                },
            },
            "logicalLocations": {"type": "array", "items": {"type": "object", "required": ["fullyQualifiedName"]}},
        },
    }
    rule = {
        "type": "object",
        "required": ["id"],
        "properties": {
            **dict.fromkeys(("shortDescription", "fullDescription", "help"), text),
            "defaultConfiguration": {"type": "object", "properties": {"level": level}},
        },
    }
    result = {
        "type": "object",
        "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
        "properties": {"level": level, "message": text, "locations": {"type": "array", "items": location}},
    }
    artifact = {
        "type": "object",
        "required": ["location"],
        "properties": {"hashes": {"type": "object", "properties": {"sha-256": {"pattern": "^[0-9a-f]{64}$"}}}},
    }
    notification = {"type": "object", "required": ["message"], "properties": {"level": level, "message": text}}
    invocation = {
        "type": "object",
        "required": ["executionSuccessful"],
        "properties": {"toolExecutionNotifications": {"type": "array", "items": notification}},
    }
    driver = {"type": "object", "required": ["name"], "properties": {"rules": {"type": "array", "items": rule, "uniqueItems": True}}}
    run = {
        "type": "object",
        "required": ["tool", "results"],
        "properties": {
            "tool": {"type": "object", "required": ["driver"], "properties": {"driver": driver}},
            "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            "invocations": {"type": "array", "items": invocation},
            "artifacts": {"type": "array", "items": artifact, "uniqueItems": True},
            "results": {"type": "array", "items": result},
        },
    }
    return {
        "type": "object",
        "required": ["version", "runs"],
        "properties": {"version": {"const": "2.1.0"}, "runs": {"type": "array", "items": run}},
    }


def test_sarif(finding: Make, result: Result, write: Write) -> None:
    """SARIF names rules with help, places in file and message, the hash of the file, and what went wrong."""
    results = [
        result(0, finding(), finding(severity=Severity.INFO, location=Location("item X / a"))),
        result(None, finding("X-1", fix=None)),
    ]
    facts = {"truncated": True, "crashed": ["X-2"], "notes": ["a note"]}
    document = json.loads(write("sarif", [results], missing=[("nope", "why")], report=facts))
    Draft202012Validator(sarif_schema()).validate(document)
    (run,) = document["runs"]
    assert ["CORE-STR-004", "X-1"] == [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [("error", 0), ("note", 0), ("error", 1)] == [(one["level"], one["ruleIndex"]) for one in run["results"]]
    place = run["results"][0]["locations"][0]
    assert {"startLine": 10, "startColumn": 5} == place["physicalLocation"]["region"]
    assert ("drop/itmatt.xml", "ab" * 32) == (
        place["physicalLocation"]["artifactLocation"]["uri"],
        run["artifacts"][0]["hashes"]["sha-256"],
    )
    assert "region" not in run["results"][1]["locations"][0]["physicalLocation"]
    (invocation,) = run["invocations"]
    assert (False, 4) == (invocation["executionSuccessful"], len(invocation["toolExecutionNotifications"]))


@pytest.mark.parametrize(("name", "uri"), [("a b/ü.xml", "a%20b/%C3%BC.xml"), ("<stdin>", "%3Cstdin%3E"), ("a:b", "a%3Ab")])
def test_sarif_uris(write: Write, name: str, uri: str) -> None:
    """File names become valid relative references."""
    out = io.StringIO()
    writer = new_writer("sarif", out, __import__("ead.reports.writer", fromlist=["Setting"]).Setting())
    report = Validator(["structure"]).validate(b"", name=name)
    writer.start(report, name)
    writer.end(report)
    writer.close()
    assert uri == json.loads(out.getvalue())["runs"][0]["artifacts"][0]["location"]["uri"]
    assert Path("/x").as_uri() == "file:///x"


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_twice(finding: Make, result: Result, write: Write, format_: str) -> None:
    """The same results give the same bytes."""
    first, second = (write(format_, [[result(0, finding()), result(1, finding())]]) for _ in range(2))
    assert first == second
