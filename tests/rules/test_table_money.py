"""Rows with limits of value: bounds, currencies, places, and what happens without a rate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ead.rules.api import Rule, Scope
from ead.rules.rates import NO_RATES, Rate, Rates
from ead.rules.tables import rule_from_row
from ead.rules.value_facts import Money

DAY = date(2026, 11, 21)
RATES = Rates([Rate("USD", date(2026, 1, 1), Decimal("0.5"), "EUR")])


def limit(**keys: Any) -> Rule:
    """A rule of kind limit."""
    return rule_from_row({"code": "TEST-001", "kind": "limit", "field": "contents.amount", "currency": "EUR", "each": True, **keys})


def ask(rule: Rule, amount: str, currency: str = "EUR", rates: Rates = RATES) -> Any:
    """What the rule says about the value of one piece."""
    return rule(Decimal(amount), currency, rates, DAY)


@pytest.mark.parametrize(
    ("bounds", "amount", "expected"),
    [
        ({"max": 100}, "100", None),
        ({"max": 100}, "100.01", "at most 100"),
        ({"below": 100}, "99.99", None),
        ({"below": 100}, "100", "less than 100"),
        ({"min": 10}, "10", None),
        ({"min": 10}, "9.99", "at least 10"),
        ({"min": 10, "max": 100}, "50", None),
        ({"min": 10, "below": 100}, "5", "at least 10"),
    ],
)
def test_bounds_of_a_limit(bounds: dict[str, Any], amount: str, expected: str | None) -> None:
    """The upper bound belongs to what is allowed as max, not as below; the lower one does."""
    hit = ask(limit(**bounds), amount)
    assert expected == (hit["expected"] if hit else None)


def test_values_are_converted() -> None:
    """A value in another currency is compared at the caller's rate, and both values are told."""
    assert ask(limit(max=100), "200", "USD") is None
    hit = ask(limit(max=100), "200.03", "USD")
    assert (Decimal("200.03"), "USD", Decimal("100.02"), "EUR") == (hit["amount"], hit["declared"], hit["worth"], hit["currency"])


def test_without_a_rate_nothing_is_said() -> None:
    """The miss is remembered for the report; the limit's own currency needs no rate."""
    rates = NO_RATES.fresh()
    assert ask(limit(max=100), "500", "USD", rates) is None
    assert {("USD", "EUR")} == rates.missing
    assert ask(limit(max=100), "500", "EUR", rates) is not None


def test_conditions_spare_the_conversion() -> None:
    """Where a condition does not hold, no rate is missed."""
    rates = NO_RATES.fresh()
    rule = limit(max=100, when={"field": "contents.hs_code", "starts_with": "49"})
    assert rule(Decimal(500), "USD", rates, DAY, "610910") is None
    assert set() == rates.missing
    assert rule(Decimal(500), "EUR", rates, DAY, "490199") is not None


def test_each_piece_or_the_sum() -> None:
    """Each piece has its own value as its place; the sum stands at the dearest piece."""
    each, total = limit(max=100), limit(max=100, each=False)
    assert (Scope.PIECE, "amount", ("amount", "currency", "rates", "on")) == (each.scope, each.at, each.reads)
    assert (Scope.ITEM, "contents.1.amount") == (total.scope, total.at)
    assert ("total_value", "contents.amount", "rates", "on") == total.reads
    amounts = [Decimal(40), Decimal(50), Decimal(50)]
    assert "contents.2.amount" == total(Money(Decimal(140), "EUR"), amounts, RATES, DAY)["at"]
    assert total(Money(Decimal(100), "EUR"), amounts, RATES, DAY) is None


@pytest.mark.parametrize(("field", "currency"), [("insured_value", "insured_value_currency"), ("postage", "postage_currency")])
def test_other_amounts_have_limits(field: str, currency: str) -> None:
    """The insured value and the postage are compared in their own currencies."""
    rule = limit(field=field, each=False, currency="XDR", max=4000)
    assert (field, (field, currency, "rates", "on")) == (rule.at, rule.reads)
    assert ask(rule, "4001", "XDR") is not None


def test_limits_are_parameters() -> None:
    """Profiles may change the limit and its currency."""
    assert {"currency": "EUR", "max": Decimal(100), "below": None, "min": None} == limit(max=100).parameters
    rule = limit(max=100)
    assert rule(Decimal(150), "EUR", RATES, DAY, max=200) is None
    assert rule(Decimal(150), "EUR", RATES, DAY, max="20") is not None
