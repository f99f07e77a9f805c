"""Write ``currencies.txt`` from the package iso4217."""

from __future__ import annotations

import iso4217
from data_file import package, write

_METALS = {"XAG", "XAU", "XPD", "XPT"}
_UNITS = {"XBA", "XBB", "XBC", "XBD", "XDR", "XSU", "XUA"}
_FUNDS = {"BOV", "CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI", "UYW"}
_KINDS = {
    **dict.fromkeys(_METALS, "metal"),
    **dict.fromkeys(_UNITS, "unit"),
    **dict.fromkeys(_FUNDS, "fund"),
    "XTS": "test",
    "XXX": "none",
}


def main() -> None:
    """Write one row per active code: code, decimals (empty: no minor unit), kind, English name."""
    write(
        "currencies",
        {
            "name": "currencies",
            "edition": f"ISO 4217 list one, published {iso4217.__published__.isoformat()}",
            "source": f"{package('iso4217')} (public domain)",
            "licence": "public domain",
            "rows": "code, decimals, kind, English name",
        },
        (_row(currency) for currency in iso4217.Currency),
    )


def _row(currency: iso4217.Currency) -> tuple[str, ...]:
    digits = "" if currency.exponent is None else str(currency.exponent)
    return currency.code, digits, _KINDS.get(currency.code, "money"), currency.currency_name


if __name__ == "__main__":
    main()
