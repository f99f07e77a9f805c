"""What is wrong with a description, if anything: the one class it falls into, and the contact details it gives away.

A description has one defect at most, the first of: no letters, damaged characters, a stand-in, the nature of the transaction, a vague
term, vague terms and filler, only model numbers, repetitions. Links, addresses and numbers are a defect of their own; they are cut
out before the rest is looked at. Results are remembered, for the same goods are described in the same words all day.
"""

from __future__ import annotations

import html
import re
from functools import cache, lru_cache
from typing import NamedTuple

from ead.rules.words import fold, folded_terms, has_letter, normal_form, singular, term_set

__all__ = ["Examination", "examine", "misspelt_term", "nature_of"]


class Examination(NamedTuple):
    """What is wrong with a description.

    ``kind`` is the class ("" when there is none), ``text`` the description without contact details, ``found`` the part that gave it
    away, ``repaired`` the text that was probably meant ("" if unknown), ``disclosed`` what kind of contact detail it holds ("" if none).
    """

    kind: str
    text: str
    found: str = ""
    repaired: str = ""
    disclosed: str = ""


_DISCLOSURES = (
    ("e-mail address", re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")),
    ("link", re.compile(r"(?i)(?:https?://|www\.)\S+|\b[a-z0-9-]{2,63}\.(?:com|org|shop|store|co\.uk)\b(?:/\S*)?")),
    (
        "telephone number",
        re.compile(
            r"(?i)\+[1-9](?:[ ()/.-]{0,2}[0-9]){7,14}"
            r"|\b(?:tel|telephone|phone|mobile|whatsapp)\b[ .:no#]{0,5}[0-9](?:[ /.-]?[0-9]){6,14}"
        ),
    ),
    (
        "order number",
        re.compile(
            r"(?i)\b[0-9]{3}-[0-9]{7}-[0-9]{7}\b"
            r"|\b(?:order|invoice|tracking|reference|ref|po)\s?(?:no|nr|number|id|#|:)[ .:#]{0,3}[a-z0-9-]{0,20}[0-9]{4,20}"
        ),
    ),
)
_SUSPICIOUS = re.compile("[@./+]|[0-9](?:[^0-9]{0,3}[0-9]){3}")
_ENTITY = re.compile("&(?:[a-zA-Z]{2,8}|#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5});")
# Beginnings of two-byte and three-byte UTF-8 sequences read as Windows-1252 or Latin-1, with what can follow them there.
_CONTINUED = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_MISREAD = re.compile(f"[ÂÃÄÅÐÑØÙ]{_CONTINUED}|â[\u0080-\u009f€‚ƒ„]{_CONTINUED}?")
_MARKS = re.compile(r"\?{2,}")
_TOKEN = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_RUN = re.compile(r"([^\W\d_])\1{3,}")
_DIGIT = re.compile("[0-9]")
_SIZE = re.compile("x{2,}[sl]")
_REPEATED = re.compile(r"(?:^| )(\w{2,}) \1 \1(?: |$)")
_SHORTEST = 3
_ALPHABETIC_END = 0x2E80  # from here on a character can be a word: Han, kana, hangul
_NATURES = ("gift", "sample", "documents")
# Three letters and no vowel, but a word all the same.
_ABBREVIATIONS = frozenset({"tv", "dvd", "cd", "pvc", "ssd", "hdd", "lcd", "mdf", "cctv", "vhs", "lp", "pc", "gps", "ldpe", "hdpe"})
_COLOURS = frozenset(
    {"red", "blue", "black", "white", "green", "pink", "grey", "gray", "beige", "brown", "gold", "silver", "navy", "clear"}
)
_VOWELS = frozenset("aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýÿ")
_FUZZY_SHORTEST = 8
_FUZZY_RATIO = 88


@lru_cache(maxsize=4096)
def examine(description: str) -> Examination | None:
    """What is wrong with the description; ``None`` when nothing is.

    >>> examine("Spark plugs"), examine("Auto parts").kind, examine("Scarf, see www.shop.example").disclosed
    (None, 'vague', 'link')
    """
    text, disclosed = _without_disclosures(description)
    if disclosed and not has_letter(text):
        return Examination("", text, disclosed=disclosed)
    kind, found, repaired = _class_of(text)
    return Examination(kind, text, found, repaired, disclosed) if kind or disclosed else None


def _without_disclosures(text: str) -> tuple[str, str]:
    kinds = []
    if _SUSPICIOUS.search(text):
        for kind, pattern in _DISCLOSURES:
            shorter = pattern.sub(" ", text)
            if shorter != text:
                kinds.append(kind)
                text = shorter.strip()
    return text, ", ".join(kinds)


def _class_of(text: str) -> tuple[str, str, str]:
    """Class, part that gave it away, and probable text."""
    if not has_letter(text):
        return "empty", text, ""
    damaged = _damage(text)
    if damaged:
        return "damaged", *damaged
    folded = fold(text)
    if folded in folded_terms("placeholder"):
        return "placeholder", folded, ""
    if len(folded) < _SHORTEST and _letters_too_few(folded):
        return "empty", text, ""
    return _class_of_words(text, folded)


def _letters_too_few(folded: str) -> bool:
    return sum(map(str.isalpha, folded)) < _SHORTEST and max(folded, default=" ") < chr(_ALPHABETIC_END)


def _class_of_words(text: str, folded: str) -> tuple[str, str, str]:
    normal = normal_form(text)
    words = normal.split()
    if nature_of(normal):
        return "nature", normal, ""
    if normal in term_set("vague"):
        return "vague", normal, ""
    if _says_nothing(words):
        return "padded", normal, ""
    if _only_numbers(text):
        return "model", text, ""
    run = _repetition(folded, words)
    if run:
        return "run", run, ""
    term = misspelt_term(normal)
    return ("vague", term, "") if term else ("", "", "")


def nature_of(normal: str) -> str:
    """The nature of transaction that the normal form is a word for ("gift", "sample", "documents"), or ""."""
    return _nature_words().get(normal, "")


@cache
def _nature_words() -> dict[str, str]:
    return {word: nature for nature in reversed(_NATURES) for word in term_set(nature)}


def _damage(text: str) -> tuple[str, str] | None:
    """The damaged characters, and the text as it was probably meant."""
    if "&" in text and (entity := _ENTITY.search(text)):
        return entity[0], html.unescape(text)
    if "?" in text and (marks := _MARKS.search(text)):
        return marks[0], ""
    if text.isascii():
        return None
    if "\ufffd" in text:
        return "\ufffd", ""
    misread = _MISREAD.search(text)
    return _reread(text, misread[0]) if misread else None


def _reread(text: str, found: str) -> tuple[str, str] | None:
    # Costs 0.1 s to import, and good texts never get here.
    import ftfy

    repaired = ftfy.fix_encoding(text)
    return (found, repaired) if repaired != text else None


def _says_nothing(words: list[str]) -> bool:
    """Whether only filler is left, or a vague term once filler and words like "items" are taken away."""
    if _empty_words().isdisjoint(words):
        return False
    phrase = f" {' '.join(words)} "
    for filler in _filler_phrases():
        phrase = phrase.replace(f" {filler} ", " ")
    left = phrase.split()
    holders, empty = term_set("holder"), term_set("generic") | term_set("filler")
    # "box of shoes" says no more than "shoes"; "shoe box" is a thing of its own.
    while len(left) > 1 and left[0] in holders and left[1] in empty:
        left = left[2:]
    rest = [word for word in left if word not in empty]
    if not rest or (len(rest) == 1 and rest[0] in holders):
        return True
    return len(rest) < len(words) and " ".join(rest) in _vague_stems()


@cache
def _empty_words() -> frozenset[str]:
    """One of these stands in every description that is nothing but filler."""
    phrases = (word for phrase in _filler_phrases() for word in phrase.split())
    return term_set("generic") | term_set("filler") | term_set("holder") | frozenset(phrases)


@cache
def _filler_phrases() -> tuple[str, ...]:
    return tuple(sorted({" ".join(map(singular, phrase.split())) for phrase in folded_terms("phrases")}, key=len, reverse=True))


@cache
def _vague_stems() -> frozenset[str]:
    """The vague terms, and what is left of them without their generic nouns: "household" of "household goods"."""
    generic = term_set("generic")
    stems = {" ".join(word for word in term.split() if word not in generic) for term in term_set("vague") | term_set("gift")}
    return frozenset((stems | term_set("vague") | term_set("gift")) - {""})


def _only_numbers(text: str) -> bool:
    """Whether no word is left beside model numbers, or hardly one beside many digits."""
    if not _DIGIT.search(text):
        return False
    words = [token for token in _TOKEN.findall(text) if _is_word(token)]
    if not words:
        return True
    return len(words) == 1 and text.isascii() and sum(map(str.isdigit, text)) > sum(map(str.isalpha, text))


def _is_word(token: str) -> bool:
    lower = token.lower()
    if lower in _ABBREVIATIONS:
        return True
    if any(character.isdigit() for character in token) or lower in _COLOURS:
        return False
    return not lower.isascii() or (len(lower) >= _SHORTEST and not _VOWELS.isdisjoint(lower))


def _repetition(folded: str, words: list[str]) -> str:
    """The character or word that stands there again and again, or ""."""
    run = _RUN.search(folded)
    if run and not _SIZE.search(folded):
        return run[0]
    repeated = _REPEATED.search(folded) if len(words) - len(set(words)) > 1 else None
    return repeated[1] if repeated else ""


def misspelt_term(normal: str) -> str:
    """The stop word that a short normal form is a misspelling of, or "".

    Only long words are compared, with terms that begin alike: "cartoon" is not a misspelt carton, nor "pants" misspelt plants.
    """
    if len(normal) < _FUZZY_SHORTEST or normal.count(" ") > 1 or not normal.isascii():
        return ""
    candidates = _fuzzy_terms().get((normal[0], normal.count(" ")), ())
    near = [term for term in candidates if abs(len(term) - len(normal)) <= 2]
    if not near:
        return ""
    # Costs 0.1 s to import, and most descriptions are longer.
    from rapidfuzz import fuzz

    return next((term for term in near if fuzz.ratio(term, normal) >= _FUZZY_RATIO), "")


@cache
def _fuzzy_terms() -> dict[tuple[str, int], tuple[str, ...]]:
    """Stop words long enough to be compared, by first letter and number of blanks."""
    groups: dict[tuple[str, int], tuple[str, ...]] = {}
    for term in sorted(term_set("vague") | term_set("gift") | term_set("documents")):
        if len(term) >= _FUZZY_SHORTEST and term.isascii():
            key = (term[0], term.count(" "))
            groups[key] = (*groups.get(key, ()), term)
    return groups
