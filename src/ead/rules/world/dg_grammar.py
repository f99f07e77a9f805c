"""What the words around a term make of it: "gun" is a weapon, "gun case", "toy gun" and "holster for a gun" are not.

A description is taken apart into parts (at commas, brackets, slashes), each a list of folded words. Around a term that was found, the
noun phrase is read: in Germanic languages the last noun says what the goods are, in Romance and Slavic ones the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from string import ascii_lowercase
from typing import Any

from ead.derived import table
from ead.descriptions.words import plain_words, singular
from ead.named import NamedTuple
from ead.patterns import lazy

__all__ = ["Grammar", "Match", "grammar", "is_contained", "meant", "names_the_goods", "parts_of", "read_words", "spelling"]

_PARTS = lazy(r"[,;:/|+()\[\]{}!?•·。，、；（）【】\n]|\s[-–—~]\s|\.\s")
_NEAR, _FAR = 3, 4  # words that a negation and a "for" reach
_GERMAN_FOR = lazy("(?i)\\bf(?:ü|u\u0308)r\\b")  # without its dots it would be the English "fur"


_FRENCH_FOR = "a"  # "boîte à fromage" is a box, "boîte de fromage" is cheese


class Grammar(NamedTuple):
    """Words with a role, folded and singular: see ``data/dg/grammar.toml``."""

    things: frozenset[str]
    parts: frozenset[str]
    containers: frozenset[str]
    effects: frozenset[str]
    unreal: frozenset[str]
    linking: frozenset[str]
    purpose: frozenset[str]
    beside: frozenset[str]
    ending: frozenset[str]
    negating: frozenset[str]
    absent: frozenset[str]
    contained: frozenset[str]
    neutral: frozenset[str]
    persons: frozenset[str]
    compound: frozenset[str]


class Match(NamedTuple):
    """A term that was found in a part: from word ``start`` up to ``end``."""

    part: int
    start: int
    end: int


@cache
def _data() -> Mapping[str, Any]:
    return table("rules", "dg/grammar")  # type: ignore[no-any-return]


@cache
def spelling() -> Mapping[str, str]:
    """Misspelt words with the word that was meant: one letter too much, too few or wrong, or two letters swapped."""
    data = _data()
    right = frozenset((*data["misspelt"], *data["except"]))
    return {wrong: singular(word) for word in data["misspelt"] for wrong in _misspellings(word) if wrong not in right}


class _Candidates(dict[tuple[str, int], tuple[str, ...]]):
    """The words that one of that first letter and length may be a slip of; for nearly all, none."""

    def __missing__(self, key: tuple[str, int]) -> tuple[str, ...]:
        letter, length = key
        # The first two letters may be swapped; no other slip changes the first.
        found = (word for word in _data()["misspelt"] if letter in word[:2] and abs(len(word) - length) <= 1)
        near = self[key] = tuple(found)
        return near


_CANDIDATES = _Candidates()


def meant(word: str) -> str:
    """The word that a folded one in the singular was meant to be: nearly always itself."""
    return _meant(word) if _CANDIDATES[word[0], len(word)] else word


@lru_cache(maxsize=4096)
def _meant(word: str) -> str:
    """The word that was meant; that of :func:`spelling`, without working out all slips of all words."""
    data = _data()
    found = [right for right in _CANDIDATES[word[0], len(word)] if _is_slip(word, right)]
    return singular(found[-1]) if found and word not in data["misspelt"] and word not in data["except"] else word


def _is_slip(wrong: str, right: str) -> bool:
    """Whether a word is among the misspellings of another one."""
    shorter = min(len(wrong), len(right))
    place = next((place for place in range(shorter) if wrong[place] != right[place]), shorter)
    rest = right[place:]
    if wrong[place:] == rest[1::-1] + rest[2:]:
        return True
    if place == 0 or (len(wrong) >= len(right) and wrong[place : place + 1] not in ascii_lowercase):
        return False
    behind = {-1: wrong[place:] == rest[1:], 0: wrong[place + 1 :] == rest[1:], 1: wrong[place + 1 :] == rest}
    return behind.get(len(wrong) - len(right), False)


def _misspellings(word: str) -> Iterator[str]:
    for position in range(1, len(word) + 1):
        start, end = word[:position], word[position:]
        yield from (start + letter + end for letter in ascii_lowercase)
        if end:
            yield start + end[1:]
            yield from (start + letter + end[1:] for letter in ascii_lowercase)
            yield start[:-1] + end[0] + start[-1] + end[1:]


@cache
def grammar() -> Grammar:
    """The words with a role, as shipped."""
    rows: Mapping[str, Sequence[str]] = _data()["words"]
    return Grammar(**{role: frozenset(words) for role, words in rows.items()})


@cache
def _compound_ends() -> tuple[str, ...]:
    return tuple(sorted(grammar().compound))


def parts_of(description: str) -> list[list[str]]:
    """The parts of a description, each as its folded words in the singular; empty parts are left out."""
    text = _GERMAN_FOR.sub("for", description) if not description.isascii() else description
    parts = [read_words(part) for part in _PARTS.split(text)]
    return [words for words in parts if words]


def read_words(text: str) -> list[str]:
    """The folded words of a text, in the singular and spelt right."""
    return [meant(word) for word in plain_words(text)]


def names_the_goods(
    parts: Sequence[Sequence[str]], match: Match, *, strict: bool, harmless: frozenset[str], despite: frozenset[str]
) -> bool:
    """Whether the term is what the goods are, not what they hold, look like, belong to or are free of.

    ``strict`` asks that nothing of weight follows the term in its noun phrase, unless the term begins the part; ``harmless`` are further
    words that take the danger away wherever they stand; ``despite`` are words that do not.
    """
    words = parts[match.part]
    role = grammar()
    before = _own_phrase(words[: match.start], role)
    after = words[match.end :]
    if _is_denied(before, after, role) or _says_any(harmless, parts) or any(word.endswith(_compound_ends()) for word in words):
        return False
    if not (role.unreal - despite).isdisjoint(words) or _belongs_to_another(before, role, despite):
        return False
    tail = _until_end(after, role)
    if not ((role.things | role.parts | role.effects) - despite).isdisjoint(tail):
        return False
    return not strict or all(_says_little(word, role) for word in tail)


def _says_any(phrases: frozenset[str], parts: Sequence[Sequence[str]]) -> bool:
    return any(not phrases.isdisjoint(words) or not phrases.isdisjoint(map(" ".join, pairwise(words))) for words in parts)


def _own_phrase(before: Sequence[str], role: Grammar) -> Sequence[str]:
    """The words before the term, after the last "with" or "and": "mug with perfume" has perfume in it."""
    for position in range(len(before) - 1, -1, -1):
        if before[position] in role.beside:
            return before[position + 1 :]
    return before


def _is_denied(before: Sequence[str], after: Sequence[str], role: Grammar) -> bool:
    """Whether the term is said not to be there: "without gas", "batteries not included", "bleach-free"."""
    near = before[-_NEAR:]
    for position, word in enumerate(near):
        # "No 5" is a number.
        if word in role.negating and not (position + 1 < len(near) and near[position + 1].isdecimal()):
            return True
    return bool(after) and (after[0] in role.absent or " ".join(after[:2]) in role.absent)


def _belongs_to_another(before: Sequence[str], role: Grammar, despite: frozenset[str]) -> bool:
    """Whether other goods stand before the term: "case for", "estuche de", "T-shirt with print of"."""
    things = role.things - despite
    if not things.isdisjoint(before):
        return True
    for position in range(len(before) - 1, 0, -1):
        word = before[position]
        if word in role.purpose and len(before) - position <= _FAR and role.persons.isdisjoint(before[position:]):
            return True
        holders = role.parts if word == _FRENCH_FOR else role.parts - role.containers
        if word in role.linking and not (holders - despite).isdisjoint(before[max(0, position - _NEAR) : position]):
            return True
    return False


def _until_end(after: Sequence[str], role: Grammar) -> Sequence[str]:
    for position, word in enumerate(after):
        if word in role.ending:
            return after[:position]
    return after


def _says_little(word: str, role: Grammar) -> bool:
    """Whether a word is a number, a size, a colour, a packing or the like."""
    return word in role.neutral or word in role.persons or not word.isalpha()


def is_contained(parts: Sequence[Sequence[str]], match: Match, equipment: frozenset[str]) -> bool:
    """Whether the batteries that were found are in or with equipment: "lamp with battery", "battery inside", "drone, battery"."""
    role = grammar()
    words = parts[match.part]
    if not role.contained.isdisjoint(word for part in parts for word in part):
        return True
    before, after = words[: match.start], words[match.end :]
    if not role.beside.isdisjoint(before):
        return True
    if not role.purpose.isdisjoint(words[match.start : match.end]):
        return False
    # "laptop battery" and "iPhone 7 battery" are batteries, "cordless drill with 20 V battery" hardly.
    while before and not before[-1].isalpha():
        before = before[:-1]
    if not equipment.isdisjoint(before[:-1]) or not equipment.isdisjoint(_until_end(after, role)):
        return True
    return any(not equipment.isdisjoint(part) for position, part in enumerate(parts) if position != match.part)
