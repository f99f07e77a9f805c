from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead.identifiers import arn, co_cedula, iec, kz_iin, my_lvg, passport, pccc, pe_ruc, sg_gst, tw_id, uz_pinfl, voec
from ead.identifiers.errors import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength

GOOD = [
    (pccc, "P123456789012"),
    (pccc, "p 1234-5678-9012"),
    (voec, "2012345"),
    (voec, "VOEC2012345"),
    (voec, "VOEC: 2012345"),
    (arn, "300012345678"),
    (iec, "ACUPA7085R"),
    (iec, "0512345678"),
    (kz_iin, "971240001315"),
    (kz_iin, "940140000385"),
    (uz_pinfl, "31501190123459"),
    (tw_id, "A123456789"),
    (sg_gst, "M90312345A"),
    (sg_gst, "M2-1234567-8"),
    (sg_gst, "197401143C"),
    (sg_gst, "53012345D"),
    (sg_gst, "T08LL1234A"),
    (my_lvg, "W10-1808-32000001"),
    (co_cedula, "1020304050"),
    (co_cedula, "123456"),
    (pe_ruc, "20512333797"),
    (passport, "X1234567"),
    (passport, "123456789"),
]
BAD = [
    (pccc, "123456789012", InvalidLength),
    (pccc, "X123456789012", InvalidFormat),
    (pccc, "P12345678901A", InvalidFormat),
    (voec, "201234", InvalidLength),
    (voec, "20123456", InvalidLength),
    (voec, "201234A", InvalidFormat),
    (arn, "30001234567", InvalidLength),
    (arn, "30001234567A", InvalidFormat),
    (iec, "ACUPA7085", InvalidLength),
    (iec, "ACUPA7085_", InvalidFormat),
    (kz_iin, "971240001316", InvalidChecksum),
    (kz_iin, "97124000131", InvalidLength),
    (kz_iin, "97124000131A", InvalidFormat),
    (uz_pinfl, "31501190123458", InvalidChecksum),
    (uz_pinfl, "71501190123459", InvalidComponent),
    (uz_pinfl, "3150119012345", InvalidLength),
    (uz_pinfl, "3150119012345X", InvalidFormat),
    (tw_id, "A123456788", InvalidChecksum),
    (tw_id, "A523456789", InvalidComponent),
    (tw_id, "A12345678", InvalidLength),
    (tw_id, "1123456789", InvalidFormat),
    (tw_id, "AX23456789", InvalidFormat),
    (sg_gst, "197401143", InvalidFormat),
    (sg_gst, "M2123456", InvalidLength),
    (my_lvg, "W10", InvalidLength),
    (my_lvg, "W10180832000_", InvalidFormat),
    (co_cedula, "12345", InvalidLength),
    (co_cedula, "12345678901", InvalidLength),
    (co_cedula, "12345X", InvalidFormat),
    (pe_ruc, "20512333798", InvalidChecksum),
    (pe_ruc, "99512333797", InvalidComponent),
    (pe_ruc, "2051233379", InvalidLength),
    (pe_ruc, "2051233379X", InvalidFormat),
    (passport, "X123", InvalidLength),
    (passport, "PASSPORT", InvalidFormat),
    (passport, "X12345_7", InvalidFormat),
]


@pytest.mark.parametrize(("module", "number"), GOOD)
def test_good_numbers_are_accepted_in_any_form(module, number):
    """A good number is valid as given, compacted and formatted."""
    assert module.is_valid(number)
    assert module.compact(number) == module.validate(module.format(number))


@pytest.mark.parametrize(("module", "number", "error"), BAD)
def test_each_defect_raises_its_own_error(module, number, error):
    """A bad number raises the error that names its defect, and the message does not repeat it."""
    with pytest.raises(error) as caught:
        module.validate(number)
    assert number not in str(caught.value)
    assert str(caught.value) == str(caught.value).lower().strip(".")
    assert not module.is_valid(number)


@pytest.mark.parametrize(("module", "length"), [(kz_iin, 11), (uz_pinfl, 13), (pe_ruc, 10), (tw_id, 9)])
def test_check_digit_needs_all_digits_before_it(module, length):
    """The check digit is made from all digits before it, no more, no fewer."""
    for text in ("1" * (length - 1), "1" * (length + 1), "1" * (length - 1) + "X"):
        with pytest.raises(InvalidFormat):
            module.calc_check_digit(text)


def test_kazakh_numbers_without_check_digit_are_refused():
    """Digits for which both passes give ten have no check digit."""
    numbers = (f"{number:011}" for number in range(10_000))
    refused = [number for number in numbers if not any(kz_iin.is_valid(number + digit) for digit in "0123456789")]
    assert refused
    with pytest.raises(InvalidChecksum):
        kz_iin.calc_check_digit(refused[0])


@given(st.text("0123456789", min_size=13, max_size=13))
def test_uzbek_check_digit_catches_single_digits(body):
    """Weights prime to ten: a change of one digit changes the check digit."""
    changed = str((int(body[5]) + 1) % 10)
    assert uz_pinfl.calc_check_digit(body) != uz_pinfl.calc_check_digit(body[:5] + changed + body[6:])


@pytest.mark.parametrize("second", "1289ABCD")
def test_taiwan_numbers_of_citizens_and_residents(second):
    """Citizens' numbers, residents' numbers and the residents' older form are accepted."""
    body = f"A{second}2345678"
    assert tw_id.is_valid(body + tw_id.calc_check_digit(body))


def test_peruvian_prefix_16_is_accepted():
    """The prefix 16 has been issued."""
    assert pe_ruc.is_valid("161234567" + "8" + pe_ruc.calc_check_digit("1612345678"))


def test_presentation_forms():
    """Numbers are formatted the way their authorities print them."""
    assert "VOEC 2012345" == voec.format("2012345")
    assert "3000 1234 5678" == arn.format("300012345678")
    assert "M2-1234567-8" == sg_gst.format("M212345678")
    assert "1.020.304.050" == co_cedula.format("1020304050")
    assert "ABC" == co_cedula.format("abc")
