"""What is wrong with a value that does not match its field, in any format."""

from __future__ import annotations

from ead.fields.layout import Leaf
from ead.fields.table import Field, Kind
from ead.findings import Path, Problem

__all__ = ["diagnose", "safe_correction", "value_of"]

_BLANKS = " \t\r\n"
# A tuple, because looking into a set asks each member of an enumeration for a hash made in Python.
_TRIMMED = (Kind.DECIMAL, Kind.INTEGER, Kind.DATETIME, Kind.BOOLEAN)


def value_of(leaf: Leaf, text: str, path: Path, problems: list[Problem]) -> str | None:
    """The value of a leaf of XML that did not match at first sight: trimmed if it is a number, else ``None`` and a problem."""
    value = text.strip(_BLANKS) if leaf.field.kind in _TRIMMED else text
    if value and leaf.match(value):
        return value
    code, params = diagnose(leaf.field, value)
    problems.append(Problem(code, path, params, None, None, safe_correction(leaf, value)))
    return None


def diagnose(field: Field, text: str) -> tuple[str, dict[str, object]]:
    """The code and parameters of what is wrong with a value that does not match its field."""
    if not text:
        return "CORE-STR-003", {"field": field.name}
    if field.kind is Kind.TEXT:
        return "CORE-STR-005", {"field": field.name, "length": len(text), "limit": field.max_length}
    if field.kind is Kind.CODE:
        return "CORE-STR-006", {"field": field.name, "value": text, "expected": field.pattern}
    return "CORE-STR-004", {"field": field.name, "value": text, "kind": field.kind.value, "expected": _expected(field)}


def safe_correction(leaf: Leaf, text: str) -> str | None:
    """A correction that cannot be wrong: an empty field is left out, a code loses blanks and gains capitals; else ``None``."""
    if not text:
        return ""
    if leaf.field.kind is not Kind.CODE:
        return None
    corrected = "".join(text.split()).upper()
    return corrected if leaf.match(corrected) else None


def _expected(field: Field) -> str:
    if field.kind is Kind.DECIMAL:
        whole = field.total_digits - field.fraction_digits
        return f"a number with up to {whole} digits and {field.fraction_digits} decimals, written with a point"
    if field.kind is Kind.INTEGER:
        return f"a whole number of up to {field.total_digits} digits"
    if field.kind is Kind.DATETIME:
        return "a date and time such as 2026-11-02T09:15:00"
    return "true or false"
