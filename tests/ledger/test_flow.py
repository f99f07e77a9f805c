"""Rules on the exchange: cases from files on both databases, the rules' pages, the report and exit codes of ``ead ledger check``."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from ledger_dialogue import S10, customs, message, sent

from ead.cli.program import program
from ead.decisions_file import read_decisions
from ead.errors import ConfigurationError
from ead.ledger import Ingestor, Ledger, flow
from ead.ledger.flow import FlowRules, check
from ead.ledger.flow_tables import read_checkpoints, read_routes
from ead.rules.api import Confidence, Rule, Scope
from ead.rules.flow_story import Story, When, after, is_certain
from ead.rules.registry import builtin_names, ledger_rule_sets

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "flow"
DECISIONS = read_decisions(ROOT / "examples" / "decisions.toml")
RULES = [rule for rule_set in ledger_rule_sets() for rule in rule_set.rules]
NOW = "2026-11-22T00:00:00.000000"
Run = Callable[..., Result]


def cases() -> list[Any]:
    """All cases, named for the report."""
    files = [(path, tomllib.loads(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("*.toml"))]
    return [pytest.param(path.stem, file, case, id=f"{path.stem}: {case['name']}") for path, file in files for case in file["case"]]


def feed(ledger: Ledger, steps: list[dict[str, Any]]) -> None:
    """Record the messages of steps; a step may be sent or come from a partner."""
    for step in steps:
        ingestor = Ingestor(ledger, decisions=DECISIONS, direction=step.get("direction", "in"), partner=step.get("partner", ""))
        assert "recorded" == ingestor.record(sent(step)).outcome


@pytest.mark.parametrize(("code", "file", "case"), cases())
def test_a_rule_does_what_its_case_says(code: str, file: dict[str, Any], case: dict[str, Any], ledger: Ledger) -> None:
    """A rule fires once for each entry of ``expect``, with that severity and these words, or is silent."""
    feed(ledger, [*file.get("before", []), *case["step"]])
    rules = FlowRules((code,), parameters={code: case["parameters"]} if "parameters" in case else {})
    with ledger.reading() as connection:
        checked = list(check(connection, rules, at=case.get("at", NOW)))
    assert [] == [one.crashed for one in checked if one.crashed]
    found = sorted((finding.severity.value, finding.item_id, finding.text) for one in checked for finding in one.findings)
    expected = sorted(case["expect"], key=lambda one: one["severity"])
    assert [one["severity"] for one in expected] == [severity for severity, _, _ in found]
    assert all(one["says"] in text and one.get("item", S10) == item for one, (_, item, text) in zip(expected, found, strict=True))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_has_a_complete_page_and_cases_of_three_kinds(rule: Rule) -> None:
    """A page says what, why, how to mend, good and bad; cases show the rule firing, silent, and silent elsewhere."""
    page = rule.documentation
    assert [] == [part for part in ("fault", "why", "fix", "good", "bad") if not getattr(page, part).strip()]
    assert page.fault.endswith(".")
    assert (True, True, Scope.EXCHANGE) == (bool(rule.source), bool(rule.fix), rule.scope)
    assert not (rule.severity.value == "error" and rule.confidence in (Confidence.GENERAL, Confidence.INFERRED))
    found = tomllib.loads((FOLDER / f"{rule.code}.toml").read_text("utf-8"))["case"]
    assert {"fires", "silent", "elsewhere"} == {"fires" if case["expect"] else case.get("kind", "silent") for case in found}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_what_a_rule_reads_is_there(rule: Rule) -> None:
    """The names that a rule reads are those of a story."""
    known = {"story", *Story.__dataclass_fields__}
    assert set() == {name.rstrip("?") for name in rule.reads} - known


def test_rules_on_the_exchange_are_in_the_catalogue_and_in_no_profile() -> None:
    """They can be listed and explained, but a single message is not checked by them."""
    listed = CliRunner().invoke(program, ["rules", "--set", "flow", "--format", "json"])
    assert [rule.code for rule in RULES] == [one["code"] for one in json.loads(listed.output)]
    assert "FLOW-002  error, rule set flow" in CliRunner().invoke(program, ["explain", "FLOW-002"]).output
    assert "flow" not in builtin_names()


def test_times_of_unknown_offset() -> None:
    """A local time may be half a day off, so only what is further apart is certain."""
    utc, local, late = (
        When.of("2026-11-02T12:00:00"),
        When.of("2026-11-02T18:00:00", local=True),
        When.of("2026-11-04T00:00:00", local=True),
    )
    assert utc is not None
    assert local is not None
    assert late is not None
    assert (True, False, True) == (after(local, utc), is_certain(local, utc), is_certain(late, utc))
    assert None is When.of("")


def test_three_errors_of_customs_are_three_findings(ledger: Ledger) -> None:
    """An IE3N99 is told on items and fields, whichever of the messages came first; a filing after it mends it."""
    other = "RR000000005TW"
    house = "/IE3F43/consignmentMasterLevel/consignmentHouseLevel"
    errors = [
        ("13", f"{house}[2]/goodsItem[1]/commodity/commodityCode"),
        ("12", f"{house}[1]/consignee/address/postCode"),
        ("81", f"{house}[1]/transportDocumentHouseLevel/documentNumber"),
    ]
    steps = [
        customs("IE3N99", "2026-11-02T12:00:00Z", reference="L-1", errors=errors),
        customs("IE3F43", "2026-11-02T11:00:00Z", lrn="L-1", items=[S10, other]),
        message("ITMATT", {}, {"item_id": other}),
    ]
    for data in steps:
        assert "recorded" == Ingestor(ledger).record(data).outcome
    expected = {
        S10: [("ICS2-R-12", ("addressee", "postcode")), ("ICS2-R-81", ("item_id",))],
        other: [("ICS2-R-13", ("contents", 0, "hs_code"))],
    }
    with ledger.reading() as connection:
        found = {one.s10: [(finding.code, finding.path) for finding in one.findings] for one in check(connection, at=NOW)}
    assert expected == found
    Ingestor(ledger).record(customs("IE3F43", "2026-11-02T13:00:00Z", lrn="L-2", items=[S10, other]))
    with ledger.reading() as connection:
        assert [[], []] == [one.findings for one in check(connection, at=NOW)]


def test_refusals_of_unknown_items_and_filings(ledger: Ledger) -> None:
    """Without the declaration an error is one on the item; without the filing it waits."""
    refusal = customs("IE3N99", "2026-11-02T12:00:00Z", reference="L-1", errors=[("13", "//consignmentHouseLevel[1]/consignee/name")])
    Ingestor(ledger).record(refusal)
    with ledger.reading() as connection:
        assert [] == list(check(connection, at=NOW))
    Ingestor(ledger).record(customs("IE3F43", "2026-11-02T11:00:00Z", lrn="L-1", items=[S10]))
    with ledger.reading() as connection:
        (one,) = check(connection, at=NOW, only=[S10])
    assert [("ICS2-R-13", S10, S10)] == [(finding.code, finding.item_id, finding.location.path) for finding in one.findings]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``ead`` in a folder of its own that has a ledger."""
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(program, ["ledger", "init"])
    return lambda *arguments: CliRunner().invoke(program, ["ledger", *arguments])


DESPATCH = {"despatched_at": "2026-11-03T20:00:00Z"}


def test_check_reports_and_exits_like_validate(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text, JSON and NDJSON tell the same; the exit code is that of the gravest outcome, a rule that fails makes it 3."""
    Path("1.json").write_bytes(message("PREDES", {**DESPATCH, "mail_class": "C"}))
    assert 0 == run("check").exit_code
    assert 0 == run("ingest", "1.json").exit_code
    text, data, lines = run("check"), run("check", "--report", "json"), run("check", "--report", "ndjson")
    assert [1, 1, 1] == [one.exit_code for one in (text, data, lines)]
    report = json.loads(data.output)
    assert ("rejected", "ledger", ["flow"]) == (report["outcome"], report["input"]["format"], report["profiles"])
    Draft202012Validator(json.loads((ROOT / "schemas" / "report-1.schema.json").read_text("utf-8"))).validate(report)
    (finding,) = report["findings"]
    assert ("UPU-EAD-001", S10) == (finding["code"], finding["item_id"])
    assert finding == {key: value for key, value in json.loads(lines.output.splitlines()[0]).items() if key != "type"}
    assert "no declaration of it is known" in text.output
    assert [0, 0, 0] == [run("check", *more).exit_code for more in (("--fail-on", "never"), ("--ignore", "UPU"), ("RR000000005TW",))]
    assert [2, 2] == [run("check", *more).exit_code for more in (("--at", "tomorrow"), ("--select", "NO"))]

    def broken(*values: object, **parameters: object) -> None:
        raise ZeroDivisionError

    rules = [rule for rule in RULES if rule.code == "UPU-EAD-001"]
    monkeypatch.setattr(
        FlowRules, "rules", lambda self: [Rule(**{**{name: getattr(rules[0], name) for name in Rule.__slots__}, "check": broken})]
    )
    found = run("check", "--report", "json")
    assert (3, ["UPU-EAD-001"]) == (found.exit_code, json.loads(found.output)["rules"]["crashed"])


def test_tables_of_routes_and_stages(run: Run) -> None:
    """A route allows data to another operator; a table of stages says with which status an item may pass."""
    Path("1.json").write_bytes(message("ITMATT"))
    Path("2.json").write_bytes(message("PREDES", DESPATCH))
    assert 0 == run("ingest", "--direction", "out", "--partner", "NLA", "1.json", "2.json").exit_code
    assert 1 == run("check", "--select", "UPU-ROUTE").exit_code
    Path("routes.csv").write_text("recipient,destination\nNLA,BE\n", "utf-8")
    assert 0 == run("check", "--select", "UPU-ROUTE", "--routes", "routes.csv").exit_code
    Path("stages.toml").write_text('[[checkpoint]]\nstage = "closing"\ndestination = "BE"\nallowed = "ASC"\n', "utf-8")
    found = run("check", "--select", "FLOW-005", "--stages", "stages.toml")
    assert (0, True) == (found.exit_code, "had status PENDING, expected ASC" in found.output)


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (read_routes, "recipient,destination\nnl,BE\n", 'line 2: recipient: "nl" cannot be one'),
        (read_routes, "recipient,destination\n", "has no routes"),
        (read_checkpoints, "stage,allowed\nflying,ASC\n", '"flying" is no stage'),
        (read_checkpoints, "stage,allowed\nclosing,ASC OK\n", '"OK" is no status'),
        (read_checkpoints, "stage,allowed\n", "has no checkpoints"),
    ],
)
def test_wrong_tables(read: Callable[[Path], Any], text: str, said: str, tmp_path: Path) -> None:
    """What is wrong, with file and line."""
    path = tmp_path / "table.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigurationError, match=said):
        read(path)


def test_items_come_page_by_page(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Declared and parked identifiers come once each, in order, whatever the size of a page."""
    from ead.ledger import stories

    monkeypatch.setattr(stories, "_PAGE", 3)
    declared = [{"item_id": f"LX{number:09d}TW"} for number in range(0, 20, 2)]
    parked = [{"item_id": f"LX{number:09d}TW", "mail_class": "C", **DESPATCH} for number in range(1, 20, 3)]
    Ingestor(ledger).record(message("ITMATT", *declared))
    Ingestor(ledger).record(message("PREDES", *parked))
    with ledger.reading() as connection:
        found = [one.s10 for one in flow.check(connection, at=NOW)]
    assert sorted({one["item_id"] for one in (*declared, *parked)}) == found
