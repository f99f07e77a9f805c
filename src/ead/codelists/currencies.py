"""Currencies (ISO 4217): active codes with their decimals, and withdrawn ones with the day they ended.

>>> is_active("EUR"), is_active("HRK"), is_active("HRK", date(2022, 12, 31))
(True, False, True)
>>> exponent("JPY"), exponent("KWD"), exponent("EUR")
(0, 3, 2)
>>> successor("BGN")
'EUR'
"""

from __future__ import annotations

from datetime import date
from functools import cache

from ead.codelists import _data
from ead.codelists.base import CodeList, make
from ead.named import NamedTuple

__all__ = ["Currency", "code_list", "exponent", "find", "is_active", "is_test", "name", "successor", "withdrawn_on"]

_TEST_KINDS = frozenset({"none", "test"})


class Currency(NamedTuple):
    """One currency.

    ``exponent`` is the number of decimals, ``None`` where there is no minor unit. ``kind`` is "money", "fund", "metal",
    "unit" (of account, such as the SDR), "test" or "none" (no currency). ``withdrawn`` is the first day on which the
    code was no longer valid.
    """

    code: str
    exponent: int | None
    kind: str
    name: str
    withdrawn: date | None = None
    successor: str = ""


@cache
def _active() -> dict[str, Currency]:
    return {
        code: Currency(code=code, exponent=int(digits) if digits else None, kind=kind, name=name)
        for code, digits, kind, name in _data.read("currencies").rows
    }


@cache
def _withdrawn() -> dict[str, Currency]:
    return {
        code: Currency(code=code, exponent=int(digits), kind="money", name=name, withdrawn=date.fromisoformat(end), successor=new)
        for code, end, digits, new, name in _data.read("currencies-withdrawn").rows
    }


def find(code: str) -> Currency | None:
    """Return the currency, active or withdrawn, or ``None``."""
    return _active().get(code) or _withdrawn().get(code)


def is_active(code: str, on: date | None = None) -> bool:
    """Tell whether the code may stand for an amount on the date, or now.

    The codes for tests and for "no currency" may not. When an active code was introduced is not known here: it counts
    as active on every date.
    """
    currency = _active().get(code)
    if currency is not None:
        return currency.kind not in _TEST_KINDS
    currency = _withdrawn().get(code)
    return currency is not None and currency.withdrawn is not None and on is not None and on < currency.withdrawn


def is_test(code: str) -> bool:
    """Tell whether ISO reserves the code for tests, or for transactions without a currency."""
    currency = find(code)
    return currency is not None and currency.kind in _TEST_KINDS


def exponent(code: str) -> int | None:
    """Return the number of decimals of the currency; ``None`` if it has no minor unit or is unknown."""
    currency = find(code)
    return currency.exponent if currency else None


def name(code: str) -> str:
    """Return the English name, or an empty string for an unknown code."""
    currency = find(code)
    return currency.name if currency else ""


def withdrawn_on(code: str) -> date | None:
    """Return the first day on which the code was no longer valid, or ``None`` for active and unknown codes."""
    currency = _withdrawn().get(code)
    return currency.withdrawn if currency else None


def successor(code: str) -> str:
    """Return the code that replaced a withdrawn one, or an empty string."""
    currency = _withdrawn().get(code)
    return currency.successor if currency else ""


@cache
def code_list() -> CodeList:
    """Return the active currencies as a code list: code to English name."""
    head = _data.read("currencies").head
    return make(
        "currencies",
        "Currencies",
        {code: currency.name for code, currency in _active().items()},
        edition=head["edition"],
        source=head["source"],
        licence=head["licence"],
    )
