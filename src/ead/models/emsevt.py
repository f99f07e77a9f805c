"""A projection of EMSEVT as pydantic models. Generated from the field table by ``tools/generate.py``: change the table, not this file."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from ead.fields import emsevt as table
from ead.models.base import EadModel
from ead.models.facets import facets
from ead.models.itmatt import ExtraField, Header

__all__ = ["Emsevt", "ItemEvent"]


class ItemEvent(EadModel):
    """One event of one item."""

    item_id: Annotated[str, facets(table.ITEM, "item_id")]
    posted_at: Annotated[datetime, facets(table.ITEM, "posted_at")] | None = None
    origin_operator: Annotated[str, facets(table.ITEM, "origin_operator")] | None = None
    destination_operator: Annotated[str, facets(table.ITEM, "destination_operator")] | None = None
    event: Annotated[str, facets(table.ITEM, "event")]
    occurred_at: Annotated[datetime, facets(table.ITEM, "occurred_at")]
    captured_at: Annotated[datetime, facets(table.ITEM, "captured_at")] | None = None
    office: Annotated[str, facets(table.ITEM, "office")] | None = None
    mail_class: Annotated[str, facets(table.ITEM, "mail_class")] | None = None
    gross_weight: Annotated[Decimal, facets(table.ITEM, "gross_weight")] | None = None
    receptacle_id: Annotated[str, facets(table.ITEM, "receptacle_id")] | None = None
    despatch_id: Annotated[str, facets(table.ITEM, "despatch_id")] | None = None
    customs_office: Annotated[str, facets(table.ITEM, "customs_office")] | None = None
    dutiable: Annotated[bool, facets(table.ITEM, "dutiable")] | None = None
    reason: Annotated[str, facets(table.ITEM, "reason")] | None = None
    reason_text: Annotated[str, facets(table.ITEM, "reason_text")] | None = None
    action: Annotated[str, facets(table.ITEM, "action")] | None = None
    extra_fields: Annotated[tuple[ExtraField, ...], Field(strict=False)] = ()


class Emsevt(EadModel):
    """A projection of an EMSEVT: events of items."""

    message: Literal["EMSEVT"] = "EMSEVT"
    version: Literal["1"] = "1"
    header: Header = Header()
    items: Annotated[tuple[ItemEvent, ...], Field(strict=False, min_length=1)]
