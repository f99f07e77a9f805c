"""The one question that spares most items a dozen rules: is all their text printable Latin without stray blanks, and are codes ASCII?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from ead.fields.layout import ITEM_LAYOUT, Layout, Record
from ead.fields.table import Kind

__all__ = ["has_plain_texts"]


def _texts(layout: Layout, record: str, *, codes: bool) -> Iterator[str]:
    """The free texts of a group, or those among them that are codes, as pieces of an f-string; "None" is plain too."""
    for leaf in layout.leaves.values():
        if leaf.field.kind is Kind.TEXT and (leaf.field.codelist or leaf.field.name in _CODES or not codes):
            yield f"{{{record}[{leaf.position}]}}"


# Codes without a list of their own; a letter with an accent in one is a fault.
_CODES = frozenset({"item_id", "gtin"})
# What ASCII has of characters that do not print and that a structurally valid text can hold.
_UNSEEN = ("\n", "\t", "\r", "\x7f")
# Beyond ASCII, Latin letters and the signs beside them: no blank of another kind, no soft hyphen (U+00AD), no other script.
_NOT_LATIN = re.compile("[^ -~\u00a1-\u00ac\u00ae-\u024f]")
_CONTENTS, _PIECES = ITEM_LAYOUT.subgroups["contents"]
_SENDER, _PARTY = ITEM_LAYOUT.subgroups["sender"]
_ADDRESSEE, _OTHER_PARTY = ITEM_LAYOUT.subgroups["addressee"]
_REFERENCES = _PARTY.position("references")
_OTHER_REFERENCES = _OTHER_PARTY.position("references")


def _joiner(*groups: tuple[Layout, str], codes: bool = False) -> Callable[..., str]:
    """All free texts of records, one behind the other; made once, for a loop over the layout costs ten times as much."""
    names = ", ".join(name for _, name in groups)
    texts = " ".join(text for layout, name in groups for text in _texts(layout, name, codes=codes))
    return eval(f'lambda {names}: f" {texts} "')  # type: ignore[no-any-return]  # noqa: S307 - positions of the field table only


_EMPTY_PARTY: list[Any] = [None] * max(_PARTY.size, _OTHER_PARTY.size)
_EMPTY_PARTY[_REFERENCES] = _EMPTY_PARTY[_OTHER_REFERENCES] = ()
_whole = ((ITEM_LAYOUT, "item"), (_PARTY, "sender"), (_OTHER_PARTY, "addressee"))
_join_item, _join_piece = _joiner(*_whole), _joiner((_PIECES, "piece"))
_item_codes, _piece_codes = _joiner(*_whole, codes=True), _joiner((_PIECES, "piece"), codes=True)
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
    texts = [_join_item(record, sender, addressee)]
    for piece in contents:
        if piece[-1]:
            return False
        texts.append(_join_piece(piece))
    texts += [f" {reference[1]} " for references in (sender[_REFERENCES], addressee[_OTHER_REFERENCES]) for reference in references]
    for position, join in _REPEATED:
        if record[position]:
            texts += map(join, record[position])
    joined = "|".join(texts)
    if "  " in joined or any(map(joined.__contains__, _UNSEEN)):
        return False
    return joined.isascii() or (
        _NOT_LATIN.search(joined) is None
        and _item_codes(record, sender, addressee).isascii()
        and all(_piece_codes(piece).isascii() for piece in contents)
    )
