"""The kinds of rows that table rules are made of: one generic check each, and what a row must give it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from ead import codelists
from ead.descriptions.words import fold, normal_form
from ead.rules.table_money import LIMIT
from ead.rules.table_references import REFERENCE, REFERENCE_FORM
from ead.rules.table_row import Hit, KindOfRow, RowError, as_text, number, one_text, texts

__all__ = ["KINDS"]

_FIRST_UNSPACED = "\u0e00"  # Thai; Chinese, Japanese and Korean lie above


# The checks: a value and the parameters in, the parameters of the finding out. Only "required" is ever given None.


def _is_given(value: Any) -> Hit:
    return {} if value is None else None


def _is_left_out(value: Any) -> Hit:
    return {}


def _has_form(value: Any, *, pattern: str, expected: str = "") -> Hit:
    text = as_text(value)
    return None if _compiled(pattern).fullmatch(text) else {"value": text, "pattern": pattern, "expected": expected or pattern}


def _has_length(value: Any, *, min: int | None = None, max: int | None = None) -> Hit:  # noqa: A002 - the names of the row's keys
    length = len(as_text(value))
    if (min is None or length >= min) and (max is None or length <= max):
        return None
    return {"length": length, "expected": _span(min, max)}


def _all_short(values: Sequence[Any], *, min: int | None = None, max: int | None = None) -> bool:  # noqa: A002 - see above
    if min is not None or max is None:
        return False
    for value in values:  # noqa: SIM110 - a generator takes three times as long, and this runs for every party
        if value is not None and (value.__class__ is not str or len(value) > max):
            return False
    return True


def _is_listed(value: Any, *, codes: Sequence[str] = (), list: str = "") -> Hit:  # noqa: A002 - see above
    if value in (_known(list) if list else codes):
        return None
    text = as_text(value)
    if _accepts(list)(text) if list else text in codes:
        return None
    return {"value": text, "expected": f"the list {list}" if list else ", ".join(codes)}


def _says_none_of(value: Any, *, terms: Sequence[str] = (), match: str = "equal") -> Hit:
    text = as_text(value)
    words, form = fold(text), normal_form(text)
    for term in terms:
        wanted = fold(term)
        if words == wanted or form == normal_form(term) or (match == "contained" and _contains(words, wanted)):
            return {"value": text, "term": term}
    return None


def _contains(words: str, wanted: str) -> bool:
    """Whole words in scripts that part words with blanks; any place in the others."""
    return f" {wanted} " in f" {words} " if wanted[0] < _FIRST_UNSPACED else wanted in words


def _is_within(value: Any, *, min: Decimal | None = None, max: Decimal | None = None) -> Hit:  # noqa: A002 - see above
    if (min is None or value >= Decimal(min)) and (max is None or value <= Decimal(max)):
        return None
    return {"value": value, "expected": _span(min, max)}


def _span(low: Any, high: Any) -> str:
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"{low} to {high}"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def _known(name: str) -> frozenset[str]:
    """The codes that a list holds; an open one may accept others."""
    return frozenset(codelists.get(name).codes)


@cache
def _accepts(name: str) -> Callable[[str], bool]:
    codes = codelists.get(name)
    return frozenset(codes.codes).__contains__ if codes.closed else codes.accepts


def _no_parameters(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {}


def _pattern_parameters(row: Mapping[str, Any]) -> Mapping[str, Any]:
    pattern = one_text(row, "pattern")
    try:
        _compiled(pattern)
    except re.error as error:
        raise RowError("pattern", f'"{pattern}" is no regular expression: {error}') from None
    return {"pattern": pattern, "expected": row.get("expected", "")}


def _length_parameters(row: Mapping[str, Any]) -> Mapping[str, Any]:
    for key in ("min", "max"):
        value = row.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
            raise RowError(key, f'"{value}" is no length, expected a whole number')
    return _bounds(row, row.get("min"), row.get("max"))


def _range_parameters(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return _bounds(row, number(row, "min"), number(row, "max"))


def _bounds(row: Mapping[str, Any], low: Any, high: Any) -> Mapping[str, Any]:
    if low is None and high is None:
        raise RowError("min", f'kind "{row["kind"]}" needs min, max or both')
    if low is not None and high is not None and low > high:
        raise RowError("min", f'"{low}" is above max "{high}"')
    return {"min": low, "max": high}


def _codes_parameters(row: Mapping[str, Any]) -> Mapping[str, Any]:
    if ("codes" in row) == ("list" in row):
        raise RowError("codes", 'kind "codes" needs either codes or the name of a list')
    if "codes" in row:
        return {"codes": texts(row, "codes")}
    name = one_text(row, "list")
    if name not in codelists.names():
        raise RowError("list", f'there is no code list "{name}", expected one of {", ".join(codelists.names())}')
    return {"list": name}


def _terms_parameters(row: Mapping[str, Any]) -> Mapping[str, Any]:
    match = row.get("match", "equal")
    if match not in ("equal", "contained"):
        raise RowError("match", f'"{match}" is no way to match, expected "equal" or "contained"')
    terms = texts(row, "terms")
    empty = [term for term in terms if not normal_form(term)]
    if empty:
        raise RowError("terms", f'"{empty[0]}" has nothing to compare with')
    return {"terms": terms, "match": match}


KINDS: Mapping[str, KindOfRow] = {
    "required": KindOfRow(_is_given, "{field} is missing", _no_parameters),
    "forbidden": KindOfRow(_is_left_out, "{field} must not be given here", _no_parameters),
    "pattern": KindOfRow(_has_form, '{field} "{value}" does not have the form {expected}', _pattern_parameters, keys="pattern expected"),
    "length": KindOfRow(
        _has_length, "{field} has {length} characters, expected {expected}", _length_parameters, keys="min max", quick=_all_short
    ),
    "codes": KindOfRow(
        _is_listed, '{field} "{value}" is not in the list, expected one of {expected}', _codes_parameters, keys="codes list"
    ),
    "terms": KindOfRow(_says_none_of, '{field} "{value}" says "{term}"', _terms_parameters, keys="terms match"),
    "range": KindOfRow(_is_within, "{field} {value} is out of range, expected {expected}", _range_parameters, keys="min max", numeric=True),
    "reference": REFERENCE,
    "reference_form": REFERENCE_FORM,
    "limit": LIMIT,
}
"""The kinds of rows, by name."""
