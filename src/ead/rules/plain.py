"""The one question that spares most items a dozen rules: is all their text printable ASCII without stray blanks?"""

from __future__ import annotations

from ead.fields.layout import ITEM_LAYOUT, Layout, Record

__all__ = ["has_plain_texts"]


def _leaves(layout: Layout) -> slice:
    """The leaves that stand together at the head of a group; all groups but the item have no others."""
    return slice(0, len(layout.leaves))


_ITEM = [leaf.position for leaf in ITEM_LAYOUT.leaves.values()]
_PARTIES = [(ITEM_LAYOUT.position(role), _leaves(ITEM_LAYOUT.subgroups[role][1])) for role in ("sender", "addressee")]
_FIRST = slice(0, min(position for position, _ in ITEM_LAYOUT.subgroups.values()))
_LATE = [position for position in _ITEM if position >= _FIRST.stop]
_CONTENTS, _PIECE = ITEM_LAYOUT.subgroups["contents"][0], _leaves(ITEM_LAYOUT.subgroups["contents"][1])
_REPEATED = [position for position, layout in ITEM_LAYOUT.subgroups.values() if layout.group.repeated and position != _CONTENTS]


def has_plain_texts(record: Record) -> bool:
    """Whether every text of an item is printable ASCII without leading, trailing or doubled blanks; ``False`` when that is not
    cheap to tell."""
    texts = record[_FIRST]
    for position in _LATE:
        texts.append(record[position])
    for position, leaves in _PARTIES:
        party = record[position]
        if party is not None:
            texts += party[leaves]
            for reference in party[-1]:
                texts += reference
    for piece in record[_CONTENTS]:
        texts += piece[_PIECE]
        if piece[-1]:
            return False
    for position in _REPEATED:
        for part in record[position]:
            texts += part
    joined = "|".join(filter(None, texts))
    return (
        joined.isascii()
        and joined.isprintable()
        and "  " not in joined
        and " |" not in joined
        and "| " not in joined
        and not joined.startswith(" ")
        and not joined.endswith(" ")
    )
