"""The fixed sample item and message."""

from __future__ import annotations

import doctest
from collections.abc import Callable

import pytest

from ead.fields import HEADER
from ead.identifiers import gtin, ioss, s10
from ead.testing import builders


def test_examples_in_the_module_work() -> None:
    """The doctests of the module pass."""
    assert 0 == doctest.testmod(builders).failed


def test_item_honours_the_field_table(facet_faults: Callable[..., list[str]]) -> None:
    """The sample item and header have known fields with legal values only."""
    assert [] == facet_faults(builders.item())
    assert [] == facet_faults(builders.header(), HEADER)


def test_item_has_valid_identifiers() -> None:
    """The S10, IOSS and GTIN of the sample item are valid."""
    item = builders.item()
    assert s10.is_valid(item["item_id"])
    assert ioss.is_valid(item["sender"]["references"][0]["value"])
    assert gtin.is_valid(item["contents"][0]["gtin"])


def test_overrides_replace_and_remove() -> None:
    """A keyword replaces a field, ``None`` leaves it out."""
    item = builders.item(nature="31", postage=None, sender=builders.sender(company=None))
    assert "31" == item["nature"]
    assert "postage" not in item
    assert "company" not in item["sender"]


def test_overrides_reach_every_builder() -> None:
    """Sender, addressee, content piece and header take overrides as well."""
    assert "A B" == builders.sender(name="A B")["name"]
    assert "A B" == builders.addressee(name="A B")["name"]
    assert 3 == builders.content_piece(units=3)["units"]
    assert "sender" not in builders.header(sender=None)


def test_items_of_a_message_have_ids_of_their_own() -> None:
    """A message of several items repeats no identifier, and all are valid."""
    ids = [item["item_id"] for item in builders.message(5)["items"]]
    assert "LX806576725TW" == ids[0]
    assert 5 == len(set(ids))
    assert all(s10.is_valid(item_id) for item_id in ids)


def test_message_takes_items_and_overrides() -> None:
    """A message can be made of given items, without a header."""
    message = builders.message([builders.item(nature="91")], header=None)
    assert {"message", "items"} == set(message)
    assert "91" == message["items"][0]["nature"]


@pytest.mark.parametrize(
    ("expected", "path"),
    [
        ("0.364", "contents.1.net_weight"),
        ("TW", "sender.country"),
        (None, "contents.2.units"),
        (None, "addressee.references.1.value"),
        (None, "nature.x"),
    ],
)
def test_value_at_reads_dotted_paths(expected: str | None, path: str) -> None:
    """A path leads to a value, or to nothing."""
    assert expected == builders.value_at(builders.item(), path)


def test_with_values_leaves_the_original_alone() -> None:
    """Setting values works on a deep copy."""
    item = builders.item()
    changed = builders.with_values(item, {"contents.1.units": 9, "sender.references.1.kind": "VAT"})
    assert builders.item() == item
    assert 9 == changed["contents"][0]["units"]
    assert "VAT" == changed["sender"]["references"][0]["kind"]


def test_with_values_makes_missing_groups() -> None:
    """Groups and lists on the way are made, and the position after the last adds an element."""
    changed = builders.with_values(
        builders.item(), {"addressee.references.1.kind": "VAT", "contents.2.units": 1, "documents.2": {"id": "X"}}
    )
    assert [{"kind": "VAT"}] == changed["addressee"]["references"]
    assert {"units": 1} == changed["contents"][1]
    assert {"id": "X"} == changed["documents"][1]


def test_with_values_removes_fields_and_elements() -> None:
    """``None`` removes a field, a list element or a whole group; what is not there stays away."""
    changed = builders.with_values(builders.item(), {"contents.1": None, "sender": None, "remarks": None, "addressee.email": None})
    assert [] == changed["contents"]
    assert "sender" not in changed
    assert "email" not in changed["addressee"]


@pytest.mark.parametrize("path", ["contents.3.units", "contents.0", "documents.5"])
def test_with_values_refuses_positions_beyond_the_end(path: str) -> None:
    """A list position that leaves a gap is refused."""
    with pytest.raises(LookupError, match="no position"):
        builders.with_values(builders.item(), {path: 1})
