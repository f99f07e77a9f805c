"""JSON Schema 2020-12 of the models, with what the table says beyond types."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from ead.models.facets import Facets, facets_of

__all__ = ["classes_in", "message_schema"]


def message_schema(model: type[BaseModel], name: str) -> dict[str, Any]:
    """The published schema of a message model."""
    schema = model.model_json_schema(mode="validation")
    for definition, cls in _models_in(model).items():
        part = schema["$defs"].get(definition) if definition != model.__name__ else schema
        for field, info in cls.model_fields.items():
            note = facets_of(info)
            if part is not None and note is not None:
                part["properties"][field] |= _facts(note)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:ead:schema:{name}", **schema}


def _facts(note: Facets) -> dict[str, Any]:
    field = note.field
    facts: dict[str, Any] = {"description": field.doc, "x-xml-name": field.xml}
    if field.personal:
        facts["x-personal"] = True
    if field.unit:
        facts["x-unit"] = field.unit
    return facts


def _models_in(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    found: dict[str, type[BaseModel]] = {model.__name__: model}
    for info in model.model_fields.values():
        for part in classes_in(info.annotation):
            found |= _models_in(part)
    return found


def classes_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that an annotation speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [part for argument in getattr(annotation, "__args__", ()) for part in classes_in(argument)]
