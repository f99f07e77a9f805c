"""Models of records, by the compiled builder, by the one in Python and by pydantic."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Layout, Record
from ead.fields.messages import ITMATT, MESSAGES, MessageType, message_type
from ead.models import Item
from ead.models.base import EadModel
from ead.models.building import builder, builder_in_python
from ead.models.itmatt import Header
from ead.models.records import item_model, item_to_record, to_values
from ead.native import part
from ead.testing.builders import content_piece, item
from ead.testing.generator import iter_items
from ead.testing.strategies import item_dicts

# Texts beside the borders of what the fields of the table take, of eight characters, and of the ways in which Python keeps text.
TEXTS = [
    "", "x", "0", "7", "A", "12.5", "0.250", "12.", ".5", "1_0", "-1", "+1", "1e5", " 1", "1 ", "\u0663", "9" * 9, "9" * 10, "9" * 19, "9" * 40, "true", "false",
    "True", "2026-02-29T00:00:00", "2024-02-29T00:00:00", "2026-11-02T09:15:00Z", "2026-11-02T09:15:00.123456789+14:00", "2026-11-02T24:00:00", "abcdefg", "abcdefgh",
    "abcdefghi", "abcdefg\x1f", "abcdefg\x7f", "abcdefgh\n", "\x00", "a\x00b", "a\tb", "a\u00a0b", "a\u00adb", "Zo\u00eb", "\u0141\u00f3d\u017a", "\u6771\u4eac", "\U0001f600",
    "a\ud800b", "a\ufffeb", "x" * 35, "x" * 36, "x" * 70, "x" * 71, "x" * 512, "x" * 513, "\u00eb" * 35, "\u00eb" * 36, "CN22", "CN24", "EORI", "E" * 17,
]  # fmt: skip
KINDS = [message_type(name) for name in MESSAGES]
USUAL = list(iter_items(60, seed=11))
NATIVE = part("models")
in_python = cache(builder_in_python)


def same(first: Any, second: Any) -> bool:
    """Whether two models, or values in them, are equal down to their types, the order of their fields and which of these were set."""
    if isinstance(first, EadModel):
        alike = type(first) is type(second) and first.model_fields_set == second.model_fields_set
        return alike and list(first.__dict__) == list(second.__dict__) and all(map(same, first.__dict__.values(), second.__dict__.values()))
    if isinstance(first, tuple):
        return isinstance(second, tuple) and len(first) == len(second) and all(map(same, first, second))
    return type(first) is type(second) and str(first) == str(second) and bool(first == second)


def places(layout: Layout, record: Record) -> list[tuple[Record, int]]:
    """Where values stand in a record, or could."""
    found = [(record, leaf.position) for leaf in layout.leaves.values()]
    for position, below in layout.subgroups.values():
        for group in record[position] if below.group.repeated else filter(None, [record[position]]):
            found += places(below, group)
    return found


def built(make: Callable[[Record], EadModel], record: Any) -> EadModel | None:
    """The model that a builder makes, or nothing where pydantic must decide."""
    try:
        return make(record)
    except ValueError:
        return None


def by_pydantic(layout: Layout, record: Record, model: type[EadModel]) -> EadModel | None:
    """The model that pydantic makes, or nothing where it refuses."""
    try:
        return model.model_validate(to_values(layout, record))
    except ValueError:
        return None


def assert_alike(kind: MessageType, record: Record) -> EadModel | None:
    """Both builders make the model that pydantic makes, or both leave the record to it; return what they make."""
    model = item_model(kind)
    first, second = built(builder(model, kind.item), record), built(in_python(model, kind.item), record)
    assert same(second, first)
    assert first is None or same(by_pydantic(kind.item, record, model), first)
    return first


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_values_in_any_fields_make_the_same_model(data: st.DataObject) -> None:
    """Whatever stands wherever in a record of any message, all ways come to the same model, or none is made without pydantic."""
    kind = data.draw(st.just(ITMATT) | st.sampled_from(KINDS))
    drawn = data.draw(st.sampled_from(USUAL) | item_dicts() if kind is ITMATT else item_dicts(kind.name))
    record = item_to_record(item_model(kind).model_validate(drawn), kind)
    found = places(kind.item, record)
    for inside, position in data.draw(st.lists(st.sampled_from(found), max_size=3)):
        inside[position] = data.draw(st.sampled_from(TEXTS) | st.none() | st.text(max_size=40))
    model = assert_alike(kind, record)
    assert model is None or item_to_record(model, kind) is not None


@pytest.mark.parametrize("text", TEXTS)
def test_each_text_is_judged_alike_in_each_field(text: str) -> None:
    """One odd text in one field, in all fields of an item that has every group, one after the other."""
    whole = item_to_record(Item.model_validate(_whole_item()))
    count = len(places(ITEM_LAYOUT, whole))
    for number in range(count):
        record = copy.deepcopy(whole)
        inside, position = places(ITEM_LAYOUT, record)[number]
        inside[position] = text
        assert_alike(ITMATT, record)
    assert count > ITEM_LAYOUT.size


def _whole_item() -> dict[str, Any]:
    """An item with a member of every group."""
    more = {"documents": [{"id": "D-1"}], "extra_fields": [{"name": "colour", "value": "blue"}]}
    piece = content_piece(extra_fields=[{"name": "size", "value": "XL"}])
    whole = item(contents=[piece, content_piece(units=2)], **more)
    for party in ("sender", "addressee"):
        whole[party] = {**whole[party], "references": [{"kind": "EORI", "value": "BE0123456789"}]}
    return whole


def test_generated_items_are_built_without_pydantic() -> None:
    """Items as they come day by day are made by the short way, most of them without any help."""
    models = [assert_alike(ITMATT, item_to_record(Item.model_validate(one))) for one in USUAL]
    assert len(USUAL) == sum(model is not None for model in models)


def test_a_built_model_can_do_what_a_validated_one_can() -> None:
    """It is equal, has the same hash, and is written, copied, pickled, compared and refused changes like any other."""
    record = item_to_record(Item.model_validate(_whole_item()))
    validated, made = Item.model_validate(to_values(ITEM_LAYOUT, record)), builder(Item, ITEM_LAYOUT)(record)
    assert validated == made
    assert hash(validated) == hash(made)
    assert validated.model_dump() == made.model_dump()
    assert validated.model_dump_json(exclude_unset=True) == made.model_dump_json(exclude_unset=True)
    assert repr(validated) == repr(made)
    for again in (copy.copy(made), copy.deepcopy(made), made.model_copy(deep=True), pickle.loads(pickle.dumps(made))):
        assert same(validated, again)
    assert made.model_extra is None
    with pytest.raises(ValueError, match="frozen"):
        made.item_id = "X"  # type: ignore[attr-defined]


def test_models_share_nothing_that_can_change() -> None:
    """What was set is told by each model for itself, also where two records have the same fields."""
    make, record = builder(Item, ITEM_LAYOUT), item_to_record(Item.model_validate(item()))
    first, second = make(record), make(record)
    assert first.__dict__ is not second.__dict__
    first.model_fields_set.clear()
    assert same(Item.model_validate(to_values(ITEM_LAYOUT, record)), second)


def test_headers_are_built_alike() -> None:
    """Truth values and times, and headers with nothing in them."""
    for record in (["M-1", None, None, "2026-11-02T09:15:00Z", "true"], [None, "A", "B", None, "false"], [None] * 5):
        makers = [builder(Header, HEADER_LAYOUT), in_python(Header, HEADER_LAYOUT)]
        first, second = (built(make, record) for make in makers)
        assert same(second, first)


@pytest.mark.parametrize("record", [None, (), [], "x", [None], [None] * 30, {}, [["x"]] * ITEM_LAYOUT.size, [1] * ITEM_LAYOUT.size])
def test_what_is_no_record_is_no_model(record: Any) -> None:
    """Too short, too long, of other types: nothing is built, and nothing is read that is not there."""
    makers = [] if NATIVE is None else [builder(Item, ITEM_LAYOUT)]
    assert [None] * len(makers) == [built(make, record) for make in makers]


def test_tables_that_cannot_be_built_from_are_refused() -> None:
    """Kinds that do not exist, integers that do not fit, groups without a builder, classes that are none."""
    rows: list[tuple[Any, ...]] = [
        ("a", "colour", False, 1, 0, None, False),
        ("a", "integer", False, 19, 0, None, False),
        ("a", "single", False, 0, 0, None, False),
        ("a", "text"),
    ]
    calls: list[tuple[Any, Any]] = [*((Item, (row,)) for row in rows), (7, ()), (Item, None)]
    refused = []
    for model, members in calls if NATIVE is not None else ():
        with pytest.raises((KeyError, TypeError, ValueError)):
            NATIVE.ModelBuilder(model, members)  # type: ignore[union-attr]
        refused.append(members)
    assert len(refused) == (len(calls) if NATIVE is not None else 0)
