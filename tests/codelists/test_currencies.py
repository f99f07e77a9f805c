from __future__ import annotations

from datetime import date

import iso4217
import pytest

from ead.codelists import _data, currencies


def test_currencies_equal_the_package():
    """The data file has exactly the codes, decimals and names of the package."""
    expected = {currency.code: (currency.exponent, currency.currency_name) for currency in iso4217.Currency}
    assert expected == {code: (currencies.exponent(code), currencies.name(code)) for code in currencies.code_list().codes}


def test_withdrawn_codes_are_not_active_in_the_package():
    """No withdrawn code is on the package's list, and every code leads to one that is."""
    withdrawn = {row[0] for row in _data.read("currencies-withdrawn").rows}
    assert set() == withdrawn & set(currencies.code_list().codes)
    for code in withdrawn:
        heir = currencies.successor(code)
        while currencies.withdrawn_on(heir):
            heir = currencies.successor(heir)
        assert heir in currencies.code_list()


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        ("EUR", None, True),
        ("EUR", date(2026, 11, 2), True),
        ("HRK", None, False),
        ("HRK", date(2022, 12, 31), True),
        ("HRK", date(2023, 1, 1), False),
        ("BGN", date(2025, 12, 31), True),
        ("BGN", date(2026, 1, 1), False),
        ("XTS", None, False),
        ("XXX", date(2026, 11, 2), False),
        ("XDR", None, True),
        ("QQQ", None, False),
        ("eur", None, False),
        ("", None, False),
    ],
)
def test_active_codes_by_date(code, on, expected):
    """Withdrawn codes are active before their day only; test codes and unknown codes never."""
    assert expected is currencies.is_active(code, on)


@pytest.mark.parametrize(
    ("code", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("XDR", None), ("QQQ", None), ("ITL", 0), ("HRK", 2)]
)
def test_decimals(code, digits):
    """Every currency has its number of decimals, or none."""
    assert digits == currencies.exponent(code)


def test_special_codes_have_their_kind():
    """Metals, funds, units of account and test codes are told from money."""
    kinds = {code: currencies.find(code).kind for code in ("EUR", "XAU", "CHE", "XDR", "XTS", "XXX", "HRK")}
    assert {"EUR": "money", "XAU": "metal", "CHE": "fund", "XDR": "unit", "XTS": "test", "XXX": "none", "HRK": "money"} == kinds
    assert ["XTS", "XXX"] == [code for code in currencies.code_list().codes if currencies.is_test(code)]


def test_details_of_withdrawn_and_unknown_codes():
    """Withdrawn codes keep their name, day and successor; unknown codes have none."""
    assert ("Croatian Kuna", date(2023, 1, 1), "EUR") == (
        currencies.name("HRK"),
        currencies.withdrawn_on("HRK"),
        currencies.successor("HRK"),
    )
    assert ("", None, "", None) == (
        currencies.name("QQQ"),
        currencies.withdrawn_on("EUR"),
        currencies.successor("EUR"),
        currencies.find("QQQ"),
    )
