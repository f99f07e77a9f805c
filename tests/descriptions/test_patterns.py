"""Regular expressions that are compiled when they are first used."""

from __future__ import annotations

import doctest
import re

import pytest

from ead import patterns
from ead.patterns import lazy


def test_a_lazy_pattern_does_what_a_compiled_one_does() -> None:
    """Methods, flags and text are those of the pattern."""
    made, plain = lazy("(?i)a(b)+", re.ASCII), re.compile("(?i)a(b)+", re.ASCII)
    assert plain.sub("-", "xABx") == made.sub("-", "xABx")
    assert plain.split("1ab2") == made.split("1ab2")
    assert plain.pattern == made.pattern
    assert [found[0] for found in plain.finditer("ab abb")] == [found[0] for found in made.finditer("ab abb")]


def test_a_lazy_pattern_is_compiled_once_and_late() -> None:
    """A fault shows when the pattern is used; what is no method of patterns is none of these."""
    faulty = lazy("(")
    with pytest.raises(re.error):
        faulty.search("x")
    with pytest.raises(AttributeError):
        faulty.nothing  # type: ignore[attr-defined]  # noqa: B018
    made = lazy("[0-9]")
    assert made.search == made.search
    assert "search" in vars(made) or made.search("1")


def test_examples_in_docstrings_are_true() -> None:
    """What the docstring shows is what happens."""
    assert 0 == doctest.testmod(patterns).failed
