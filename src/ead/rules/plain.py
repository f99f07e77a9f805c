"""The one question that spares most items a dozen rules: is all their text printable Latin without stray blanks, and are codes ASCII?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from ead.fields.layout import ITEM_LAYOUT, Layout, Record
from ead.fields.table import Kind

__all__ = ["has_plain_texts"]


def _texts(layout: Layout, record: str) -> Iterator[tuple[bool, str]]:
    """The free texts of a group as pieces of an f-string, with whether each is a code; "None" is plain too."""
    for leaf in layout.leaves.values():
        if leaf.field.kind is Kind.TEXT:
            yield bool(leaf.field.codelist) or leaf.field.name in _CODES, f"{{{record}[{leaf.position}]}}"


# Codes without a list of their own; a letter with an accent in one is a fault.
_CODES = frozenset({"item_id", "gtin"})
# Latin letters and the signs beside them: nothing that does not print, no blank of another kind, no soft hyphen (U+00AD), no other script.
_LATIN = re.compile("[ -~\u00a1-\u00ac\u00ae-\u024f]*+").fullmatch
_CONTENTS, _PIECES = ITEM_LAYOUT.subgroups["contents"]
_SENDER, _PARTY = ITEM_LAYOUT.subgroups["sender"]
_ADDRESSEE, _OTHER_PARTY = ITEM_LAYOUT.subgroups["addressee"]
_REFERENCES = _PARTY.position("references")
_OTHER_REFERENCES = _OTHER_PARTY.position("references")


def _joiner(*groups: tuple[Layout, str]) -> Callable[..., list[str]]:
    """All codes of records in one text, all other free texts in another; made once, for a loop over the layout costs ten times as much."""
    names = ", ".join(name for _, name in groups)
    texts = [text for layout, name in groups for text in _texts(layout, name)]
    codes, others = (" ".join(text for is_code, text in texts if is_code is wanted) for wanted in (True, False))
    return eval(f'lambda {names}: [f" {codes or "-"} ", f" {others} "]')  # type: ignore[no-any-return]  # noqa: S307 - positions of the field table only


_EMPTY_PARTY: list[Any] = [None] * max(_PARTY.size, _OTHER_PARTY.size)
_EMPTY_PARTY[_REFERENCES] = _EMPTY_PARTY[_OTHER_REFERENCES] = ()
_join_item = _joiner((ITEM_LAYOUT, "item"), (_PARTY, "sender"), (_OTHER_PARTY, "addressee"))
_join_piece = _joiner((_PIECES, "piece"))
_REPEATED = [
    (position, _joiner((layout, "one")))
    for position, layout in ITEM_LAYOUT.subgroups.values()
    if layout.group.repeated and position != _CONTENTS
]


def has_plain_texts(record: Record) -> bool:
    """Whether every text of an item is printable Latin, without leading, trailing or doubled blanks, and every code ASCII.

    ``False`` also when that is not cheap to tell.
    """
    sender, addressee, contents = record[_SENDER] or _EMPTY_PARTY, record[_ADDRESSEE] or _EMPTY_PARTY, record[_CONTENTS]
    # Between blanks, a value with a blank at its ends makes two of them: each part begins and ends with one, so parts meet at a bar.
    texts = _join_item(record, sender, addressee)
    for piece in contents:
        if piece[-1]:
            return False
        texts += _join_piece(piece)
    if sender[_REFERENCES]:
        texts += [f" {reference[1]} " for reference in sender[_REFERENCES]]
    if addressee[_OTHER_REFERENCES]:
        texts += [f" {reference[1]} " for reference in addressee[_OTHER_REFERENCES]]
    for position, join in _REPEATED:
        if record[position]:
            for one in record[position]:
                texts += join(one)
    joined = "|".join(texts)
    if "  " in joined or not _LATIN(joined):
        return False
    return joined.isascii() or all(map(str.isascii, texts[: 2 + 2 * len(contents) : 2]))
