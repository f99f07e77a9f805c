"""Terms for dangerous and prohibited goods, looked up by the rarest of their words; data (``data/dg/*.toml``)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from ead.derived import table
from ead.named import NamedTuple

__all__ = ["STAR", "Group", "Term", "Terms", "dangerous_terms", "may_be_term", "stands_at", "terms_at"]

STAR = "*"
"""What a word of a term ends in that stands for all words that begin so."""

_LISTS = 3
_STEM = 4


class Group(NamedTuple):
    """One kind of goods: the rule that speaks of it, what it is called, its UN number, and how it is judged.

    ``sure`` groups are errors, ``minor`` ones only information; ``battery`` groups are harmless where the battery is in equipment.
    ``harmless`` words take the danger away, ``despite`` words do not although they usually would, and one of ``needs`` must be there.
    """

    rule: str
    goods: str
    un: str
    sure: bool
    minor: bool
    battery: bool
    harmless: frozenset[str]
    despite: frozenset[str]
    needs: frozenset[str]


class Term(NamedTuple):
    """A term: its words, which of them is the rarest, whether nothing of weight may follow, and the number of its group."""

    words: tuple[str, ...]
    anchor: int  # which of the words is looked up
    strict: bool
    order: int  # of its group


class Terms(NamedTuple):
    """All terms: ``unspaced`` are those of scripts without blanks, with the numbers of their groups, by their first character."""

    groups: tuple[Group, ...]
    exact: dict[str, str]  # terms as lines: there are thousands, and few are ever looked at
    stems: dict[str, str]
    unspaced: dict[str, list[tuple[str, int]]]
    signs: dict[str, tuple[str, ...]]
    equipment: frozenset[str]


@cache
def dangerous_terms() -> Terms:
    """The terms, as shipped."""
    found = table("rules", "dg/terms")
    signs = {name: tuple(marks) for name, marks in found["signs"].items()}
    equipment = frozenset(found["equipment"])
    return Terms(tuple(map(_group, found["groups"])), found["exact"], found["stems"], found["unspaced"], signs, equipment)


def _group(row: Sequence[Any]) -> Group:
    return Group(*row[:-_LISTS], *map(frozenset, row[-_LISTS:]))


def may_be_term(word: str) -> bool:
    """Whether the word may be the rarest one of a term."""
    terms = dangerous_terms()
    if word in terms.exact:
        return True
    lines = terms.stems.get(word[:_STEM])
    return lines is not None and word.startswith(_beginnings(lines))


def terms_at(word: str) -> Sequence[Term]:
    """The terms whose rarest word this may be."""
    terms = dangerous_terms()
    return (*_read(terms.exact.get(word, "")), *_read(terms.stems.get(word[:_STEM], "")))


@lru_cache(maxsize=4096)
def _read(lines: str) -> Sequence[Term]:
    rows = (line.split("\t") for line in lines.split("\n") if line)
    return tuple(Term(tuple(words.split(" ")), int(anchor), bool(strict), int(order)) for words, anchor, strict, order in rows)


@lru_cache(maxsize=4096)
def _beginnings(lines: str) -> tuple[str, ...]:
    """What the rarest words of terms begin with."""
    return tuple({term.words[term.anchor].removesuffix(STAR) for term in _read(lines)})


def stands_at(wanted: Sequence[str], words: Sequence[str], start: int) -> bool:
    """Whether the words of a term stand among others from a place on."""
    if start + len(wanted) > len(words):
        return False
    for offset, word in enumerate(wanted):
        given = words[start + offset]
        if given != word and not (word[-1] == STAR and given.startswith(word[:-1])):
            return False
    return True
