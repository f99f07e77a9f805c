"""The REFRSP-style message as pydantic models. Generated from the field table by ``tools/generate.py``: change the table, not this file."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from ead.fields import refrsp as table
from ead.models.base import EadModel
from ead.models.facets import facets
from ead.models.itmatt import Document, ExtraField, Header

__all__ = ["ReferralResponse", "Refrsp", "Screening", "SuppliedElement"]


class SuppliedElement(EadModel):
    """One thing that was asked for, and its value (RFI)."""

    element: Annotated[str, facets(table.SUPPLIED_ELEMENT, "element")]
    value: Annotated[str, facets(table.SUPPLIED_ELEMENT, "value")]


class Screening(EadModel):
    """One screening of the item as high-risk cargo and mail (RFS)."""

    method: Annotated[str, facets(table.SCREENING, "method")]
    result: Annotated[str, facets(table.SCREENING, "result")] | None = None
    screened_at: Annotated[datetime, facets(table.SCREENING, "screened_at")] | None = None
    screened_by: Annotated[str, facets(table.SCREENING, "screened_by")] | None = None
    remarks: Annotated[str, facets(table.SCREENING, "remarks")] | None = None


class ReferralResponse(EadModel):
    """The answer to one referral. A working model: the layout of this message is not public."""

    item_id: Annotated[str, facets(table.ITEM, "item_id")]
    posted_at: Annotated[datetime, facets(table.ITEM, "posted_at")] | None = None
    origin_operator: Annotated[str, facets(table.ITEM, "origin_operator")] | None = None
    destination_operator: Annotated[str, facets(table.ITEM, "destination_operator")] | None = None
    referral_id: Annotated[str, facets(table.ITEM, "referral_id")]
    referral_type: Annotated[str, facets(table.ITEM, "referral_type")] | None = None
    response: Annotated[str, facets(table.ITEM, "response")]
    answered_at: Annotated[datetime, facets(table.ITEM, "answered_at")]
    action: Annotated[str, facets(table.ITEM, "action")] | None = None
    remarks: Annotated[str, facets(table.ITEM, "remarks")] | None = None
    extra_fields: Annotated[tuple[ExtraField, ...], Field(strict=False)] = ()
    supplied_elements: Annotated[tuple[SuppliedElement, ...], Field(strict=False)] = ()
    screenings: Annotated[tuple[Screening, ...], Field(strict=False)] = ()
    documents: Annotated[tuple[Document, ...], Field(strict=False)] = ()


class Refrsp(EadModel):
    """A REFRSP-style message: answers to referrals of items. A working model: the layout of this message is not public."""

    message: Literal["REFRSP"] = "REFRSP"
    version: Literal["1"] = "1"
    header: Header = Header()
    items: Annotated[tuple[ReferralResponse, ...], Field(strict=False, min_length=1)]
