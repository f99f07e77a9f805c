"""Rules: Norway. All are about VOEC, the scheme in which foreign sellers charge value added tax when they sell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ead.rules.api import ERROR, WARNING, Answer, Scope, fact, rule
from ead.rules.facts import is_dummy_hs
from ead.rules.rates import Rates
from ead.rules.reference_facts import Known
from ead.rules.table_references import has_kind
from ead.rules.value_facts import Money, worth
from ead.rules.world.sellers import faulty_numbers, unit_worths

__all__: list[str] = []

_VOEC = ("VOEC",)
_SIX = 6
_CENT = Decimal("0.01")
# Food, drink and feed, supplements, alcohol, tobacco, medicines, arms: outside the scheme.
_EXCLUDED = (
    *(f"{chapter:02d}" for chapter in range(2, 5)),
    *(f"{chapter:02d}" for chapter in range(7, 12)),
    *(f"{chapter:02d}" for chapter in range(15, 23)),
    "24", "3003", "3004", "8543400", "854340", "93",
)  # fmt: skip


@fact("voec", on=Scope.ITEM, reads=["sender_references"])
def voec(given: Sequence[Known]) -> bool | None:
    """``True`` when the sender gives a VOEC number; else ``None``, which silences rules that read this."""
    return True if has_kind(given, _VOEC) else None


@rule(
    "NO-VOEC-001",
    on=Scope.ITEM,
    reads=["sender_references"],
    at="sender.references",
    severity=ERROR,
    text="the VOEC number of the sender is not one, expected seven digits",
    source="Norwegian Tax Administration, VOEC; Norwegian Customs, digital VOEC",
    since=date(2024, 1, 1),
    fix="copy the number from the registration: seven digits, with or without VOEC in front",
)
def voec_numbers_have_seven_digits(given: Sequence[Known]) -> Answer:
    """A number given as VOEC does not have seven digits.

    Why: customs look the number up; without a valid one the item is treated as one without VOEC, and the addressee pays again.
    Fix: copy the number from the registration: seven digits, with or without VOEC in front.
    Good: TW to NO: sender.references.1.value = "VOEC 2012345"
    Bad: TW to NO: sender.references.1.value = "201234"
    """
    return faulty_numbers(given, _VOEC, prefix="VOEC")


@rule(
    "NO-VOEC-002",
    on=Scope.PIECE,
    reads=["item.voec", "amount", "currency", "units?", "rates", "on"],
    at="amount",
    severity=ERROR,
    text="a unit of the goods is worth {worth} NOK, expected less than {below} NOK with VOEC",
    source="Norwegian Tax Administration, VOEC: goods below NOK 3 000, freight and insurance left out",
    since=date(2020, 4, 1),
    fix="leave the VOEC number out, and send the goods with an ordinary import declaration",
)
def voec_goods_cost_less_than_the_limit(
    voec: bool, amount: Decimal, currency: str, units: int | None, rates: Rates, on: date, *, below: Decimal = Decimal(3000)
) -> Answer:
    """Goods under VOEC are worth NOK 3 000 or more a unit.

    Why: the scheme ends there, whatever the whole item is worth; Norwegian customs refuse the declaration.
    Fix: leave the VOEC number out, and send the goods with an ordinary import declaration.
    Good: TW to NO: rates NOK = "0.085": contents.1.amount = "412.50"
    Bad: TW to NO: rates NOK = "0.085": contents.1.amount = "612.50"
    Notes: needs a rate of exchange where the value is not in NOK. The value of a line is divided by its number of units.
    """
    if (currency, "NOK") in rates.futile or (currency == "NOK" and amount < Decimal(below)):
        return None
    value = worth(Money(amount / max(units or 1, 1), currency), "NOK", rates, on)
    return {"worth": value.quantize(_CENT), "below": below} if value is not None and value >= Decimal(below) else None


@rule(
    "NO-VOEC-003",
    on=Scope.PIECE,
    reads=["item.voec", "hs_code?"],
    at="hs_code",
    severity=ERROR,
    text="goods under VOEC have no HS code of six digits",
    source="Norwegian Customs, digital VOEC: commodity code of six digits for each line",
    since=date(2024, 1, 1),
    fix="add the HS code, six digits or more",
    supersedes=frozenset({"ICS2-HS-001", "UPU-HS-001", "UPU-HS-002"}),
)
def voec_goods_are_classified(voec: bool, hs_code: str | None) -> Answer:
    """A line under VOEC has no HS code, or one of fewer than six digits.

    Why: the digital VOEC declaration is made by line and code; without it the item needs an ordinary import declaration.
    Fix: add the HS code, six digits or more.
    Good: TW to NO: contents.1.hs_code = "610910"
    Bad: TW to NO: contents.1.hs_code = none
    """
    return {} if hs_code is None or len(hs_code) < _SIX else None


@rule(
    "NO-VOEC-004",
    on=Scope.PIECE,
    reads=["item.voec", "hs_code"],
    at="hs_code",
    severity=ERROR,
    text='goods of HS code "{hs_code}" are outside VOEC: food, excise or restricted goods',
    source="Norwegian Tax Administration, VOEC: food, excise goods and restricted goods are excluded",
    since=date(2024, 1, 1),
    fix="leave the VOEC number out, and send the goods with an ordinary import declaration",
    supersedes=frozenset({"DG-ANP-001", "DG-ARM-001", "DG-PHA-001", "DG-TOB-001"}),
)
def voec_goods_are_within_the_scheme(voec: bool, hs_code: str) -> Answer:
    """Food, drink, supplements, alcohol, tobacco, medicines or arms are sent under VOEC.

    Why: the scheme does not cover them; customs stop the item and ask for a declaration and, for many of these goods, a licence.
    Fix: leave the VOEC number out, and send the goods with an ordinary import declaration.
    Good: TW to NO: contents.1.hs_code = "610910"
    Bad: TW to NO: contents.1.hs_code = "180690"; contents.1.description = "Chocolate with almonds"
    Notes: told by the HS code: chapters 02 to 04, 07 to 11, 15 to 22, 24 and 93, headings 3003 and 3004, electronic cigarettes.
    """
    return {"hs_code": hs_code} if hs_code.startswith(_EXCLUDED) and not is_dummy_hs(hs_code) else None


@rule(
    "NO-VOEC-005",
    on=Scope.ITEM,
    reads=[
        "sender_references?",
        "is_distance_sale",
        "contents.amount",
        "contents.currency",
        "contents.units?",
        "contents.hs_code?",
        "rates",
        "on",
    ],
    at="sender.references",
    severity=WARNING,
    text="goods below {below} NOK are sold without VOEC number, so each item needs an import declaration",
    source="Norwegian Tax Administration: the relief for goods up to NOK 350 ended on 2024-01-01",
    since=date(2024, 1, 1),
    fix="add the seller's VOEC number, or expect tax and a handling fee at the addressee's door",
)
def sales_to_norway_are_under_voec(
    given: Sequence[Known] | None,
    is_distance_sale: bool,
    amounts: Sequence[Decimal],
    currencies: Sequence[str],
    units: Sequence[int | None],
    codes: Sequence[str | None],
    rates: Rates,
    on: date,
    *,
    below: Decimal = Decimal(3000),
) -> Answer:
    """A firm sells goods below NOK 3 000 to a person in Norway, and gives no VOEC number.

    Why: nothing is free of tax any more; without VOEC the post declares each item and charges tax and a fee on delivery.
    Fix: add the seller's VOEC number, or expect tax and a handling fee at the addressee's door.
    Good: TW to NO: rates NOK = "0.085": sender.references.1.value = "2012345"
    Bad: TW to NO: rates NOK = "0.085": sender.references = none
    Notes: a warning, for sellers below NOK 50 000 a year need not register. Silent for goods that the scheme excludes, and where a rate
        of exchange is missing.
    """
    if any("VOEC" in known.kinds or known.value.upper().startswith("VOEC") for known in given or ()):
        return None
    if any(code is not None and code.startswith(_EXCLUDED) for code in codes):
        return None
    worths = list(unit_worths(amounts, currencies, units, "NOK", rates, on))
    return {"below": below} if all(value is not None and value < Decimal(below) for value in worths) else None
