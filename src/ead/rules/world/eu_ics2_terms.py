"""The stop words of ICS2: lists that each begin on a day, and whether a text is made of them and nothing else."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache

from ead.descriptions.quick import folding
from ead.descriptions.words import fold, folded_terms, normal_form, singular, term_list, written_terms
from ead.native import twin
from ead.patterns import lazy

__all__ = [
    "STOP_WORDS_SINCE",
    "any_stop_word",
    "begins_like_a_stop_word",
    "maybe_begins_so",
    "maybe_stop_words",
    "party_stop_word",
    "stop_words_alone",
]

STOP_WORDS_SINCE = date(2025, 9, 1)
"""From when on filings are refused for stop words."""

_LISTS = (("vague-customs", STOP_WORDS_SINCE), ("vague-customs-2026-05", date(2026, 5, 4)))
_STARTS = [first for _, first in _LISTS]
_GROUPS = ("vague", "gift", "sample", "documents", "placeholder")
_SEPARATORS = lazy(r"[,;/+|&]|(?i:\band\b)")
_LONGEST_PARTY_TERM = 22


def stop_words_alone(
    description: str, on: date, accepted: frozenset[str] = frozenset(), further: frozenset[str] = frozenset()
) -> str | None:
    """The stop words that a description consists of, or ``None`` when something else stands there too.

    Compared after normalisation (case, accents, punctuation, plural, leading counts). ``accepted`` and ``further`` are normal forms to
    leave out and to add.
    """
    found = _alone(description, bisect_right(_STARTS, on), further)
    return None if found is None or not accepted.isdisjoint(found) else ", ".join(found)


@lru_cache(maxsize=8192)
def _alone(description: str, lists: int, further: frozenset[str]) -> tuple[str, ...] | None:
    words = _words(lists)
    normal = normal_form(description)
    if normal in words or normal in further:
        return (normal,)
    parts = tuple(normal_form(part) for part in _SEPARATORS.split(description))
    parts = tuple(part for part in parts if part)
    return parts if len(parts) > 1 and all(part in words or part in further for part in parts) else None


@lru_cache(maxsize=8192)
def begins_like_a_stop_word(description: str) -> bool:
    """Whether a description may be made of stop words, by its first word; nearly none may."""
    first = fold(description.partition(" ")[0])
    return not first.isalpha() or singular(first) in _first_words(len(_LISTS))


@cache
def maybe_begins_so() -> Callable[[str], bool]:
    """A quick test of descriptions: false only where :func:`begins_like_a_stop_word` is."""
    return twin("terms", lambda native: native.FoldedTerms(_first_as_written(), folding()).may_begin, lambda: begins_like_a_stop_word)


def _first_as_written() -> list[str]:
    """First words in ASCII, and their plurals."""
    first = [word for word in _first_words(len(_LISTS)) if word.isascii()]
    return [*first, *(plural for word in first for plural in (f"{word}s", f"{word}es", f"{word[:-1]}ies"))]


@cache
def _words(lists: int) -> frozenset[str]:
    """The terms of that many lists, the oldest first, in normal form."""
    chosen = [term_list(name) for name, _ in _LISTS[:lists]]
    return frozenset(normal_form(term) for terms in chosen for group in _GROUPS for term in terms.terms.get(group, ()))


@cache
def _first_words(lists: int) -> frozenset[str]:
    """How a description can begin that is a stop word: its first word, or a word that is taken away from the front."""
    leading = folded_terms("leading") | folded_terms("holder")
    return frozenset(singular(term.split()[0]) for term in (*_words(lists), *leading) if term)


@lru_cache(maxsize=4096)
def party_stop_word(text: str) -> tuple[str, bool] | None:
    """The word that says nothing which a name or address is, and whether it is a known stop word; ``None`` for ordinary texts."""
    if len(text) > _LONGEST_PARTY_TERM:
        return None
    folded = fold(text)
    if folded in folded_terms("party"):
        return folded, True
    return (folded, False) if folded in folded_terms("text") else None


@cache
def maybe_stop_words() -> Callable[..., bool]:
    """A quick test of several texts, or ``None``: false only where :func:`any_stop_word` is."""
    return twin(
        "terms",
        lambda native: native.FoldedTerms(folded_terms("party") | folded_terms("text"), folding()).may_any_be,
        lambda: any_stop_word,
    )


def any_stop_word(*texts: str | None) -> bool:
    """Whether one of several texts, or ``None``, is a stop word; one that begins with a blank or another sign is not looked up."""
    for text in texts:  # noqa: SIM110 - a generator costs more than the test
        if text is not None and (" " not in text or text[:2] in _beginnings()) and party_stop_word(text):
            return True
    return False


@cache
def _beginnings() -> frozenset[str]:
    """The first two letters of all terms of several words: texts with a blank need not be looked up unless they begin so."""
    terms = [term for group in ("party", "text") for term in written_terms(group) if " " in term]
    return frozenset(form[:2] for term in terms for form in (term.lower(), term.upper(), term.capitalize()))
