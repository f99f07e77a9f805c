from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead.identifiers import eori, gtin, hs, ioss, mrn
from ead.identifiers.errors import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength

NOW = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("number", "compact"),
    [
        ("IM3720000224", "IM3720000224"),
        ("im 372 000 022 4", "IM3720000224"),
        ("IM2760000001", "IM2760000001"),
        ("IM9000000001", "IM9000000001"),
    ],
)
def test_good_ioss_numbers(number, compact):
    """IOSS numbers of member states and Northern Ireland are accepted."""
    assert compact == ioss.validate(number) == ioss.format(number)


@pytest.mark.parametrize(
    ("number", "error"),
    [
        ("IM1231234567", InvalidComponent),
        ("IM8260000001", InvalidComponent),
        ("IM372000022", InvalidLength),
        ("IN3720000224", InvalidFormat),
        ("EU3720000224", InvalidFormat),
        ("IM37200002A4", InvalidFormat),
    ],
)
def test_bad_ioss_numbers(number, error):
    """Unknown states, intermediaries' numbers and wrong lengths are refused."""
    with pytest.raises(error):
        ioss.validate(number)
    assert not ioss.is_valid(number)


def test_ioss_suffix_is_split_off():
    """A transaction number after a hyphen is returned apart; hyphens as separators are not mistaken for one."""
    assert ("IM0123456789", "EU123456789") == ioss.split("IM0123456789-EU123456789")
    assert ("IM3720000224", "") == ioss.split("IM372-0000224")
    assert ("IM3720000224", "") == ioss.split("IM3720000224")


def test_ioss_member_state():
    """The digits after IM name the state."""
    assert "IE" == ioss.member_state("IM3720000224")
    assert ioss.member_state("IM1231234567") is None


@pytest.mark.parametrize(
    "number", ["PL1234567890ABCDE", "DE1", "FR12345678901234", "GB123456789000", "GB123456789000123", "XI123456789000", "xi 123456789000"]
)
def test_good_eori_numbers(number):
    """Numbers of member states, Great Britain and Northern Ireland are accepted."""
    assert eori.is_valid(number)


@pytest.mark.parametrize(
    ("number", "error"),
    [
        ("PL", InvalidLength),
        ("PL1234567890ABCDEF", InvalidLength),
        ("US123456789", InvalidComponent),
        ("QQ123456789", InvalidComponent),
        ("GB12345678", InvalidLength),
        ("GB12345678900A", InvalidFormat),
        ("12DE456", InvalidFormat),
        ("DE12/34", InvalidFormat),
    ],
)
def test_bad_eori_numbers(number, error):
    """Wrong lengths, states and characters are refused."""
    with pytest.raises(error):
        eori.validate(number)
    assert not eori.is_valid(number)


def test_eori_country_and_format():
    """The issuing state is the first two letters; the usual form has no separators."""
    assert "PL" == eori.country("pl 123")
    assert "PL123" == eori.format("pl 123")


@pytest.mark.parametrize("number", ["4006381333931", "96385074", "036000291452", "10614141000415", "4006381-333931"])
def test_good_gtins(number):
    """GTINs of all four lengths are accepted."""
    assert gtin.is_valid(number)


@pytest.mark.parametrize(
    ("number", "error"),
    [
        ("4006381333932", InvalidChecksum),
        ("400638133393", InvalidChecksum),
        ("123456", InvalidLength),
        ("400638133393X", InvalidFormat),
        ("", InvalidFormat),
    ],
)
def test_bad_gtins(number, error):
    """Wrong check digits, lengths and characters are refused."""
    with pytest.raises(error):
        gtin.validate(number)
    assert not gtin.is_valid(number)


def test_check_digit_needs_digits():
    """Letters have no check digit."""
    with pytest.raises(InvalidFormat):
        gtin.calc_check_digit("40063A")


@given(st.sampled_from([7, 11, 12, 13]), st.data())
def test_gtin_check_digit_catches_every_single_digit(length, data):
    """Changing any one digit makes a GTIN invalid, and formatting changes nothing."""
    body = data.draw(st.text("0123456789", min_size=length, max_size=length))
    number = body + gtin.calc_check_digit(body)
    place = data.draw(st.integers(0, length))
    digit = str((int(number[place]) + data.draw(st.integers(1, 9))) % 10)
    assert number == gtin.validate(gtin.format(number))
    assert not gtin.is_valid(number[:place] + digit + number[place + 1 :])


@pytest.mark.parametrize(
    ("number", "compact"), [("6109.10", "610910"), ("6109 10 00", "61091000"), ("6109-10-0012", "6109100012"), ("610910", "610910")]
)
def test_hs_separators_are_taken_away(number, compact):
    """Dots, spaces and hyphens do not matter."""
    assert compact == hs.compact(number) == hs.validate(number, on=NOW)


@pytest.mark.parametrize(
    ("number", "on", "valid"),
    [
        ("610910", NOW, True),
        ("851712", NOW, False),
        ("851712", date(2021, 12, 31), True),
        ("851712", date(2022, 1, 1), False),
        ("851713", date(2021, 12, 31), False),
        ("851713", date(2022, 1, 1), True),
        ("851713", date(2028, 1, 1), True),
        ("851712", None, True),
        ("851713", None, True),
        ("610999", None, False),
        ("770110", None, False),
        ("98049000", NOW, True),
        ("980490", NOW, False),
        ("999999", NOW, True),
        ("61091000123456", NOW, True),
    ],
)
def test_hs_code_is_checked_in_its_edition(number, on, valid):
    """A code is valid in the edition in force on the date, or in any if no date is given."""
    assert valid is hs.is_valid(number, on)


@pytest.mark.parametrize(
    ("number", "error"),
    [
        ("61091", InvalidLength),
        ("610910001234567", InvalidLength),
        ("61O910", InvalidFormat),
        ("", InvalidFormat),
        ("610999", InvalidComponent),
    ],
)
def test_bad_hs_codes(number, error):
    """Wrong lengths, letters and unknown codes are told apart."""
    with pytest.raises(error):
        hs.validate(number)


def test_hs_code_is_split():
    """The parts of a code are its leading digits; what it lacks is none."""
    assert hs.HSCode(chapter="61", heading="6109", subheading="610910", eight=None, ten=None) == hs.split("6109.10")
    assert ("61091000", "6109100012") == (hs.split("6109100012").eight, hs.split("6109100012").ten)
    with pytest.raises(InvalidFormat):
        hs.split("6109")


@pytest.mark.parametrize(
    ("number", "expected"), [("610910", "6109.10"), ("6109100012", "6109.10.00.12"), ("6109100", "6109.10.0"), ("61", "61"), ("", "")]
)
def test_hs_code_is_formatted_with_dots(number, expected):
    """Four digits, then pairs, with dots between."""
    assert expected == hs.format(number)
    assert number == hs.compact(expected)


def test_mrn_is_decoded():
    """The parts of an MRN are returned."""
    expected = mrn.Reference(year=26, country="BE", serial="IM123456789", interface="0", procedure="A", check="5")
    assert expected == mrn.decode("26 BE IM1234567890A5")
    assert "26BEIM1234567890A5" == mrn.format("26beim1234567890a5")
    assert mrn.is_valid("26XIIM1234567890A5")


@pytest.mark.parametrize(
    ("number", "error"),
    [
        ("26BEIM1234567890A", InvalidLength),
        ("2ABEIM1234567890A5", InvalidFormat),
        ("26BEIM1234567890AB", InvalidFormat),
        ("26BEIM12345678/0A5", InvalidFormat),
        ("26QQIM1234567890A5", InvalidComponent),
    ],
)
def test_bad_mrns(number, error):
    """Wrong lengths, characters and countries are told apart."""
    with pytest.raises(error):
        mrn.validate(number)
    assert not mrn.is_valid(number)
