"""Stored payloads: read with patience, written back with everything they held."""

from __future__ import annotations

import io
import json

import contract_by_hand as contract
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

import ead
from ead.cds import item_from_stored, read_views
from ead.convert import convert
from ead.errors import ConfigurationError, InvalidMessage
from ead.testing.dialogue import entry
from ead.testing.generator import generate
from ead.testing.strategies import message_dicts

BESIDE = {"mail_class": "U", "origin_operator": "TWA", "destination_operator": "BEA"}
PAYLOAD = (
    '<DecData MailNo="LX806576725TW" SNm="Ann Example" SAdL1="1 Sample Street" SAdL2="Floor 2" SCty="Taipei" SSta="TPE" SZip="106" SCtr="TW" '
    'STel="+886 2 2735 4812" SEml="ann@example.com" SIdR="IM0562738491" RNm="Bob Example" RAdL1="2 Sample Road" RAdL2="Box 3" RCty="Ghent" '
    'RSta="VOV" RZip="9000" RCtr="BE" RTel="+32 9 555 01 23" REml="bob@example.com" RIdR="BE0123456789" GWgt="0.250" TotNWgt="0.180" '
    'TotCPNo="1" TotCPVal="19.90" TotCPValCur="EUR" Ptg="4.50" PtgCur="EUR" IV="20" IvC="EUR" NTyp="11" NTypDesc="Sale of goods" HC="R" '
    'TrMod="AIR" TrDat="2026-11-03T00:00:00" Obs="handle with care"><ContentPieces><ContPc No="2" Desc="Knitted cotton T-shirt" RDesc="T-shirt" '
    'Amt="19.90" Cur="EUR" NWgt="0.180" HS="610910" RHS="61091000" OCtr="PT"/></ContentPieces></DecData>'
)


def converted(data: bytes, to: str) -> bytes:
    """The same in another format, with nothing lost."""
    target = io.BytesIO()
    report = convert(data, target, to=to)
    assert report.lossless, report
    return target.getvalue()


def item(payload: str, **beside: str) -> ead.Item:
    """The item of a payload with what stands beside it."""
    found = item_from_stored(payload.encode(), **{**BESIDE, **beside})
    assert isinstance(found, ead.Item)
    return found


def extras(found: ead.Item) -> dict[str, str]:
    """The extra fields of an item by name."""
    return {extra.name: extra.value for extra in found.extra_fields}


@pytest.mark.parametrize("name", ["ITMATT", "CUSRSP"])
@given(data=st.data())
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_written_is_read_back(name: str, data: st.DataObject) -> None:
    """Whatever the field table allows is the same after a journey through stored payloads; only ``dutiable`` goes without saying."""
    message = {"message": name, **data.draw(message_dicts(message=name))}
    whole = converted(json.dumps(message).encode(), f"{name.lower()}-json")
    assert whole == converted(converted(whole, "cds-data"), f"{name.lower()}-json")


@given(names=st.lists(st.tuples(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20)), max_size=6))
@settings(max_examples=100, deadline=None)
def test_extra_fields_with_awkward_names_survive(names: list[tuple[str, str]]) -> None:
    """Names that are no names of attributes, that stand twice or mean something else are kept, in their order."""
    from ead.formats.xml_text import FORBIDDEN

    pairs = [{"name": name, "value": value} for name, value in names if not FORBIDDEN.search(name + value)]
    pairs += [{"name": name, "value": "x"} for name in ("gwgt", "TotCPNo", "ead.mail_class", "xml:id", "Foo", "foo")]
    message = generate(1, seed=2)
    message["items"][0]["extra_fields"] = pairs
    whole = converted(json.dumps(message).encode(), "itmatt-json")
    assert pairs == json.loads(converted(converted(whole, "cds-data"), "itmatt-json"))["items"][0]["extra_fields"]


def test_every_attribute_goes_to_its_field() -> None:
    """The whole vocabulary of ``DecData``."""
    found = item(PAYLOAD)
    assert ("LX806576725TW", "11", "R", "0.250", "handle with care") == (
        found.item_id,
        found.nature,
        found.handling_class,
        str(found.gross_weight),
        found.remarks,
    )
    assert found.sender is not None
    assert found.addressee is not None
    for party, name, city, reference in (
        (found.sender, "Ann Example", "Taipei", "IM0562738491"),
        (found.addressee, "Bob Example", "Ghent", "BE0123456789"),
    ):
        assert (name, city, reference) == (party.name, party.city, party.references[0].value)
        assert None not in (
            party.address_line1,
            party.address_line2,
            party.state,
            party.postcode,
            party.country,
            party.telephone,
            party.email,
        )
    assert (2, "T-shirt", "61091000", "PT") == (
        found.contents[0].units,
        found.contents[0].revised_description,
        found.contents[0].revised_hs_code,
        found.contents[0].origin_country,
    )
    assert {"NTypDesc": "Sale of goods"} == extras(found)


def test_a_payload_is_written_back_as_it_was() -> None:
    """All attributes and content pieces are there again, each with its value."""
    stored = PAYLOAD.replace("<DecData ", '<DecData ead.mail_class="U" ead.origin_operator="TWA" ead.destination_operator="BEA" ')
    before, after = etree.fromstring(stored), etree.fromstring(converted(converted(stored.encode(), "itmatt-json"), "cds-data"))
    assert dict(before.attrib) == dict(after.attrib)
    assert dict(before[0][0].attrib) == dict(after[0][0].attrib)


@pytest.mark.parametrize("spelling", ["Gwgt", "GWGT", "gwgt", "GWgt"])
def test_attributes_are_matched_without_regard_to_case(spelling: str) -> None:
    """Spellings vary from one system to the next."""
    assert "0.250" == str(item(PAYLOAD.replace("GWgt", spelling)).gross_weight)


def test_a_default_namespace_and_another_name_of_the_currency_are_taken() -> None:
    """Consumers match local names, and ``TotalCPValCur`` is seen too."""
    other = PAYLOAD.replace("<DecData ", '<DecData xmlns="urn:some:system" ').replace("TotCPValCur", "TotalCPValCur")
    assert {"NTypDesc": "Sale of goods"} == extras(item(other))


@pytest.mark.parametrize(("name", "value"), [("TotNWgt", "0.2"), ("TotCPNo", "7"), ("TotCPVal", "20"), ("TotCPValCur", "USD")])
def test_totals_that_contradict_the_content_pieces_are_kept(name: str, value: str) -> None:
    """What follows from the pieces goes without saying; what does not is an extra field, and is written back."""
    changed = etree.fromstring(PAYLOAD)
    changed.set(name, value)
    changed.attrib.update({f"ead.{field}": code for field, code in BESIDE.items()})
    data = etree.tostring(changed)
    assert value == extras(item(data.decode()))[name]
    assert value == etree.fromstring(converted(converted(data, "itmatt-json"), "cds-data")).get(name)


def test_unknown_attributes_are_kept_where_they_stood() -> None:
    """On the declaration and on a content piece."""
    other = PAYLOAD.replace("<DecData ", '<DecData Lang="en" ').replace("<ContPc ", '<ContPc Brand="none" ')
    found = item(other)
    assert "en" == extras(found)["Lang"]
    assert [("Brand", "none")] == [(extra.name, extra.value) for extra in found.contents[0].extra_fields]


def test_fields_beside_the_payload_are_needed_and_checked() -> None:
    """Without them three fields are missing; a wrong name or value is told."""
    with pytest.raises(InvalidMessage) as failure:
        item_from_stored(PAYLOAD.encode())
    assert ["mail_class", "origin_operator", "destination_operator"] == [one.path[0] for one in failure.value.report.findings]
    with pytest.raises(ConfigurationError, match='no field "mail_clas"'):
        item_from_stored(PAYLOAD.encode(), mail_clas="U")
    with pytest.raises(InvalidMessage, match="mail_class"):
        item(PAYLOAD, mail_class="u")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('GWgt="0.250"', 'GWgt="heavy"', ("CORE-STR-004", "gross_weight", "/@GWgt")),
        ('NTyp="11"', 'Ntyp="sale"', ("CORE-STR-006", "nature", "/@Ntyp")),
        ('Amt="19.90"', 'Amt="19,90"', ("CORE-STR-004", "contents.0.amount", "/@Amt")),
        ('HS="610910" ', f'HS="{"6" * 19}" ', ("CORE-STR-005", "contents.0.hs_code", "/@HS")),
        ("<ContentPieces>", "<Pieces/><ContentPieces>", ("CORE-STR-002", "", "")),
    ],
)
def test_defects_are_told_with_their_attribute(old: str, new: str, expected: tuple[str, str, str]) -> None:
    """The XPath of a finding leads to the one attribute, spelt as in the source."""
    data = PAYLOAD.replace(old, new).replace(
        "<DecData ", '<DecData ead.mail_class="U" ead.origin_operator="TWA" ead.destination_operator="BEA" '
    )
    report = ead.validate(data.encode(), profiles=["structure"])
    (finding,) = report.findings
    assert expected[:2] == (finding.code, ".".join(map(str, finding.path)))
    assert str(finding.location.xpath).endswith(expected[2])
    assert 1 == len(etree.fromstring(data).xpath(str(finding.location.xpath)))  # type: ignore[arg-type]


def test_several_payloads_stand_in_one_document() -> None:
    """One is a document of its own, several stand side by side; each item is found by its place."""
    whole = json.dumps(generate(3, seed=4)).encode()
    written = converted(whole, "cds-data")
    assert ["DecData"] * 3 == [etree.QName(child).localname for child in etree.fromstring(written)]
    assert "DecData" == etree.QName(etree.fromstring(converted(json.dumps(generate(1, seed=4)).encode(), "cds-data"))).localname
    broken = written.replace(b"NTyp=", b"NTyp2=", 2)
    found = ead.validate(broken, profiles=["structure"]).findings
    assert [f"/*[local-name()='CdsData'][1]/*[local-name()='DecData'][{number}]" for number in (1, 2)] == [
        one.location.xpath for one in found
    ]


def test_hostile_payloads_are_refused() -> None:
    """A DOCTYPE, half a document and the wrong kind of payload among others."""
    for data, code in (
        (b'<!DOCTYPE a [<!ENTITY b "x">]><DecData MailNo="&b;"/>', "CORE-INT-003"),
        (PAYLOAD.encode()[:-30], "CORE-INT-006"),
        (b'<CdsData><DecData MailNo="A"/><ResData Decis="2"/></CdsData>', "CORE-STR-002"),
        (b"<CdsData/>", "CORE-MSG-004"),
    ):
        assert code in [finding.code for finding in ead.validate(data, profiles=["structure"]).findings]


# --------------------------------------------------------------------------------------------------------------- responses


def test_a_stored_response_is_read_with_what_stands_beside_it() -> None:
    """Only the decision and its reason have known names; a response that does not say so is not dutiable."""
    found = item_from_stored(b'<ResData Decis="2" DecisReasNm="released" Whatever="x"/>', item_id="LX806576725TW")
    assert isinstance(found, ead.CustomsResponse)
    assert ("2", "released", False) == (found.decision, found.decision_reason_text, found.dutiable)
    assert [("Whatever", "x")] == [(extra.name, extra.value) for extra in found.extra_fields]


def test_stored_responses_are_written_with_the_known_names() -> None:
    """``Decis`` and ``DecisReasNm`` as they are seen in systems."""
    written = etree.fromstring(converted(json.dumps({"message": "CUSRSP", "items": [entry("CUSRSP")]}).encode(), "cds-data"))
    assert "ResData" == written.tag
    assert {"Decis", "DecisReasNm"} <= set(written.attrib)


# --------------------------------------------------------------------------------------------------------- inside a view


def view_with(xml_data: str, data: str = "", response: str = "") -> bytes:
    """An answer to ``Load`` with a declaration that has this stored payload, this data and this response."""
    text = xml_data.replace("&", "&amp;").replace("<", "&lt;")
    inside = f"<c:entityState>0</c:entityState><o:XMLData>{text}</o:XMLData>{data}"
    mail = contract.sample_of("MAILOBJECT", {"Id": "LX806576725TW", "OrigPostOrgCd": "TWA"})
    declared = "" if response else f"<o:Declaration>{inside}</o:Declaration>"
    answered = f"<o:Response>{inside}</o:Response>" if response else ""
    return (
        f'<LoadResponse xmlns="{contract.SERVICE}"><LoadResult xmlns:o="{contract.OPERATIONAL}" xmlns:c="{contract.CORE}"><o:CDSView>'
        f"<c:entityState>0</c:entityState>{declared}<o:MailObject>{mail}</o:MailObject>{answered}</o:CDSView></LoadResult></LoadResponse>"
    ).encode()


@pytest.mark.parametrize("before", ["", '<?xml version="1.0" encoding="utf-16"?>'])
def test_the_payload_of_a_view_is_read_where_there_is_no_data(before: str) -> None:
    """A declaration of which the service gives only what it stored, even under the declaration of an encoding that it lost on the way."""
    views = read_views(view_with(before + PAYLOAD))
    assert () == views.failed
    found = views.items()[0]
    assert ("TWA", "A", "11", "Bob Example") == (
        found.origin_operator,
        found.mail_class,
        found.nature,
        found.addressee and found.addressee.name,
    )


def test_the_data_of_a_view_goes_before_its_payload() -> None:
    """Where both are there, the payload is left out."""
    data = "<o:Data><o:GrossWeight>1.5</o:GrossWeight><o:NatureTypeCd>31</o:NatureTypeCd></o:Data>"
    found = read_views(view_with(PAYLOAD, data)).items()[0]
    assert ("31", None) == (found.nature, found.addressee)


def test_a_stored_response_in_a_view_is_read() -> None:
    """The mail object tells which item it is about."""
    views = read_views(view_with('<ResData Decis="7" DecisReasNm="detained"/>', response="yes"))
    assert [("LX806576725TW", "7")] == [(one.item_id, one.decision) for one in views.answers()]


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ("<DecData", "CORE-INT-006"),
        ('<!DOCTYPE a [<!ENTITY b "x">]><DecData/>', "CORE-INT-003"),
        ("<Other/>", "CORE-STR-002"),
        (PAYLOAD.replace('GWgt="0.250"', 'GWgt="x"'), "CORE-STR-004"),
    ],
)
def test_a_payload_that_cannot_be_read_is_told_once(payload: str, code: str) -> None:
    """At the element that holds it."""
    (failed,) = read_views(view_with(payload)).failed
    assert [code] == [finding.code for finding in failed.findings]
    assert str(failed.findings[0].location.xpath).endswith("/*[local-name()='XMLData'][1]")


def test_personal_values_of_a_payload_are_masked() -> None:
    """A canary in every personal attribute occurs in no finding."""
    canary = PAYLOAD
    for name in ("SNm", "RNm", "STel", "Obs"):
        canary = etree.tostring(_with(canary, name, "Canary" * 200)).decode()
    report = ead.validate(canary.encode(), profiles=["structure"])
    assert {"sender", "addressee", "remarks"} <= {str(finding.path[0]) for finding in report.findings}
    assert "Canary" not in report.to_json()


def _with(payload: str, name: str, value: str) -> etree._Element:
    root = etree.fromstring(payload)
    root.set(name, value)
    return root
