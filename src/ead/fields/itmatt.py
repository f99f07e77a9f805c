"""The ITMATT field table.

Names follow the UPU Customs Declaration System (CDS) contract; lengths follow the ceilings of the
EDIFACT D.00A segments that ITMATT is carried in (NAD: name 5 x 35, street 4 x 35; FTX: 512; CST: 18),
or ICS2 where that is wider. The text of the UPU standard M33 is not public: this table is the project's own
profile and claims no conformance to it.
"""

from __future__ import annotations

from ead.fields.makers import OWN as _OWN
from ead.fields.makers import amount as _amount
from ead.fields.makers import code as _code
from ead.fields.makers import currency as _currency
from ead.fields.makers import flag as _flag
from ead.fields.makers import moment as _moment
from ead.fields.makers import number as _number
from ead.fields.makers import text as _text
from ead.fields.makers import weight as _weight
from ead.fields.table import MANY, Group

__all__ = ["CONTENT_PIECE", "HEADER", "ITEM", "ITMATT_NAMESPACE", "MESSAGE"]

ITMATT_NAMESPACE = "urn:ead:itmatt:1"

_EDIFACT = "EDIFACT D.00A"

EXTRA_FIELD = Group(
    name="extra_fields",
    xml="ExtraField",
    model="ExtraField",
    label="extra field",
    max_occurs=MANY,
    doc="A name and value that the other fields have no place for; carried through conversions unchanged.",
    members=(
        _text("name", "Name", 70, "Name of the extra field.", required=True),
        _text("value", "Value", 512, "Value of the extra field.", required=True, personal=True),
    ),
)

REFERENCE = Group(
    name="references",
    xml="Reference",
    model="Reference",
    label="reference",
    max_occurs=MANY,
    doc="A tax or customs reference of the party: EORI, IOSS, VAT, VOEC, CPF ...",
    members=(
        _code(
            "kind",
            "KindCd",
            "[A-Z][A-Z0-9_]{0,15}",
            "Kind of the reference, where it is known.",
            _OWN,
            codelist="reference-kinds",
            example="EORI",
        ),
        _text("value", "Value", 50, "The reference as written.", required=True, personal=True, example="BE0123456789"),
    ),
)

_PARTY = (
    _text(
        "name", "Name", 175, "Full name of the person or firm; or give first and last name.", _EDIFACT, personal=True, example="Ann Example"
    ),
    _text("first_name", "FirstName", 70, "First name, when the name is given in parts.", personal=True),
    _text("last_name", "LastName", 70, "Last name, when the name is given in parts.", personal=True),
    _text("company", "Company", 175, "Name of the firm, when the party is one.", _OWN, personal=True),
    _code(
        "person_type",
        "PersonTypeCd",
        "[1-9]",
        "1 natural person, 2 legal person, 3 association of persons.",
        "EU ICS2 code list CL729",
        codelist="person-types",
        example="1",
    ),
    _text("address_line1", "AddressLine1", 140, "Street and number, or P.O. box.", _EDIFACT, personal=True, example="1 Sample Street"),
    _text("address_line2", "AddressLine2", 140, "Second address line.", _EDIFACT, personal=True),
    _text("city", "City", 70, "Town or city.", _EDIFACT, personal=True, example="Ghent"),
    _text("state", "State", 70, "State, province or region.", _EDIFACT, personal=True),
    _text("postcode", "ZIP", 17, "Postcode.", _EDIFACT, personal=True, example="9000"),
    _text("country", "CountryCd", 35, "Country, as an ISO 3166-1 alpha-2 code.", codelist="countries", example="BE"),
    _text(
        "telephone", "Telephone", 64, "Telephone number, best in international form (+32 ...).", personal=True, example="+32 9 555 01 23"
    ),
    _text("email", "Email", 254, "E-mail address.", personal=True, example="ann@example.com"),
)
_FAX = _text("fax", "Fax", 64, "Fax number; the contract has one for the addressee only.", personal=True)

SENDER = Group(name="sender", xml="Sender", model="Sender", label="sender", doc="Who sends the item.", members=(*_PARTY, REFERENCE))
ADDRESSEE = Group(
    name="addressee",
    xml="Recipient",
    model="Addressee",
    label="addressee",
    doc="Who the item is addressed to.",
    members=(*_PARTY, _FAX, REFERENCE),
)

DOCUMENT = Group(
    name="documents",
    xml="Document",
    model="Document",
    label="document",
    max_occurs=MANY,
    doc="A licence, certificate, invoice or other paper that goes with the item.",
    members=(
        _text("id", "DocumentId", 70, "Number of the document.", "EU ICS2 (an..70)", example="INV-2026-17"),
        _text("name", "DocumentName", 70, "Name of the document."),
        _text("type", "DocumentType", 35, "Type of the document: LICENCE, CERTIFICATE, INVOICE or other text.", example="INVOICE"),
    ),
)

CONTENT_PIECE = Group(
    name="contents",
    xml="ContentPiece",
    model="ContentPiece",
    label="content piece",
    max_occurs=MANY,
    doc="One line of the customs content description. Weight and value are those of the line, not of one unit.",
    members=(
        _number("index", "Index", 5, "Number of the line.", example="1"),
        _number("units", "Number", 9, "Number of units in the line.", example="2"),
        _text("description", "Description", 512, "What the goods are, in words.", _EDIFACT, example="Knitted cotton T-shirt"),
        _text("revised_description", "RevisedDescription", 512, "Description as revised by customs; the declared one stays."),
        _amount("amount", "Amount", "currency", "Value of the line."),
        _currency("currency", "CurrencyCd", "Currency of the value, ISO 4217."),
        _weight("net_weight", "NetWeight", "Net weight of the line in kilograms."),
        _text("hs_code", "HS", 18, "Harmonized System code, six digits or more.", _EDIFACT, codelist="hs", example="610910"),
        _text("revised_hs_code", "RevisedHS", 18, "HS code as revised by customs; the declared one stays."),
        _text(
            "origin_country", "OrigCountryCd", 35, "Country of origin of the goods, ISO 3166-1 alpha-2.", codelist="countries", example="PT"
        ),
        _text("seller_product_id", "SellerProductId", 70, "The seller's own product identifier (SKU).", "Del. Reg. (EU) 2026/1022"),
        _text("maker_product_id", "MakerProductId", 70, "The manufacturer's own product identifier.", "Del. Reg. (EU) 2026/1022"),
        _text("gtin", "GTIN", 14, "Global Trade Item Number (EAN, UPC).", "GS1; Del. Reg. (EU) 2026/1022", example="4006381333931"),
        EXTRA_FIELD,
    ),
)

HEADER = Group(
    name="header",
    xml="Header",
    model="Header",
    label="header",
    doc="Who sends the message to whom, and when it was made.",
    members=(
        _text("message_id", "MessageId", 35, "Reference of the message, unique for its sender.", _EDIFACT, example="M-20261102-0001"),
        _text(
            "sender", "SenderOrgCd", 35, "Operator or organisation code, or EDI address, of who sends the message.", _EDIFACT, example="BEA"
        ),
        _text(
            "recipient",
            "RecipientOrgCd",
            35,
            "Operator or organisation code, or EDI address, of who receives the message.",
            _EDIFACT,
            example="INA",
        ),
        _moment("created_at", "CreationDt", "When the message was made, with its UTC offset where known.", _EDIFACT),
        _flag("test", "TestInd", "Whether the message is a test.", _EDIFACT),
    ),
)

ITEM = Group(
    name="items",
    xml="Item",
    model="Item",
    label="item",
    max_occurs=MANY,
    doc="One postal item and its customs declaration.",
    members=(
        _text("item_id", "ItemId", 35, "S10 identifier of the item.", required=True, example="LX806576725TW"),
        _text("local_id", "LocalId", 35, "The operator's own identifier."),
        _text("local_id2", "LocalId2", 35, "A second identifier of the operator's own."),
        _moment("posted_at", "PostingDt", "Date and time of posting; local time unless it carries an offset."),
        _code(
            "mail_class",
            "MailClassCd",
            "[A-Z]",
            "Mail class: U letter post, C parcels, E EMS, T empty receptacles.",
            required=True,
            codelist="mail-classes",
            example="U",
        ),
        _code(
            "mail_category",
            "MailCategoryCd",
            "[A-Z]",
            "Mail category: A airmail, B S.A.L., C surface, D priority sent by surface.",
            codelist="mail-categories",
            example="A",
        ),
        _code(
            "handling_class",
            "HandlingClassCd",
            "[A-Z0-9]{1,3}",
            "Handling class: N normal, R registered, V insured; an open list.",
            codelist="handling-classes",
            example="R",
        ),
        _code(
            "item_format",
            "ItemFormatCd",
            "[A-Z]{2}",
            "Format: SP small packet, PP printed papers, MB M bag, LB items for the blind, LT letter.",
            _OWN,
            codelist="item-formats",
            example="SP",
        ),
        _code("form", "FormCd", "CN2[23]|CP72", "Customs form whose data this is: CN22, CN23, CP72.", _OWN, example="CN22"),
        _text(
            "origin_operator", "OrigPostOrgCd", 6, "UPU code of the operator of origin.", required=True, codelist="operators", example="TWA"
        ),
        _text(
            "destination_operator",
            "DestPostOrgCd",
            6,
            "UPU code of the operator of destination.",
            required=True,
            codelist="operators",
            example="BEA",
        ),
        _code(
            "nature",
            "NatureTypeCd",
            "[0-9]{1,3}",
            "Nature of transaction, UPU code list 136: 11 sale, 21 return, 31 gift, 32 sample, 91 documents, 991 mixed, 999 other.",
            required=True,
            codelist="natures",
            example="11",
        ),
        _weight("gross_weight", "GrossWeight", "Gross weight of the item in kilograms.", required=True),
        _amount("postage", "Postage", "postage_currency", "Postage paid by the sender; part of the customs value in many countries."),
        _currency("postage_currency", "PostageCurrencyCd", "Currency of the postage, ISO 4217."),
        _amount("insured_value", "InsuredValue", "insured_value_currency", "Insured value."),
        _currency("insured_value_currency", "InsuredValueCurrencyCd", "Currency of the insured value, ISO 4217."),
        _text("transport_mode", "TransportMode", 35, "Mode of transport."),
        _moment("transport_date", "TransportDate", "Date of transport."),
        SENDER,
        ADDRESSEE,
        DOCUMENT,
        _text("remarks", "Remarks", 512, "Remarks; the explanation when the nature is 'other'.", _EDIFACT, personal=True),
        EXTRA_FIELD,
        CONTENT_PIECE,
    ),
)

MESSAGE = Group(
    name="itmatt", xml="Itmatt", model="Itmatt", label="message", doc="An ITMATT-style message: header and items.", members=(HEADER, ITEM)
)
