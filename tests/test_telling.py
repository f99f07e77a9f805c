"""Findings made of what rules say: what is kept from one to the next must not show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ead.fields.messages import ITMATT
from ead.findings import Finding, Fix, Severity
from ead.formats.base import Place
from ead.telling import Teller
from ead.validator import Validator

VALIDATOR = Validator()
NUMBER = VALIDATOR.rules_by_code["CORE-STR-004"]
EMPTY = VALIDATOR.rules_by_code["CORE-STR-003"]
PARAMS = {"field": "name", "value": "Ann", "kind": "number", "expected": "a number"}
PLACE = Place("/x", None, 3, 5, "<Name>Ann</Name>", (10, 13), (4, 20))


def teller(*, show_values: bool = False) -> Teller:
    """One that has made nothing yet."""
    return Teller(VALIDATOR.engine, ITMATT, "en", show_values=show_values)


def test_findings_of_the_same_rule_and_place_differ_in_what_differs() -> None:
    """Values, places and items are those of each finding, whether it is the first of its kind or not."""
    make = teller().finding
    for index, (value, item_id) in enumerate([("1,5", "LX1"), ("x", None), ("2,5", "L X")]):
        found = make(NUMBER, {**PARAMS, "value": value}, ("gross_weight",), PLACE, index, item_id)
        label = item_id if item_id == "LX1" else str(index + 1)
        assert f"item {label} / gross_weight" == found.location.path
        assert f'"{value}"' in found.text
        assert (index, item_id, "/x", 3, 5) == (found.item_index, found.item_id, found.location.xpath, *found.location[3:])


def test_personal_places_are_masked_and_others_are_not() -> None:
    """What stands in a field of a person is masked in text and excerpt, unless values are to be shown."""
    name, weight = ("sender", "name"), ("gross_weight",)
    hidden, shown = teller().finding, teller(show_values=True).finding
    assert "<Name>***</Name>" == hidden(NUMBER, PARAMS, name, PLACE, 0, None).excerpt
    assert "Ann" not in hidden(NUMBER, PARAMS, name, PLACE, 0, None).text
    assert "<Name>Ann</Name>" == hidden(NUMBER, PARAMS, weight, PLACE, 0, None).excerpt
    assert "Ann" in shown(NUMBER, PARAMS, name, PLACE, 0, None).text
    assert "<Name>Ann</Name>" == shown(NUMBER, PARAMS, name, PLACE, 0, None).excerpt


def test_the_same_path_in_the_message_and_in_an_item_are_two_places() -> None:
    """What is said of the message has no item in its path, and an excerpt that may hold anything."""
    make = teller().finding
    assert "item 1 / gross_weight" == make(NUMBER, PARAMS, ("gross_weight",), PLACE, 0, None).location.path
    of_message = make(NUMBER, PARAMS, ("gross_weight",), PLACE, None, None)
    assert ("gross_weight", "<Name>***</Name>") == (of_message.location.path, of_message.excerpt)


@pytest.mark.parametrize(("fix", "span"), [(None, None), ("", (4, 20)), ("1.5", (10, 13))])
def test_corrections_have_their_value_and_what_it_replaces(fix: str | None, span: tuple[int, int] | None) -> None:
    """A field that is left out goes with its tags; without a value there is only a hint."""
    found = teller().finding(EMPTY, PARAMS, ("gross_weight",), PLACE, 0, None, fix)
    assert found.fix is not None
    assert (fix, span, EMPTY.safe_fix and fix is not None) == (found.fix.value, found.fix.span, found.fix.safe)


def test_a_rule_of_the_same_code_is_told_from_the_one_before() -> None:
    """Text and severity are those of the rule that speaks."""
    make = teller().finding
    make(NUMBER, PARAMS, ("gross_weight",), PLACE, 0, None)
    other = replace(NUMBER, text="another text", severity=Severity.INFO)
    found = make(other, PARAMS, ("gross_weight",), PLACE, 0, None)
    assert ("another text", Severity.INFO) == (found.text, found.severity)


def test_rules_may_lower_the_severity() -> None:
    """A severity among the parameters counts, anything else by that name does not."""
    make = teller().finding
    lowered = make(NUMBER, {**PARAMS, "severity": Severity.INFO}, (), PLACE, 0, None)
    assert Severity.INFO is lowered.severity
    assert Severity.ERROR is make(NUMBER, {**PARAMS, "severity": "info"}, (), PLACE, 0, None).severity


def test_many_places_are_forgotten_again() -> None:
    """Junk with thousands of content pieces gets its findings, and does not fill the memory."""
    made = teller()
    paths = [("contents", number, "hs_code") for number in range(10_000)]
    found = [made.finding(NUMBER, PARAMS, path, PLACE, 0, "LX1").location.path for path in paths]
    assert [f"item LX1 / content piece {number + 1} / hs_code" for number in range(10_000)] == found
    assert len(made._moulds) < 5_000


def test_findings_do_not_show_the_value_of_a_correction() -> None:
    """The corrected value may be personal, so it stays out of what is printed; findings cannot be changed."""
    fix = Fix("write it so", safe=True, value="Ann", span=(1, 2))
    assert "Fix(text='write it so', safe=True)" == repr(fix)
    found = teller().finding(NUMBER, PARAMS, (), PLACE, 0, None)
    with pytest.raises(AttributeError):
        found.text = "other"  # type: ignore[misc]
    assert isinstance(found, Finding)
