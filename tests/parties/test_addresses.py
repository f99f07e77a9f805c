"""Address lines taken apart: the forms of many countries, and laws that hold for any text."""

from __future__ import annotations

import doctest
import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead import parties
from ead.parties import SplitAddress, address_scripts, addresses, boxes, is_complete_address, persons, split_address
from ead.testing import data
from ead.testing.generator import iter_items

FORMS = [
    line.rstrip("\n").split("\t")
    for line in Path(__file__).with_name("addresses.tsv").read_text("utf-8").splitlines(keepends=True)
    if not line.startswith("#")
]


@pytest.mark.parametrize(("country", "lines", "street", "number", "po_box", "additional"), FORMS, ids=lambda text: text or "-")
def test_forms_of_addresses(country: str, lines: str, street: str, number: str, po_box: str, additional: str) -> None:
    """Street, number, post office box and the rest are found in the forms of the country."""
    expected = SplitAddress(street or None, number or None, po_box or None, additional or None)
    assert expected == split_address(lines.split("|"), country)


def test_many_countries_have_four_forms() -> None:
    """The table has at least four forms for each of more than twenty-five countries."""
    counts = Counter(form[0] for form in FORMS)
    assert len(counts) >= 25
    assert 4 <= min(counts.values())


@pytest.mark.parametrize(("country", "lines"), [(form[0], form[1]) for form in FORMS])
def test_complete_is_told_alike(country: str, lines: str) -> None:
    """The quick test agrees with the parts: a street with its number, or a box."""
    first, _, second = lines.partition("|")
    assert split_address(lines.split("|"), country).is_complete == is_complete_address(first, second or None, country)


@pytest.mark.parametrize(
    ("country", "line"),
    [
        ("BE", "Veldstraat"),
        ("DE", "Straße des 17. Juni"),
        ("FR", "rue du 8 Mai 1945"),
        ("US", "5th Avenue"),
        ("CO", "Calle 100"),
        ("GB", "Rose Cottage, Mill Lane"),
        ("AR", "Avenida 9 de Julio"),
        ("RU", "1-я Тверская улица"),
        ("IN", "3rd Cross"),
        ("KR", "Sejong-daero 9-gil"),
    ],
)
def test_other_numbers_are_no_house_numbers(country: str, line: str) -> None:
    """Ordinals, dates and numbered streets are part of the street's name."""
    assert SplitAddress(None, None, None, None)._replace(street=line) == split_address([line], country)._replace(
        street=line, additional=None
    )
    assert not is_complete_address(line, None, country)


@pytest.mark.parametrize(
    ("country", "expected"),
    [("MX", None), ("IT", "C.P. 45"), ("RO", "C.P. 45"), ("CA", "C.P. 45")],
)
def test_short_forms_mean_a_box_in_some_countries(country: str, expected: str | None) -> None:
    """C.P. is a post office box in Italy and a postcode in Mexico."""
    assert expected == split_address(["C.P. 45"], country).po_box


STREETS = ["Avenida", "Calle", "Carrera", "Diagonal", "Gran", "Transversal", "Avenue", "Street", "Road"]
WORDS = [
    *(
        "Amazonas",
        "Rep\u00fablica",
        "Clementi",
        "Torre",
        "Piso",
        "Level",
        "Block",
        "Plot",
        "Villa",
        "House",
        "Octubre",
        "Mayo",
        "March",
        "Box",
    ),
    *("Apartado", "Casilla", "Postbus", "Nro", "Number", "Road", "Street", "Lane", "Section", "Three", "One", "Floor", "Bus", "Moo", "Apt"),
]
MODELS = [
    *("{street} {n}{letter} # {n}-{n}", "{street} {n} # {n}{letter}-{n}", "{street} {words} N{n}-{n}", "{street} {n} de {words} N{n}-{n}"),
    *("{n}{letter} {words} {street} {n}", "{n} {words} {street} {n}", "No. {n}, {words} {n}rd {street}", "No. {n}, {words} {n}th {street}"),
]
FLATS = [None, "", "#{n}-{n}", "{word} {n}", "{n}F", "{n}", "No {n}", "1, No. {n}", "\u92b6\u5ea75", "3\u53f7", ", {n}", "{n}, {n}"]


@pytest.mark.parametrize("country", [None, "CO", "EC", "SG", "TW", "US", "DE", "JP", "HU", "AR", "MX", "RO", "RU", "TR", "IN", "XX"])
@pytest.mark.parametrize("model", MODELS)
def test_streets_with_two_numbers_are_complete_where_their_parts_are(model: str, country: str | None) -> None:
    """The quick way of numbered streets says yes only where the parts do, whatever the words in them mean elsewhere."""
    rng, quick = Random(f"{model}{country}"), 0
    for flat in [flat for flat in FLATS for _ in range(40)]:
        line, second = (
            text
            and re.sub("{n}", lambda _: str(rng.choice((0, 1, 5, 10, 21, 99, 144, 999, 1945))), text).format(
                street=rng.choice(STREETS),
                letter=rng.choice(("", "A", "e")),
                word=rng.choice(WORDS),
                words=" ".join(rng.choices(WORDS, k=2)),
            )
            for text in (model, flat)
        )
        complete = split_address([line, second], country).is_complete
        assert complete or not addresses._has_second_number(line, second), (line, second)
        assert complete == is_complete_address(line, second, country)
        quick += addresses._has_second_number(line, second)
    assert quick > 0


def test_empty_lines_give_nothing() -> None:
    """Without lines there are no parts."""
    assert SplitAddress(None, None, None, None) == split_address([None, "", "  "], "DE")
    assert SplitAddress(None, None, None, None) == split_address([], None)


def test_generated_addresses_are_complete() -> None:
    """The invented addresses of all sample countries have a street and its number."""
    seen = set()
    for item in iter_items(400, seed=2):
        for role in ("sender", "addressee"):
            party = item[role]
            seen.add(party["country"])
            assert split_address((party["address_line1"], party.get("address_line2")), party["country"]).is_complete, party["address_line1"]
    assert len(data.countries()) - 3 <= len(seen)


@given(st.lists(st.text(max_size=60), max_size=3), st.sampled_from([None, "DE", "US", "JP", "KR", "HU", "SG", "CN", "TR", "XX"]))
def test_any_text_is_taken_apart(lines: list[str], country: str | None) -> None:
    """Whatever the text, parts come out, none of them empty, and the same ones each time."""
    parts = split_address(lines, country)
    assert parts == split_address(lines, country)
    assert all(part is None or part.strip() for part in parts)


@given(st.text(alphabet="0123456789 ,.-/#aBn", max_size=40), st.sampled_from(["DE", "US", "JP"]))
def test_digits_are_never_invented(line: str, country: str) -> None:
    """The parts have no digit that the line does not have."""
    found = Counter(character for part in split_address([line], country) if part for character in part if character.isdigit())
    assert not found - Counter(line)


@pytest.mark.parametrize("module", [parties, addresses, address_scripts, boxes, persons])
def test_examples_in_modules_work(module: object) -> None:
    """The doctests pass."""
    assert 0 == doctest.testmod(module).failed  # type: ignore[arg-type]
