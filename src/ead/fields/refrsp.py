"""The REFRSP field table: answers of the post of origin to referrals.

A working model of this project, like ITMREF: purpose, direction and parts (response code, action taken, supporting
information) are public; the layout is not.
"""

from __future__ import annotations

from ead.fields.identity import DESTINATION_OPERATOR, ITEM_ID, ORIGIN_OPERATOR, POSTED_AT
from ead.fields.itmatt import DOCUMENT, EXTRA_FIELD, HEADER
from ead.fields.itmref import REFERRAL_ID, WORKING_MODEL
from ead.fields.makers import code, moment, text
from ead.fields.table import MANY, Group

__all__ = ["ITEM", "MESSAGE"]

SUPPLIED_ELEMENT = Group(
    name="supplied_elements",
    xml="SuppliedElement",
    model="SuppliedElement",
    label="supplied element",
    max_occurs=MANY,
    doc="One thing that was asked for, and its value (RFI).",
    members=(
        text(
            "element",
            "ElementPath",
            140,
            "Field of the declaration that the value is of.",
            WORKING_MODEL,
            required=True,
            example="contents.1.description",
        ),
        text("value", "Value", 512, "The value.", WORKING_MODEL, required=True, personal=True, example="Knitted cotton T-shirt"),
    ),
)

SCREENING = Group(
    name="screenings",
    xml="Screening",
    model="Screening",
    label="screening",
    max_occurs=MANY,
    doc="One screening of the item as high-risk cargo and mail (RFS).",
    members=(
        code("method", "MethodCd", "[A-Z0-9]{1,8}", "Code of the method; an open list.", WORKING_MODEL, required=True, example="XRY"),
        code(
            "result", "ResultCd", "[A-Z][A-Z_]{0,34}", "NO_ALARM, ALARM or INCONCLUSIVE; an open list.", WORKING_MODEL, example="NO_ALARM"
        ),
        moment("screened_at", "ScreeningDt", "When the item was screened.", WORKING_MODEL),
        text("screened_by", "ScreenedBy", 70, "Who screened the item.", WORKING_MODEL, personal=True),
        text("remarks", "Remarks", 512, "Remarks on the screening.", WORKING_MODEL, personal=True),
    ),
)

ITEM = Group(
    name="items",
    xml="Item",
    model="ReferralResponse",
    label="referral response",
    max_occurs=MANY,
    doc="The answer to one referral. A working model: the layout of this message is not public.",
    members=(
        ITEM_ID,
        POSTED_AT,
        ORIGIN_OPERATOR,
        DESTINATION_OPERATOR,
        REFERRAL_ID,
        code("referral_type", "ReferralTypeCd", "RFI|RFS|DNL", "Kind of the referral that is answered.", "EU ICS2, PLACI", example="RFI"),
        code(
            "response",
            "ResponseCd",
            "[A-Z][A-Z_]{0,34}",
            "What is answered; an open list.",
            WORKING_MODEL,
            required=True,
            codelist="referral-responses",
            example="INFORMATION_SUPPLIED",
        ),
        moment("answered_at", "AnsweredDt", "When the answer was given, in UTC.", WORKING_MODEL, required=True),
        text("action", "ActionTaken", 140, "What was done with the item.", WORKING_MODEL, personal=True, example="data corrected"),
        text("remarks", "Remarks", 512, "Remarks on the answer.", WORKING_MODEL, personal=True),
        EXTRA_FIELD,
        SUPPLIED_ELEMENT,
        SCREENING,
        DOCUMENT,
    ),
)

MESSAGE = Group(
    name="refrsp",
    xml="Refrsp",
    model="Refrsp",
    label="message",
    doc="A REFRSP-style message: answers to referrals of items. A working model: the layout of this message is not public.",
    members=(HEADER, ITEM),
)
