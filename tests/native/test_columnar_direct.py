"""What programs ask without a call of Python: functions that keep their answers, dictionaries, and objects that can be asked directly."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ead.descriptions.fault_roles import maybe_faulty
from ead.descriptions.goods_roles import maybe_unlike
from ead.descriptions.quick import maybe_alike, maybe_one_of
from ead.fields.layout import ITEM_LAYOUT
from ead.native import part
from ead.rules import dq_contact, dq_parties
from ead.rules.columnar import columnar

from .columns import HEAD, NATIVE, Twins, asked, check, parties, pieces, record, some_records, space

RECORDS = some_records()
REMARKS = ITEM_LAYOUT.position("remarks")


class Asked:
    """A function that keeps its answers, and the calls that reached it."""

    def __init__(self, answer: Any = None) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.function = lru_cache(maxsize=8192)(self._answer)
        self._given = answer

    def _answer(self, *values: Any) -> Any:
        self.calls.append(values)
        return self._given(*values) if self._given is not None else (len(self.calls) and [repr(value) for value in values])


def everywhere(expression: str) -> str:
    """A check that asks for an expression as a value, as a condition, and from parties and pieces."""
    return check(
        *HEAD,
        f"fact = {expression}",
        asked(0, f"{expression}, item_id"),
        asked(1, "item_id", expression),
        asked(2, "fact, nature", f"not ({expression})"),
        parties(asked(3, f"{expression}, role", "fact", "(role,)")),
        pieces(asked(4, "item_id", f"({expression}) is not None", '("contents", position)')),
    )


@pytest.mark.parametrize(
    "arguments",
    ["remarks", "nature, remarks", "remarks, nature", "gross_weight", "nature, postage, remarks", "units", "remarks, units", ""],
)
def test_an_answer_that_was_kept_is_that_of_the_function(arguments: str) -> None:
    """For texts and ``None`` in any order; of numbers it is asked, and a list, which it cannot take, is left to Python."""
    twins = Twins(everywhere(f"answer_of({arguments})"), lambda: {"answer_of": Asked().function})
    expected = twins.python(RECORDS)
    assert [hits for _ in range(3) for hits in twins.columns(RECORDS)] == 3 * expected


@pytest.mark.skipif(NATIVE is None, reason="without programs, the function is asked each time")
def test_a_function_is_not_asked_again_what_it_was_asked_before() -> None:
    """Not even for the answer that it keeps itself; two answers that want the same place are the exception."""
    own = Asked()
    twins = Twins(check(*HEAD, asked(0, "answer_of(remarks, nature)")), lambda: {"answer_of": own.function})
    twins.columns(RECORDS)
    before = own.function.cache_info().hits
    twins.columns(RECORDS)
    assert own.function.cache_info().hits - before < len(RECORDS) // 2
    assert len(own.calls) == len({(one[REMARKS], one[ITEM_LAYOUT.position("nature")]) for one in RECORDS})


def test_more_answers_than_are_kept_are_right() -> None:
    """Later answers take the places of earlier ones, and come back."""
    many = [record(item_id="LX000000001TW", nature="11", remarks=f"{number} pieces") for number in range(5000)]
    twins = Twins(check(*HEAD, asked(0, "answer_of(remarks)")), lambda: {"answer_of": Asked().function})
    expected = twins.python(many)
    assert [twins.columns(many), twins.columns(many[::-1])[::-1]] == [expected, expected]


def test_what_a_function_raises_is_left_to_python() -> None:
    """Each time anew, for no answer was given."""
    twins = Twins(check(*HEAD, asked(0, "answer_of(remarks)")), lambda: {"answer_of": Asked(lambda text: text.encode().hex()).function})
    expected = twins.python(RECORDS)
    assert any(hits is None for hits in expected)
    assert [twins.columns(RECORDS), twins.columns(RECORDS)] == [expected, expected]


def test_answers_are_let_go_with_the_program() -> None:
    """They are held as long as the program is there (one of them: of two, the second may take the place of the first)."""
    import gc
    import weakref

    class Answer:
        pass

    @cache
    def answer_of(text: str | None) -> Answer:
        found = Answer()
        known.append(weakref.ref(found))
        return found

    known: list[Any] = []
    own = {**space(), "answer_of": answer_of, "rule_0": lambda *_: None}
    program = columnar(check(*HEAD, asked(0, "answer_of(remarks)")), own)
    if program is not None:
        from datetime import date

        from ead.rules.aids import NO_AIDS
        from ead.rules.columnar import hits_of

        hits_of([RECORDS[0]] * 3, [date(2026, 11, 21)] * 3, [(program.program,)] * 3, date(2026, 11, 21), NO_AIDS)
        assert len(known) == 1
    answer_of.cache_clear()
    assert (program is None) or known[0]() is not None
    del program, own
    gc.collect()
    assert not any(one() is not None for one in known)


CODES = st.one_of(st.text("AB\0é雪", max_size=9), st.sampled_from(["EUR", "ABCDEFG", "ABCDEFGH", "\ud800"]))


@given(st.lists(CODES, max_size=40), st.lists(CODES, max_size=8), st.sampled_from([frozenset, tuple, list]))
def test_whether_a_text_is_among_others_is_what_python_says(given_words: list[str], others: list[str], kind: type) -> None:
    """Short codes are looked up as numbers; texts that are longer or of other letters, lists and numbers are none of them."""
    words = [word[:7] for word in given_words if word.isascii()] if kind is not list else given_words
    source = check(
        *HEAD,
        asked(0, "item_id", "remarks in WORDS"),
        asked(1, "item_id", "(remarks or '')[:2] not in WORDS"),
        asked(2, "item_id", "gross_weight in WORDS or nature not in ('11', '', 'ABCDEFGH')"),
        asked(3, "item_id", "currencies in WORDS"),
        pieces(asked(4, "item_id", "record[0] in WORDS", '("contents", position)')),
    )
    twins = Twins(source, lambda: {"WORDS": kind(words)})
    records = [record(item_id=text, remarks=text, nature=nature) for text in (*words, *others) for nature in ("11", "ABCDEFGH")]
    assert twins.columns([*records, *RECORDS]) == twins.python([*records, *RECORDS])


@pytest.mark.parametrize("key", ["postage_currency", "nature", "postage", "units", "columns[5]", "currencies"])
def test_a_look_into_a_dictionary_is_that_of_python(key: str) -> None:
    """With any key; a list, which can be none, is left to Python."""
    own = {"ANY": {"EUR": "one", "USD": None, None: 0, 1: "number", ("EUR",): "all"}}
    twins = Twins(everywhere(f"ANY.get({key})"), lambda: own)
    assert twins.columns(RECORDS) == twins.python(RECORDS)


DIRECT = {
    "surely_callable": dq_contact.surely_callable,
    "surely_full_name": dq_parties.surely_full_name,
    "maybe_alike": maybe_alike,
    "maybe_faulty": maybe_faulty,
    "maybe_unlike": maybe_unlike,
    "may_be_listed": lambda: maybe_one_of({"abc", "ete"}, lambda text: text.casefold() in {"abc", "été"}),
}


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("surely_callable", "'+4915112345' + TEXT"),
        ("surely_full_name", "sender_name"),
        ("surely_full_name", "remarks"),
        ("maybe_alike", "remarks, sender_name"),
        ("maybe_alike", "sender_name, 'ABC'"),
        ("may_be_listed", "remarks"),
        ("maybe_faulty", "remarks"),
        ("maybe_unlike", "remarks, '851830'"),
    ],
)
def test_a_question_that_is_asked_directly_has_the_answer_of_its_call(name: str, arguments: str) -> None:
    """The method asked by Python says the same."""
    twins = Twins(
        everywhere(f"question({arguments}) if remarks is not None and sender_name is not None else None"),
        lambda: {"question": DIRECT[name]()},
    )
    assert twins.columns(RECORDS) == twins.python(RECORDS)


def test_more_descriptions_than_are_kept_are_told_right() -> None:
    """Faulty ones and others, each twice."""
    goods = ("Knitted cotton T-shirt", "asdfgh", "Samples of", "Ceramic mug")
    many = [
        record(item_id="LX000000001TW", nature="11", remarks=f"{goods[number % 4]} {'xyz'[number % 3] * (number % 37)}{number}")
        for number in range(3000)
    ]
    twins = Twins(check(*HEAD, asked(0, "question(remarks)")), lambda: {"question": maybe_faulty()})
    expected = twins.python(many)
    assert [twins.columns(many), twins.columns(many[::-1])[::-1]] == [expected, expected]


@pytest.mark.skipif(part("terms") is None, reason="there is no compiled code to ask")
def test_a_question_of_another_number_of_values_raises_as_in_python() -> None:
    """It is called, and Python says what is wrong."""
    twins = Twins(check(*HEAD, asked(0, "question(remarks, nature, item_id)")), lambda: {"question": maybe_alike()})
    assert twins.python(RECORDS) == twins.columns(RECORDS) == [None] * len(RECORDS)


@pytest.mark.skipif(part("asked") is None, reason="there is no compiled code to ask")
def test_questions_are_methods() -> None:
    """Every question of a class is a method of that name, which takes as many values."""
    modules = [part(name) for name in ("addresses", "contact", "described", "identifiers", "terms")]
    base = part("asked").Asked  # type: ignore[union-attr]
    classes = {
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, base) and kind is not base
    }
    plain = {"Emails", "Telephones", "Towns", "Postcodes", "FoldedTerms", "Names", "Plain", "Countries"}
    of_descriptions = {"Vocabulary", "AnyWord", "FewWords", "Faults", "GoodsNames", "Dangers"}
    assert plain | of_descriptions == {kind.__name__ for kind in classes}
    assert all(callable(getattr(kind, name)) and (count > 0 or count == -1) for kind in classes for name, count in kind.questions.items())
