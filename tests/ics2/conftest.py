"""A declarant, messages, and the schemas of the project."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import etree

import ead
from ead.ics2 import Address, Communication, Declarant, Representative
from ead.testing import builders

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 11, 2, 12, 0, 0, tzinfo=UTC)
TODAY = date(2026, 11, 2)


@cache
def _schema(message: str, version: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(ROOT / "schemas" / "ics2" / f"{message.lower()}-v{version}.xsd"))


def schema_errors(xml: bytes, version: str) -> list[str]:
    """What the project's schema says against a message."""
    root = etree.fromstring(xml)
    schema = _schema(etree.QName(root).localname, version)
    return [] if schema.validate(root) else [str(error) for error in schema.error_log]


def declarant(**overrides: Any) -> Declarant:
    """An invented post."""
    values: dict[str, Any] = {
        "name": "Example Post",
        "eori": "BE0123456789",
        "address": Address(city="Brussel", country="BE", street="Muntplein", number="1", postcode="1000"),
        "communication": (Communication(type="EM", identifier="ics2@post.example.com"),),
    }
    return Declarant(**{**values, **overrides})


def message(*items: Mapping[str, Any]) -> ead.Itmatt:
    """A message with these items."""
    found = ead.read(json.dumps(builders.message(list(items))).encode())
    assert isinstance(found, ead.Itmatt)
    return found


@pytest.fixture(scope="session")
def kit() -> SimpleNamespace:
    """The functions of this file."""
    post = declarant()
    agent = Representative(name="Agent", eori="DE1234567890", address=post.address, communication=post.communication)
    return SimpleNamespace(agent=agent, declarant=declarant, message=message, errors=schema_errors, noon=NOON, today=TODAY)
