"""Decisions of customs: an open list, whose labels and groups users may add."""

from __future__ import annotations

from pathlib import Path

import pytest

import ead
from ead.codelists.decisions import Decision, DecisionGroup, Decisions, builtin, code_list
from ead.codelists.item_events import is_of_customs

EXAMPLE = Path(__file__).parents[2] / "examples" / "decisions.toml"


def test_codes_whose_meaning_is_not_public_belong_to_no_group() -> None:
    """1 to 8 and 99 are known as codes; what they mean is the administration's."""
    assert {*"12345678", "99"} == set(code_list().codes)
    assert all(DecisionGroup.OTHER is builtin().group(code) for code in code_list().codes)


def test_unknown_codes_are_accepted() -> None:
    """The list is open: an unknown code has no label and the group other."""
    assert code_list().accepts("105")
    assert (None, DecisionGroup.OTHER, "") == (builtin().find("105"), builtin().group("105"), builtin().label("105"))
    assert not code_list().accepts("no code")


def test_the_more_special_meaning_wins() -> None:
    """Administration outranks reason, reason outranks the bare code."""
    decisions = Decisions(
        [
            Decision(code="2", group=DecisionGroup.OTHER),
            Decision(code="2", reason="3", group=DecisionGroup.HOLD),
            Decision(code="2", organisation="BE", group=DecisionGroup.RELEASE),
            Decision(code="2", organisation="BEC", reason="3", group=DecisionGroup.RETURN),
        ]
    )
    asked = {
        (None, None): DecisionGroup.OTHER,
        ("3", None): DecisionGroup.HOLD,
        ("3", "FRC"): DecisionGroup.HOLD,
        ("9", "BEC"): DecisionGroup.RELEASE,
        ("3", "BEC"): DecisionGroup.RETURN,
    }
    for (reason, organisation), expected in asked.items():
        assert expected is decisions.group("2", reason=reason, organisation=organisation)


def test_meanings_of_india_are_built_in() -> None:
    """Published uses of one administration are known, and hold for it only."""
    assert DecisionGroup.HOLD is builtin().group("7", reason="4", organisation="INC")
    assert DecisionGroup.OTHER is builtin().group("7", reason="4", organisation="BEC")


def test_a_file_adds_and_relabels() -> None:
    """A file's meanings stand beside the built-in ones, and take the place of those for the same code."""
    decisions = ead.read_decisions(EXAMPLE)
    assert DecisionGroup.RELEASE_WITH_CHARGES is decisions.group("3", reason="5", organisation="BEC")
    assert "out of charge" == decisions.label("2", reason="3", organisation="INC")
    again = decisions.extended([Decision(code="2", organisation="BEC", group=DecisionGroup.DO_NOT_LOAD, label="stopped")])
    assert "stopped" == again.label("2", organisation="BEC")
    assert "released" == decisions.label("2", organisation="BEC")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("code,group\n", "has no decisions"),
        ("code,group\n2,free\n", 'line 2: group: "free" is no group, expected one of release, release with charges'),
        ("code,group\nx y,hold\n", 'line 2: code: "x y" is no code of a decision'),
        ("code,group,label\n2,hold,a\n2,hold,b\n", 'line 3: code: there is a meaning of "2"'),
        ("code,colour\n2,red\n", "colour: is not known here"),
    ],
)
def test_mistakes_in_a_file_are_told(text: str, told: str, tmp_path: Path) -> None:
    """File, line, key and what was expected."""
    path = tmp_path / "decisions.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(ead.ConfigurationError) as raised:
        ead.read_decisions(path)
    assert told in str(raised.value)


def test_events_of_customs_are_told_apart() -> None:
    """Departure is no event of customs, presentation is."""
    assert (True, False, False) == (is_of_customs("EDB"), is_of_customs("EMC"), is_of_customs("XXX"))
