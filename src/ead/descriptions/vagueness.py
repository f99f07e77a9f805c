"""Whether words say nothing: vague terms, filler, generic nouns, in any mixture; and vague terms with a slip in them."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import groupby

from ead.derived import table
from ead.descriptions.brands import brand_words
from ead.descriptions.goods_table import beginnings, endings, name_words, names
from ead.descriptions.slips import Slips, no_slips
from ead.descriptions.words import folded_terms, singular, term_set

__all__ = [
    "corrected",
    "empty_words",
    "is_of_lists",
    "is_unknown",
    "is_word",
    "may_be_slip",
    "misspelt_term",
    "says_nothing",
    "vague_terms",
    "words_of_lists",
]

_FUZZY_SHORTEST = 6
_FUZZY_SHORTEST_FOREIGN = 8
_FUZZY_RATIO = 88
_FUZZY_LONG = 15  # two letters more or less stay above the ratio from here on
_EAST_ASIAN_START = "\u3005"
_LONGEST_PIECE = 8
_MOST_PARTS = 6
_MOST_CORRECTED = 6
_SLIP_SHORTEST = 5


def is_of_lists(words: list[str]) -> bool:
    """Whether every word stands in one of the lists, so that the words may say nothing; true of few descriptions."""
    return _vocabulary().issuperset(words) or (len(words) == 1 and words[0] > _EAST_ASIAN_START)


def says_nothing(words: list[str]) -> bool:
    """Whether only filler is left, or vague terms once filler and words like "items" are taken away.

    >>> says_nothing(["mixed", "part", "and", "accessory"]), says_nothing(["spark", "plug", "and", "accessory"])
    (True, False)
    """
    if not _vocabulary().issuperset(words):
        return len(words) == 1 and words[0] > _EAST_ASIAN_START and _is_pieced_together(words[0])
    if empty_words().isdisjoint(words):
        return False
    phrase = f" {' '.join(words)} "
    for filler in _filler_phrases():
        phrase = phrase.replace(f" {filler} ", " ")
    left = phrase.split()
    if not left:
        return True
    parts = [list(group) for joins, group in groupby(left, _joins().__contains__) if not joins]
    if 1 < len(parts) <= _MOST_PARTS:
        return all(_part_says_nothing(part, shortened=True) for part in parts)
    return _part_says_nothing(left, shortened=len(left) < len(words)) or (len(parts) == 1 and _part_says_nothing(parts[0], shortened=True))


def _part_says_nothing(words: list[str], *, shortened: bool) -> bool:
    holders, empty = term_set("holder"), _generic() | term_set("filler")
    left = words
    # "box of shoes" says no more than "shoes"; "shoe box" is a thing of its own.
    while len(left) > 1 and left[0] in holders and left[1] in empty:
        left = left[2:]
    rest = [word for word in left if word not in empty and word not in brand_words()]
    if not rest or (len(rest) == 1 and rest[0] in holders):
        return True
    if (len(rest) < len(words) or shortened) and " ".join(rest) in vague_terms():
        return True
    # "phone accessories", "electrical parts": which of them is not said.
    return any(word in _generic() for word in left) and all(word in term_set("domain") for word in rest)


def _is_pieced_together(word: str) -> bool:
    """Whether a word without blanks (Chinese, Japanese, Korean) consists of vague words alone, or of a field and a generic noun."""
    filler, generic = _east_asian("filler"), _east_asian("generic")
    vague = _east_asian("vague") | _east_asian("gift") | _east_asian("sample") | generic
    return _consists_of(word, vague, filler) or _consists_of(word, generic, filler | _east_asian("domain"))


def _consists_of(word: str, nouns: frozenset[str], others: frozenset[str]) -> bool:
    """Whether a word can be cut into pieces of two kinds, at least one of them a noun."""
    last = range(1, min(_LONGEST_PIECE, len(word)) + 1)
    if not any(word[-length:] in nouns or word[-length:] in others for length in last):
        return False
    reached = {0: False}
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - _LONGEST_PIECE), end):
            if start in reached and ((piece := word[start:end]) in nouns or piece in others):
                reached[end] = reached.get(end, False) or reached[start] or piece in nouns
    return reached.get(len(word), False)


@cache
def _east_asian(group: str) -> frozenset[str]:
    return frozenset(word for word in term_set(group) if word > _EAST_ASIAN_START)


@cache
def _generic() -> frozenset[str]:
    return term_set("generic")


@cache
def _joins() -> frozenset[str]:
    return term_set("joins")


@cache
def empty_words() -> frozenset[str]:
    """Filler, and nouns like "item": one of these stands in every description that is nothing but filler."""
    phrases = (word for phrase in _filler_phrases() for word in phrase.split())
    return _generic() | term_set("filler") | term_set("holder") | _joins() | frozenset(phrases)


@cache
def _filler_phrases() -> tuple[str, ...]:
    return tuple(sorted({" ".join(map(singular, phrase.split())) for phrase in folded_terms("phrases")}, key=len, reverse=True))


@cache
def vague_terms() -> frozenset[str]:
    """Terms that are a fault where they are the whole description, in normal form."""
    return term_set("vague") | term_set("gift") | term_set("sample") | term_set("documents")


@cache
def _vocabulary() -> frozenset[str]:
    """Every word of every list: a description with another word in it says something."""
    return frozenset(table("descriptions", "vocabulary").split("\n"))


def words_of_lists() -> frozenset[str]:
    """Every word of every list, gathered anew; what :mod:`ead.derived` keeps."""
    words = (word for term in vague_terms() | term_set("placeholder") for word in term.split())
    return empty_words() | term_set("domain") | brand_words() | frozenset(words)


def misspelt_term(normal: str) -> str:
    """The stop word that a short normal form is a misspelling of, or "".

    Only terms that begin alike are compared, and a text that is itself a name of goods, or a word of its own, is never a
    misspelling: "cartoon" is not a misspelt carton, nor "cloth" misspelt clothes.
    """
    length, blanks = len(normal), normal.count(" ")
    if length < _FUZZY_SHORTEST or blanks > 1:
        return ""
    groups = _fuzzy_terms().get((normal[0], blanks))
    if groups is None:
        return ""
    reach = 2 if length >= _FUZZY_LONG else 1
    near = [term for other in range(length - reach, length + reach + 1) for term in groups.get(other, ()) if _may_be_meant(term, normal)]
    if not near or any(map(is_word, normal.split())) or " ".join(name_words(normal)) in names():
        return ""
    # Takes more time to import than to check a message of a thousand items, and hardly any description comes near.
    from rapidfuzz import fuzz

    return next((term for term in near if fuzz.ratio(term, normal) >= _FUZZY_RATIO), "")


def _may_be_meant(term: str, normal: str) -> bool:
    """Whether two texts have as many letters in common, in whatever order, as they must have in the same order to be alike."""
    left = normal
    for letter in term:
        left = left.replace(letter, "", 1)
    return 200 * (len(normal) - len(left)) >= _FUZZY_RATIO * (len(term) + len(normal))


def corrected(words: list[str]) -> list[str] | None:
    """The words with the slip in one of them mended, where all others are words of the lists; else ``None``."""
    vocabulary = _vocabulary()
    strange = -1
    for place, word in enumerate(words):
        if word not in vocabulary:
            if strange >= 0:
                return None
            strange = place
    if strange < 0 or len(words) > _MOST_CORRECTED or is_word(words[strange]):
        return None
    meant = _slips().meant(words[strange])
    return [*words[:strange], meant, *words[strange + 1 :]] if meant else None


def is_word(word: str) -> bool:
    """Whether a word, folded and in the singular, is one of its own, and so never a slip in another one."""
    return word in no_slips() or word in term_set("words") or word in beginnings() or word in endings() or word in brand_words()


@lru_cache(maxsize=8192)
def may_be_slip(word: str) -> bool:
    """Whether a word that stands in no list may be a slip in one that does."""
    return is_unknown(word) and _slips().meant(word) != ""


def is_unknown(word: str) -> bool:
    """Whether a word stands in no list and in no table of words."""
    return word not in _vocabulary() and not is_word(word)


@cache
def _slips() -> Slips:
    return Slips((word for word in _vocabulary() if word[0] < _EAST_ASIAN_START), _SLIP_SHORTEST)


@cache
def _fuzzy_terms() -> dict[tuple[str, int], dict[int, list[str]]]:
    """Stop words long enough to be compared, by first letter and number of blanks, and then by length."""
    groups: dict[tuple[str, int], dict[int, list[str]]] = {}
    for term in sorted(vague_terms()):
        if len(term) >= (_FUZZY_SHORTEST if term.isascii() else _FUZZY_SHORTEST_FOREIGN) and term[0] < _EAST_ASIAN_START:
            groups.setdefault((term[0], term.count(" ")), {}).setdefault(len(term), []).append(term)
    return groups
