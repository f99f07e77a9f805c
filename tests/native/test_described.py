"""What compiled code says of descriptions is what Python says of them, or it leaves them to Python."""

from __future__ import annotations

import threading
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ead.descriptions.brands import brands
from ead.descriptions.fault_roles import maybe_faulty
from ead.descriptions.faults import examine
from ead.descriptions.goods import read_goods
from ead.descriptions.goods_roles import maybe_unlike, quick_goods
from ead.descriptions.goods_table import names
from ead.descriptions.quick import alphabet
from ead.descriptions.vagueness import vague_terms
from ead.descriptions.words import fold, folded_terms
from ead.native import part
from ead.rules.world.dg_brands import branded, maybe_branded
from ead.rules.world.dg_quick import maybe_dangerous
from ead.rules.world.dg_words import said_of
from ead.rules.world.us_aed_description import maybe_short, shortcoming

NATIVE = part("described")
CODES = [
    *("A1387", "SKU", "XL-3", "M8x20", "574", "1234567", "12345", "3.5", "100%", "2 pcs", "size 42", "&", "-", "–", ",", "/", "(", ")", "•"),
    *("order", "no", "#", "™order", "für", "d'eau", "Ã¼", "СЃС", "w.", "a.b", "0.5l", "½", "naïve", "łóżko", "ayakkabı", "книга", "детская"),
    *("of", "for", "with", "and", "case", "box", "set", "shoes", "boxes", "cover", "phone", "gun", "toy", "lighter", "knife", "battery"),
]  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(sorted({word for name in names() for word in name.split()})),
    st.sampled_from(CODES),
    st.sampled_from(sorted(names())),
    st.sampled_from(sorted(vague_terms() | folded_terms("placeholder") | folded_terms("colour") | folded_terms("leading") | brands())),
    st.text(st.sampled_from("abcdefgssxzy aeiouéüßøłış'’-.,&/+%?@0123456789СРиа°™\u0301\u00ad"), max_size=12),
)
TEXTS = st.builds(
    lambda words, change: change(" ".join(words)),
    st.lists(WORDS, min_size=1, max_size=6),
    st.sampled_from(
        [str, str, str, str.upper, str.title, lambda text: text.replace(" ", ""), lambda text: text[1:], lambda text: f" {text} "]
    ),
)

pytestmark = pytest.mark.skipif(NATIVE is None, reason="needs what is compiled")


def misread(text: str) -> list[str]:
    """What compiled code says otherwise of a text than Python: its tests may be wrong on the safe side only, and the goods are the same."""
    found, goods = quick_goods()(text), read_goods(text)
    chapters = goods.chapters if goods is not None else frozenset()
    strange = {"61", "85"} - chapters if goods is not None else frozenset()
    said = {
        "goods": found is not NotImplemented and found != goods,
        "chapter": not all(maybe_unlike()(text, f"{chapter}0910") for chapter in strange),
        "fault": not maybe_faulty()(text) and examine(text) is not None,
        "danger": not maybe_dangerous()(text) and said_of(text) is not None,
        "brand": not maybe_branded()(text) and branded(text) is not None,
        "short": not maybe_short()(text) and shortcoming(text, None) is not None,
    }
    return [name for name, wrong in said.items() if wrong]


@settings(max_examples=2000, deadline=None)
@given(TEXTS)
@example("™order no 12345 of cotton shirts")
@example("cotton shirts 3 cotton shirts")
@example("fountain pen - 2 - cotton shirt")
@example("shoe box")
@example("shoes box")
@example("aaaa bbbbb shirts")
def test_any_description_is_read_alike(text: str) -> None:
    """Words of all lists, codes and damage, put together at random."""
    assert [] == misread(text)


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_alike(text: str) -> None:
    """Any characters, and texts that are too long."""
    assert [] == misread(text)


@pytest.mark.parametrize(
    ("test", "plain", "telling"),
    [
        (maybe_faulty, "Knitted cotton T-shirt for men", "Daily necessities"),
        (maybe_faulty, "Laufschuhe Herren Größe 42", "see invoice"),
        (maybe_faulty, "Wooden toy train, 12 pieces", "toy train, see www.shop.example.com"),
        (maybe_dangerous, "Knitted cotton T-shirt for men", "Lithium batteries"),
        (maybe_dangerous, "Деревянная игрушка", "Perfume 50 ml"),
        (maybe_short, "Knitted cotton T-shirt for men", "Shirt"),
        (maybe_short, "Knitted cotton T-shirt for men", "new electronics"),
        (maybe_branded, "Knitted cotton T-shirt for men", "Rolex watch for men"),
    ],
)
def test_usual_descriptions_are_told_from_others(test: Callable[[], Callable[[str], bool]], plain: str, telling: str) -> None:
    """Of most descriptions, compiled code says at once that there is nothing to say."""
    assert not test()(plain)
    assert test()(telling)


def test_differences_in_chapters_are_seen() -> None:
    """A shirt of cotton is in chapter 61 or 62, whatever else is said of it."""
    assert maybe_unlike()("Knitted cotton T-shirt for men", "851830")
    assert not maybe_unlike()("Knitted cotton T-shirt for men", "610910")
    assert not maybe_unlike()("Thing that has no name", "851830")


def test_words_are_kept_within_a_bound() -> None:
    """Words that never come again do not fill the memory, and answers stay right when the memory is emptied."""
    asked = []

    def describe(word: str) -> int:
        asked.append(word)
        return word == "pear"

    words = NATIVE.AnyWord(alphabet(), describe)
    for number in range(70_000):
        assert not words.may_be(f"apple{number} plum")
        assert len(words) <= 30_050
    assert words.may_be("apple pear")
    assert 1 < asked.count("plum") < 10


def test_a_word_is_asked_for_once() -> None:
    """However often it comes, and in whatever case."""
    asked = []
    words = NATIVE.AnyWord(alphabet(), lambda word: asked.append(word) or 0)
    for text in ("Red apples", "green APPLES", "apple, red"):
        assert not words.may_be(text)
    assert ["red", "apple", "green"] == asked


def test_what_a_function_raises_is_passed_on() -> None:
    """The function that says what a word is may fail; the word is asked for again."""
    words = NATIVE.AnyWord(alphabet(), lambda word: 1 // len(word.removeprefix("bad")))
    with pytest.raises(ZeroDivisionError):
        words.may_be("good bad")
    assert words.may_be("g")


def test_a_text_that_is_none_is_left_to_python() -> None:
    """Nothing is known of other objects."""
    words = NATIVE.AnyWord(alphabet(), lambda word: 0)
    assert words.may_be(None)
    assert words.may_be("")
    assert words.may_be("漢字")
    assert not words.may_be("a")


def test_threads_may_ask_at_once() -> None:
    """While one thread waits for what a word is, others go on with the same words."""
    chance = Random(5)
    texts = [" ".join(chance.choice("abcdefgh") + str(chance.randint(0, 20_000)) for _ in range(6)) for _ in range(4_000)]
    words = NATIVE.AnyWord(alphabet(), lambda word: sum(map(ord, fold(word))) % 97 == 0)
    expected = [any(sum(map(ord, word)) % 97 == 0 for word in text.split()) for text in texts]
    found: dict[int, list[bool]] = {}
    threads = [threading.Thread(target=lambda number=number: found.update({number: list(map(words.may_be, texts))})) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [expected] * 4 == [found[number] for number in range(4)]
