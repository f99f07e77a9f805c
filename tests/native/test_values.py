"""Compiled tests of values say "in order" only where the Python that they stand for finds no fault; the same holds without them."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ead.codelists import countries, postcodes
from ead.descriptions.quick import maybe_alike, maybe_one_of
from ead.descriptions.words import fold, folded_terms, written_terms
from ead.identifiers import gtin, s10
from ead.native import part
from ead.parties.addresses import ordinary_line, surely_complete
from ead.rules import dq_addresses, dq_contact, dq_parties, dq_values, facts, reference_facts, upu_money
from ead.rules.world import eu_ics2_parties, eu_ics2_persons, eu_ics2_terms, eu_import, eu_import_duty, eu_import_facts

ODD = "\0\t\n\x1c\x7f\x80\xa0\xad²½ªµßøæÄéÿŁıſK€中\ud800\U0001f600"
ANY = st.text() | st.text(ODD)


def near(alphabet: str, most: int = 24) -> st.SearchStrategy[str]:
    """Texts of an alphabet, some with a character that nobody expects."""
    plain = st.text(alphabet, max_size=most)
    return plain | st.tuples(plain, st.sampled_from(ODD), plain).map("".join)


TELEPHONES = (
    near("+0123456789 ", 20)
    | st.from_regex(r"\+[0-9]{1,3}( ?[0-9]){3,14}", fullmatch=True)
    | st.sampled_from(sorted(folded_terms("phone")))
)
LISTED = sorted(
    written_terms("email")
    | {f"{name}@post.example.com" for name in written_terms("mailbox")}
    | {f"lotte@{name}" for name in written_terms("domain")}
    | {f"lotte@{name}.com" for name in written_terms("relay")}
)
EMAILS = near("ab1_.-@") | st.from_regex(r"[a-z0-9_.+-]{1,8}@[a-z0-9.-]{1,10}\.[a-z]{1,4}", fullmatch=True) | st.sampled_from(LISTED)
TERMS = sorted(folded_terms("name") | folded_terms("text") | folded_terms("party"))
WORDS = st.sampled_from(
    [*TERMS, "Lotte", "Peeters", "Smiths", "The", "Family", "fam", "Éva", "O'Neill", "Łoś", "1234", "2nd", "ı", "Ünknown"]
)
NAMES = st.lists(WORDS | near("abfFé'.- ", 6), max_size=4).map(" ".join) | ANY
CASED = st.tuples(st.sampled_from(TERMS), st.sampled_from([str.upper, str.title, lambda term: term.replace(" ", "/"), "  {}!".format])).map(
    lambda drawn: drawn[1](drawn[0])
)
STREETS = st.sampled_from(
    ["Calle", "calle.", "ſoi", "Lane", "Highway", "No", "Nr.", "Villa", "#", "Am Markt", "Straße", "O", "Foo,", "Łan"]
)
LINES = st.lists(
    STREETS | st.from_regex(r"[0-9]{1,6}([/-][0-9]{1,5}){0,4}[a-gA-G]?,?", fullmatch=True) | near("ab1, ", 5), max_size=4
).flatmap(lambda parts: st.sampled_from([" ", ", ", ""]).map(lambda between: between.join(parts)))
COUNTRIES = sorted(countries.alpha2_codes())
CODED = st.sampled_from([code for code in COUNTRIES if postcodes.pattern(code)])
POSTCODES = CODED.flatmap(
    lambda code: st.tuples(st.just(code), st.from_regex(postcodes.pattern(code), fullmatch=True) | near("0123456789AB -", 9))
)
DIGITS = st.text("0123456789", max_size=16)
S10S = st.builds(
    lambda letters, serial, check, country: f"{letters}{serial:08}{check or s10.calc_check_digit(f'{serial:08}')}{country}",
    st.sampled_from(["LP", "R1", "rr", "ÄB"]),
    st.integers(0, 99_999_999),
    st.sampled_from(["", "0", "5", "x"]),
    st.sampled_from([*COUNTRIES, "XX", "g1", "DE\0"]),
)
IOSS = st.sampled_from(
    ["IM3720000224", "IM372-0000224", "im3720000224", "IM9990000224", "IM4444444444", "IN0123456789", " EU123456789", "E.U"]
)
NUMBERS = IOSS | st.sampled_from(
    ["", "-", "GB123456789000", "GB111111111111", "DE842888548407092", "BE0", "BEé", "XI12", "CHE-1", "IM3720000224-EU1"]
)
PAIRS = st.lists(
    st.tuples(
        st.sampled_from([None, "IOSS", "EORI", "TAX", "IMPORTER", "VAT", "ioss", "IOSS no.", "QQQQ"]),
        st.none() | NUMBERS | near("IMEUN 0123-", 14),
    ),
    max_size=3,
)
AMOUNTS = st.sampled_from(
    ["0", "1", "1.0000", "0.01", "9.99", "99.990", "999999", "999999.99", "1000000", "37.80", "0.0099", "2.0005"]
).map(Decimal)


@settings(max_examples=500, deadline=None)
@given(TELEPHONES)
@example("+1 212 555 0143")
@example("+000000")
@example("+1234567890")
def test_telephone_numbers_are_told_as_by_the_pattern(telephone):
    """A number is surely in order when the pattern of ordinary numbers matches it without its blanks."""
    assert (dq_contact.ordinary_telephone().fullmatch(telephone.replace(" ", "")) is not None) == dq_contact.surely_callable()(telephone)


@settings(max_examples=500, deadline=None)
@given(TELEPHONES)
@example("+1 23  456 789")
@example("+123456 ")
def test_the_international_form_is_told_as_by_the_pattern(telephone):
    """A number has the form of E.123 when its pattern matches."""
    expected = eu_ics2_parties._INTERNATIONAL.fullmatch(telephone) is not None
    assert expected == bool(eu_ics2_parties._is_international()(telephone))


@settings(max_examples=600, deadline=None)
@given(EMAILS)
@example("lotte@post.org-x")
@example("lotte@-post.org")
@example("lotte@post..org")
def test_addresses_are_told_as_by_the_pattern(email):
    """An e-mail address is surely in order when the pattern of ordinary addresses matches it."""
    assert (dq_contact.ordinary_email().fullmatch(email) is not None) == bool(dq_contact.surely_reachable()(email))


@settings(max_examples=600, deadline=None)
@given(NAMES)
@example("The Smiths")
@example("The-Smiths")
@example("Smith Family")
@example("Smith-Family")
@example("Smith F'amily")
@example("Smith F\u00e6mily")
@example("Smith Fam\u0131ly")
@example("Fam-Smith")
def test_full_names_have_no_fault(name):
    """What is surely a full name has no fault by its words."""
    assert dq_parties.fault_of_words(name) is None or not dq_parties.surely_full_name()(name)


@settings(max_examples=1500, deadline=None)
@given(
    st.sampled_from(["Smith", "Hyun", "The", "Fam", "familie", "Ab"]), st.sampled_from(" -'."), st.text("fFaAmMiıIlLyYāąǽ' -.s", max_size=9)
)
def test_families_are_told_from_names_that_begin_like_them(first, between, second):
    """A second word that begins like "family" makes no fault pass unseen."""
    name = f"{first}{between}{second}"
    assert dq_parties.fault_of_words(name) is None or not dq_parties.surely_full_name()(name)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.none() | CASED | NAMES, min_size=7, max_size=7))
def test_no_stop_word_is_passed_over(texts):
    """Where one of the texts is a stop word, the test of all says that one may be."""
    assert not eu_ics2_terms.any_stop_word(*texts) or eu_ics2_terms.maybe_stop_words()(*texts)


@settings(max_examples=500, deadline=None)
@given(CASED | NAMES | st.sampled_from([*eu_ics2_terms._first_words(2)]).map("{}s of cotton".format))
def test_no_description_that_begins_like_a_stop_word_is_passed_over(description):
    """Where the first word begins a stop word, the test says that it may."""
    assert not eu_ics2_terms.begins_like_a_stop_word(description) or eu_ics2_terms.maybe_begins_so()(description)


@settings(max_examples=600, deadline=None)
@given(st.text(st.characters(max_codepoint=0x17F), min_size=1, max_size=30))
def test_folding_finds_every_term(text):
    """Whatever a text folds to, it is found where that is the only term."""
    folded = fold(text)
    listed = {folded} if folded.isascii() and folded else {"unknown"}
    assert folded not in listed or maybe_one_of(listed, lambda text: fold(text) in listed)(text)


@settings(max_examples=600, deadline=None)
@given(CASED | NAMES, CASED | NAMES | st.none())
@example("Lotte  Peeters", "LOTTE PEETERS.")
@example("Łoś", "łos")
@example("Œuvre", "oeuvre")
def test_no_texts_that_are_alike_are_passed_over(one, other):
    """Texts that fold to the same may be alike, a text and itself among them."""
    other = one if other is None else other
    assert fold(one) != fold(other) or maybe_alike()(one, other)


@pytest.mark.skipif(part("terms") is None, reason="without compiled code any two texts may be alike")
@given(st.text("abé K-", min_size=1), st.text("abé K-", min_size=1))
def test_latin_texts_that_are_not_alike_are_known(one, other):
    """Where both are short Latin texts, the test is as good as folding."""
    assert (len(one) > 50 or len(other) > 50) or maybe_alike()(one, other) == (fold(one) == fold(other))


@settings(max_examples=600, deadline=None)
@given(LINES)
@example("Calle 10")
@example("Avenida Juárez, 173")
@example("No. 48, Heping East Road")
def test_complete_lines_are_ordinary(line):
    """A line that is surely complete matches the pattern of a street and its number."""
    assert ordinary_line.fullmatch(line) is not None or not surely_complete()(line)


@settings(max_examples=600, deadline=None)
@given(POSTCODES, CODED)
@example(("NL", "1234 AB"), "NL")
@example(("DE", "00000"), "DE")
@example(("US", "12345"), "US")
def test_postcodes_of_a_country_have_no_fault(written, other):
    """A postcode that is surely one of a country has no fault there, whatever country it was made for."""
    country, postcode = written
    for asked in (country, other, "QQ", ""):
        assert dq_addresses.fault_of_postcode(asked, postcode) is None or not dq_addresses.surely_of_country()(asked, postcode)


@settings(max_examples=500, deadline=None)
@given(NAMES | st.sampled_from(["Belgium", "Köln", "Republic of Korea", "n a", "Ål", "Frankfurt am Main"]), st.sampled_from(COUNTRIES))
def test_towns_have_no_fault(city, country):
    """What is surely the name of a town has no fault in any country."""
    assert dq_addresses.fault_of_city(city, country) is None or not dq_addresses.surely_town()(city)


@settings(max_examples=500, deadline=None)
@given(S10S | ANY)
@example("rr473124829BR")
def test_s10_identifiers_are_told_as_they_are_written(item_id):
    """An identifier is valid as written when it is valid, compact and in capitals."""
    expected = len(item_id) == 13 and s10.is_valid(item_id) and item_id.isupper()
    assert expected == facts.is_valid_as_written()(item_id)


@settings(max_examples=500, deadline=None)
@given(DIGITS | DIGITS.filter(bool).map(lambda digits: digits + gtin.calc_check_digit(digits)))
def test_trade_item_numbers_are_told_by_their_check_digit(number):
    """Of digits, the test says the same as the identifier's own."""
    assert gtin.is_valid(number) == eu_import_duty._surely_gtin()(number)


@given(ANY)
def test_other_texts_are_surely_no_trade_item_number(number):
    """A test that is sure says no of whatever is not valid."""
    assert gtin.is_valid(number) or not eu_import_duty._surely_gtin()(number)


@settings(max_examples=600, deadline=None)
@given(PAIRS, PAIRS, PAIRS)
def test_ioss_numbers_are_those_found_one_by_one(senders, addressees, extra):
    """The same numbers are found at the same places, with the same faults."""
    assert eu_import_facts._numbers_in(senders, addressees, extra) == eu_import_facts._numbers()(senders, addressees, extra)


@settings(max_examples=500, deadline=None)
@given(
    PAIRS,
    st.sampled_from([None, "", "DE", "GB", "NO", "BR"]),
    st.sampled_from(["sender", "addressee"]),
    st.sampled_from([None, "CN", "IE"]),
)
@example([("IOSS", "IM3720000224"), ("EORI", "GB111111111111")], "DE", "sender", "CN")
def test_references_are_known_as_one_by_one(given_references, destination, role, origin):
    """The same kinds are told of each reference, in answers of the same class."""
    found = reference_facts._all_known()(given_references, destination, role, origin)
    assert reference_facts._known_one_by_one(given_references, destination, role, origin) == found
    assert [reference_facts.Known] * len(given_references) == [type(known) for known in found]


@settings(max_examples=600, deadline=None)
@given(PAIRS, st.sampled_from(["sender", "addressee"]))
@example([("EORI", "GB123456789000")], "addressee")
@example([("EORI", "GR0")], "addressee")
def test_no_odd_eori_number_is_passed_over(references, role):
    """Where an EORI number has a fault, the test of all says that one may have."""
    assert not eu_ics2_persons._odd_eori_numbers(references, role) or eu_ics2_persons._maybe_odd_eori()(references, role)


@settings(max_examples=500, deadline=None)
@given(
    st.none() | AMOUNTS,
    st.lists(st.tuples(st.none() | st.sampled_from([0, 1, 9999, 10_000, 10**30]), st.none() | AMOUNTS, st.none() | AMOUNTS), max_size=4),
)
def test_ranges_are_told_as_one_after_the_other(gross, pieces):
    """Nothing is missing or out of range exactly where the comparisons one after the other say so."""
    units, amounts, weights = ([piece[place] for piece in pieces] for place in range(3))
    assert upu_money._in_range(gross, units, amounts, weights) == upu_money._are_in_range()(gross, units, amounts, weights)


@given(st.lists(AMOUNTS, max_size=4))
def test_dummies_are_told_by_their_value(amounts):
    """An amount is a dummy when it is equal to one, however many zeros follow."""
    assert any(amount in dq_values._DUMMIES for amount in amounts) == dq_values._any_dummy()(amounts)


@settings(max_examples=500, deadline=None)
@given(st.lists(st.none() | near("Iim -x1中", 8) | st.sampled_from(["IM 372 0000224", "xIM3720000224", "no IM-3720000224."]), max_size=4))
def test_no_number_in_a_text_is_passed_over(texts):
    """Where a number stands in a text, the test of all says that one may."""
    descriptions, others = texts[:2], texts[2:]
    written = [text for text in texts if text is not None and eu_import._WRITTEN.search(text)]
    assert not written or eu_import._may_mention()(descriptions, *others)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text("Iim x1łİ\U0001f600-", max_size=9), max_size=4))
@example(["Karim Łoś", "ul. Im 3 Łódź"])
@example(["Łódź IM3720000224"])
def test_texts_without_a_number_are_told_at_once_in_any_script(texts):
    """What needs the long way has the letters and a digit behind them; wide characters make no difference."""
    near = re.compile("(?<![A-Za-z])[Ii][Mm][ -]?[0-9]")
    expected = any(map((near if part("values") else eu_import._WRITTEN).search, texts))
    assert expected == eu_import._may_mention()(texts[:2], *texts[2:])


@pytest.mark.parametrize(
    ("test", "value"),
    [
        (dq_contact.surely_callable, "+32 486 35 38 81"),
        (dq_contact.surely_reachable, "lotte.peeters89@post.example.com"),
        (dq_parties.surely_full_name, "Sean O'Neill-Łoś"),
        (dq_parties.surely_full_name, "Pei-shan Wu"),
        (dq_parties.surely_full_name, "Hamish Fraser"),
        (surely_complete, "Bergmannstraße 27"),
        (surely_complete, "No. 48, Heping East Road"),
        (facts.is_valid_as_written, "RB123456785GB"),
        (eu_import_duty._surely_gtin, "4006381333931"),
    ],
)
def test_ordinary_values_are_told_at_once(test, value):
    """What is ordinary does not need the long way."""
    assert test()(value)
