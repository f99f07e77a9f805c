"""Dangerous goods told by words: precision and recall on labelled descriptions, and how single words are read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ead.codelists import hs
from ead.rules.registry import builtin_rule_set
from ead.rules.world.dg_codes import coded_as, danger_of
from ead.rules.world.dg_grammar import parts_of, read_words, spelling
from ead.rules.world.dg_words import said_of

LABELLED: Mapping[str, Any] = tomllib.loads(Path(__file__).with_name("dg_descriptions.toml").read_text("utf-8"))
HARMLESS: list[str] = LABELLED["harmless"]
DANGEROUS = [(text, code) for code, texts in LABELLED["dangerous"].items() for text in texts]
LEAST_PRECISION, LEAST_RECALL = 0.99, 0.99


def fires(description: str) -> bool:
    """Whether a description gives an error or a warning; equipment with batteries is only information."""
    found = said_of(description)
    return found is not None and not found.minor


def test_the_labelled_list_is_large() -> None:
    """There are enough descriptions of both sorts, and none stands in both."""
    assert len(HARMLESS) >= 600
    assert len(DANGEROUS) >= 450
    assert set() == set(HARMLESS) & {text for text, _ in DANGEROUS}


def test_recall() -> None:
    """Nearly all dangerous descriptions are found, under the rule that speaks of them."""
    missed = [(text, code) for text, code in DANGEROUS if not (found := said_of(text)) or not found.rule.startswith(code)]
    assert LEAST_RECALL <= 1 - len(missed) / len(DANGEROUS), missed


def test_precision() -> None:
    """Of what is found, nearly all is dangerous."""
    wrong = [text for text in HARMLESS if fires(text)]
    assert LEAST_PRECISION <= 1 - len(wrong) / (len(wrong) + len(DANGEROUS)), wrong


def test_no_harmless_description_is_an_error() -> None:
    """What is harmless is never refused for its words."""
    assert [] == [text for text in HARMLESS if (found := said_of(text)) and found.sure]


@pytest.mark.parametrize("description", LABELLED["beyond"]["missed"])
def test_limits_are_known(description: str) -> None:
    """What is beyond the lists stays without an error."""
    found = said_of(description)
    assert found is None or not found.sure


@pytest.mark.parametrize(
    ("dangerous", "harmless"),
    [
        ("Power bank", "Case for power bank"),
        ("Gun", "Toy gun"),
        ("Perfume", "Perfume bottle, empty"),
        ("Lithium battery", "Lamp with lithium battery"),
        ("Laptop battery", "Laptop with battery"),
        ("Fireworks", "T-shirt with fireworks print"),
        ("Bleach", "Bleach-free shampoo"),
        ("Fromage de chèvre", "Boîte à fromage"),
        ("Pistola 9 mm", "Funda para pistola"),
        ("打火机", "打火机套"),
        ("香水套装", "香水瓶"),
        ("Cigaretes", "Cigarette holder"),
        ("Butane gas", "Lighter without butane gas"),
    ],
)
def test_words_around_decide(dangerous: str, harmless: str) -> None:
    """The same word is dangerous by itself, and harmless where other words say that it is not the goods."""
    assert (True, False) == (fires(dangerous), fires(harmless))


def test_the_gravest_is_told() -> None:
    """Of several dangers the certain one is named."""
    found = said_of("Perfume and fireworks")
    assert found is not None
    assert ("DG-EXP-001", True) == (found.rule, found.sure)


def test_spelling_mistakes_are_understood() -> None:
    """One letter too much, too few or wrong does not hide a word; other words are no mistakes."""
    assert ["lithium", "battery", "firework"] == read_words("Litium batery fireworsk")
    assert {"batter", "perfumed", "piston"}.isdisjoint(spelling())


def test_spelling_mistakes_are_told_one_by_one() -> None:
    """All slips of a word, and no word with two, are understood as in the table of all slips."""
    right = {word: meant for word, meant in spelling().items() if meant in {"lithium", "lighter"} and not word.endswith("s")}
    assert 300 < len(right)
    assert list(right.values()) == [word for wrong in right for word in read_words(wrong)]
    twice = [f"{wrong[:4]}q{wrong[4:]}" for wrong in right]
    assert [spelling().get(wrong, wrong) for wrong in twice] == [word for wrong in twice for word in read_words(wrong)]


def test_parts_are_read_apart() -> None:
    """Commas, slashes and brackets part what belongs to different goods; hyphens in words do not."""
    assert [["phone", "case"], ["power", "bank"]] == parts_of("Phone case, power bank")
    assert [["li", "ion", "battery"]] == parts_of("Li-ion batteries")
    assert [["hulle", "for", "akku"]] == parts_of("Hülle für Akku")


@pytest.mark.parametrize(
    ("description", "hs_code", "expected"),
    [
        (None, "850760", ("DG-LIT-001", True, True)),
        ("Smartphone with battery inside", "850760", ("DG-LIT-001", False, True)),
        ("Power bank", "850760", ("DG-LIT-003", True, False)),
        ("Lighter, empty", "961320", None),
        ("Pocket lighter", "961310", ("DG-GAS-001", True, True)),
        ("Honey bees", "010641", None),
        ("Perfume", "330300", ("DG-FLM-001", False, False)),
        ("Fireworks", "610910", ("DG-EXP-001", True, False)),
        ("Goods", "3604109000", ("DG-EXP-001", True, True)),
        ("Goods", "360499", None),
        ("Cotton socks", "611595", None),
        (None, None, None),
    ],
)
def test_codes_and_words_together(description: str | None, hs_code: str | None, expected: tuple[str, bool, bool] | None) -> None:
    """The surer of description and HS code is told; words may take back what a code says."""
    found = danger_of(description, hs_code)
    assert expected == (None if found is None else (found.rule, found.sure, found.by_code))


def test_dangers_have_rules() -> None:
    """Every rule that data names is in the set, and every code in the data exists."""
    codes = {rule.code for rule in builtin_rule_set("dg").rules}
    rows = [row for six in hs.codes() if (row := coded_as(six)) is not None]
    assert len(rows) > 300
    assert {row.danger.rule for row in rows if row.danger} <= codes
    assert {found.rule for text, _ in DANGEROUS if (found := said_of(text))} <= codes
