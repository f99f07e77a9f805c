"""Mail to the United States: descriptions that Customs and Border Protection does not accept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache

from ead.derived import table
from ead.descriptions import Examination
from ead.descriptions.faults import nature_of
from ead.descriptions.quick import alphabet, maybe
from ead.descriptions.words import fold, normal_form, singular, term_set, words_left_out
from ead.named import NamedTuple
from ead.native import twin
from ead.rules.api import INFO, WARNING, Answer, Scope, fact, rule
from ead.rules.world.us_aed_area import enters_us

__all__ = ["enters_us", "maybe_short", "shortcoming", "us_description"]

_LIST = date(2024, 4, 1)
_LATIN_END = 0x250
_EMPTY_KINDS = ("vague", "padded")
_FEWEST_WORDS = 2
_VAGUE = frozenset({"DQ-DSC-002", "DQ-DSC-003", "DQ-DSC-004", "DQ-DSC-005"})


class Shortcoming(NamedTuple):
    """Why a description is not accepted: "listed", "gift", "vague" or "short", and the words that show it."""

    kind: str
    words: str


@cache
def _listed() -> frozenset[str]:
    data = table("rules", "us-aed")
    return frozenset(normal_form(term) for term in data["unacceptable"]["terms"])


@fact("us_description", on=Scope.PIECE, reads=["description", "item.enters_us", "description_fault?"])
def us_description(description: str, entering: bool, fault: Examination | None) -> Shortcoming | None:
    """What is wrong with a description for the United States; ``None`` for most."""
    return shortcoming(description, fault) if fault is not None or maybe_short()(description) else None


@cache
def maybe_short() -> Callable[[str], bool]:
    """A test that is false only of descriptions that are not listed and say enough; compiled code asks once for each word."""
    listed = frozenset(word for term in _listed() for word in term.split())

    def described(word: str) -> int:
        return _says_something(word) + 2 * (word.isalpha() and word not in listed and word not in words_left_out())

    return twin("described", lambda native: native.FewWords(alphabet(), described, _FEWEST_WORDS).may_be, lambda: maybe)


@lru_cache(maxsize=4096)
def shortcoming(description: str, fault: Examination | None) -> Shortcoming | None:
    """Why a description is not accepted, by the words of the description."""
    form = normal_form(description)
    if fault is not None and _is_gift(fault, form):
        return Shortcoming("gift", form)
    if form in _listed():
        return Shortcoming("listed", form)
    if fault is not None:
        return Shortcoming("vague", fault.found) if fault.kind in _EMPTY_KINDS else None
    return Shortcoming("short", form) if _says_too_little(description) else None


def _is_gift(fault: Examination, form: str) -> bool:
    """Whether nothing but a word for gift is said, in any language, or gift and what it is given for."""
    return nature_of(fault.found) == "gift" if fault.kind == "nature" else fault.kind in _EMPTY_KINDS and "gift" in form.split()


def _says_too_little(description: str) -> bool:
    """Whether a description in Latin letters has fewer than two words that say something."""
    folded = fold(description)
    if max(folded, default=" ") >= chr(_LATIN_END):
        return False
    return sum(map(_says_something, folded.split())) < _FEWEST_WORDS


def _says_something(word: str) -> bool:
    return word.isalpha() and singular(word) not in _words_that_say_nothing()


@cache
def _words_that_say_nothing() -> frozenset[str]:
    return term_set("filler") | term_set("leading")


@rule(
    "US-DSC-001",
    on=Scope.PIECE,
    reads=["us_description"],
    at="description",
    severity=WARNING,
    text='description "{words}" is on the list of unacceptable descriptions',
    source="CBP, CSMS 60011750 (2024): unacceptable descriptions; for entries from 2024-04-01, air cargo refused from 2024-11-12",
    since=_LIST,
    fix="say what the goods are, what they are made of, and what they are used for",
    supersedes=_VAGUE,
)
def description_is_acceptable(found: Shortcoming) -> Answer:
    """The description is one that Customs and Border Protection names as unacceptable.

    Why: air cargo described so is refused since 2024-11-12; mail described so is held for inspection.
    Fix: say what the goods are, what they are made of, and what they are used for.
    Good: TW to US: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: TW to US: contents.1.description = "Daily necessities"
    Notes: a warning, because the list was made for cargo and entries. The terms are rows of ``rules/data/us-aed.toml``.
    """
    return {"words": found.words} if found.kind == "listed" else None


@rule(
    "US-DSC-002",
    on=Scope.PIECE,
    reads=["us_description"],
    at="description",
    severity=WARNING,
    text='description "{words}" does not say what the goods are, what they are made of, and what they are used for',
    source="CBP, guidance on descriptions for advance data (2024): what is it, what is it made of, what is it used for",
    since=date(2024, 1, 1),
    fix="add the material and the use: cotton shirt for men instead of shirt",
    supersedes=_VAGUE,
)
def description_answers_three_questions(found: Shortcoming) -> Answer:
    """The description is vague, or a single word.

    Why: Customs and Border Protection wants to know what the goods are, what they are made of, and what they are used for.
    Fix: add the material and the use: cotton shirt for men instead of shirt.
    Good: TW to US: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: TW to US: contents.1.description = "Various household items"
    Notes: an info where a single word names the goods ("sunglasses"): it answers one question of the three.
    """
    if found.kind == "short":
        return {"words": found.words, "severity": INFO}
    return {"words": found.words} if found.kind == "vague" else None


@rule(
    "US-DSC-003",
    on=Scope.PIECE,
    reads=["us_description"],
    at="description",
    severity=WARNING,
    text='"{words}" says why the goods are sent, not what they are',
    source="CBP, guidance on descriptions for advance data: a gift is a type of transaction",
    fix="give the nature of the transaction in its own field, and here what the goods are",
    supersedes=_VAGUE,
)
def a_gift_is_described_as_goods(found: Shortcoming) -> Answer:
    """The description is a word for gift.

    Why: a gift is a type of transaction, never a kind of goods.
    Fix: give the nature of the transaction in its own field, and here what the goods are.
    Good: TW to US: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: TW to US: contents.1.description = "Birthday gift"
    """
    return {"words": found.words} if found.kind == "gift" else None
