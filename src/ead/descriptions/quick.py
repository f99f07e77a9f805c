"""Tests that say of a text as it is written that, folded, it is none of the listed terms: compiled, where that is possible.

A test says no for sure or "maybe", and then the text has to be folded and looked up. Names and addresses differ from item to item, so
there is no use in remembering what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any

from ead.descriptions.words import fold, fold_all
from ead.native import part, twin

__all__ = ["alphabet", "folding", "maybe", "maybe_alike", "maybe_one_of", "word_roles"]

_LATIN = 0x250


@cache
def folding() -> Any:
    """How compiled code folds Latin characters; asked for only where there is compiled code."""
    native = part("terms")
    assert native is not None
    return native.Plain([between[1:-1] for between in fold_all([f"a{chr(code)}a" for code in range(_LATIN)])])


@cache
def maybe_alike() -> Callable[[str, str], bool]:
    """A test that is false of two texts only that are not the same when they are folded.

    >>> maybe_alike()("Veldstraat 47", "VELDSTRAAT, 47")
    True
    """
    return twin("terms", lambda native: folding().may_be_alike, lambda: maybe)


def maybe(*_: object) -> bool:
    """What stands in for a compiled test where there is none."""
    return True


def maybe_one_of(terms: Collection[str], otherwise: Callable[[str], Any]) -> Callable[[str], Any]:
    """A test that is false of texts only that are none of the folded terms, and have a letter or digit; else the function given.

    >>> test = maybe_one_of({"private", "n a"}, lambda text: text.lower() in {"private", "n a", "n/a"})
    >>> bool(test("Lotte Peeters")), bool(test("N/A"))
    (False, True)
    """
    return twin("terms", lambda native: native.FoldedTerms(terms, folding()).may_be, lambda: otherwise)


@cache
def alphabet() -> Any:
    """How compiled code folds the characters of descriptions; asked for only where there is compiled code."""
    native = part("described")
    assert native is not None
    return native.Alphabet(fold)


def word_roles(weights: Mapping[str, int], **tests: Callable[[str], int]) -> Callable[[str], int]:
    """A function that tells what a word is, as the sum of its roles: the weights of those whose tests are true."""
    weighed = [(weights[name], test) for name, test in tests.items()]

    def roles(word: str) -> int:
        return sum([weight * test(word) for weight, test in weighed])

    return roles
