from __future__ import annotations

import dataclasses
import re

import pytest

from ead import codelists
from ead.codelists import natures, operators, reference_kinds

NAMES = [
    "countries",
    "currencies",
    "decisions",
    "handling-classes",
    "hs",
    "item-events",
    "item-formats",
    "mail-categories",
    "mail-classes",
    "natures",
    "operators",
    "person-types",
    "reference-kinds",
    "referral-responses",
]


def test_names_are_the_lists():
    """The names are sorted and complete."""
    assert NAMES == list(codelists.names())


@pytest.mark.parametrize("name", NAMES)
def test_every_list_says_what_it_is(name):
    """A list has its name, title, edition, source and licence, and labels for all codes."""
    found = codelists.get(name)
    assert name == found.name
    assert all((found.title, found.edition, found.source, found.licence))
    assert all(found.codes.values())
    assert all(code in found and found.accepts(code) and found.label(code) for code in found.codes)


@pytest.mark.parametrize("name", NAMES)
def test_lists_cannot_be_changed(name):
    """Neither a list nor its codes can be changed."""
    found = codelists.get(name)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.name = "other"
    with pytest.raises(TypeError):
        found.codes["new"] = "code"


def test_unknown_list_is_an_error():
    """Asking for a list that does not exist names those that do."""
    with pytest.raises(LookupError, match="countries"):
        codelists.get("nonsense")


def test_closed_lists_accept_nothing_else():
    """A closed list accepts its own codes only."""
    assert not codelists.get("mail-classes").accepts("A")
    assert "" == codelists.get("mail-classes").label("A")


def test_open_lists_accept_what_has_the_form():
    """An open list accepts further codes of the right form."""
    handling = codelists.get("handling-classes")
    assert "X1" not in handling
    assert handling.accepts("X1")
    assert not handling.accepts("x1")


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("mail-classes", "U C E T"),
        ("mail-categories", "A B C D"),
        ("natures", "11 21 31 32 91 991 999"),
        ("handling-classes", "N R V"),
        ("person-types", "1 2 3"),
        ("item-formats", "SP PP MB LB LT"),
    ],
)
def test_small_lists_have_their_codes(name, codes):
    """The small lists hold exactly the published codes."""
    assert set(codes.split()) == set(codelists.get(name).codes)


def test_sale_return_and_sample_are_commercial():
    """Only sale, return and sample are commercial by their code."""
    assert {"11", "21", "32"} == {code for code in natures.code_list().codes if natures.is_commercial(code)}


@pytest.mark.parametrize(("code", "expected"), [("BEA", "BEA"), ("bea ", "BEA"), ("J1CBEA", "BEA"), ("J1C", "J1C"), ("BÉA", "BÉA")])
def test_operator_codes_are_compacted(code, expected):
    """The EDI prefix is taken away from an operator code, and from nothing else."""
    assert expected == operators.compact(code)


def test_operator_and_centre_forms():
    """Operators are three letters, centres six."""
    assert operators.is_operator("BEA")
    assert not operators.is_operator("BE1")
    assert operators.is_impc("BEBRUA")
    assert not operators.is_impc("BEBRU")
    assert ("BE", "") == (operators.country_hint("J1CBEA"), operators.country_hint("BE"))


def test_reference_kinds_fit_their_pattern():
    """The codes of the kinds have the form that the field for them allows."""
    found = reference_kinds.code_list()
    assert all(re.fullmatch(found.pattern, code) for code in found.codes)
    assert found.accepts("NEW_KIND")
