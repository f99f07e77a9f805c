"""Responses of customs as CDS exchanges them: read strictly, written exactly, nothing lost."""

from __future__ import annotations

import io
import json
from typing import Any

import contract_by_hand as contract
import pytest
from hypothesis import HealthCheck, given, settings

import ead
from ead.convert import convert
from ead.testing.dialogue import entry, generate
from ead.testing.strategies import message_dicts

TOKEN = "7f0a3c52-91de-4b7a-8c55-0d3e6a1b9f24"
STATE = "<c:entityState>1</c:entityState>"
MAIL = (
    f"<o:MailObject>{STATE}<o:DestPostOrgCd>INA</o:DestPostOrgCd><o:Id>RB123456785BE</o:Id><o:MailClassCd>U</o:MailClassCd>"
    "<o:OrigPostOrgCd>BEA</o:OrigPostOrgCd><o:PostingDt>2026-01-15T10:20:30</o:PostingDt><o:TypeCd>MI</o:TypeCd></o:MailObject>"
)
DATA = "<o:DecisionCd>2</o:DecisionCd><o:Dutiable>true</o:Dutiable>"
# As India's customs answer: state 55, whole seconds without a zone, two-letter taxes for each line, a fee that is always nought.
INDIA = (
    "<o:ClearanceDt>2026-01-20T08:00:00</o:ClearanceDt><o:DecisionCd>2</o:DecisionCd><o:DecisionReasonCd>3</o:DecisionReasonCd>"
    "<o:DecisionReasonNm>FINAL</o:DecisionReasonNm><o:Dutiable>true</o:Dutiable><o:Taxes>"
    + "".join(
        f"<o:Response.ResponseData.Tax><o:Amount>{amount}</o:Amount><o:CurrencyCd>INR</o:CurrencyCd><o:HS>98049000</o:HS>"
        f"<o:NetWeight>0.18</o:NetWeight><o:Number>1</o:Number><o:Rate>{rate}</o:Rate><o:Type>{kind}</o:Type></o:Response.ResponseData.Tax>"
        for kind, amount, rate in (("BC", "12.50", "20"), ("SW", "1.25", "10"), ("IG", "9.31", "28"))
    )
    + "</o:Taxes><o:TotalFee>0</o:TotalFee><o:TotalFeeCurrencyCd>INR</o:TotalFeeCurrencyCd>"
)


def body(*views: str, operation: str = "CreateOrUpdateResponses") -> bytes:
    """A bare ``CreateOrUpdateResponses``."""
    return (
        f'<{operation} xmlns="{contract.SERVICE}"><securityToken>{TOKEN}</securityToken><cdsViews xmlns:o="{contract.OPERATIONAL}" '
        f'xmlns:c="{contract.CORE}" xmlns:a="{contract.ARRAYS}" xmlns:i="{contract.XSI}">{"".join(views)}</cdsViews>'
        f"<userCd>U-1</userCd></{operation}>"
    ).encode()


def response(data: str = DATA, own: str = "", name: str = "Response") -> str:
    """A ``Response`` with these own elements and data."""
    return f"<o:{name}>{STATE}{own}<o:Data>{data}</o:Data></o:{name}>"


def view(answer: str | None = None, mail: str = MAIL, before: str = "") -> str:
    """A ``CDSView``."""
    return f"<o:CDSView>{STATE}{before}{mail}{response() if answer is None else answer}</o:CDSView>"


def one(data: bytes) -> ead.CustomsResponse:
    """The only response of a body that has no defect."""
    message = ead.read(data)
    assert isinstance(message, ead.Cusrsp)
    (found,) = message.items
    return found


def told(data: bytes) -> list[tuple[str, str]]:
    """Codes and paths of the findings on the structure."""
    return [(one.code, ".".join(map(str, one.path))) for one in ead.validate(data, profiles=["structure"]).findings]


def converted(data: bytes, to: str) -> bytes:
    """The same in another format, with nothing lost."""
    target = io.BytesIO()
    report = convert(data, target, to=to)
    assert report.lossless, report
    return target.getvalue()


# ---------------------------------------------------------------------------------------------------------- round trips


@given(message=message_dicts(message="CUSRSP"))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_written_is_read_back(message: dict[str, Any]) -> None:
    """Header and responses are the same after a journey over CDS, whatever the field table allows."""
    whole = converted(json.dumps({"message": "CUSRSP", **message}).encode(), "cusrsp-json")
    assert whole == converted(converted(whole, "cds-soap"), "cusrsp-json")


def test_a_relayed_response_stands_in_its_own_part_of_the_view() -> None:
    """What the customs of destination said is written as ``DCResponse``, and told apart when it is read."""
    message = {"message": "CUSRSP", "items": [entry("CUSRSP", relayed=True), entry("CUSRSP", relayed=False), entry("CUSRSP")]}
    written = converted(json.dumps(message).encode(), "cds-soap")
    assert (1, 2) == (written.count(b"<o:DCResponse>"), written.count(b"<o:Response>"))
    back = json.loads(converted(written, "cusrsp-json"))
    assert [True, False, None] == [item.get("relayed") for item in back["items"]]


def test_identifiers_that_are_no_guid_travel_beside_their_elements() -> None:
    """The contract has GUIDs there; another identifier is not lost, and is not written where it may not stand."""
    message = {"message": "CUSRSP", "items": [entry("CUSRSP", response_id="R-17", mail_object_id="M-17")]}
    written = converted(json.dumps(message).encode(), "cds-soap")
    assert b"PId>" not in written
    item = json.loads(converted(written, "cusrsp-json"))["items"][0]
    assert ("R-17", "M-17") == (item["response_id"], item["mail_object_id"])


def test_times_are_written_in_19_characters_and_nothing_of_them_is_lost() -> None:
    """Some receivers read exactly so many; fraction and offset travel beside, and a note says so."""
    message = {"message": "CUSRSP", "items": [entry("CUSRSP", cleared_at="2026-11-04T12:15:00.5+01:00", posted_at="2026-11-02T09:15:00Z")]}
    target = io.BytesIO()
    report = convert(json.dumps(message).encode(), target, to="cds-soap")
    assert b"<o:ClearanceDt>2026-11-04T12:15:00</o:ClearanceDt>" in target.getvalue()
    assert b"<o:PostingDt>2026-11-02T09:15:00</o:PostingDt>" in target.getvalue()
    assert ["PostingDt", "ClearanceDt"] == [note.reason.split(" beside ")[1].split()[0] for note in report.notes]
    item = json.loads(converted(target.getvalue(), "cusrsp-json"))["items"][0]
    assert ("2026-11-02T09:15:00Z", "2026-11-04T12:15:00.5+01:00") == (item["posted_at"], item["cleared_at"])


def test_responses_go_to_a_file_by_its_extension(tmp_path: Any) -> None:
    """``.soap`` holds whatever message the source is."""
    path = tmp_path / "responses.soap"
    assert convert(json.dumps(generate("CUSRSP", 2)).encode(), path).lossless
    assert "CreateOrUpdateResponses" in path.read_text("utf-8")


# ------------------------------------------------------------------------------------------------------- what is read


def test_a_response_as_indian_customs_send_it() -> None:
    """Two-letter taxes, state 55 and a fee of nought that is not the sum of the taxes."""
    own = "<o:CDSStateCd>55</o:CDSStateCd><o:CustOrganizationCd>INC</o:CustOrganizationCd><o:PostOrganizationCd>INA</o:PostOrganizationCd>"
    found = one(body(view(response(INDIA, own))))
    assert ["BC", "SW", "IG"] == [tax.type for tax in found.taxes]
    assert ("INC", "INA", "2", "3", 0) == (
        found.customs_organisation,
        found.post_organisation,
        found.decision,
        found.decision_reason,
        found.total_fee,
    )
    assert ("cds.CDSStateCd", "55") in [(extra.name, extra.value) for extra in found.extra_fields]
    assert b"<o:CDSStateCd>55</o:CDSStateCd>" in converted(body(view(response(INDIA, own))), "cds-soap")


@pytest.mark.parametrize("kind", ["Excise", "Dangerous waste", "Entertainment", "Stamp duty"])
def test_types_of_taxes_are_open(kind: str) -> None:
    """Other administrations write whole words."""
    tax = f"<o:Response.ResponseData.Tax><o:Amount>1</o:Amount><o:Type>{kind}</o:Type></o:Response.ResponseData.Tax>"
    found = one(body(view(response(f"{DATA}<o:Taxes>{tax}</o:Taxes>"))))
    assert kind == found.taxes[0].type


@pytest.mark.parametrize("code", [*"12345678", "99", "105", "110"])
def test_decisions_are_open(code: str) -> None:
    """All codes that have been seen, those for internal use too."""
    assert code == one(body(view(response(DATA.replace("<o:DecisionCd>2", f"<o:DecisionCd>{code}"))))).decision


@pytest.mark.parametrize(("text", "value"), [("true", True), ("1", True), ("false", False), ("0", False), (" true ", True)])
def test_truth_is_read_in_every_form_that_xml_schema_allows(text: str, value: bool) -> None:
    """``1`` and ``0`` are truth values too."""
    assert value is one(body(view(response(DATA.replace("true", text))))).dutiable


def test_what_only_cds_has_goes_back_to_its_elements() -> None:
    """State and class of the mail object are extra fields, and elements again when they are written."""
    mail = MAIL.replace("<o:OrigPost", "<o:MailStateCd>5</o:MailStateCd><o:OrigPost")
    assert b"<o:MailStateCd>5</o:MailStateCd>" in converted(converted(body(view(mail=mail)), "cusrsp-json"), "cds-soap")


def test_secrets_are_left_out_and_never_shown() -> None:
    """Token and user code are noted as not carried, by name only."""
    target = io.BytesIO()
    report = convert(body(view()), target, to="cusrsp-json")
    assert ["securityToken", "userCd"] == [note.path for note in report.notes]
    assert TOKEN not in target.getvalue().decode() + str(report.as_dict())


# ------------------------------------------------------------------------------------------------------- what is refused

NIL = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"'


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (body(view(response("<o:Dutiable>true</o:Dutiable><o:DecisionCd>2</o:DecisionCd>"))), ("CORE-STR-009", "")),
        (body(view(response(f"<o:DecisionCd>2</o:DecisionCd><o:Dutiable {NIL}/>"))), ("CORE-STR-003", "dutiable")),
        (body(view(response("<o:DecisionCd>2</o:DecisionCd>"))), ("CORE-STR-001", "dutiable")),
        (body(view(response(DATA.replace("true", "yes")))), ("CORE-STR-004", "dutiable")),
        (body(view(response(f"{DATA}<o:TotalFee/>"))), ("CORE-STR-003", "total_fee")),
        (body(view(response(f"{DATA}<o:Taxes><o:Tax/></o:Taxes>"))), ("CORE-STR-002", "")),
        (body(view(response(DATA.replace("o:DecisionCd", "c:DecisionCd")))), ("CORE-STR-014", "")),
        (body(view(response(DATA + "<o:Surprise>1</o:Surprise>"))), ("CORE-STR-002", "")),
        (body(view(response(DATA, "<o:PId>no guid</o:PId>"))), ("CORE-STR-004", "response_id")),
        (body(view(response().replace(STATE, ""))), ("CORE-STR-001", "")),
        (body(view("")), ("CORE-STR-001", "")),
        (body(view(mail="")), ("CORE-STR-001", "")),
        (
            body(view(mail=MAIL.replace("<o:PostingDt>2026-01-15T10:20:30</o:PostingDt>", f"<o:PostingDt {NIL}/>"))),
            ("CORE-STR-003", "posted_at"),
        ),
    ],
)
def test_each_defect_is_told_once_and_where_it_is(data: bytes, expected: tuple[str, str]) -> None:
    """Wrong order, nil where it may not be, empty numbers, short names of repeated elements, foreign namespaces, lost parts."""
    assert [expected] == told(data)


def test_places_lead_to_the_elements_of_the_response() -> None:
    """The XPath of a finding resolves to the very element, in the local and in the relayed response."""
    from lxml import etree

    bad = response(DATA.replace("true", "yes"))
    data = body(view(bad, before=response(DATA.replace("true", "no"), name="DCResponse")))
    found = ead.validate(data, profiles=["structure"], show_values=True).findings
    root = etree.fromstring(data)
    assert ["yes", "no"] == [root.xpath(str(one.location.xpath))[0].text for one in found]  # type: ignore[index, union-attr]


def test_a_mixed_answer_is_read_as_what_its_first_view_is_about() -> None:
    """Without a declaration in it, ``LoadResponse`` is a CUSRSP, else an ITMATT; what is passed over is noted."""
    inside = "".join(view() for _ in range(2))
    start = f'<LoadResponse xmlns="{contract.SERVICE}"><LoadResult xmlns:o="{contract.OPERATIONAL}" xmlns:c="{contract.CORE}">'
    data = f"{start}{inside}</LoadResult></LoadResponse>".encode()
    assert ("CUSRSP", 2) == (ead.validate(data).input.message, ead.validate(data).counts.items)
    declared = (
        f"<o:CDSView>{STATE}<o:Declaration>{STATE}<o:Data><o:GrossWeight>0.25</o:GrossWeight><o:NatureTypeCd>11</o:NatureTypeCd></o:Data>"
        f"</o:Declaration>{MAIL}</o:CDSView>"
    )
    mixed = f"{start}{declared}{inside}</LoadResult></LoadResponse>".encode()
    target = io.BytesIO()
    report = convert(mixed, target, to="itmatt-json")
    assert (1, True) == (report.converted, report.lossless)
    assert ["2 view(s) hold no declaration"] == [note.reason for note in report.notes]


def test_hostile_bodies_are_refused() -> None:
    """A DOCTYPE, a body that breaks off and one in a wrong namespace give findings and no items."""
    good = body(view())
    bomb = b'<!DOCTYPE a [<!ENTITY b "x">]>' + good
    for data, code in (
        (bomb, "CORE-INT-003"),
        (good[:-200], "CORE-INT-009"),
        (good.replace(b"tempuri.org", b"example.com"), "CORE-MSG-002"),
    ):
        report = ead.validate(data, profiles=["structure"])
        assert code in [finding.code for finding in report.findings]
        assert "accepted" != report.outcome.value


def test_personal_texts_are_masked() -> None:
    """The reason in words may name a person: neither findings nor reprs show it."""
    data = body(view(response(DATA.replace("<o:Dutiable>", f"<o:DecisionReasonNm>{'Canary' * 100}</o:DecisionReasonNm><o:Dutiable>"))))
    report = ead.validate(data, profiles=["structure"])
    assert ["CORE-STR-005"] == [finding.code for finding in report.findings]
    assert "Canary" not in report.to_json()
