"""The named defects: each spoils what it says, and nothing else."""

from __future__ import annotations

import doctest
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from ead.testing import builders, defects
from ead.testing.defects import DEFECTS, Defect, defects_for, resolve
from ead.testing.generator import generate, iter_items

Paths = Callable[[Mapping[str, Any], Mapping[str, Any]], set[str]]

ANY_ITEM = [defect for defect in DEFECTS.values() if not defect.destinations and not defect.mail_class]
OF_ITEMS = [defect for defect in DEFECTS.values() if defect.level == "item"]
STRUCTURAL = [defect for defect in OF_ITEMS if defect.code.startswith("CORE-STR-")]


def _name_of(defect: Defect) -> str:
    return defect.name


def _clean_item(defect: Defect, seed: int) -> dict[str, Any]:
    """Return the clean item of which the generator makes the first defective one: same context, no change."""
    harmless = Defect(
        name="harmless",
        code="",
        field="",
        summary="",
        change=lambda item, rng: {},
        nature=defect.nature,
        mail_class=defect.mail_class,
        handling=defect.handling,
        destinations=defect.destinations,
    )
    from ead.testing import generator

    return generator._item(Random(seed), 12345678, (None, None), harmless)


def test_example_in_the_package_works() -> None:
    """The doctest of the package passes."""
    assert 0 == doctest.testmod(defects).failed


def test_there_are_defects_of_every_sort() -> None:
    """There are at least forty, with unique names, for all the families of rules."""
    assert len(DEFECTS) >= 40
    families = {defect.code.split("-")[0] for defect in DEFECTS.values()}
    assert {"CORE", "UPU", "DQ", "HS", "EUI", "US", "BR", "NO"} <= families


@pytest.mark.parametrize("defect", DEFECTS.values(), ids=_name_of)
def test_defect_is_documented(defect: Defect) -> None:
    """A defect has a kebab-case name, the code of a rule, a field and a summary."""
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", defect.name)
    assert re.fullmatch(r"[A-Z0-9]+(-[A-Z0-9]+)*-[0-9]{3}", defect.code)
    assert re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)*", defect.field)
    assert defect.summary
    assert DEFECTS[defect.name] is defect


@pytest.mark.parametrize("defect", OF_ITEMS, ids=_name_of)
@pytest.mark.parametrize("seed", range(6))
def test_defect_changes_the_named_field_only(defect: Defect, seed: int, changed_paths: Paths) -> None:
    """The field or one declared beside it changes, nothing else does, and the item passed in stays as it was."""
    item = _clean_item(defect, seed)
    before = builders.with_values(item, {})
    spoilt = defect.apply(item, Random(seed))
    changed = changed_paths(item, spoilt)
    assert before == item
    allowed = (defect.field, *defect.also)
    assert changed
    assert [] == [path for path in changed if not any(path == name or path.startswith(f"{name}.") for name in allowed)]


@pytest.mark.parametrize("defect", [defect for defect in ANY_ITEM if defect.level == "item"], ids=_name_of)
def test_defect_applies_to_the_sample_item(defect: Defect) -> None:
    """The fixed sample item can have every defect that is not tied to a country or a mail class."""
    assert builders.item() != defect.apply(builders.item(), Random(0))


@pytest.mark.parametrize("defect", OF_ITEMS, ids=_name_of)
def test_generator_makes_every_defect(defect: Defect) -> None:
    """The generator finds items that fit the defect."""
    items = generate(6, seed=5, defect=defect.name)["items"]
    assert 6 == len(items)
    if defect.nature:
        assert all(item.get("nature") == defect.nature or "nature" in (defect.field, *defect.also) for item in items)


@pytest.mark.parametrize("defect", STRUCTURAL, ids=_name_of)
def test_structural_defects_break_the_field_table(defect: Defect, facet_faults: Callable[..., list[str]]) -> None:
    """A structural defect is against the field table exactly at its field."""
    for item in generate(5, seed=1, defect=defect.name)["items"]:
        assert [defect.field] == [fault.split(":")[0] for fault in facet_faults(item)]


@pytest.mark.parametrize("defect", [defect for defect in OF_ITEMS if defect not in STRUCTURAL], ids=_name_of)
def test_other_defects_keep_to_the_field_table(defect: Defect, facet_faults: Callable[..., list[str]]) -> None:
    """A defect of sense leaves an item that is structurally sound."""
    for item in generate(5, seed=1, defect=defect.name)["items"]:
        assert [] == facet_faults(item)


def test_twin_repeats_the_item_before() -> None:
    """With the defect of a duplicate every second item is a twin of the one before."""
    items = generate(10, seed=3, defect="duplicate-item")["items"]
    assert 5 == len({item["item_id"] for item in items})
    assert items[0] == items[1]
    assert items[1] is not items[0]


def test_a_lone_item_gets_its_twin() -> None:
    """One item cannot be a duplicate, so there are two; a clean item, or one that need not be defective, stays alone."""
    first, second = generate(1, seed=3, defect="duplicate-item")["items"]
    assert first == second
    assert 2 == len(list(iter_items(1, seed=3, defect="CORE-DUP-001")))
    assert 1 == len(list(iter_items(1, seed=3)))
    assert 1 == len(list(iter_items(1, seed=3, defect="duplicate-item", defect_rate=0.5)))
    assert [] == list(iter_items(0, seed=3, defect="duplicate-item"))


def test_defects_of_values_spare_insured_items() -> None:
    """Items whose values or pieces change are not insured, so that the insured value still fits."""
    for name in ("value-zero", "value-suspicious", "value-too-large", "net-equals-gross"):
        assert not any("insured_value" in item for item in generate(60, seed=1, defect=name)["items"])


def test_defects_can_be_asked_for_by_code() -> None:
    """The code of a rule stands for all its defects."""
    codes = {defect.name for defect in defects_for("UPU-S10-001")}
    assert {"s10-check-digit", "s10-lower-case"} <= codes
    assert resolve("UPU-S10-001") == defects_for("UPU-S10-001")
    assert 30 == len(list(iter_items(30, defect="UPU-S10-001")))


def test_unknown_code_has_no_defects() -> None:
    """A rule without defects gives none; asking the generator for it is an error."""
    assert () == defects_for("XX-NONE-001")
    with pytest.raises(LookupError, match='no defect "XX-NONE-001"'):
        resolve("XX-NONE-001")


def test_defect_of_another_destination_is_refused() -> None:
    """A defect that only some destinations know is refused elsewhere, with the destinations that do."""
    assert resolve("br-cpf-dummy", "BR")
    with pytest.raises(ValueError, match="expected one of BR"):
        resolve("br-cpf-dummy", "US")


def test_net_weights_over_gross_by_more_than_tolerance() -> None:
    """The pieces outweigh the item by more than the 5 g that rounding may explain."""
    for item in generate(40, seed=2, defect="net-over-gross")["items"]:
        nets = sum(Decimal(piece["net_weight"]) for piece in item["contents"])
        assert nets - Decimal(item["gross_weight"]) > Decimal("0.005")


def test_gift_by_company_needs_no_firm_in_the_original() -> None:
    """An item of a private sender gets a firm together with the nature."""
    item = builders.item(sender=builders.sender(company=None))
    assert "Keller Versand GmbH" == DEFECTS["gift-by-company"].apply(item, Random(0))["sender"]["company"]
