"""Whether texts are plain, by the compiled twin and in Python."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ead import Validator
from ead.fields.layout import ITEM_LAYOUT, Layout, Record
from ead.models import Item
from ead.models.records import item_to_record
from ead.rules.aids import NO_AIDS
from ead.rules.compiler import compile_rules
from ead.rules.plain import has_plain_texts, has_plain_texts_in_python
from ead.testing.builders import item
from ead.testing.strategies import item_dicts

TODAY = date(2026, 11, 21)
CONTENTS, SENDER = (ITEM_LAYOUT.subgroups[name][1] for name in ("contents", "sender"))
# Characters beside the borders of what is plain, of a word of eight and of the ways in which Python keeps text.
EDGES = "\x00\t\x1f !~\x7f\x80\xa0\xa1\xac\xad\xae\xbf\xc0\xff\u0100\u023f\u0240\u024f\u0250\u036f\u0370\u2010\u2027\u2028\u202f\u2b73\u2b74\ud800\ufffe\uffff\U0001f600"
TEXTS = st.one_of(
    st.text(st.sampled_from(EDGES + "  abcdeé"), max_size=40),
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=40),
    st.none(),
)


def places(record: Record, layout: Layout = ITEM_LAYOUT) -> Iterator[tuple[Record, int]]:
    """Where texts stand in a record, or could."""
    yield from ((record, leaf.position) for leaf in layout.leaves.values())
    for position, below in layout.subgroups.values():
        for inner in record[position] or () if below.group.repeated else filter(None, [record[position]]):
            yield from places(inner, below)


@settings(max_examples=150, deadline=None)
@given(drawn=item_dicts(), texts=st.lists(st.tuples(st.integers(0, 999), TEXTS), max_size=3))
def test_both_ways_agree_on_any_text_in_any_field(drawn: dict[str, Any], texts: list[tuple[int, str | None]]) -> None:
    """Odd texts in whatever fields lead to one answer."""
    record = item_to_record(Item.model_validate(drawn))
    for number, text in texts:
        found = list(places(record))
        holder, position = found[number % len(found)]
        holder[position] = text
    assert has_plain_texts_in_python(record) is has_plain_texts(record)


@settings(max_examples=500, deadline=None)
@given(text=TEXTS)
def test_both_ways_agree_on_a_single_text(text: str | None) -> None:
    """One text alone is judged alike, also in a code, and when it is the only one of an item."""
    for name in ("item_id", "remarks"):
        for record in (ITEM_LAYOUT.empty(), item_to_record(Item.model_validate(item()))):
            record[ITEM_LAYOUT.position(name)] = text
            assert has_plain_texts_in_python(record) is has_plain_texts(record)


def test_each_character_is_judged_alike_at_each_place() -> None:
    """Every character of the first planes' edges, at every place of texts as long as a word and a little longer."""
    for character in [*map(chr, range(0x260)), *EDGES]:
        for length in (1, 2, 7, 8, 9, 15, 16):
            for place in {0, 1, length // 2, length - 1} & set(range(length)):
                record = ITEM_LAYOUT.empty()
                record[0] = "x" * place + character + "x" * (length - place - 1)
                assert has_plain_texts_in_python(record) is has_plain_texts(record), (character, length, place)


def record_with(description: str, name: str) -> Record:
    """An item with that description and that name of its sender."""
    record = item_to_record(Item.model_validate(item()))
    record[ITEM_LAYOUT.position("contents")][0][CONTENTS.position("description")] = description
    record[ITEM_LAYOUT.position("sender")][SENDER.position("name")] = name
    return record


def test_nothing_is_said_of_any_character_that_is_plain() -> None:
    """Rules on odd texts are silent about each, alone and between letters; both ways agree which characters these are."""
    rules = [rule for rule in Validator().rules_by_code.values() if rule.odd_text_only]
    assert len(rules) > 8
    odd = compile_rules(rules, Validator().engine.facts)
    plain = 0
    for character in map(chr, range(sys.maxunicode + 1)):
        record = ITEM_LAYOUT.empty()
        record[ITEM_LAYOUT.position("remarks")] = f"a{character}b"
        assert has_plain_texts_in_python(record) is has_plain_texts(record), character
        if has_plain_texts(record) and character != " ":
            plain += 1
            hits: list[Any] = []
            whole = record_with(f"Cotton{character}shirt {character}", f"{character} Lotte{character}Peeters")
            odd.check(whole, frozenset(), TODAY, TODAY, hits, NO_AIDS)
            assert [] == hits, character
    assert plain > 2000


@pytest.mark.parametrize(
    "text", ["Women\u2019s dress \u2013 size M", "Kit \u201cA\u201d \u2022 10 \u00d7 15 cm \u2026", "5 \u20ac coin\u2122"]
)
def test_signs_of_word_processors_are_plain(text: str) -> None:
    """They stand in many descriptions, and there is nothing to say of them."""
    assert has_plain_texts(record_with(text, "Lotte Peeters"))
    assert not has_plain_texts(record_with(f"{text} \u0435", "Lotte Peeters"))


@pytest.mark.parametrize("length", range(2, 20))
def test_doubled_blanks_are_found_at_each_place(length: int) -> None:
    """Two blanks beside each other make a text odd wherever they stand; single ones do not."""
    for place in range(length - 1):
        for text in ("x" * place + "  " + "x" * (length - place - 2), "x" * place + " " + "x" * (length - place - 1)):
            record = ITEM_LAYOUT.empty()
            record[0] = text
            assert ("  " not in text and text == text.strip()) is has_plain_texts(record), text


def odd_records() -> Iterator[Callable[[Record], object]]:
    """Changes that make of a record what no codec makes."""
    contents, remarks = ITEM_LAYOUT.position("contents"), ITEM_LAYOUT.position("remarks")
    yield lambda record: record.__setitem__(contents, [])
    yield lambda record: record.__setitem__(contents, None)
    yield lambda record: record.__setitem__(remarks, 5)
    yield lambda record: record.__setitem__(remarks, type("Text", (str,), {})("a  b"))
    yield lambda record: record[contents][0].__setitem__(-1, [["Colour", "red"]])
    yield lambda record: record[contents][0].__setitem__(-1, [])
    yield lambda record: record.__setitem__(contents, [["short"]])
    yield lambda record: record.__setitem__(ITEM_LAYOUT.position("documents"), [[None, None, " x"]])


def test_records_of_another_form_are_answered_alike() -> None:
    """What is not as the table of fields says gets the answer of Python, also when that is an error."""

    def answer(judge: Callable[[Record], bool], record: Record) -> object:
        try:
            return judge(record)
        except (IndexError, TypeError) as error:
            return type(error)

    answers = []
    for change in odd_records():
        record = item_to_record(Item.model_validate(item()))
        change(record)
        answers.append((answer(has_plain_texts_in_python, record), answer(has_plain_texts, record)))
    assert [one for one, _ in answers] == [other for _, other in answers]
