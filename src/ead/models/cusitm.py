"""The CUSITM-style message as pydantic models. Generated from the field table by ``tools/generate.py``: change the table, not this file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ead.fields import cusitm as table
from ead.models.base import EadModel
from ead.models.facets import facets
from ead.models.itmatt import Header, Item

__all__ = ["Cusitm", "DeclaredItem"]


class DeclaredItem(Item):
    """One postal item and its customs declaration, as the post gives it to customs."""

    customs_organisation: Annotated[str, facets(table.ITEM, "customs_organisation")]
    post_organisation: Annotated[str, facets(table.ITEM, "post_organisation")] | None = None
    customs_site: Annotated[str, facets(table.ITEM, "customs_site")] | None = None
    flow: Annotated[str, facets(table.ITEM, "flow")] | None = None
    object_type: Annotated[str, facets(table.ITEM, "object_type")] | None = None
    mail_state: Annotated[int, facets(table.ITEM, "mail_state")] | None = None
    mail_state_remarks: Annotated[str, facets(table.ITEM, "mail_state_remarks")] | None = None
    declaration_state: Annotated[int, facets(table.ITEM, "declaration_state")] | None = None
    mail_object_id: Annotated[str, facets(table.ITEM, "mail_object_id")] | None = None
    declaration_id: Annotated[str, facets(table.ITEM, "declaration_id")] | None = None


class Cusitm(EadModel):
    """A CUSITM-style message: items that a post declares to its customs administration."""

    message: Literal["CUSITM"] = "CUSITM"
    version: Literal["1"] = "1"
    header: Header = Header()
    items: Annotated[tuple[DeclaredItem, ...], Field(strict=False, min_length=1)]
