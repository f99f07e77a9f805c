"""The labelled descriptions: the judge is held to what the documentation says of it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ead.descriptions import BUILTIN_JUDGE

ROWS = list(csv.DictReader((Path(__file__).parents[2] / "benchmarks/descriptions/labelled.csv").read_text("utf-8").splitlines()))
LANGUAGES = sorted({row["language"] for row in ROWS})


def flagged(text: str) -> bool:
    """Whether the judge finds a fault."""
    return BUILTIN_JUDGE.examine(text) is not None


def test_the_set_is_large_enough() -> None:
    """There are at least 1200 descriptions in at least 13 languages."""
    assert len(ROWS) >= 1200
    assert len(LANGUAGES) >= 13


@pytest.mark.parametrize("language", LANGUAGES)
def test_faulty_descriptions_are_found(language: str) -> None:
    """In each language at least nine of ten faulty descriptions are found."""
    faulty = [row["text"] for row in ROWS if row["language"] == language and row["label"] != "good"]
    assert sum(map(flagged, faulty)) >= 0.9 * len(faulty)


@pytest.mark.parametrize("language", LANGUAGES)
def test_good_descriptions_pass(language: str) -> None:
    """In each language at most one good description has a finding."""
    good = [row["text"] for row in ROWS if row["language"] == language and row["label"] == "good"]
    assert sum(map(flagged, good)) <= 1


def test_true_chapters_are_hardly_ever_doubted() -> None:
    """Fewer than five of a thousand true headings are taken for foreign to the goods."""
    doubted = [
        row["text"]
        for row in ROWS
        if row["heading"] and (goods := BUILTIN_JUDGE.goods(row["text"])) and row["heading"][:2] not in goods.chapters
    ]
    assert len(doubted) < 5
