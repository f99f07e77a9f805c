"""Rows on references: which count as given, which are no valid numbers, and where that is told."""

from __future__ import annotations

from typing import Any

import pytest

from ead.rules.reference_facts import Known, addressee_is_named, addressee_references, sender_is_named
from ead.rules.tables import rule_from_row

GOOD = "390.533.447-05"


def given(kind: str | None, value: str, destination: str = "BR") -> tuple[Known, ...]:
    """One reference of an addressee, as rules see it."""
    known: tuple[Known, ...] = addressee_references.compute([[kind, value]], destination, "TW")
    return known


def row(kind: str, **more: Any) -> dict[str, Any]:
    """A row for the addressee's references in Brazil."""
    return {"code": "TEST-001", "kind": kind, "field": "addressee.references", "kinds": ["CPF", "CNPJ", "PASSPORT"], **more}


def test_a_missing_reference_is_reported_at_the_list() -> None:
    """Without any reference, the finding stands at the list and names the kinds that would do."""
    rule = rule_from_row(row("reference"))
    assert ("addressee_references?", "addressee_is_named") == rule.reads
    assert "addressee.references" == rule.at
    assert {"expected": "CPF, CNPJ, PASSPORT"} == rule(None, True)
    assert "addressee.references has none of these: {expected}" == rule.text


@pytest.mark.parametrize(
    ("kind", "value", "missing"),
    [
        ("CPF", GOOD, False),
        (None, GOOD, False),
        ("TAX", GOOD, False),
        ("IMPORTER", GOOD, False),
        (None, "12.ABC.345/01DE-35", False),
        ("CPF", "390.533.447-06", False),
        (None, "390.533.447-06", True),
        (None, "111.111.111-11", False),
        ("PASSPORT", "X1234567", False),
        (None, "X1234567", False),
        (None, "00000000", True),
        ("TAX", "X1234567", True),
        ("EORI", "PL1234567890ABCDE", True),
    ],
)
def test_a_reference_counts_when_its_kind_is_stated_or_detected(kind: str | None, value: str, missing: bool) -> None:
    """A stated kind counts whatever its value, which is another rule's matter; an unstated value counts when it is a valid number."""
    assert missing == (rule_from_row(row("reference"))(given(kind, value), True) is not None)


def test_one_reference_of_several_is_enough() -> None:
    """The others may be of any kind."""
    assert rule_from_row(row("reference"))((*given("EORI", "PL1"), *given(None, GOOD)), True) is None


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        ("CPF", GOOD, None),
        (None, GOOD, None),
        ("CPF", "390.533.447-06", "its form or check digit is wrong"),
        ("CPF", "111.111.111-11", "one digit repeated"),
        (None, "111.111.111-11", "one digit repeated"),
        (None, "390.533.447-06", None),
        ("CNPJ", "12.ABC.345/01DE-98", "its form or check digit is wrong"),
        ("EORI", "nonsense", None),
    ],
)
def test_a_reference_of_a_kind_has_its_form(kind: str | None, value: str, problem: str | None) -> None:
    """A number that cannot be of its kind is reported at its value; references of other kinds are not looked at."""
    hits = rule_from_row(row("reference_form"))(given(kind, value))
    assert problem == (hits[0]["problem"] if hits else None)
    assert hits is None or "addressee.references.1.value" == hits[0]["at"]


def test_each_bad_reference_is_reported_at_its_place() -> None:
    """The number in the place counts all references of the party, also those of other kinds."""
    rule = rule_from_row(row("reference_form"))
    assert ("addressee_references",) == rule.reads
    hits = rule((*given("CPF", "1"), *given("EORI", "PL1"), *given("CNPJ", "2")))
    assert [("addressee.references.1.value", "CPF"), ("addressee.references.3.value", "CNPJ")] == [(hit["at"], hit["kind"]) for hit in hits]


def test_the_sender_has_references_too() -> None:
    """A row may look at the sender's references."""
    assert ("sender_references?", "sender_is_named") == rule_from_row(row("reference", field="sender.references")).reads
    hits = rule_from_row(row("reference_form", field="sender.references"))(given("CPF", "1"))
    assert ["sender.references.1.value"] == [hit["at"] for hit in hits]


def test_conditions_are_asked_first() -> None:
    """A row with conditions speaks only when they hold."""
    rule = rule_from_row(row("reference", when=[{"field": "is_goods", "equals": True}, {"field": "to_firm", "equals": False}]))
    assert ("addressee_references?", "addressee_is_named", "is_goods?", "to_firm?") == rule.reads
    assert rule(None, True, True, False) is not None
    assert rule(None, True, False, False) is None
    assert rule(None, True, True, True) is None


def test_kinds_are_a_parameter() -> None:
    """Profiles may change the kinds, which then come as a list."""
    rule = rule_from_row(row("reference"))
    assert rule(given("EORI", "PL1"), True, kinds=["EORI"]) is None


def test_nobody_is_not_asked_for_a_reference() -> None:
    """Where the party has no name at all, other rules say so; a name in whatever form is a name."""
    named = addressee_is_named.compute
    assert named(None, None, None) is None
    assert (True, True, True) == (named("A", None, None), named(None, "B", None), named(None, None, "C"))
    assert sender_is_named.compute(None, None, None) is None
