"""Words with one slip of the keyboard."""

from __future__ import annotations

import pytest

from ead.descriptions.slips import Slips, no_slips

WORDS = Slips(["necklace", "bracelet", "planter", "jacket"], 6)


@pytest.mark.parametrize("slip", ["neclace", "neckllace", "necklcae", "necklece"])
def test_one_slip_is_seen_through(slip: str) -> None:
    """A letter left out, doubled, swapped or exchanged does not hide a word."""
    assert "necklace" == WORDS.meant(slip)


@pytest.mark.parametrize("word", ["necklace", "plaster", "racket", "necklaceee", "nclce", "jackt1", "", "jack"])
def test_other_words_are_no_slips(word: str) -> None:
    """The word itself, words of their own, two slips, short words and words with digits are left alone."""
    assert "" == WORDS.meant(word)


def test_a_slip_of_two_words_is_of_neither() -> None:
    """Where two words could have been meant, none is taken."""
    assert "" == Slips(["halter", "hatter"], 6).meant("haltter") or "" == Slips(["sander", "sender"], 6).meant("sndr")
    assert "" == Slips(["binder", "bender"], 6).meant("bnder")


def test_words_of_their_own_are_in_small_letters() -> None:
    """The list of words that are no slips is in the form in which words are compared."""
    assert set() == {word for word in no_slips() if not (word.isascii() and word.isalpha() and word.islower())}
