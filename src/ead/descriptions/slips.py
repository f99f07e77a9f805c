"""Words with one slip of the keyboard: a letter left out, doubled, exchanged, or swapped with its neighbour.

A slip is found without comparing with every word: what is left of a word when one letter is taken out is looked up among what is left
of the words it could have been. The first letter is taken to be right.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ead.derived import text

__all__ = ["Slips", "no_slips"]


class Slips:
    """The words that others may be slips of; ``shortest`` is the length from which a word can be one."""

    def __init__(self, words: Iterable[str], shortest: int) -> None:
        self.shortest = shortest
        self.words = frozenset(word for word in words if word.isalpha())
        self._left = _Left(word for word in self.words if len(word) >= shortest)

    def meant(self, word: str) -> str:
        """The one word that a text is a slip of; "" when there is none, more than one, or it is a word of its own.

        >>> Slips(["necklace", "bracelet"], 6).meant("neclace"), Slips(["necklace", "bracelet"], 6).meant("braclelet")
        ('necklace', 'bracelet')
        """
        if len(word) < self.shortest or word in self.words or word in no_slips() or not word.isalpha():
            return ""
        short = self._left[word[0]]
        if found := short.get(word):
            return found
        for place in range(1, len(word)):
            left = word[:place] + word[place + 1 :]
            if left in self.words and len(left) >= self.shortest - 1:
                return left
            candidate = short.get(left)
            if candidate and len(candidate) == len(word) and _differ_once(candidate, word):
                return candidate
        return ""


class _Left(dict[str, dict[str, str]]):
    """What is left of words without one letter, and of which word, "" for several; by first letter, each made when it is asked for."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words)

    def __missing__(self, letter: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for word in self._words:
            if word[0] == letter:
                for place in range(1, len(word)):
                    left = word[:place] + word[place + 1 :]
                    found[left] = word if found.get(left, word) == word else ""
        self[letter] = found
        return found


def _differ_once(one: str, other: str) -> bool:
    """Whether two words of one length differ in one letter, or in two neighbours that are swapped."""
    places = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) == 1:
        return True
    return len(places) == 2 and places[1] == places[0] + 1 and one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]


@cache
def no_slips() -> frozenset[str]:
    """English words that look like one of ours with a slip in it, and are words of their own."""
    lines = text("descriptions/data/no-slips.txt").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
