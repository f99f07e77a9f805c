"""Short ways to write the rows of a field table."""

from __future__ import annotations

from ead.fields.table import Field, Kind

__all__ = ["CDS", "OWN", "amount", "code", "currency", "flag", "moment", "number", "text", "weight"]

CDS = "UPU CDS contract"
OWN = "project profile"


def text(name: str, xml: str, length: int, doc: str, source: str = CDS, **more: object) -> Field:
    """A text of up to ``length`` characters."""
    return Field(name=name, xml=xml, kind=Kind.TEXT, max_length=length, doc=doc, source=source, **more)  # type: ignore[arg-type]


def code(name: str, xml: str, pattern: str, doc: str, source: str = CDS, **more: object) -> Field:
    """A code of the form ``pattern``."""
    return Field(name=name, xml=xml, kind=Kind.CODE, pattern=pattern, doc=doc, source=source, **more)  # type: ignore[arg-type]


def amount(name: str, xml: str, currency: str, doc: str) -> Field:
    """An amount of money; ``currency`` names the field that holds its currency."""
    return Field(
        name=name, xml=xml, kind=Kind.DECIMAL, total_digits=18, fraction_digits=4, unit=currency, doc=doc, source=CDS, example="19.90"
    )


def weight(name: str, xml: str, doc: str, *, required: bool = False) -> Field:
    """A weight in kilograms."""
    return Field(
        name=name,
        xml=xml,
        kind=Kind.DECIMAL,
        total_digits=16,
        fraction_digits=6,
        unit="kg",
        doc=doc,
        source=f"{CDS}; digits as in ICS2 (n..16,6)",
        required=required,
        example="0.250",
    )


def currency(name: str, xml: str, doc: str) -> Field:
    """A currency, ISO 4217."""
    return text(name, xml, 3, doc, codelist="currencies", example="EUR")


def moment(name: str, xml: str, doc: str, source: str = CDS, **more: object) -> Field:
    """A date and time, with or without an offset from UTC."""
    return Field(name=name, xml=xml, kind=Kind.DATETIME, doc=doc, source=source, example="2026-11-02T09:15:00", **more)  # type: ignore[arg-type]


def number(name: str, xml: str, digits: int, doc: str, source: str = CDS, *, example: str = "") -> Field:
    """A whole number from 0 of up to ``digits`` digits."""
    return Field(name=name, xml=xml, kind=Kind.INTEGER, total_digits=digits, doc=doc, source=source, example=example)


def flag(name: str, xml: str, doc: str, source: str = CDS, *, required: bool = False) -> Field:
    """A truth value."""
    return Field(name=name, xml=xml, kind=Kind.BOOLEAN, doc=doc, source=source, required=required, example="false")
