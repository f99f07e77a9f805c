"""What the CDS writer emits, held against the contract as it is written down here, apart from the codec's own tables."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Layout, Leaf, Record
from ead.formats.cds_soap import CODEC
from ead.testing.generator import generate
from ead.testing.strategies import message_dicts

SERVICE = "http://tempuri.org/"
OPERATIONAL = "http://schemas.datacontract.org/2004/07/CDS.BusinessLayer.Operational"
CORE = "http://schemas.datacontract.org/2004/07/PTC.BusinessLayer.Core"
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

PARTY = "AddressLine1 AddressLine2 City CountryCd Email FirstName IdRef LastName Name State Telephone ZIP"
# Each type: its classes, the base first; each class: its elements and their types.
CONTRACT: dict[str, list[dict[str, str]]] = {
    "CDSView": [
        {"entityState": "int"},
        {"DCResponse": "Response", "Declaration": "Declaration", "MailObject": "MailObject", "Response": "Response"},
    ],
    "MailObject": [
        {"entityState": "int"},
        {
            **dict.fromkeys(
                [
                    "DestPostOrgCd",
                    "Id",
                    "LocalId",
                    "LocalId2",
                    "MailCategoryCd",
                    "MailClassCd",
                    "MailStateRemarks",
                    "OrigPostOrgCd",
                    "TypeCd",
                ],
                "string",
            ),
            "MailStateCd": "int",
            "PId": "guid",
            "PostingDt": "dateTime",
        },
    ],
    "Declaration": [
        {"entityState": "int"},
        {"CDSStateCd": "int", "MailObjectPId": "guid", "PId": "guid"}
        | dict.fromkeys(("CustOrganizationCd", "PostOrganizationCd", "XMLData"), "string"),
        {"Data": "DeclarationData"},
    ],
    "DeclarationData": [
        {
            **dict.fromkeys(("ExtraFieldNames", "ExtraFieldValues"), "strings"),
            **dict.fromkeys(("GrossWeight", "InsuredValue", "Postage"), "decimal"),
            **dict.fromkeys([f"Recipient{name}" for name in [*PARTY.split(), "Fax"]], "string"),
            **dict.fromkeys([f"Sender{name}" for name in PARTY.split()], "string"),
            **dict.fromkeys(("HandlingClassCd", "InsuredValueCurrencyCd", "NatureTypeCd", "PostageCurrencyCd", "TransportMode"), "string"),
            **dict.fromkeys(("PackageImageLocalPath", "PackageImageSourceInfo"), "string"),
            "ContentPieces": "list of Declaration.DeclarationData.ContentPiece",
            "Documents": "list of Declaration.DeclarationData.Document",
            "MaxIndex": "int",
            "TransportDate": "dateTime",
        }
    ],
    "Declaration.DeclarationData.ContentPiece": [
        {
            **dict.fromkeys(("Amount", "NetWeight"), "decimal"),
            **dict.fromkeys(("CurrencyCd", "Description", "HS", "OrigCountryCd", "RevisedDescription", "RevisedHS"), "string"),
            **dict.fromkeys(("ImportRestrictions", "ImportRestrictionsNotes"), "string"),
            **dict.fromkeys(("ExtraFieldNames", "ExtraFieldValues"), "strings"),
            **dict.fromkeys(("Index", "Number"), "int"),
        }
    ],
    "Response": [{"entityState": "int"}],
    "Declaration.DeclarationData.Document": [dict.fromkeys(("DocumentId", "DocumentName", "DocumentType"), "string")],
}
LEXICAL = {
    "int": r"[+-]?[0-9]+",
    "decimal": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
    "guid": r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
    "dateTime": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?",
    "string": r"(?s).*",
}
NOT_NILLABLE = {"entityState", "PostingDt", "Dutiable", "MailObjectPId", "CDSStateCd"}


def breaches(element: etree._Element, kind: str) -> list[str]:
    """Where an element of a complex type breaks the contract."""
    found = []
    classes = CONTRACT[kind]
    types = {name: what for members in classes for name, what in members.items()}
    wire = [name for members in classes for name in sorted(members, key=lambda name: [ord(letter) for letter in name])]
    names = [etree.QName(child).localname for child in element]
    if names != [name for name in wire if name in names]:
        found.append(f"{kind}: order or repetition in {names}")
    if "entityState" in types and "entityState" not in names:
        found.append(f"{kind}: no entityState")
    for child in element:
        name = etree.QName(child)
        if name.namespace != (CORE if name.localname == "entityState" else OPERATIONAL):
            found.append(f"{kind}/{name.localname}: namespace {name.namespace}")
        found += value_breaches(child, name.localname, types.get(name.localname, "nothing"))
    return found


def value_breaches(child: etree._Element, name: str, what: str) -> list[str]:
    """Where the content of an element breaks the contract."""
    if child.get(f"{{{XSI}}}nil") == "true":
        return (
            [f"{name}: nil is not allowed"] if name in NOT_NILLABLE else [f"{name}: nil with content"] if child.text or len(child) else []
        )
    if what.startswith("list of "):
        entry = what.removeprefix("list of ")
        strays = [f"{name}: holds {item.tag}" for item in child if item.tag != f"{{{OPERATIONAL}}}{entry}"]
        return strays + [breach for item in child for breach in breaches(item, entry)]
    if what == "strings":
        return [f"{name}: holds {item.tag}" for item in child if item.tag != f"{{{ARRAYS}}}string"]
    if what in LEXICAL:
        return [] if re.fullmatch(LEXICAL[what], child.text or "") else [f"{name}: {child.text!r} is no {what}"]
    return breaches(child, what) if what in CONTRACT else [f"{name}: is {what}"]


def body_breaches(root: etree._Element) -> list[str]:
    """Where a ``CreateOrUpdateDeclarations`` body breaks the contract."""
    if [child.tag for child in root] != [f"{{{SERVICE}}}{name}" for name in ("securityToken", "cdsViews", "userCd")]:
        return [f"the body holds {[child.tag for child in root]}"]
    found = [] if re.fullmatch(LEXICAL["guid"], root[0].text or "") else ["the token is no GUID"]
    for view in root[1]:
        found += [] if view.tag == f"{{{OPERATIONAL}}}CDSView" else [f"a view is {view.tag}"]
        found += breaches(view, "CDSView")
        for holder in view.iter(f"{{{OPERATIONAL}}}ExtraFieldNames"):
            values = holder.getnext()
            if values is None or len(values) != len(holder):
                found.append("names and values of extra fields differ in number")
    return found


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


def encoded(message: dict[str, Any], **options: Any) -> bytes:
    """The message in the JSON shape as the CDS writer writes it."""
    target = io.BytesIO()
    CODEC.write(
        record_of(HEADER_LAYOUT, message.get("header")), [record_of(ITEM_LAYOUT, item) for item in message["items"]], target, **options
    )
    return target.getvalue()


@pytest.mark.slow
@given(message=message_dicts())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_valid_message_is_written_as_the_contract_wants_it(message: dict[str, Any]) -> None:
    """Element order, namespaces, nil rules, dotted names and lexical forms hold for every message the field table allows."""
    assert [] == body_breaches(etree.fromstring(encoded(message)))


@pytest.mark.parametrize("seed", range(5))
def test_realistic_messages_are_written_as_the_contract_wants_it(seed: int) -> None:
    """The contract holds for generated messages as posts would send them."""
    root = etree.fromstring(encoded(generate(40, seed=seed)))
    assert (40, []) == (len(root[1]), body_breaches(root))


def test_every_element_of_the_contract_is_known_to_the_reader() -> None:
    """A view that has every element of the contract once, in order, is read without a structural finding."""
    from ead.intake.source import open_source
    from ead.limits import DEFAULT_LIMITS

    def content(what: str) -> str:
        samples = {
            "int": "1",
            "decimal": "1.5",
            "guid": "0" * 8 + "-0000-0000-0000-" + "0" * 12,
            "dateTime": "2026-11-02T09:15:00",
            "string": "A",
        }
        if what.startswith("list of "):
            entry = what.removeprefix("list of ")
            return f"<o:{entry}>{members(entry)}</o:{entry}>"
        return (
            "<a:string>A</a:string>"
            if what == "strings"
            else samples[what]
            if what in samples
            else members(what)
            if what in CONTRACT
            else ""
        )

    def members(kind: str) -> str:
        parts = [(name, known[name]) for known in CONTRACT[kind] for name in sorted(known)]
        return "".join(
            f"<{p}:{name}>{content(what) if name != 'NatureTypeCd' else '11'}</{p}:{name}>"
            for name, what in parts
            for p in ["co"["entityState" != name]]
        )

    text = (
        f'<CreateOrUpdateDeclarations xmlns="{SERVICE}" xmlns:o="{OPERATIONAL}" xmlns:c="{CORE}" xmlns:a="{ARRAYS}"><securityToken/>'
        f"<cdsViews><o:CDSView>{members('CDSView')}</o:CDSView></cdsViews><userCd/></CreateOrUpdateDeclarations>"
    )
    assert [] == body_breaches(
        etree.fromstring(text.replace("<securityToken/>", "<securityToken>" + "0" * 8 + "-0000-0000-0000-" + "0" * 12 + "</securityToken>"))
    )
    stream = CODEC.read(open_source(text.encode()), DEFAULT_LIMITS)
    assert [None] == [decoded.problems for decoded in stream.items()]
    assert [] == stream.problems


def test_the_checker_sees_a_wrong_order() -> None:
    """The test's own checker is no rubber stamp: exchanged elements, a nil posting date and an empty decimal are breaches."""
    good = encoded(generate(1, seed=1)).decode()
    weight = re.search(r" *<o:GrossWeight>.*?</o:GrossWeight>\n", good)
    assert weight is not None
    moved = good.replace(weight[0], "").replace("        </o:Data>", weight[0] + "        </o:Data>")
    emptied = good.replace(weight[0], "<o:GrossWeight/>")
    nil = re.sub("<o:PostingDt>.*?</o:PostingDt>", f'<o:PostingDt xmlns:i="{XSI}" i:nil="true"/>', good)
    assert [1, 1, 1] == [len(body_breaches(etree.fromstring(text.encode()))) for text in (moved, emptied, nil)]


def test_an_envelope_can_be_asked_for() -> None:
    """With the option the body stands in a SOAP 1.2 envelope that names the operation in its addressing header."""
    root = etree.fromstring(encoded(generate(2, seed=3), envelope=True))
    soap = "{http://www.w3.org/2003/05/soap-envelope}"
    assert [f"{soap}Header", f"{soap}Body"] == [child.tag for child in root]
    assert "http://tempuri.org/ICDSAPIService/CreateOrUpdateDeclarations" == root[0][0].text
    assert [] == body_breaches(root[1][0])
