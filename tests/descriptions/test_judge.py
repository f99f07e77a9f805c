"""The judge of descriptions: the built-in one, one of one's own, one by name."""

from __future__ import annotations

from importlib import metadata
from typing import Any

import pytest

from ead import Validator
from ead.descriptions import BUILTIN_JUDGE, BuiltinJudge, DescriptionJudge, Examination, Goods, judge_named
from ead.errors import ConfigurationError
from ead.testing.assertions import assert_fires, assert_silent
from ead.testing.builders import item, with_values


class Strict:
    """A judge that takes everything for vague, and all goods for live animals."""

    def examine(self, description: str, /) -> Examination | None:
        """Always vague."""
        return Examination("vague", description, description)

    def goods(self, description: str, /) -> Goods | None:
        """Always animals."""
        return Goods("animal", frozenset({"01"}))


class Silent:
    """A judge that never says anything."""

    def examine(self, description: str, /) -> Examination | None:
        """Never anything."""
        return None

    def goods(self, description: str, /) -> Goods | None:
        """Never anything."""
        return None


def test_the_builtin_judge_is_a_judge() -> None:
    """The built-in judge has what the protocol asks for."""
    assert isinstance(BUILTIN_JUDGE, DescriptionJudge)
    assert isinstance(BuiltinJudge(), DescriptionJudge)


def test_another_judge_decides() -> None:
    """Rules report what the validator's judge finds."""
    assert_fires(item(), "DQ-DSC-002", at="contents.1.description", validator=Validator(judge=Strict()))


def test_another_judge_decides_on_chapters() -> None:
    """Goods of another chapter are told by the validator's judge."""

    class Animals(Silent):
        def goods(self, description: str, /) -> Goods | None:
            return Goods("animal", frozenset({"01"}))

    findings = assert_fires(item(), "DQ-DSC-012", at="contents.1.hs_code", validator=Validator(judge=Animals()))
    assert "animal" in findings[0].text


def test_a_silent_judge_silences_the_rules() -> None:
    """A judge that says nothing leaves vague descriptions alone."""
    vague = with_values(item(), {"contents.1.description": "Clothes", "contents.1.hs_code": "851830"})
    judged = Validator(judge=Silent())
    for code in ("DQ-DSC-002", "DQ-DSC-012"):
        assert_silent(vague, code, validator=judged)


def test_the_builtin_judge_by_name() -> None:
    """The built-in judge has a name too."""
    assert BUILTIN_JUDGE is judge_named("builtin")


def test_an_unknown_judge_is_refused() -> None:
    """A name that no package has is an error of the configuration."""
    with pytest.raises(ConfigurationError, match='"nobody" is no judge'):
        judge_named("nobody")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("tests_no_such_module:JUDGE", "cannot be loaded"),
        ("ead.descriptions:KINDS", "is a tuple"),
        ("ead.descriptions:BuiltinJudge", "is a type"),
    ],
)
def test_a_broken_judge_is_refused(monkeypatch: pytest.MonkeyPatch, target: str, message: str) -> None:
    """An entry point that leads nowhere, or to something else, is an error of the configuration."""
    entry = metadata.EntryPoint("mine", target, "ead.judges")
    monkeypatch.setattr(metadata, "entry_points", lambda **_: [entry])
    with pytest.raises(ConfigurationError, match=message):
        judge_named("mine")


def test_a_judge_of_a_package_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A judge that a package names is loaded by its name."""
    entries: list[Any] = [metadata.EntryPoint("mine", "ead.descriptions:BUILTIN_JUDGE", "ead.judges")]
    monkeypatch.setattr(metadata, "entry_points", lambda **_: entries)
    assert BUILTIN_JUDGE is judge_named("mine")


def test_verdicts_are_remembered_within_a_bound() -> None:
    """The memory of the built-in judge does not grow with the message."""
    from ead.descriptions.faults import examine
    from ead.descriptions.goods import goods_of

    for number in range(5_000):
        BUILTIN_JUDGE.examine(f"Cotton shirt {number}")
        BUILTIN_JUDGE.goods(f"Cotton shirt {number}")
    assert (4096, 4096) == (examine.cache_info().currsize, goods_of.cache_info().currsize)
