"""The one question that spares most items a dozen rules: is all their text printable Latin without stray blanks, and are codes ASCII?

Signs that belong to no script, such as dashes and quotation marks, are Latin here: these rules have nothing to say about them.

It has a compiled twin, :mod:`ead.native.texts`, that takes a tenth of the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain
from operator import itemgetter
from typing import Any

from ead.fields.layout import ITEM_LAYOUT, Layout, Record
from ead.native import twin

__all__ = ["has_plain_texts", "has_plain_texts_in_python"]

# Latin letters and the signs beside them, and the signs of word processors: dashes, quotation marks, bullets, currencies, arrows. Nothing
# that does not print, no blank of another kind, no soft hyphen (U+00AD), no other script.
_LATIN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u036f\u2010-\u2027\u2030-\u205e\u2074-\u208e\u20a0-\u20c0\u2100-\u218b\u2190-\u2426\u2460-\u2b73]*+"
).fullmatch
# Most of them (U+00C0 to U+023F) as bytes of UTF-8: to delete bytes is many times as fast as to match characters.
_LATIN_BYTES = bytes([*range(0x20, 0x7F), *range(0x80, 0xC0), *range(0xC3, 0xC9)])
_CONTENTS, _PIECES = ITEM_LAYOUT.subgroups["contents"]
_SENDER, _PARTY = ITEM_LAYOUT.subgroups["sender"]
_ADDRESSEE, _OTHER_PARTY = ITEM_LAYOUT.subgroups["addressee"]
_REFERENCES = _PARTY.position("references")
_OTHER_REFERENCES = _OTHER_PARTY.position("references")


def _codes(layout: Layout, record: str) -> list[str]:
    """Source text that takes the codes of a group out of its record."""
    return [f"{record}[{leaf.position}]" for leaf in layout.leaves.values() if leaf.field.is_listed]


def _taker(take: Callable[[Layout, str], list[str]], *groups: tuple[Layout, str]) -> Callable[..., list[str | None]]:
    """All that ``take`` names of records, in one list; made once, for a loop over the layout costs ten times as much."""
    names = ", ".join(name for _, name in groups)
    taken = ", ".join(expression for layout, name in groups for expression in take(layout, name))
    return eval(f"lambda {names}: [{taken}]")  # type: ignore[no-any-return]  # noqa: S307 - positions of the field table only


_EMPTY_PARTY: list[Any] = [None] * max(_PARTY.size, _OTHER_PARTY.size)
_EMPTY_PARTY[_REFERENCES] = _EMPTY_PARTY[_OTHER_REFERENCES] = ()
_ITEM = ((ITEM_LAYOUT, "item"), (_PARTY, "sender"), (_OTHER_PARTY, "addressee"))
_texts_of_item, _codes_of_item = _taker(Layout.slices, *_ITEM), _taker(_codes, *_ITEM)
_codes_of_piece = _taker(_codes, (_PIECES, "piece"))
_repeated = itemgetter(*[position for position, layout in ITEM_LAYOUT.subgroups.values() if layout.group.repeated])


def has_plain_texts_in_python(record: Record) -> bool:
    """Whether every text of an item is printable Latin, without leading, trailing or doubled blanks, and every code ASCII.

    ``False`` also when that is not cheap to tell.
    """
    sender, addressee = record[_SENDER] or _EMPTY_PARTY, record[_ADDRESSEE] or _EMPTY_PARTY
    # What is no text consists of plain characters anyway.
    texts = _texts_of_item(record, sender, addressee)
    groups = (*_repeated(record), sender[_REFERENCES], addressee[_OTHER_REFERENCES])
    try:
        texts += chain.from_iterable(chain.from_iterable(filter(None, groups)))
        # A blank stands before and behind each value, so one more at the beginning or end makes two.
        joined = f" {' '.join(filter(None, texts))} "
    except TypeError:  # groups within groups
        return False
    if "  " in joined:
        return False
    return joined.isprintable() if joined.isascii() else _is_latin(joined) and _has_plain_codes(record, sender, addressee)


def _is_latin(text: str) -> bool:
    # A lone surrogate, which JSON may have, must not raise.
    return not text.encode("utf-8", "surrogatepass").translate(None, _LATIN_BYTES) or _LATIN(text) is not None


def _has_plain_codes(record: Record, sender: Record, addressee: Record) -> bool:
    codes = _codes_of_item(record, sender, addressee)
    for piece in record[_CONTENTS]:
        codes += _codes_of_piece(piece)
    return "".join(filter(None, codes)).isascii()


def _plan(layout: Layout, *, within: bool = False) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    """What the compiled twin has to know of the members of a group; ``within``: the group is a repeated one."""
    members: list[tuple[str, tuple[Any, ...]]] = [("text", ())] * layout.size
    for leaf in layout.leaves.values():
        if leaf.field.is_listed and (not within or layout is _PIECES):
            members[leaf.position] = ("code", ())
    for position, below in layout.subgroups.values():
        if within:
            members[position] = ("closed", ())
        else:
            repeated = below.group.repeated
            members[position] = ("repeated" if repeated else "single", _plan(below, within=repeated))
    return tuple(members)


has_plain_texts: Callable[[Record], bool] = twin(
    "texts",
    lambda native: native.PlainTexts(_plan(ITEM_LAYOUT), has_plain_texts_in_python).has_plain_texts,
    lambda: has_plain_texts_in_python,
)
"""The same, compiled where that was built."""
