"""What single words say in a description of goods: which role they have, and of which name they are another form.

Words recur where descriptions do not, so what was found out about a word's forms is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from ead.derived import table
from ead.descriptions.brands import brand_words
from ead.descriptions.goods_table import FIRST, INNER, LAST, compound_names, name_slips, names, stems
from ead.descriptions.words import singular
from ead.named import NamedTuple
from ead.patterns import lazy

__all__ = [
    "ADJECTIVE_ENDS",
    "Found",
    "GoodsWords",
    "first_form",
    "goods_words",
    "inner_form",
    "is_passed_over",
    "is_polish",
    "last_form",
    "stem_of",
]

Found = tuple[str, frozenset[str]]
"""A name, and the chapters that the goods can stand in."""

_STEM = 3
_SHORTEST_COMPOUND = 7
_MOST_WORDS = 8192
ADJECTIVE_ENDS = (
    *("ый", "ии", "ои", "ая", "яя", "ое", "ее", "ые", "ие", "ных"),
    *("owy", "owa", "owe", "ny", "na", "ne", "ski", "ska", "skie", "ki", "ka", "kie", "cy", "ca", "ce", "ty", "ta", "te"),
)
_POLISH_ADJECTIVE_ENDS = ("skie", "ska", "ski", "owy", "owe", "owa", "czne", "czna", "czny", "ane", "any", "ana")
_TURKISH = lazy("(?:lar[ıi]|leri|lar|ler|s[ıiu]|[ıiu])$")
# Endings that only the plural has, and what stands there in the singular.
_PLURALS = (
    ("oe", "ao"), ("i", "o"), ("i", "e"), ("e", "a"), ("e", ""), ("x", ""), ("i", "l"), ("n", "m"), ("hi", "o"), ("he", "a"),
)  # fmt: skip
_SLAVIC_ENDS = ("ами", "ями", "ов", "ев", "ах", "ям", "ом", "ow", "ami", "ы", "и", "а", "я", "у", "ю", "е", "y", "i", "a", "e", "u")
_SLAVIC_SINGULARS = ("", "а", "я", "о", "ь", "и", "ы", "a", "o", "i", "y")
_GERMANIC_PLURALS = ("en", "er", "n", "e")
_FLEETING = lazy("(.*)(?:[ое]к|ek)$")


class GoodsWords(NamedTuple):
    """Words with a role in a description of goods: see ``data/goods-words.toml``."""

    last: frozenset[str]
    first: frozenset[str]
    inner: frozenset[str]
    polish: frozenset[str]
    neutral: frozenset[str]
    holders: frozenset[str]
    before: frozenset[str]
    english: frozenset[str]
    devices: frozenset[str]
    accessories: frozenset[str]
    exceptions: frozenset[str]
    parts: tuple[str, ...]


@cache
def goods_words() -> GoodsWords:
    """The words, as shipped."""
    data = table("descriptions", "goods-words")
    words = {group: frozenset(terms) for group, terms in data["words"].items()}
    words["neutral"] |= brand_words()
    return GoodsWords(**words, parts=tuple(data["parts"]))


def is_passed_over(word: str) -> bool:
    """Whether a word says nothing about what the goods are: a colour, a size, a number, a participle."""
    return (
        len(word) <= 2 or word in goods_words().neutral or not word.isalpha() or (word[-2:] == "ed" and len(word) > 5 and word[-3] != "e")
    )


def is_polish(word: str) -> bool:
    """Whether a word shows that the description is in Polish."""
    return word in goods_words().polish or word.endswith(_POLISH_ADJECTIVE_ENDS)


def stem_of(word: str) -> str:
    """The letters by which words are looked up that may be other forms of a name; see :func:`ead.descriptions.goods_table.stems`."""
    return word[:_STEM]


@lru_cache(maxsize=_MOST_WORDS)
def last_form(word: str) -> Found | None:
    """The name that a word is another form of, in languages where it stands last."""
    return _germanic(word) or _turkish(word) or _mistyped(word)


def _germanic(word: str) -> Found | None:
    """A German or Dutch word in the plural, or one that ends in a name."""
    table = compound_names()
    forms = [word, *(singular(word.removesuffix(end)) for end in _GERMANIC_PLURALS if word.endswith(end))]
    for form in forms:
        if form in table:
            return form, table[form].chapters
        if len(form) < _SHORTEST_COMPOUND:
            continue
        for start in range(3, len(form) - 3):
            if (found := table.get(form[start:])) is not None:
                return form[start:], found.chapters
    return None


def _turkish(word: str) -> Found | None:
    stem = _TURKISH.sub("", word)
    found = names().get(stem) if stem != word and len(stem) > 3 and not word.isascii() else None
    return (stem, found.chapters) if found and found.position & LAST else None


def _mistyped(word: str) -> Found | None:
    """The English name that a word is, but for one slip of the keyboard."""
    meant = name_slips().meant(word)
    found = names().get(meant) if meant else None
    return (meant, found.chapters) if found and found.position & LAST else None


@lru_cache(maxsize=_MOST_WORDS)
def first_form(word: str) -> Found | None:
    """The name that a word is the plural of, in languages where it stands first."""
    return _in_forms(_plural_forms(word), FIRST) if stem_of(word) in stems(FIRST) else None


@lru_cache(maxsize=_MOST_WORDS)
def inner_form(word: str) -> Found | None:
    """The name that a word is a case or the plural of, in Polish and Russian."""
    return _in_forms(_slavic_forms(word), INNER) if stem_of(word) in stems(INNER) else None


def _in_forms(forms: Sequence[str], position: int) -> Found | None:
    for form in forms:
        found = names().get(form)
        if found and found.position & position:
            return form, found.chapters
    return None


def _plural_forms(word: str) -> list[str]:
    return [word[: -len(end)] + singular for end, singular in _PLURALS if word.endswith(end) and len(word) > len(end) + 2]


def _slavic_forms(word: str) -> list[str]:
    stem = next((word.removesuffix(end) for end in _SLAVIC_ENDS if word.endswith(end)), word)
    forms = [stem + end for end in _SLAVIC_SINGULARS] if len(stem) > 2 else []
    if fleeting := _FLEETING.fullmatch(word):
        forms += [fleeting[1] + "ка", fleeting[1] + "ки", fleeting[1] + "ka"]
    return forms
