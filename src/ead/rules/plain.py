"""The one question that spares most items a dozen rules: is all their text printable Latin without stray blanks, and are codes ASCII?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ead.fields.layout import ITEM_LAYOUT, Layout, Record
from ead.fields.table import Kind

__all__ = ["has_plain_texts"]

# Codes without a list of their own; a letter with an accent in one is a fault.
_CODES = frozenset({"item_id", "gtin"})
# Latin letters and the signs beside them: nothing that does not print, no blank of another kind, no soft hyphen (U+00AD), no other script.
_LATIN = re.compile("[ -~\u00a1-\u00ac\u00ae-\u024f]*+").fullmatch
_CONTENTS, _PIECES = ITEM_LAYOUT.subgroups["contents"]
_SENDER, _PARTY = ITEM_LAYOUT.subgroups["sender"]
_ADDRESSEE, _OTHER_PARTY = ITEM_LAYOUT.subgroups["addressee"]
_REFERENCES = _PARTY.position("references")
_OTHER_REFERENCES = _OTHER_PARTY.position("references")


def _codes(layout: Layout, record: str) -> list[str]:
    """Source text that takes the codes of a group out of its record."""
    texts = [leaf for leaf in layout.leaves.values() if leaf.field.kind is Kind.TEXT]
    return [f"{record}[{leaf.position}]" for leaf in texts if leaf.field.codelist or leaf.field.name in _CODES]


def _taker(take: Callable[[Layout, str], list[str]], *groups: tuple[Layout, str]) -> Callable[..., list[str | None]]:
    """All that ``take`` names of records, in one list; made once, for a loop over the layout costs ten times as much."""
    names = ", ".join(name for _, name in groups)
    taken = ", ".join(expression for layout, name in groups for expression in take(layout, name))
    return eval(f"lambda {names}: [{taken}]")  # type: ignore[no-any-return]  # noqa: S307 - positions of the field table only


_EMPTY_PARTY: list[Any] = [None] * max(_PARTY.size, _OTHER_PARTY.size)
_EMPTY_PARTY[_REFERENCES] = _EMPTY_PARTY[_OTHER_REFERENCES] = ()
_ITEM = ((ITEM_LAYOUT, "item"), (_PARTY, "sender"), (_OTHER_PARTY, "addressee"))
_texts_of_item, _codes_of_item = _taker(Layout.slices, *_ITEM), _taker(_codes, *_ITEM)
_texts_of_piece, _codes_of_piece = _taker(Layout.slices, (_PIECES, "piece")), _taker(_codes, (_PIECES, "piece"))
_REPEATED = [
    (position, _taker(Layout.slices, (layout, "one")))
    for position, layout in ITEM_LAYOUT.subgroups.values()
    if layout.group.repeated and position != _CONTENTS
]


def has_plain_texts(record: Record) -> bool:
    """Whether every text of an item is printable Latin, without leading, trailing or doubled blanks, and every code ASCII.

    ``False`` also when that is not cheap to tell.
    """
    sender, addressee, contents = record[_SENDER] or _EMPTY_PARTY, record[_ADDRESSEE] or _EMPTY_PARTY, record[_CONTENTS]
    # What is no text consists of plain characters anyway.
    texts = _texts_of_item(record, sender, addressee)
    for piece in contents:
        if piece[-1]:
            return False
        texts += _texts_of_piece(piece)
    for references in (sender[_REFERENCES], addressee[_OTHER_REFERENCES]):
        for reference in references or ():
            texts += reference
    for position, take in _REPEATED:
        for one in record[position] or ():
            texts += take(one)
    # A bar stands before and behind each value, so a blank at the end of one stands beside a bar.
    joined = f"|{'|'.join(filter(None, texts))}|"
    if "  " in joined or "| " in joined or " |" in joined:
        return False
    if joined.isascii():
        return joined.isprintable()
    codes = _codes_of_item(record, sender, addressee)
    for piece in contents:
        codes += _codes_of_piece(piece)
    return _LATIN(joined) is not None and "".join(filter(None, codes)).isascii()
