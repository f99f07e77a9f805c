"""When rules are compiled for speed, and what syntax trees are copied and walked by on the way."""

from __future__ import annotations

import ast
import io
import json
from datetime import date
from pathlib import Path

from ead.models import Item
from ead.models.records import item_to_record
from ead.rules.plans import Plan
from ead.rules.trees import copied, parts_of
from ead.testing.generator import generate, iter_items
from ead.validator import Validator

RECORD = item_to_record(Item.model_validate(next(iter_items(1, seed=3))))
TODAY = date(2026, 11, 21)
MANY = 100_000


def plan_of(validator: Validator) -> Plan:
    return validator.engine.plan_for(RECORD, TODAY)


def test_few_items_are_not_worth_it() -> None:
    """Before rules have run often, and where little is to come, they stay as they are."""
    validator = Validator()
    validator.engine.expect(100)
    plan = plan_of(validator)
    plan.note_run()
    assert {False} == {part.inline for part in plan.parts}
    assert () == plan.programs


def test_what_is_expected_counts_before_the_first_run() -> None:
    """Where many items are to come, all parts are compiled for speed when the first item asks for them, also those known before."""
    early, late = Validator(), Validator()
    known = plan_of(early)
    early.engine.expect(MANY)
    late.engine.expect(MANY)
    known.note_run()
    assert {True} == {part.inline for plan in (known, plan_of(early), plan_of(late)) for part in plan.parts}


def test_what_runs_often_is_compiled_for_speed() -> None:
    """What holds everywhere comes first, what holds for places then."""
    plan = plan_of(Validator())
    common, *others = plan.parts
    while not common.inline:
        assert not any(part.inline for part in others)
        plan.note_run()
    for _ in range(1_000):
        plan.note_run()
    assert all(part.inline for part in plan.parts)


def test_a_large_source_is_expected_to_hold_many_items(tmp_path: Path) -> None:
    """Of bytes, a path and a file the size is known beforehand; the report is the same as that of a stream, of which it is not."""
    content = json.dumps(generate(40, seed=5)).encode() + b" " * 4_000_000
    path = tmp_path / "message.xml"
    path.write_bytes(content)
    reports, ready = [], []
    with path.open("rb") as file:
        for source in (content, path, file, io.BytesIO(content)):
            validator = Validator()
            reports.append(validator.validate(source, name="message").to_json())
            ready.append(any(part.inline for part in plan_of(validator).parts))
    assert [True, True, True, False] == ready
    assert [reports[0]] * 4 == reports


def test_copies_have_other_names_and_leave_the_tree_alone() -> None:
    """Each name of the copy is what was asked for; what was copied reads as before."""
    tree = ast.parse("a < b[0] and not f(a, *c, key=-1)", mode="eval").body
    copy = copied(tree, lambda node: ast.Name(node.id.upper(), ast.Load()))
    assert "A < B[0] and (not F(A, *C, key=-1))" == ast.unparse(copy)
    assert "a < b[0] and (not f(a, *c, key=-1))" == ast.unparse(tree)


def test_all_parts_of_a_tree_are_met() -> None:
    """They are those of the standard library."""
    tree = ast.parse("{**a, 1: [b for b in c if d]}[e:f] if (lambda x, *y: x) else f'{g!r:>{h}}'", mode="eval")
    assert sorted(map(id, ast.walk(tree))) == sorted(map(id, parts_of(tree)))
