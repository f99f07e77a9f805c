"""The examples in the documentation of rules: how they are written and what they change."""

from __future__ import annotations

import pytest

from ead.testing.builders import item
from ead.testing.examples import changed_message, parse_example


def test_values_of_every_sort() -> None:
    """Texts, numbers, truth values and nothing can be set."""
    example = parse_example('sender.name = "A; \\"B\\" \\u00e9"; contents.1.units = 3; header.test = true; postage = none')
    assert {"sender.name": 'A; "B" é', "contents.1.units": 3, "header.test": True, "postage": None} == example.values
    assert {} == example.parameters


def test_parameters_stand_in_front() -> None:
    """Parameters of the rule are set by `with`."""
    example = parse_example('with limit = 20, word = "x": nature = "11"')
    assert ({"limit": 20, "word": "x"}, {"nature": "11"}) == (example.parameters, example.values)


@pytest.mark.parametrize(
    "text", ["", "nature", "nature = 11.5", 'nature = "11', 'nature = "11" and more', 'with limit = 20 nature = "11"', "with limit = 20"]
)
def test_other_texts_are_refused(text: str) -> None:
    """What is no example is refused."""
    with pytest.raises(ValueError, match="expected"):
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
