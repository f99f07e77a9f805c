"""Writing IE3F43 and IE3F44: order, namespaces, what is filled from where, and what is refused."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

import ead
import ead.ics2
from ead.errors import ConfigurationError
from ead.fields import itmatt as table
from ead.fields.table import Field
from ead.ics2 import write_f43, write_f43_each, write_f44
from ead.ics2.values import clean
from ead.sufficiency import Sufficiency
from ead.testing import builders, strategies

ROOT = Path(__file__).parents[2]
HOUSE_ORDER = [
    "totalGrossMass",
    "additionalFiscalReferences",
    "supportingDocuments",
    "consignee",
    "goodsItem",
    "goodsItem",
    "consignor",
    "postalCharges",
    "transportDocumentHouseLevel",
]
ROOT_ORDER = [
    "LRN",
    "documentIssueDate",
    "SpecificCircumstanceIndicator",
    "addressedMemberState",
    "representative",
    "consignmentMasterLevel",
    "declarant",
]


def names(node: etree._Element) -> list[str]:
    return [etree.QName(child).localname for child in node]


def one(root: etree._Element, name: str) -> etree._Element:
    found = next(root.iter(f"{{*}}{name}"))
    assert found is not None
    return found


def two_pieces(**overrides: object) -> dict[str, object]:
    piece = builders.content_piece(description="Wooden spoon", hs_code="441911")
    return builders.item(contents=[builders.content_piece(), piece], **overrides)


@pytest.mark.parametrize(("version", "space"), [("1", "urn:wco:datamodel:WCO:CIS:1"), ("2", "urn:wco:datamodel:eu:ics2:2")])
def test_elements_stand_in_the_order_and_namespace_of_the_version(kit: SimpleNamespace, version: str, space: str) -> None:
    """Root and house consignment keep the order of the tables, whatever the order of the data."""
    agent = ead.ics2.Representative(
        name="Agent", eori="DE1234567890", address=kit.declarant().address, communication=kit.declarant().communication
    )
    filing = write_f43(
        kit.message(two_pieces()), kit.declarant(representative=agent), version, lrn="L1", issued_at=kit.noon, as_of=kit.today
    )
    assert filing.xml is not None
    root = etree.fromstring(filing.xml)
    assert (f"{{{space}}}IE3F43", ROOT_ORDER) == (root.tag, names(root))
    assert names(one(root, "consignmentHouseLevel")) == HOUSE_ORDER
    street = {"1": "streetNameLine1", "2": "street"}[version]
    assert names(one(one(root, "consignee"), "address")) == ["city", "country", street, "postCode", "number"]
    assert kit.errors(filing.xml, version) == []


def test_values_come_from_the_fields_they_are_named_after(kit: SimpleNamespace) -> None:
    """Mass, fiscal reference, type of goods, amounts and document number are those of the item."""
    filing = write_f43(kit.message(two_pieces()), kit.declarant(), lrn="L1", issued_at=kit.noon, as_of=kit.today)
    root = etree.fromstring(filing.xml or b"")
    assert {"value": "37.80", "currency": "EUR"} == dict(one(root, "postalValue").attrib)
    assert ("0.412", "11", "IM0562738491", "FR5") == tuple(
        one(root, name).text for name in ("totalGrossMass", "typeOfGoods", "VATIdentificationNumber", "role")
    )
    assert ["1", "0"] == [node.text for node in root.iter("{*}numberOfPackages")]
    assert "2026-11-02T12:00:00Z" == one(root, "DateTime").text
    assert ("LX806576725TW", "N750") == tuple(node.text for node in one(root, "transportDocumentHouseLevel"))


def test_one_filing_holds_many_items_or_each_its_own(kit: SimpleNamespace) -> None:
    """All items of a message go into one filing, or into one each with an LRN of its own."""
    message = kit.message(*builders.message(3)["items"])
    together = write_f43(message, kit.declarant(), as_of=kit.today)
    apart = list(write_f43_each(message, kit.declarant(), as_of=kit.today))
    assert [0, 1, 2] == [item.index for item in together.items]
    assert [(0,), (1,), (2,)] == [tuple(item.index for item in filing.items) for filing in apart]
    assert 3 == len({filing.lrn for filing in apart})
    assert all(re.fullmatch("[0-9A-F]{22}", filing.lrn or "") for filing in apart)


def test_items_that_do_not_suffice_are_refused_with_findings(kit: SimpleNamespace) -> None:
    """An item without HS code and one to another destination stay out of the filing, with the reason."""
    poor = builders.with_values(builders.item(item_id="LX806576739TW"), {"contents.1.hs_code": None})
    message = kit.message(builders.item(), poor, builders.item_between("TW", "US", item_id="LX806576742TW"))
    filing = write_f43(message, kit.declarant(), as_of=kit.today)
    assert [0] == [item.index for item in filing.items]
    assert [(1, ("ICS2-HS-001",)), (2, ())] == [(one.index, tuple(f.code for f in one.findings)) for one in filing.refused]
    assert "the destination asks for no filing of ICS2" == filing.refused[1].reason


def test_a_message_without_a_fit_item_gives_no_xml(kit: SimpleNamespace) -> None:
    """Nothing is written when nothing can be filed."""
    poor = builders.with_values(builders.item(), {"addressee.city": None})
    assert write_f43(kit.message(poor), kit.declarant(), as_of=kit.today).xml is None


def test_an_undecided_person_is_a_gap_unless_the_declarant_says(kit: SimpleNamespace) -> None:
    """Version 2 needs the type of person: it is reported with its field, and taken from the configuration where that has it."""
    item = builders.with_values(builders.item(), {"sender.company": None, "sender.person_type": None, "sender.name": "ACME"})
    item["sender"]["references"] = []
    message = kit.message(item)
    (refused,) = write_f43(message, kit.declarant(), as_of=kit.today).refused
    assert [("consignor/typeOfPerson", ("sender", "person_type"))] == [(gap.element, gap.path) for gap in refused.gaps]
    assert write_f43(message, kit.declarant(assume_sender="2"), as_of=kit.today).xml is not None
    assert write_f43(message, kit.declarant(), "1", as_of=kit.today).xml is not None


def test_what_is_cut_or_left_out_is_noted(kit: SimpleNamespace) -> None:
    """A name too long, a telephone number without international form and an unknown document are told, with their fields."""
    item = builders.with_values(builders.item(), {"addressee.name": "Lotte " + "Peeters " * 12 + "end", "documents.1.type": "OTHER"})
    item["contents"][0]["index"] = 4
    (filed,) = write_f43(kit.message(item), kit.declarant(), as_of=kit.today).items
    assert {("addressee", "name"), ("documents", 0), ("contents", 0, "index")} == {note.path for note in filed.notes}
    assert Sufficiency.READY_WITH_WARNINGS is filed.level


def test_contacts_are_left_out_rather_than_cut(kit: SimpleNamespace) -> None:
    """An e-mail address that is longer than version 1 has room for stays out, with a note."""
    item = builders.with_values(builders.item(), {"addressee.email": f"{'a' * 45}@post.example.org"})
    filing = write_f43(kit.message(item), kit.declarant(), "1", as_of=kit.today)
    assert b"aaaa" not in (filing.xml or b"aaaa")
    assert [("addressee", "email")] == [note.path for note in filing.items[0].notes]


def test_additional_information_10900_makes_values_mandatory(kit: SimpleNamespace) -> None:
    """With the switch the code is filed, and a piece without a value is refused."""
    post = kit.declarant(customs_data=True)
    filing = write_f43(kit.message(builders.item()), post, as_of=kit.today)
    assert b"<code>10900</code>" in (filing.xml or b"")
    bare = builders.with_values(builders.item(), {"contents.1.amount": None, "contents.1.currency": None})
    (refused,) = write_f43(kit.message(bare), post, as_of=kit.today).refused
    assert "ICS2-VAL-001" in {finding.code for finding in refused.findings}


def test_northern_ireland_is_filed_as_xi(kit: SimpleNamespace) -> None:
    """An address in Northern Ireland has the country XI, and so has the addressed member state."""
    values = {
        "addressee.country": "GB",
        "addressee.postcode": "BT1 5GS",
        "addressee.city": "Belfast",
        "addressee.address_line1": "47 High Street",
    }
    item = builders.with_values(builders.item(destination_operator="GBA"), values)
    filing = write_f43(kit.message(item), kit.declarant(), as_of=kit.today)
    root = etree.fromstring(filing.xml or b"")
    assert ("XI", "XI") == (one(one(root, "addressedMemberState"), "country").text, one(one(root, "consignee"), "country").text)


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ({"eori": "BE"}, "EORI"),
        ({"document_type": "N740"}, "N750, C664, C665"),
        ({"addressed_member_state": "US"}, "US"),
        ({"communication": ()}, "1 to 9"),
        ({"name": "A" * 71}, "71 characters"),
        ({"packages": "all"}, "first, each"),
    ],
)
def test_a_wrong_declarant_is_a_configuration_error(kit: SimpleNamespace, overrides: dict[str, object], said: str) -> None:
    """Wrong settings say what was expected."""
    with pytest.raises(ConfigurationError, match=said):
        kit.declarant(**overrides)


def test_the_example_declarant_can_be_read(tmp_path: Path) -> None:
    """The TOML file in the examples is a declarant; an unknown key, a wrong table and bad TOML are configuration errors."""
    source = ROOT / "examples" / "ics2" / "declarant.toml"
    assert "Example Post" == ead.ics2.read_declarant(source).name
    for text, said in [("nme = 1", "nme"), ("address = 1", "table"), ("= 1", "TOML"), ('name = "A"', "missing"), ("name = 1", "text")]:
        (tmp_path / "bad.toml").write_text(text)
        with pytest.raises(ConfigurationError, match=said):
            ead.ics2.read_declarant(tmp_path / "bad.toml")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        ead.ics2.read_declarant(tmp_path / "none.toml")


def test_wrong_references_and_times_are_refused(kit: SimpleNamespace) -> None:
    """An LRN that is too long and a time without an offset are refused."""
    message = kit.message(builders.item())
    with pytest.raises(ConfigurationError, match="23 characters"):
        write_f43(message, kit.declarant(), lrn="L" * 23, as_of=kit.today)
    with pytest.raises(ValueError, match="offset"):
        write_f43(message, kit.declarant(), issued_at=datetime(2026, 1, 1), as_of=kit.today)  # noqa: DTZ001


def test_items_to_several_countries_need_a_member_state(kit: SimpleNamespace) -> None:
    """One filing goes to one country: without a choice, items to two countries are refused."""
    message = kit.message(
        builders.item_between("TW", "BE", item_id="LX806576725TW"), builders.item_between("TW", "FR", item_id="LX806576739TW")
    )
    with pytest.raises(ConfigurationError, match="BE, FR"):
        write_f43(message, kit.declarant(), as_of=kit.today)
    assert 2 == len(write_f43(message, kit.declarant(addressed_member_state="BE"), as_of=kit.today).items)


@pytest.mark.parametrize("version", ["1", "2"])
def test_receptacles_are_filed_from_despatch_data(kit: SimpleNamespace, version: str) -> None:
    """IE3F44 links items to receptacles; other destinations, bad identifiers and repetitions are refused."""
    source = ead.read(ROOT / "examples" / "predes.xml")
    assert isinstance(source, ead.Predes)
    good = source.items[0].model_copy(
        update={"item_id": "LX806576725TW", "receptacle_id": "TWTPEABEBRUAAUN60001001010123", "destination_operator": "BEA"}
    )
    bad = good.model_copy(update={"item_id": "LX806576726TW", "receptacle_id": "X"})
    away = good.model_copy(update={"item_id": "LX806576739TW", "destination_operator": "USA"})
    filing = write_f44(source.model_copy(update={"items": (good, bad, away, good)}), kit.declarant(), version, lrn="L4", issued_at=kit.noon)
    assert filing.xml is not None
    assert kit.errors(filing.xml, version) == []
    assert [0] == [item.index for item in filing.items]
    assert [1, 2, 3] == [item.index for item in filing.refused]
    assert [("item_id",), ("receptacle_id",)] == [gap.path for gap in filing.refused[0].gaps]


def test_schemas_are_up_to_date() -> None:
    """The schemas are what the layouts make of them today, and are marked as reconstructed."""
    done = subprocess.run([sys.executable, ROOT / "tools" / "ics2_schemas.py", "--check"], capture_output=True, text=True)
    assert (0, "") == (done.returncode, done.stdout + done.stderr)
    assert all("Reconstructed" in path.read_text("utf-8") for path in (ROOT / "schemas" / "ics2").glob("*.xsd"))


GROUPS = {"sender": table.SENDER, "addressee": table.ADDRESSEE, "contents": table.CONTENT_PIECE, "item": table.ITEM}
FIXED = {"item_id", "mail_class", "origin_operator", "destination_operator"}
PLACES = [
    (holder, member)
    for holder, group in GROUPS.items()
    for member in group.members
    if isinstance(member, Field) and member.name not in FIXED and (holder, member.name) != ("addressee", "country")
]


@st.composite
def changes(draw: st.DrawFn) -> list[tuple[str, str, object]]:
    """Some fields with new values, or without one."""
    chosen = draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=9, unique=True))
    return [(holder, member.name, draw(st.none() | strategies.field_values(member))) for holder, member in chosen]


def is_empty(item: dict[str, object], path: ead.findings.Path) -> bool:
    """Whether nothing of a text is left once blanks and hidden characters are out."""
    value: object = item
    for step in path:
        value = value.get(step) if isinstance(value, dict) else value[step]  # type: ignore[index]
    return isinstance(value, str) and clean(value) == ""


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(changed=changes(), pieces=st.integers(1, 3))
def test_what_suffices_is_filed_and_valid(kit: SimpleNamespace, changed: list[tuple[str, str, object]], pieces: int) -> None:
    """Whatever item is not insufficient is filed, and valid against the schemas of both versions.

    Three things are left to other rule sets: a country that is no code, a text of blanks, and documents without goods items or their
    descriptions.
    """
    item = builders.item()
    for holder, name, value in changed:
        target = item["contents"][0] if holder == "contents" else item[holder] if holder != "item" else item
        if value is not None:
            target[name] = value
        elif name not in ("nature", "gross_weight"):
            target.pop(name, None)
    item["contents"] = item["contents"] * pieces
    try:
        message = kit.message(item)
    except ead.InvalidMessage:
        return
    country_is_none = not re.fullmatch(r"\s*[A-Za-z]{2}\s*", item["sender"].get("country", ""))
    post = kit.declarant(assume_sender="2", assume_addressee="1")
    (result,) = (one for one in ead.iter_validate(message, ["eu-ics2"], kit.today) if one.index is not None)
    for version in ("1", "2"):
        filing = write_f43(message, post, version, as_of=kit.today)
        if filing.xml is not None:
            assert kit.errors(filing.xml, version) == []
        else:
            (refused,) = filing.refused
            gaps = [gap for gap in refused.gaps if not is_empty(item, gap.path) and not (country_is_none and "country" in gap.element)]
            documents = item["nature"] == "91"
            assert result.sufficiency is Sufficiency.INSUFFICIENT or documents or (refused.gaps and not gaps), refused
