"""The declaration part of the UPU Customs Declaration System (CDS) contract as tables, and where each element lives in a record."""

from __future__ import annotations

from ead.fields.itmatt import CONTENT_PIECE, DOCUMENT
from ead.fields.layout import ITEM_LAYOUT, layout_of
from ead.formats.cds_schema import NAMES, VALUES, Element, Form, Role, Type, carried, dropped, entity_state, stored, values_in

__all__ = ["DECLARATION", "MAIL_OBJECT", "VIEW"]


def _party(prefix: str, group: str, *, fax: bool) -> tuple[Element, ...]:
    value = values_in(ITEM_LAYOUT)
    members = {
        "AddressLine1": "address_line1",
        "AddressLine2": "address_line2",
        "City": "city",
        "CountryCd": "country",
        "Email": "email",
        **({"Fax": "fax"} if fax else {}),
        "FirstName": "first_name",
        "IdRef": "references",
        "LastName": "last_name",
        "Name": "name",
        "State": "state",
        "Telephone": "telephone",
        "ZIP": "postcode",
    }
    return tuple(
        value(prefix + name, group, *((field, 0, "value") if field == "references" else (field,))) for name, field in members.items()
    )


_item, _piece, _document = values_in(ITEM_LAYOUT), values_in(layout_of(CONTENT_PIECE)), values_in(layout_of(DOCUMENT))

_PIECE = Type(
    "ContentPiece",
    layout_of(CONTENT_PIECE),
    _piece("Amount", "amount"),
    _piece("CurrencyCd", "currency"),
    _piece("Description", "description"),
    NAMES,
    VALUES,
    _piece("HS", "hs_code"),
    carried("ImportRestrictions"),
    carried("ImportRestrictionsNotes"),
    _piece("Index", "index"),
    _piece("NetWeight", "net_weight"),
    _piece("Number", "units"),
    _piece("OrigCountryCd", "origin_country"),
    _piece("RevisedDescription", "revised_description"),
    _piece("RevisedHS", "revised_hs_code"),
)

_DOCUMENT = Type(
    "Document",
    layout_of(DOCUMENT),
    _document("DocumentId", "id"),
    _document("DocumentName", "name"),
    _document("DocumentType", "type"),
)

_DATA = Type(
    "DeclarationData",
    ITEM_LAYOUT,
    Element(name="ContentPieces", role=Role.LIST, path=("contents",), type=_PIECE, entry="Declaration.DeclarationData.ContentPiece"),
    Element(name="Documents", role=Role.LIST, path=("documents",), type=_DOCUMENT, entry="Declaration.DeclarationData.Document"),
    NAMES,
    VALUES,
    _item("GrossWeight", "gross_weight"),
    _item("HandlingClassCd", "handling_class"),
    _item("InsuredValue", "insured_value"),
    _item("InsuredValueCurrencyCd", "insured_value_currency"),
    carried("MaxIndex", form=Form.INTEGER),
    _item("NatureTypeCd", "nature"),
    carried("PackageImageLocalPath"),
    carried("PackageImageSourceInfo"),
    _item("Postage", "postage"),
    _item("PostageCurrencyCd", "postage_currency"),
    *_party("Recipient", "addressee", fax=True),
    *_party("Sender", "sender", fax=False),
    _item("TransportDate", "transport_date"),
    _item("TransportMode", "transport_mode"),
)

DECLARATION = Type(
    "Declaration",
    ITEM_LAYOUT,
    entity_state("cds.Declaration.entityState"),
    carried("CDSStateCd", form=Form.INTEGER, nillable=False),
    carried("CustOrganizationCd"),
    carried("MailObjectPId", form=Form.GUID, nillable=False),
    carried("PId", form=Form.GUID),
    carried("PostOrganizationCd"),
    stored("XMLData"),
    Element(name="Data", role=Role.NESTED, type=_DATA),
)

MAIL_OBJECT = Type(
    "MailObject",
    ITEM_LAYOUT,
    entity_state("cds.MailObject.entityState"),
    _item("DestPostOrgCd", "destination_operator"),
    _item("Id", "item_id"),
    _item("LocalId", "local_id"),
    _item("LocalId2", "local_id2"),
    _item("MailCategoryCd", "mail_category"),
    _item("MailClassCd", "mail_class"),
    carried("MailStateCd", form=Form.INTEGER),
    carried("MailStateRemarks"),
    _item("OrigPostOrgCd", "origin_operator"),
    carried("PId", "MailObject.PId", Form.GUID),
    _item("PostingDt", "posted_at", nillable=False),
    carried("TypeCd", default="MI"),
)

VIEW = Type(
    "CDSView",
    ITEM_LAYOUT,
    entity_state("cds.entityState"),
    dropped("DCResponse"),
    Element(name="Declaration", role=Role.NESTED, type=DECLARATION),
    Element(name="MailObject", role=Role.NESTED, type=MAIL_OBJECT),
    dropped("Response"),
    needed=("Declaration", "MailObject", "Data"),
    excused=("item_id", "mail_class", "origin_operator", "destination_operator"),
)
