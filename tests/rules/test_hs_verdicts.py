"""The verdict on an HS code: one defect, one rule, whatever the code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead.codelists import hs
from ead.rules.facts import is_dummy_hs, zero_padded_hs
from ead.rules.hs import verdict_on


@pytest.mark.parametrize(
    ("code", "edition", "rule"),
    [
        ("610910", "2022", None),
        ("6109100010", "2022", None),
        ("6109.10", "2022", None),
        ("6109", "2022", None),
        ("61091", "2022", None),
        ("000000", "2022", None),
        ("111111", "2022", None),
        ("777777", "2022", None),
        ("1234567890", "2022", None),
        ("000100", "2022", "HS-CHP-001"),
        ("770100", "2022", "HS-CHP-001"),
        ("980100", "2022", "HS-CHP-001"),
        ("98049000", "2022", None),
        ("999999", "2022", "HS-SPC-001"),
        ("9999999999", "2022", "HS-SPC-001"),
        ("990100", "2022", "HS-SPC-001"),
        ("99030100", "2022", None),
        ("620193", "2022", "HS-VAL-002"),
        ("6201930010", "2022", "HS-VAL-002"),
        ("620193", "2017", None),
        ("620193", "2028", "HS-VAL-002"),
        ("080300", "2022", "HS-VAL-003"),
        ("390760", "2017", "HS-VAL-003"),
        ("390760", "2012", None),
        ("080300", "2012", "HS-VAL-003"),
        ("610999", "2022", "HS-STR-001"),
        ("610000", "2022", "HS-VAL-001"),
        ("850171", "2017", "HS-VAL-001"),
        ("6109990010", "2022", "HS-NAT-001"),
    ],
)
def test_each_code_gets_one_verdict(code: str, edition: str, rule: str | None) -> None:
    """Chapter, catch-all, older edition, heading, existence: the first that applies speaks, the others are silent."""
    verdict = verdict_on(code, edition)
    assert rule == (verdict.code if verdict else None)


@given(st.text(alphabet="0123456789", min_size=1, max_size=14), st.sampled_from(["2012", "2017", "2022", "2028"]))
def test_verdict_is_silent_exactly_on_valid_odd_and_dummy_codes(code: str, edition: str) -> None:
    """A code without a verdict exists, has a wrong form, is a dummy, or is national; one with a verdict does not exist."""
    verdict = verdict_on(code, edition)
    six = code[:6]
    if len(code) < 6 or len(code) % 2 or is_dummy_hs(code):
        assert verdict is None
    elif verdict is None:
        assert hs.is_valid(six, edition) or hs.chapter_status(six) == "national"
    else:
        assert six[:2] == "99" or not hs.is_valid(six, edition)


def test_successors_and_siblings_are_named() -> None:
    """A finding on an old or mistyped code says what to use instead."""
    old, mistyped, lost = verdict_on("940540", "2022"), verdict_on("610911", "2022"), verdict_on("741910", "2022")
    assert old is not None
    assert mistyped is not None
    assert lost is not None
    assert "940541, 940542, 940549" == old.params["successors"]
    assert "610910, 610990" == mistyped.params["siblings"]
    assert "not known" == lost.params["successors"]


def test_every_code_of_the_edition_in_force_passes() -> None:
    """No code of HS 2022 gets a verdict, but the one that means nothing."""
    assert ["999999"] == [code for code in sorted(hs.codes("2022")) if verdict_on(code, "2022")]


def test_every_code_that_ended_with_hs_2017_has_a_verdict() -> None:
    """Each code that HS 2022 dropped is recognised as one of the previous edition, and passes in its own time."""
    gone = sorted(hs.codes("2017") - hs.codes("2022"))
    assert {"HS-VAL-002"} == {verdict.code for code in gone if (verdict := verdict_on(code, "2022"))}
    assert [] == [code for code in gone if verdict_on(code, "2017")]


@pytest.mark.parametrize(
    ("code", "padded"), [("90111", "090111"), ("9011100", "09011100"), ("610910", None), ("61091", None), ("9O111", None)]
)
def test_lost_zero_is_found_again(code: str, padded: str | None) -> None:
    """A code with an odd number of digits that exists with a zero in front has lost it."""
    assert padded == zero_padded_hs(code, "2022")
