"""Descriptions that name no dangerous goods for sure, by compiled code, which asks once for each word what terms it may be part of."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from ead.descriptions.quick import alphabet, maybe
from ead.native import twin
from ead.rules.world.dg_grammar import meant
from ead.rules.world.dg_terms import STAR, Term, stands_at, terms_at

__all__ = ["maybe_dangerous"]

_BITS = 63
_BEGINNING = 3
# German "für" is read as "for" only where the description is taken to parts.
_EVERYWHERE = "for"


@cache
def maybe_dangerous() -> Callable[[str], bool]:
    """A test that is false only of descriptions in which :func:`ead.rules.world.dg_words.said_of` finds nothing.

    It is true where the rarest word of a term stands, and words that begin like the others.
    """
    return twin("described", lambda native: native.Dangers(alphabet(), _described).may_be, lambda: maybe)


def _described(written: str) -> tuple[int, tuple[int, ...]]:
    """What a word offers to terms, and what each term whose rarest word it may be wants of the other words."""
    word = meant(written)
    return _sign(word), tuple({_wanted(term) for term in terms_at(word) if _is_anchor(term, word)})


def _is_anchor(term: Term, word: str) -> bool:
    return stands_at(term.words[term.anchor : term.anchor + 1], [word], 0)


def _wanted(term: Term) -> int:
    others = (word for place, word in enumerate(term.words) if place != term.anchor and word != _EVERYWHERE)
    wanted = 0
    for word in others:
        begins = word.removesuffix(STAR)
        if len(begins) >= _BEGINNING or begins == word:
            wanted |= _sign(begins)
    return wanted


def _sign(word: str) -> int:
    """Two bits that words share which begin alike."""
    code = hash(word[:_BEGINNING])
    return 1 << code % _BITS | 1 << code // _BITS % _BITS
