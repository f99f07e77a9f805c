"""The CUSRSP field table: what customs decided about an item, and what is to be paid for it.

Names follow the response of the UPU Customs Declaration System (CDS) contract. Decision, reason and tax type are open lists: their
meaning is master data of each administration (:mod:`ead.codelists.decisions`).
"""

from __future__ import annotations

from ead.fields.identity import DESTINATION_OPERATOR, ITEM_ID, MAIL_OBJECT_ID, ORIGIN_OPERATOR, POSTED_AT
from ead.fields.itmatt import EXTRA_FIELD, HEADER
from ead.fields.makers import CDS, OWN, amount, code, currency, flag, moment, number, text, weight
from ead.fields.table import MANY, Field, Group, Kind

__all__ = ["ITEM", "MESSAGE", "TAX"]

TAX = Group(
    name="taxes",
    xml="Tax",
    model="Tax",
    label="tax",
    max_occurs=MANY,
    doc="One tax, duty, fine or penalty on one line of the declaration, or on the item.",
    members=(
        text("type", "Type", 35, "Type of the tax; an open list of each administration.", example="VAT"),
        text("description", "Description", 512, "The tax, or the goods it is on, in words."),
        amount("amount", "Amount", "currency", "Amount to be paid."),
        currency("currency", "CurrencyCd", "Currency of the amount, ISO 4217."),
        Field(
            name="rate",
            xml="Rate",
            kind=Kind.DECIMAL,
            total_digits=12,
            fraction_digits=6,
            unit="%",
            doc="Rate of the tax.",
            source=CDS,
            example="21",
        ),
        text("hs_code", "HS", 18, "Harmonized System code that the tax was found by.", codelist="hs", example="610910"),
        weight("net_weight", "NetWeight", "Net weight that the tax is on, in kilograms."),
        number("number", "Number", 9, "Number of the content piece that the tax is on; some administrations give units here.", example="1"),
        EXTRA_FIELD,
    ),
)

ITEM = Group(
    name="items",
    xml="Item",
    model="CustomsResponse",
    label="customs response",
    max_occurs=MANY,
    doc="What customs decided about one item.",
    members=(
        ITEM_ID,
        POSTED_AT,
        ORIGIN_OPERATOR,
        DESTINATION_OPERATOR,
        text("post_organisation", "PostOrganizationCd", 35, "Code of the post that the answer is for.", example="BEA"),
        text("customs_organisation", "CustOrganizationCd", 35, "Code of the customs administration that decided.", example="BEC"),
        text("customs_site", "CustomsSiteCd", 35, "Customs office or site that decided.", OWN, example="BEBRUX"),
        code(
            "decision", "DecisionCd", "[A-Z0-9]{1,8}", "Decision; an open list of each administration.", codelist="decisions", example="2"
        ),
        text("decision_reason", "DecisionReasonCd", 35, "Reason of the decision, as a code; national in practice.", example="3"),
        text("decision_reason_text", "DecisionReasonNm", 512, "Reason of the decision, in words.", personal=True),
        moment("cleared_at", "ClearanceDt", "When it was decided; local time unless it carries an offset."),
        flag("dutiable", "Dutiable", "Whether duty or tax is to be paid.", required=True),
        amount("total_fee", "TotalFee", "total_fee_currency", "Fee of customs or for handling; not the sum of the taxes."),
        currency("total_fee_currency", "TotalFeeCurrencyCd", "Currency of the fee, ISO 4217."),
        flag("relayed", "RelayedInd", "Whether this is the answer of the customs of destination, passed on to the post of origin.", OWN),
        MAIL_OBJECT_ID,
        text("response_id", "ResponsePId", 36, "Identifier of the response in the customs declaration system (a GUID)."),
        EXTRA_FIELD,
        TAX,
    ),
)

MESSAGE = Group(
    name="cusrsp",
    xml="Cusrsp",
    model="Cusrsp",
    label="message",
    doc="A CUSRSP-style message: decisions of customs on items.",
    members=(HEADER, ITEM),
)
