"""The examples in the documentation of rules: how they are written and what they change."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ead.testing.builders import item
from ead.testing.examples import SAMPLE_DATE, changed_message, parse_example


def test_values_of_every_sort() -> None:
    """Texts, numbers, truth values and nothing can be set."""
    example = parse_example('sender.name = "A; \\"B\\" \\u00e9"; contents.1.units = 3; header.test = true; postage = none')
    assert {"sender.name": 'A; "B" é', "contents.1.units": 3, "header.test": True, "postage": None} == example.values
    assert {} == example.parameters


def test_parameters_stand_in_front() -> None:
    """Parameters of the rule are set by `with`."""
    example = parse_example('with limit = 20, word = "x": nature = "11"')
    assert ({"limit": 20, "word": "x"}, {"nature": "11"}) == (example.parameters, example.values)


def test_circumstances_stand_in_front() -> None:
    """Route, day, events, rates and parameters may stand in front, in this order; nothing need follow them."""
    text = 'TW to BR: on 2023-01-01: events itmatt = "2022-12-30T10:00:00Z", arrival = "2023-01-02T10:00:00Z": rates USD = "0.92": with hours = 4:'
    example = parse_example(text)
    assert (("TW", "BR"), date(2023, 1, 1), {"hours": 4}, {}) == (example.route, example.as_of, example.parameters, example.values)
    assert {"itmatt": datetime(2022, 12, 30, 10, tzinfo=UTC), "arrival": datetime(2023, 1, 2, 10, tzinfo=UTC)} == example.events
    assert [("USD", Decimal("0.92"), "EUR")] == [(rate.currency, rate.value, rate.base) for rate in example.rates]
    assert {"nature": "11"} == parse_example(f'{text} nature = "11"').values
    assert SAMPLE_DATE == parse_example('nature = "11"').as_of
    assert "2023-01-01T09:15:00" == example.message()["items"][0]["posted_at"]


def test_examples_are_judged_in_their_circumstances() -> None:
    """The findings of an example are those of its day."""
    bad = 'contents.1.currency = "HRK"; postage_currency = "HRK"; insured_value_currency = none'
    assert ["UPU-CUR-002"] * 2 == [finding.code for finding in parse_example(bad).findings("UPU-CUR-002")]
    assert "UPU-CUR-002" not in [finding.code for finding in parse_example(f"on 2022-06-01: {bad}").findings("UPU-CUR-002")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nature",
        "nature = 11.5",
        'nature = "11',
        'nature = "11" and more',
        'with limit = 20 nature = "11"',
        "with limit = 20",
        'on Monday: nature = "11"',
        'on 2026-02-30: nature = "11"',
        'events arrival = "soon": nature = "11"',
    ],
)
def test_other_texts_are_refused(text: str) -> None:
    """What is no example is refused."""
    with pytest.raises(ValueError, match=r"expected|day is out|isoformat"):
        parse_example(text)


def test_header_and_item_are_changed() -> None:
    """Paths below `header` change the header, all others the item; the rest stays as it was."""
    message = changed_message({"header.sender": None, "contents.1.units": 5})
    assert "sender" not in message["header"]
    assert 5 == message["items"][0]["contents"][0]["units"]
    assert item()["sender"] == message["items"][0]["sender"]


def test_header_can_be_left_out() -> None:
    """The header as a whole can be left out."""
    assert "header" not in changed_message({"header": None})
