"""Mail to and from the United States: domestic mail, descriptions, filing numbers, lists of goods."""

from __future__ import annotations

import pytest

from ead.derived import table
from ead.descriptions import BUILTIN_JUDGE
from ead.rules.world.us_aed_area import enters_us, is_informational, leaves_us
from ead.rules.world.us_aed_description import us_description
from ead.rules.world.us_duty_goods import food_has_a_prior_notice, goods_may_use_the_postal_process
from ead.rules.world.us_usps import _shows_filing


@pytest.mark.parametrize(("country", "foreign"), [("TW", True), (None, True), ("US", None), ("PR", None), ("GU", None)])
def test_mail_of_the_territories_is_domestic(country: str | None, foreign: bool | None) -> None:
    """States and territories send each other domestic mail; any other origin is foreign."""
    assert foreign == enters_us.compute(country, "11")
    if country is not None:
        assert foreign == leaves_us.compute(country, "11")


def test_documents_are_no_goods() -> None:
    """The rules on goods are silent about documents."""
    assert enters_us.compute("TW", "91") is None
    assert leaves_us.compute("TW", "91") is None


@pytest.mark.parametrize(
    ("description", "kind"),
    [
        ("Gift", "gift"),
        ("Geschenk", "gift"),
        ("Birthday gifts", "gift"),
        ("Daily necessities", "listed"),
        ("ACCESSORIES", "listed"),
        ("Household goods", "vague"),
        ("Various household items", "vague"),
        ("Sunglasses", "short"),
        ("Hairdryer 2200", "short"),
    ],
)
def test_shortcomings_of_descriptions(description: str, kind: str) -> None:
    """A description has one shortcoming at most, the first that applies."""
    assert kind == us_description.compute(description, True, BUILTIN_JUDGE.examine(description)).kind


@pytest.mark.parametrize("description", ["Knitted cotton T-shirt", "Wooden spoon", "Gift wrapping paper", "太陽眼鏡", "n/a"])
def test_other_descriptions_are_left_alone(description: str) -> None:
    """Good descriptions, other scripts and stand-ins have no shortcoming of this kind."""
    assert us_description.compute(description, True, BUILTIN_JUDGE.examine(description)) is None


@pytest.mark.parametrize(
    ("text", "filed"),
    [
        ("X20261101123456", True),
        ("AES X20261101 123456", True),
        ("NOEEI 30.37(h)", True),
        ("NO EEI 30.36", True),
        ("noeei sec 30.37 (y)", True),
        ("NOEEI 30.37(a)", False),
        ("NOEEI 30.37 (A)", False),
        ("INV-2026-004417", False),
    ],
)
def test_filing_is_shown_by_an_itn_or_a_citation(text: str, filed: bool) -> None:
    """An ITN counts, and so does the citation of any exemption but that of low values."""
    assert filed is _shows_filing(text)


def test_informational_materials() -> None:
    """Books and recorded music are informational materials, clothes are not."""
    assert is_informational("4901990040")
    assert is_informational("852349")
    assert not is_informational("610910")


def test_orders_are_on_goods_of_a_country() -> None:
    """An order holds for its countries only, and gifts are left out."""
    assert "case A-570-504" == goods_may_use_the_postal_process("3406000000", "CN", "11", True)["case"]
    assert goods_may_use_the_postal_process("3406000000", "PT", "11", True) is None
    assert goods_may_use_the_postal_process("3406000000", "CN", "31", True) is None


def test_orders_name_goods_by_four_digits_at_least() -> None:
    """The first look at a piece is at so many."""
    codes = [code for row in table("rules", "us-duty")["order"] for code in row["hs"]]
    assert codes
    assert 4 <= min(map(len, codes))


def test_codes_that_do_not_exist_are_no_food() -> None:
    """A made-up code in a food chapter is left to the rules on codes."""
    assert food_has_a_prior_notice(True, "11", ["123456"], None, None) is None
    assert {"at": "contents.2.hs_code"} == food_has_a_prior_notice(True, "11", ["610910", "0902100000"], None, None)
