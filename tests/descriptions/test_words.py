"""Folding, normal forms and term lists."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead import descriptions
from ead.descriptions import brands, damage, disclosures, faults, goods, goods_table, judge, noise, slips, vagueness, words
from ead.descriptions.words import fold, fold_all, folded_terms, has_letter, normal_form, singular, strip_leading, term_lists, term_set
from ead.rules import dq_addresses, dq_contact, dq_parties

LATIN = st.text(alphabet="abcdefghijklmnopqrstuvwxyzéèüöäñçåøABCDEÉÜ ", max_size=40)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    """Folding is idempotent for any text."""
    assert fold(text) == fold(fold(text))


@given(st.text(max_size=60))
def test_normal_form_is_idempotent(text: str) -> None:
    """The normal form of a normal form is itself."""
    assert normal_form(text) == normal_form(normal_form(text))


@given(LATIN)
def test_folding_ignores_case(text: str) -> None:
    """Upper and lower case fold to the same text."""
    assert fold(text) == fold(text.upper()) == fold(text.lower())


@given(st.lists(st.sampled_from(["café", "crème", "señor", "über", "façade", "ångström"]), min_size=1, max_size=4))
def test_folding_ignores_accents(parts: list[str]) -> None:
    """Accents vanish, whether composed or combining."""
    import unicodedata

    text = " ".join(parts)
    plain = "".join(character for character in unicodedata.normalize("NFD", text) if not unicodedata.combining(character))
    assert fold(plain) == fold(text) == fold(unicodedata.normalize("NFD", text))


@given(
    st.lists(st.sampled_from(["cotton", "shirt", "men", "blue"]), min_size=1, max_size=4),
    st.sampled_from([" ", ", ", " - ", "/", "  ", "; "]),
)
def test_folding_ignores_punctuation_and_blanks(parts: list[str], separator: str) -> None:
    """Whatever parts the words, the folded text is the words one blank apart."""
    assert " ".join(parts) == fold(separator.join(parts))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  T-SHIRTS & Jeans ", "t shirts and jeans"),
        ("men's", "mens"),
        ("men’s", "mens"),
        ("ＣＯＴＴＯＮ", "cotton"),
        ("Straße", "strasse"),
        ("プレゼント", fold("プレゼント")),
        ("ของขวัญ", "ของขวัญ"),
        ("礼物。", "礼物"),
        ("", ""),
    ],
)
def test_folded_texts(text: str, expected: str) -> None:
    """Case, accents, width, punctuation and blanks vanish; signs of other scripts stay."""
    assert expected == fold(text)


def test_kana_voicing_is_no_accent() -> None:
    """The marks that make another kana are kept, so two words stay two."""
    assert fold("かき") != fold("かぎ")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("toys", "toy"),
        ("batteries", "battery"),
        ("boxes", "box"),
        ("dishes", "dish"),
        ("watches", "watch"),
        ("glasses", "glass"),
        ("glass", "glass"),
        ("gas", "gas"),
        ("bus", "bus"),
        ("chassis", "chassis"),
        ("ties", "tie"),
        ("обувь", "обувь"),
    ],
)
def test_singular_of_words(word: str, expected: str) -> None:
    """The usual endings of the English plural go; other words are left alone."""
    assert expected == singular(word)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 x spare parts", "spare part"),
        ("3pcs toys", "toy"),
        ("Set of used tools", "tool"),
        ("set of", "set of"),
        ("New", "new"),
        ("3", "3"),
        ("pieces", "piece"),
        ("assorted small parts", "part"),
    ],
)
def test_counts_and_empty_words_in_front_go(text: str, expected: str) -> None:
    """Counts, units and empty words in front are taken away, but one word always stays."""
    assert expected == normal_form(text)


def test_nothing_is_stripped_from_nothing() -> None:
    """No words in, no words out."""
    assert [] == strip_leading([])


def test_lists_name_their_edition_and_source() -> None:
    """Every term list says where it is from, and has groups of terms."""
    names = {"stand-ins", "vague-brokers", "vague-cargo", "vague-customs", "vague-languages", "vague-postal", "vague-words"}
    assert names <= {terms.name for terms in term_lists()}
    for terms in term_lists():
        assert terms.title
        assert terms.edition
        assert terms.source
        assert terms.terms


def test_terms_are_listed_once_in_a_list() -> None:
    """No list has a term twice in one group."""
    for terms in term_lists():
        for entries in terms.terms.values():
            assert len(set(entries)) == len(entries)


@pytest.mark.parametrize("group", ["vague", "gift", "sample", "documents", "placeholder", "name", "filler", "generic", "holder", "leading"])
def test_groups_have_no_empty_term(group: str) -> None:
    """A term that folds to nothing would match everything without letters."""
    assert folded_terms(group)
    assert "" not in folded_terms(group)
    assert "" not in term_set(group)


def test_terms_switched_off_are_not_listed() -> None:
    """Terms that the European Union has switched off stay out."""
    assert term_set("vague").isdisjoint({"fish", "glass", "steel"})


def test_letters_of_any_script_are_letters() -> None:
    """Digits and punctuation are no letters, Chinese characters are."""
    assert [False, False, True, True] == [has_letter(text) for text in ("123", "-", "a1", "礼")]


@pytest.mark.parametrize(
    "module",
    [
        descriptions,
        brands,
        damage,
        disclosures,
        faults,
        goods,
        goods_table,
        judge,
        noise,
        slips,
        vagueness,
        words,
        dq_parties,
        dq_addresses,
        dq_contact,
    ],
    ids=lambda module: module.__name__,
)
def test_examples_in_docstrings_are_true(module: object) -> None:
    """What the docstrings show is what happens."""
    assert 0 == doctest.testmod(module).failed  # type: ignore[arg-type]


def test_folding_many_is_folding_each() -> None:
    """Texts folded in one go come out as they do one by one, in their order."""
    texts = ["Été", "T-SHIRTS", "Größe", "футболка", "Tシャツ", "plain"]
    assert [fold(text) for text in texts] == fold_all(texts)


def test_nothing_is_folded_to_nothing() -> None:
    """No texts give no texts."""
    assert [] == fold_all([])
