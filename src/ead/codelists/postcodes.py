"""Postcodes: whether a country has them, whether an address needs one, and what they look like.

A postcode is compared without spaces and hyphens, and with or without the country prefixes in use ("LV-1073", "1073",
"D-10115"), because posts deliver all of these. Where nothing is known every postcode is accepted. The patterns describe the
form, not which postcodes exist.

>>> is_valid("NL", "1234 AB"), is_valid("NL", "0234AB"), is_valid("LV", "1073"), is_valid("AE", "any")
(True, False, True, True)
>>> is_required("BE"), has_postcodes("AE"), example("PL")
(True, False, '00-950')
"""

from __future__ import annotations

import re
from functools import cache

from ead.codelists import _data, _postcode_forms
from ead.patterns import lazy

__all__ = ["example", "forms", "has_postcodes", "is_required", "is_valid", "pattern", "status"]

_SEPARATORS = lazy("[ \u00a0\u2010-\u2014-]")
_STATUS = {"R": "required", "O": "optional", "N": "none"}


@cache
def _rows() -> dict[str, list[str]]:
    return {row[0]: row for row in _data.read("postcodes").rows}


def status(country: str) -> str:
    """Return "required", "optional", "none" (the country has no postcodes) or "unknown"."""
    row = _rows().get(country)
    return _STATUS[row[1]] if row else "unknown"


def is_required(country: str) -> bool:
    """Tell whether an address in the country is incomplete without a postcode."""
    return status(country) == "required"


def has_postcodes(country: str) -> bool:
    """Tell whether the country has postcodes; unknown countries count as having them."""
    return status(country) != "none"


def pattern(country: str) -> str:
    """Return the regular expression of a postcode without spaces and hyphens; empty if not known."""
    row = _rows().get(country)
    return row[2] if row else ""


def forms(country: str) -> tuple[tuple[str, ...], ...] | None:
    """Return the forms of the country's postcodes, each as the characters that can stand at each place; nothing where none is known.

    ``None`` for what is no country.

    >>> forms("SI"), forms("AE"), forms("QQ")
    ((('0123456789', '0123456789', '0123456789', '0123456789'),), (), None)
    """
    return _postcode_forms.forms(pattern(country)) if country in _rows() else None


def example(country: str) -> str:
    """Return a postcode of the country as it is written; empty if not known."""
    row = _rows().get(country)
    return row[4] if row else ""


@cache
def _compiled(country: str) -> tuple[re.Pattern[str], tuple[str, ...]] | None:
    row = _rows().get(country)
    return (re.compile(row[2]), tuple(row[3].split())) if row and row[2] else None


def is_valid(country: str, postcode: str) -> bool:
    """Tell whether the text has the form of a postcode of the country; true where no form is known."""
    compiled = _compiled(country)
    if compiled is None:
        return True
    matcher, prefixes = compiled
    if matcher.fullmatch(postcode):
        return True
    text = _SEPARATORS.sub("", postcode).strip()
    if not text.isascii():
        return False
    text = text.upper()
    return any(matcher.fullmatch(form) for form in _forms(text, prefixes))


def _forms(text: str, prefixes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the text as it is, and with each prefix taken away or put before it."""
    others = (text.removeprefix(prefix) if text.startswith(prefix) else prefix + text for prefix in prefixes)
    return (text, *others)
