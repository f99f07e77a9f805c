"""Texts that are no descriptions at all: keys pressed at random, repetitions, numbers, names of brands."""

from __future__ import annotations

from functools import cache

from ead.descriptions.brands import brand_words, brands
from ead.descriptions.words import fold, folded_terms, singular
from ead.patterns import lazy

__all__ = ["is_beside_brands", "is_like_number", "is_mashed", "may_be_mashed", "only_brands", "only_numbers", "repetition"]

_TOKEN = lazy(r"[^\W_]+(?:['’.-][^\W_]+)*")
_RUN = lazy(r"([^\W\d_])\1{3,}")
_ANY_RUN = lazy(r"(.)\1\1\1")
_DIGIT = lazy("[0-9]")
_SIZE = lazy("x{2,}[sl]")
_REPEATED = lazy(r"(?:^| )(\w{2,}) \1 \1(?: |$)")
_SHORTEST = 3
# Three letters and no vowel, but a word all the same.
_ABBREVIATIONS = frozenset(
    {
        "tv",
        "dvd",
        "cd",
        "pvc",
        "ssd",
        "hdd",
        "lcd",
        "mdf",
        "cctv",
        "vhs",
        "lp",
        "pc",
        "gps",
        "ldpe",
        "hdpe",
        "ptfe",
        "pcb",
        "gpu",
        "cpu",
        "bh",
    }
)
_VOWELS = frozenset("aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýÿ")
_KEYBOARDS = (
    *("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop"),
    *("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "abcdefghijklmnopqrstuvwxyz"),
)
_ROWS = tuple(row for keyboard in map(fold, _KEYBOARDS) for row in (keyboard, keyboard[::-1]))
_ROW_RUNS = frozenset(row[start:end] for row in _ROWS for start in range(len(row)) for end in range(start + 4, len(row) + 1))
_HOME_ROW = frozenset("sdfghjkl")
_CHUNKS = lazy(r"([^\W\d_]{2,5})\1{1,}[^\W\d_]{0,3}")
_DOUBLED = lazy(r"(?:^| )([^\W\d_]{2,5})\1")
_LONG_VOWELLESS = 6
_LONGEST_CODE = 4
_MOST_BESIDE_BRAND = 5
_MOST_MASHED = 4
_LATIN_VOWELS = frozenset("aeiouy")


def is_mashed(folded: str) -> bool:
    """Whether a folded text consists of keys pressed at random: neighbours on the keyboard, one chunk again and again, no vowels.

    >>> is_mashed("asdfgh"), is_mashed("sdfsdf qweqwe"), is_mashed("bcdfghkl"), is_mashed("salad"), is_mashed("hdpe pipe")
    (True, True, True, False, False)
    """
    return folded.count(" ") < _MOST_MASHED and all(map(_is_mash, folded.split()))


def may_be_mashed(word: str) -> bool:
    """Whether a folded word may be keys pressed at random, where only its singular is known.

    >>> may_be_mashed("asdfgh"), may_be_mashed("casca"), may_be_mashed("cotton")
    (True, True, False)
    """
    if word in _listed_mash() or _LATIN_VOWELS.isdisjoint(word):
        return True
    return _DOUBLED.search(f"{word}s {word}es {word[:-1]}ies") is not None


@cache
def _listed_mash() -> frozenset[str]:
    return frozenset(map(singular, folded_terms("mash") | _ROW_RUNS))


def _is_mash(word: str) -> bool:
    if len(word) < _SHORTEST or not word.isalpha():
        return False
    if word in folded_terms("mash"):
        return True
    if word in _ROW_RUNS:
        return True
    if word.isascii() and len(word) > _SHORTEST and _LATIN_VOWELS.isdisjoint(word):
        return len(word) >= _LONG_VOWELLESS or _HOME_ROW.issuperset(word)
    chunk = _CHUNKS.fullmatch(word) if len(word) >= _LONG_VOWELLESS else None
    return chunk is not None and (len(word) >= 3 * len(chunk[1]) >= 9 or any(chunk[1] in row for row in _ROWS))


def only_numbers(text: str) -> bool:
    """Whether no word is left beside model numbers, or hardly one beside many digits."""
    if not _DIGIT.search(text):
        return False
    tokens = _TOKEN.findall(text)
    # Two words that are no part of a number decide, and most descriptions have them.
    clear = (token for token in tokens if (len(token) > _LONGEST_CODE or token.islower()) and _is_word(token))
    if next(clear, None) is not None and next(clear, None) is not None:
        return False
    words = [token for token in tokens if _is_word(token)]
    if words and not _labels().isdisjoint(map(str.lower, tokens)):
        # After "SKU" short words in capitals are part of the number.
        words = [word for word in words if len(word) > _LONGEST_CODE or not (word.isascii() and word.isupper())]
    if not words:
        return True
    return len(words) == 1 and text.isascii() and sum(map(str.isdigit, text)) > sum(map(str.isalpha, text))


def _is_word(token: str) -> bool:
    lower = token.lower()
    if lower in _ABBREVIATIONS:
        return True
    if not token.isalpha() and any(map(str.isdigit, token)):
        return False
    if lower in _colours() or lower in _labels():
        return False
    if not lower.isascii():
        return True
    return len(lower) >= _SHORTEST and not _VOWELS.isdisjoint(lower)


def _labels() -> frozenset[str]:
    """Words that announce a number and say nothing themselves."""
    return folded_terms("label")


def _colours() -> frozenset[str]:
    return folded_terms("colour")


def only_brands(folded: str) -> bool:
    """Whether a folded text names brands, with model numbers and colours at most.

    >>> only_brands("nike"), only_brands("new balance 574 grey"), only_brands("nike shoes")
    (True, True, False)
    """
    words = folded.split()
    if words[0] not in _brand_beginnings() and brand_words().isdisjoint(words):
        return False
    left = _without_long_brand(words)
    named = left is not words or not brand_words().isdisjoint(words)
    return named and len(left) <= _MOST_BESIDE_BRAND and all(map(_is_beside_brand, left))


def is_beside_brands(word: str) -> bool:
    """Whether a folded word of letters, in the singular, may be part of a description that names brands only."""
    return word in _words_beside_brands()


@cache
def _words_beside_brands() -> frozenset[str]:
    return frozenset(singular(word) for brand in brands() for word in brand.split()) | _words_like_numbers()


def is_like_number(word: str) -> bool:
    """Whether a folded word, in the singular, says no more of the goods than a number: a colour, "size"."""
    return word in _words_like_numbers()


@cache
def _words_like_numbers() -> frozenset[str]:
    return frozenset(map(singular, _colours() | _labels()))


@cache
def _brand_beginnings() -> frozenset[str]:
    return frozenset(brand.partition(" ")[0] for brand in brands())


def _without_long_brand(words: list[str]) -> list[str]:
    for length in (3, 2):
        if len(words) >= length and " ".join(words[:length]) in brands():
            return words[length:]
    return words


def _is_beside_brand(word: str) -> bool:
    if word in _ABBREVIATIONS:
        return False
    return word in brand_words() or word in _colours() or word in _labels() or len(word) < _SHORTEST or any(map(str.isdigit, word))


def repetition(folded: str, words: list[str]) -> str:
    """The character or word that stands there again and again, or ""."""
    run = _RUN.search(folded) if _ANY_RUN.search(folded) else None
    if run and not _SIZE.search(folded):
        return run[0]
    repeated = _REPEATED.search(folded) if len(words) - len(set(words)) > 1 else None
    return repeated[1] if repeated else ""
