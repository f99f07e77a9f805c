"""Values as text: the one way each kind is written in XML, JSON and CSV."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

__all__ = ["datetime_of", "datetime_text", "decimal_text"]

_BEYOND_MICROSECONDS = re.compile(r"(\.[0-9]{6})[0-9]+")


def decimal_text(value: Decimal) -> str:
    """A decimal without exponent, its trailing zeros kept: ``0.250``."""
    return format(value, "f")


def datetime_text(value: datetime) -> str:
    """ISO 8601 with ``Z`` for UTC and no trailing zeros in the fraction; a naive value stays naive."""
    text = value.isoformat()
    head, tail = text[:19], text[19:]
    fraction, zone = (tail[:7], tail[7:]) if tail.startswith(".") else ("", tail)
    return head + fraction.rstrip("0").rstrip(".") + ("Z" if zone == "+00:00" else zone)


def datetime_of(text: str) -> datetime:
    """The value of a text that matches its field; digits behind the microseconds are left out."""
    return datetime.fromisoformat(_BEYOND_MICROSECONDS.sub(r"\1", text) if "." in text else text)
