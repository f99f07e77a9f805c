"""Whole dialogues from files: the states on the way, and the same end in any order, on both databases."""

from __future__ import annotations

import tomllib
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from ledger_dialogue import contents, sent, states

from ead.decisions_file import read_decisions
from ead.ledger import Ingestor, Ledger
from ead.ledger.queries import open_matters

ROOT = Path(__file__).parents[2]
SCENARIOS = sorted((ROOT / "tests" / "scenarios").glob("*.toml"))
DECISIONS = read_decisions(ROOT / "examples" / "decisions.toml")


def parked(ledger: Ledger) -> int:
    with ledger.reading() as connection:
        return len(open_matters(connection)["parked"])


def summary(found: dict[str, list[Any]]) -> dict[str, Any]:
    return {
        "revisions": len(found["revisions"]),
        "parked": sum(item is None for _, item in found["events"]),
        "referrals": [f"{row[2]} {row[3]} {row[6]}" for row in found["referrals"]],
    }


def test_there_are_scenarios() -> None:
    """The dialogues that the ledger is made for are all told."""
    assert 10 <= len(SCENARIOS)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_scenario(path: Path, ledger: Ledger) -> None:
    """After each message the states are those of the file, and so is the end; all of it once more changes nothing."""
    scenario = tomllib.loads(path.read_text("utf-8"))
    ingestor = Ingestor(ledger, decisions=DECISIONS)
    for number, step in enumerate(scenario["step"], 1):
        assert "recorded" == ingestor.record(sent(step)).outcome
        if "expect" in step:
            assert (number, step["expect"]) == (number, states(ledger))
        if "parked" in step:
            assert (number, step["parked"]) == (number, parked(ledger))
    end = contents(ledger)
    assert scenario["end"] == summary(end)
    assert all(ingestor.record(sent(step)).known for step in scenario["step"])
    assert end == contents(ledger)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_scenario_in_another_order(path: Path, ledger: Ledger, tmp_path: Path) -> None:
    """Reversed, and in some other orders, the messages come to the same end."""
    steps = tomllib.loads(path.read_text("utf-8"))["step"]
    orders = Random(path.stem).sample(sorted(permutations(range(len(steps)))), 4)
    found = [ended(ledger, [steps[number] for number in reversed(range(len(steps)))])]
    for number, order in enumerate([tuple(range(len(steps))), *orders]):
        other = Ledger(tmp_path / f"{number}.sqlite")
        other.init()
        found.append(ended(other, [steps[place] for place in order]))
        other.close()
    assert [found[0]] * len(found) == found


def ended(ledger: Ledger, steps: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """What a ledger holds after these steps."""
    ingestor = Ingestor(ledger, decisions=DECISIONS)
    for step in steps:
        ingestor.record(sent(step))
    return contents(ledger)
