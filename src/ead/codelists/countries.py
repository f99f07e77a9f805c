"""Countries (ISO 3166-1), and the groups of countries that customs rules speak of.

Kosovo's XK is a user-assigned code, not an ISO one, but the EU and posts use it: it counts as a country here and is
flagged by `is_user_assigned`. Northern Ireland's XI exists only in customs numbers and filings: it is not a country.

>>> is_country("BE"), is_country("XX"), is_user_assigned("XK")
(True, False, True)
>>> by_name("the Netherlands"), by_name("USA"), by_alpha3("GBR")
('NL', 'US', 'GB')
"""

from __future__ import annotations

from functools import cache

from ead.codelists import _data

# The other imports are costly (typing, datetime, dataclasses), and S10 checks use this module.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ead.codelists.base import CodeList

__all__ = [
    "alpha2_codes",
    "alpha3",
    "by_alpha3",
    "by_name",
    "code_list",
    "eu_customs_territory",
    "eu_members",
    "ics2_area",
    "ics2_country",
    "is_country",
    "is_served_by",
    "is_user_assigned",
    "name",
    "names",
]

_USER_ASSIGNED = frozenset({"XK"})
_CODES: set[str] = set()  # filled on first use: importing this module must not read the list
# Treaty of Accession of Croatia: 2013-07-01. The United Kingdom was treated as a member for customs until the end of
# the transition period of the Withdrawal Agreement, 2020-12-31.
_EU_2007 = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905
)
_CROATIA_JOINED = "2013-07-01"
_UNITED_KINGDOM_LEFT = "2021-01-01"
_EU_NOW = _EU_2007 | {"HR"}
# Regulation (EU) No 952/2013, article 4: parts of the customs territory of the Union that have ISO codes of their own.
_EU_TERRITORIES = frozenset({"AX", "GF", "GP", "MC", "MF", "MQ", "RE", "YT"})
_ICS2_OTHERS = frozenset({"CH", "LI", "NO", "XI"})
# Operators deliver to these as well, under the code of their own country.
_SERVED = {
    "US": ("PR", "VI", "GU", "AS", "MP", "UM", "FM", "MH", "PW"),
    "FR": ("MC", "GP", "MQ", "GF", "RE", "YT", "PM", "MF", "BL", "WF", "PF", "NC", "TF", "AD"),
    "GB": ("GG", "JE", "IM", "GI"),
    "ES": ("AD",),
    "CH": ("LI",),
    "IT": ("VA", "SM"),
    "NO": ("SJ", "BV"),
    "FI": ("AX",),
    "DK": ("FO", "GL"),
    "NL": ("BQ", "AW", "CW", "SX"),
    "AU": ("NF", "CX", "CC"),
    "NZ": ("CK", "TK", "NU"),
    "CN": ("HK", "MO"),
    "MA": ("EH",),
    "IL": ("PS",),
    "RS": ("XK",),
}


@cache
def _table() -> _data.Table:
    return _data.read("countries")


@cache
def _rows() -> dict[str, list[str]]:
    return {row[0]: row for row in _table().rows}


@cache
def _by_alpha3() -> dict[str, str]:
    return {row[1]: row[0] for row in _table().rows}


@cache
def alpha2_codes() -> frozenset[str]:
    """Return all alpha-2 codes, XK among them."""
    return frozenset(_rows())


def is_country(code: str) -> bool:
    """Tell whether the text is an alpha-2 code of a country, in upper case."""
    return code in (_CODES or _load_codes())


def _load_codes() -> set[str]:
    _CODES.update(_rows())
    return _CODES


def is_user_assigned(code: str) -> bool:
    """Tell whether the code is in use though ISO has not assigned it (XK)."""
    return code in _USER_ASSIGNED


def name(code: str) -> str:
    """Return the English short name, or an empty string for an unknown code."""
    row = _rows().get(code)
    return row[3] if row else ""


def alpha3(code: str) -> str:
    """Return the alpha-3 code of an alpha-2 code, or an empty string for an unknown one."""
    row = _rows().get(code)
    return row[1] if row else ""


def by_alpha3(code: str) -> str | None:
    """Return the alpha-2 code of an alpha-3 code, or ``None``."""
    return _by_alpha3().get(code)


def by_name(text: str) -> str | None:
    """Return the alpha-2 code of a country named in English, or ``None``: a hint, not a check.

    Case, accents and punctuation do not matter; common variants ("USA", "UK", "Holland") are known.
    """
    return names().get(_fold(text))


@cache
def names() -> Mapping[str, str]:
    """Return alpha-2 codes by folded name (lower case, letters and single spaces only)."""
    official = {_fold(known): row[0] for row in _table().rows for known in row[3:] if known}
    return official | {_fold(variant): code for variant, code in _data.read("country-names").rows}


def _fold(text: str) -> str:
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).casefold()
    words = "".join(char if char.isalpha() else " " for char in plain if not unicodedata.combining(char)).split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def eu_members(on: date | None = None) -> frozenset[str]:
    """Return the member states of the EU on the date (from 2007), or now.

    The United Kingdom counts until 2020-12-31, because customs law treated it as a member until then.
    """
    if on is None:
        return _EU_NOW
    day = on.isoformat()[:10]
    members = _EU_NOW if day >= _CROATIA_JOINED else _EU_2007
    return members | {"GB"} if day < _UNITED_KINGDOM_LEFT else members


def eu_customs_territory(on: date | None = None) -> frozenset[str]:
    """Return the member states and the codes of further territories inside the customs territory of the Union."""
    return eu_members(on) | _EU_TERRITORIES


def ics2_area(on: date | None = None) -> frozenset[str]:
    """Return where ICS2 applies on the date: the EU, Northern Ireland (XI), Norway, Switzerland, Liechtenstein."""
    return eu_members(on) | _ICS2_OTHERS


def ics2_country(country: str, postcode: str = "") -> str:
    """Return the country as ICS2 sees it: XI for an address in Northern Ireland, whose postcodes start with BT."""
    return "XI" if country == "GB" and postcode.strip().upper().startswith("BT") else country


def is_served_by(country: str, operator_country: str) -> bool:
    """Tell whether the operator of one country delivers in the other under its own code, either way round (US and PR)."""
    return country in _SERVED.get(operator_country, ()) or operator_country in _SERVED.get(country, ())


def code_list() -> CodeList:
    """Return the countries as a code list: alpha-2 code to English short name."""
    from ead.codelists.base import make

    table = _table()
    return make(
        "countries",
        "Countries",
        {row[0]: row[3] for row in table.rows},
        edition=table.head["edition"],
        source=table.head["source"],
        licence=table.head["licence"],
    )
