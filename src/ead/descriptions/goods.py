"""What the goods are and where they can be classified, told from the words of a description in any of thirteen languages.

The name of the goods stands in a place that depends on the language: last before a preposition in English, German, Dutch, Turkish and
the languages of East Asia, first in French, Spanish, Italian and Portuguese, after the adjectives in Polish and Russian. Where that
place has no name that leaves no doubt, nothing is said. Where it has one, all other names in the description widen the chapters: what a
word adds to the goods (a watch with a leather strap) is never held against the sender.

>>> goods_of("ladies wrist watch w/ leather strap").name, goods_of("Buttons for shirts").name, goods_of("Case for shirts")
('wrist watch', 'button', None)
>>> goods_of("Chaussures de course en textile").name, goods_of("Herrenlederhandschuhe").name
('chaussure', 'handschuhe')
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ead.descriptions.goods_roles import quick_goods
from ead.descriptions.goods_table import FIRST, INNER, LAST, Name, beginnings, endings, inner_beginnings, name_words, names, stems
from ead.descriptions.goods_words import (
    ADJECTIVE_ENDS,
    Found,
    first_form,
    goods_words,
    inner_form,
    is_passed_over,
    is_polish,
    last_form,
    stem_of,
)
from ead.descriptions.protocol import Goods
from ead.descriptions.words import fold
from ead.patterns import lazy

__all__ = ["goods_of", "read_goods"]

_CLAUSE = lazy(r"[,;:()\[\]/|+\n、，；：（）]| [-–—] ")
_LONGEST = 4  # words in a name
_NOWHERE = Name(frozenset(), 0)
_FIRST_EAST_ASIAN = "\u3005"
_EAST_ASIAN = lazy("[\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_COUNTED = lazy("[0-9]+[^0-9]?$|[0-9a-z]+$")
_LONGEST_EAST_ASIAN = 10
_ONE_CHARACTER = frozenset("鞋裤裙靴傘茶本책차껌꿀")


@lru_cache(maxsize=4096)
def goods_of(description: str) -> Goods | None:
    """What the goods are and the chapters they can stand in; ``None`` when the description does not tell, or leaves a doubt."""
    found: Goods | None = quick_goods()(description)
    return read_goods(description) if found is NotImplemented else found


def read_goods(description: str) -> Goods | None:
    """The same, without compiled code: the reference."""
    if _CLAUSE.search(description):
        clauses = [words for clause in _CLAUSE.split(description) if (words := _without_numbers(clause))]
    else:
        clauses = [_without_numbers(description)]
    found = _named(clauses[0], description) if clauses and clauses[0] else None
    if found is None:
        return None
    others = _others(clauses, found[0].split())
    if not goods_words().exceptions.isdisjoint(others):
        return None
    more = _all_chapters(others)
    return Goods(found[0], found[1].union(*more) if more else found[1])


def _without_numbers(clause: str) -> list[str]:
    """The words as names are looked up, without numbers."""
    return [word for word in name_words(clause) if not word.isdigit()]


def _others(clauses: Sequence[list[str]], name: list[str]) -> list[str]:
    """All words but those of the name, once, with a mark where it stood."""
    words = clauses[0] if len(clauses) == 1 else [word for clause in clauses for word in (*clause, "")]
    first, length = name[0], len(name)
    for start, word in enumerate(words):
        if word == first and words[start : start + length] == name:
            return [*words[:start], "", *words[start + length :]]
    return words


def _named(words: list[str], description: str) -> Found | None:
    """The name that stands where the language has it, with its chapters; both, if two languages read it differently."""
    if not description.isascii() and max(description) >= _FIRST_EAST_ASIAN and _EAST_ASIAN.search(description):
        return _east_asian(words)
    found = None
    for read in (_first, _inner, _last):
        reading = read(words, description)
        if reading:
            found = (found[0], found[1] | reading[1]) if found else reading
    return found


def _last(words: list[str], description: str) -> Found | None:
    known = goods_words()
    end = len(words)
    if not known.last.isdisjoint(words):
        end = next((place for place, word in enumerate(words) if place and word in known.last), end)
    while end:
        word = words[end - 1]
        if word in endings() and (found := _name_up_to(words, end)) is not None:
            return None if _is_made_for(found[0], words[: end - 1 - found[0].count(" ")]) else found
        if not is_passed_over(word) and not (word in known.holders and end > 1 and _is_plural(words[end - 2], description)):
            return last_form(word)
        end -= 1
    return None


def _is_made_for(name: str, before: list[str]) -> bool:
    """Whether the words before a name may be what the goods are, and the name what they are made for: cover phone."""
    known = goods_words()
    return not known.accessories.isdisjoint(before) or (name in known.devices and not all(map(is_passed_over, before)))


def _name_up_to(words: list[str], end: int) -> Found | None:
    """The longest name that ends there."""
    table = names()
    for start in range(max(0, end - _LONGEST), end):
        name = " ".join(words[start:end])
        found = table.get(name)
        if found and found.position & LAST:
            return name, found.chapters
    return None


def _is_plural(word: str, description: str) -> bool:
    folded = fold(description)
    return f"{word}s " in folded or f"{word}es " in folded or f"{word[:-1]}ies " in folded


def _first(words: list[str], _: str) -> Found | None:
    known = goods_words()
    start = 0
    if words[0] in known.before:
        start = next((place for place, word in enumerate(words) if word not in known.before), 0)
    if stem_of(words[start]) not in stems(FIRST):
        return None
    found = _name_from(words, start, FIRST)
    if found and _is_romance(found[0]):
        return found
    found = found or first_form(words[start])
    if found is None:
        return None
    others = words[start + found[0].count(" ") + 1 :]
    return found if all(map(is_passed_over, others)) or not known.first.isdisjoint(words) else None


def _is_romance(name: str) -> bool:
    """Whether a name is no English word, so that it shows by itself which language the description is in."""
    return names().get(name, _NOWHERE).position == FIRST and name not in goods_words().english


def _inner(words: list[str], description: str) -> Found | None:
    if inner_beginnings().isdisjoint(words) and not _is_slavic(words, description):
        return None
    known = goods_words()
    for start, word in enumerate(words):
        if (found := _name_from(words, start, INNER)) is not None:
            return found
        if (found := inner_form(word)) is not None and _is_slavic(words, description):
            return found
        if word in known.inner or not (is_passed_over(word) or word in known.before or word.endswith(ADJECTIVE_ENDS)):
            return None
    return None


def _is_slavic(words: list[str], description: str) -> bool:
    """Whether other words show that the description is in Polish or Russian, or there are none."""
    if len(words) == 1 or not description.isascii():
        return True
    return any(map(is_polish, words))


def _name_from(words: list[str], start: int, position: int) -> Found | None:
    """The longest name that begins there."""
    longest = beginnings().get(words[start])
    if longest is None:
        return None
    table = names()
    for end in range(min(start + longest, len(words)), start, -1):
        name = " ".join(words[start:end])
        found = table.get(name)
        if found and found.position & position:
            return name, found.chapters
    return None


def _east_asian(words: list[str]) -> Found | None:
    """The name that the last word with a meaning ends in; these languages put no blanks between words, or not always."""
    if any(part in word for word in words for part in goods_words().parts):
        return None
    for end in range(len(words), 0, -1):
        word = words[end - 1]
        if word in goods_words().neutral or not _EAST_ASIAN.search(word):
            continue
        joined = " ".join(words[max(0, end - 2) : end])
        if joined in names():
            return joined, names()[joined].chapters
        word = _COUNTED.sub("", word) or word
        for start in range(max(0, len(word) - _LONGEST_EAST_ASIAN), len(word)):
            found = names().get(word[start:])
            if found and (len(word) - start > 1 or len(word) == 1 or word[start:] in _ONE_CHARACTER):
                return word[start:], found.chapters
        return None
    return None


def _all_chapters(words: Sequence[str]) -> list[frozenset[str]]:
    """The chapters of every name in the description, wherever it stands."""
    table, starts = names(), beginnings()
    found = []
    for start, word in enumerate(words):
        longest = starts.get(word)
        if longest is not None:
            if word in table:
                found.append(table[word].chapters)
            for end in range(start + 2, min(start + longest, len(words)) + 1):
                name = table.get(" ".join(words[start:end]))
                if name is not None:
                    found.append(name.chapters)
    return found
