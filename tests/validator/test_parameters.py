"""Parameters of rules: how values of configurations become values that rules can calculate with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from ead.errors import ConfigurationError
from ead.profiles.load import Policy, resolve


def tolerance_from(value: Any) -> Any:
    """The tolerance of DQ-WT-001, whose default is a decimal, when a configuration gives the value."""
    profile = resolve(Policy(parameters={"DQ-WT-001": {"tolerance": value}}))
    return next(rule for rule in profile.rules if rule.code == "DQ-WT-001").parameters["tolerance"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("0.010"), "0.010"),
        (1, "1"),
        (0.1, "0.1"),
        (1e-05, "0.00001"),
        ("0.25", "0.25"),
        ("-2", "-2"),
    ],
)
def test_numbers_become_decimals(value: Any, expected: str) -> None:
    """Where the default is a decimal, whole numbers, floats and texts become the decimal that was written."""
    fitted = tolerance_from(value)
    assert isinstance(fitted, Decimal)
    assert Decimal(expected) == fitted


@pytest.mark.parametrize(
    "value",
    [
        True,
        None,
        [1],
        {},
        "much",
        "",
        "1e1000000000",
        "1_0",
        "٣",
        "0.1\n",
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        10**60,
        pytest.param(10**5000, id="5001 digits"),
    ],
)
def test_what_is_no_number_is_refused(value: Any) -> None:
    """Anything that is no number as people write it is refused, with rule and parameter."""
    with pytest.raises(ConfigurationError, match=r'^parameter "tolerance" of rule DQ-WT-001 is .+, expected a number such as 0\.005$'):
        tolerance_from(value)


def test_other_parameters_stay_as_they_are() -> None:
    """Where the default is no decimal, the value is handed on."""
    profile = resolve(Policy(parameters={"DQ-DAT-001": {"ahead": 3}, "DQ-ORI-003": {"hubs": ["HK"]}}))
    rules = {rule.code: rule for rule in profile.rules}
    assert 3 == rules["DQ-DAT-001"].parameters["ahead"]
    assert ["HK"] == rules["DQ-ORI-003"].parameters["hubs"]


def test_the_default_stays_where_nothing_is_given() -> None:
    """Setting one parameter leaves the others of the rule alone."""
    profile = resolve(Policy(parameters={"DQ-WT-002": {"lightest": "0.2"}}))
    rule = next(rule for rule in profile.rules if rule.code == "DQ-WT-002")
    assert Decimal("0.2") == rule.parameters["lightest"]
    assert Decimal("0.250") == rule.parameters["heaviest_packing"]
