"""Check digits computed here agree with python-stdnum."""

from __future__ import annotations

import importlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ead.identifiers import gtin, references, s10
from ead.identifiers._arithmetic import SURELY_VALID
from ead.identifiers.errors import InvalidIdentifier

VALID = {
    "stdnum.ar.cuit": ["20055361682", "20-05536168-2"],
    "stdnum.br.cpf": ["39053344705", "390.533.447-05"],
    "stdnum.ca.bn": ["123026635", "123026635RT0001"],
    "stdnum.ch.uid": ["CHE100155212", "CHE-100.155.212"],
    "stdnum.cl.rut": ["76086428-5", "12.531.909-2", "7.444.649-3"],
    "stdnum.gb.vat": ["980780684", "GB980780684"],
    "stdnum.ru.inn": ["1234567894", "123456789047"],
}
FORMS = {
    "stdnum.ar.cuit": ["##-########-#", "###########"],
    "stdnum.br.cpf": ["###.###.###-##", "###########"],
    "stdnum.ca.bn": ["#########", "#########RT####", "#########RX####"],
    "stdnum.ch.uid": ["CHE-###.###.###", "CHE#########", "#########"],
    "stdnum.cl.rut": ["##.###.###-@", "#.###.###-@", "########@", "#######@", "######@"],
    "stdnum.gb.vat": ["GB#########", "#########"],
    "stdnum.ru.inn": ["##########", "############"],
}
WRONG = st.sampled_from(["", " ", "-", ".", "0", "é", "\uff11", "k", "GB", "K"])


@st.composite
def _numbers(draw, form):
    digits = draw(st.lists(st.sampled_from("0123456789"), min_size=len(form), max_size=len(form)))
    text = "".join(digit if sign in "#@" else sign for digit, sign in zip(digits, form, strict=True))
    text = text[:-1] + "K" if form.endswith("@") and draw(st.booleans()) else text
    place = draw(st.integers(0, len(text)))
    return text[:place] + draw(WRONG) + text[place:]


def test_each_module_is_tried():
    """Tests below look at all that the table has, and at nothing else."""
    assert sorted(SURELY_VALID) == sorted(VALID) == sorted(FORMS)


@pytest.mark.parametrize(("module", "number"), [(module, number) for module, numbers in VALID.items() for number in numbers])
def test_numbers_in_their_usual_form_take_the_short_way(module, number):
    """A valid number that is written as usual is known without python-stdnum, which agrees."""
    assert SURELY_VALID[module](number)
    assert importlib.import_module(module).is_valid(number)


@settings(max_examples=400, deadline=None)
@pytest.mark.parametrize("module", sorted(SURELY_VALID))
@given(data=st.data())
def test_python_stdnum_accepts_what_the_short_way_accepts(module, data):
    """Numbers with any check digit: where the arithmetic says that one is valid, python-stdnum does too."""
    number = data.draw(st.sampled_from(FORMS[module]).flatmap(_numbers))
    valid = importlib.import_module(module).is_valid
    # One of ten or eleven check digits is right, so each is tried.
    for last in (*"0123456789K", number[-1:]):
        one = number[:-1] + last
        assert valid(one) or not SURELY_VALID[module](one), one


@settings(max_examples=300, deadline=None)
@pytest.mark.parametrize("module", sorted(SURELY_VALID))
@given(text=st.text(max_size=20))
def test_any_text_is_answered(module, text):
    """Nothing that a message can hold makes a test raise."""
    assert SURELY_VALID[module](text) in (True, False)


def test_an_unknown_kind_raises_for_any_value():
    """Also a value that no kind could have does not hide that the kind is unknown."""
    with pytest.raises(LookupError, match='unknown reference kind "NONE"'):
        references.is_valid("NONE", "")


@settings(max_examples=500, deadline=None)
@given(number=st.from_regex(r"[0-9]{7,15}", fullmatch=True) | st.text("0123456789 -\uff11", max_size=15))
def test_trade_item_numbers_are_valid_where_their_validation_says_so(number):
    """The short way to tell a GTIN agrees with the long one, which says why."""
    try:
        gtin.validate(number)
    except InvalidIdentifier:
        assert not gtin.is_valid(number)
    else:
        assert gtin.is_valid(number)


@settings(max_examples=500, deadline=None)
@given(
    number=st.from_regex(r"[A-Z]{2}[0-9]{8}", fullmatch=True).map(lambda start: f"{start}{s10.calc_check_digit(start[2:])}GB"),
    place=st.integers(0, 12),
    sign=st.sampled_from(["", "0", "7", "A", "a", " ", "\u00e9", "\uff11", "X"]),
)
def test_item_identifiers_are_valid_where_their_validation_says_so(number, place, sign):
    """The short way to tell an S10 identifier agrees with the long one, which says why."""
    assert s10.is_valid(number)
    changed = number[:place] + sign + number[place + 1 :]
    try:
        s10.validate(changed)
    except InvalidIdentifier:
        assert not s10.is_valid(changed)
    else:
        assert s10.is_valid(changed)
