"""The ITMATT-style message as pydantic models. Generated from the field table by ``tools/generate.py``: change the table, not this file."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ead.fields import itmatt as table
from ead.models.base import EadModel, PartyModel
from ead.models.facets import facets

__all__ = ["Addressee", "ContentPiece", "Document", "ExtraField", "Header", "Item", "Itmatt", "Reference", "Sender"]


class Header(EadModel):
    """Who sends the message to whom, and when it was made."""

    message_id: Annotated[str, facets(table.HEADER, "message_id")] | None = None
    sender: Annotated[str, facets(table.HEADER, "sender")] | None = None
    recipient: Annotated[str, facets(table.HEADER, "recipient")] | None = None
    created_at: Annotated[datetime, facets(table.HEADER, "created_at")] | None = None
    test: Annotated[bool, facets(table.HEADER, "test")] | None = None


class Reference(EadModel):
    """A tax or customs reference of the party: EORI, IOSS, VAT, VOEC, CPF ..."""

    kind: Annotated[str, facets(table.REFERENCE, "kind")] | None = None
    value: Annotated[str, facets(table.REFERENCE, "value")]


class Sender(PartyModel):
    """Who sends the item."""

    name: Annotated[str, facets(table.SENDER, "name")] | None = None
    first_name: Annotated[str, facets(table.SENDER, "first_name")] | None = None
    last_name: Annotated[str, facets(table.SENDER, "last_name")] | None = None
    company: Annotated[str, facets(table.SENDER, "company")] | None = None
    person_type: Annotated[str, facets(table.SENDER, "person_type")] | None = None
    address_line1: Annotated[str, facets(table.SENDER, "address_line1")] | None = None
    address_line2: Annotated[str, facets(table.SENDER, "address_line2")] | None = None
    city: Annotated[str, facets(table.SENDER, "city")] | None = None
    state: Annotated[str, facets(table.SENDER, "state")] | None = None
    postcode: Annotated[str, facets(table.SENDER, "postcode")] | None = None
    country: Annotated[str, facets(table.SENDER, "country")] | None = None
    telephone: Annotated[str, facets(table.SENDER, "telephone")] | None = None
    email: Annotated[str, facets(table.SENDER, "email")] | None = None
    references: Annotated[tuple[Reference, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _has_something(self) -> Sender:
        self.require_something("a sender")
        return self


class Addressee(PartyModel):
    """Who the item is addressed to."""

    name: Annotated[str, facets(table.ADDRESSEE, "name")] | None = None
    first_name: Annotated[str, facets(table.ADDRESSEE, "first_name")] | None = None
    last_name: Annotated[str, facets(table.ADDRESSEE, "last_name")] | None = None
    company: Annotated[str, facets(table.ADDRESSEE, "company")] | None = None
    person_type: Annotated[str, facets(table.ADDRESSEE, "person_type")] | None = None
    address_line1: Annotated[str, facets(table.ADDRESSEE, "address_line1")] | None = None
    address_line2: Annotated[str, facets(table.ADDRESSEE, "address_line2")] | None = None
    city: Annotated[str, facets(table.ADDRESSEE, "city")] | None = None
    state: Annotated[str, facets(table.ADDRESSEE, "state")] | None = None
    postcode: Annotated[str, facets(table.ADDRESSEE, "postcode")] | None = None
    country: Annotated[str, facets(table.ADDRESSEE, "country")] | None = None
    telephone: Annotated[str, facets(table.ADDRESSEE, "telephone")] | None = None
    email: Annotated[str, facets(table.ADDRESSEE, "email")] | None = None
    fax: Annotated[str, facets(table.ADDRESSEE, "fax")] | None = None
    references: Annotated[tuple[Reference, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _has_something(self) -> Addressee:
        self.require_something("an addressee")
        return self


class Document(EadModel):
    """A licence, certificate, invoice or other paper that goes with the item."""

    id: Annotated[str, facets(table.DOCUMENT, "id")] | None = None
    name: Annotated[str, facets(table.DOCUMENT, "name")] | None = None
    type: Annotated[str, facets(table.DOCUMENT, "type")] | None = None

    @model_validator(mode="after")
    def _has_something(self) -> Document:
        self.require_something("a document")
        return self


class ExtraField(EadModel):
    """A name and value that the other fields have no place for; carried through conversions unchanged."""

    name: Annotated[str, facets(table.EXTRA_FIELD, "name")]
    value: Annotated[str, facets(table.EXTRA_FIELD, "value")]


class ContentPiece(EadModel):
    """One line of the customs content description. Weight and value are those of the line, not of one unit."""

    index: Annotated[int, facets(table.CONTENT_PIECE, "index")] | None = None
    units: Annotated[int, facets(table.CONTENT_PIECE, "units")] | None = None
    description: Annotated[str, facets(table.CONTENT_PIECE, "description")] | None = None
    revised_description: Annotated[str, facets(table.CONTENT_PIECE, "revised_description")] | None = None
    amount: Annotated[Decimal, facets(table.CONTENT_PIECE, "amount")] | None = None
    currency: Annotated[str, facets(table.CONTENT_PIECE, "currency")] | None = None
    net_weight: Annotated[Decimal, facets(table.CONTENT_PIECE, "net_weight")] | None = None
    hs_code: Annotated[str, facets(table.CONTENT_PIECE, "hs_code")] | None = None
    revised_hs_code: Annotated[str, facets(table.CONTENT_PIECE, "revised_hs_code")] | None = None
    origin_country: Annotated[str, facets(table.CONTENT_PIECE, "origin_country")] | None = None
    seller_product_id: Annotated[str, facets(table.CONTENT_PIECE, "seller_product_id")] | None = None
    maker_product_id: Annotated[str, facets(table.CONTENT_PIECE, "maker_product_id")] | None = None
    gtin: Annotated[str, facets(table.CONTENT_PIECE, "gtin")] | None = None
    extra_fields: Annotated[tuple[ExtraField, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _has_something(self) -> ContentPiece:
        self.require_something("a content piece")
        return self


class Item(EadModel):
    """One postal item and its customs declaration."""

    item_id: Annotated[str, facets(table.ITEM, "item_id")]
    local_id: Annotated[str, facets(table.ITEM, "local_id")] | None = None
    local_id2: Annotated[str, facets(table.ITEM, "local_id2")] | None = None
    posted_at: Annotated[datetime, facets(table.ITEM, "posted_at")] | None = None
    mail_class: Annotated[str, facets(table.ITEM, "mail_class")]
    mail_category: Annotated[str, facets(table.ITEM, "mail_category")] | None = None
    handling_class: Annotated[str, facets(table.ITEM, "handling_class")] | None = None
    item_format: Annotated[str, facets(table.ITEM, "item_format")] | None = None
    form: Annotated[str, facets(table.ITEM, "form")] | None = None
    origin_operator: Annotated[str, facets(table.ITEM, "origin_operator")]
    destination_operator: Annotated[str, facets(table.ITEM, "destination_operator")]
    nature: Annotated[str, facets(table.ITEM, "nature")]
    gross_weight: Annotated[Decimal, facets(table.ITEM, "gross_weight")]
    postage: Annotated[Decimal, facets(table.ITEM, "postage")] | None = None
    postage_currency: Annotated[str, facets(table.ITEM, "postage_currency")] | None = None
    insured_value: Annotated[Decimal, facets(table.ITEM, "insured_value")] | None = None
    insured_value_currency: Annotated[str, facets(table.ITEM, "insured_value_currency")] | None = None
    transport_mode: Annotated[str, facets(table.ITEM, "transport_mode")] | None = None
    transport_date: Annotated[datetime, facets(table.ITEM, "transport_date")] | None = None
    sender: Sender | None = None
    addressee: Addressee | None = None
    documents: Annotated[tuple[Document, ...], Field(strict=False)] = ()
    remarks: Annotated[str, facets(table.ITEM, "remarks")] | None = None
    extra_fields: Annotated[tuple[ExtraField, ...], Field(strict=False)] = ()
    contents: Annotated[tuple[ContentPiece, ...], Field(strict=False)] = ()


class Itmatt(EadModel):
    """An ITMATT-style message: a header and one item or more."""

    message: Literal["ITMATT"] = "ITMATT"
    version: Literal["1"] = "1"
    header: Header = Header()
    items: Annotated[tuple[Item, ...], Field(strict=False, min_length=1)]
