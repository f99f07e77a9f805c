"""The main fields of a message as pydantic-xml models."""

from decimal import Decimal

from pydantic_xml import BaseXmlModel, element

NSMAP = {"": "urn:ead:itmatt:1"}


class Party(BaseXmlModel, nsmap=NSMAP, search_mode="unordered"):
    name: str | None = element("Name", default=None)
    line1: str | None = element("AddressLine1", default=None)
    city: str | None = element("City", default=None)
    postcode: str | None = element("ZIP", default=None)
    country: str | None = element("CountryCd", default=None)
    telephone: str | None = element("Telephone", default=None)
    email: str | None = element("Email", default=None)


class Piece(BaseXmlModel, nsmap=NSMAP, search_mode="unordered"):
    units: int | None = element("Number", default=None)
    description: str | None = element("Description", default=None)
    amount: Decimal | None = element("Amount", default=None)
    currency: str | None = element("CurrencyCd", default=None)
    net_weight: Decimal | None = element("NetWeight", default=None)
    hs: str | None = element("HS", default=None)
    origin: str | None = element("OrigCountryCd", default=None)


class Item(BaseXmlModel, nsmap=NSMAP, search_mode="unordered"):
    item_id: str = element("ItemId")
    mail_class: str = element("MailClassCd")
    nature: str = element("NatureTypeCd")
    gross_weight: Decimal = element("GrossWeight")
    sender: Party | None = element("Sender", default=None)
    recipient: Party | None = element("Recipient", default=None)
    pieces: list[Piece] = element("ContentPiece", default=[])


class Message(BaseXmlModel, tag="Itmatt", nsmap=NSMAP, search_mode="unordered"):
    items: list[Item] = element("Item")
