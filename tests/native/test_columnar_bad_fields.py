"""Of items with bad fields, too, the built-in rules say the same column by column as one by one."""

from __future__ import annotations

from random import Random

import pytest

from ead.fields.layout import ITEM_LAYOUT, Record
from ead.findings import Path
from ead.rules.aids import Aids
from ead.rules.compiler import Hit
from ead.rules.names import bad_by_lane, bad_names
from ead.rules.plain import has_plain_texts
from ead.rules.plans import Guard
from ead.rules.together import hits_of_all
from ead.testing.examples import SAMPLE_DATE

from .columns import NATIVE
from .test_columnar_rules import ROUTES, copied, made_inline, mutants, validator

pytestmark = pytest.mark.slow


def _without(record: Record, chance: Random) -> list[Path]:
    """Take a field or two out of a record, as the reader does with bad ones; their paths."""
    paths: list[Path] = []
    for _ in range(chance.choice((1, 1, 2))):
        name = chance.choice([*ITEM_LAYOUT.leaves, "sender", "addressee", "contents", "contents"])
        if name in ITEM_LAYOUT.leaves:
            record[ITEM_LAYOUT.leaves[name].position] = None
            paths.append((name,))
            continue
        place, inner = ITEM_LAYOUT.subgroups[name]
        leaf = chance.choice(list(inner.leaves.values()))
        if inner.group.repeated and record[place]:
            number = chance.randrange(len(record[place]))
            record[place][number][leaf.position] = None
            paths.append((name, number, leaf.field.name))
        elif not inner.group.repeated and record[place] is not None:
            record[place][leaf.position] = None
            paths.append((name, leaf.field.name))
    return paths or [()]


def _told(hit: Hit) -> tuple[str, str]:
    return hit[0].code, str(hit[2])


@pytest.mark.parametrize("seed", [2, 5])
def test_items_with_bad_fields_have_what_python_says(seed: int) -> None:
    """Rules that rest on a bad field are silent, the others are not; most items are not left to Python."""
    chance, engine, left = Random(seed), validator(("auto",)).engine, 0
    ways = [engine.way_of(mutants(len(ROUTES), 1)[route][1], SAMPLE_DATE) for route in range(len(ROUTES))]
    for way in ways:
        made_inline(way)
        way.plan.note_run()
    chosen = [(ways[route], copied(record)) for route, record in mutants(2_000, seed)]
    paths = [_without(record, chance) for _, record in chosen]
    for start in range(0, len(chosen), 50):
        group, bad = chosen[start : start + 50], paths[start : start + 50]
        names = [bad_names(one) for one in bad]
        found = hits_of_all(
            [way for way, _ in group], [SAMPLE_DATE] * len(group), [record for _, record in group], SAMPLE_DATE, Aids(), names
        )
        for (way, record), own, hits in zip(group, bad, found, strict=True):
            if hits is None:
                left += has_plain_texts(record)
                continue
            guard = Guard(60)
            # The form that minds bad fields asks rules in another order; findings are put in order afterwards.
            assert sorted(way.plan.run(record, own, SAMPLE_DATE, SAMPLE_DATE, guard), key=_told) == sorted(hits, key=_told)
            assert [] == guard.crashes
    assert (500 if NATIVE is not None else 2_001) > left


def test_names_of_bad_fields_are_seen_from_each_record() -> None:
    """A field of a piece is bad there under its own name; to all others it is a field of the item."""
    assert (
        frozenset({"contents.1.amount", "contents.amount"}),
        frozenset({"item.contents.1.amount", "item.contents.amount"}),
        frozenset({"item.contents.1.amount", "item.contents.amount"}),
        frozenset({"item.contents.1.amount", "item.contents.amount"}),
        frozenset({"amount", "item.contents.amount"}),
    ) == bad_by_lane(bad_names([("contents", 1, "amount")]), 2)
