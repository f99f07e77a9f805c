"""Import into the European Union: the estimate of duty, IOSS numbers wherever they stand, and rows of goods."""

from __future__ import annotations

import doctest
from datetime import date
from decimal import Decimal

import pytest

from ead.rules.world import eu_import_duty, eu_import_goods
from ead.rules.world.eu_import_duty import estimate
from ead.rules.world.eu_import_facts import enters_union, ioss_numbers
from ead.rules.world.eu_import_goods import goods_of, place_of


@pytest.mark.parametrize("module", [eu_import_duty, eu_import_goods])
def test_examples_in_the_modules_work(module: object) -> None:
    """The doctests pass."""
    assert 0 == doctest.testmod(module).failed  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "duty"),
    [(date(2026, 6, 30), 0), (date(2026, 7, 1), 6), (date(2028, 6, 30), 6), (date(2028, 7, 1), 0)],
)
def test_duty_is_charged_for_two_years(day: date, duty: int) -> None:
    """Two sub-headings cost 6 euro from 2026-07-01 to 2028-06-30, and nothing before and after."""
    assert Decimal(duty) == estimate(["610910", "340600"], day)


def test_duty_counts_subheadings() -> None:
    """National digits, dots and repeated codes make no difference; pieces without a code are one more."""
    assert Decimal(3) == estimate(["610910", "6109100010", "6109.10"], date(2026, 11, 21))
    assert Decimal(6) == estimate(["610910", None, None], date(2026, 11, 21))
    assert Decimal(0) == estimate([], date(2026, 11, 21))


@pytest.mark.parametrize(
    ("origin", "postcode", "entering"),
    [
        ("TW", "106", True),
        ("GB", "SW1A 1AA", True),
        (None, None, True),
        ("FR", "75001", None),
        ("MC", "98000", None),
        ("GB", "BT1 5GS", None),
    ],
)
def test_only_goods_from_outside_enter_the_union(origin: str | None, postcode: str | None, entering: bool | None) -> None:
    """Member states, Monaco and Northern Ireland lie inside; an unknown origin counts as outside."""
    assert entering == enters_union.compute(origin, postcode)


def test_ioss_numbers_are_found_in_three_places() -> None:
    """References of both parties and extra fields of the item are searched, in this order."""
    found = ioss_numbers.compute(
        True,
        [["VAT", "BE0428759497"], ["IOSS", "im 056 273849 1"]],
        [[None, "IM3720000224-EU123456789"]],
        [["Shelf", "IM0562738491"], ["ioss-id", "IM0562738491"]],
    )
    assert [
        ("sender.references.2.value", "IM0562738491", "", ""),
        ("addressee.references.1.value", "IM3720000224", "EU123456789", ""),
        ("extra_fields.1.value", "IM0562738491", "", ""),
        ("extra_fields.2.value", "IM0562738491", "", ""),
    ] == list(map(tuple, found))


@pytest.mark.parametrize(
    ("kind", "value", "fault"),
    [
        ("IOSS", "IM9992738491", "form"),
        ("IOSS", "12345", "form"),
        (None, "IM9992738491", "form"),
        ("IMPORTER", "IM9992738491", "form"),
        ("IOSS", "IN0562738491", "scheme"),
        (None, "EU372012345", "scheme"),
    ],
)
def test_what_was_meant_to_be_an_ioss_number_is_recognised(kind: str | None, value: str, fault: str) -> None:
    """A wrong number counts when the data names it so, or leaves open what it is and it can hardly be anything else."""
    (found,) = ioss_numbers.compute(True, [[kind, value]], None, None)
    assert fault == found.fault


@pytest.mark.parametrize(("kind", "value"), [("VAT", "IM9992738491"), ("EORI", "GB123456789000"), (None, "INV-2026-17"), (None, "IMPEX 4")])
def test_other_references_are_left_alone(kind: str | None, value: str) -> None:
    """A reference of another kind, or one that does not look like an IOSS number, is none."""
    assert ioss_numbers.compute(True, [[kind, value]], None, None) is None


def test_goods_are_known_by_the_longest_prefix() -> None:
    """Codes with national digits belong to the row of their heading; others to none."""
    assert "alcoholic drinks" == goods_of("2204210000", "excise")
    assert "seed potatoes and other potatoes" == goods_of("070110", "restricted")
    assert goods_of("610910", "restricted") is None


def test_finding_stands_where_the_goods_were_given_away() -> None:
    """A finding on goods that the description names too stands there, else at the code."""
    assert "description" == place_of("Tomato seeds for sowing", "120991")
    assert "hs_code" == place_of("Red wine of Touriga grapes", "220421")
    assert "hs_code" == place_of(None, "120991")
