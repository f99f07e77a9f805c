"""What traders wrote, told by compiled code: as Python tells it, and nearly always without Python."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ead.descriptions.fault_roles import maybe_faulty
from ead.descriptions.goods_roles import quick_goods
from ead.native import part
from ead.rules.world.dg_quick import maybe_dangerous

from ..native.test_described import misread

LABELLED = Path(__file__).parents[2] / "benchmarks" / "descriptions" / "labelled.csv"
ROWS = list(csv.DictReader(LABELLED.read_text("utf-8").splitlines()))

pytestmark = pytest.mark.skipif(part("described") is None, reason="needs what is compiled")


@pytest.mark.parametrize("text", [row["text"] for row in ROWS])
def test_descriptions_of_traders_are_read_alike(text: str) -> None:
    """In thirteen languages, good ones and bad ones."""
    assert [] == misread(text)


def test_most_descriptions_need_no_python() -> None:
    """Good descriptions in Latin, Greek and Cyrillic letters are nearly always understood."""
    good = [row["text"] for row in ROWS if row["label"] == "good" and max(row["text"]) < "\u0530"]
    assert len(good) > 500
    assert not [text for text in good if quick_goods()(text) is NotImplemented]
    assert sum(map(maybe_faulty(), good)) < len(good) / 5
    assert sum(map(maybe_dangerous(), good)) < len(good) / 5
