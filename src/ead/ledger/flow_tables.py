"""Tables that a user supplies for the rules on the exchange: routes over other operators, and the status that a stage asks for.

Both are CSV or TOML. Routes have ``recipient`` (the operator that the data goes to) and ``destination`` (an operator or a country)::

    recipient,destination
    NLA,BE

Stages have ``stage`` (reception, closing, departure) and ``allowed`` (statuses, parted by blanks), and may have ``origin``, ``destination``
(a country or an operator) and ``mail_class``::

    stage,destination,allowed
    closing,DE,ASC PENDING
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from ead.errors import ConfigurationError
from ead.table_file import Row, read_rows

__all__ = ["STAGES", "STATUSES", "read_checkpoints", "read_routes"]

STAGES = ("reception", "closing", "departure")
STATUSES = ("NONE", "PENDING", "ERR", "RFI", "RFS", "DNL", "ASC")
_OPERATOR, _PLACE, _CLASS = "[A-Z]{3}", "[A-Z]{2,3}", "[A-Z]"


def read_routes(path: str | os.PathLike[str]) -> tuple[tuple[str, str], ...]:
    """Routes as pairs of recipient and destination. Raises :class:`~ead.errors.ConfigurationError` with file, line and key."""
    rows = read_rows(path, "route", ("recipient", "destination"))
    found = tuple((_code(row, "recipient", _OPERATOR, "NLA"), _code(row, "destination", _PLACE, "BE")) for row in rows)
    return found or _nothing(path, "route")


def read_checkpoints(path: str | os.PathLike[str]) -> tuple[Mapping[str, str], ...]:
    """Rows of the table of stages. Raises :class:`~ead.errors.ConfigurationError` with file, line and key."""
    rows = read_rows(path, "checkpoint", ("stage", "allowed"), ("origin", "destination", "mail_class"))
    return tuple(_checkpoint(row) for row in rows) or _nothing(path, "checkpoint")


def _checkpoint(row: Row) -> Mapping[str, str]:
    stage, allowed = row.text("stage"), row.text("allowed")
    if stage not in STAGES:
        raise row.wrong("stage", f'"{stage}" is no stage, expected one of {", ".join(STAGES)}')
    if unknown := [one for one in allowed.split() if one not in STATUSES]:
        raise row.wrong("allowed", f'"{unknown[0]}" is no status, expected some of {", ".join(STATUSES)}')
    forms = (("origin", _PLACE, "TW"), ("destination", _PLACE, "BE"), ("mail_class", _CLASS, "C"))
    return {"stage": stage, "allowed": allowed, **{key: _code(row, key, form, like) for key, form, like in forms if key in row.values}}


def _code(row: Row, key: str, form: str, example: str) -> str:
    text = row.text(key)
    if not re.fullmatch(form, text):
        raise row.wrong(key, f'"{text}" cannot be one, expected capital letters such as {example}')
    return text


def _nothing(path: str | os.PathLike[str], what: str) -> tuple[()]:
    raise ConfigurationError(f"{os.fspath(path)}, line 1: {what}: has no {what}s, expected one row or more")
