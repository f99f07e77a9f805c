"""Words in descriptions and names: folding, normalisation, and the lists of terms that say nothing.

The lists are data (``descriptions/data/terms/*.toml``), each with its edition and source. Texts and terms go through the same
normalisation, so a list may be written as people write.

>>> fold("  Été & T-SHIRTS "), normal_form("3 x Spare Parts!"), normal_form("Various household items")
('ete and t shirts', 'spare part', 'household item')
>>> normal_form("spare-part") in term_set("vague")
True
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from ead.derived import table, tables
from ead.named import NamedTuple
from ead.patterns import lazy

__all__ = [
    "TermList",
    "fold",
    "fold_all",
    "folded_terms",
    "has_letter",
    "normal_form",
    "normal_of",
    "singular",
    "strip_leading",
    "term_list",
    "term_lists",
    "term_set",
    "words_left_out",
    "written_terms",
]

_FOLDER = "terms/"
_BETWEEN = " 0q0 "  # no word of any list
_MOST_AT_HAND = 1024
_APOSTROPHES = "'’‘ʼ`´"
_ASCII = "".join(map(chr, range(128)))
_ASCII_TABLE = "".join(character.lower() if character.isalnum() else " " for character in _ASCII).encode().ljust(256)
_ASCII_APOSTROPHES = "".join(filter(str.isascii, _APOSTROPHES)).encode()
# Accents of Latin, Greek and Cyrillic letters; the vowel signs of other scripts lie elsewhere and are kept.
_ACCENTS = range(0x300, 0x370)
_COUNT = lazy("[0-9]+(?:x|pcs?|pieces?|stk)?")
_HISSING = ("sses", "shes", "ches", "xes", "zzes")


class TermList(NamedTuple):
    """One list of terms as shipped: ``terms`` are texts as written, by group ("vague", "gift", "filler" ...)."""

    name: str
    title: str
    edition: str
    source: str
    terms: Mapping[str, tuple[str, ...]]


@cache
def term_lists() -> tuple[TermList, ...]:
    """The lists that ship with the library, in order of their names."""
    names = sorted(name for name in tables("descriptions") if name.startswith(_FOLDER))
    return tuple(term_list(name.removeprefix(_FOLDER)) for name in names)


@cache
def term_list(name: str) -> TermList:
    """The list of that name; raises :class:`KeyError`."""
    return _read(name, table("descriptions", f"{_FOLDER}{name}"))


def _read(name: str, data: Mapping[str, Any]) -> TermList:
    terms = MappingProxyType({group: tuple(entries) for group, entries in data["terms"].items()})
    return TermList(name=name, title=data["title"], edition=data["edition"], source=data["source"], terms=terms)


@cache
def folded_terms(group: str) -> frozenset[str]:
    """The terms of a group in all lists, folded."""
    return _group("folded", group)


@cache
def term_set(group: str) -> frozenset[str]:
    """The terms of a group in all lists, in normal form."""
    return _group("normal", group)


@cache
def written_terms(group: str) -> frozenset[str]:
    """The terms of a group in all lists, as they are written; kept for the groups of names, addresses and mail only."""
    return _group("written", group)


def _group(form: str, group: str) -> frozenset[str]:
    found = _groups(form).get(group, "")
    return frozenset(found.split("\n")) if found else frozenset()


@cache
def _groups(form: str) -> Mapping[str, str]:
    return table("descriptions", form)  # type: ignore[no-any-return]


def fold(text: str) -> str:
    """A text without case, accents and punctuation, its words one blank apart.

    Compatibility forms are resolved (Unicode NFKD), ``&`` becomes "and", apostrophes vanish. Folding twice changes nothing.
    """
    if text.isascii():
        # Bytes are translated five times as fast as text.
        plain_bytes = text.replace("&", " and ").encode().translate(_ASCII_TABLE, _ASCII_APOSTROPHES)
        return b" ".join(plain_bytes.split()).decode()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).replace("&", " and ")
    return unicodedata.normalize("NFC", " ".join(plain.translate(_FOLDED).split()))


@lru_cache(maxsize=_MOST_AT_HAND)
def folded(text: str) -> str:
    """The same for a description: one rule after the other looks at those that are at hand."""
    return fold(text)


@lru_cache(maxsize=_MOST_AT_HAND)
def plain_words(text: str) -> tuple[str, ...]:
    """The folded words of a description, without the usual endings of the English plural; kept like :func:`folded`."""
    return tuple([singular(word) if word[-1] == "s" else word for word in folded(text).split()])


def fold_all(texts: Sequence[str]) -> list[str]:
    """Each text folded, all in one go, which takes a fraction of the time; the texts must have letters or digits.

    >>> fold_all(["Été", "T-SHIRTS"])
    ['ete', 't shirts']
    """
    # The short way of ASCII is not spoilt by other scripts.
    plain = iter(_fold_joined([text for text in texts if text.isascii()]))
    other = iter(_fold_joined([text for text in texts if not text.isascii()]))
    return [next(plain) if text.isascii() else next(other) for text in texts]


def _fold_joined(texts: Sequence[str]) -> list[str]:
    return fold(_BETWEEN.join(texts)).split(_BETWEEN) if texts else []


class _Folded(dict[int, str]):
    """What becomes of each character of a decomposed text; filled as characters turn up, up to a bound."""

    _MOST = 20_000

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if code in _ACCENTS or character in _APOSTROPHES:
            kept = ""
        else:
            kept = character if character.isalnum() or unicodedata.category(character)[0] == "M" else " "
        if len(self) < self._MOST:
            self[code] = kept
        return kept


_FOLDED = _Folded()


def has_letter(text: str) -> bool:
    """Whether the text has a letter of any script."""
    return text[:1].isalpha() or any(map(str.isalpha, text))


def singular(word: str) -> str:
    """A folded Latin word without the usual endings of the English plural; others come back as they are.

    >>> [singular(word) for word in ("toys", "batteries", "boxes", "glass", "gas", "bus")]
    ['toy', 'battery', 'box', 'glass', 'gas', 'bus']
    """
    if len(word) < 4 or word[-1] != "s" or not word.isascii():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(_HISSING):
        return word[:-2]
    return word if word[-2] in "sui" else word[:-1]


def strip_leading(words: list[str]) -> list[str]:
    """Folded words without the counts, units and empty words they begin with; one word always stays."""
    start = 0
    last = len(words) - 1
    leading = _plain_set("leading")
    holders = _plain_set("holder")
    while start < last:
        word = words[start]
        if word in leading or (word[0].isdigit() and _COUNT.fullmatch(word)):
            start += 1
        elif start + 1 < last and words[start + 1] == "of" and word in holders:
            start += 2
        else:
            break
    return words[start:]


@cache
def _plain_set(group: str) -> frozenset[str]:
    return frozenset(map(singular, folded_terms(group)))


@lru_cache(maxsize=4096)
def normal_form(text: str) -> str:
    """A description in the form in which it is compared with terms: folded, singular, without leading counts and empty words."""
    return normal_of(fold(text))


def normal_of(folded: str) -> str:
    """The normal form of a text that is folded already."""
    words = [singular(word) if word[-1] == "s" else word for word in folded.split()]
    if len(words) > 1 and (words[0] in words_left_out() or words[0][0].isdigit()):
        words = strip_leading(words)
    return " ".join(words)


@cache
def words_left_out() -> frozenset[str]:
    """The words, folded and in the singular, that a normal form may leave out where a text begins with them."""
    return _plain_set("leading") | _plain_set("holder") | {"of"}
