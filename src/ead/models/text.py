"""Values as text: the one way each kind is written in XML, JSON and CSV."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

__all__ = ["datetime_text", "decimal_text"]


def decimal_text(value: Decimal) -> str:
    """A decimal without exponent, its trailing zeros kept: ``0.250``."""
    return format(value, "f")


def datetime_text(value: datetime) -> str:
    """ISO 8601 with ``Z`` for UTC and no trailing zeros in the fraction; a naive value stays naive."""
    text = value.isoformat()
    head, tail = text[:19], text[19:]
    fraction, zone = (tail[:7], tail[7:]) if tail.startswith(".") else ("", tail)
    return head + fraction.rstrip("0").rstrip(".") + ("Z" if zone == "+00:00" else zone)
