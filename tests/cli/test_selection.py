"""Rules by destination, origin, class and date: ``ead rules``, ``ead diff-rules``, ``ead profiles``, and what ``validate`` is supplied with."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from ead.cli import diff_rules, selection
from ead.cli.diff_rules import compare
from ead.cli.selection import asked
from ead.findings import Severity
from ead.rules.api import AppliesTo, RuleSet, Scope, rule
from ead.rules.engine import Engine
from ead.rules.registry import builtin_rule_set, shared_facts

Run = Callable[..., Result]
EXAMPLES = Path(__file__).parents[2] / "examples"
PARTNERS = {"usps", "bpost", "canada-post", "dhl", "postnl", "colissimo", "auspost"}


def codes(result: Result) -> set[str]:
    """The codes of a list of rules in JSON."""
    assert 0 == result.exit_code, result.output
    return {entry["code"] for entry in json.loads(result.stdout)}


def made(code: str, **more: Any) -> Any:
    """A rule that never fires."""
    more = {"severity": Severity.WARNING, **more}
    return rule(code, on=Scope.ITEM, reads=["nature"], at="nature", text="fired", source="test", **more)(lambda nature: None)


def test_compiled_rules_are_shown(run: Run) -> None:
    """The functions for a selection are printed as Python that compiles, with a comment for each rule in them."""
    result = run("rules", "--show-compiled", "--destination", "US", "--origin", "CN", "--as-of", "2026-11-21")
    assert 0 == result.exit_code
    compile(result.stdout, "<shown>", "exec")
    assert "# items to US, from CN, on 2026-11-21, profile auto" == result.stdout.splitlines()[0]
    assert "# part 1 of" in result.stdout
    assert "    # US-DUTY-001: " in result.stdout
    assert "    # UPU-NUM-001: " in result.stdout
    assert "EUI-" not in result.stdout


def test_rules_for_a_destination(run: Run) -> None:
    """The world-wide sets and those of the destination; sets of other destinations and of origins are left out."""
    rules = json.loads(run("rules", "--destination", "fr", "--as-of", "2026-11-21", "--format", "json").stdout)
    sets = {entry["rule_set"] for entry in rules}
    assert {"core", "upu", "hs", "dq", "eu-import"} <= sets | {"eu-import"}
    assert not sets & {"cc-br", "us-usps", "us-aed"}


def test_rules_on_a_day(run: Run) -> None:
    """A rule that begins later is not asked yet, with or without a destination."""
    for place in ((), ("--destination", "BR"), ("--destination", "BR", "--origin", "TW", "--class", "U")):
        before = codes(run("rules", *place, "--as-of", "2025-08-31", "--format", "json"))
        after = codes(run("rules", *place, "--as-of", "2025-09-01", "--format", "json"))
        assert ("UPU-HS-001" in before, "UPU-HS-001" in after) == (False, True)


def test_rules_of_a_profile(run: Run) -> None:
    """A partner's limits are seen in the parameters of its profile."""
    entries = json.loads(run("rules", "--profile", "partner:usps", "--format", "json").stdout)
    assert {entry["code"]: entry["parameters"] for entry in entries}["UPU-LEN-001"] == {"limit": 30}


def test_the_choice_is_told(run: Run) -> None:
    """The table says what it was chosen for, and when a destination has no set of its own."""
    lines = run("rules", "--destination", "ZA", "--origin", "TW", "--class", "C", "--as-of", "2026-11-21").stdout.splitlines()
    assert lines[-2] == "asked of items to ZA, from TW, mail class C, on 2026-11-21, profile auto"
    assert lines[-1] == "this destination has no rule set of its own: the world-wide sets check it"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rules", "--destination", "XQ"), '"XQ" is no country, expected a code of ISO 3166-1 such as BR, or XI'),
        (("rules", "--profile", "partner:ups"), 'there is no profile, rule set or plug-in "partner:ups"; did you mean "partner:usps"?'),
        (("rules", "--destination", "BR", "--as-of", "2026-02-30"), '"2026-02-30" is no date'),
        (("diff-rules", "2026-12-01", "2026-06-01"), "2026-06-01 comes before 2026-12-01"),
        (("diff-rules", "june", "2026-06-01"), '"june" is no date'),
    ],
)
def test_a_wrong_choice(run: Run, arguments: tuple[str, ...], said: str) -> None:
    """A code, name or date that is none is wrong usage."""
    result = run(*arguments)
    assert 2 == result.exit_code
    assert said in result.stderr


def test_northern_ireland_is_a_destination() -> None:
    """XI is chosen by its own name, and by that of the United Kingdom."""
    choice = asked(["auto"], on=date(2026, 11, 21), destination="XI")
    assert ("GB", "XI") == (choice.selection.destination, choice.selection.territory)
    assert not choice.unserved


def test_diff_of_two_days(run: Run) -> None:
    """What starts between two days is listed with its first day; the same two days give nothing."""
    text = run("diff-rules", "2025-06-01", "2025-12-01", "--destination", "ZA").stdout
    assert text.splitlines()[0] == "items to ZA, 2025-06-01 against 2025-12-01, profile auto"
    assert "starts   2025-09-01  UPU-HS-001" in text
    same = json.loads(run("diff-rules", "2026-01-01", "2026-01-01", "--destination", "FR", "--format", "json").stdout)
    assert ([], [], [], []) == (same["starts"], same["stops"], same["changes"], same["between"])
    assert ("1", "FR", None, ["auto"]) == (same["diff_rules"], same["destination"], same["origin"], same["profiles"])
    assert "HS-VAL-001" in same["by_date"]


def changing() -> RuleSet:
    """Rules that begin, end, follow one another, and live between two days."""
    first, second, last = date(2026, 7, 1), date(2026, 8, 1), date(2027, 1, 1)
    rules = (
        made("T-BEGINS", since=second),
        made("T-ENDS", until=first),
        made("T-NEW", since=first, severity=Severity.ERROR),
        made("T-OLD", until=first),
        made("T-PASSES", since=first, until=second),
        made("T-STAYS", since=date(2020, 1, 1), until=last),
    )
    return RuleSet(name="t", title="T", version="1", rules=rules, applies_to=AppliesTo(destinations=frozenset({"FR"})))


def choice_of(rule_set: RuleSet, on: date, destination: str) -> selection.Asked:
    """The choice of one rule set for a destination."""
    plain = asked(["structure"], on=on, destination=destination)
    engine = Engine([rule_set], shared_facts(), rule_set.rules)
    return selection.Asked(plain.profile, engine, plain.selection, selection._chosen(engine, plain.selection), False)


def test_what_a_diff_tells_apart() -> None:
    """Beginning, ending, taking another's place at the same field on the same day, and being in force between the days only."""
    changes = compare(choice_of(changing(), date(2026, 6, 1), "FR"), date(2026, 12, 1))
    assert ["T-BEGINS"] == [one.code for one in changes.starts]
    assert ["T-OLD"] == [one.code for one in changes.stops]
    assert [("T-ENDS", "T-NEW")] == [(old.code, new.code) for old, new in changes.changes]
    assert ["T-PASSES"] == [one.code for one in changes.between]
    assert 1 == changes.same
    elsewhere = compare(choice_of(changing(), date(2026, 6, 1), "NO"), date(2026, 12, 1))
    assert ((), (), (), (), 0) == (elsewhere.starts, elsewhere.stops, elsewhere.changes, elsewhere.between, elsewhere.same)


def test_a_diff_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Each kind of change has its word, its day and, for a rule in place of another, both severities."""
    choice = choice_of(changing(), date(2026, 6, 1), "FR")
    diff_rules._print(choice, date(2026, 12, 1), compare(choice, date(2026, 12, 1)))
    text = capsys.readouterr().out
    for line in (
        "starts   2026-08-01  T-BEGINS",
        "stops    2026-07-01  T-OLD",
        "changes  2026-07-01  T-NEW          warning -> error, in place of T-ENDS  nature",
        "between  2026-07-01 to 2026-08-01  T-PASSES",
        "1 starting, 1 stopping, 1 changing, 1 in force between, 1 the same",
    ):
        assert line in text


def test_profiles_say_where_sets_apply(run: Run) -> None:
    """Every set is listed with its places, every partner with its limits."""
    text = run("profiles").stdout
    assert "European Union, import, to EU;" in text
    facts = json.loads(run("profiles", "--format", "json").stdout)
    partners = {one["name"].removeprefix("partner:") for one in facts["profiles"] if one["name"].startswith("partner:")}
    assert PARTNERS == partners
    sets = {one["name"]: one for one in facts["rule_sets"]}
    assert {"destinations": ["BR"]} == sets["cc-br"]["applies_to"]
    assert sorted(builtin_rule_set("eu-import").applies_to.destinations) == sets["eu-import"]["applies_to"]["destinations"]


@pytest.mark.parametrize("partner", sorted(PARTNERS))
def test_a_partner_takes_no_long_description(run: Run, partner: str) -> None:
    """A description longer than any interface carries is told under each partner's profile, and not under the plain one."""
    text = (EXAMPLES / "itmatt-clean.xml").read_text("utf-8")
    start = text.index("<Description>") + len("<Description>")
    Path("m.xml").write_text(f"{text[:start]}{'cotton shirt with woven pattern, ' * 8}{text[start:]}", "utf-8")
    found = json.loads(run("validate", "m.xml", "--profile", f"partner:{partner}", "--select", "UPU-LEN-001", "--report", "json").stdout)
    line = text.count("\n", 0, start) + 1
    assert ["UPU-LEN-001"] == [one["code"] for one in found["findings"] if one["location"]["line"] == line]
    plain = json.loads(run("validate", "m.xml", "--select", "UPU-LEN-001", "--report", "json").stdout)
    assert [] == plain["findings"]


def test_rates_and_events_are_read(run: Run) -> None:
    """The samples are taken, from options and from a configuration, whose paths are relative to its folder."""
    message = str(EXAMPLES / "itmatt-clean.xml")
    assert 0 == run("validate", message, "--rates", str(EXAMPLES / "rates.toml"), "--events", str(EXAMPLES / "events.toml")).exit_code
    Path("conf").mkdir()
    Path("conf/r.csv").write_text("currency,date,rate\nUSD,2026-01-01,0.9\n", "utf-8")
    Path("conf/e.csv").write_text("item_id,event,time\nLX1,itmatt,2026-01-01T10:00\n", "utf-8")
    Path("conf/ead.toml").write_text('rates = "r.csv"\nevents = "e.csv"\n', "utf-8")
    assert 0 == run("validate", message, "--config", "conf/ead.toml").exit_code


@pytest.mark.parametrize(
    ("option", "name", "text", "said"),
    [
        ("--rates", "r.csv", "currency,date,rate\nUSD,2026-11-02,0\n", 'r.csv, line 2: rate: "0" is no rate, expected a number above zero'),
        ("--events", "e.csv", "item_id,event,time\nA,left,2026-11-02T10:00\n", 'e.csv, line 2: event: "left" is no event, expected one of'),
        (
            "--rules",
            "h.toml",
            '[[override]]\ncode = "UPU-S10-001"\nseverity = "grave"\n',
            'h.toml, line 3: severity: "grave" is not one of',
        ),
    ],
)
def test_wrong_files_stop_everything(run: Run, option: str, name: str, text: str, said: str) -> None:
    """Exit code 2 with file, line, key and what was expected, before any message is looked for or read."""
    Path(name).write_text(text, "utf-8")
    result = run("validate", "no-such-message.xml", option, name)
    assert 2 == result.exit_code
    assert said in result.stderr
    assert "" == result.stdout
    configured = Path("ead.toml")
    configured.write_text(f'{option.removeprefix("--")} = "{name}"\n', "utf-8")
    assert 2 == run("validate", "no-such-message.xml").exit_code
