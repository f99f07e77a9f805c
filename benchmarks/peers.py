"""What others would do with the same data: the floor, xmlschema, pydantic-xml."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

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
    from peers_pydantic_xml import Message

    return lambda: Message.from_xml(data)
