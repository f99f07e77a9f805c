"""The forms of postcodes say the same as the patterns that they are made of."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ead.codelists import _postcode_forms, postcodes

COUNTRIES = sorted(code for code in postcodes._rows() if postcodes.pattern(code))
POSTCODES = st.sampled_from(COUNTRIES).flatmap(lambda code: st.from_regex(postcodes.pattern(code), fullmatch=True))


def fits(forms, postcode):
    """Whether a postcode has one of the forms."""
    return any(len(form) == len(postcode) and all(map(str.__contains__, form, postcode)) for form in forms)


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_example_has_a_form(country):
    """What is given as an example of a country's postcodes has one of its forms."""
    plain = re.sub("[ -]", "", postcodes.example(country))
    assert (re.fullmatch(postcodes.pattern(country), plain) is not None) == fits(postcodes.forms(country), plain)


@settings(max_examples=300, deadline=None)
@given(POSTCODES | st.text("0123456789ABGIR", max_size=9), st.sampled_from(COUNTRIES))
def test_forms_say_the_same_as_the_pattern(postcode, country):
    """A postcode of whatever country has a form exactly where the pattern matches."""
    assert (re.fullmatch(postcodes.pattern(country), postcode) is not None) == fits(postcodes.forms(country), postcode)


@pytest.mark.parametrize("pattern", ["", "[0-9]+", "A*", "(?=A)B", ".{3}", "[0-9]{0,600}"])
def test_other_patterns_have_no_forms(pattern):
    """Unbounded and unknown parts, and too many alternatives, are left to the regular expression."""
    assert () == _postcode_forms.forms(pattern)
