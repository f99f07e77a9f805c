"""What a description says about dangerous and prohibited goods: terms by word n-grams, and what the words around them make of it.

Terms are data (``data/dg/*.toml``): each group names a kind of goods, the rule that speaks of it, and its terms. A term is written as
people write; a word that ends in ``*`` stands for all words that begin so. Texts in scripts without blanks are searched for the term
itself. Every word of a description costs two look-ups in a table, and descriptions are remembered.

>>> said_of("Fireworks, 12 rockets").rule, said_of("Fireworks poster")
('DG-EXP-001', None)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from ead.descriptions.words import folded
from ead.named import NamedTuple
from ead.rules.world.dg_grammar import Match, is_contained, names_the_goods, parts_of, read_words
from ead.rules.world.dg_terms import Group, Term, Terms, dangerous_terms, may_be_term, stands_at, terms_at

__all__ = ["Danger", "said_of"]

_MOST_MATCHES = 40


class Danger(NamedTuple):
    """What was found: the rule that speaks of it, the kind of goods, its UN number, the words or code that say so, how sure that is.

    ``by_code`` tells that the HS code says so, not the description.
    """

    rule: str
    goods: str
    un: str
    found: str
    sure: bool = False
    minor: bool = False
    by_code: bool = False


class _Found(NamedTuple):
    rank: int  # 0 is the gravest
    order: int
    length: int  # negative: of terms that overlap, the longest
    text: str


def _joined(text: str) -> str:
    return folded(text).replace(" ", "")


@lru_cache(maxsize=8192)
def said_of(description: str) -> Danger | None:
    """The gravest danger that the description names; ``None`` when it names none."""
    terms = dangerous_terms()
    found = set() if description.isascii() else _in_unspaced(_joined(description), terms)
    if any(may_be_term(word) for word in read_words(description)):
        parts = parts_of(description)
        found.update(_in_words(parts, terms))
    return _danger(min(found), terms) if found else None


def _danger(found: _Found, terms: Terms) -> Danger:
    group = terms.groups[found.order]
    return Danger(group.rule, group.goods, group.un, found.text, group.sure, group.minor)


def _in_words(parts: Sequence[Sequence[str]], terms: Terms) -> Iterator[_Found]:
    everything = frozenset(word for words in parts for word in words)
    # Nobody names so many goods in one line; the bound keeps texts made of nothing but terms cheap.
    for term, match in islice(_standing(parts), _MOST_MATCHES):
        group = terms.groups[term.order]
        if (not group.needs or not group.needs.isdisjoint(everything)) and _means_it(parts, match, term, group, terms):
            yield _found(group, term.order, " ".join(parts[match.part][match.start : match.end]))


def _standing(parts: Sequence[Sequence[str]]) -> Iterator[tuple[Term, Match]]:
    """The terms that stand in the parts, whatever they mean there."""
    for number, words in enumerate(parts):
        for position, word in enumerate(words):
            for term in terms_at(word):
                start = position - term.anchor
                if start >= 0 and stands_at(term.words, words, start):
                    yield term, Match(number, start, start + len(term.words))


def _found(group: Group, order: int, text: str) -> _Found:
    return _Found(0 if group.sure else 2 if group.minor else 1, order, -len(text), text)


def _means_it(parts: Sequence[Sequence[str]], match: Match, term: Term, group: Group, terms: Terms) -> bool:
    if not names_the_goods(parts, match, strict=term.strict, harmless=group.harmless, despite=group.despite):
        return False
    return not (group.battery and is_contained(parts, match, terms.equipment))


def _in_unspaced(text: str, terms: Terms) -> set[_Found]:
    """What a text in a script without blanks names; it is judged by what stands directly before and behind."""
    found: set[_Found] = set()
    if terms.unspaced.keys().isdisjoint(text):
        return found
    for position, character in enumerate(text):
        for term, order in terms.unspaced.get(character, ()):
            if text.startswith(term, position) and _stands_alone(text, position, position + len(term), terms.groups[order], terms):
                found.add(_found(terms.groups[order], order, term))
    return found


def _stands_alone(text: str, start: int, end: int, group: Group, terms: Terms) -> bool:
    signs = terms.signs
    # "套" is a case, "套装" a set.
    behind = next((sign for sign in signs["behind"] if text.startswith(sign, end)), None)
    if behind is not None and not text.startswith(signs["packed"], end + len(behind)):
        return False
    if text[:start].endswith(signs["before"]) or any(word in text for word in group.harmless):
        return False
    return not (group.battery and any(sign in text for sign in signs["contained"]))
