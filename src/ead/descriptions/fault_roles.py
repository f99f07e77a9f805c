"""Descriptions with no fault for sure, told by compiled code, which asks once for each word what it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from ead.descriptions.disclosures import may_announce_order
from ead.descriptions.noise import is_beside_brands, is_like_number, may_be_mashed
from ead.descriptions.quick import alphabet, maybe, word_roles
from ead.descriptions.vagueness import empty_words, is_of_lists, is_unknown, is_word, may_be_slip, vague_terms
from ead.descriptions.words import folded_terms, singular, words_left_out
from ead.native import twin

__all__ = ["maybe_faulty"]


@cache
def maybe_faulty() -> Callable[[str], bool]:
    """A test that is false only of descriptions in which :func:`ead.descriptions.faults.examine` finds nothing.

    A description says something where a word stands in no list, or none is filler; this looks for that, for words that may be slips, and
    for signs of everything else that can be wrong.
    """
    return twin("described", lambda native: _compiled(native).may_be, lambda: maybe)


def _compiled(native: Any) -> Any:
    stand_ins = folded_terms("placeholder")
    listed = words_left_out() | frozenset(singular(word) for term in stand_ins for word in term.split())
    roles = word_roles(
        native.FAULT_ROLES,
        listed=lambda word: word in listed or is_of_lists([word]) or is_beside_brands(word),
        own=is_word,
        unknown=is_unknown,
        empty=empty_words().__contains__,
        skipped=words_left_out().__contains__,
        numbered=is_like_number,
        branded=is_beside_brands,
        mashed=may_be_mashed,
        orders=may_announce_order,
    )
    return native.Faults(alphabet(), roles, stand_ins, vague_terms(), may_be_slip)
