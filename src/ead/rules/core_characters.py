"""Core rules on characters that nobody sees, or that look like others."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from ead.patterns import lazy
from ead.rules.api import ERROR, INFO, WARNING, Answer, Confidence, Scope, fact, rule

__all__ = [
    "codes_are_plain",
    "descriptions_show_all_they_hold",
    "has_hidden_characters",
    "names_show_all_they_hold",
    "names_stand_on_one_line",
    "texts_stand_on_one_line",
]

_SOURCE = "Unicode Technical Report 36 and Technical Standard 39"

# Soft hyphen, direction marks and overrides, zero-width characters, annotation and tag characters.
_HIDDEN = lazy("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0001\U000e0020-\U000e007f]")
# Persian and the scripts of India and South-East Asia are written with these two.
_JOINERS = "\u200c\u200d"
_NEEDS_JOINERS = lazy("[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\u1800-\u18af]")
_BROKEN_LINE = lazy("[\t\n\r\x0b\x0c\x85\u2028\u2029]+")

_SINGLE_CODES = (
    *("item_id", "origin_operator", "destination_operator", "postage_currency", "insured_value_currency"),
    *("sender.country", "addressee.country"),
)
_PIECE_CODES = ("contents.hs_code", "contents.currency", "contents.gtin", "contents.origin_country")
_PARTY_TEXTS = (
    "name",
    "first_name",
    "last_name",
    "company",
    "address_line1",
    "address_line2",
    "city",
    "state",
    "postcode",
    "telephone",
    "email",
)
_PIECE_TEXTS = ("description", "revised_description", "seller_product_id", "maker_product_id")


def has_hidden_characters(text: str) -> bool:
    """Whether a text holds characters that do not show: zero-width ones, direction controls, soft hyphens."""
    return not text.isascii() and bool(_hidden(text))


def _hidden(text: str) -> list[str]:
    found = _HIDDEN.findall(text)
    if found and _NEEDS_JOINERS.search(text):
        found = [character for character in found if character not in _JOINERS]
    return found


def _without(text: str, hidden: Iterable[str]) -> str:
    return text.translate(dict.fromkeys(map(ord, hidden)))


def _named(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'unnamed').lower()}"


@rule(
    "CORE-CHR-001",
    on=Scope.ITEM,
    reads=[f"{name}?" for name in (*_SINGLE_CODES, *_PIECE_CODES)],
    at="item_id",
    severity=ERROR,
    text="{field} holds the character {character}, which no code has",
    source=_SOURCE,
    confidence=Confidence.ARITHMETIC,
    fix="type the code anew, with the letters A to Z and digits 0 to 9",
    safe_fix=True,
    odd_text_only=True,
    each_field=True,
)
def codes_are_plain(*values: str | Sequence[str | None] | None) -> Answer:
    """A code holds a character that does not show, or one that only looks like a letter or digit.

    Why: programs compare codes character by character: a Cyrillic A or a zero-width space makes another code of it, which nobody can see.
    Fix: type the code anew, with the letters A to Z and digits 0 to 9; copying from web pages and documents brings such characters along.
    Good: item_id = "LX806576725TW"
    Bad: contents.1.hs_code = "610910\\u200b"
    Notes: country names in other scripts are left to the country rules; here only characters that do not show count in them.
    """
    if _joined(values).isascii():
        return None
    odd = ((name, value) for name, value in _flat(values) if value is not None and not value.isascii() and _is_odd_code(name, value))
    return [_code_hit(name, value) for name, value in odd] or None


def _joined(values: Sequence[Any]) -> str:
    """All texts in one: a single test of it is several times faster than a test of each."""
    single, lists = values[: len(_SINGLE_CODES)], values[len(_SINGLE_CODES) :]
    return "".join(filter(None, chain(single, *lists)))


def _flat(values: Iterable[str | Sequence[str | None] | None]) -> Iterable[tuple[str, str | None]]:
    for name, value in zip((*_SINGLE_CODES, *_PIECE_CODES), values, strict=True):
        if value is None or isinstance(value, str):
            yield name, value
            continue
        leaf = name.removeprefix("contents.")
        for number, text in enumerate(value, 1):
            yield f"contents.{number}.{leaf}", text


def _is_odd_code(name: str, value: str) -> bool:
    return not name.endswith("country") or bool(_hidden(value))


def _code_hit(name: str, value: str) -> dict[str, str]:
    hidden = _HIDDEN.findall(value)
    odd = hidden[0] if hidden else next(character for character in value if not character.isascii())
    hit = {"at": name, "field": name.rpartition(".")[2], "character": _named(odd)}
    plain = unicodedata.normalize("NFKC", _without(value, hidden))
    if plain.isascii() and plain.isprintable() and plain:
        hit["fix_value"] = plain
    return hit


@fact("odd_texts", on=Scope.PARTY, reads=[f"{name}?" for name in _PARTY_TEXTS])
def odd_party_texts(*values: str | None) -> list[tuple[str, str]] | None:
    """Fields and values of the party with characters that do not print, or ``None``: nearly always ``None``, and cheap to find out."""
    return _odd_texts(_PARTY_TEXTS, values) if not "".join(filter(None, values)).isprintable() else None


@fact("odd_texts", on=Scope.PIECE, reads=[f"{name}?" for name in _PIECE_TEXTS])
def odd_piece_texts(*values: str | None) -> list[tuple[str, str]] | None:
    """The same for the texts of a content piece."""
    return _odd_texts(_PIECE_TEXTS, values) if not "".join(filter(None, values)).isprintable() else None


def _odd_texts(names: Sequence[str], values: Sequence[str | None]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in zip(names, values, strict=True) if value is not None and not value.isprintable()]


def _hidden_hits(texts: Iterable[tuple[str, str]]) -> Answer:
    hits: list[Mapping[str, Any]] = []
    for name, value in texts:
        hidden = _hidden(value)
        if hidden:
            hits.append({"at": name, "field": name, "character": _named(hidden[0]), "fix_value": _without(value, hidden)})
    return hits or None


def _broken_hits(texts: Iterable[tuple[str, str]]) -> Answer:
    hits: list[Mapping[str, Any]] = []
    for name, value in texts:
        inner = value.strip()  # blanks at the ends are another defect
        if _BROKEN_LINE.search(inner):
            hits.append({"at": name, "field": name, "fix_value": _BROKEN_LINE.sub(" ", inner)})
    return hits or None


@rule(
    "CORE-CHR-002",
    on=Scope.PARTY,
    reads=["odd_texts"],
    at="name",
    severity=WARNING,
    text="{field} holds the character {character}, which does not show",
    source=_SOURCE,
    fix="remove the character",
    safe_fix=True,
    odd_text_only=True,
    each_field=True,
    public=frozenset({"field", "character"}),
)
def names_show_all_they_hold(texts: Sequence[tuple[str, str]]) -> Answer:
    """A name, address or contact holds a character that does not show, or that turns the direction of reading.

    Why: people and programs read two different texts; screening against lists fails.
    Fix: remove the character.
    Good: addressee.name = "Lotte Peeters"
    Bad: addressee.name = "Lotte\\u202e Peeters"
    Notes: joiners are left alone in the scripts that are written with them.
    """
    return _hidden_hits(texts)


@rule(
    "CORE-CHR-003",
    on=Scope.PIECE,
    reads=["odd_texts"],
    at="description",
    severity=INFO,
    text="{field} holds the character {character}, which does not show",
    source=_SOURCE,
    fix="remove the character",
    safe_fix=True,
    odd_text_only=True,
    each_field=True,
)
def descriptions_show_all_they_hold(texts: Sequence[tuple[str, str]]) -> Answer:
    """A description or product number holds a character that does not show.

    Why: word lists do not find what an invisible character cuts in two.
    Fix: remove the character.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: contents.1.description = "Knitted cot\\u00adton T-shirt for men"
    """
    return _hidden_hits(texts)


@rule(
    "CORE-CHR-004",
    on=Scope.PARTY,
    reads=["odd_texts"],
    at="name",
    severity=WARNING,
    text="{field} is broken by a line break or tab",
    source="UPU CDS contract; EDIFACT D.00A has no line breaks inside a component",
    fix="write the text on one line; further address lines have fields of their own",
    safe_fix=True,
    odd_text_only=True,
    each_field=True,
    public=frozenset({"field"}),
)
def names_stand_on_one_line(texts: Sequence[tuple[str, str]]) -> Answer:
    """A name, address or contact has a line break or tab in it.

    Why: receivers cut at the line break, and what follows is lost or moves into another column.
    Fix: write the text on one line; further address lines have fields of their own.
    Good: addressee.address_line1 = "Veldstraat 47"; addressee.address_line2 = "Bus 3"
    Bad: addressee.address_line1 = "Veldstraat 47\\nBus 3"
    """
    return _broken_hits(texts)


@rule(
    "CORE-CHR-005",
    on=Scope.PIECE,
    reads=["odd_texts"],
    at="description",
    severity=WARNING,
    text="{field} is broken by a line break or tab",
    source="UPU CDS contract; EDIFACT D.00A has no line breaks inside a component",
    fix="write the text on one line",
    safe_fix=True,
    odd_text_only=True,
    each_field=True,
)
def texts_stand_on_one_line(texts: Sequence[tuple[str, str]]) -> Answer:
    """A description or product number has a line break or tab in it.

    Why: the description is printed on one line of the form, and tables of receivers break at the line break.
    Fix: write the text on one line.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: contents.1.description = "Knitted cotton\\nT-shirt for men"
    """
    return _broken_hits(texts)
