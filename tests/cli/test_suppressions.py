"""Suppressions and baselines: what they cover, and for how long."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ead.findings import Finding, Location, Severity
from ead.suppressions import Baseline, Suppression, in_force


def finding(path: str = "item LX806576725TW / content piece 2 / hs_code", **changes: Any) -> Finding:
    """A finding at a place."""
    facts = {"code": "A-1", "item_id": "LX806576725TW", "item_index": 0, **changes}
    return Finding(severity=Severity.ERROR, rule_set="a", text="t", location=Location(path), **facts)


def suppression(**changes: Any) -> Suppression:
    """A suppression of rule A-1."""
    return Suppression(**{"code": "A-1", "reason": "r", "owner": "o", "expires": date(2026, 12, 31), "path": "*", **changes})


@pytest.mark.parametrize(
    ("changes", "covered"),
    [
        ({}, True),
        ({"code": "A"}, False),
        ({"item_id": "LX806576725TW"}, True),
        ({"item_id": "LX806576739TW"}, False),
        ({"path": "content piece 2 / hs_code"}, True),
        ({"path": "content piece * / hs_code"}, True),
        ({"path": "item LX* / content piece ? / hs_code"}, True),
        ({"path": "hs_code"}, False),
        ({"path": None, "item_id": "LX806576725TW"}, True),
    ],
)
def test_covers(changes: dict[str, Any], covered: bool) -> None:
    """A suppression covers one rule at one item or place; patterns may leave the item out."""
    assert covered is suppression(**changes).covers(finding())


def test_message_level() -> None:
    """A finding on the message as a whole is named by its path."""
    assert suppression(path="header / sender").covers(finding("header / sender", item_id=None, item_index=None))


def test_in_force() -> None:
    """The last day counts; afterwards the suppression is named in a note."""
    one = suppression()
    assert ((one,), ()) == in_force([one], date(2026, 12, 31))
    holding, notes = in_force([one], date(2027, 1, 1))
    assert ((), ("suppression of A-1 for *, owner o, expired on 2026-12-31 and has no effect",)) == (holding, notes)


def test_baseline(tmp_path: Path) -> None:
    """A baseline knows findings by code, item and place, whatever their text; lists of reports are read, too."""
    report = {"report": "1", "findings": [finding().as_dict()], "truncated": True}
    for content in (report, {"reports": [report]}):
        file = tmp_path / "old.json"
        file.write_text(json.dumps(content))
        baseline = Baseline.read(file)
        assert baseline.covers(finding())
        assert not baseline.covers(finding(code="A-2"))
        assert not baseline.covers(finding("item LX806576725TW / content piece 3 / hs_code"))
        assert (1, 1) == (len(baseline), len(baseline.notes))
