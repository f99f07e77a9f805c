"""The engine: silence, crashes, loops, selection, masking - with rules made for the purpose."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ead.errors import ConfigurationError
from ead.findings import Outcome, Severity
from ead.limits import Limits
from ead.report import Report
from ead.rules import ERROR, WARNING, Answer, AppliesTo, RuleSet, Scope, rule
from ead.rules.api import Rule
from ead.testing.builders import item, message
from ead.validator import Validator


def made(on: Scope, reads: list[str], at: str, check: Callable[..., Any], *, code: str = "TEST-001", **more: Any) -> Rule:
    settings: dict[str, Any] = {"severity": ERROR, "text": "fired with {value}", "source": "test", **more}
    return rule(code, on=on, reads=reads, at=at, **settings)(check)


def validator_with(*rules: Rule, **settings: Any) -> Validator:
    return Validator(profiles=["structure"], rule_sets=[RuleSet(name="test", title="test", version="1", rules=rules)], **settings)


def report_on(validator: Validator, *items: dict[str, Any]) -> Report:
    return validator.validate(json.dumps({**message(), "items": list(items)}).encode())


def fired(report: Report, code: str = "TEST-001") -> list[str]:
    return [finding.location.path for finding in report.findings if finding.code == code]


def always(*values: Any) -> Answer:
    return {"value": values[0] if values else "nothing"}


def test_a_rule_gets_typed_values_in_the_order_it_reads_them() -> None:
    """Decimals, integers, date-times, texts and lists arrive converted."""
    seen: list[Any] = []
    check = made(
        Scope.ITEM, ["gross_weight", "posted_at", "contents.units", "sender.country"], "gross_weight", lambda *values: seen.extend(values)
    )
    report_on(validator_with(check), item(gross_weight="0.750"))
    assert [Decimal("0.750"), "datetime", "list", "TW"] == [seen[0], type(seen[1]).__name__, type(seen[2]).__name__, seen[3]]


def test_a_rule_is_silent_when_a_field_it_reads_is_absent() -> None:
    """Absence is not the business of rules that do not ask for it."""
    check = made(Scope.ITEM, ["postage"], "postage", always)
    without = {key: value for key, value in item().items() if key != "postage"}
    assert [] == fired(report_on(validator_with(check), without))


def test_a_question_mark_asks_for_absence() -> None:
    """With ``?`` the rule is called with nothing."""
    check = made(Scope.ITEM, ["local_id2?"], "local_id2", lambda value: {"value": "x"} if value is None else None)
    assert ["item LX806576725TW / local_id2"] == fired(report_on(validator_with(check), item()))


@pytest.mark.parametrize(
    "reads",
    [["gross_weight"], ["gross_weight?"], ["nature", "gross_weight?"]],
)
def test_a_structural_problem_silences_every_rule_that_reads_the_field(reads: list[str]) -> None:
    """Each defect once: the structural finding is the only one."""
    report = report_on(validator_with(made(Scope.ITEM, reads, "gross_weight", always)), item(gross_weight="heavy"))
    assert ["CORE-STR-004"] == [finding.code for finding in report.findings]


def test_a_bad_value_in_one_piece_silences_lists_and_that_piece_only() -> None:
    """The rule on pieces still speaks about the other piece, the rule on the list does not."""
    pieces = [dict(item()["contents"][0], net_weight="x"), dict(item()["contents"][0])]
    on_list = made(Scope.ITEM, ["contents.net_weight?"], "contents", always, code="TEST-LIST")
    on_piece = made(Scope.PIECE, ["net_weight?"], "net_weight", always, code="TEST-PIECE")
    report = report_on(validator_with(on_list, on_piece), item(contents=pieces))
    assert [] == fired(report, "TEST-LIST")
    assert ["item LX806576725TW / content piece 2 / net_weight"] == fired(report, "TEST-PIECE")


def test_a_bad_value_silences_the_party_it_stands_in_only() -> None:
    """A sender's wrong person type says nothing about the addressee's."""
    broken = item(sender={**item()["sender"], "person_type": "x"})
    check = made(Scope.PARTY, ["person_type?", "role"], "person_type", lambda kind, role: {"value": role})
    assert ["item LX806576725TW / addressee / person_type"] == fired(report_on(validator_with(check), broken))


def test_pieces_and_parties_reach_their_item() -> None:
    """``item.`` leads from a content piece to the item."""
    check = made(Scope.PIECE, ["units", "item.nature"], "units", lambda units, nature: {"value": nature} if nature == "11" else None)
    assert 1 == len(fired(report_on(validator_with(check), item(nature="11", contents=item()["contents"][:1]))))
    assert 0 == len(fired(report_on(validator_with(check), item(nature="31"))))


def test_a_rule_may_move_its_finding_and_lower_its_severity() -> None:
    """``at`` and ``severity`` in the answer win over the declaration."""
    check = made(Scope.ITEM, ["nature"], "nature", lambda _: [{"value": 1, "at": "contents.1.hs_code"}, {"value": 2, "severity": WARNING}])
    report = report_on(validator_with(check), item())
    assert [("item LX806576725TW / nature", Severity.WARNING), ("item LX806576725TW / content piece 1 / hs_code", Severity.ERROR)] == [
        (finding.location.path, finding.severity) for finding in report.findings
    ]


def crash(_: Any) -> Answer:
    raise ZeroDivisionError


def recurse(value: Any) -> Answer:
    return recurse(value)


def loop(_: Any) -> Answer:
    while True:
        pass


@pytest.mark.parametrize("check", [crash, recurse, loop])
def test_a_rule_that_gives_no_answer_makes_the_outcome_incomplete(check: Callable[[Any], Answer]) -> None:
    """Crash, endless recursion and endless loop are told, never passed over; other rules still run."""
    broken = made(Scope.ITEM, ["nature"], "nature", check, code="TEST-BROKEN")
    sound = made(Scope.ITEM, ["nature"], "nature", always)
    report = report_on(validator_with(broken, sound, limits=Limits(rule_seconds=0.3), fail_on=None), item(), item(item_id="EC253990191BE"))
    assert (Outcome.INCOMPLETE, ["TEST-BROKEN"], 2) == (report.outcome, report.crashed, report.counts.incomplete)
    assert 2 == len(fired(report))
    assert 2 == len(fired(report, "CORE-INT-015"))


def test_a_rule_on_models_gets_the_item() -> None:
    """Scope MODEL hands over a pydantic model, and only of sound items."""
    check = made(Scope.MODEL, [], "contents", lambda found: {"value": found.item_id})
    report = report_on(validator_with(check), item(), item(item_id="EC253990191BE", gross_weight="x"))
    assert ["item LX806576725TW / contents"] == fired(report)


def test_rules_are_chosen_by_destination_origin_class_and_date() -> None:
    """A rule that applies elsewhere or at another time is not called."""
    there = AppliesTo(destinations=frozenset({"BR"}))
    dated = {"since": date(2026, 11, 1), "until": date(2026, 12, 1)}
    rules = [
        made(Scope.ITEM, ["nature"], "nature", always, code="TEST-BR", applies_to=there),
        made(Scope.ITEM, ["nature"], "nature", always, code="TEST-DATE", **dated),
        made(Scope.ITEM, ["nature"], "nature", always, code="TEST-EMS", applies_to=AppliesTo(mail_classes=frozenset({"E"}))),
    ]
    brazil = item(addressee={**item()["addressee"], "country": "BR"}, destination_operator="BRA")
    assert ["TEST-DATE"] == [finding.code for finding in report_on(validator_with(*rules), item()).findings]
    assert ["TEST-BR", "TEST-DATE"] == [finding.code for finding in report_on(validator_with(*rules), brazil).findings]
    for day, expected in (("2026-10-31", 0), ("2026-11-01", 1), ("2026-11-30", 1), ("2026-12-01", 0)):
        assert expected == len(fired(report_on(validator_with(rules[1], as_of=date.fromisoformat(day)), item()), "TEST-DATE")), day
        assert expected == len(fired(report_on(validator_with(rules[1]), item(posted_at=f"{day}T12:00:00")), "TEST-DATE")), day


def test_personal_values_are_masked_unless_asked_for() -> None:
    """A rule that reads a name shows it only with show_values, or where the rule says it is public."""
    check = made(
        Scope.PARTY,
        ["name", "country"],
        "name",
        lambda name, country: {"value": name, "country": country},
        text="{value} in {country}",
        public=frozenset({"country"}),
    )
    hidden = report_on(validator_with(check), item()).findings
    shown = report_on(validator_with(check, show_values=True), item()).findings
    assert "*** in TW" == hidden[0].text
    assert f"{item()['sender']['name']} in TW" == shown[0].text
    assert item()["sender"]["name"] not in str(hidden[0])


def test_parameters_can_be_changed_and_wrong_ones_are_refused() -> None:
    """Keyword-only arguments are parameters; unknown rules and parameters stop the validator."""

    def check(gross: Decimal, *, limit: Decimal = Decimal(1)) -> Answer:
        return {"value": gross} if gross > limit else None

    heavy = made(Scope.ITEM, ["gross_weight"], "gross_weight", check)
    assert 0 == len(fired(report_on(validator_with(heavy), item(gross_weight="0.750"))))
    assert 1 == len(fired(report_on(validator_with(heavy, parameters={"TEST-001": {"limit": Decimal("0.5")}}), item(gross_weight="0.750"))))
    with pytest.raises(ConfigurationError, match='no parameter "size"'):
        validator_with(heavy, parameters={"TEST-001": {"size": 1}})
    with pytest.raises(ConfigurationError, match='no rule "TEST-002"'):
        validator_with(heavy, severities={"TEST-002": WARNING})


@pytest.mark.parametrize("reads", [["weight"], ["sender.weight"], ["contents.weight"], ["item.nature"]])
def test_a_rule_that_reads_an_unknown_field_stops_the_validator(reads: list[str]) -> None:
    """A typing error in a field name is found before any message is read."""
    with pytest.raises(ConfigurationError, match="TEST-001"):
        report_on(validator_with(made(Scope.ITEM, reads, "nature", always)), item())


def test_select_and_ignore_take_codes_and_prefixes() -> None:
    """Findings are filtered; the switches do not change what the others say."""
    rules = [made(Scope.ITEM, ["nature"], "nature", always, code=code) for code in ("TEST-A-1", "TEST-A-2", "TEST-B-1")]
    assert ["TEST-A-1", "TEST-A-2"] == [finding.code for finding in report_on(validator_with(*rules, select=["TEST-A"]), item()).findings]
    assert ["TEST-B-1"] == [finding.code for finding in report_on(validator_with(*rules, ignore=["TEST-A"]), item()).findings]
    with pytest.raises(ConfigurationError, match="TEST-C"):
        validator_with(*rules, ignore=["TEST-C"])


def test_reports_are_deterministic_and_validators_shareable() -> None:
    """The same bytes give the same report, also from four threads at once."""
    check = made(Scope.ITEM, ["nature"], "nature", always)
    validator = validator_with(check, as_of=date(2026, 11, 21))
    data = json.dumps({**message(), "items": [item(), item(item_id="EC253990191BE", gross_weight="x")]}).encode()
    reports: list[str] = []
    threads = [threading.Thread(target=lambda: reports.append(validator.validate(data).to_json())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 4 == len(reports)
    assert 1 == len(set(reports))


def test_findings_are_capped_and_totals_stay_true() -> None:
    """Beyond the limit findings are counted, not stored."""
    check = made(Scope.ITEM, ["nature"], "nature", lambda _: [{"value": number} for number in range(50)])
    report = report_on(validator_with(check, limits=Limits(findings=10)), item())
    assert (10, 50, True) == (len(report.findings), report.counts.error, report.truncated)


@pytest.mark.parametrize(
    ("fail_on", "outcome"), [(Severity.ERROR, Outcome.ACCEPTED), (Severity.WARNING, Outcome.REJECTED), (None, Outcome.ACCEPTED)]
)
def test_acceptance_is_a_policy(fail_on: Severity | None, outcome: Outcome) -> None:
    """The same findings are accepted or rejected by what the user fails on."""
    check = made(Scope.ITEM, ["nature"], "nature", always, severity=WARNING)
    assert outcome is report_on(validator_with(check, fail_on=fail_on), item()).outcome
