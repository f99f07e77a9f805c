"""Rules: Singapore."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ead.rules.api import INFO, WARNING, Answer, Scope, rule
from ead.rules.rates import Rates
from ead.rules.reference_facts import Known
from ead.rules.table_references import has_kind
from ead.rules.world.sellers import claims_tax_paid, faulty_numbers, unit_worths

__all__: list[str] = []

_GST = ("GST_SG", "UEN")


@rule(
    "SG-OVR-001",
    on=Scope.ITEM,
    reads=["sender_references?", "extra_fields?", "nature"],
    at="sender.references",
    severity=WARNING,
    text="GST is said to be paid, but the sender has no GST registration number of Singapore",
    source="Inland Revenue Authority of Singapore, overseas vendor registration; StarShipIt, notices to senders",
    since=date(2023, 1, 1),
    fix="add the seller's GST registration number, such as M and nine more characters",
)
def sellers_to_singapore_are_identified(
    given: Sequence[Known] | None, fields: Sequence[Sequence[str | None]] | None, nature: str
) -> Answer:
    """Goods and services tax is said to be paid for goods to Singapore, and no valid registration number shows it.

    Why: up to SGD 400 registered vendors charge the tax; without their number customs charge the addressee again.
    Fix: add the seller's GST registration number, such as M and nine more characters.
    Good: TW to SG: sender.references.1.value = "M2-1234567-8"
    Bad: TW to SG: sender.references.1.value = "M2-12345"
    Notes: a number that is given as one of Singapore says that the tax is paid, and so does an extra field such as GST paid = yes.
    """
    faulty = faulty_numbers(given or (), _GST)
    return faulty or ({} if fields is not None and claims_tax_paid(fields, "gst") and not has_kind(given, _GST) else None)


@rule(
    "SG-OVR-002",
    on=Scope.PIECE,
    reads=[
        "amount",
        "currency",
        "units?",
        "extra_fields?",
        "item.sender_references",
        "item.contents.amount",
        "item.contents.currency",
        "item.contents.units?",
        "rates",
        "on",
    ],
    at="amount",
    severity=INFO,
    text="a unit is worth more than {limit} SGD, others less, and the line does not say whether GST is paid",
    source="Inland Revenue Authority of Singapore, overseas vendor registration: low-value goods up to SGD 400",
    since=date(2023, 1, 1),
    fix="say for each line whether GST is paid, or send the goods above SGD 400 in an item of their own",
)
def lines_to_singapore_say_whether_tax_is_paid(
    amount: Decimal,
    currency: str,
    count: int | None,
    fields: Sequence[Sequence[str | None]] | None,
    given: Sequence[Known],
    amounts: Sequence[Decimal],
    currencies: Sequence[str],
    units: Sequence[int | None],
    rates: Rates,
    on: date,
    *,
    limit: Decimal = Decimal(400),
) -> Answer:
    """Goods above SGD 400 are in one item with goods up to it, GST is said to be paid, and the line does not say whether that is for it.

    Why: the number of the vendor covers goods up to SGD 400 only; customs tax the dearer goods, if they can tell the lines apart.
    Fix: say for each line whether GST is paid, or send the goods above SGD 400 in an item of their own.
    Good: TW to SG: rates SGD = "0.68": contents.1.amount = "37.80"
    Bad: TW to SG: rates SGD = "0.68": form = "CN23"; gross_weight = "0.700"; contents.2.units = 1;
        contents.2.description = "Scented candle"; contents.2.amount = "317.35"; contents.2.currency = "EUR";
        contents.2.net_weight = "0.171"; contents.2.hs_code = "340600"; contents.2.origin_country = "TW";
        contents.2.seller_product_id = "SKU-2"; contents.2.maker_product_id = "TS-2"
    Notes: a line says so in an extra field whose name has GST in it. Needs a rate of exchange where values are not in SGD.
    """
    if len(amounts) == 1 or not has_kind(given, _GST) or any(name and "gst" in name.lower() for name, _ in fields or ()):
        return None
    (own,) = unit_worths([amount], [currency], [count], "SGD", rates, on)
    if own is None or own <= Decimal(limit):
        return None
    worths = unit_worths(amounts, currencies, units, "SGD", rates, on)
    return {"limit": limit} if any(value is not None and value <= Decimal(limit) for value in worths) else None
