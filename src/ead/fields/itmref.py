"""The ITMREF field table: questions of the post of destination to the post of origin, raised by a decision of customs.

A working model of this project. That these messages exist, their direction and their purpose are public; their layout is not.
The kinds of referral are those of pre-loading advance cargo information: RFI, RFS and DNL.
"""

from __future__ import annotations

from ead.fields.identity import DESTINATION_OPERATOR, ITEM_ID, ORIGIN_OPERATOR, POSTED_AT, RECEPTACLE_ID
from ead.fields.itmatt import EXTRA_FIELD, HEADER
from ead.fields.makers import code, moment, text
from ead.fields.table import MANY, Group

__all__ = ["ITEM", "MESSAGE", "REFERRAL_ID", "WORKING_MODEL"]

WORKING_MODEL = "working model of this project"

REFERRAL_ID = text(
    "referral_id",
    "ReferralId",
    35,
    "Identifier of the referral, given by who raises it.",
    WORKING_MODEL,
    required=True,
    example="RFI-20261103-0007",
)

REQUESTED_ELEMENT = Group(
    name="requested_elements",
    xml="RequestedElement",
    model="RequestedElement",
    label="requested element",
    max_occurs=MANY,
    doc="One thing that is to be told or corrected (RFI).",
    members=(
        text(
            "element",
            "ElementPath",
            140,
            "Field of the declaration that is asked about.",
            WORKING_MODEL,
            required=True,
            example="contents.1.description",
        ),
        text("remarks", "Remarks", 512, "What is asked about it.", WORKING_MODEL, personal=True, example="state material and use"),
    ),
)

SCREENING_METHOD = Group(
    name="screening_methods",
    xml="ScreeningMethod",
    model="ScreeningMethod",
    label="screening method",
    max_occurs=MANY,
    doc="A method by which the item is to be screened as high-risk cargo and mail (RFS).",
    members=(
        code("method", "MethodCd", "[A-Z0-9]{1,8}", "Code of the method; an open list.", WORKING_MODEL, required=True, example="XRY"),
        text("remarks", "Remarks", 512, "Remarks on the method.", WORKING_MODEL, personal=True),
    ),
)

ITEM = Group(
    name="items",
    xml="Item",
    model="Referral",
    label="referral",
    max_occurs=MANY,
    doc="One question or order about one item. A working model: the layout of this message is not public.",
    members=(
        ITEM_ID,
        POSTED_AT,
        ORIGIN_OPERATOR,
        DESTINATION_OPERATOR,
        RECEPTACLE_ID,
        REFERRAL_ID,
        code(
            "referral_type",
            "ReferralTypeCd",
            "RFI|RFS|DNL",
            "RFI request for information, RFS request for screening, DNL do not load.",
            "EU ICS2, PLACI",
            required=True,
            example="RFI",
        ),
        moment("issued_at", "IssuedDt", "When the referral was raised, in UTC.", WORKING_MODEL, required=True),
        moment("respond_by", "RespondByDt", "Until when an answer is expected.", WORKING_MODEL),
        text("customs_organisation", "CustOrganizationCd", 35, "Code of the customs administration behind the referral.", WORKING_MODEL),
        text("customs_reference", "CustomsReference", 35, "Reference that customs gave (in ICS2: MRN or referral request).", "EU ICS2"),
        text("reason", "ReasonCd", 35, "Reason as a code; an open list.", WORKING_MODEL),
        text("reason_text", "ReasonNm", 512, "Reason in words.", WORKING_MODEL, personal=True),
        EXTRA_FIELD,
        REQUESTED_ELEMENT,
        SCREENING_METHOD,
    ),
)

MESSAGE = Group(
    name="itmref",
    xml="Itmref",
    model="Itmref",
    label="message",
    doc="An ITMREF-style message: referrals of items to the post of origin. A working model: the layout of this message is not public.",
    members=(HEADER, ITEM),
)
