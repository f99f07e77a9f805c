"""Models made by the short way are those that pydantic makes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from ead.fields.layout import HEADER_LAYOUT, Layout, Record
from ead.fields.messages import MESSAGES, message_type
from ead.models.base import EadModel
from ead.models.building import builder
from ead.models.itmatt import Header
from ead.models.records import header_from_record, item_from_record, item_model, item_to_record, to_values
from ead.testing.builders import content_piece, item, with_values
from ead.testing.generator import iter_items
from ead.testing.strategies import item_dicts

ODD = [
    None, "x", "0", "12.5", "1" * 40, "x" * 600, "true", "True", "2026-02-29T00:00:00", "2026-11-02T09:15:00", "2026-11-02T09:15:00.123456789Z", "2026-11-02T24:00:00",
    "a\tb", "a\u00a0b", "a\x00b", "a\ud800b", "a\ufffeb", "\u0663", " 1", "Zo\u00eb",
]  # fmt: skip
USUAL = list(iter_items(40, seed=4))
KINDS = [message_type(name) for name in MESSAGES]


def same(first: Any, second: Any) -> bool:
    """Whether two models, or values in them, are equal down to which of their fields were set."""
    if isinstance(first, EadModel):
        if type(first) is not type(second) or first.model_fields_set != second.model_fields_set:
            return False
        return list(first.__dict__) == list(second.__dict__) and all(
            same(first.__dict__[name], second.__dict__[name]) for name in first.__dict__
        )
    if isinstance(first, tuple):
        return isinstance(second, tuple) and len(first) == len(second) and all(map(same, first, second))
    return type(first) is type(second) and str(first) == str(second) and bool(first == second)


def leaves(layout: Layout, record: Record) -> list[tuple[Record, int]]:
    """Every place of a value in a record, as a list and a position in it."""
    found = [(record, leaf.position) for leaf in layout.leaves.values()]
    for position, below in layout.subgroups.values():
        for group in record[position] if below.group.repeated else [record[position]]:
            found += leaves(below, group) if group is not None else []
    return found


def by_pydantic(layout: Layout, record: Record, model: type[EadModel]) -> EadModel | None:
    try:
        return model.model_validate(to_values(layout, record))
    except ValueError:  # pydantic's own among them
        return None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_built_models_have_the_fields_of_the_table_in_its_order(kind: Any) -> None:
    """The dictionary of a model is written down in the order of the field table, so the model must have the same."""
    assert list(kind.item.by_name) == list(item_model(kind).model_fields)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_what_is_built_is_what_pydantic_makes(data: st.DataObject) -> None:
    """For a record with any values in any places, the short way makes the model that pydantic makes, or leaves it to pydantic."""
    kind = data.draw(st.just(KINDS[0]) | st.sampled_from(KINDS))
    model = item_model(kind)
    items = st.sampled_from(USUAL) | item_dicts() if kind is KINDS[0] else item_dicts(kind.name)
    record = item_to_record(model.model_validate(data.draw(items)), kind)
    places = leaves(kind.item, record)
    for inside, position in data.draw(st.lists(st.sampled_from(places), max_size=3)):
        inside[position] = data.draw(st.sampled_from(ODD))
    expected = by_pydantic(kind.item, record, model)
    try:
        built = builder(model, kind.item)(record)
    except ValueError:
        built = expected
    assert same(expected, built)
    assert same(expected, item_from_record(record, kind))


def test_a_usual_record_is_built_without_pydantic() -> None:
    """The short way is taken for a usual item, and the model is a whole one: it can be written, compared and copied."""
    given_item = item(contents=[content_piece(units=2), content_piece(net_weight="0.100")])
    model = item_model(KINDS[0])
    record = item_to_record(model.model_validate(given_item))
    built = builder(model, KINDS[0].item)(record)
    expected = model.model_validate(given_item)
    assert expected == built
    assert expected.model_dump_json(exclude_unset=True) == built.model_dump_json(exclude_unset=True)
    assert repr(expected) == repr(built)
    assert expected == built.model_copy(deep=True)
    assert hash(expected) == hash(built)
    with pytest.raises(ValidationError):
        built.item_id = "X"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "values",
    [{"sender.name": "a\u00a0b"}, {"remarks": "two\nlines"}, {"posted_at": "2026-11-02T09:15:00.123456789"}],
    ids=["blank", "lines", "time"],
)
def test_what_pydantic_decides_is_a_model_too(values: dict[str, Any]) -> None:
    """Rare characters and long fractions are as good as any."""
    record = item_to_record(item_model(KINDS[0]).model_validate(item()))
    changed = with_values(item(), values)
    expected = item_model(KINDS[0]).model_validate(changed)
    assert same(expected, item_from_record(item_to_record(expected)))
    assert record != item_to_record(expected)


def test_headers_are_built_alike() -> None:
    """A header with truth value and time, and one without anything."""
    record = ["M-1", None, None, "2026-11-02T09:15:00Z", "true"]
    assert same(Header.model_validate(to_values(HEADER_LAYOUT, record)), header_from_record(record))
    assert same(Header(), header_from_record([None] * 5))


def test_a_group_without_anything_makes_no_model() -> None:
    """What pydantic refuses is refused by both: an empty group, a day that does not exist."""
    record = item_to_record(item_model(KINDS[0]).model_validate(item()))
    for name, value in (("documents", [[None, None, None]]), ("posted_at", "2026-02-29T00:00:00"), ("item_id", None)):
        broken = list(record)
        broken[KINDS[0].item.position(name)] = value
        assert item_from_record(broken) is None
