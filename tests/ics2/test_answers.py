"""Reading the answers of customs, errors as findings, amendments, replies, decisions."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations
from types import SimpleNamespace

import pytest
from lxml import etree

from ead.ics2 import (
    Address,
    AmendmentRefused,
    AssessmentComplete,
    Attachment,
    Clearance,
    DoNotLoad,
    InformationReply,
    InformationRequest,
    Invalidated,
    LifecycleError,
    Listed,
    Referral,
    Registration,
    Rejection,
    Remark,
    ScreeningPerson,
    ScreeningReply,
    ScreeningRequest,
    TransportDocument,
    UnreadableAnswer,
    clearances,
    findings_of,
    located,
    read_answer,
    write_a43,
    write_f43,
    write_r02,
    write_r03,
)
from ead.testing import builders

MRN = "26BEIM1234567890A5"
SPACE = "urn:wco:datamodel:eu:ics2:2"
HOUSE = "/IE3F43/consignmentMasterLevel/consignmentHouseLevel"


def answer(name: str, body: str, header: str = "") -> bytes:
    return f'<e:{name} xmlns:e="{SPACE}" xmlns="{SPACE}">{header}{body}</e:{name}>'.encode()


def moment(name: str, hour: int = 9) -> str:
    return f"<{name}><DateTime>2026-11-03T{hour:02}:00:00Z</DateTime></{name}>"


def at(hour: int) -> datetime:
    return datetime(2026, 11, 3, hour, tzinfo=UTC)


def error(code: str, pointer: str, said: str = "not good") -> str:
    return (
        f"<error><description>{said}</description><validationCode>{code}</validationCode>"
        f"<pointer><messageElementPath>{pointer}</messageElementPath></pointer></error>"
    )


def rejection(*errors: str) -> Rejection:
    found = read_answer(answer("IE3N99", "<functionalReference>L1</functionalReference>" + moment("notificationDate") + "".join(errors)))
    assert isinstance(found, Rejection)
    return found


def two_items() -> list[dict[str, object]]:
    items = builders.message(3)["items"]
    for item in items:
        item["contents"] = [builders.content_piece(), builders.content_piece(description="Wooden spoon", hs_code="441911")]
    return items


def test_a_registration_is_read_with_its_header_and_strange_elements() -> None:
    """A MessageHeader in front is tolerated, unknown elements are kept as text."""
    body = f"<LRN>L1</LRN><MRN>{MRN}</MRN>{moment('registrationDate')}<SpecificCircumstanceIndicator>F43</SpecificCircumstanceIndicator><new><a>1</a><b>2</b></new>"
    found = read_answer(answer("IE3R01", body, "<MessageHeader><messageId>1</messageId></MessageHeader>"))
    assert isinstance(found, Registration)
    assert ("L1", MRN, at(9), "F43") == (found.lrn, found.mrn, found.registered_at, found.indicator)
    assert {"new": "12"} == found.parties.unknown


def test_three_errors_are_three_findings_on_the_right_items_and_fields(kit: SimpleNamespace) -> None:
    """Each error of an IE3N99 becomes a finding with item, content piece and field of the message that was filed."""
    items = two_items()
    items[0] = builders.with_values(items[0], {"addressee.city": None})
    message = kit.message(*items)
    filing = write_f43(message, kit.declarant(), lrn="L1", as_of=kit.today)
    found = findings_of(
        rejection(
            error("13", f"{HOUSE}[1]/goodsItem[2]/commodity/commodityCode/harmonizedSystemSubHeadingCode"),
            error("12", f"{HOUSE}[2]/consignor/address/number", "No. 48, Heping East Road has no number"),
            error("81", f"{HOUSE}[2]/transportDocumentHouseLevel/documentNumber"),
        ),
        filing,
        message,
    )
    assert [(1, ("contents", 1, "hs_code")), (2, ("sender", "address_line1")), (2, ("item_id",))] == [(f.item_index, f.path) for f in found]
    assert ["ICS2-R-13", "ICS2-R-12", "ICS2-R-81"] == [f.code for f in found]
    first = f"item {items[1]['item_id']} / content piece 2 / hs_code".removeprefix("item ")
    assert first == found[0].location.path
    assert "Heping" not in found[1].text
    assert "13" == found[0].details["validation_code"]


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        (f"{HOUSE}[2]/totalGrossMass", (1, ("gross_weight",))),
        ("/ns2:IE3F43/ns2:consignmentMasterLevel/ns2:consignmentHouseLevel[2]/ns2:consignee/ns2:name", (1, ("addressee", "name"))),
        (
            "/*[local-name()='IE3F43']/*[local-name()='consignmentHouseLevel'][2]/*[local-name()='consignor']/*[local-name()='name']",
            (1, ("sender", "company")),
        ),
        ("/Q{urn:x}IE3F43/Q{urn:x}consignmentMasterLevel/Q{urn:x}consignmentHouseLevel[1]/Q{urn:x}postalCharges", (0, ("postage",))),
        ("IE3F43.consignmentMasterLevel.consignmentHouseLevel[1].goodsItem[1].weight.netMass", (0, ("contents", 0, "net_weight"))),
        ("/IE3F43/consignmentMasterLevel/consignmentHouseLevel/1/goodsItem/0/typeOfGoods", (1, ("nature",))),
        (
            f"{HOUSE}[transportDocumentHouseLevel/documentNumber='LX806576725TW']/goodsItem[goodsItemNumber='2']/postalValue/@currency",
            (0, ("contents", 1, "currency")),
        ),
        (f"{HOUSE}[1]/additionalFiscalReferences/VATIdentificationNumber", (0, ("sender", "references", 0, "value"))),
        (f"{HOUSE}[1]/consignee/communication[2]/identifier", (0, ("addressee", "telephone"))),
        (f"{HOUSE}[1]/consignee/address", (0, ("addressee", "address_line1"))),
        (f"{HOUSE}[1]/goodsItem[7]/commodity", (0, ("contents",))),
        (f"{HOUSE}[9]/goodsItem[1]", (None, ())),
        (f"{HOUSE}/goodsItem[1]", (None, ())),
        ("/IE3F43/declarant/identificationNumber", (None, ())),
        ("", (None, ())),
        ("][//(", (None, ())),
    ],
)
@pytest.mark.parametrize("version", ["1", "2"])
def test_paths_lead_back_to_items_and_fields(
    kit: SimpleNamespace, version: str, pointer: str, place: tuple[int | None, tuple[object, ...]]
) -> None:
    """Paths with positions, prefixes, local names, values and dots are followed; others lead nowhere."""
    items = two_items()
    items[0]["item_id"] = "LX806576725TW"
    message = kit.message(*items)
    filing = write_f43(message, kit.declarant(), version, as_of=kit.today)
    assert place == located(pointer, filing, message)


def test_errors_elsewhere_are_findings_on_the_message(kit: SimpleNamespace) -> None:
    """An error on the declarant names its setting; one without a path is about the message."""
    message = kit.message(builders.item())
    filing = write_f43(message, kit.declarant(), as_of=kit.today)
    bare = "<error><validationCode>ZZ9</validationCode></error>"
    first, second = findings_of(rejection(error("12", "/IE3F43/declarant/identificationNumber"), bare), filing.xml or b"", message)
    assert ("declarant / eori", None) == (first.location.path, first.item_index)
    assert ("message", "ICS2-R-ZZ9") == (second.location.path, second.code)


def test_a_request_for_information_gives_referrals() -> None:
    """Type, item, remarks and pointer are read; a deadline only where the message has one; release 1 spells the reference differently."""
    details = (
        "<referralRequestDetails><referralRequestReference>R-1</referralRequestReference><requestType>RFI</requestType>"
        "<transportDocumentHouse><documentNumber>LX806576725TW</documentNumber><type>N750</type></transportDocumentHouse>"
        "<additionalInformation><text>What is it?</text></additionalInformation>"
        f"<pointer><messageElementPath>{HOUSE}[1]</messageElementPath></pointer>{moment('responseDeadline', 20)}</referralRequestDetails>"
        "<referralRequestDetails><referenceRequestReference>R-2</referenceRequestReference><requestType>RFI</requestType></referralRequestDetails>"
    )
    found = read_answer(answer("IE3Q02", moment("documentIssueDate") + f"<MRN>{MRN}</MRN>" + details))
    assert isinstance(found, InformationRequest)
    first, second = found.referrals
    assert ("R-1", "RFI", TransportDocument("LX806576725TW", "N750"), at(20)) == (
        first.reference,
        first.type,
        first.document,
        first.deadline,
    )
    assert (Remark(text="What is it?"),) == first.remarks
    assert ("R-2", None, None) == (second.reference, second.document, second.deadline)


@pytest.mark.parametrize("form", ["<method>XRY</method>", "XRY"])
def test_a_screening_request_gives_its_methods(form: str) -> None:
    """Recommended methods are read in the form of either release."""
    method = f"<recommendedHRCMScreeningMethod>{form}</recommendedHRCMScreeningMethod>"
    details = f"<referralRequestDetails><referralRequestReference>S-1</referralRequestReference><requestType>RFS</requestType>{method}</referralRequestDetails>"
    found = read_answer(answer("IE3Q03", f"<MRN>{MRN}</MRN>{details}"))
    assert isinstance(found, ScreeningRequest)
    assert (("XRY",), None) == (found.referrals[0].methods, found.issued_at)


def test_decisions_list_what_they_are_about() -> None:
    """House documents, receptacles and equipment are read from both decisions, the header's house document too."""
    inner = "<receptacle><receptacleIdentificationNumber>REC</receptacleIdentificationNumber></receptacle><transportDocument><documentNumber>D1</documentNumber></transportDocument>"
    held = read_answer(
        answer(
            "IE3Q01",
            f"<MRN>{MRN}</MRN><transportDocumentHouse><documentNumber>D2</documentNumber></transportDocumentHouse><doNotLoadDetails>{inner}</doNotLoadDetails>",
        )
    )
    done = read_answer(
        answer(
            "IE3N03", f"<MRN>{MRN}</MRN>{moment('completionDate')}<transportDocument><documentNumber>M</documentNumber></transportDocument>"
        )
    )
    assert isinstance(held, DoNotLoad)
    assert isinstance(done, AssessmentComplete)
    assert Listed(documents=("D1", "D2"), receptacles=("REC",)) == held.listed
    assert done.listed.is_empty
    assert TransportDocument("M") == done.parties.master_document


@pytest.mark.parametrize("name", ["IE3N10", "IE3R07"])
def test_acceptances_are_read(name: str) -> None:
    """Accepted amendments and invalidations have MRN and time."""
    found = read_answer(answer(name, f"<MRN>{MRN}</MRN>{moment('completionDate')}"))
    assert (MRN, at(9)) == (found.mrn, found.completed_at)  # type: ignore[union-attr]


def test_a_lifecycle_error_is_read() -> None:
    """An IE3N01 has its errors, and LRN or MRN."""
    found = read_answer(answer("IE3N01", f"<LRN>L1</LRN>{error('81', HOUSE)}"))
    assert isinstance(found, LifecycleError)
    assert ("L1", None, "81") == (found.lrn, found.mrn, found.errors[0].code)


@pytest.mark.hostile
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not well-formed"),
        (b"<a", "well-formed|read"),
        (b"<IE3R01><LRN>L", "line 1"),
        (b"<!DOCTYPE IE3R01 [<!ENTITY a 'b'>]><IE3R01><LRN>&a;</LRN></IE3R01>", "DOCTYPE"),
        (b"<IE3F43/>", "no answer that is known"),
        (b"<IE3R01/>", 'no "LRN"'),
        (b"<IE3Q02><MRN>1</MRN></IE3Q02>", "referralRequestDetails"),
        (b"<IE3N99><error/></IE3N99>", "validationCode"),
    ],
)
def test_bad_answers_are_refused_in_a_line(data: bytes, said: str) -> None:
    """What is no answer raises an error that says why."""
    with pytest.raises(UnreadableAnswer, match=said):
        read_answer(data)


DONE_ALL = AssessmentComplete(mrn=MRN, completed_at=at(10))
DONE_A = AssessmentComplete(mrn=MRN, completed_at=at(10), listed=Listed(documents=("A",)))
DONE_R = AssessmentComplete(mrn=MRN, completed_at=at(10), listed=Listed(receptacles=("RA",)))
HELD_ALL = DoNotLoad(mrn=MRN, issued_at=at(9))
HELD_A = DoNotLoad(mrn=MRN, issued_at=at(9), listed=Listed(documents=("A",)))
HELD_R = DoNotLoad(mrn=MRN, issued_at=at(9), listed=Listed(receptacles=("RA",)))
HELD_E = DoNotLoad(mrn=MRN, issued_at=at(9), listed=Listed(equipment=("C",)))
ASKED_A = InformationRequest(mrn=MRN, issued_at=at(8), referrals=(Referral(reference="1", type="RFI", document=TransportDocument("A")),))
ASKED_LATE = InformationRequest(mrn=MRN, issued_at=at(11), referrals=(Referral(reference="1", type="RFI"),))
OTHER = DoNotLoad(mrn="26BEIM1234567890A6", issued_at=at(9))
GONE = Invalidated(mrn=MRN, completed_at=at(12))
PENDING, REFERRED, ASSESSED, HELD = Clearance.PENDING, Clearance.REFERRED, Clearance.ASSESSED, Clearance.DO_NOT_LOAD


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((), (PENDING, PENDING)),
        ((OTHER,), (PENDING, PENDING)),
        ((DONE_ALL,), (ASSESSED, ASSESSED)),
        ((DONE_A,), (ASSESSED, PENDING)),
        ((DONE_R,), (ASSESSED, PENDING)),
        ((HELD_A, DONE_ALL), (HELD, ASSESSED)),
        ((HELD_ALL, DONE_A), (HELD, HELD)),
        ((HELD_R,), (HELD, HELD)),  # the receptacle of B is not known
        ((HELD_E, DONE_ALL), (HELD, HELD)),
        ((ASKED_A,), (REFERRED, PENDING)),
        ((ASKED_A, DONE_ALL), (ASSESSED, ASSESSED)),
        ((DONE_ALL, ASKED_LATE), (REFERRED, REFERRED)),
        ((DONE_ALL, GONE), (Clearance.INVALIDATED, Clearance.INVALIDATED)),
        ((HELD_A, GONE), (HELD, Clearance.INVALIDATED)),
    ],
)
def test_decisions_settle_the_same_in_any_order(answers: tuple[DoNotLoad, ...], expected: tuple[Clearance, Clearance]) -> None:
    """A do-not-load outranks all, no list means everything, and the order of arrival does not matter."""
    for order in permutations(answers):
        assert dict(zip("AB", expected, strict=True)) == clearances(MRN, ("A", "B"), order, {"A": "RA"})


def test_an_amendment_carries_the_whole_dataset_under_the_mrn(kit: SimpleNamespace) -> None:
    """IE3A43 has MRN and referral instead of the LRN, and is valid in both versions."""
    for version in ("1", "2"):
        filed = write_f43(kit.message(builders.item()), kit.declarant(), version, as_of=kit.today)
        better = builders.with_values(builders.item(), {"contents.1.description": "Cotton T-shirt for men, blue"})
        changed = write_a43(kit.message(better), kit.declarant(), MRN, filed, version, referral="R-1", issued_at=kit.noon, as_of=kit.today)
        assert changed.xml is not None
        assert kit.errors(changed.xml, version) == []
        root = etree.fromstring(changed.xml)
        assert ["documentIssueDate", "referralRequestReference", "MRN"] == [etree.QName(child).localname for child in root][:3]


@pytest.mark.parametrize(
    ("change", "version", "element"),
    [
        ({"eori": "DE1234567890"}, "2", "declarant/identificationNumber"),
        ({"pieces": 2}, "2", "goodsItem/goodsItemNumber"),
        ({"item_id": "LX806576739TW"}, "1", "transportDocumentHouseLevel/documentNumber"),
        ({"agent": True}, "2", "representative"),
    ],
)
def test_an_amendment_may_not_change_what_is_fixed(kit: SimpleNamespace, change: dict[str, object], version: str, element: str) -> None:
    """Declarant, representative, goods item numbers and, in version 1, house documents stay."""
    filed = write_f43(kit.message(builders.item()), kit.declarant(), version, as_of=kit.today)
    item = builders.item(
        item_id=change.get("item_id", "LX806576725TW"), contents=[builders.content_piece()] * int(str(change.get("pieces", 1)))
    )
    post = kit.declarant(eori=change.get("eori", "BE0123456789"))
    if "agent" in change:
        post = kit.declarant(representative=kit.agent)
    with pytest.raises(AmendmentRefused) as refused:
        write_a43(kit.message(item), post, MRN, filed, version, as_of=kit.today)
    assert (element,) == refused.value.elements


def test_an_amendment_that_would_drop_an_item_is_not_written(kit: SimpleNamespace) -> None:
    """An item that does not suffice keeps the amendment from being written; an MRN that is none is an error."""
    filed = write_f43(kit.message(builders.item()), kit.declarant(), as_of=kit.today)
    poor = kit.message(builders.with_values(builders.item(), {"addressee.city": None}))
    assert write_a43(poor, kit.declarant(), MRN, filed, as_of=kit.today).xml is None
    with pytest.raises(ValueError, match="is no MRN"):
        write_a43(kit.message(builders.item()), kit.declarant(), "BE26", filed, as_of=kit.today)


def request(kind: type[InformationRequest] | type[ScreeningRequest]) -> InformationRequest | ScreeningRequest:
    name = "IE3Q02" if kind is InformationRequest else "IE3Q03"
    details = (
        "<referralRequestDetails><referralRequestReference>R-1</referralRequestReference><requestType>RFI</requestType>"
        "<transportDocumentHouse><documentNumber>LX806576725TW</documentNumber><type>N750</type></transportDocumentHouse></referralRequestDetails>"
    )
    country = "<responsibleMemberState><country>BE</country></responsibleMemberState>"
    found = read_answer(answer(name, f"<MRN>{MRN}</MRN>{country}{details}"))
    assert isinstance(found, kind)
    return found


@pytest.mark.parametrize("version", ["1", "2"])
def test_replies_to_referrals_are_valid(kit: SimpleNamespace, version: str) -> None:
    """IE3R02 and IE3R03 are valid against the schemas and name the referral and its item."""
    attachment = Attachment(identification="cid:1", filename="invoice.pdf", mime="application/pdf")
    told = write_r02(
        request(InformationRequest),  # type: ignore[arg-type]
        [InformationReply(reference="R-1", remarks=(Remark(text="A wooden spoon"),), attachments=(attachment,))],
        kit.declarant(),
        version,
        issued_at=kit.noon,
    )
    screened = write_r03(
        request(ScreeningRequest),  # type: ignore[arg-type]
        [
            ScreeningReply(
                reference="R-1",
                result="1",
                methods=("XRY", "EDD"),
                person=ScreeningPerson(name="Ann Example", number="BE1", person_type="1"),
                facility=Address(city="Gent", country="BE", po_box="Postbus 1"),
            )
        ],
        kit.declarant(representative=kit.agent),
        version,
        issued_at=kit.noon,
    )
    assert ([], []) == (kit.errors(told, version), kit.errors(screened, version))
    assert b"LX806576725TW" in told


def test_replies_that_do_not_fit_are_refused(kit: SimpleNamespace) -> None:
    """An unknown referral, an empty reply and a single screening method are errors."""
    asked, screen = request(InformationRequest), request(ScreeningRequest)
    with pytest.raises(ValueError, match='no referral "R-9"'):
        write_r02(asked, [InformationReply(reference="R-9")], kit.declarant())  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="says nothing"):
        write_r02(asked, [InformationReply(reference="R-1")], kit.declarant())  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="2 to 9"):
        write_r03(screen, [ScreeningReply(reference="R-1", result="1", methods=("XRY",))], kit.declarant())  # type: ignore[arg-type]
