"""What is wrong with a description, if anything: the one class it falls into, and the contact details it gives away.

A description has one fault at most, the first of: no letters, damaged characters, a stand-in, the nature of the transaction, a vague
term, vague terms and filler, only brands and model numbers, repetitions. Links, addresses and numbers are a fault of their own; they are
cut out before the rest is looked at. Results are remembered, for the same goods are described in the same words all day.
"""

from __future__ import annotations

from functools import cache, lru_cache

from ead.descriptions.damage import damage
from ead.descriptions.disclosures import without_disclosures
from ead.descriptions.noise import is_mashed, only_brands, only_numbers, repetition
from ead.descriptions.protocol import Examination
from ead.descriptions.vagueness import corrected, is_of_lists, misspelt_term, says_nothing
from ead.descriptions.words import folded, folded_terms, has_letter, normal_form, normal_of, term_set
from ead.patterns import lazy

__all__ = ["examine", "nature_of"]

_SHORTEST = 3
_ALPHABETIC_END = 0x2E80  # from here on a character can be a word: Han, kana, hangul
_LISTED = lazy("[,;/+|、，；]")
_NATURES = ("gift", "sample", "documents")


@lru_cache(maxsize=4096)
def examine(description: str) -> Examination | None:
    """What is wrong with the description; ``None`` when nothing is.

    >>> examine("Spark plugs"), examine("Auto parts").kind, examine("Scarf, see www.shop.example").disclosed
    (None, 'vague', 'link')
    """
    text, disclosed = without_disclosures(description)
    if disclosed and not has_letter(text):
        return Examination("", text, disclosed=disclosed)
    kind, found, repaired = _class_of(text)
    return Examination(kind, text, found, repaired, disclosed) if kind or disclosed else None


def _class_of(text: str) -> tuple[str, str, str]:
    """Class, part that gave it away, and probable text."""
    if not has_letter(text):
        return "empty", text, ""
    damaged = damage(text)
    if damaged:
        return "damaged", *damaged
    plain = folded(text)
    if plain in folded_terms("placeholder") or is_mashed(plain):
        return "placeholder", plain, ""
    if len(plain) < _SHORTEST and _letters_too_few(plain):
        return "empty", text, ""
    return _class_of_words(text, plain)


def _letters_too_few(plain: str) -> bool:
    return sum(map(str.isalpha, plain)) < _SHORTEST and max(plain, default=" ") < chr(_ALPHABETIC_END)


def _class_of_words(text: str, plain: str) -> tuple[str, str, str]:
    normal = normal_of(plain)
    words = normal.split()
    if nature_of(normal):
        return "nature", normal, ""
    if normal in term_set("vague"):
        return "vague", normal, ""
    if is_of_lists(words) and (says_nothing(words) or _list_says_nothing(text)):
        return "padded", normal, ""
    if only_numbers(text) or only_brands(plain):
        return "model", text, ""
    run = repetition(plain, words)
    if run:
        return "run", run, ""
    return _misspelt(normal, words)


def _list_says_nothing(text: str) -> bool:
    """Whether what stands between commas says nothing, each for itself."""
    return _LISTED.search(text) is not None and says_nothing(normal_form(_LISTED.sub(" and ", text)).split())


def _misspelt(normal: str, words: list[str]) -> tuple[str, str, str]:
    term = misspelt_term(normal)
    if not term:
        mended = corrected(words)
        term = " ".join(mended) if mended else ""
        if not mended or not (term in term_set("vague") or nature_of(term) or says_nothing(mended)):
            return ("placeholder", term, "") if term and term in term_set("placeholder") else ("", "", "")
    return ("nature" if nature_of(term) else "vague"), term, ""


def nature_of(normal: str) -> str:
    """The nature of transaction that the normal form is a word for ("gift", "sample", "documents"), or ""."""
    return _nature_words().get(normal, "")


@cache
def _nature_words() -> dict[str, str]:
    return {word: nature for nature in reversed(_NATURES) for word in term_set(nature)}
