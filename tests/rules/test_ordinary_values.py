"""What one regular expression calls ordinary has no fault by the long way either."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ead.descriptions.words import folded_terms, written_terms
from ead.rules.dq_contact import fault_of_digits, fault_of_email, fault_of_telephone, ordinary_email, ordinary_telephone
from ead.rules.dq_parties import fault_of_name, fault_of_words, ordinary_name

TELEPHONES = st.from_regex(r"\+?[0-9]{1,3}( ?[0-9-]){3,14}", fullmatch=True) | st.sampled_from(sorted(folded_terms("phone")))
SPACED = st.tuples(st.sampled_from(sorted(folded_terms("phone"))), st.sampled_from(["+", "+ ", "", "00"]), st.sampled_from([" ", ""])).map(
    lambda drawn: drawn[1] + drawn[2].join(drawn[0])
)
REPEATED = st.tuples(st.sampled_from("0123456789"), st.integers(4, 16)).map(lambda drawn: "+" + drawn[0] * drawn[1])
LISTED = sorted(
    written_terms("email")
    | {f"{name}@post.example.org" for name in written_terms("mailbox")}
    | {f"lotte@{name}" for name in written_terms("domain") if "." in name}
    | {f"lotte@{name}.com" for name in written_terms("relay")}
)
WORDS = [*sorted(folded_terms("name")), "Family", "The", "Smith", "Lotte", "Jensen", "Tést", "fam", "J", "3", "2nd", "1234", "Łoś", "李"]


@pytest.mark.parametrize("telephone", ["+32 486 35 38 81", "+1 416 763 7628", "+86 755 8384 2346", "+351 939880367"])
def test_ordinary_telephone_numbers_take_the_short_way(telephone):
    """Numbers in international form with blanks are known to be in order by one match."""
    assert ordinary_telephone().fullmatch(telephone.replace(" ", ""))


@settings(max_examples=1500, deadline=None)
@given(telephone=TELEPHONES | SPACED | REPEATED)
@example("+1 212 555 0143")
@example("+12125550199")
@example("+000000")
def test_the_short_way_agrees_with_the_digits_of_telephone_numbers(telephone):
    """The answer is that of the long way, whatever the form."""
    assert fault_of_digits(telephone) == fault_of_telephone(telephone)


@pytest.mark.parametrize("email", ["lotte.peeters89@post.example.org", "a-b@inbox.example.net", "x_1@shop.co.uk"])
def test_ordinary_addresses_take_the_short_way(email):
    """Addresses in small letters are known to be in order by one match."""
    assert ordinary_email().fullmatch(email)


@settings(max_examples=1500, deadline=None)
@given(email=st.from_regex(r"[a-z0-9_.+-]{1,8}@[a-z0-9.-]{1,10}\.[a-z]{1,4}", fullmatch=True) | st.sampled_from(LISTED))
@example("lotte@-post.org")
@example("lotte@post-.org")
@example("lotte@post..org")
@example(".lotte@post.org")
@example("lotte.@post.org")
@example("lotte@post.org-x")
def test_ordinary_addresses_have_no_fault(email):
    """Whatever the match lets pass is a well-formed address, no dummy and no relay."""
    fault = fault_of_email(email)
    assert fault is None or ordinary_email().fullmatch(email) is None


@pytest.mark.parametrize("email", LISTED)
def test_listed_addresses_are_not_ordinary(email):
    """Every term of the lists is left to the long way."""
    assert ordinary_email().fullmatch(email) is None


@pytest.mark.parametrize(
    "name", ["Lotte Peeters", "Ruben El Amrani", "Pablo Martínez", "Sean O'Neill-Smith", "Tae-yang Kang", "Paula Fuentes"]
)
def test_ordinary_names_take_the_short_way(name):
    """Names of two words or more are known to be in order by one match."""
    assert ordinary_name().fullmatch(name)


@settings(max_examples=1500, deadline=None)
@given(words=st.lists(st.sampled_from(WORDS) | st.text("abFfEsÉĐŉß'.- 1", max_size=7), min_size=1, max_size=4))
@example(["The", "Smiths"])
@example(["Smith", "Family"])
@example(["Family", "Smith"])
@example(["Tést", "Tèst"])
def test_the_short_way_agrees_with_the_words_of_names(words):
    """The answer is that of the long way, also for stand-ins with accents and capitals."""
    for name in (" ".join(words), " ".join(words).title()):
        assert fault_of_words(name) == fault_of_name(name)
