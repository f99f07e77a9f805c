"""The main fields of a message as data classes for xsdata."""

# ruff: noqa: RUF009 - the function makes a field.

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

NAMESPACE = "urn:ead:itmatt:1"


def element(name, **settings):
    return field(metadata={"name": name, "type": "Element", "namespace": NAMESPACE}, **settings)


@dataclass
class Party:
    name: str | None = element("Name", default=None)
    line1: str | None = element("AddressLine1", default=None)
    city: str | None = element("City", default=None)
    postcode: str | None = element("ZIP", default=None)
    country: str | None = element("CountryCd", default=None)
    telephone: str | None = element("Telephone", default=None)
    email: str | None = element("Email", default=None)


@dataclass
class Piece:
    units: int | None = element("Number", default=None)
    description: str | None = element("Description", default=None)
    amount: Decimal | None = element("Amount", default=None)
    currency: str | None = element("CurrencyCd", default=None)
    net_weight: Decimal | None = element("NetWeight", default=None)
    hs: str | None = element("HS", default=None)
    origin: str | None = element("OrigCountryCd", default=None)


@dataclass
class Item:
    item_id: str | None = element("ItemId", default=None)
    mail_class: str | None = element("MailClassCd", default=None)
    nature: str | None = element("NatureTypeCd", default=None)
    gross_weight: Decimal | None = element("GrossWeight", default=None)
    sender: Party | None = element("Sender", default=None)
    recipient: Party | None = element("Recipient", default=None)
    pieces: list[Piece] = element("ContentPiece", default_factory=list)


@dataclass
class Message:
    class Meta:
        name = "Itmatt"
        namespace = NAMESPACE

    items: list[Item] = element("Item", default_factory=list)
