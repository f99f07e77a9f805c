"""World-wide rules that need what the caller supplies beside the message: exchange rates, times of events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from ead.rules.api import ERROR, INFO, WARNING, Answer, Scope, rule
from ead.rules.rates import Rates
from ead.rules.value_facts import Money, worth

__all__ = ["cn22_is_for_small_values", "data_comes_before_the_item"]

_CENT = Decimal("0.01")
# No currency's unit has ever been worth three SDR, so less than this needs no rate to be told from 300 SDR.
_LEAST = 100
_PARCELS_AND_EMS = frozenset({"C", "E"})


@rule(
    "UPU-FORM-001",
    on=Scope.ITEM,
    reads=["form", "mail_class", "is_goods", "total_value", "rates", "on"],
    at="form",
    severity=WARNING,
    text="the goods are worth {worth} SDR, form CN 22 is for at most {most} SDR",
    source="UPU Convention Regulations: form CN 23 from 300 SDR; customs of Japan, India and Eswatini differ on 300 SDR itself",
    fix="make out form CN 23",
)
def cn22_is_for_small_values(
    form: str, mail_class: str, goods: bool, total: Money, rates: Rates, on: date, *, most: Decimal = Decimal(300)
) -> Answer:
    """Goods in letter post worth more than 300 SDR have the data of form CN 22.

    Why: from that value the form CN 23 is required; with CN 22 the item is held.
    Fix: make out form CN 23.
    Good: TW to CL: rates XDR = "1.25": contents.1.amount = "370.00"
    Bad: TW to CL: rates XDR = "1.25": contents.1.amount = "376.25"
    Notes: needs a rate of exchange. An info at 300 SDR exactly, where countries differ. Parcels and EMS are UPU-FORM-003.
    """
    if total.amount < _LEAST or form != "CN22" or mail_class in _PARCELS_AND_EMS or not goods or (total.currency, "XDR") in rates.futile:
        return None
    value = worth(total, "XDR", rates, on)
    if value is None or value < most:
        return None
    hit: dict[str, object] = {"worth": value.quantize(_CENT), "most": most}
    return hit if value > most else {**hit, "severity": INFO}


@rule(
    "UPU-TIME-001",
    on=Scope.ITEM,
    reads=["events", "is_goods"],
    at="item_id",
    severity=ERROR,
    text="the data was sent {late} after {event}",
    source="UPU EAD reports: data counts when it comes before the item",
    since=date(2021, 1, 1),
    fix="send the data when the item is posted",
)
def data_comes_before_the_item(events: Mapping[str, datetime], goods: bool) -> Answer:
    """The data was sent after the despatch was closed, or after the item had arrived.

    Why: data that comes after the item is of no use for deciding about it, and counts as missing.
    Fix: send the data when the item is posted.
    Good: TW to CL: events itmatt = "2026-11-10T10:00:00", predes = "2026-11-10T18:00:00":
    Bad: TW to CL: events itmatt = "2026-11-10T18:00:01", arrival = "2026-11-10T18:00:00":
    Notes: a warning after the closing of the despatch (PREDES), an error after arrival. Only where the caller knows the times; a time
        with an offset is not compared with one without. "ead ledger check" asks it with the times of the ledger.
    """
    sent = events.get("itmatt")
    if sent is None or not goods:
        return None
    for event, name in (("arrival", "arrival"), ("predes", "the despatch was closed")):
        moment = events.get(event)
        if moment is not None and (moment.tzinfo is None) == (sent.tzinfo is None) and sent > moment:
            hit: dict[str, object] = {"late": sent - moment, "event": name}
            return hit if event == "arrival" else {**hit, "severity": WARNING}
    return None
