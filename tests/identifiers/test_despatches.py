from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead.identifiers import impc, s8, s9
from ead.identifiers.errors import InvalidFormat, InvalidLength

S9 = "BEBRUABOLPBBAEN60073003000227"
S8 = "BOLPBCUSMIAAACN60027"
ON = date(2026, 11, 2)


def test_despatch_is_decoded():
    """Every field of a despatch identifier is returned."""
    expected = s8.Despatch(origin="BOLPBC", destination="USMIAA", category="A", subclass="CN", year=2026, number=27)
    assert expected == s8.decode(S8, on=ON)
    assert "C" == expected.mail_class


def test_receptacle_is_decoded():
    """Every field of a receptacle identifier is returned, the weight in kilograms."""
    despatch = s8.Despatch(origin="BEBRUA", destination="BOLPBB", category="A", subclass="EN", year=2026, number=73)
    expected = s9.Receptacle(despatch=despatch, serial=3, is_last=False, has_registered=False, gross_weight=Decimal("22.7"))
    assert expected == s9.decode(S9, on=ON)


@pytest.mark.parametrize(("ending", "expected"), [("110227", (True, True)), ("990227", (None, None)), ("010227", (False, True))])
def test_flags_may_be_unknown(ending, expected):
    """The flags are yes, no, or not known."""
    receptacle = s9.decode(S9[:23] + ending, on=ON)
    assert expected == (receptacle.is_last, receptacle.has_registered)


def test_unknown_weight_is_none():
    """The weight 9999 means that it is not known."""
    assert s9.decode(S9[:25] + "9999", on=ON).gross_weight is None


@pytest.mark.parametrize(
    ("digit", "on", "year"),
    [
        (6, date(2026, 11, 2), 2026),
        (7, date(2026, 12, 31), 2027),
        (5, date(2026, 1, 1), 2025),
        (8, date(2026, 11, 2), 2018),
        (9, date(2020, 1, 2), 2019),
        (0, date(2019, 12, 31), 2020),
        (1, date(2019, 12, 31), 2011),
    ],
)
def test_year_digit_is_resolved_against_the_date(digit, on, year):
    """The year lies between eight years before the date and one after it."""
    assert year == s8.resolve_year(digit, on)


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(0, 9))
def test_resolved_year_ends_in_its_digit(on, digit):
    """Whatever the date, the year ends in the digit and is near the date."""
    year = s8.resolve_year(digit, on)
    assert digit == year % 10
    assert on.year - 8 <= year <= on.year + 1


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (S8[:-1], InvalidLength),
        (S8 + "0", InvalidLength),
        ("BOLPBCUSMIAAECN60027", InvalidFormat),
        ("BOLP1CUSMIAAACN60027", InvalidFormat),
        ("BOLPBCUSMIAAACN6002A", InvalidFormat),
        ("BOLPBCUSMIAAACN6002\N{ARABIC-INDIC DIGIT FIVE}", InvalidFormat),
    ],
)
def test_bad_despatches_are_refused(number, error):
    """Wrong lengths, categories and characters are told apart."""
    with pytest.raises(error):
        s8.validate(number)
    assert not s8.is_valid(number)


@pytest.mark.parametrize(
    ("number", "error"), [(S9[:-1], InvalidLength), (S9 + "0", InvalidLength), (S9[:-1] + "X", InvalidFormat), ("X" * 29, InvalidFormat)]
)
def test_bad_receptacles_are_refused(number, error):
    """Wrong lengths and characters are told apart."""
    with pytest.raises(error):
        s9.validate(number)
    assert not s9.is_valid(number)


@pytest.mark.parametrize("number", ["IEDUBANLHAGIAUN60001001000123", S9, S9.lower()])
def test_good_receptacles_are_accepted(number):
    """Real receptacle identifiers are accepted, in any case."""
    assert s9.is_valid(number)


def test_formatted_numbers_compact_to_themselves():
    """Formatting and compacting again changes nothing."""
    assert s8.is_valid(S8)
    assert S8 == s8.compact(s8.format(S8))
    assert S9 == s9.compact(s9.format(S9))
    assert "BEBRUA BOLPBB A EN 6 0073 003 0 0 0227" == s9.format(S9)


@pytest.mark.parametrize(
    "code",
    "BEBRUA BOLPBA BOLPBE USJFKA USMIAA GBLALA DEFRAA FRCDGA CNBJSA AUSYDA CHZRHB INBOMA INDELA NLHAGI LTVNOA JPKWSA SGSINA".split(),  # noqa: SIM905
)
def test_real_centres_are_accepted(code):
    """Codes of real mail processing centres are accepted."""
    assert impc.is_valid(code)
    assert code == impc.validate(code) == impc.format(code.lower())


@pytest.mark.parametrize(
    ("code", "error"), [("BEBRU", InvalidLength), ("BEBRUAA", InvalidLength), ("BEBRU1", InvalidFormat), ("BÉBRUA", InvalidFormat)]
)
def test_other_texts_are_no_centres(code, error):
    """Anything but six ASCII letters is refused."""
    with pytest.raises(error):
        impc.validate(code)
    assert not impc.is_valid(code)


def test_country_of_a_centre_is_where_it_stands():
    """The first two letters say where the centre stands."""
    assert "US" == impc.country("USJFKA")
