"""Data quality of HS codes: dummies, lost zeros, codes that do not suit what is described."""

from __future__ import annotations

from collections.abc import Sequence

from ead.codelists import hs
from ead.descriptions.goods_roles import maybe_unlike
from ead.descriptions.judge import BUILTIN_JUDGE
from ead.descriptions.protocol import DescriptionJudge, Examination, Goods
from ead.rules.api import INFO, WARNING, Answer, Confidence, Scope, fact, rule
from ead.rules.facts import is_dummy_hs, zero_padded_hs

__all__ = ["described_goods", "foreign_chapter", "unlike_goods"]

_DIGITS = 6


@fact("described_goods", on=Scope.PIECE, reads=["description", "judge"])
def described_goods(description: str, judge: DescriptionJudge) -> Goods | None:
    """What the judge takes the goods for, and the chapters they can be in; ``None`` where the description leaves a doubt."""
    return judge.goods(description)


@fact("foreign_chapter", on=Scope.PIECE, reads=["description", "hs_code", "judge"])
def foreign_chapter(description: str, hs_code: str, judge: DescriptionJudge) -> str | None:
    """The chapter of the HS code, where the described goods cannot be in it."""
    return _foreign(judge.goods(description), hs_code[:2]) if judge is not BUILTIN_JUDGE or maybe_unlike()(description, hs_code) else None


def _foreign(goods: Goods | None, chapter: str) -> str | None:
    return chapter if goods is not None and chapter not in goods.chapters else None


@fact("unlike_goods", on=Scope.ITEM, reads=["contents.description?", "contents.hs_code?", "judge"])
def unlike_goods(descriptions: Sequence[str | None], codes: Sequence[str | None], judge: DescriptionJudge) -> tuple[str, str] | None:
    """Names of two kinds of goods that share one HS code but not its chapter; only if all pieces have that code."""
    return (
        _unlike(descriptions, codes[0][:2], judge)
        if len(codes) > 1
        and codes[0] is not None
        and codes[1] is not None
        and codes[0][:_DIGITS] == codes[1][:_DIGITS]
        and _are_alike(codes)
        else None
    )


def _are_alike(codes: Sequence[str | None]) -> bool:
    return None not in codes and len({code[:_DIGITS] for code in codes if code is not None}) == 1


def _unlike(descriptions: Sequence[str | None], chapter: str, judge: DescriptionJudge) -> tuple[str, str] | None:
    known = sorted(
        {goods for description in descriptions if description and (goods := judge.goods(description))}, key=lambda goods: goods.name
    )
    at_home = [goods for goods in known if chapter in goods.chapters]
    strange = [goods for goods in known if chapter not in goods.chapters]
    if at_home and strange:
        return at_home[0].name, strange[0].name
    pairs = ((one.name, other.name) for one in strange for other in strange if one.chapters.isdisjoint(other.chapters))
    return next(pairs, None)


@rule(
    "DQ-HS-001",
    on=Scope.PIECE,
    reads=["hs_code"],
    at="hs_code",
    severity=WARNING,
    text='HS code "{hs_code}" is a dummy, expected the code of the goods',
    source="WCO Harmonized System: no such sub-headings",
    confidence=Confidence.ARITHMETIC,
    fix="look the goods up in the Harmonized System and give their six digits",
)
def hs_code_is_no_dummy(hs_code: str) -> Answer:
    """The HS code is a run of digits such as 000000, 111111 or 123456.

    Why: it was typed to get past a required field; customs cannot use it, and some systems refuse the item.
    Fix: look the goods up in the Harmonized System and give their six digits.
    Good: contents.1.hs_code = "610910"
    Bad: contents.1.hs_code = "111111"
    Notes: 999999 is the statistical catch-all and has a rule of its own (HS-SPC-001).
    """
    return {"hs_code": hs_code} if is_dummy_hs(hs_code) else None


@rule(
    "DQ-HS-003",
    on=Scope.PIECE,
    reads=["hs_code", "item.hs_edition"],
    at="hs_code",
    severity=INFO,
    text='HS code "{hs_code}" has lost its leading zero: "{padded}" exists in HS {edition}',
    source="WCO Harmonized System, editions 2017 and 2022",
    confidence=Confidence.INFERRED,
    fix='write "{padded}", and keep HS codes as text: a spreadsheet takes the zero away',
    safe_fix=True,
)
def hs_code_has_its_leading_zero(hs_code: str, edition: str) -> Answer:
    """The HS code has five, seven or nine digits, and exists with a zero in front.

    Why: chapters 01 to 09 begin with a zero, which spreadsheets take away; the code that is left means other goods or none.
    Fix: write the code with its zero, and keep HS codes as text: a spreadsheet takes the zero away.
    Good: contents.1.hs_code = "610910"
    Bad: contents.1.hs_code = "90121"; contents.1.description = "Roasted coffee beans"
    """
    return _with_lost_zero(hs_code, edition) if len(hs_code) & 1 else None


def _with_lost_zero(hs_code: str, edition: str) -> Answer:
    padded = zero_padded_hs(hs_code, hs.data_edition(edition))
    return {"hs_code": hs_code, "padded": padded, "edition": edition, "fix_value": padded} if padded else None


@rule(
    "DQ-HS-004",
    on=Scope.ITEM,
    reads=["unlike_goods", "contents.hs_code?"],
    at="contents.1.hs_code",
    severity=INFO,
    text='all pieces have HS code "{hs_code}", but "{one}" and "{other}" belong to different chapters',
    source="WCO Harmonized System, chapter structure",
    confidence=Confidence.INFERRED,
    fix="give each piece the code of its own goods",
)
def pieces_have_codes_of_their_own(unlike: tuple[str, str], codes: Sequence[str | None]) -> Answer:
    """All pieces have one HS code although their descriptions belong to different chapters.

    Why: one code is often copied to all lines; duty, tax and prohibitions then are those of other goods.
    Fix: give each piece the code of its own goods.
    Good: contents.1.hs_code = "610910"
    Bad: gross_weight = "0.700"; contents.2.units = 1; contents.2.description = "Scented candle"; contents.2.amount = "17.35";
        contents.2.currency = "EUR"; contents.2.net_weight = "0.171"; contents.2.hs_code = "610910"; contents.2.origin_country = "TW";
        contents.2.seller_product_id = "SKU-2"; contents.2.maker_product_id = "TS-2"
    """
    return {"hs_code": codes[0], "one": unlike[0], "other": unlike[1]}


@rule(
    "DQ-DSC-012",
    on=Scope.PIECE,
    reads=["foreign_chapter", "hs_code", "described_goods", "description_fault?", "item.unlike_goods?", "item.hs_edition"],
    at="hs_code",
    severity=WARNING,
    text='HS code "{hs_code}" is in chapter {chapter}, where "{name}" does not belong',
    source="WCO Harmonized System, chapter structure",
    confidence=Confidence.INFERRED,
    fix="check which of the two is wrong, description or code",
)
def description_suits_the_hs_chapter(
    chapter: str, hs_code: str, goods: Goods, fault: Examination | None, unlike: tuple[str, str] | None, edition: str
) -> Answer:
    """The description names goods that cannot be in the chapter of the HS code.

    Why: a wrong code is assessed with the wrong duty, and looks like an attempt to pass goods off as others.
    Fix: check which of the two is wrong, description or code.
    Good: contents.1.hs_code = "610910"
    Bad: contents.1.hs_code = "851830"
    Notes: the name of the goods is looked up in a table of some 8000 names in 13 languages, where the language puts it (last in
        English, first in French); the chapters are given generously, and a description without a known name there passes.
        Silent where the description has a fault of its own, and for codes that do not exist or are left to national use
        (chapters 98 and 99).
    """
    if unlike is not None or (fault is not None and fault.kind):
        return None
    if hs.chapter_status(hs_code) != "assigned" or not hs.is_valid(hs_code[:_DIGITS], hs.data_edition(edition)):
        return None
    return {"hs_code": hs_code, "chapter": chapter, "name": goods.name}
