"""What others would do with the same data: the floor, xmlschema, pydantic-xml."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

SCHEMA = Path(__file__).parents[1] / "schemas" / "itmatt-1.xsd"
NAMESPACE = "urn:ead:itmatt:1"


def parse(data: bytes) -> Callable[[], object]:
    return lambda: etree.fromstring(data)


def parse_and_validate(data: bytes) -> Callable[[], object]:
    """The floor: lxml parses, libxml2 validates the tree. No extraction, no rules."""
    schema = etree.XMLSchema(etree.parse(SCHEMA))

    def run() -> None:
        if not schema.validate(etree.fromstring(data)):
            raise ValueError(schema.error_log[0])

    return run


def xmlschema_validate(path: Path) -> Callable[[], object]:
    import xmlschema

    schema = xmlschema.XMLSchema10(str(SCHEMA))
    return lambda: schema.validate(str(path))


def pydantic_xml_parse(data: bytes) -> Callable[[], object]:
    """Typed models by pydantic-xml: the main fields only, which favours it."""
    from pydantic_xml import BaseXmlModel, element

    space: dict[str, Any] = {"nsmap": {"": NAMESPACE}, "search_mode": "unordered"}

    class Party(BaseXmlModel, **space):
        name: str | None = element("Name", default=None)
        line1: str | None = element("AddressLine1", default=None)
        city: str | None = element("City", default=None)
        postcode: str | None = element("ZIP", default=None)
        country: str | None = element("CountryCd", default=None)
        telephone: str | None = element("Telephone", default=None)
        email: str | None = element("Email", default=None)

    class Piece(BaseXmlModel, **space):
        units: int | None = element("Number", default=None)
        description: str | None = element("Description", default=None)
        amount: Decimal | None = element("Amount", default=None)
        currency: str | None = element("CurrencyCd", default=None)
        net_weight: Decimal | None = element("NetWeight", default=None)
        hs: str | None = element("HS", default=None)
        origin: str | None = element("OrigCountryCd", default=None)

    class Item(BaseXmlModel, **space):
        item_id: str = element("ItemId")
        mail_class: str = element("MailClassCd")
        nature: str = element("NatureTypeCd")
        gross_weight: Decimal = element("GrossWeight")
        sender: Party | None = element("Sender", default=None)
        recipient: Party | None = element("Recipient", default=None)
        pieces: list[Piece] = element("ContentPiece", default=[])

    class Message(BaseXmlModel, tag="Itmatt", **space):
        items: list[Item] = element("Item")

    return lambda: Message.from_xml(data)
