"""The CUSRSP-style message as pydantic models. Generated from the field table by ``tools/generate.py``: change the table, not this file."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ead.fields import cusrsp as table
from ead.models.base import EadModel
from ead.models.facets import facets
from ead.models.itmatt import ExtraField, Header

__all__ = ["Cusrsp", "CustomsResponse", "Tax"]


class Tax(EadModel):
    """One tax, duty, fine or penalty on one line of the declaration, or on the item."""

    type: Annotated[str, facets(table.TAX, "type")] | None = None
    description: Annotated[str, facets(table.TAX, "description")] | None = None
    amount: Annotated[Decimal, facets(table.TAX, "amount")] | None = None
    currency: Annotated[str, facets(table.TAX, "currency")] | None = None
    rate: Annotated[Decimal, facets(table.TAX, "rate")] | None = None
    hs_code: Annotated[str, facets(table.TAX, "hs_code")] | None = None
    net_weight: Annotated[Decimal, facets(table.TAX, "net_weight")] | None = None
    number: Annotated[int, facets(table.TAX, "number")] | None = None
    extra_fields: Annotated[tuple[ExtraField, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _has_something(self) -> Tax:
        self.require_something("a tax")
        return self


class CustomsResponse(EadModel):
    """What customs decided about one item."""

    item_id: Annotated[str, facets(table.ITEM, "item_id")]
    posted_at: Annotated[datetime, facets(table.ITEM, "posted_at")] | None = None
    origin_operator: Annotated[str, facets(table.ITEM, "origin_operator")] | None = None
    destination_operator: Annotated[str, facets(table.ITEM, "destination_operator")] | None = None
    post_organisation: Annotated[str, facets(table.ITEM, "post_organisation")] | None = None
    customs_organisation: Annotated[str, facets(table.ITEM, "customs_organisation")] | None = None
    customs_site: Annotated[str, facets(table.ITEM, "customs_site")] | None = None
    decision: Annotated[str, facets(table.ITEM, "decision")] | None = None
    decision_reason: Annotated[str, facets(table.ITEM, "decision_reason")] | None = None
    decision_reason_text: Annotated[str, facets(table.ITEM, "decision_reason_text")] | None = None
    cleared_at: Annotated[datetime, facets(table.ITEM, "cleared_at")] | None = None
    dutiable: Annotated[bool, facets(table.ITEM, "dutiable")]
    total_fee: Annotated[Decimal, facets(table.ITEM, "total_fee")] | None = None
    total_fee_currency: Annotated[str, facets(table.ITEM, "total_fee_currency")] | None = None
    relayed: Annotated[bool, facets(table.ITEM, "relayed")] | None = None
    mail_object_id: Annotated[str, facets(table.ITEM, "mail_object_id")] | None = None
    response_id: Annotated[str, facets(table.ITEM, "response_id")] | None = None
    extra_fields: Annotated[tuple[ExtraField, ...], Field(strict=False)] = ()
    taxes: Annotated[tuple[Tax, ...], Field(strict=False)] = ()


class Cusrsp(EadModel):
    """A CUSRSP-style message: decisions of customs on items."""

    message: Literal["CUSRSP"] = "CUSRSP"
    version: Literal["1"] = "1"
    header: Header = Header()
    items: Annotated[tuple[CustomsResponse, ...], Field(strict=False, min_length=1)]
