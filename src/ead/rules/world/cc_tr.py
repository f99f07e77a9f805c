"""Rules: Türkiye. The form of the addressee's numbers stands in ``data/cc-tr.toml``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ead.codelists.natures import RETURNED, SAMPLE
from ead.rules.api import WARNING, Answer, Scope, rule
from ead.rules.rates import Rates
from ead.rules.reference_facts import Known
from ead.rules.table_references import has_kind
from ead.rules.tables import rules_from_data
from ead.rules.value_facts import Money, dearest, worth

__all__ = ["TABLE_RULES"]

TABLE_RULES = rules_from_data("cc-tr")

_OF_FIRMS, _OF_PERSONS = ("VKN", "TCKN"), ("TCKN",)  # sole traders have no other number than their own
_NOT_FOR_USE = frozenset({SAMPLE, RETURNED})
# Books and other print; medicines, food supplements and vitamins.
_FAVOURED = ("4901", "4902", "4903", "4904", "4905", "30", "2106", "2936")
_MARKS = str.maketrans("", "", ". ")
_END_OF_RELIEF = date(2026, 2, 6)


@rule(
    "TR-ID-001",
    on=Scope.ITEM,
    reads=["addressee_references?", "addressee_is_named", "is_goods", "to_firm"],
    at="addressee.references",
    severity=WARNING,
    text="the addressee has no {wanted}",
    source="4PX, notice on express items to Türkiye; Ministry of Trade of Türkiye, rules on fast cargo and post",
    since=date(2019, 7, 1),
    fix="ask the addressee for the {wanted}",
    public=frozenset({"wanted"}),
)
def addressees_in_turkiye_are_identified(given: Sequence[Known] | None, named: bool, is_goods: bool, to_firm: bool) -> Answer:
    """Goods to Türkiye do not name the identity number of the person, or the tax number of the firm.

    Why: Turkish customs clear in the name of the addressee, whom they find by that number only.
    Fix: ask a person for the T.C. kimlik number (11 digits), a firm for the VKN (10 digits).
    Good: TW to TR: addressee.references.1.value = "4540536920"
    Bad: TW to TR: addressee.references = none
    Notes: foreigners who live there have a number of the same form. For a sole trader the number of the person does.
    """
    if not is_goods or has_kind(given, _OF_FIRMS if to_firm else _OF_PERSONS):
        return None
    return {"wanted": "tax number (VKN)" if to_firm else "identity number (T.C. kimlik)"}


@rule(
    "TR-VAL-001",
    on=Scope.ITEM,
    reads=["contents.hs_code?", "contents.amount?", "total_value?", "nature", "is_goods", "to_firm", "rates", "on"],
    at="contents.1.hs_code",
    severity=WARNING,
    text="{what} for a private person need an ordinary customs declaration",
    source="Presidential decision of Türkiye published on 2026-01-07, in force 30 days later",
    since=_END_OF_RELIEF,
    fix="tell the addressee, who has to declare the goods through a customs broker",
    public=frozenset({"what"}),
)
def goods_to_persons_in_turkiye_are_favoured(
    codes: Sequence[str | None],
    amounts: Sequence[Decimal | None],
    total: Money | None,
    nature: str,
    is_goods: bool,
    to_firm: bool,
    rates: Rates,
    on: date,
    *,
    limit: Decimal = Decimal(1500),
) -> Answer:
    """Goods for a private person in Türkiye are none that the simplified postal declaration is left for.

    Why: since 2026-02-06 post clears for persons only books, medicines, food supplements and samples; anything else goes back, or waits
        for a declaration that costs more than most goods.
    Fix: tell the addressee before posting; the goods need an ordinary declaration.
    Good: TW to TR: contents.1.hs_code = "610910"
    Bad: CN to TR: addressee.company = none; addressee.person_type = "1";
        addressee.references.1.kind = "TCKN"; addressee.references.1.value = "17291716060"
    Notes: books, medicines and supplements are favoured up to 1 500 euro, medicines with a prescription. What it is is told by the HS code;
        pieces without one are not judged.
    """
    if to_firm or not is_goods or nature in _NOT_FOR_USE:
        return None
    for number, code in enumerate(codes, 1):
        if code is not None and not _is_favoured(code):
            return {"at": f"contents.{number}.hs_code", "what": "such goods"}
    if total is None or None in codes or not _is_above(total, limit, rates, on):
        return None
    return {"at": dearest(amounts), "what": f"goods above {limit} euro"}


@rule(
    "TR-VAL-002",
    on=Scope.ITEM,
    reads=["contents.hs_code?", "contents.amount?", "total_value", "nature", "is_goods", "to_firm", "rates", "on"],
    at="contents.1.amount",
    severity=WARNING,
    text="the goods are worth more than {limit} euro, so they need an ordinary customs declaration",
    source="Presidential decision of Türkiye in force since 2024-08-21",
    since=date(2024, 8, 21),
    until=_END_OF_RELIEF,
    fix="tell the addressee, who has to declare the goods through a customs broker",
)
def goods_to_persons_in_turkiye_are_within_the_limit(
    codes: Sequence[str | None],
    amounts: Sequence[Decimal | None],
    total: Money,
    nature: str,
    is_goods: bool,
    to_firm: bool,
    rates: Rates,
    on: date,
    *,
    limit: Decimal = Decimal(30),
    favoured: Decimal = Decimal(1500),
) -> Answer:
    """Goods for a private person in Türkiye are worth more than the simplified postal declaration was meant for.

    Why: from 2024-08-21 to 2026-02-05 persons could receive goods of up to 30 euro by it, books, medicines and food supplements of up to
        1 500 euro.
    Fix: tell the addressee before posting; the goods need an ordinary declaration.
    Good: CN to TR: on 2026-02-05: contents.1.amount = "29.80"; addressee.company = none; addressee.person_type = "1";
        addressee.references.1.kind = "TCKN"; addressee.references.1.value = "17291716060"
    Bad: CN to TR: on 2026-02-05: contents.1.amount = "37.80"; addressee.company = none; addressee.person_type = "1";
        addressee.references.1.kind = "TCKN"; addressee.references.1.value = "17291716060"
    Notes: TR-VAL-001 is what has been asked since.
    """
    if to_firm or not is_goods or nature in _NOT_FOR_USE:
        return None
    most = favoured if all(code is not None and _is_favoured(code) for code in codes) else limit
    return {"at": dearest(amounts), "limit": most} if _is_above(total, most, rates, on) else None


def _is_favoured(code: str) -> bool:
    return code.translate(_MARKS).startswith(_FAVOURED)


def _is_above(total: Money, limit: Decimal, rates: Rates, on: date) -> bool:
    """Whether the value is above so many euro; without a rate nobody knows."""
    value = worth(total, "EUR", rates, on)
    return value is not None and value > Decimal(limit)
