"""A projection of PREDES as pydantic models. Generated from the field table by ``tools/generate.py``: change the table, not this file."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from ead.fields import predes as table
from ead.models.base import EadModel
from ead.models.facets import facets
from ead.models.itmatt import ExtraField, Header

__all__ = ["DespatchedItem", "Predes"]


class DespatchedItem(EadModel):
    """One item, and the receptacle and despatch that it left in."""

    item_id: Annotated[str, facets(table.ITEM, "item_id")]
    posted_at: Annotated[datetime, facets(table.ITEM, "posted_at")] | None = None
    origin_operator: Annotated[str, facets(table.ITEM, "origin_operator")] | None = None
    destination_operator: Annotated[str, facets(table.ITEM, "destination_operator")] | None = None
    receptacle_id: Annotated[str, facets(table.ITEM, "receptacle_id")]
    despatch_id: Annotated[str, facets(table.ITEM, "despatch_id")]
    despatched_at: Annotated[datetime, facets(table.ITEM, "despatched_at")]
    mail_class: Annotated[str, facets(table.ITEM, "mail_class")] | None = None
    handling_class: Annotated[str, facets(table.ITEM, "handling_class")] | None = None
    gross_weight: Annotated[Decimal, facets(table.ITEM, "gross_weight")] | None = None
    extra_fields: Annotated[tuple[ExtraField, ...], Field(strict=False)] = ()


class Predes(EadModel):
    """A projection of a PREDES: items with the receptacle and despatch they left in."""

    message: Literal["PREDES"] = "PREDES"
    version: Literal["1"] = "1"
    header: Header = Header()
    items: Annotated[tuple[DespatchedItem, ...], Field(strict=False, min_length=1)]
