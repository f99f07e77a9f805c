"""Rules that are rows: each kind, its conditions, and what is said about a row that is wrong."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ead.findings import Severity
from ead.rules.api import Scope
from ead.rules.tables import KINDS, RowError, rule_from_row, rules_from_data

BASE: dict[str, Any] = {"code": "TEST-001", "kind": "required", "field": "remarks"}


def row(**changes: Any) -> dict[str, Any]:
    """A row with some keys changed; ``None`` leaves a key out."""
    return {key: value for key, value in (BASE | changes).items() if value is not None}


def test_required_field_is_reported_when_absent() -> None:
    """A required row asks for the field even when it is absent, and reports only absence."""
    rule = rule_from_row(row())
    assert ("remarks?",) == rule.reads
    assert {} == rule(None)
    assert rule("here") is None
    assert "remarks is missing" == rule.text


def test_forbidden_field_is_reported_when_given() -> None:
    """A forbidden row reports any value."""
    rule = rule_from_row(row(kind="forbidden"))
    assert {} == rule("anything")
    assert ("remarks",) == rule.reads


def test_pattern_must_match_the_whole_value() -> None:
    """A pattern row wants the pattern to cover the value from end to end."""
    rule = rule_from_row(row(kind="pattern", pattern="[A-Z]{3}", expected="three letters"))
    assert rule("ABC") is None
    assert {"value": "ABCD", "pattern": "[A-Z]{3}", "expected": "three letters"} == rule("ABCD")


@pytest.mark.parametrize(("length", "fires"), [(2, True), (3, False), (5, False), (6, True)])
def test_length_has_two_bounds(length: int, fires: bool) -> None:
    """A length row reports texts shorter than min and longer than max."""
    rule = rule_from_row(row(kind="length", min=3, max=5))
    assert fires == (rule("x" * length) is not None)


@pytest.mark.parametrize(("value", "fires"), [("1.9", True), ("2", False), ("30.0", False), ("30.1", True)])
def test_range_has_two_bounds(value: str, fires: bool) -> None:
    """A range row compares decimals, bounds included."""
    rule = rule_from_row(row(kind="range", field="gross_weight", min=2, max="30"))
    assert fires == (rule(Decimal(value)) is not None)


def test_range_says_what_was_expected() -> None:
    """A range with one bound says so."""
    assert "at most 30" == rule_from_row(row(kind="range", field="gross_weight", max=30))(Decimal(31))["expected"]
    assert "at least 1" == rule_from_row(row(kind="range", field="gross_weight", min=1))(Decimal(0))["expected"]


def test_codes_are_given_or_named() -> None:
    """A codes row takes its codes from the row or from a code list."""
    given = rule_from_row(row(kind="codes", field="contents.origin_country", codes=["DE", "FR"]))
    named = rule_from_row(row(kind="codes", field="contents.origin_country", list="countries"))
    assert Scope.PIECE is given.scope
    assert (None, None) == (given("DE"), named("IT"))
    assert {"value": "IT", "expected": "DE, FR"} == given("IT")
    assert "QQ" == named("QQ")["value"]


def test_open_code_list_accepts_what_has_its_form() -> None:
    """A row over an open code list reports only codes that cannot belong to it."""
    rule = rule_from_row(row(kind="codes", field="origin_operator", list="operators"))
    assert rule("BEA") is None
    assert rule("BE") is not None


@pytest.mark.parametrize(
    ("text", "match", "fires"),
    [
        ("GIFT", "equal", True),
        ("Birthday-gift!", "equal", False),
        ("Birthday-gift!", "contained", True),
        ("giftware", "contained", False),
        ("生日礼物盒", "contained", True),
        ("Noël", "equal", True),
    ],
)
def test_terms_are_compared_as_words(text: str, match: str, fires: bool) -> None:
    """A terms row ignores case, accents and punctuation, and finds whole words, or parts in scripts without blanks."""
    rule = rule_from_row(row(kind="terms", field="contents.description", terms=["gift", "礼物", "noel"], match=match))
    assert fires == (rule(text) is not None)


def test_parameters_can_be_changed() -> None:
    """What a row sets is a parameter of its rule."""
    rule = rule_from_row(row(kind="length", max=5))
    assert {"min": None, "max": 5} == rule.parameters
    assert rule("x" * 8, max=10) is None


def test_several_fields_give_several_findings() -> None:
    """A row over several fields reports each of them at its own place."""
    rule = rule_from_row(row(kind="length", field=None, fields=["party.name", "party.city"], max=3))
    assert ("name?", "city?") == rule.reads
    assert Scope.PARTY is rule.scope
    assert [{"length": 5, "expected": "at most 3", "field": "city", "at": "city"}] == rule(None, "Ghent")
    assert rule("Ann", None) is None


@pytest.mark.parametrize(
    ("condition", "values"),
    [
        ({"field": "nature", "equals": "11"}, {"11": True, "31": False, None: False}),
        ({"field": "nature", "in": ["11", "21"]}, {"21": True, "31": False, None: False}),
        ({"field": "nature", "present": True}, {"31": True, None: False}),
        ({"field": "nature", "absent": True}, {"31": False, None: True}),
        ({"field": "nature", "starts_with": "9"}, {"91": True, "999": True, "19": False, None: False}),
        ({"field": "nature", "starts_with": ["9", "1"]}, {"91": True, "11": True, "31": False}),
    ],
)
def test_conditions_of_each_sort(condition: dict[str, Any], values: dict[str | None, bool]) -> None:
    """A row with a condition speaks only when it holds."""
    rule = rule_from_row(row(when=condition))
    assert ("remarks?", "nature?") == rule.reads
    assert values == {value: rule(None, value) is not None for value in values}


def test_all_conditions_must_hold() -> None:
    """Several conditions are joined by and; from a piece they reach the item."""
    when = [{"field": "nature", "equals": "11"}, {"field": "contents.units", "equals": 2}, {"field": "destination", "in": ["BE"]}]
    rule = rule_from_row(row(field="contents.hs_code", when=when))
    assert ("hs_code?", "item.nature?", "units?", "item.destination?") == rule.reads
    assert rule(None, "11", 2, "BE") is not None
    assert rule(None, "11", 3, "BE") is None
    assert rule(None, "11", 2, "FR") is None


@pytest.mark.parametrize(
    "name", ["is_goods", "is_commercial", "is_distance_sale", "from_firm", "to_firm", "destination", "origin", "valid_s10", "total_value"]
)
def test_conditions_look_at_shared_facts(name: str) -> None:
    """A condition can look at a fact of any module of facts; from a piece, too."""
    assert ("remarks?", f"{name}?") == rule_from_row(row(when={"field": name, "present": True})).reads
    assert ("hs_code?", f"item.{name}?") == rule_from_row(row(field="contents.hs_code", when={"field": name, "present": True})).reads


def test_conditions_on_truths() -> None:
    """A fact that is true or false is compared with true or false; one that is unknown equals neither."""
    rule = rule_from_row(row(when={"field": "to_firm", "equals": False}))
    assert {} == rule(None, False)
    assert (None, None) == (rule(None, True), rule(None, None))


@pytest.mark.parametrize("name", ["documents", "extra_fields", "sender.references", "addressee.references"])
def test_conditions_on_lists(name: str) -> None:
    """A list can be present or absent, seen from the item or from a piece."""
    rule = rule_from_row(row(when={"field": name, "absent": True}))
    assert ("remarks?", f"{name}?") == rule.reads
    assert ({}, None) == (rule(None, None), rule(None, [["A", "1"]]))
    assert ("hs_code?", f"item.{name}?") == rule_from_row(row(field="contents.hs_code", when={"field": name, "present": True})).reads


@pytest.mark.parametrize(("code", "holds"), [("220300", True), ("2203.00.10", True), ("24 02 20", True), ("2204", False), ("84", False)])
def test_conditions_on_tariff_codes(code: str, holds: bool) -> None:
    """Beginnings of tariff codes are compared without dots and blanks."""
    when = {"field": "contents.hs_code", "starts_with": ["2203", "24"]}
    rule = rule_from_row(row(field="contents.origin_country", when=when))
    assert ("origin_country?", "hs_code?") == rule.reads
    assert holds == (rule(None, code) is not None)


def test_row_carries_the_rest() -> None:
    """Severity, dates, destinations and documentation of a row arrive at the rule."""
    rule = rule_from_row(
        row(
            severity="error",
            since=date(2026, 1, 1),
            until=date(2027, 1, 1),
            destinations=["BR"],
            fix="Add {field}.",
            fault="No remarks.",
            name="remarks_are_there",
        )
    )
    assert (Severity.ERROR, "remarks are there", "add remarks") == (rule.severity, rule.name, rule.fix)
    assert (date(2026, 1, 1), date(2027, 1, 1)) == (rule.since, rule.until)
    assert frozenset({"BR"}) == rule.applies_to.destinations
    assert "No remarks." == rule.documentation.fault


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"kind": "nonsense"}, "kind"),
        ({"kind": None}, "kind"),
        ({"code": None}, "code"),
        ({"field": None}, "field"),
        ({"fields": ["nature"]}, "field"),
        ({"field": "contents.colour"}, "field"),
        ({"field": "documents.id"}, "field"),
        ({"field": None, "fields": ["nature", "contents.units"]}, "fields"),
        ({"field": None, "fields": "nature"}, "fields"),
        ({"colour": "red"}, "colour"),
        ({"pattern": "x"}, "pattern"),
        ({"kind": "pattern"}, "pattern"),
        ({"kind": "pattern", "pattern": "["}, "pattern"),
        ({"kind": "length"}, "min"),
        ({"kind": "length", "max": "5"}, "max"),
        ({"kind": "length", "max": True}, "max"),
        ({"kind": "length", "min": 6, "max": 5}, "min"),
        ({"kind": "range", "min": 1}, "field"),
        ({"kind": "range", "field": "gross_weight", "min": "one"}, "min"),
        ({"kind": "range", "field": "gross_weight", "max": "NaN"}, "max"),
        ({"kind": "codes"}, "codes"),
        ({"kind": "codes", "codes": []}, "codes"),
        ({"kind": "codes", "codes": ["A"], "list": "natures"}, "codes"),
        ({"kind": "codes", "list": "colours"}, "list"),
        ({"kind": "terms", "terms": ["!!"]}, "terms"),
        ({"kind": "terms", "terms": ["gift"], "match": "like"}, "match"),
        ({"severity": "fatal"}, "severity"),
        ({"since": "2026-01-01"}, "since"),
        ({"destinations": "BR"}, "destinations"),
        ({"when": "nature"}, "when"),
        ({"when": {"field": "colour", "equals": "red"}}, "when"),
        ({"when": {"field": "nature"}}, "when"),
        ({"when": {"field": "nature", "equals": "11", "in": ["11"]}}, "when"),
        ({"when": {"field": "nature", "in": "11"}}, "when"),
        ({"when": {"field": "nature", "present": False}}, "when"),
        ({"when": {"field": "contents.units", "present": True}}, "when"),
        ({"when": {"field": "nature", "starts_with": []}}, "when"),
        ({"when": {"field": "nature", "starts_with": 1}}, "when"),
        ({"when": {"field": "documents", "equals": "A"}}, "when"),
        ({"when": {"field": "contents", "present": True}}, "when"),
        ({"when": {"field": "documents.id", "present": True}}, "when"),
        ({"kind": "reference", "field": "remarks", "kinds": ["CPF"]}, "field"),
        ({"kind": "reference", "field": "party.references", "kinds": ["CPF"]}, "field"),
        ({"kind": "reference", "field": "sender.references"}, "kinds"),
        ({"kind": "reference", "field": "sender.references", "kinds": "CPF"}, "kinds"),
        ({"kind": "reference", "field": "sender.references", "kinds": ["CFP"]}, "kinds"),
        ({"kind": "reference_form", "field": None, "kinds": ["CPF"]}, "field"),
        ({"kind": "reference_form", "field": "sender.references", "kinds": ["CFP"]}, "kinds"),
        ({"kind": "limit", "field": "gross_weight", "max": 1, "currency": "EUR"}, "field"),
        ({"kind": "limit", "field": "contents.amount", "max": 1}, "currency"),
        ({"kind": "limit", "field": "contents.amount", "max": 1, "currency": "EURO"}, "currency"),
        ({"kind": "limit", "field": "contents.amount", "max": 1, "currency": ["EUR"]}, "currency"),
        ({"kind": "limit", "field": "contents.amount", "currency": "EUR"}, "max"),
        ({"kind": "limit", "field": "contents.amount", "currency": "EUR", "max": "much"}, "max"),
        ({"kind": "limit", "field": "contents.amount", "currency": "EUR", "max": 2, "below": 3}, "below"),
        ({"kind": "limit", "field": "contents.amount", "currency": "EUR", "max": 2, "min": 3}, "min"),
        ({"kind": "limit", "field": "contents.amount", "currency": "EUR", "max": 2, "each": "yes"}, "each"),
        ({"kind": "limit", "field": "postage", "currency": "EUR", "max": 2, "each": True}, "each"),
    ],
)
def test_wrong_row_names_the_key(changes: dict[str, Any], key: str) -> None:
    """A row that is wrong is refused, and the error names the key to change."""
    with pytest.raises(RowError) as caught:
        rule_from_row(row(**changes))
    assert key == caught.value.key
    assert str(caught.value).startswith(f"{key}: ")


def test_row_may_come_from_toml() -> None:
    """A row as TOML gives it makes a rule of each kind."""
    text = """
        [[rule]]
        code = "ACME-001"
        kind = "range"
        field = "contents.amount"
        max = 1000.50
        since = 2026-01-01
    """
    (parsed,) = tomllib.loads(text, parse_float=Decimal)["rule"]
    assert {"value": Decimal(1001), "expected": "at most 1000.50"} == rule_from_row(parsed)(Decimal(1001))


def test_shipped_rows_are_rules() -> None:
    """The rows that ship are rules, each with its own code."""
    codes = [rule.code for rule in rules_from_data("upu")]
    assert sorted(set(codes)) == sorted(codes)
    assert {"required", "length", "codes"} <= set(KINDS)
