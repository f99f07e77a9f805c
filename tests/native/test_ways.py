"""The rules that items are checked by, as they are kept for those of a kind: the same as looked for anew."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ead.fields.layout import ITEM_LAYOUT, Record
from ead.models import Item
from ead.models.records import item_to_record
from ead.native import part
from ead.rules.engine import Engine
from ead.rules.ways import key_of, territory_of
from ead.testing.builders import item
from ead.validator import Validator

NATIVE: Any = part("ways")
KEPT = Validator().engine
TODAY = date(2026, 11, 23)
COUNTRIES = ["US", "DE", "GB", "AU", "XX", "D", "DEU", "É1", "", "\u0141\u0141", None]
DAYS = ["2024-01-31", "2024-03-31", "2024-04-01", "2025-08-28", "2025-08-29", "2026-06-30", "2026-07-01", "2026-11-23", "2030-01-01"]
KINDS = st.fixed_dictionaries(
    {
        "origin": st.sampled_from(COUNTRIES),
        "destination": st.sampled_from(COUNTRIES),
        "postcode": st.sampled_from(["BT1 1AA", "SW1A 1AA", " bt2", "", None, "１"]),
        "operator": st.sampled_from(["USA", "DEA", "GBA", "U", "", "ÜSA", None]),
        "item_id": st.sampled_from(["RR123456785DE", "RR123456785US", "E", "", "XY", "12345É", None]),
        "mail_class": st.sampled_from(["U", "C", "E", "UU", "", "É", None]),
        "posted_at": st.sampled_from([*[f"{day}T10:00:00" for day in DAYS], None]),
    }
)


def record_of(kind: dict[str, str | None]) -> Record:
    """An item between those places, of that class, posted at that time."""
    record = item_to_record(Item.model_validate(item()))
    for name, field in (
        ("operator", "destination_operator"),
        ("item_id", "item_id"),
        ("mail_class", "mail_class"),
        ("posted_at", "posted_at"),
    ):
        record[ITEM_LAYOUT.position(field)] = kind[name]
    for group, name, field in (
        ("sender", "origin", "country"),
        ("addressee", "destination", "country"),
        ("addressee", "postcode", "postcode"),
    ):
        position, layout = ITEM_LAYOUT.subgroups[group]
        record[position][layout.position(field)] = kind[name]
    return record


def looked_for(engine: Engine, record: Record, as_of: date | None) -> tuple[Any, date]:
    """The rules of an item and its day, looked for without what is kept of others like it."""
    day = engine.date_for(record, TODAY, as_of)
    return engine.way_of(record, day).plan, day


@settings(max_examples=200, deadline=None)
@given(kinds=st.lists(KINDS, max_size=12), as_of=st.sampled_from([None, None, date(2024, 3, 31), date(2026, 11, 23)]))
def test_what_is_kept_is_what_would_be_found(kinds: list[dict[str, str | None]], as_of: date | None) -> None:
    """However often items of whatever places, classes and days come, in whatever order, each has its own rules and day."""
    records: list[Record | None] = [record_of(kind) for kind in kinds]
    for _ in range(3):
        ways, days = KEPT.ways_of([*records, None], TODAY, as_of)
        assert ways.pop() is None
        days.pop()
        found = [(way.plan if way is not None else None, day) for way, day in zip(ways, days, strict=True)]
        assert [looked_for(KEPT, record, as_of) for record in records if record is not None] == found


def test_many_kinds_do_not_push_each_other_aside() -> None:
    """More kinds than there is room for are told apart like few."""
    engine = Validator().engine
    kinds = [
        {"origin": f"{a}{b}", "destination": "US", "postcode": None, "operator": f"{c}SA", "item_id": "RR123456785DE", "mail_class": "U"}
        for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        for c in "ABCDEFGHIJKLMNO"
    ]
    records: list[Record | None] = [record_of({**kind, "posted_at": "2026-11-23T10:00:00"}) for kind in kinds]
    assert len(records) > 10_000
    for _ in range(2):
        ways, _ = engine.ways_of(records, TODAY, None)
        wanted = [engine.way_of(record, TODAY) for record in records if record is not None]
        assert [way.plan if way is not None else None for way in ways] == [way.plan for way in wanted]
        assert [way.unserved if way is not None else None for way in ways] == [way.unserved for way in wanted]


def test_lanes_with_the_same_rules_have_one_way() -> None:
    """What items are checked by is one object for all kinds that are checked alike."""
    engine = Validator().engine
    kinds = [
        {"origin": "DE", "destination": "US", "postcode": None, "operator": "USA", "mail_class": "U", "posted_at": "2026-11-23T10:00:00"}
    ]
    records = [record_of({**kind, "item_id": f"RR123456785{suffix}"}) for kind in kinds for suffix in ("DE", "DF", "DG")]
    assert 3 == len({key_of(record) for record in records})
    assert 1 == len({id(engine.way_of(record, TODAY)) for record in records})


@pytest.mark.skipif(NATIVE is None, reason="the compiled part was not built, or is switched off")
def test_what_is_not_kept_is_not_made_up() -> None:
    """Without a lane for an item, or a day for what is written, nothing is said; texts of the wrong kind are refused."""
    places = [ITEM_LAYOUT.position(name) for name in ("destination_operator", "item_id", "mail_class", "sender", "addressee", "posted_at")]
    layouts = [ITEM_LAYOUT.subgroups[group][1] for group in ("sender", "addressee", "addressee")]
    places += [layout.position(name) for layout, name in zip(layouts, ("country", "country", "postcode"), strict=True)]
    kept = NATIVE.KeptWays(NATIVE.Keys(places, territory_of))
    record = record_of(
        {
            "origin": "DE",
            "destination": "US",
            "postcode": None,
            "operator": "USA",
            "item_id": "RR123456785DE",
            "mail_class": "U",
            "posted_at": "2026-11-23T1",
        }
    )
    assert ([None], [None]) == kept.known({}, {}, [record], TODAY, None)
    assert ([None], [TODAY]) == kept.known({}, {}, [record], date(2020, 1, 1), TODAY)
    record[ITEM_LAYOUT.position("mail_class")] = 5
    with pytest.raises(TypeError):
        kept.known({}, {}, [record], TODAY, TODAY)
