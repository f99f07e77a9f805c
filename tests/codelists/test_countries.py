from __future__ import annotations

from datetime import date

import iso3166
import pytest

from ead.codelists import countries


def test_countries_equal_the_package():
    """The data file has exactly the countries of the package, with the same codes."""
    expected = {(country.alpha2, country.alpha3) for country in iso3166.countries}
    assert expected == {(code, countries.alpha3(code)) for code in countries.alpha2_codes()}
    assert {country.alpha2: country.name for country in iso3166.countries} == dict(countries.code_list().codes)


def test_alpha3_codes_lead_back():
    """Alpha-3 codes lead back to alpha-2 codes."""
    assert all(code == countries.by_alpha3(countries.alpha3(code)) for code in countries.alpha2_codes())
    assert countries.by_alpha3("QQQ") is None
    assert ("", "") == (countries.alpha3("QQ"), countries.name("QQ"))


@pytest.mark.parametrize(
    ("code", "expected"),
    [("BE", True), ("XK", True), ("XX", False), ("XI", False), ("EU", False), ("be", False), ("", False), ("UK", False)],
)
def test_countries_are_recognised(code, expected):
    """ISO codes and XK are countries; other user-assigned and reserved codes are not."""
    assert expected is countries.is_country(code)


def test_kosovo_is_flagged():
    """XK is marked as user-assigned."""
    assert countries.is_user_assigned("XK")
    assert not countries.is_user_assigned("BE")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("United States of America", "US"),
        ("UK", "GB"),
        ("united kingdom", "GB"),
        ("England", "GB"),
        ("China", "CN"),
        ("P.R. China", None),
        ("PR China", "CN"),
        ("The Netherlands", "NL"),
        ("Holland", "NL"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("COTE D'IVOIRE", "CI"),
        ("Côte d’Ivoire", "CI"),
        ("South Korea", "KR"),
        ("Viet Nam", "VN"),
        ("Vietnam", "VN"),
        ("Åland Islands", "AX"),
        ("Taiwan", "TW"),
        ("Kosovo", "XK"),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_names_are_hints(text, expected):
    """Common English names lead to a code, whatever their case and accents."""
    assert expected == countries.by_name(text)


def test_every_official_name_leads_to_its_country():
    """No name leads to two countries."""
    assert all(code == countries.by_name(countries.name(code)) for code in countries.alpha2_codes())
    assert set(countries.names().values()) <= countries.alpha2_codes()


@pytest.mark.parametrize(
    ("on", "number", "inside", "outside"),
    [
        (None, 27, "HR", "GB"),
        (date(2026, 11, 2), 27, "HR", "GB"),
        (date(2021, 1, 1), 27, "BE", "GB"),
        (date(2020, 12, 31), 28, "GB", "NO"),
        (date(2013, 6, 30), 27, "GB", "HR"),
    ],
)
def test_members_of_the_union_by_date(on, number, inside, outside):
    """Croatia joined in 2013; the United Kingdom left the customs union at the end of 2020."""
    members = countries.eu_members(on)
    assert number == len(members)
    assert inside in members
    assert outside not in members


def test_ics2_area():
    """ICS2 covers the EU, Northern Ireland, Norway, Switzerland and Liechtenstein."""
    area = countries.ics2_area(date(2026, 11, 2))
    assert {"BE", "XI", "NO", "CH", "LI"} <= area
    assert set() == {"GB", "US", "IS"} & area


def test_customs_territory_has_the_overseas_parts():
    """Monaco and the French overseas departments are inside the customs territory."""
    assert {"MC", "RE", "GP", "BE"} <= countries.eu_customs_territory()
    assert set() == {"GL", "PF", "NO"} & countries.eu_customs_territory()


@pytest.mark.parametrize(
    ("country", "postcode", "expected"), [("GB", "bt1 5gs", "XI"), ("GB", "EC1Y 8SY", "GB"), ("GB", "", "GB"), ("BE", "BT1", "BE")]
)
def test_northern_ireland_is_told_by_its_postcode(country, postcode, expected):
    """Addresses in Northern Ireland have postcodes that start with BT."""
    assert expected == countries.ics2_country(country, postcode)
