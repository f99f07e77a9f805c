"""The built-in rules say the same column by column as one after the other: of all their cases, and of items changed at random."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

import ead.rules.columnar
import ead.rules.plans
from ead.codelists.countries import alpha2_codes
from ead.descriptions import BuiltinJudge
from ead.fields.layout import ITEM_LAYOUT, Layout, Leaf, Record
from ead.fields.table import Kind
from ead.formats.registry import codec
from ead.intake.source import open_source
from ead.limits import DEFAULT_LIMITS
from ead.rules.aids import Aids
from ead.rules.engine import Engine
from ead.rules.names import NONE_BAD
from ead.rules.plain import has_plain_texts
from ead.rules.rates import Rates
from ead.rules.together import _by_column, hits_of_all
from ead.rules.ways import Way, programs_of
from ead.testing.builders import message
from ead.testing.examples import SAMPLE_DATE, profiles_for
from ead.testing.generator import iter_items
from ead.validator import Validator

from ..rules.test_cases import FOLDER, cases_of, date_of, events_of, message_of, rates_of
from .columns import HEAD, NATIVE, Hits, Twins, asked, check

pytestmark = pytest.mark.slow
CODES = sorted(path.stem for path in FOLDER.glob("*.toml"))
GROUP = 64
ROUTES = [("CN", "DE"), ("TW", "US"), ("CN", "GB"), ("US", "BR"), ("GB", "CA"), ("DE", "CH")]


def records_of(content: Mapping[str, Any]) -> list[Record]:
    """The records of a message's items without any fault of structure."""
    stream = codec("itmatt-json").read(open_source(json.dumps(content).encode()), DEFAULT_LIMITS)
    return [decoded.record for decoded in stream.items() if decoded.record is not None and not decoded.problems]


def made_inline(way: Way) -> None:
    """Compile the rules of a way as they are after many runs."""
    for part in way.plan.parts:
        if not part.inline:
            part.count(10**9)
            assert part.inline


def by_python(ways: Sequence[Way], days: Sequence[date], records: Sequence[Record], as_of: date, aids: Aids) -> Hits:
    """What the functions say of each record; ``None`` where one raises."""
    found: Hits = []
    for way, on, record in zip(ways, days, records, strict=True):
        hits: list[Any] = []
        shared: tuple[Any, ...] = ()
        try:
            for part in way.plan.parts:
                given = part.compiled.check_sound(record, NONE_BAD, as_of, on, hits, aids, *shared)
                shared = shared or (given,)
        except Exception:  # noqa: BLE001 - whatever a rule raised
            found.append(None)
        else:
            found.append(hits)
    return found


def by_column(ways: Sequence[Way], days: Sequence[date], records: Sequence[Record], as_of: date, aids: Aids) -> Hits:
    """What the programs say of groups of records; the functions ran before, so that the programs are there."""
    if NATIVE is None:
        assert not any(way.plan.programs for way in ways)
        return by_python(ways, days, records, as_of, aids)
    found: Hits = []
    for start in range(0, len(ways), GROUP):
        own, these = ways[start : start + GROUP], records[start : start + GROUP]
        for way in own:
            way.plan.note_run()
            assert way.plan.programs, "a statement that is not understood"
        programs, order, _ = programs_of(own)
        found += _by_column(programs, order, days[start : start + GROUP], these, as_of, aids, None)
    return found


def told(hits: Sequence[Any] | None) -> Any:
    """Hits for comparison, with the types of what they hold."""
    return None if hits is None else [(rule.code, repr(result), path) for rule, result, path in hits]


def compared(engine: Engine, records: Sequence[Record], as_of: date | None, aids: Aids, alike: Sequence[Record] | None = None) -> list[int]:
    """Asserts that both say the same, and that they miss the same rates; the places of records that are left to Python.

    Records are checked like those that are ``alike``; by the day ``as_of``, or if that is ``None`` by that of their posting.
    """
    days = [engine.date_for(record, SAMPLE_DATE, as_of) for record in records]
    ways = [engine.way_of(record, on) for record, on in zip(alike or records, days, strict=True)]
    as_of = as_of or SAMPLE_DATE
    for way in ways:
        made_inline(way)
    rates = aids.rates.fresh(), aids.rates.fresh()
    expected = by_python(ways, days, records, as_of, aids._replace(rates=rates[0]))
    found = by_column(ways, days, records, as_of, aids._replace(rates=rates[1]))
    for record, one, other in zip(records, expected, found, strict=True):
        assert other is None or told(one) == told(other), record
    assert rates[0].missing == rates[1].missing or None in expected or None in found
    return [place for place, (one, other) in enumerate(zip(expected, found, strict=True)) if one is not None and other is None]


@cache
def validator(profiles: tuple[str, ...], parameters: str = "{}") -> Validator:
    """A validator for those rule sets, with these parameters as JSON."""
    return Validator(profiles, parameters=json.loads(parameters))


@cache
def cases_in_groups() -> dict[Any, list[Record]]:
    """The records of all cases, by what they are judged with."""
    groups: dict[Any, list[Record]] = {}
    for code in CODES:
        for case in cases_of(code):
            content = message_of(case)
            parameters = json.dumps({code: case["parameters"]} if "parameters" in case else {}, sort_keys=True)
            events = json.dumps(case.get("events", {}), default=str, sort_keys=True)
            with_what = (profiles_for(code), parameters, date_of(case), json.dumps(case.get("rates", {})), events)
            groups.setdefault(with_what, []).extend(records_of(content))
    return groups


def aids_for(rates: str, events: str, records: Iterable[Record], judge: Any = None) -> Aids:
    """Aids as a case gives them."""
    case = {"rates": json.loads(rates), "events": json.loads(events)}
    times = {key: value for record in records for key, value in events_of(case, {"items": [{"item_id": record[0]}]}).items()}
    return Aids(Rates(rates_of(case)), times, *([judge] if judge else []))


def test_cases_of_rules_have_what_python_says() -> None:
    """Groups of items of all places, with rates, events and parameters: what the rules say of each, in order; hardly any is left to Python."""
    records_left = 0
    for (profiles, parameters, as_of, rates, events), records in cases_in_groups().items():
        engine = validator(profiles, parameters).engine
        records_left += len(compared(engine, records, as_of, aids_for(rates, events, records)))
    assert 1_900 < sum(map(len, cases_in_groups().values()))
    assert 20 > records_left


def test_a_judge_of_the_callers_is_asked_as_python_asks_it() -> None:
    """What such a judge says is not remembered, so it is asked about each item."""

    class Judge(BuiltinJudge):
        """One that finds something in every second description."""

        def __init__(self) -> None:
            self.asked: list[str] = []

        def examine(self, description: str) -> Any:
            self.asked.append(description)
            return super().examine("gift" if len(description) % 2 else description)

    engine = validator(("auto",)).engine
    records = [record for held in list(cases_in_groups().values())[:1] for record in held][:200]
    judge = Judge()
    assert [] == compared(engine, records, SAMPLE_DATE, Aids(judge=judge))
    assert sorted(judge.asked) == sorted(judge.asked[: len(judge.asked) // 2] * 2)


_NAMES = [
    "\u7530\u4e2d",
    "\u0418\u0432\u0430\u043d",
    "O'Neill",
    "x",
    "1234",
    "\u0661\u0662",
    "Lot\u00e9",
    "N/A",
    "\ufb01",
    "a\u00adb",
    "test",
    "  ",
]
_CODES = ["ZZ", "XX", "EUR", "DE", "GB", "US", "91", "11", "CN22", "CN23", "MB", "U", "C", "E", "true", "IMP", "610910", "0", "9999999999"]


def _texts_for(leaf: Leaf, chance: Random, others: Sequence[Any]) -> list[Any]:
    """Values for a field: what other items have, and what lies at its bounds; valid ones."""
    field = leaf.field
    found = [*chance.sample(list(others), min(3, len(others))), *chance.sample(_NAMES, 3), *chance.sample(_CODES, 4)]
    found += ["W" * (field.max_length or 1), "word " * ((field.max_length or 5) // 5), "9" * (field.max_length or 3)]
    if field.kind in (Kind.DECIMAL, Kind.INTEGER):
        whole = field.total_digits - (field.fraction_digits or 0)
        found += ["0", "1", "00", "1000", "0.000", "0.001", "0.01", "9.99", "2.000", "30.001", "1.10", "9" * whole]
        found += [f"{'9' * whole}.{'9' * (field.fraction_digits or 0)}", "0" * whole, "1" + "0" * (whole - 1)]
    if field.kind is Kind.DATETIME:
        found += ["2020-02-29T00:00:00", "2031-12-31T23:59:59.999999999Z", "1999-01-01T00:00:00+14:00"]
    valid = [text for text in found if isinstance(text, str) and leaf.match(text)]
    return valid if field.required else [*valid, None, None]


def _changed(chance: Random, layout: Layout, record: Record, others: Sequence[Record]) -> None:
    """Change a field of a record, of a part of it, or the part itself."""
    name = chance.choice([*layout.by_name, *(name for name in layout.subgroups for _ in range(6))])
    if name in layout.leaves:
        leaf = layout.leaves[name]
        record[leaf.position] = chance.choice(
            [*_texts_for(leaf, chance, [other[leaf.position] for other in others]), record[leaf.position]]
        )
        return
    place, inner = layout.subgroups[name]
    held = [other[place] for other in others if other[place]]
    whole = chance.random()
    if not held or whole < 0.1:
        record[place] = chance.choice(((), [])) if inner.group.repeated else None
    elif whole < 0.2:
        record[place] = copied(chance.choice(held))
    elif inner.group.repeated:
        parts = [copied(part) for part in record[place]] or [copied(chance.choice(chance.choice(held)))]
        record[place] = parts
        if whole < 0.35:
            parts += [copied(chance.choice(chance.choice(held))) for _ in range(chance.choice((1, 1, 2, 6)))]
        else:
            _changed(chance, inner, chance.choice(parts), [part for parts in held for part in parts])
    elif record[place] is not None:
        record[place] = copied(record[place])
        _changed(chance, inner, record[place], held)


def copied(record: Any) -> Any:
    """A copy of a record that can be changed at any depth."""
    return [copied(one) for one in record] if isinstance(record, list) else record


@cache
def mutants(count: int, seed: int) -> list[tuple[int, Record]]:
    """Valid items, each with one to three fields changed; with the number of the route whose rules they are looked at by."""
    chance = Random(seed)
    clean = [
        records_of({**message(), "items": list(iter_items(40, seed=seed, origin=origin, destination=destination))})
        for origin, destination in ROUTES
    ]
    everyone = [record for records in clean for record in records]
    found = []
    for number in range(count):
        route = number % len(ROUTES)
        record = copied(chance.choice(clean[route]))
        for _ in range(chance.choice((1, 2, 3))):
            _changed(chance, ITEM_LAYOUT, record, everyone)
        found.append((route, record))
    return found


@pytest.mark.parametrize("seed", [3, 11])
def test_changed_items_have_what_python_says(seed: int) -> None:
    """Whatever is missing, long, at a bound or of another script, the rules say the same of it, item by item; few are left to Python."""
    engine = validator(("auto",)).engine
    records = [record for _, record in mutants(4_000, seed)]
    origins = [mutants(len(ROUTES), 1)[route][1] for route, _ in mutants(4_000, seed)]
    aids = Aids(Rates(rates_of({"rates": {"USD": "0.92", "GBP": "1.17"}})), {record[0]: {} for record in records[::7]})
    assert 40 > len(compared(engine, records, SAMPLE_DATE, aids, origins))


def test_what_holds_for_the_destination_is_said_before_what_holds_for_the_origin() -> None:
    """Of each item of a group, whatever order the others bring, and also where one place is the origin of some and the destination of others."""
    places = {name: Twins(check(*HEAD, asked(0, f"'{name}', item_id"))) for name in ("all", "DE", "FR", "CN")}
    routes = [("all", "CN"), ("all", "DE", "CN"), ("all", "FR", "CN"), ("all", "FR", "DE"), ("all", "DE", "FR"), ("all",), ("all", "FR")]
    items = [ITEM_LAYOUT.empty() for _ in routes]
    parts = {name: object() for name in places}
    ways: list[Way | None] = []
    for route in routes:
        plan: Any = SimpleNamespace(programs=tuple(places[name].columnar and places[name].columnar.program for name in route))
        plan.others, plan.without_program, plan.watchers, plan.model_rules = tuple(parts[name] for name in route), (), (), ()
        ways.append(Way(plan, None, filed=False))
    expected = [
        [hit for name in route for hits in places[name].python([item]) for hit in hits] for route, item in zip(routes, items, strict=True)
    ]
    assert [len(route) for route in routes] == [len(hits) for hits in expected]
    if NATIVE is None:
        assert not any(place.columnar for place in places.values())
        return
    programs, order, _ = programs_of(ways)
    assert expected == _by_column(programs, order, [SAMPLE_DATE] * len(items), items, SAMPLE_DATE, Aids(), None)  # type: ignore[arg-type]


def test_a_report_is_the_same_without_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a message of three hundred items, many with faults, with rules compiled at once and run column by column, or not."""
    monkeypatch.setattr(ead.rules.plans, "_FEWEST_RUNS", 0)
    monkeypatch.setattr(ead.rules.plans, "_RUNS_PER_RULE", 0)
    items = [*iter_items(150, seed=4), *iter_items(150, seed=5, defect="DQ-DSC-002", defect_rate=0.5)]
    source = json.dumps({**message(), "items": items}).encode()
    reports, programmed = [], []
    for native in (ead.rules.columnar._native, None):
        monkeypatch.setattr(ead.rules.columnar, "_native", native)
        checking = Validator(as_of=SAMPLE_DATE)
        reports += [checking.validate(io.BytesIO(source)).as_dict() for _ in range(2)]
        programmed.append(any(plan.programs for plan in checking.engine._plans.values()))
    assert 50 < len(reports[0]["findings"])
    assert [NATIVE is not None, False] == programmed
    for report in reports:
        report.pop("duration", None)
    assert [reports[0]] * 4 == reports


def test_there_is_a_program_for_all_built_in_rules() -> None:
    """Of no place the rules are left to Python for being written in a way that is not understood."""
    engine = validator(("auto",)).engine
    record = copied(mutants(len(ROUTES), 1)[0][1])
    sender, addressee = (record[ITEM_LAYOUT.subgroups[role][0]] for role in ("sender", "addressee"))
    country, operator = ITEM_LAYOUT.subgroups["sender"][1].position("country"), ITEM_LAYOUT.position("destination_operator")
    for code in sorted(alpha2_codes()):
        for origin, destination in (("TW", code), (code, "BR")):
            sender[country], addressee[country], record[operator] = origin, destination, f"{destination}A"
            made_inline(engine.way_of(record, SAMPLE_DATE))
    parts = engine._parts.values()
    assert 20 < len(parts)
    assert {NATIVE is not None} == {part.compiled.columnar is not None for part in parts if part.inline}


def test_parts_without_a_program_are_asked_behind_those_that_have_one() -> None:
    """Where only what holds everywhere has a program, items are said the same of, also those with bad fields."""
    engine = Validator().engine
    records = [record for route, record in mutants(1_500, 5) if has_plain_texts(record)]
    ways = [engine.way_of(record, SAMPLE_DATE) for record in records]
    for plan in {way.plan for way in ways}:
        plan.parts[0].count(10**9)
        plan.note_run()
    assert {1 if NATIVE is not None else 0} == {len(way.plan.programs) for way in ways}
    days = [SAMPLE_DATE] * len(records)
    bad = [frozenset({"gross_weight"}) if place % 5 == 0 else NONE_BAD for place in range(len(records))]
    expected = []
    for way, record, names in zip(ways, records, bad, strict=True):
        hits: list[Any] = []
        for part in way.plan.parts:
            part.compiled.check(record, names, SAMPLE_DATE, SAMPLE_DATE, hits, Aids())
        expected.append(sorted(map(str, told(hits))))
    found = []
    for start in range(0, len(records), GROUP):
        these = slice(start, start + GROUP)
        found += hits_of_all(ways[these], days[these], records[these], SAMPLE_DATE, Aids(), bad[these])
    assert any(len(way.plan.parts) > 2 for way in ways)
    assert [None if hits is None else one for hits, one in zip(found, expected, strict=True)] == [
        None if hits is None else sorted(map(str, told(hits))) for hits in found
    ]
    assert 0.9 * len(found) < sum(hits is not None for hits in found) or NATIVE is None
