"""Defects of goods that mail does not carry, or only with papers: the first piece becomes such goods, and gets their HS code."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from ead.testing.builders import value_at
from ead.testing.defects.base import EU, SALE, UNINSURED, Defect

__all__ = ["DEFECTS"]

_DESCRIPTION, _CODE = "contents.1.description", "contents.1.hs_code"
_SIX = 6

# Where no other rule speaks of such goods: the Union, Norway and Australia exclude them from their simple procedures, and the United
# States have rules of their own.
_ELSEWHERE = ("CA", "CH", "CN", "GB", "JP", "MX", "NZ", "SG")


def _goods(name: str, code: str, summary: str, *goods: tuple[str, str], **more: Any) -> Defect:
    """A defect of items that are sold: the first piece is one of the goods, given as description and six digits of the HS code."""

    def change(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
        description, six = rng.choice(goods)
        return {_DESCRIPTION: description, _CODE: six + str(value_at(item, _CODE))[_SIX:]}

    return Defect(name=name, code=code, field=_DESCRIPTION, summary=summary, change=change, also=(_CODE,), nature=SALE, **more)


DEFECTS = (
    _goods(
        "loose-lithium-cells",
        "DG-LIT-001",
        "the goods are lithium cells by themselves",
        ("Lithium ion cells 18650", "850760"),
        ("Pilas de litio CR2032", "850650"),
    ),
    _goods(
        "scooter-battery-unsaid",
        "DG-LIT-002",
        "nothing is said of the battery of a vehicle",
        ("Hoverboard in black", "871160"),
        ("Trottinette électrique", "871160"),
    ),
    _goods(
        "fireworks",
        "DG-EXP-001",
        "the goods are fireworks or matches",
        ("Firecrackers in red", "360410"),
        ("Safety matches", "360500"),
        ("Feuerwerksraketen rot", "360410"),
    ),
    _goods(
        "aerosol",
        "DG-GAS-001",
        "the goods are gas or under pressure",
        ("Spray paint in black", "320890"),
        ("CO2 cartridges for drinks", "281121"),
    ),
    _goods(
        "flammable-liquid",
        "DG-FLM-001",
        "the goods are a flammable liquid",
        ("Acetone of high purity", "291411"),
        ("Eau de toilette", "330300"),
        ("Nail polish in red", "330430"),
    ),
    _goods("acid", "DG-COR-001", "the goods are corrosive", ("Sulfuric acid", "280700"), ("Mercury thermometer", "902511")),
    _goods("radioactive", "DG-RAD-001", "the goods are radioactive", ("Uranium ore", "261210"), ("Americium source", "284444")),
    _goods("blood-sample", "DG-INF-001", "the goods may be infectious", ("Blood samples", "300290"), ("Échantillons de sang", "300290")),
    _goods(
        "live-animals",
        "DG-ANI-001",
        "the goods are live animals",
        ("Live turtles", "010620"),
        ("Lebende Insekten", "010649"),
        destinations=_ELSEWHERE,
    ),
    _goods("narcotics", "DG-NAR-001", "the goods are narcotics", ("Cannabis flowers", "121190"), ("Hojas de coca", "121130")),
    _goods(
        "weapon", "DG-ARM-001", "the goods are a weapon", ("Air rifle", "930400"), ("Butterfly knife", "821193"), destinations=_ELSEWHERE
    ),
    _goods(
        "tobacco", "DG-TOB-001", "the goods are tobacco", ("Rolling tobacco", "240319"), ("Cuban cigars", "240210"), destinations=_ELSEWHERE
    ),
    _goods(
        "medicine-without-papers",
        "DG-PHA-001",
        "medicines have no prescription",
        ("Antibiotics in capsules", "300420"),
        ("Paracetamol tablets", "300490"),
        destinations=_ELSEWHERE,
    ),
    _goods(
        "ivory-without-permit",
        "DG-CIT-001",
        "goods of a protected animal have no permit",
        ("Elephant ivory", "960110"),
        ("Python leather", "411330"),
        destinations=_ELSEWHERE,
    ),
    _goods(
        "seeds-without-certificate",
        "DG-ANP-001",
        "seeds have no certificate",
        ("Tomato seeds", "120991"),
        ("Vegetable seeds", "120991"),
        destinations=_ELSEWHERE,
    ),
    _goods("antiquity-without-licence", "DG-CUL-001", "an antiquity has no licence", ("Illuminated manuscript", "490199"), destinations=EU),
    _goods("electronic-waste", "DG-WAS-001", "the goods are waste", ("Electronic waste", "854991"), ("E-waste of offices", "854991")),
    _goods(
        "money-uninsured",
        "DG-MON-001",
        "money is in an item without insured value",
        ("Gold coins", "711890"),
        ("Silver bullion bar", "710691"),
        handling=UNINSURED,
        mail_class="U",
    ),
)
