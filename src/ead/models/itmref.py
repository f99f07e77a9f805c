"""The ITMREF-style message as pydantic models. Generated from the field table by ``tools/generate.py``: change the table, not this file."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from ead.fields import itmref as table
from ead.models.base import EadModel
from ead.models.facets import facets
from ead.models.itmatt import ExtraField, Header

__all__ = ["Itmref", "Referral", "RequestedElement", "ScreeningMethod"]


class RequestedElement(EadModel):
    """One thing that is to be told or corrected (RFI)."""

    element: Annotated[str, facets(table.REQUESTED_ELEMENT, "element")]
    remarks: Annotated[str, facets(table.REQUESTED_ELEMENT, "remarks")] | None = None


class ScreeningMethod(EadModel):
    """A method by which the item is to be screened as high-risk cargo and mail (RFS)."""

    method: Annotated[str, facets(table.SCREENING_METHOD, "method")]
    remarks: Annotated[str, facets(table.SCREENING_METHOD, "remarks")] | None = None


class Referral(EadModel):
    """One question or order about one item. A working model: the layout of this message is not public."""

    item_id: Annotated[str, facets(table.ITEM, "item_id")]
    posted_at: Annotated[datetime, facets(table.ITEM, "posted_at")] | None = None
    origin_operator: Annotated[str, facets(table.ITEM, "origin_operator")] | None = None
    destination_operator: Annotated[str, facets(table.ITEM, "destination_operator")] | None = None
    receptacle_id: Annotated[str, facets(table.ITEM, "receptacle_id")] | None = None
    referral_id: Annotated[str, facets(table.ITEM, "referral_id")]
    referral_type: Annotated[str, facets(table.ITEM, "referral_type")]
    issued_at: Annotated[datetime, facets(table.ITEM, "issued_at")]
    respond_by: Annotated[datetime, facets(table.ITEM, "respond_by")] | None = None
    customs_organisation: Annotated[str, facets(table.ITEM, "customs_organisation")] | None = None
    customs_reference: Annotated[str, facets(table.ITEM, "customs_reference")] | None = None
    reason: Annotated[str, facets(table.ITEM, "reason")] | None = None
    reason_text: Annotated[str, facets(table.ITEM, "reason_text")] | None = None
    extra_fields: Annotated[tuple[ExtraField, ...], Field(strict=False)] = ()
    requested_elements: Annotated[tuple[RequestedElement, ...], Field(strict=False)] = ()
    screening_methods: Annotated[tuple[ScreeningMethod, ...], Field(strict=False)] = ()


class Itmref(EadModel):
    """An ITMREF-style message: referrals of items to the post of origin. A working model: the layout of this message is not public."""

    message: Literal["ITMREF"] = "ITMREF"
    version: Literal["1"] = "1"
    header: Header = Header()
    items: Annotated[tuple[Referral, ...], Field(strict=False, min_length=1)]
