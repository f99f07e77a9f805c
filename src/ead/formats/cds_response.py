"""The response part of the UPU Customs Declaration System (CDS) contract as tables, and where each element lives in a record of CUSRSP.

A view holds up to two responses: that of the administration at hand, and on an outbound item that of the customs of destination,
passed on (``DCResponse``). Each is an entry of its own; the second one is marked as relayed.
"""

from __future__ import annotations

from ead.fields.cusrsp import TAX
from ead.fields.layout import layout_of
from ead.fields.messages import message_type
from ead.formats.cds_schema import NAMES, VALUES, Element, Form, Role, Type, carried, entity_state, passed_over, stored, values_in

__all__ = ["RELAYED_VIEW", "RESPONSE", "RESPONSE_LAYOUT", "RESPONSE_VIEW"]

RESPONSE_LAYOUT = message_type("CUSRSP").item

_answer, _tax = values_in(RESPONSE_LAYOUT), values_in(layout_of(TAX))

_TAX = Type(
    "Tax",
    layout_of(TAX),
    _tax("Amount", "amount"),
    _tax("CurrencyCd", "currency"),
    _tax("Description", "description"),
    NAMES,
    VALUES,
    _tax("HS", "hs_code"),
    _tax("NetWeight", "net_weight"),
    _tax("Number", "number"),
    _tax("Rate", "rate"),
    _tax("Type", "type"),
)

_DATA = Type(
    "ResponseData",
    RESPONSE_LAYOUT,
    _answer("ClearanceDt", "cleared_at"),
    _answer("DecisionCd", "decision"),
    _answer("DecisionReasonCd", "decision_reason"),
    _answer("DecisionReasonNm", "decision_reason_text"),
    _answer("Dutiable", "dutiable", nillable=False),
    NAMES,
    VALUES,
    Element(name="Taxes", role=Role.LIST, path=("taxes",), type=_TAX, entry="Response.ResponseData.Tax"),
    _answer("TotalFee", "total_fee"),
    _answer("TotalFeeCurrencyCd", "total_fee_currency"),
)

RESPONSE = Type(
    "Response",
    RESPONSE_LAYOUT,
    entity_state("cds.Response.entityState"),
    carried("CDSStateCd", form=Form.INTEGER, nillable=False),
    _answer("CustOrganizationCd", "customs_organisation"),
    carried("MailObjectPId", form=Form.GUID, nillable=False),
    _answer("PId", "response_id", form=Form.GUID),
    _answer("PostOrganizationCd", "post_organisation"),
    stored("XMLData"),
    Element(name="Data", role=Role.NESTED, type=_DATA),
)

_MAIL_OBJECT = Type(
    "MailObject",
    RESPONSE_LAYOUT,
    entity_state("cds.MailObject.entityState"),
    _answer("DestPostOrgCd", "destination_operator"),
    _answer("Id", "item_id"),
    carried("LocalId"),
    carried("LocalId2"),
    carried("MailCategoryCd"),
    carried("MailClassCd"),
    carried("MailStateCd", form=Form.INTEGER),
    carried("MailStateRemarks"),
    _answer("OrigPostOrgCd", "origin_operator"),
    _answer("PId", "mail_object_id", form=Form.GUID),
    _answer("PostingDt", "posted_at", nillable=False),
    carried("TypeCd", default="MI"),
)


def _view(answer: str, fixed: dict[str, str]) -> Type:
    def part(name: str) -> Element:
        return Element(name=name, role=Role.NESTED, type=RESPONSE) if name == answer else passed_over(name)

    mail_object = Element(name="MailObject", role=Role.NESTED, type=_MAIL_OBJECT)
    return Type(
        "CDSView",
        RESPONSE_LAYOUT,
        entity_state("cds.entityState"),
        part("DCResponse"),
        part("Declaration"),
        mail_object,
        part("Response"),
        needed=(answer, "MailObject", "Data"),
        excused=("item_id",),
        fixed=fixed,
    )


RESPONSE_VIEW = _view("Response", {})
RELAYED_VIEW = _view("DCResponse", {"relayed": "true"})
