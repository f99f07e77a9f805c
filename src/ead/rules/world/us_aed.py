"""Mail to the United States: the advance electronic data that the STOP Act asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ead.rules import upu_weights
from ead.rules.api import ERROR, WARNING, Answer, Confidence, Scope, rule
from ead.rules.world.declaration import PARTY_READS, party_gaps, piece_gaps
from ead.rules.world.us_aed_area import enters_us

__all__ = ["enters_us"]

_STOP_ACT = date(2021, 1, 1)
_REGULATION = date(2021, 3, 15)
_MOST = Decimal(2)
_COLUMNS = ("description", "units", "amount", "currency")


@rule(
    "US-AED-003",
    on=Scope.ITEM,
    reads=["enters_us", "piece_count", *(f"contents.{column}?" for column in _COLUMNS), *PARTY_READS],
    at="contents",
    severity=ERROR,
    text="advance data for the United States needs the {element}",
    source="GAO-20-229R, elements of advance electronic data; STOP Act of 2018: all mail with goods from 2021-01-01",
    since=_STOP_ACT,
    fix="add the {element}",
    supersedes=frozenset({"UPU-CNT-001", "UPU-CNT-002", "UPU-PTY-001", "UPU-PTY-003", "PLACI-001"}),
    public=frozenset({"element"}),
    each_field=True,
)
def advance_data_is_complete(
    entering: bool,
    pieces: int,
    descriptions: Sequence[str | None],
    units: Sequence[int | None],
    amounts: Sequence[Decimal | None],
    currencies: Sequence[str | None],
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
    """Goods to the United States lack name or address of a party, a description, a number of units, or a value.

    Why: Customs and Border Protection assesses mail by these elements before it is loaded, and posts are fined for gaps.
    Fix: add what is missing.
    Good: TW to US: contents.1.units = 2
    Bad: TW to US: contents.1.units = none
    Notes: the item's identifier and gross weight belong to the elements too; a message cannot do without them.
    """
    return (
        _gaps(
            party_gaps(
                (
                    *(sender_name, sender_first, sender_last, sender_firm, sender_line1, sender_line2, sender_city, sender_country),
                    *(name, first, last, firm, line1, line2, city, country),
                )
            ),
            {"description": descriptions, "units": units, "amount": amounts, "currency": currencies},
        )
        if not (sender_name and sender_line1 and sender_city and sender_country and name and line1 and city and country and pieces)
        or None in descriptions
        or None in units
        or None in amounts
        or None in currencies
        else None
    )


def _gaps(hits: list[Mapping[str, Any]], columns: Mapping[str, Sequence[Any]]) -> Answer:
    if not columns["description"]:
        hits.append({"at": "contents", "element": "content pieces"})
    return hits + piece_gaps(columns) or None


@rule(
    "US-AED-004",
    on=Scope.ITEM,
    reads=["enters_us", "events"],
    at="item_id",
    severity=WARNING,
    text="the data was sent {minutes} minutes after loading for the United States",
    source="19 CFR 145.74: data before the mail is loaded; secondary accounts of the STOP Act regulations",
    confidence=Confidence.GENERAL,
    since=_REGULATION,
    fix="send the data before the item is put into a receptacle",
    supersedes=frozenset({"PLACI-002"}),
)
def data_is_sent_before_loading(entering: bool, events: Mapping[str, datetime]) -> Answer:
    """The advance data of goods to the United States was sent after loading.

    Why: what is assessed after loading cannot be held back any more; such items count as mail without data.
    Fix: send the data before the item is put into a receptacle.
    Good: TW to US: events itmatt = "2026-11-02T10:00:00", loading = "2026-11-03T04:00:00": contents.1.units = 2
    Bad: TW to US: events itmatt = "2026-11-04T10:00:00", loading = "2026-11-03T04:00:00": contents.1.units = 2
    Notes: silent without the times of both events, and when only one of them has a time zone.
    """
    sent, loaded = events.get("itmatt"), events.get("loading")
    if sent is None or loaded is None or (sent.tzinfo is None) != (loaded.tzinfo is None) or sent <= loaded:
        return None
    return {"minutes": int((sent - loaded).total_seconds() // 60)}


@rule(
    "US-AED-005",
    on=Scope.ITEM,
    reads=[
        "enters_us",
        "gross_weight",
        "gross_is_plausible",
        "mail_class",
        "nature",
        "item_id",
        "item_format?",
        "contents.hs_code?",
    ],
    at="gross_weight",
    severity=ERROR,
    text="letter post with goods to the United States weighs at most {limit} kg, this item {gross} kg",
    source="19 CFR 145.73 (definition of letter class mail)",
    since=_REGULATION,
    fix="send the item as a parcel or by EMS, or correct the weight (kilograms)",
    supersedes=frozenset({"UPU-WT-001"}),
)
def letter_post_goods_weigh_two_kilograms_at_most(
    entering: bool,
    gross: Decimal,
    plausible: bool,
    mail_class: str,
    nature: str,
    item_id: str,
    item_format: str | None,
    codes: Sequence[str | None],
) -> Answer:
    """Letter post with goods to the United States weighs more than 2 kg.

    Why: goods above 2 kg are to be sent by another service, which has other rules of assessment.
    Fix: send the item as a parcel or by EMS, or correct the weight, which is in kilograms.
    Good: TW to US: gross_weight = "2.000"; contents.1.net_weight = "1.900"
    Bad: TW to US: gross_weight = "2.350"; contents.1.net_weight = "1.900"
    Notes: M bags and printed papers are left out.
    """
    return _heavy(gross, plausible, mail_class, nature, item_id, item_format, codes) if mail_class == "U" and gross > _MOST else None


def _heavy(*values: Any) -> Answer:
    answer: Answer = upu_weights.small_packets_weigh_two_kilograms_at_most(*values)
    return answer
