"""Amendment of receptacles (IE3A44), invalidation (IE3Q04), master air waybills (IE3F42), and items that cannot be filed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import etree

import ead
from ead.errors import ConfigurationError
from ead.ics2 import AmendmentRefused, Carrier, Place, Shipper, Waybill, read_sent, write_a44, write_f42, write_f43, write_f44, write_q04
from ead.sufficiency import Sufficiency
from ead.testing import builders

ROOT = Path(__file__).parents[2]
MRN = "26BEIM1234567890A5"
RECEPTACLES = ["TWTPEABEBRUAAUN60001001010123", "TWTPEABEBRUAAUN60001002010123"]


def despatch(*receptacles: str) -> ead.Predes:
    """Despatch data of as many items as there are receptacles."""
    source = ead.read(ROOT / "examples" / "predes.xml")
    assert isinstance(source, ead.Predes)
    numbers = ("LX806576725TW", "LX806576739TW")
    changes = [
        {"item_id": number, "receptacle_id": one, "destination_operator": "BEA"} for number, one in zip(numbers, receptacles, strict=False)
    ]
    return source.model_copy(update={"items": tuple(source.items[0].model_copy(update=change) for change in changes)})


@pytest.mark.parametrize("version", ["1", "2"])
def test_receptacles_are_amended(kit: SimpleNamespace, version: Any) -> None:
    """IE3A44 carries the whole dataset under the MRN, is valid, and can be read back."""
    filed = write_f44(despatch(*RECEPTACLES), kit.declarant(), version, lrn="L4", issued_at=kit.noon)
    amended = write_a44(despatch(RECEPTACLES[0], RECEPTACLES[0]), kit.declarant(), MRN, filed, version, issued_at=kit.noon)
    assert amended.xml is not None
    assert [] == kit.errors(amended.xml, version)
    found = read_sent(amended.xml)
    assert ("IE3A44", MRN, "") == (found.message, found.mrn, found.lrn)
    assert [RECEPTACLES[0]] * 2 == [item.receptacle for item in found.items]


def test_an_amendment_of_receptacles_keeps_to_its_limits(kit: SimpleNamespace) -> None:
    """Representative and (version 1) documents may not change; refused items and a missing filing are told."""
    filed = write_f44(despatch(*RECEPTACLES), kit.declarant(), "1", lrn="L4", issued_at=kit.noon)
    with pytest.raises(AmendmentRefused, match="documentNumber"):
        write_a44(despatch(RECEPTACLES[0]), kit.declarant(), MRN, filed, "1")
    with pytest.raises(AmendmentRefused, match="representative"):
        write_a44(despatch(*RECEPTACLES), kit.declarant(representative=kit.agent), MRN, filed, "1")
    with pytest.raises(ValueError, match="is no MRN"):
        write_a44(despatch(*RECEPTACLES), kit.declarant(), "X", filed)
    with pytest.raises(ValueError, match="nothing to amend"):
        write_a44(despatch(*RECEPTACLES), kit.declarant(), MRN, b"")
    refused = write_a44(despatch(RECEPTACLES[0], "X"), kit.declarant(), MRN, filed)
    assert (None, [1]) == (refused.xml, [item.index for item in refused.refused])


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_filing_is_invalidated(kit: SimpleNamespace, version: Any) -> None:
    """IE3Q04 names the MRN, the member state and who asks."""
    xml = write_q04(MRN, kit.declarant(representative=kit.agent), "BE", version, issued_at=kit.noon)
    assert [] == kit.errors(xml, version)
    assert (MRN, "BE") == (read_sent(xml).mrn, read_sent(xml).member_state)
    with pytest.raises(ValueError, match="no addressed member state"):
        write_q04(MRN, kit.declarant())


def waybill(kit: SimpleNamespace, **overrides: Any) -> Waybill:
    """An invented flight from Taipei over Doha to Brussels."""
    home = kit.declarant().address
    there = replace(home, country="TW", city="Taipei")
    values: dict[str, Any] = {
        "number": "999-12345675",
        "carrier": Carrier(name="Example Air", eori="BE0987654321", address=home),
        "consignor": Shipper(name="Example Post of Taiwan", address=there),
        "consignee": Shipper(name="Example Post", address=home, number="BE0123456789", communication=kit.declarant().communication),
        "flight": "EX123",
        "departure": kit.noon,
        "arrival": kit.noon + timedelta(hours=15),
        "routing": ("TW", "QA", "BE"),
        "loading": Place(country="TW", unlocode="TWTPE"),
        "unloading": Place(country="BE", name="Brussels Airport"),
        "office": "BE101000",
        "documents": (("INV-1", "N380"),),
    }
    return Waybill(**{**values, **overrides})


@pytest.mark.parametrize("departed", [True, False])
def test_a_waybill_is_filed_with_its_receptacles(kit: SimpleNamespace, departed: bool) -> None:
    """IE3F42 is valid by the schema, with routing in order and the time of departure under its name."""
    declarant = kit.declarant(representative=kit.agent)
    filing = write_f42(RECEPTACLES, waybill(kit, departed=departed), declarant, lrn="L5", issued_at=kit.noon)
    assert filing.xml is not None
    assert [] == kit.errors(filing.xml, "2")
    root = etree.fromstring(filing.xml)
    names = [etree.QName(node).localname for node in root.iter() if isinstance(node.tag, str)]
    assert (departed, not departed) == ("actualDateAndTimeOfDeparture" in names, "estimatedDateAndTimeOfDeparture" in names)
    assert RECEPTACLES == [node.text for node in root.iter("{*}receptacleIdentificationNumber")]
    assert ["TW", "QA", "BE"] == [node.findtext("{*}country") for node in root.iter("{*}countriesOfRoutingOfMeansOfTransport")]
    assert ("IE3F42", "L5") == (read_sent(filing.xml).message, read_sent(filing.xml).lrn)


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"routing": ("QA", "BE")}, "R3013"),
        ({"routing": ("TW", "QA")}, "R3014"),
        ({"office": "DE001234"}, "R3018"),
        ({"routing": ("TW",)}, "expected 2 to 99"),
        ({"office": "Brussels"}, "is no customs office"),
        ({"type": "N750"}, "expected N741, N740"),
    ],
)
def test_waybills_that_break_a_rule_are_refused(kit: SimpleNamespace, overrides: dict[str, Any], said: str) -> None:
    """Routing, office and type are held against the rules before anything is written."""
    with pytest.raises(ConfigurationError, match=said):
        waybill(kit, **overrides)


def test_places_times_and_receptacles_are_checked(kit: SimpleNamespace) -> None:
    """An arrival before the departure, a place with two names or none, and receptacles that are none or stand twice."""
    with pytest.raises(ConfigurationError, match="R3053"):
        waybill(kit, arrival=kit.noon - timedelta(hours=1))
    with pytest.raises(ConfigurationError, match="no EORI number"):
        waybill(kit, carrier=Carrier(name="X", eori="?", address=kit.declarant().address))
    for wrong in ({}, {"unlocode": "BEBRU", "name": "Brussels"}, {"unlocode": "NLAMS"}):
        with pytest.raises(ConfigurationError, match="place: "):
            Place(country="BE", **wrong)
    for receptacles in ([], RECEPTACLES[:1] * 2, ["X"]):
        with pytest.raises(ConfigurationError, match="expected"):
            write_f42(receptacles, waybill(kit), kit.declarant())


@pytest.mark.parametrize(
    ("changes", "element", "path"),
    [
        ({"item_id": "LX806576726TW"}, "transportDocumentHouseLevel/documentNumber", ("item_id",)),
        ({"addressee.country": "B1"}, "address/country", ("addressee", "country")),
        ({"sender.country": "QQ"}, "address/country", ("sender", "country")),
        ({"nature": "91", "contents": None}, "goodsItem", ("contents",)),
    ],
)
def test_items_that_cannot_be_filed_are_insufficient(
    kit: SimpleNamespace, changes: dict[str, Any], element: str, path: tuple[str, ...]
) -> None:
    """A bad check digit, a country that is no code and documents without pieces: the level says so, and the filing says why."""
    message = kit.message(builders.with_values(builders.item_between("TW", "BE"), changes))
    for profile in ("auto", "eu-ics2"):
        (level,) = [
            result.sufficiency for result in ead.iter_validate(message, profiles=[profile], as_of=kit.today) if result.index is not None
        ]
        assert level is Sufficiency.INSUFFICIENT
    filing = write_f43(message, kit.declarant(addressed_member_state="BE"), as_of=kit.today)
    assert (None, [(element, path)]) == (filing.xml, [(gap.element, gap.path) for gap in filing.refused[0].gaps])


@pytest.mark.parametrize("country", ["XK", "be"])
def test_countries_that_the_filing_knows_are_fit(kit: SimpleNamespace, country: str) -> None:
    """Kosovo has a code of its own in the list, and small letters are mended."""
    message = kit.message(builders.with_values(builders.item_between("TW", "BE"), {"sender.country": country}))
    filing = write_f43(message, kit.declarant(addressed_member_state="BE"), as_of=kit.today)
    assert [] == [gap for item in filing.refused for gap in item.gaps]
