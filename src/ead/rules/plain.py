"""The one question that spares most items a dozen rules: is all their text printable ASCII without stray blanks?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ead.fields.layout import ITEM_LAYOUT, Layout, Record
from ead.fields.table import Kind

__all__ = ["has_plain_texts"]


def _texts(layout: Layout, record: str) -> Iterator[str]:
    """The free texts of a group, as pieces of an f-string; what has a pattern is plain anyway, and "None" is plain too."""
    for leaf in layout.leaves.values():
        if leaf.field.kind is Kind.TEXT:
            yield f"{{{record}[{leaf.position}]}}"


def _joiner(layout: Layout) -> Callable[[Record], str]:
    """All free texts of a record of a group, one behind the other; made once, for a loop over the layout costs ten times as much."""
    return eval(f'lambda r: f"{" ".join(_texts(layout, "r"))}"')  # type: ignore[no-any-return]  # noqa: S307 - positions of the field table only


# What ASCII has of characters that do not print and that a structurally valid text can hold.
_UNSEEN = ("\n", "\t", "\r", "\x7f")
_CONTENTS, _PIECES = ITEM_LAYOUT.subgroups["contents"]
_join_item, _join_piece = _joiner(ITEM_LAYOUT), _joiner(_PIECES)
_PARTIES = [(position, _joiner(layout)) for position, layout in (ITEM_LAYOUT.subgroups["sender"], ITEM_LAYOUT.subgroups["addressee"])]
_REPEATED = [
    (position, _joiner(layout)) for position, layout in ITEM_LAYOUT.subgroups.values() if layout.group.repeated and position != _CONTENTS
]


def has_plain_texts(record: Record) -> bool:
    """Whether every text of an item is printable ASCII without leading, trailing or doubled blanks.

    ``False`` also when that is not cheap to tell.
    """
    texts = [_join_item(record)]
    for position, join in _PARTIES:
        party = record[position]
        if party is not None:
            texts.append(join(party))
            # References come last in a party; their values are free text.
            texts += [reference[1] for reference in party[-1]]
    for piece in record[_CONTENTS]:
        if piece[-1]:
            return False
        texts.append(_join_piece(piece))
    for position, join in _REPEATED:
        if record[position]:
            texts += map(join, record[position])
    # Between blanks, a value with a blank at its ends makes two of them.
    joined = f" {' '.join(texts)} "
    return joined.isascii() and "  " not in joined and not any(map(joined.__contains__, _UNSEEN))
