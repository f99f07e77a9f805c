"""Exchange rates from a file: ``currency``, ``date``, ``rate`` and, where it is not the euro, ``base``.

One unit of ``currency`` is worth ``rate`` units of ``base`` (``EUR``, or ``XDR``: the special drawing right, also written ``SDR``) from
that day on, until the next date for the same currency::

    currency,date,rate,base
    USD,2026-11-02,0.8642,EUR

or, as TOML, ``[[rate]]`` tables with the same keys.
"""

from __future__ import annotations

import os
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ead.codelists import currencies
from ead.errors import ConfigurationError
from ead.patterns import lazy
from ead.rules.rates import BASES, Rate, Rates
from ead.table_file import Row, read_rows

__all__ = ["read_rates"]

_NUMBER = lazy(r"[0-9]{1,12}(\.[0-9]{1,12})?")
_DATE = lazy("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_rates(path: str | os.PathLike[str]) -> Rates:
    """The exchange rates of a CSV or TOML file.

    Raises :class:`~ead.errors.ConfigurationError` with file, line, key and what was expected: for an unknown key, currency or base, a
    date that is none, a rate that is no number above zero, and a second rate for the same currency, date and base.
    """
    found: dict[tuple[str, date, str], Rate] = {}
    first: dict[tuple[str, date, str], int] = {}
    for row in read_rows(path, "rate", ("currency", "date", "rate"), ("base",)):
        rate = _rate(row)
        key = (rate.currency, rate.day, rate.base)
        if key in found:
            raise row.wrong("currency", f'there is a rate of "{rate.currency}" for {rate.day} to {rate.base} already, on line {first[key]}')
        found[key], first[key] = rate, row.line
    if not found:
        raise ConfigurationError(f"{os.fspath(path)}, line 1: rate: has no rates, expected one row or more")
    return Rates(found.values())


def _rate(row: Row) -> Rate:
    base = _base(row)
    return Rate(_currency(row, base), _day(row), _value(row), base)


def _base(row: Row) -> str:
    base = "XDR" if row.values.get("base") == "SDR" else row.values.get("base", BASES[0])
    if base not in BASES:
        raise row.wrong("base", f'"{base}" is no base, expected EUR, or XDR for the special drawing right')
    return str(base)


def _currency(row: Row, base: str) -> str:
    code = row.text("currency")
    if currencies.find(code) is None or currencies.is_test(code):
        raise row.wrong("currency", f'"{code}" is no currency, expected a code of ISO 4217 such as USD')
    if code == base:
        raise row.wrong("currency", f'"{code}" is the base itself, expected another currency')
    return code


def _day(row: Row) -> date:
    value: Any = row.values["date"]
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise row.wrong("date", f'"{value}" is no date, expected one such as 2026-11-21')


def _value(row: Row) -> Decimal:
    value: Any = row.values["rate"]
    text = value if isinstance(value, str) else format(value, "f") if isinstance(value, int | Decimal) and value is not True else ""
    if not _NUMBER.fullmatch(text) or not Decimal(text):
        raise row.wrong("rate", f'"{value}" is no rate, expected a number above zero such as 0.8642')
    return Decimal(text)
