"""The models: strict, frozen, closed, lexically gated, silent about people."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from ead import Addressee, ContentPiece, Item, Itmatt, Sender
from ead.fields.layout import ITEM_LAYOUT
from ead.models.records import header_from_record, header_to_record, item_from_record, item_to_record
from ead.testing.builders import item, message
from ead.testing.strategies import message_dicts

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "schemas" / "itmatt-1.schema.json").read_text("utf-8"))


def test_a_builder_item_makes_a_model() -> None:
    """Texts become Decimals and date-times, lists become tuples."""
    model = Item.model_validate(item(gross_weight="0.750"))
    assert Decimal("0.750") == model.gross_weight
    assert datetime(2026, 11, 2, 9, 15) == model.posted_at  # noqa: DTZ001 - local time without offset stays naive
    assert isinstance(model.contents, tuple)


@pytest.mark.parametrize(
    "value", ["1e1000000000", "1_0", "٣", " 1", "1 ", "+1", "-1", "", "NaN", "Infinity", "0x1", "1.", ".5", 0.5, float("nan"), True, Decimal("NaN"), Decimal("1E+99"), Decimal("-1"), b"1", "9" * 40]
)  # fmt: skip
def test_decimals_pass_a_lexical_gate_first(value: Any) -> None:
    """Nothing that Decimal() would take too kindly gets through, floats included."""
    with pytest.raises(ValidationError):
        ContentPiece(amount=value, description="x")


@pytest.mark.parametrize(
    ("value", "expected"), [("0.250", "0.250"), (Decimal("0.250"), "0.250"), (3, "3"), (Decimal("1E+2"), "100"), ("00.5", "00.5")]
)
def test_decimals_keep_their_digits(value: Any, expected: str) -> None:
    """Trailing zeros survive; exponents are written out."""
    assert Decimal(expected) == ContentPiece(net_weight=value).net_weight


@pytest.mark.parametrize("field", ["units", "index"])
@pytest.mark.parametrize("value", ["1", 1.0, True, -1, 10**12])
def test_integers_are_integers(field: str, value: Any) -> None:
    """Neither texts nor floats nor truth values pass for a number of units."""
    with pytest.raises(ValidationError):
        ContentPiece(**{field: value})


def test_models_are_frozen_and_closed() -> None:
    """A model can neither be changed nor given fields it does not have."""
    model = Item.model_validate(item())
    with pytest.raises(ValidationError):
        model.item_id = "X"
    with pytest.raises(ValidationError):
        Item.model_validate({**item(), "weight": "1"})


def test_a_party_has_a_name_to_show() -> None:
    """A full name, or first and last, or the company."""
    assert "Ann Example" == Sender(name="Ann Example").display_name
    assert "Ann Example" == Addressee(first_name="Ann", last_name="Example").display_name
    assert "Example Ltd" == Sender(company="Example Ltd").display_name
    with pytest.raises(ValidationError, match="at least one field"):
        Sender()


def test_personal_values_stay_out_of_repr_and_errors() -> None:
    """Neither repr nor a validation error shows who is meant."""
    model = Item.model_validate(item(sender={"name": "Zebedee Canary", "country": "TW"}))
    assert "Canary" not in repr(model)
    assert "Canary" not in str(model)
    assert "TW" in repr(model)
    with pytest.raises(ValidationError) as caught:
        Sender(name="Zebedee Canary" * 50)
    assert "Canary" not in str(caught.value)


def test_control_characters_and_noncharacters_are_refused() -> None:
    """What XML cannot carry is no text."""
    for character in ("\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"):
        with pytest.raises(ValidationError):
            ContentPiece(description=f"a{character}b")


def test_times_are_written_one_way() -> None:
    """UTC is Z, fractions lose trailing zeros, local time stays local."""
    times = {
        datetime(2026, 11, 2, 9, 15, tzinfo=UTC): "2026-11-02T09:15:00Z",
        datetime(2026, 11, 2, 9, 15, 0, 500000): "2026-11-02T09:15:00.5",  # noqa: DTZ001
    }
    for value, expected in times.items():
        assert expected == json.loads(Item.model_validate(item(posted_at=value)).model_dump_json())["posted_at"]


def test_an_incomplete_record_makes_no_model() -> None:
    """What failed its structure is no item."""
    assert item_from_record(ITEM_LAYOUT.empty()) is None


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(drawn=message_dicts())
def test_dictionaries_models_records_and_json_agree(drawn: dict[str, Any]) -> None:
    """Whatever the strategies draw is a valid message in every form, and comes back the same."""
    model = Itmatt.model_validate(drawn)
    again = Itmatt.model_validate_json(model.model_dump_json(exclude_none=True))
    assert model == again
    jsonschema.validate(json.loads(model.model_dump_json(exclude_none=True)), SCHEMA)
    for one in model.items:
        assert one == item_from_record(item_to_record(one))
    assert model.header == header_from_record(header_to_record(model.header))


def test_the_schema_is_a_valid_schema_that_refuses() -> None:
    """The published JSON Schema is well-formed, and refuses a float weight."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    broken = message()
    broken["items"][0]["gross_weight"] = 0.25
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, SCHEMA)
