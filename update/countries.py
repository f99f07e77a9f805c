"""Write ``countries.txt`` from the package iso3166."""

from __future__ import annotations

import iso3166
from data_file import package, write


def main() -> None:
    """Write one row per country: alpha-2, alpha-3, numeric, short name, and the plain name where it differs."""
    write(
        "countries",
        {
            "name": "countries",
            "edition": f"ISO 3166-1 as in {package('iso3166')}, with the user-assigned XK",
            "source": f"{package('iso3166')} (MIT)",
            "licence": "MIT",
            "rows": "alpha-2, alpha-3, numeric, English short name, further name",
        },
        (_row(country) for country in iso3166.countries),
    )


def _row(country: iso3166.Country) -> tuple[str, ...]:
    plain = "" if country.apolitical_name == country.name else country.apolitical_name
    return country.alpha2, country.alpha3, country.numeric, country.name, plain


if __name__ == "__main__":
    main()
