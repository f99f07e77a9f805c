"""Data quality of texts in general: blanks too many, and letters of two scripts in one word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ead.patterns import lazy
from ead.rules.api import INFO, WARNING, Answer, Confidence, Scope, fact, rule

__all__ = ["joined_texts"]

_ADDRESS = ("address_line1", "address_line2", "city", "state", "postcode")
_PARTY_FIELDS = ("name", "first_name", "last_name", "company", *_ADDRESS, "telephone", "email")
_FIELDS = tuple(f"{role}.{field}" for role in ("sender", "addressee") for field in _PARTY_FIELDS)
_PIECE_FIELDS = ("contents.description", "contents.seller_product_id", "contents.maker_product_id")
_ALL = (*_FIELDS, "local_id", "remarks", *_PIECE_FIELDS)
_READS = tuple(f"{field}?" for field in _ALL)
_GLUE = "\n"
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
# Letters of Greek, Cyrillic and Armenian; the micro and ohm signs are written beside Latin letters and are left out.
_OTHER = "\u0370-\u03a8\u03ac-\u03bb\u03bd-\u03ff\u0400-\u0587"
_MIXED = lazy(f"[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}]")

Value = str | Sequence[str | None] | None


@fact("joined_texts", on=Scope.ITEM, reads=_READS)
def joined_texts(*values: Value) -> str:
    """All one-line texts of the item, each on a line of its own."""
    texts = [value if isinstance(value, str) else _GLUE.join(filter(None, value)) for value in values if value]
    return _GLUE.join(texts)


def _places(values: Sequence[Value]) -> Iterator[tuple[str, str]]:
    """Field and text of everything that is there; content pieces counted from 1."""
    for field, value in zip(_ALL, values, strict=True):
        if isinstance(value, str):
            yield field, value
        elif value is not None:
            leaf = field.removeprefix("contents.")
            yield from ((f"contents.{number}.{leaf}", text) for number, text in enumerate(value, 1) if text is not None)


@rule(
    "DQ-TXT-001",
    on=Scope.ITEM,
    reads=["joined_texts", *_READS],
    at="item_id",
    severity=INFO,
    text="{field} has blanks at its ends, or two in a row",
    source="project rule",
    confidence=Confidence.ARITHMETIC,
    fix="take the superfluous blanks out",
    safe_fix=True,
    public=frozenset({"field"}),
    odd_text_only=True,
    each_field=True,
)
def texts_have_no_superfluous_blanks(joined: str, *values: Value) -> Answer:
    """A text begins or ends with a blank, or has two blanks in a row.

    Why: programs compare texts blank by blank, so the same person or product counts as two.
    Fix: take the superfluous blanks out.
    Good: addressee.city = "Gent"
    Bad: addressee.city = "Gent "
    Notes: names, addresses, descriptions, product identifiers and remarks. A text of nothing but blanks is left to other rules.
    """
    if "  " not in joined and " \n" not in joined and "\n " not in joined and joined[:1] != " " and joined[-1:] != " ":
        return None
    answers: list[Mapping[str, str]] = []
    for field, text in _places(values):
        trimmed = re.sub(" {2,}", " ", text.strip(" "))
        if trimmed and trimmed != text:
            answers.append({"at": field, "field": field.rpartition(".")[2], "fix_value": trimmed})
    return answers or None


@rule(
    "DQ-CHR-001",
    on=Scope.ITEM,
    reads=["joined_texts", *_READS],
    at="item_id",
    severity=WARNING,
    text="{field} mixes letters of two scripts in one word, next to each other: {characters}",
    source="Unicode Technical Standard 39 (mixed-script confusables)",
    confidence=Confidence.INFERRED,
    fix="type the word anew in one script; some letters look alike and are not",
    public=frozenset({"field", "characters"}),
    odd_text_only=True,
    each_field=True,
)
def words_keep_to_one_script(joined: str, *values: Value) -> Answer:
    """A word mixes Latin letters with Greek, Cyrillic or Armenian ones.

    Why: look-alike letters defeat screening lists and searches, by accident or on purpose.
    Fix: type the word anew in one script; some letters look alike and are not.
    Good: addressee.name = "Lotte Peeters"
    Bad: addressee.name = "Lotte P\u0435eters"
    Notes: whole texts in another script are UPU-LNG-001; look-alikes in codes are CORE-CHR-001.
    """
    if joined.isascii() or not _MIXED.search(joined):
        return None
    answers: list[Mapping[str, str]] = []
    for field, text in _places(values):
        if mixed := _MIXED.search(text):
            characters = " ".join(f"U+{ord(character):04X}" for character in mixed[0])
            answers.append({"at": field, "field": field.rpartition(".")[2], "characters": characters})
    return answers or None
