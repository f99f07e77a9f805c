"""How a field of the table becomes a pydantic type: strict, with lexical gates before anything is converted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ead.fields.layout import lexical_pattern, matcher
from ead.fields.table import Field, Group, Kind
from ead.models.text import datetime_of, datetime_text, decimal_text

__all__ = ["Facets", "facets", "facets_of"]

_LEGAL_TEXT = "^[^\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]*$"


class Facets:
    """Attached to an annotation: everything the table says about one field."""

    __slots__ = ("field",)

    def __init__(self, field: Field) -> None:
        self.field = field

    def __repr__(self) -> str:
        return f"Facets({self.field.name})"

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        field = self.field
        if field.kind is Kind.TEXT:
            return core_schema.str_schema(min_length=1, max_length=field.max_length, pattern=_LEGAL_TEXT, strict=True)
        if field.kind is Kind.CODE:
            return core_schema.str_schema(pattern=f"^(?:{field.pattern})$", strict=True)
        if field.kind is Kind.INTEGER:
            return core_schema.int_schema(ge=0, le=10**field.total_digits - 1, strict=True)
        if field.kind is Kind.BOOLEAN:
            return core_schema.bool_schema(strict=True)
        gate, text = (_decimal_gate, decimal_text) if field.kind is Kind.DECIMAL else (_datetime_gate, datetime_text)
        written = core_schema.plain_serializer_function_ser_schema(text, return_schema=core_schema.str_schema(), when_used="json")
        return core_schema.no_info_plain_validator_function(gate(field), serialization=written)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        field = self.field
        if field.kind is Kind.DECIMAL:
            return {"type": "string", "pattern": f"^({lexical_pattern(field)})$", "examples": [field.example]}
        if field.kind is Kind.DATETIME:
            return {"type": "string", "pattern": f"^({lexical_pattern(field)})$", "examples": [field.example]}
        if field.kind is Kind.TEXT:
            return {"type": "string", "minLength": 1, "maxLength": field.max_length}
        return handler(schema)


def facets(group: Group, name: str) -> Facets:
    """The facets of the field called ``name`` in a group."""
    member = group.member(name)
    assert isinstance(member, Field)
    return Facets(member)


def facets_of(info: FieldInfo) -> Facets | None:
    """The facets of a model field; in an optional field they stand inside the union."""
    notes = [*info.metadata, *(note for part in get_args(info.annotation) for note in getattr(part, "__metadata__", ()))]
    return next((note for note in notes if isinstance(note, Facets)), None)


def _decimal_gate(field: Field) -> Callable[[Any], Decimal]:
    match = matcher(field)

    def gate(value: Any) -> Decimal:
        # Decimal() itself takes "1e999999999", "1_0" and Arabic digits; only the lexical form of the table may reach it.
        if type(value) is str and match(value):
            return Decimal(value)
        if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) <= field.total_digits:
            text = decimal_text(value)
        elif isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**field.total_digits:
            text = str(value)
        elif isinstance(value, str) and len(value) <= field.total_digits + 1:
            text = value
        else:
            raise PydanticCustomError("decimal_form", "expected a decimal number as text or Decimal, never a float")
        if not match(text):
            message = "expected up to {whole} digits and {fraction} decimals, without sign or exponent"
            raise PydanticCustomError(
                "decimal_form", message, {"whole": field.total_digits - field.fraction_digits, "fraction": field.fraction_digits}
            )
        return Decimal(text)

    return gate


def _datetime_gate(field: Field) -> Callable[[Any], datetime]:
    match = matcher(field)

    def gate(value: Any) -> datetime:
        text = datetime_text(value) if isinstance(value, datetime) else value
        if not isinstance(text, str) or not match(text):
            raise PydanticCustomError("datetime_form", "expected a date and time such as 2026-11-02T09:15:00, with or without an offset")
        return value if isinstance(value, datetime) else datetime_of(text)

    return gate
