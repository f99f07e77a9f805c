"""Kinds of rows for files that users write: the same, but patterns run in an engine whose time is linear in the text.

Python's own engine can take forever on a pattern written without thought, and cannot be stopped.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ead.rules.table_kinds import KINDS
from ead.rules.table_row import Hit, KindOfRow, RowError, as_text, one_text

__all__ = ["LINEAR_KINDS"]


@cache
def _linear(pattern: str) -> Any:
    """A matcher of pydantic's engine."""
    from pydantic_core import SchemaValidator, core_schema

    return SchemaValidator(core_schema.str_schema(pattern=rf"\A(?:{pattern})\z"))


def _has_linear_form(value: Any, *, pattern: str, expected: str = "") -> Hit:
    text = as_text(value)
    return None if _linear(pattern).isinstance_python(text) else {"value": text, "pattern": pattern, "expected": expected or pattern}


def _linear_parameters(row: Mapping[str, Any]) -> Mapping[str, Any]:
    pattern = one_text(row, "pattern")
    try:
        _linear(pattern)
    except Exception as error:
        raise RowError(
            "pattern", f'"{pattern}" is no pattern of the linear-time engine (look-around and back-references have no place in it)'
        ) from error
    return {"pattern": pattern, "expected": row.get("expected", "")}


LINEAR_KINDS: Mapping[str, KindOfRow] = {
    **KINDS,
    "pattern": KindOfRow(_has_linear_form, KINDS["pattern"].text, _linear_parameters, keys="pattern expected"),
}
"""The kinds of rows by name, for rows that did not ship with the library."""
