"""Reading and writing CDS declarations."""

from __future__ import annotations

import io
import re
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Layout, Leaf, Record
from ead.formats.base import Decoded
from ead.formats.cds_soap import CODEC, CdsStream
from ead.intake.source import open_source
from ead.limits import DEFAULT_LIMITS
from ead.testing.strategies import message_dicts
from ead.validator import Validator

SERVICE = "http://tempuri.org/"
OPERATIONAL = "http://schemas.datacontract.org/2004/07/CDS.BusinessLayer.Operational"
CORE = "http://schemas.datacontract.org/2004/07/PTC.BusinessLayer.Core"
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
TOKEN = "7f0a3c52-91de-4b7a-8c55-0d3e6a1b9f24"

PIECE = (
    "<o:Amount>19.90</o:Amount><o:CurrencyCd>EUR</o:CurrencyCd><o:Description>Knitted cotton T-shirt</o:Description>"
    "<o:NetWeight>0.180</o:NetWeight>"
)
PIECES = (
    f"<o:ContentPieces><o:Declaration.DeclarationData.ContentPiece>{PIECE}</o:Declaration.DeclarationData.ContentPiece></o:ContentPieces>"
)
ARRAY = "<o:ExtraFieldNames>{}</o:ExtraFieldNames><o:ExtraFieldValues>{}</o:ExtraFieldValues>"
TAIL = "<o:GrossWeight>0.25</o:GrossWeight><o:NatureTypeCd>11</o:NatureTypeCd>"
DATA = PIECES + TAIL
MAIL = (
    "<o:MailObject><c:entityState>1</c:entityState><o:DestPostOrgCd>INA</o:DestPostOrgCd><o:Id>RB123456785BE</o:Id><o:MailClassCd>U</o:MailClassCd>"
    "<o:OrigPostOrgCd>BEA</o:OrigPostOrgCd><o:PostingDt>2026-11-02T09:15:00</o:PostingDt><o:TypeCd>MI</o:TypeCd></o:MailObject>"
)


def declaration(data: str = DATA, own: str = "") -> str:
    """A ``Declaration`` with these own elements and data."""
    return f"<o:Declaration><c:entityState>1</c:entityState>{own}<o:Data>{data}</o:Data></o:Declaration>"


def view(content: str | None = None, mail: str = MAIL, after: str = "") -> str:
    """A ``CDSView``."""
    return f"<o:CDSView><c:entityState>1</c:entityState>{declaration() if content is None else content}{mail}{after}</o:CDSView>"


def body(*views: str, token: str = TOKEN) -> bytes:
    """A bare ``CreateOrUpdateDeclarations``."""
    return (
        f'<CreateOrUpdateDeclarations xmlns="{SERVICE}"><securityToken>{token}</securityToken>'
        f'<cdsViews xmlns:o="{OPERATIONAL}" xmlns:c="{CORE}" xmlns:a="{ARRAYS}" xmlns:i="{XSI}">{"".join(views)}</cdsViews>'
        "<userCd>U-1</userCd></CreateOrUpdateDeclarations>"
    ).encode()


def read(data: bytes) -> tuple[CdsStream, list[Decoded]]:
    """The stream, read to its end, and its items."""
    stream = CODEC.read(open_source(data), DEFAULT_LIMITS)
    return stream, list(stream.items())  # type: ignore[return-value]


def one(data: bytes) -> Record:
    """The record of the only item, which has no problems."""
    _, (decoded,) = read(data)
    assert decoded.problems is None
    assert decoded.record is not None
    return decoded.record


def told(data: bytes) -> list[tuple[str, tuple[str | int, ...]]]:
    """Codes and paths of the problems of the only item."""
    _, (decoded,) = read(data)
    return [(problem.code, problem.path) for problem in decoded.problems or ()]


def leaf(record: Record, name: str) -> Any:
    """A member of an item record."""
    return record[ITEM_LAYOUT.position(name)]


def record_of(layout: Layout, values: dict[str, Any] | None) -> Record:
    """The record of a group in the JSON shape, texts as written."""
    record = layout.empty()
    for name, value in (values or {}).items():
        entry = layout.by_name[name]
        if isinstance(entry, Leaf):
            record[entry.position] = str(value).lower() if isinstance(value, bool) else str(value)
        elif entry[1].group.repeated:
            record[entry[0]] = [record_of(entry[1], part) for part in value] or ()
        else:
            record[entry[0]] = record_of(entry[1], value)
    return record


def written(header: Record, *records: Record) -> tuple[bytes, list[Any]]:
    """The bytes and the losses of a message."""
    target = io.BytesIO()
    losses = CODEC.write(header, records, target)
    return target.getvalue(), losses


def minimal(**more: Any) -> Record:
    """A record with the required fields and these."""
    required = {
        "item_id": "RB123456785BE",
        "mail_class": "U",
        "origin_operator": "BEA",
        "destination_operator": "INA",
        "nature": "11",
        "gross_weight": "0.25",
    }
    return record_of(ITEM_LAYOUT, {**required, **more})


NO_HEADER = HEADER_LAYOUT.empty()


# ---------------------------------------------------------------------------------------------------------- round trips


@pytest.mark.slow
@given(message=message_dicts())
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_written_is_read_back(message: dict[str, Any]) -> None:
    """Decoding what was encoded gives the same records and the same header, whatever the field table allows."""
    header, records = record_of(HEADER_LAYOUT, message["header"]), [record_of(ITEM_LAYOUT, item) for item in message["items"]]
    data, losses = written(header, *records)
    stream, items = read(data)
    assert records == [decoded.record for decoded in items]
    assert header == stream.header
    assert [] == [loss for loss in losses if loss.lost]
    assert [] == stream.problems
    assert [] == stream.not_carried


@pytest.mark.parametrize(
    "pairs",
    [
        [("ead.remarks", "mine")],
        [("ead.header.message_id", "mine"), ("ead.literal.x", "y")],
        [("cds.TypeCd", "MI"), ("cds.entityState", "1")],
        [("cds.MailStateCd", "no number"), ("cds.PId", "x")],
        [("note", "a"), ("note", "b"), ("cds.MailStateCd", "5")],
        [("cds.MailStateCd", "5"), ("cds.MailStateCd", "6")],
        [("ead.sender.references.1.kind", "VAT")],
    ],
)
def test_extra_fields_with_awkward_names_survive(pairs: list[tuple[str, str]]) -> None:
    """Names that the codec uses itself come back as the extra fields they were, in whatever order."""
    record = minimal(extra_fields=[{"name": name, "value": value} for name, value in pairs])
    _, (decoded,) = read(written(NO_HEADER, record)[0])
    assert decoded.record is not None
    assert decoded.problems is None
    assert sorted(pairs) == sorted(tuple(pair) for pair in leaf(decoded.record, "extra_fields"))


def test_fields_without_an_element_travel_as_extra_fields() -> None:
    """Firm, kinds of references, remarks and product identifiers stand in the parallel arrays under their dotted path."""
    sender = {"company": "Sample Ltd", "references": [{"kind": "EORI", "value": "BE1"}, {"kind": "IOSS", "value": "IM1"}]}
    record = minimal(remarks="gift wrap", sender=sender, contents=[{"gtin": "4006381333931"}])
    text = written(NO_HEADER, record)[0].decode()
    names = [element.text for element in etree.fromstring(text.encode()).iter(f"{{{ARRAYS}}}string")]
    assert ["ead.gtin", "4006381333931", "ead.sender.company", "ead.remarks", "ead.sender.references.1.kind"] == names[:5]
    assert "<o:SenderIdRef>BE1</o:SenderIdRef>" in text


def test_a_posting_date_is_written_in_19_characters() -> None:
    """Fraction and offset travel beside the element, are read back, and that is noted without being a loss."""
    record = minimal(posted_at="2026-11-02T09:15:00.5+01:00")
    data, losses = written(NO_HEADER, record)
    assert b"<o:PostingDt>2026-11-02T09:15:00</o:PostingDt>" in data
    assert [record] == [decoded.record for decoded in read(data)[1]]
    assert [(0, ("posted_at",), False)] == [(loss.item, loss.path, loss.lost) for loss in losses]


def test_a_sharper_posting_date_that_is_another_one_is_not_believed() -> None:
    """An extra field that contradicts the element stays an extra field."""
    arrays = ARRAY.format("<a:string>ead.posted_at</a:string>", "<a:string>2025-01-01T00:00:00Z</a:string>")
    record = one(body(view(declaration(PIECES + arrays + TAIL))))
    assert ("2026-11-02T09:15:00", [["ead.posted_at", "2025-01-01T00:00:00Z"]]) == (leaf(record, "posted_at"), leaf(record, "extra_fields"))


def test_a_header_without_items_is_a_loss() -> None:
    """The header travels with the first item; without one it is reported as lost."""
    data, losses = written(record_of(HEADER_LAYOUT, {"message_id": "M-1", "test": True}))
    assert [("header", "message_id"), ("header", "test")] == [loss.path for loss in losses if loss.lost]
    assert b"M-1" not in data


def test_a_header_that_contradicts_an_earlier_one_stays_an_extra_field() -> None:
    """The first item's header is the message's; what another item says differently is kept where it was found."""
    first = written(record_of(HEADER_LAYOUT, {"message_id": "M-1"}), minimal())[0].decode()
    second = written(record_of(HEADER_LAYOUT, {"message_id": "M-2"}), minimal())[0].decode()
    inner = second[second.index("    <o:CDSView>") : second.index("  </cdsViews>")]
    stream, items = read(first.replace("  </cdsViews>", inner + "  </cdsViews>").encode())
    assert stream.header is not None
    assert "M-1" == stream.header[0]
    assert [(), [["ead.header.message_id", "M-2"]]] == [leaf(decoded.record or [], "extra_fields") for decoded in items]


# -------------------------------------------------------------------------------------------------------------- reading


@pytest.mark.parametrize("soap", ["http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/"])
def test_a_body_is_read_inside_an_envelope_with_headers(soap: str) -> None:
    """SOAP 1.2 and 1.1 envelopes are looked through, their headers left alone, and addresses count from the envelope."""
    wrapped = b'<s:Envelope xmlns:s="%b"><s:Header><w:To xmlns:w="urn:w">x</w:To></s:Header><s:Body>%b</s:Body></s:Envelope>' % (
        soap.encode(),
        body(view()),
    )
    stream, (decoded,) = read(wrapped)
    assert ([], None) == (stream.problems, decoded.problems)
    found = etree.fromstring(wrapped).xpath(str(decoded.origin.place(("contents", 0, "amount")).xpath))
    assert ["19.90"] == [element.text for element in found]


def test_a_load_response_is_read() -> None:
    """What a customs administration polls from CDS holds the same views."""
    data = (
        f'<LoadResponse xmlns="{SERVICE}"><LoadResult xmlns:o="{OPERATIONAL}" xmlns:c="{CORE}">{view()}{view()}</LoadResult></LoadResponse>'
    )
    stream, items = read(data.encode())
    assert ([], ["RB123456785BE"] * 2) == (stream.problems, [leaf(decoded.record or [], "item_id") for decoded in items])


def test_nil_and_empty_strings_are_absent() -> None:
    """A nil element and an empty string element mean that there is no value, and nothing is said about them."""
    nothing = (
        '<o:Postage i:nil="true"/><o:PostageCurrencyCd></o:PostageCurrencyCd><o:RecipientName i:nil="1"/><o:SenderState/>'
        '<o:TransportMode i:nil="true"/>'
    )
    record = one(body(view(declaration(DATA + nothing))))
    assert (None, None, None, None) == tuple(leaf(record, name) for name in ("postage", "postage_currency", "sender", "addressee"))


def test_names_are_taken_whole_or_in_parts() -> None:
    """A full name, or a first and a last name: both are kept as they came."""
    parties = (
        "<o:RecipientFirstName>Ann</o:RecipientFirstName><o:RecipientIdRef>BR-1</o:RecipientIdRef>"
        "<o:RecipientLastName>Sample</o:RecipientLastName><o:SenderName>Bo Sample</o:SenderName>"
    )
    record = one(body(view(declaration(DATA + parties))))
    assert ["Bo Sample", "Ann", "Sample", [[None, "BR-1"]]] == [
        leaf(record, "sender")[0],
        *leaf(record, "addressee")[1:3],
        leaf(record, "addressee")[-1],
    ]


def test_what_only_cds_has_becomes_extra_fields_and_goes_back() -> None:
    """States, organisations and identifiers of the system survive a way through a record, on the item and on the piece."""
    piece = PIECES.replace("<o:NetWeight>", "<o:ImportRestrictions>none</o:ImportRestrictions><o:NetWeight>")
    mail = MAIL.replace("<o:OrigPost", "<o:MailStateCd>5</o:MailStateCd><o:OrigPost")
    data = body(view(declaration(piece + TAIL, "<o:CDSStateCd>1</o:CDSStateCd><o:PostOrganizationCd>XXA</o:PostOrganizationCd>"), mail))
    record = one(data)
    assert [["cds.CDSStateCd", "1"], ["cds.PostOrganizationCd", "XXA"], ["cds.MailStateCd", "5"]] == leaf(record, "extra_fields")
    assert [["cds.ImportRestrictions", "none"]] == leaf(record, "contents")[0][-1]
    text = written(NO_HEADER, record)[0].decode()
    for element in ("CDSStateCd>1<", "PostOrganizationCd>XXA<", "MailStateCd>5<", "ImportRestrictions>none<"):
        assert f"<o:{element}/o:" in text
    assert "ExtraFieldNames" not in text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("+1.5", "1.5"),
        (".5", "0.5"),
        ("1.", "1"),
        (" 0.25\n", "0.25"),
        ("0.25000000000", "0.25"),
        ("00000000000000.5", "0.5"),
        ("-0.00", "0.00"),
        ("007.50", "007.50"),
    ],
)
def test_decimals_are_taken_in_every_form_that_xml_schema_allows(text: str, value: str) -> None:
    """A plus sign, a bare point, blanks around and zeros that change nothing are no defects."""
    assert value == leaf(one(body(view(declaration(PIECES + TAIL.replace("0.25", text))))), "gross_weight")


@pytest.mark.parametrize("text", ["1E2", "-1", "0,25", "1.5 kg", "+", ".", "NaN", "0x1", "٠.٥", "0.1234567", "12345678901"])
def test_other_decimals_are_refused(text: str) -> None:
    """Exponents, signs below zero, commas, units and too many digits are told at the field."""
    assert [("CORE-STR-004", ("gross_weight",))] == told(body(view(declaration(PIECES + TAIL.replace("0.25", text)))))


@pytest.mark.parametrize(
    ("data", "mail", "expected"),
    [
        (DATA + "<o:Postage/>", MAIL, ("CORE-STR-003", ("postage",))),
        (
            DATA,
            MAIL.replace("<o:PostingDt>2026-11-02T09:15:00</o:PostingDt>", '<o:PostingDt i:nil="true"/>'),
            ("CORE-STR-003", ("posted_at",)),
        ),
        (DATA, MAIL.replace("2026-11-02T", "0001-01-01T"), ("CORE-STR-004", ("posted_at",))),
        (DATA, MAIL.replace("T09:15:00", "T24:00:00"), ("CORE-STR-004", ("posted_at",))),
        (DATA, MAIL.replace("RB123456785BE", "R" * 36), ("CORE-STR-005", ("item_id",))),
        (DATA, MAIL.replace(">U<", ">u<"), ("CORE-STR-006", ("mail_class",))),
        (DATA, MAIL.replace("<o:Id>RB123456785BE</o:Id>", ""), ("CORE-STR-001", ("item_id",))),
        (DATA, MAIL.replace("<o:Id>RB123456785BE</o:Id>", "<o:Id/>"), ("CORE-STR-001", ("item_id",))),
        (TAIL.replace("0.25", "0.25<b/>"), MAIL, ("CORE-STR-007", ("gross_weight",))),
        (DATA + '<o:SenderName i:nil="true">Bo</o:SenderName>', MAIL, ("CORE-STR-007", ("sender", "name"))),
        (DATA + "<o:SenderName>A</o:SenderName><o:SenderName>B</o:SenderName>", MAIL, ("CORE-STR-008", ("sender", "name"))),
        (TAIL + PIECES, MAIL, ("CORE-STR-009", ())),
        (DATA + '<o:SenderName lang="en">Bo</o:SenderName>', MAIL, ("CORE-STR-010", ("sender", "name"))),
        (DATA + "note", MAIL, ("CORE-STR-011", ())),
        ("note" + DATA, MAIL, ("CORE-STR-011", ())),
        (DATA + "<o:SenderFax>1</o:SenderFax>", MAIL, ("CORE-STR-002", ())),
        (DATA + "<SenderName>Bo</SenderName>", MAIL, ("CORE-STR-014", ())),
        (DATA, MAIL.replace("<c:entityState>1</c:entityState>", ""), ("CORE-STR-001", ())),
        (DATA, MAIL.replace("<c:entityState>1<", "<c:entityState><"), ("CORE-STR-003", ())),
        (
            DATA,
            MAIL.replace("<o:MailClassCd>", "<o:MailClassCd>").replace("<o:OrigPost", "<o:MailStateCd>five</o:MailStateCd><o:OrigPost"),
            ("CORE-STR-004", ()),
        ),
        (DATA, MAIL.replace("<o:OrigPost", "<o:MailStateCd><b/></o:MailStateCd><o:OrigPost"), ("CORE-STR-007", ())),
        (DATA, "", ("CORE-STR-001", ())),
        (DATA, MAIL.replace("o:MailObject", "MailObject"), ("CORE-STR-014", ())),
        ("<o:ContentPieces>x</o:ContentPieces>" + TAIL, MAIL, ("CORE-STR-011", ())),
        ("<o:ContentPieces><o:ContentPiece/></o:ContentPieces>" + TAIL, MAIL, ("CORE-STR-002", ())),
        ("<o:ContentPieces><Declaration.DeclarationData.ContentPiece/></o:ContentPieces>" + TAIL, MAIL, ("CORE-STR-014", ())),
        ("<o:ContentPieces><o:Declaration.DeclarationData.ContentPiece/>x</o:ContentPieces>" + TAIL, MAIL, ("CORE-STR-011", ())),
        (
            "<o:ContentPieces><o:Declaration.DeclarationData.ContentPiece/></o:ContentPieces>" + TAIL,
            MAIL,
            ("CORE-STR-003", ("contents", 0)),
        ),
        (DATA.replace("0.180", "heavy"), MAIL, ("CORE-STR-004", ("contents", 0, "net_weight"))),
    ],
)
def test_each_structural_defect_is_told_where_it_is(data: str, mail: str, expected: tuple[str, tuple[str | int, ...]]) -> None:
    """One defect gives its code at its path."""
    assert expected in told(body(view(declaration(data), mail)))


def test_a_defect_is_told_once() -> None:
    """A field that is nil where it must not be, out of order or in a wrong namespace does not drag others along."""
    assert 1 == len(told(body(view(declaration(TAIL + PIECES)))))
    assert 1 == len(told(body(view(mail=""))))
    assert 1 == len(told(body(view("<o:Declaration i:nil='true'/>"))))
    assert 1 == len(told(body(view("<Declaration/>"))))


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ("", "Declaration"),
        ("<o:Declaration i:nil='true'/>", "Declaration"),
        ("<o:Declaration><c:entityState>1</c:entityState></o:Declaration>", "Data"),
    ],
)
def test_a_view_without_a_declaration_is_no_item(content: str, field: str) -> None:
    """Receivers skip such a view without a word; here it is told, and no record is made up."""
    _, (decoded,) = read(body(view(content)))
    assert decoded.record is None
    assert [("CORE-STR-001", field)] == [(problem.code, problem.params["field"]) for problem in decoded.problems or ()]


def test_a_nil_view_and_a_view_in_a_foreign_namespace_are_no_items() -> None:
    """Neither gives a record, both are told."""
    _, items = read(body("<o:CDSView i:nil='true'/>", "<CDSView/>", view()))
    assert [(None, "CORE-STR-001"), (None, "CORE-STR-014")] == [(decoded.record, (decoded.problems or [])[0].code) for decoded in items[:2]]
    assert items[2].record is not None


@pytest.mark.parametrize(
    ("names", "values", "expected"),
    [
        ("<a:string>a</a:string>", "", "the value of extra field 1"),
        ("", "<a:string>b</a:string>", "the name of extra field 1"),
        ("<a:string>a</a:string><a:string>c</a:string>", "<a:string>b</a:string>", "the value of extra field 2"),
        ("<a:string i:nil='true'/>", "<a:string>b</a:string>", "the name of extra field 1"),
    ],
)
def test_the_parallel_arrays_must_pair(names: str, values: str, expected: str) -> None:
    """A name without a value's place, or a value without a name, is a defect of the extra fields."""
    _, (decoded,) = read(body(view(declaration(PIECES + ARRAY.format(names, values) + TAIL))))
    assert [("CORE-STR-001", ("extra_fields",), expected)] == [
        (problem.code, problem.path, problem.params["field"]) for problem in decoded.problems or ()
    ]


def test_extra_fields_keep_their_pairs() -> None:
    """Names may repeat; a nil value says that there is nothing to carry."""
    arrays = ARRAY.format("<a:string>n</a:string>" * 3, "<a:string>1</a:string><a:string i:nil='true'/><a:string>2</a:string>")
    assert [["n", "1"], ["n", "2"]] == leaf(one(body(view(declaration(PIECES + arrays + TAIL)))), "extra_fields")


@pytest.mark.parametrize(
    ("names", "values", "expected"),
    [
        ("<a:string>" + "n" * 71 + "</a:string>", "<a:string>v</a:string>", ("CORE-STR-005", ("extra_fields", 0, "name"))),
        ("<a:string>n</a:string>", "<a:string>" + "v" * 513 + "</a:string>", ("CORE-STR-005", ("extra_fields", 0, "value"))),
        ("<string>n</string>", "<a:string>v</a:string>", ("CORE-STR-014", ())),
        ("<a:text>n</a:text>", "", ("CORE-STR-002", ())),
        ("<a:string>n<b/></a:string>", "<a:string>v</a:string>", ("CORE-STR-007", ("extra_fields",))),
    ],
)
def test_defects_in_the_arrays_are_told(names: str, values: str, expected: tuple[str, tuple[str | int, ...]]) -> None:
    """Lengths, namespaces and element names of the arrays are checked like all others."""
    assert expected in told(body(view(declaration(PIECES + ARRAY.format(names, values) + TAIL))))


def test_values_that_travelled_but_do_not_fit_stay_extra_fields() -> None:
    """An ``ead.`` name that means no field, or a value that the field cannot take, is kept and not guessed at."""
    pairs = {
        "ead.sender.person_type": "Q",
        "ead.no_such": "x",
        "ead.sender.references.3.value": "x",
        "ead.header.nothing": "x",
        "ead.gtin": "x",
    }
    arrays = ARRAY.format(*("".join(f"<a:string>{text}</a:string>" for text in texts) for texts in (pairs, pairs.values())))
    assert [list(pair) for pair in pairs.items()] == leaf(one(body(view(declaration(PIECES + arrays + TAIL)))), "extra_fields")


# --------------------------------------------------------------------------------------- notes, secrets, frame, places


def test_secrets_and_responses_are_noted_and_not_carried() -> None:
    """Token, user code, responses and the stored payload are reported as not carried; long CDS-only texts as lost."""
    own = "<o:XMLData>&lt;DecData/&gt;</o:XMLData>"
    mail = MAIL.replace("<o:OrigPost", f"<o:MailStateRemarks>{'r' * 513}</o:MailStateRemarks><o:OrigPost")
    data = body(view(declaration(DATA, own), mail, "<o:Response><c:entityState>1</c:entityState></o:Response>"))
    stream, _ = read(data)
    assert [("securityToken", False), ("userCd", False), ("XMLData", False), ("Response", False), ("MailStateRemarks", True)] == [
        (entry.path[-1], entry.lost) for entry in stream.not_carried
    ]
    assert TOKEN not in str(stream.not_carried)


def test_the_token_never_appears_in_a_report() -> None:
    """Not even when values are to be shown and the frame itself is what is wrong."""
    data = body(view()).replace(b"<userCd>U-1</userCd>", b"<userCd>U-1</userCd><userCd>U-2</userCd>note")
    report = Validator(["structure"], show_values=True).validate(data)
    shown = report.to_json() + "".join(str(finding.excerpt) for finding in report.findings)
    assert "CORE-STR-008" in shown
    assert not [secret for secret in (TOKEN, "U-1", "U-2") if secret in shown]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"<userCd>U-1</userCd>", b"<other/>", "CORE-STR-002"),
        (b"<userCd>U-1</userCd>", b'<userCd xmlns="urn:x"/>', "CORE-STR-014"),
        (b"<securityToken>", b"note<securityToken>", "CORE-STR-011"),
        (b"cdsViews", b"views", "CORE-MSG-003"),
    ],
)
def test_defects_of_the_frame_are_told(old: bytes, new: bytes, code: str) -> None:
    """What stands around the views is checked too."""
    stream, _ = read(body(view()).replace(old, new))
    assert code in [problem.code for problem in stream.problems]
    assert all(stream.place(problem).line for problem in stream.problems)


def test_a_token_behind_the_views_is_out_of_order() -> None:
    """The operation's parameters have an order as well."""
    data = body(view()).replace(f"<securityToken>{TOKEN}</securityToken>".encode(), b"").replace(b"<userCd>", b"<securityToken/><userCd>")
    assert ["CORE-STR-009"] == [problem.code for problem in read(data)[0].problems]


def test_places_lead_to_what_was_meant() -> None:
    """Every path of a field leads to the element that holds it, to the entry of the arrays, or to the nearest element above."""
    sender = {"name": "Bo Sample", "company": "Sample & Co", "references": [{"value": "A"}, {"kind": "EORI", "value": "B"}]}
    record = minimal(
        remarks="wrapped", sender=sender, documents=[{"id": "I-1"}], contents=[{"units": 1}, {"units": 2, "gtin": "4006381333931"}]
    )
    data, _ = written(NO_HEADER, record)
    _, (decoded,) = read(data)
    root = etree.fromstring(data)
    expected = {
        ("sender", "name"): "Bo Sample",
        ("sender", "company"): "Sample & Co",
        ("sender", "references", 0, "value"): "A",
        ("sender", "references", 1, "value"): "B",
        ("sender", "references", 1, "kind"): "EORI",
        ("remarks",): "wrapped",
        ("documents", 0, "id"): "I-1",
        ("contents", 1, "units"): "2",
        ("contents", 1, "gtin"): "4006381333931",
        ("posted_at",): None,
        ("form",): None,
    }
    for path, value in expected.items():
        place = decoded.origin.place(path)
        (element,) = root.xpath(str(place.xpath))
        assert data.splitlines()[place.line - 1].strip().startswith(b"<")  # type: ignore[operator]
        assert value == (element.text.strip() or None), path
        assert (value is None) == (place.value_span is None), path


@pytest.mark.parametrize(
    "path",
    [
        (),
        ("sender",),
        ("sender", "references"),
        ("extra_fields", 0, "value"),
        ("contents",),
        ("contents", 0),
        ("contents", 0, "extra_fields", 0),
        ("documents", 0, "name"),
        ("nothing",),
    ],
)
def test_every_path_has_a_place(path: tuple[str | int, ...]) -> None:
    """Groups, lists and fields that are not there lead to exactly one element."""
    data = body(view())
    _, (decoded,) = read(data)
    assert 1 == len(etree.fromstring(data).xpath(str(decoded.origin.place(path).xpath)))


def test_a_great_many_strays_take_linear_time() -> None:
    """Ten thousand unknown elements are told one by one, each at its own place."""
    _, (decoded,) = read(body(view(declaration(DATA + "<o:X/>" * 10_000))))
    problems = decoded.problems or []
    assert (10_000, ("X", 10_000)) == (len(problems), (problems[-1].steps or ())[-1])


def test_lines_and_columns_are_those_of_the_source() -> None:
    """A defect in a message over several lines is found at its line."""
    data = body(view()).replace(b"><", b">\n<").replace(b"<o:NetWeight>0.180", b"<o:NetWeight>0,180")
    (finding,) = Validator(["structure"]).validate(data).findings
    assert data.split(b"\n").index(b"<o:NetWeight>0,180</o:NetWeight>") + 1 == finding.location.line


@given(seed=st.integers(0, 2**32), cuts=st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_damaged_messages_never_raise(seed: int, cuts: int) -> None:
    """Deleted, doubled and exchanged bytes and elements give problems or another message, never an exception."""
    rng = Random(seed)
    data = body(view(), view(declaration(PIECES + ARRAY.format("<a:string>a</a:string>", "<a:string>b</a:string>") + TAIL)))
    for _ in range(cuts):
        parts = re.split(rb"(?=<)", data)
        start, end = sorted(rng.choices(range(len(parts)), k=2))
        end = min(end, start + 4)
        damage = rng.choice(
            [b"", b"".join(parts[start:end]) * 2, b"".join(reversed(parts[start:end])), b"<x>", b'<y i:nil="true"/>', b"\xff"]
        )
        data = b"".join([*parts[:start], damage, *parts[end:]])
    report = Validator(["structure"]).validate(data, format=None)
    assert report.outcome.value in ("accepted", "rejected", "incomplete")
    assert TOKEN not in report.to_json()


def test_a_prefix_that_is_not_declared_is_told() -> None:
    """Such a message is not well-formed with namespaces; that is a finding and not an exception."""
    report = Validator(["structure"]).validate(body(view()).replace(b"<cdsViews", b"<s:cdsViews").replace(b"</cdsViews", b"</s:cdsViews"))
    assert "CORE-INT-006" in {finding.code for finding in report.findings}
    assert not report.accepted
