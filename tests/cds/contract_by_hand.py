"""The contract of CDS, written down by hand: names, order, namespaces, kinds and nil rules of every type and operation.

Nothing here is made from the package's own tables: what the package writes is held against this.
"""

from __future__ import annotations

import re

from lxml import etree

SERVICE = "http://tempuri.org/"
OPERATIONAL = "http://schemas.datacontract.org/2004/07/CDS.BusinessLayer.Operational"
CORE = "http://schemas.datacontract.org/2004/07/PTC.BusinessLayer.Core"
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://www.w3.org/2005/08/addressing"

# name:kind, in the order of the wire. A kind in capitals is a type of its own, "list X" holds elements with the name of a type.
TYPES = {
    "CDSView": "entityState:int DCResponse:RESPONSE Declaration:DECLARATION MailObject:MAILOBJECT Response:RESPONSE",
    "MAILOBJECT": (
        "entityState:int DestPostOrgCd:string Id:string LocalId:string LocalId2:string MailCategoryCd:string MailClassCd:string "
        "MailStateCd:int MailStateRemarks:string OrigPostOrgCd:string PId:guid PostingDt:dateTime TypeCd:string"
    ),
    "DECLARATION": (
        "entityState:int CDSStateCd:int CustOrganizationCd:string MailObjectPId:guid PId:guid PostOrganizationCd:string XMLData:string "
        "Data:DECLARATIONDATA"
    ),
    "RESPONSE": (
        "entityState:int CDSStateCd:int CustOrganizationCd:string MailObjectPId:guid PId:guid PostOrganizationCd:string XMLData:string "
        "Data:RESPONSEDATA"
    ),
    "DECLARATIONDATA": (
        "ContentPieces:list|Declaration.DeclarationData.ContentPiece Documents:list|Declaration.DeclarationData.Document "
        "ExtraFieldNames:strings ExtraFieldValues:strings GrossWeight:decimal HandlingClassCd:string InsuredValue:decimal "
        "InsuredValueCurrencyCd:string MaxIndex:int NatureTypeCd:string PackageImageLocalPath:string PackageImageSourceInfo:string "
        "Postage:decimal PostageCurrencyCd:string RecipientAddressLine1:string RecipientAddressLine2:string RecipientCity:string "
        "RecipientCountryCd:string RecipientEmail:string RecipientFax:string RecipientFirstName:string RecipientIdRef:string "
        "RecipientLastName:string RecipientName:string RecipientState:string RecipientTelephone:string RecipientZIP:string "
        "SenderAddressLine1:string SenderAddressLine2:string SenderCity:string SenderCountryCd:string SenderEmail:string "
        "SenderFirstName:string SenderIdRef:string SenderLastName:string SenderName:string SenderState:string SenderTelephone:string "
        "SenderZIP:string TransportDate:dateTime TransportMode:string"
    ),
    "Declaration.DeclarationData.ContentPiece": (
        "Amount:decimal CurrencyCd:string Description:string ExtraFieldNames:strings ExtraFieldValues:strings HS:string "
        "ImportRestrictions:string ImportRestrictionsNotes:string Index:int NetWeight:decimal Number:int OrigCountryCd:string "
        "RevisedDescription:string RevisedHS:string"
    ),
    "Declaration.DeclarationData.Document": "DocumentId:string DocumentName:string DocumentType:string",
    "RESPONSEDATA": (
        "ClearanceDt:dateTime DecisionCd:string DecisionReasonCd:string DecisionReasonNm:string Dutiable:boolean ExtraFieldNames:strings "
        "ExtraFieldValues:strings Taxes:list|Response.ResponseData.Tax TotalFee:decimal TotalFeeCurrencyCd:string"
    ),
    "Response.ResponseData.Tax": (
        "Amount:decimal CurrencyCd:string Description:string ExtraFieldNames:strings ExtraFieldValues:strings HS:string NetWeight:decimal "
        "Number:int Rate:decimal Type:string"
    ),
}
NOT_NILLABLE = {"entityState", "Dutiable", "PostingDt", "MailObjectPId", "CDSStateCd"}
KINDS = {
    "int": r"[+-]?[0-9]{1,10}",
    "decimal": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
    "boolean": "true|false|1|0",
    "guid": r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
    "dateTime": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?",
    "string": r"(?s).*",
}
# The parameters of each operation, in the order of the wire.
REQUESTS = {
    "CreateOrUpdateDeclarations": "securityToken:guid cdsViews:views userCd:string",
    "CreateOrUpdateResponses": "securityToken:guid cdsViews:views userCd:string",
    "Load": (
        "token:guid postalOrgCd:string customsOrgCd:string organizationTypeCd:string id:string flow:string partnerPostalOrgCd:string "
        "partCountryCd:string dtFrom:dateTime dtTo:dateTime zipFrom:string zipTo:string mailClassCd:string onlyWithoutResponse:boolean "
        "onlyWithDeclarationOrResponse:boolean recordsLimit:int"
    ),
    "LoadByMailState": "token:guid postalOrgCd:string customsOrgCd:string organizationTypeCd:string flow:string mailStateCd:int",
    "GetCustomsStatus": "token:guid postalOrgCd:string id:string flow:string forceCreateResponseIfNotAvailable:boolean userCd:string",
    "UpdateMailState": (
        "securityToken:guid id:string postalOrgCd:string partnerPostalOrgCd:string flow:string mailState:int userCd:string"
    ),
}
ALWAYS_THERE = {"onlyWithoutResponse", "onlyWithDeclarationOrResponse", "forceCreateResponseIfNotAvailable", "mailState", "mailStateCd"}


def members(text: str) -> list[tuple[str, str]]:
    """Names and kinds, in order."""
    return [tuple(part.split(":", 1)) for part in text.split()]  # type: ignore[misc]


def type_breaches(element: etree._Element, kind: str) -> list[str]:
    """Where an element breaks the type that it should have."""
    found = []
    wire = members(TYPES[kind])
    names = [etree.QName(child).localname for child in element]
    if names != [name for name, _ in wire if name in names]:
        found.append(f"{kind}: order or repetition in {names}")
    if wire[0][0] == "entityState" and "entityState" not in names:
        found.append(f"{kind}: no entityState")
    kinds = dict(wire)
    for child in element:
        name = etree.QName(child)
        if name.namespace != (CORE if name.localname == "entityState" else OPERATIONAL):
            found.append(f"{kind}/{name.localname}: namespace {name.namespace}")
        found += value_breaches(child, name.localname, kinds.get(name.localname, "nothing"))
    counts = [len(element.findall(f"{{{OPERATIONAL}}}{name}/*")) for name in ("ExtraFieldNames", "ExtraFieldValues")]
    return found if counts[0] == counts[1] else [*found, f"{kind}: names and values of extra fields differ in number"]


def value_breaches(child: etree._Element, name: str, kind: str) -> list[str]:
    """Where the content of an element breaks its kind."""
    if child.get(f"{{{XSI}}}nil") in ("true", "1"):
        if name in NOT_NILLABLE:
            return [f"{name}: nil is not allowed"]
        return [f"{name}: nil with content"] if child.text or len(child) else []
    if kind.startswith("list|"):
        entry = kind.removeprefix("list|")
        strays = [f"{name}: holds {item.tag}" for item in child if item.tag != f"{{{OPERATIONAL}}}{entry}"]
        return strays + [breach for item in child for breach in type_breaches(item, entry)]
    if kind == "strings":
        return [f"{name}: holds {item.tag}" for item in child if item.tag != f"{{{ARRAYS}}}string"]
    if kind == "views":
        strays = [f"{name}: holds {item.tag}" for item in child if item.tag != f"{{{OPERATIONAL}}}CDSView"]
        return strays + [breach for item in child for breach in type_breaches(item, "CDSView")]
    if kind in KINDS:
        return [] if re.fullmatch(KINDS[kind], child.text or "") else [f"{name}: {child.text!r} is no {kind}"]
    return type_breaches(child, kind) if kind in TYPES else [f"{name}: is {kind}"]


def request_breaches(body: etree._Element, operation: str) -> list[str]:
    """Where the body of a request breaks the contract."""
    if body.tag != f"{{{SERVICE}}}{operation}":
        return [f"the body is {body.tag}"]
    wire = members(REQUESTS[operation])
    names = [etree.QName(child).localname for child in body]
    found = [f"parameter in namespace {etree.QName(child).namespace}" for child in body if etree.QName(child).namespace != SERVICE]
    if names != [name for name, _ in wire if name in names]:
        found.append(f"{operation}: order of {names}")
    missing = {name for name, _ in wire} & (ALWAYS_THERE | {"token", "securityToken", "cdsViews"}) - set(names)
    found += [f"{operation}: no {name}" for name in sorted(missing)]
    kinds = dict(wire)
    for child in body:
        name = etree.QName(child).localname
        found += value_breaches(child, name, kinds.get(name, "nothing"))
    return found


def envelope_breaches(root: etree._Element, operation: str, to: str) -> list[str]:
    """Where the envelope of a request breaks SOAP 1.2, WS-Addressing 1.0 or the contract."""
    if root.tag != f"{{{SOAP12}}}Envelope" or [child.tag for child in root] != [f"{{{SOAP12}}}Header", f"{{{SOAP12}}}Body"]:
        return [f"the envelope is {root.tag} with {[child.tag for child in root]}"]
    told = {etree.QName(child).localname: child for child in root[0] if etree.QName(child).namespace == ADDRESSING}
    found = []
    if {"Action", "MessageID", "ReplyTo", "To"} != set(told):
        return [f"the header has {sorted(told)}"]
    if told["Action"].text != f"http://tempuri.org/ICDSAPIService/{operation}":
        found.append(f"the action is {told['Action'].text}")
    if not re.fullmatch("urn:uuid:" + KINDS["guid"], told["MessageID"].text or ""):
        found.append(f"the message id is {told['MessageID'].text}")
    if told["To"].text != to:
        found.append(f"it goes to {told['To'].text}")
    if told["ReplyTo"].findtext(f"{{{ADDRESSING}}}Address") != "http://www.w3.org/2005/08/addressing/anonymous":
        found.append("the reply goes somewhere else")
    if len(root[1]) != 1:
        return [*found, "the body does not hold one call"]
    return found + request_breaches(root[1][0], operation)


def sample_of(kind: str, texts: dict[str, str] | None = None, depth: int = 0) -> str:
    """Every element of a type once, in order, prefixes ``o``, ``c`` and ``a``; ``texts`` are values by name."""
    plain = {"int": "1", "decimal": "1.5", "boolean": "true", "guid": "01234567-89ab-cdef-0123-456789abcdef", "string": "A"}
    plain["dateTime"] = "2026-11-02T09:15:00"
    parts = []
    for name, what in members(TYPES[kind]):
        prefix = "c" if name == "entityState" else "o"
        if what.startswith("list|"):
            entry = what.removeprefix("list|")
            inside = f"<o:{entry}>{sample_of(entry, texts, depth + 1)}</o:{entry}>"
        elif what == "strings":
            inside = f"<a:string>{'Note' if name == 'ExtraFieldNames' else 'said'}</a:string>"
        elif what in TYPES:
            inside = sample_of(what, texts, depth + 1)
        else:
            inside = (texts or {}).get(name, plain[what])
        parts.append(f"<{prefix}:{name}>{inside}</{prefix}:{name}>")
    return "".join(parts)
