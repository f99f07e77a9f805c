"""Numbers as XML Schema allows them, brought to the one form that records have."""

from __future__ import annotations

import re

from ead.fields.table import Field, Kind

__all__ = ["plain_number"]

_NUMBER = re.compile(r"([+-]?)([0-9]*)(?:(\.)([0-9]*))?")


def plain_number(text: str, field: Field) -> str:
    """The same number without plus sign, and without zeros that change nothing; the text itself when it is no ``xs:decimal`` or ``xs:int``.

    ``+1.5``, ``.5``, ``1.`` and ``0.2500000000`` are what serializers write and the schema allows; none of them is another number.
    """
    found = _NUMBER.fullmatch(text)
    if found is None or not (found[2] or found[4]) or (found[3] and field.kind is Kind.INTEGER):
        return text
    whole = found[2].lstrip("0") or "0"
    fraction = found[4] or ""
    if len(fraction) > field.fraction_digits:
        fraction = fraction.rstrip("0")
    if found[1] == "-" and (whole != "0" or fraction.strip("0")):
        return text
    return f"{whole}.{fraction}" if fraction else whole
