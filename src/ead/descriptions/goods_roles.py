"""The name of the goods by compiled code, which asks once for each word what it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from ead.descriptions.goods_table import FIRST, INNER, LAST, beginnings, endings, inner_beginnings, names, stems
from ead.descriptions.goods_words import ADJECTIVE_ENDS, first_form, goods_words, inner_form, is_passed_over, is_polish, last_form, stem_of
from ead.descriptions.protocol import Goods
from ead.descriptions.quick import alphabet, maybe, word_roles
from ead.native import part, twin

__all__ = ["maybe_unlike", "quick_goods"]


@cache
def quick_goods() -> Callable[[str], Any]:
    """A function that tells the goods, or is ``NotImplemented``: twin of :func:`ead.descriptions.goods.read_goods`.

    Names are looked up in the same tables by both.
    """
    return twin("described", lambda native: _compiled().goods, lambda: _not_at_all)


def _not_at_all(_: str) -> Any:
    return NotImplemented


@cache
def maybe_unlike() -> Callable[[str, str], bool]:
    """A test that is false only of descriptions and HS codes in which :func:`ead.rules.dq_hs.foreign_chapter` finds nothing."""
    return twin("described", lambda native: _compiled().may_differ, lambda: maybe)


@cache
def _second_words() -> frozenset[str]:
    return frozenset(name.split(" ", 2)[1] for name in names() if " " in name)


@cache
def _compiled() -> Any:
    native = part("described")
    assert native is not None
    known = goods_words()
    roles = word_roles(
        native.GOODS_ROLES,
        passed_over=is_passed_over,
        ending=endings().__contains__,
        inner_beginning=inner_beginnings().__contains__,
        stops_last=known.last.__contains__,
        stops_first=known.first.__contains__,
        stops_inner=known.inner.__contains__,
        slavic=is_polish,
        holder=known.holders.__contains__,
        before=known.before.__contains__,
        accessory=known.accessories.__contains__,
        exception=known.exceptions.__contains__,
        first_stem=lambda word: stem_of(word) in stems(FIRST),
        inner_stem=lambda word: stem_of(word) in stems(INNER),
        adjective=lambda word: word.endswith(ADJECTIVE_ENDS),
        name=names().__contains__,
        continuing=_second_words().__contains__,
        longest=lambda word: beginnings().get(word, 0),
    )
    return native.GoodsNames(
        alphabet(),
        roles,
        names(),
        (LAST, FIRST, INNER),
        made=Goods,
        english=known.english,
        devices=known.devices,
        unusual=last_form,
        first_form=first_form,
        inner_form=inner_form,
    )
