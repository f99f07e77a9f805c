"""Scripts: which text can be read where."""

from __future__ import annotations

import pytest

from ead.codelists import countries
from ead.rules.scripts import _table, foreign_script


@pytest.mark.parametrize(
    ("text", "destination", "script"),
    [
        ("Knitted T-shirt", "BE", None),
        ("Été à Noël, Łódź, Þór, Əliyev", "US", None),
        ("Nguyễn Thị Ánh", "US", None),
        ("陳美玲", "BE", "Chinese"),
        ("陳美玲", "JP", None),
        ("ひらがな", "CN", "Japanese"),
        ("김민지", "KR", None),
        ("김민지", "JP", "Korean"),
        ("Анна Иванова", "BG", None),
        ("Анна Иванова", "DE", "Cyrillic"),
        ("Ελένη", "CY", None),
        ("قميص قطني", "AE", None),
        ("قميص قطني", "FR", "Arabic"),
        ("เสื้อยืด", "LA", "Thai"),
        ("棉T恤", "BE", "Chinese"),
        ("Cotton T-shirt 棉T恤", "BE", None),
        ("№ 5 ® ™ €", "BE", None),
        ("𠀋𠀋", "GB", "Chinese"),
    ],
)
def test_script_that_is_not_read_at_destination(text: str, destination: str, script: str | None) -> None:
    """A text is reported when most of its letters are in a script that the destination does not use."""
    assert script == foreign_script(text, destination)


def test_table_names_real_countries_and_ranges() -> None:
    """The countries of the table exist, and its ranges run upwards."""
    for name, ranges, used_in in _table():
        assert frozenset() == {code for code in used_in if not countries.is_country(code)}, name
        assert all(first <= last for first, last in ranges), name
