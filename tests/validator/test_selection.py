"""Which rule sets an item is checked by, and what a report says about those that could not be."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ead.findings import Severity
from ead.rules.api import AppliesTo, Rule, RuleSet, Scope, Selection, rule
from ead.rules.rates import Rate, Rates
from ead.testing.builders import item_between, message, with_values
from ead.validator import Validator

EUR_PER_USD = Rate("USD", date(2026, 1, 1), Decimal("0.9"), "EUR")


def made(on: Scope, reads: list[str], at: str, check: Callable[..., Any], *, code: str = "TEST-001", **more: Any) -> Rule:
    """A rule around a check."""
    return rule(code, on=on, reads=reads, at=at, **{"severity": Severity.WARNING, "text": "fired", "source": "test", **more})(check)


def report_on(validator: Validator, *items: dict[str, Any]) -> Any:
    """The report on a message of these items."""
    return validator.validate(json.dumps(message(items)).encode())


def validator_of(*sets: RuleSet, **more: Any) -> Validator:
    """A validator with structure and these rule sets."""
    return Validator(["structure"], rule_sets=sets, show_values=True, **more)


def rule_set(name: str, *rules: Any, **places: set[str]) -> RuleSet:
    """A rule set for some places."""
    applies_to = AppliesTo(**{key: frozenset(value) for key, value in places.items()})
    return RuleSet(name=name, title=name, version="1", rules=rules, applies_to=applies_to)


def always(*_: Any) -> dict[str, Any]:
    """Fires on whatever it is given."""
    return {}


@pytest.mark.parametrize(("origin", "destination", "expected"), [("TW", "AU", 1), ("AU", "NZ", 1), ("TW", "NZ", 0)])
def test_a_set_for_a_country_is_chosen_by_destination_or_origin(origin: str, destination: str, expected: int) -> None:
    """``countries`` means either end of the route."""
    one = rule_set("test", made(Scope.ITEM, ["nature"], "nature", always), countries={"AU"})
    assert expected == len(report_on(validator_of(one), item_between(origin, destination)).findings)


def test_northern_ireland_is_told_from_great_britain_by_its_postcodes() -> None:
    """XI stands for addresses with a BT postcode."""
    one = rule_set("test", made(Scope.ITEM, ["nature"], "nature", always), destinations={"XI"})
    belfast = with_values(item_between("TW", "GB"), {"addressee.postcode": "BT1 5GS", "addressee.city": "Belfast"})
    assert 1 == len(report_on(validator_of(one), belfast).findings)
    assert 0 == len(report_on(validator_of(one), item_between("TW", "GB")).findings)
    assert AppliesTo(destinations=frozenset({"XI"})).matches(Selection("GB", "TW", "U", date(2026, 1, 1), "XI"))


def test_the_report_names_destinations_without_a_set_of_their_own() -> None:
    """World-wide sets check them, and the report says so; a contradictory destination counts as unknown."""
    one = rule_set("test", made(Scope.ITEM, ["nature"], "nature", always), destinations={"BR"})
    assert [] == report_on(validator_of(one), item_between("TW", "BR")).notes
    assert ["no rule set of its own: CL, PE; checked by the world-wide sets"] == report_on(
        validator_of(one), item_between("TW", "PE"), item_between("TW", "BR"), item_between("TW", "CL")
    ).notes
    contradictory = item_between("TW", "BR", destination_operator="DEA")
    report = report_on(validator_of(one), contradictory)
    assert ["items whose destination cannot be told were checked by the world-wide sets"] == report.notes
    assert [] == report.findings
    assert [] == report_on(Validator(["structure"]), item_between("TW", "PE")).notes


def test_a_missing_rate_is_told_once_a_report() -> None:
    """Rules that compare amounts with a limit in another currency are not applicable without a rate, and the report says so once."""

    def above(rates: Rates, on: date, amounts: list[Any]) -> dict[str, Any] | None:
        worth = rates.convert(amounts[0], "USD", "EUR", on)
        return {} if worth is not None and worth > 10 else None

    one = rule_set("test", made(Scope.ITEM, ["rates", "on", "contents.amount"], "contents.1.amount", above))
    items = [item_between("TW", "BE"), item_between("TW", "FR")]
    assert ["not applicable (no rate): limits in EUR for amounts in USD"] == report_on(validator_of(one), *items).notes
    with_rates = report_on(validator_of(one, rates=Rates([EUR_PER_USD])), *items)
    assert ([], 2) == (with_rates.notes, len(with_rates.findings))


def test_event_times_reach_the_rules_that_read_them() -> None:
    """Without times a rule on time is silent; with them it gets those of its item."""

    def late(events: dict[str, Any]) -> dict[str, Any] | None:
        return {} if events["itmatt"] > events["arrival"] else None

    one = rule_set("test", made(Scope.ITEM, ["events"], "item_id", late))
    item = item_between("TW", "BE")
    times = {item["item_id"]: {"itmatt": date(2026, 3, 2), "arrival": date(2026, 3, 1)}}
    assert [] == report_on(validator_of(one), item).findings
    assert 1 == len(report_on(validator_of(one, events=times), item).findings)


def test_rules_read_lists_of_references_and_documents() -> None:
    """A list is given as the records in it; ``None`` stands for an empty one, and a bad member silences the rule."""
    seen: list[Any] = []

    def look(references: Any, documents: Any) -> None:
        seen.append((references, documents))

    check = made(Scope.ITEM, ["addressee.references?", "documents?"], "addressee.references", look)
    item = with_values(item_between("TW", "BR"), {"documents": [{"id": "7", "type": "INVOICE"}]})
    reference = item["addressee"]["references"][0]
    report_on(validator_of(rule_set("test", check)), item, with_values(item, {"addressee.references": None, "documents": None}))
    assert ([["CPF", reference["value"]]], [["7", None, "INVOICE"]]) == seen[0]
    assert (None, None) == seen[1]
    report_on(validator_of(rule_set("test", check)), with_values(item, {"addressee.references.1.value": "9" * 80}))
    assert 2 == len(seen)


def test_a_special_rule_takes_the_place_of_the_general_one() -> None:
    """Where both fire at one place there is one finding, with the special code, the strictest severity and the other code beside it."""
    general = made(Scope.ITEM, ["nature"], "nature", always, code="TEST-GENERAL")
    special = made(
        Scope.ITEM, ["nature"], "nature", always, code="TEST-SPECIAL", severity=Severity.INFO, supersedes=frozenset({"TEST-GENERAL"})
    )
    other = made(Scope.ITEM, ["nature"], "item_id", always, code="TEST-OTHER")
    found = report_on(validator_of(rule_set("test", general, special, other)), item_between("TW", "BR")).findings
    assert [("TEST-OTHER", ()), ("TEST-SPECIAL", ("TEST-GENERAL",))] == sorted((one.code, one.also) for one in found)
    assert {general.severity} == {one.severity for one in found}
    ignored = validator_of(rule_set("test", general, special), ignore=["TEST-SPECIAL"])
    assert ["TEST-GENERAL"] == [one.code for one in report_on(ignored, item_between("TW", "BR")).findings]
