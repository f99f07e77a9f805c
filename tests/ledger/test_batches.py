"""The short ways of a batch come to what the rule of the states says, however messages are split into batches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ead.fields.layout import Layout, Record
from ead.fields.messages import MESSAGES, message_type
from ead.ledger import Ledger
from ead.ledger.entries import Batch
from ead.ledger.rows import put
from ead.ledger.schema import EVENTS, ITEMS, METADATA, PERSONAL, REFERRALS, REVISIONS, SCHEMA
from ead.ledger.settle import Event, Submission, settle_identifier
from ead.ledger.settling import record_batch, settle_items
from ead.ledger.spool import Spool
from ead.ledger.states import Fact, Happening
from ead.ledger.texts import texts_of
from ead.models.records import item_model, item_to_record
from ead.testing.dialogue import iter_entries

IDENTIFIERS = ("LX806576725TW", "RR000000005TW", "EE000000005TW")
DATES = ("2025-11-02", "2026-11-02")
DECLARES = {"ITMATT": Happening.DECLARED, "CUSITM": Happening.SENT}
TYPES = {"r1": "RFI", "r2": "RFS", "r3": "DNL", "customs/RFI/1": "RFI"}
TIMES = st.sampled_from([f"{year}-11-0{day}T{hour:02d}:00:00.000000" for year in (2025, 2026) for day in (2, 3, 4) for hour in (6, 18)])


@st.composite
def declarations(draw: st.DrawFn) -> tuple[Any, ...]:
    """A row of a declaration, without its key."""
    digest, place = draw(st.sampled_from((("a", "TWA"), ("b", "JPA"))))
    return (draw(st.sampled_from(DATES)), draw(st.sampled_from(sorted(DECLARES))), draw(TIMES), digest, "m", place, "BEA", "E", "{}")


@st.composite
def happenings(draw: st.DrawFn) -> tuple[Any, ...]:
    """A row of an event, without its key."""
    kind = draw(st.sampled_from([one.value for one in Happening]))
    referral = draw(st.sampled_from(sorted(TYPES))) if kind in ("referred", "answered") else ""
    code = draw(st.sampled_from(("RETURNED", "SCREENED_ALARM", "INFORMATION_SUPPLIED", "ASC")))
    at = draw(st.one_of(TIMES, st.just("")))
    return (draw(st.sampled_from(("", *DATES))), None, at, False, "X", kind, code, referral, TYPES.get(referral, ""), "", "m", "{}")


@st.composite
def traffic(draw: st.DrawFn) -> list[Batch]:
    """Batches of declarations and of events, in any order, of which some say again what others said."""
    rows = draw(st.lists(st.tuples(st.sampled_from(IDENTIFIERS), st.one_of(declarations(), happenings())), max_size=14))
    keyed = [(f"{number:032x}", s10, *row) for number, (s10, row) in enumerate(rows)]
    again = draw(st.lists(st.sampled_from(keyed), max_size=3)) if keyed else []
    batches: list[Batch] = []
    for row in draw(st.permutations([*keyed, *again])):
        declares = len(row) == len(REVISIONS.columns)
        if not batches or batches[-1].declares != declares or draw(st.booleans()):
            batches.append(Batch(declares, [], []))
        batches[-1].rows.append(row)
        batches[-1].personal.append((row[0], row[1], "2026", "{}"))
    return batches


Answer = tuple[set[tuple[Any, ...]], dict[str, str | None], set[tuple[Any, ...]]]


def by_the_rule(batches: list[Batch]) -> Answer:
    """Items, places of events and referrals as the rule says them of all that is known."""
    known = {row[0]: row for batch in batches for row in batch.rows}
    items: set[tuple[Any, ...]] = set()
    places: dict[str, str | None] = {}
    referrals: set[tuple[Any, ...]] = set()
    for s10 in IDENTIFIERS:
        ours = [row for row in known.values() if row[1] == s10]
        declared = [row for row in ours if len(row) == len(REVISIONS.columns)]
        told = [row for row in ours if len(row) != len(REVISIONS.columns)]
        submissions = [Submission(row[2], Fact(DECLARES[row[3]], row[4], digest=row[5])) for row in declared]
        states, placed = settle_identifier(submissions, [event(row) for row in told])
        places |= placed
        for posted, settled in states.items():
            last = max((row for row in declared if row[2] == posted), key=lambda row: (row[4], row[3], row[5]))
            items.add((s10, posted, settled.state.value, settled.since, settled.referral_type, last[7]))
            referrals |= {(s10, posted, one.identifier, one.status.value, one.closed_at) for one in settled.referrals}
    return items, places, referrals


def event(row: tuple[Any, ...]) -> Event:
    happening = Happening(row[7])
    code = row[8] if happening in (Happening.ANSWERED, Happening.ASSESSED) else ""
    return Event(row[0], row[2], Fact(happening, row[4], "", row[9], row[10], code, row[11]))


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A SQLite ledger for all examples of a test."""
    yield from opened(str(tmp_path_factory.mktemp("batches") / "ledger.sqlite"))


@pytest.fixture(scope="module")
def on_postgresql(server: Any) -> Iterator[Ledger]:
    """A PostgreSQL ledger for all examples of a test."""
    yield from opened(server.new_database())


def opened(place: str) -> Iterator[Ledger]:
    ledger = Ledger(place)
    ledger.init()
    yield ledger
    ledger.close()


@given(batches=traffic())
@settings(max_examples=200, deadline=None)
def test_any_split_into_batches(on_sqlite: Ledger, batches: list[Batch]) -> None:
    """Batch by batch, with repetitions and in any order, states, places and referrals are those of the rule; settling again changes none."""
    assert by_the_rule(batches) == by_the_ledger(on_sqlite, batches)


@given(batches=traffic())
@settings(max_examples=20, deadline=None)
def test_any_split_into_batches_on_postgresql(on_postgresql: Ledger, batches: list[Batch]) -> None:
    """The same holds for the statements that PostgreSQL gets."""
    assert by_the_rule(batches) == by_the_ledger(on_postgresql, batches)


def by_the_ledger(ledger: Ledger, batches: list[Batch]) -> Answer:
    """Items, places of events and referrals after these batches; that settling again changes nothing is asked on the way."""
    found = []
    with ledger.writing() as connection:
        for table in METADATA.sorted_tables:
            if table is not SCHEMA:
                connection.execute(table.delete())
        for batch in batches:
            record_batch(connection, batch)
        for _ in range(2):
            items = select(ITEMS.c.s10, ITEMS.c.posted, ITEMS.c.state, ITEMS.c.since, ITEMS.c.referral_type, ITEMS.c.origin)
            places = {row.id: row.item for row in connection.execute(select(EVENTS))}
            referrals = {(row.s10, row.posted, row.referral, row.status, row.closed_at) for row in connection.execute(select(REFERRALS))}
            found.append((set(map(tuple, connection.execute(items))), places, referrals))
            settle_items(connection, IDENTIFIERS)
        kept = {row.id for row in connection.execute(select(PERSONAL))}
    assert {row[0] for batch in batches for row in batch.rows} == kept
    assert found[0] == found[1]
    return found[0]


def apart(layout: Layout, record: Record) -> tuple[dict[str, Any], dict[str, Any]]:
    """Facts and personal data of a record, the plain way."""
    facts: dict[str, Any] = {}
    personal: dict[str, Any] = {}
    for name, leaf in layout.leaves.items():
        if (value := record[leaf.position]) is not None:
            (personal if leaf.field.personal else facts)[name] = value
    for name, (position, below) in layout.subgroups.items():
        groups = record[position] or []
        both = [apart(below, group) for group in (groups if below.group.repeated else [groups] * bool(groups))]
        for goal, side in ((facts, 0), (personal, 1)):
            if any(one[side] for one in both):
                goal[name] = [one[side] for one in both] if below.group.repeated else both[0][side]
    return facts, personal


@pytest.mark.parametrize("name", MESSAGES)
def test_texts_are_those_of_json(name: str) -> None:
    """The compiled writer writes what ``json`` writes, whatever characters a text has."""
    kind = message_type(name)
    texts = texts_of(kind.item)
    empty = kind.item.empty()
    records = [item_to_record(item_model(kind).model_validate(one), kind) for one in iter_entries(name, 50, seed=3)]
    odd = [[f'{value}"\\\n\u2028\ud800é' if isinstance(value, str) else value for value in record] for record in records]
    for record in [empty, *records, *odd]:
        written = tuple(json.dumps(one, separators=(",", ":")) for one in apart(kind.item, record))
        assert written == texts(record)


def test_rows_that_are_there_stay_or_change(ledger: Ledger) -> None:
    """Few rows and many, by name or in order: a key that is there keeps its row, or takes the new values where that is asked for."""
    rows = [(f"LX{number:09d}TW", "2026-11-02", "sent", "2026", "", "TWA", "BEA", "E") for number in range(100)]
    changed = [(*row[:2], "held", "2027", *row[4:]) for row in rows]
    with ledger.writing() as connection:
        for some in (rows[:1], rows, rows[:1]):
            put(connection, ITEMS, some)
        assert {"sent"} == set(connection.execute(select(ITEMS.c.state)).scalars())
        put(connection, ITEMS, changed)
        assert {"sent"} == set(connection.execute(select(ITEMS.c.state)).scalars())
        put(connection, ITEMS, [dict(zip(ITEMS.columns.keys(), row, strict=True)) for row in changed], over=("state",))
        found = {tuple(row) for row in connection.execute(select(ITEMS.c.state, ITEMS.c.since))}
    assert {("held", "2026")} == found


def test_a_spool_gives_back_what_was_put_in() -> None:
    """In memory and in a file, once and once more."""
    batches = [Batch(bool(number % 2), [("é", None, True, "x" * number)], [("p",)]) for number in range(20)]
    for size in (10, 10_000_000):
        with Spool(size) as spool:
            for batch in batches:
                spool.add(batch)
            assert [batches, batches] == [list(spool), list(spool)]
