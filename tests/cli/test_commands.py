"""The other commands: convert, fix, rules, explain, profiles, schema, generate, diff."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from jsonschema import Draft202012Validator
from lxml import etree

import ead
from ead.api import rules as catalogue
from ead.fields.messages import MESSAGES
from ead.rules.registry import builtin_names, builtin_rule_sets, ledger_rule_sets

Run = Callable[..., Result]
Make = Callable[..., Path]
PLAIN = ("--profile", "structure")


def test_help_lists_every_command(run: Run) -> None:
    """The help names each command and the exit codes."""
    text = run("--help").stdout
    for name in (
        "validate",
        "fix",
        "convert",
        "rules",
        "explain",
        "profiles",
        "schema",
        "generate",
        "diff-rules",
        "diff",
        "Exit codes: 0 accepted",
    ):
        assert name in text


@pytest.mark.parametrize("name", ["validate", "fix", "convert", "rules", "explain", "profiles", "schema", "generate", "diff-rules", "diff"])
def test_each_command_has_help(run: Run, name: str) -> None:
    """Every command explains itself within 100 columns."""
    result = run(name, "--help")
    assert 0 == result.exit_code
    assert 100 >= max(len(line) for line in result.stdout.splitlines())


def test_version(run: Run) -> None:
    """The version is that of the library."""
    assert f"ead {ead.__version__}\n" == run("--version").stdout


def test_unknown_command(run: Run) -> None:
    """A misspelt command gives exit code 2 and a hint."""
    result = run("vaildate", "a.xml")
    assert 2 == result.exit_code
    assert 'there is no command "vaildate"; did you mean "validate"?' in result.stderr


# ------------------------------------------------------------------------------------------------------------- convert


def test_convert(run: Run, message: Make) -> None:
    """A message is written in the format of the target's extension."""
    result = run("convert", str(message()), "out.json")
    assert 0 == result.exit_code
    assert "1 of 1 item(s) converted from itmatt-xml to itmatt-json, nothing lost\n" == result.stdout
    assert "LX806576725TW" == json.loads(Path("out.json").read_text())["items"][0]["item_id"]


def test_convert_standard_streams(run: Run, message: Make) -> None:
    """Hyphens are standard input and output; the report then goes to the error stream."""
    result = run("convert", "-", "-", "--to", "itmatt-ndjson", stdin=message().read_bytes())
    assert 0 == result.exit_code
    assert 2 == len(result.stdout.splitlines())
    assert "nothing lost" in result.stderr
    assert 2 == run("convert", "-", "-").exit_code


def test_convert_leaves_out_broken_items(run: Run, message: Make) -> None:
    """An item that fails its structure is listed with its place, and the exit code is 1."""
    result = run("convert", str(message({}, {"gross_weight": "heavy"})), "out.json")
    assert 1 == result.exit_code
    assert "line 20" in result.stdout
    assert 1 == len(json.loads(Path("out.json").read_text())["items"])


def test_convert_strict(run: Run, message: Make) -> None:
    """--strict writes nothing when anything would be lost."""
    Path("out.json").write_text("old")
    result = run("convert", str(message({}, {"gross_weight": "heavy"})), "out.json", "--strict")
    assert 1 == result.exit_code
    assert "nothing written: 1 loss(es)" in result.stdout
    assert "old" == Path("out.json").read_text()


def test_convert_report_as_json(run: Run, message: Make) -> None:
    """The conversion report is data, too."""
    report = json.loads(run("convert", str(message()), "out.json", "--report", "json").stdout)
    assert (1, True, []) == (report["converted"], report["lossless"], report["losses"])


@pytest.mark.parametrize(("target", "code"), [("out.pdf", 2), ("no/such/out.json", 2)])
def test_convert_wrong_target(run: Run, message: Make, target: str, code: int) -> None:
    """A target without a known format, or in no folder, is wrong usage."""
    assert code == run("convert", str(message()), target).exit_code


def test_convert_missing_source(run: Run) -> None:
    """A source that is not there gives exit code 3 and no target."""
    assert 3 == run("convert", "nope.xml", "out.json").exit_code
    assert not Path("out.json").exists()


# ----------------------------------------------------------------------------------------------------------------- fix


def test_fix(run: Run, message: Make) -> None:
    """Safe corrections are applied and listed; everything else in the text stays."""
    source = message({"mail_class": "u"})
    result = run("fix", str(source), "out.xml", *PLAIN)
    assert 0 == result.exit_code
    assert source.read_text().replace(">u<", ">U<") == Path("out.xml").read_text()
    assert "item LX806576725TW / mail_class: u -> U" in result.stderr
    assert "1 correction, nothing left that would reject the message" in result.stderr


def test_fix_in_place_and_left_findings(run: Run, message: Make) -> None:
    """The target may be the source; what needs a person gives exit code 1."""
    name = str(message({"mail_class": "u"}, {"gross_weight": "heavy"}))
    result = run("fix", name, name, *PLAIN, "-q")
    assert (1, "1 correction, 1 finding left that would reject the message\n") == (result.exit_code, result.stderr)
    assert ">u<" not in Path(name).read_text()


def test_fix_dry_run(run: Run, message: Make) -> None:
    """--dry-run shows a difference and writes nothing."""
    source = message({"mail_class": "u"})
    before = source.read_bytes()
    result = run("fix", str(source), "--dry-run", *PLAIN)
    assert ["--- itmatt.xml", "+++ itmatt.xml (corrected)", "@@ -6 +6 @@ CORE-STR-006 item LX806576725TW / mail_class", "-u", "+U"] == (
        result.stdout.splitlines()
    )
    assert before == source.read_bytes()


def test_fix_dry_run_with_values(run: Run, message: Make) -> None:
    """With --show-values the difference is one of whole lines."""
    result = run("fix", str(message({"mail_class": "u"})), "--dry-run", "--show-values", *PLAIN)
    assert "-    <MailClassCd>u</MailClassCd>\n+    <MailClassCd>U</MailClassCd>\n" in result.stdout
    assert "Ann Example" not in run("fix", str(message({"mail_class": "u"})), "--dry-run", *PLAIN).output


def test_fix_standard_streams(run: Run, message: Make) -> None:
    """Hyphens are standard input and output."""
    data = message({"mail_class": "u"}).read_bytes()
    assert data.replace(b">u<", b">U<") == run("fix", "-", "-", *PLAIN, stdin=data).stdout_bytes


def test_fix_needs_a_target(run: Run, message: Make) -> None:
    """Without a target and without --dry-run the command is wrong usage."""
    assert 2 == run("fix", str(message())).exit_code


# ---------------------------------------------------------------------------------------------------- rules and pages


def test_rules_table(run: Run) -> None:
    """The table has a line for each rule, by rule set."""
    lines = run("rules").stdout.splitlines()
    assert "core" == lines[0]
    rules = [rule for rule_set in (*builtin_rule_sets(), *ledger_rule_sets()) for rule in rule_set.rules]
    assert len(rules) == sum(line.startswith("  ") for line in lines)
    assert lines[-1].startswith(f"{len(rules)} rules; ")


def test_rules_as_json(run: Run) -> None:
    """The catalogue as JSON is that of the library."""
    entries = sorted(json.loads(run("rules", "--format", "json").stdout), key=lambda entry: entry["code"])
    assert [entry | {"parameters": None} for entry in catalogue()] == [entry | {"parameters": None} for entry in entries]
    assert [set(entry["parameters"]) for entry in catalogue()] == [set(entry["parameters"]) for entry in entries]


def test_rules_filters(run: Run) -> None:
    """--set and --severity choose; an unknown set is wrong usage."""
    entries = json.loads(run("rules", "--format", "json", "--set", "core", "--severity", "warning").stdout)
    assert {("core", "warning")} == {(entry["rule_set"], entry["severity"]) for entry in entries}
    assert 2 == run("rules", "--set", "nope").exit_code


def test_explain(run: Run) -> None:
    """A page says what, why, good, bad, how to mend, source and confidence; codes may be typed small."""
    text = run("explain", "core-str-001").stdout
    for part in ("CORE-STR-001  error", "why", "mend", "good", "bad", "in force", "source", "confidence", "reads", "safe fix"):
        assert part in text


def test_explain_every_rule(run: Run) -> None:
    """Every built-in rule has a page that fits into 100 columns."""
    for rule_set in (*builtin_rule_sets(), *ledger_rule_sets()):
        for rule in rule_set.rules:
            result = run("explain", rule.code)
            assert 0 == result.exit_code
            assert 100 >= max(len(line) for line in result.stdout.splitlines())


def test_explain_as_json(run: Run) -> None:
    """A page is data, too."""
    assert "CORE-STR-001" == json.loads(run("explain", "CORE-STR-001", "--format", "json").stdout)["code"]


def test_explain_unknown(run: Run) -> None:
    """An unknown code gives exit code 2 and the nearest ones."""
    result = run("explain", "CORE-STR-01")
    assert 2 == result.exit_code
    assert 'there is no rule "CORE-STR-01"; near to it are CORE-STR-0' in result.stderr


def test_profiles(run: Run) -> None:
    """Profiles and rule sets are listed with their sizes, as text and as data."""
    assert "structure" in run("profiles").stdout
    facts = json.loads(run("profiles", "--format", "json").stdout)
    assert {"auto", "structure"} <= {profile["name"] for profile in facts["profiles"]}
    assert list(builtin_names()) == [rule_set["name"] for rule_set in facts["rule_sets"]]


# ------------------------------------------------------------------------------------------------------------- schemas


def test_schema_list(run: Run) -> None:
    """Without a name the schemas are listed."""
    listed = [line.split()[0] for line in run("schema").stdout.splitlines()]
    assert sorted([*(f"{name.lower()}-{kind}" for name in MESSAGES for kind in ("json-schema", "xsd")), "report"]) == listed


def test_schema_prints(run: Run) -> None:
    """A schema is printed as it is: the XSD compiles, the JSON Schemas are valid."""
    etree.XMLSchema(etree.fromstring(run("schema", "itmatt-xsd").stdout_bytes))
    for name in ("itmatt-json-schema", "report"):
        schema = json.loads(run("schema", name).stdout)
        Draft202012Validator.check_schema(schema)
        assert "https://json-schema.org/draft/2020-12/schema" == schema["$schema"]


def test_schema_unknown(run: Run) -> None:
    """An unknown name gives exit code 2 and a hint."""
    result = run("schema", "itmatt-xds")
    assert 2 == result.exit_code
    assert 'did you mean "itmatt-xsd"?' in result.stderr


# ------------------------------------------------------------------------------------------------------------ generate


@pytest.mark.parametrize("format_", ["itmatt-xml", "itmatt-json", "itmatt-ndjson", "csv", "cds-soap"])
def test_generate(run: Run, format_: str) -> None:
    """Samples in every format have a sound structure."""
    first = run("generate", "--items", "2", "--seed", "7", "--format", format_)
    assert 0 == first.exit_code
    assert first.stdout == run("generate", "--items", "2", "--seed", "7", "--format", format_).stdout
    report = json.loads(run("validate", "-", *PLAIN, "--report", "json", stdin=first.stdout_bytes).stdout)
    assert ("accepted", format_, 2) == (report["outcome"], report["input"]["format"], report["counts"]["items"])


def test_generate_to_a_file(run: Run) -> None:
    """The format follows the name of the file; places choose items."""
    assert 0 == run("generate", "--output", "out.json", "--destination", "br", "--origin", "TW").exit_code
    items = json.loads(Path("out.json").read_text())["items"]
    assert [("TW", "BR")] * 3 == [(item["sender"]["country"], item["addressee"]["country"]) for item in items]


def test_generate_a_defect(run: Run) -> None:
    """A defect of the list is found by the rule that the list names."""
    assert "s10-check-digit" in run("generate", "--list-defects").stdout
    data = run("generate", "--defect", "CORE-STR-004").stdout_bytes
    report = json.loads(run("validate", "-", *PLAIN, "--report", "json", stdin=data).stdout)
    assert {"CORE-STR-004"} == {finding["code"] for finding in report["findings"]}


@pytest.mark.parametrize(
    "options",
    [("--items", "0"), ("--defect", "nope"), ("--destination", "XX"), ("--origin", "BE", "--destination", "BE"), ("--output", "a.pdf")],
)
def test_generate_wrong_usage(run: Run, options: tuple[str, ...]) -> None:
    """What cannot be generated is wrong usage."""
    result = run("generate", *options)
    assert (2, "") == (result.exit_code, result.stdout)


# ---------------------------------------------------------------------------------------------------------------- diff


def reports(run: Run, message: Make, *versions: tuple[dict[str, Any], ...]) -> list[str]:
    """JSON reports on versions of one message."""
    names = []
    for number, items in enumerate(versions):
        run("validate", str(message(*items)), *PLAIN, "--report", "json", "--output", f"{number}.json")
        names.append(f"{number}.json")
    return names


def test_diff(run: Run, message: Make) -> None:
    """New, gone, changed and same findings are told apart; new errors give exit code 1."""
    old, new = reports(
        run,
        message,
        ({"mail_class": "u"}, {"gross_weight": "heavy"}, {"gross_weight": "a"}),
        ({}, {"gross_weight": "light"}, {"gross_weight": "a", "mail_class": "u"}),
    )
    result = run("diff", old, new)
    assert 1 == result.exit_code
    assert "1 new, 1 gone, 1 changed, 1 the same" == result.stdout.splitlines()[-1]
    facts = json.loads(run("diff", old, new, "--report", "json").stdout)
    assert (["item LX000000002TW / mail_class"], 1) == ([finding["location"]["path"] for finding in facts["new"]], facts["same"])


def test_diff_nothing_new(run: Run, message: Make) -> None:
    """Findings that are gone do no harm, and --fail-on never lets new ones pass."""
    old, new = reports(run, message, ({"mail_class": "u"},), ({},))
    assert 0 == run("diff", old, new).exit_code
    assert 1 == run("diff", new, old).exit_code
    assert 0 == run("diff", new, old, "--fail-on", "never").exit_code


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"report": "2", "findings": []}', '{"report": "1", "findings": [{}]}', "[" * 100_000]
)
def test_diff_of_no_report(run: Run, message: Make, text: str) -> None:
    """A file that is no report gives exit code 2 and one line."""
    (good,) = reports(run, message, ({},))
    Path("bad.json").write_text(text)
    result = run("diff", good, "bad.json")
    assert 2 == result.exit_code
    assert '"bad.json" is no JSON report' in result.stderr
    assert 1 == result.stderr.count("\n")


# ----------------------------------------------------------------------------------------------------------- rule files

HOUSE = """\
[rule_set]
name = "house"
title = "House rules"
version = "1"

[[rule]]
code = "HOUSE-DSC-001"
kind = "terms"
field = "contents.description"
terms = ["cotton"]
match = "contained"
severity = "error"
text = 'description "{value}" names cotton'
fault = "The description names cotton."
why = "It is a test."
fix = "do not name it"
"""


def test_rule_file(run: Run, message: Make) -> None:
    """A rule file adds its rules to a check, to the list and to the pages."""
    Path("house.toml").write_text(HOUSE)
    result = run("validate", str(message()), *PLAIN, "--rules", "house.toml", "--select", "HOUSE", "--report", "json")
    assert ["HOUSE-DSC-001"] == [finding["code"] for finding in json.loads(result.stdout)["findings"]]
    assert "HOUSE-DSC-001" in run("rules", "--rules", "house.toml").stdout
    assert "The description names cotton." in run("explain", "HOUSE-DSC-001", "--rules", "house.toml").stdout


def test_wrong_rule_file(run: Run, message: Make) -> None:
    """A wrong rule file gives exit code 2 and one line that begins with its name."""
    Path("house.toml").write_text(HOUSE.replace("terms =", "term ="))
    result = run("validate", str(message()), "--rules", "house.toml")
    assert (2, "") == (result.exit_code, result.stdout)
    assert result.stderr.startswith("error: house.toml")
    assert 1 == result.stderr.count("\n")
