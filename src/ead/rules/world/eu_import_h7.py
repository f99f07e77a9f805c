"""Import into the European Union: the low-value declaration H7, what it must hold and what it may not declare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ead.rules.api import ERROR, WARNING, Answer, Scope, rule
from ead.rules.rates import Rates
from ead.rules.value_facts import Money, dearest, worth
from ead.rules.world.declaration import PARTY_READS, party_gaps, piece_gaps
from ead.rules.world.eu_import_facts import LOW_VALUE, enters_union
from ead.rules.world.eu_import_goods import ALSO_DANGEROUS, CHAPTERS, goods_of, place_of

__all__ = ["enters_union"]

_START = date(2021, 7, 1)
_COLUMNS = ("description", "amount", "currency", "hs_code")


@rule(
    "EUI-H7-001",
    on=Scope.ITEM,
    reads=[
        "enters_union",
        "is_goods",
        "is_commercial",
        "piece_count",
        *(f"contents.{column}?" for column in _COLUMNS),
        "total_value?",
        "rates",
        "on",
        *PARTY_READS,
    ],
    at="contents",
    severity=ERROR,
    text="the low-value declaration H7 needs the {element}",
    source="Delegated Regulation (EU) 2015/2446, annex B, column H7; Spanish tax agency, data elements of H7",
    since=_START,
    fix="add the {element}",
    supersedes=frozenset({"UPU-CNT-001", "UPU-CNT-002", "UPU-PTY-001", "UPU-PTY-003", "UPU-HS-001", "PLACI-001"}),
    public=frozenset({"element"}),
    each_field=True,
)
def low_value_declaration_is_complete(
    entering: bool,
    goods: bool,
    commercial: bool,
    pieces: int,
    descriptions: Sequence[str | None],
    amounts: Sequence[Decimal | None],
    currencies: Sequence[str | None],
    codes: Sequence[str | None],
    total: Money | None,
    rates: Rates,
    on: date,
    sender_name: str | None,
    sender_first: str | None,
    sender_last: str | None,
    sender_firm: str | None,
    sender_line1: str | None,
    sender_line2: str | None,
    sender_city: str | None,
    sender_country: str | None,
    name: str | None,
    first: str | None,
    last: str | None,
    firm: str | None,
    line1: str | None,
    line2: str | None,
    city: str | None,
    country: str | None,
) -> Answer:
    """An item for the low-value declaration lacks a description, the value, the HS code, or data of sender or addressee.

    Why: the post or its broker files the declaration from this data; without one of the elements it cannot be filed.
    Fix: add what is missing; the value is the intrinsic one, without postage and insurance.
    Good: contents.1.description = "Knitted cotton T-shirt for men"
    Bad: contents.1.currency = none
    Notes: asked of goods up to 150 euro, and of goods whose value is not known. A missing HS code is a warning here, and of commercial
        goods only; other rules may make it an error. The gross weight cannot be missing from a sound message.
    """
    return (
        _gaps(
            party_gaps(
                (
                    *(sender_name, sender_first, sender_last, sender_firm, sender_line1, sender_line2, sender_city, sender_country),
                    *(name, first, last, firm, line1, line2, city, country),
                )
            ),
            {"description": descriptions, "amount": amounts, "currency": currencies},
            codes if commercial else (),
        )
        if (
            not (sender_name and sender_line1 and sender_city and sender_country and name and line1 and city and country and pieces)
            or None in descriptions
            or None in amounts
            or None in currencies
            or (commercial and None in codes)
        )
        and goods
        and not _is_dear(total, rates, on)
        else None
    )


def _gaps(hits: list[Mapping[str, Any]], columns: Mapping[str, Sequence[Any]], codes: Sequence[str | None]) -> Answer:
    if not columns["description"]:
        hits.append({"at": "contents", "element": "content pieces"})
    hits += piece_gaps(columns)
    hits += [{**hit, "severity": WARNING} for hit in piece_gaps({"hs_code": codes})]
    return hits or None


def _is_dear(total: Money | None, rates: Rates, on: date) -> bool:
    value = worth(total, "EUR", rates, on) if total is not None else None
    return value is not None and value > LOW_VALUE


@rule(
    "EUI-H7-002",
    on=Scope.ITEM,
    reads=["enters_union", "is_goods", "total_value", "contents.amount", "rates", "on"],
    at="contents.1.amount",
    severity=WARNING,
    text="goods worth {worth} EUR are above the {limit} EUR up to which the low-value declaration H7 may be used",
    source="Delegated Regulation (EU) 2015/2446, article 143a; Spanish tax agency, intrinsic value in H7",
    since=_START,
    fix="have the full declaration H1 filed, or H6 in postal traffic, and add an invoice",
)
def value_allows_the_low_value_declaration(
    entering: bool, goods: bool, total: Money, amounts: Sequence[Decimal], rates: Rates, on: date, *, limit: int = LOW_VALUE
) -> Answer:
    """The goods are worth more than 150 euro, so the low-value declaration cannot be used.

    Why: the item waits until a full declaration is filed, for which the post needs the addressee's order and papers.
    Fix: have the full declaration H1 filed, or H6 in postal traffic, and add an invoice; or correct the value.
    Good: contents.1.amount = "130.00"
    Bad: nature = "32"; sender.references = none; contents.1.amount = "172.40"
    Notes: the intrinsic value counts. Other currencies are converted with the rates given. With an IOSS number EUI-IOSS-002 says so.
    """
    return (
        _too_dear(total, amounts, rates, on, limit)
        if goods and (total.currency != "EUR" or total.amount > limit) and (total.currency, "EUR") not in rates.futile
        else None
    )


def _too_dear(total: Money, amounts: Sequence[Decimal], rates: Rates, on: date, limit: int) -> Answer:
    value = worth(total, "EUR", rates, on)
    return {"at": dearest(amounts), "worth": round(value, 2), "limit": limit} if value is not None and value > limit else None


@rule(
    "EUI-H7-003",
    on=Scope.PIECE,
    reads=["hs_code", "description?", "item.enters_union", "item.is_goods"],
    at="hs_code",
    severity=WARNING,
    text="{goods} are {kind}: neither H7 nor H6 may declare them",
    source="Delegated Regulation (EU) 2015/2446, articles 143a and 144: no excise goods, no goods under prohibitions and restrictions",
    since=_START,
    fix="have the full declaration filed, with the licence or certificate that the goods need",
    supersedes=ALSO_DANGEROUS,
)
def goods_allow_the_low_value_declaration(code: str, description: str | None, entering: bool, goods: bool) -> Answer:
    """The goods are under excise duty, or under prohibitions and restrictions.

    Why: simplified declarations leave such goods out; they need the full one, and papers of the competent authority.
    Fix: have the full declaration filed, with the licence or certificate that the goods need.
    Good: contents.1.hs_code = "610910"
    Bad: contents.1.hs_code = "120991"; contents.1.description = "Tomato seeds for sowing in the garden"
    Notes: a selection of goods by HS code, each with the act it rests on (``rules/data/eu-import.toml``). Told at
        the description where that gave the goods away to the rules on dangerous goods.
    """
    return _set_apart(code, description) if code[:2] in CHAPTERS and goods else None


def _set_apart(code: str, description: str | None) -> Answer:
    for group, kind in (("excise", "under excise duty"), ("restricted", "under prohibitions and restrictions")):
        goods = goods_of(code, group)
        if goods is not None:
            return {"at": place_of(description, code), "goods": goods, "kind": kind}
    return None
