"""Rules: pre-loading advance cargo information, for every regime that assesses items before they are loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from ead.rules.api import ERROR, Answer, Scope, rule
from ead.rules.world.declaration import PARTY_READS, party_gaps, piece_gaps

__all__: list[str] = []


@rule(
    "PLACI-001",
    on=Scope.ITEM,
    reads=["is_goods", "piece_count", "contents.description?", *PARTY_READS],
    at="contents",
    severity=ERROR,
    text="the data to be assessed before loading has no {element}",
    source="WCO SAFE Framework of Standards, 7+1 data elements of pre-loading advance cargo information",
    since=date(2015, 6, 1),
    fix="add the {element}",
    supersedes=frozenset({"UPU-CNT-001", "UPU-CNT-002", "UPU-PTY-001", "UPU-PTY-003"}),
    public=frozenset({"element"}),
    each_field=True,
)
def seven_elements_are_given(
    goods: bool,
    pieces: int,
    descriptions: Sequence[str | None],
    sender_name: str | None,
    sender_first: str | None,
    sender_last: str | None,
    sender_company: str | None,
    sender_line1: str | None,
    sender_line2: str | None,
    sender_city: str | None,
    sender_country: str | None,
    name: str | None,
    first: str | None,
    last: str | None,
    company: str | None,
    line1: str | None,
    line2: str | None,
    city: str | None,
    country: str | None,
) -> Answer:
    """One of the elements 7+1 is missing: name and address of both parties, description, pieces.

    Why: an item is assessed by these elements before it is loaded; without them it gets no assessment, and stays on the ground.
    Fix: add what is missing.
    Good: TW to CA: addressee.city = "Toronto"
    Bad: TW to CA: addressee.city = none
    Notes: a message cannot do without gross weight and item id. A name may be that of a firm. Documents need no description.
    """
    return (
        _gaps(
            goods,
            descriptions,
            (sender_name, sender_first, sender_last, sender_company, sender_line1, sender_line2, sender_city, sender_country),
            (name, first, last, company, line1, line2, city, country),
        )
        if not (sender_name and sender_line1 and sender_city and sender_country and name and line1 and city and country)
        or (goods and (not pieces or None in descriptions))
        else None
    )


def _gaps(goods: bool, descriptions: Sequence[str | None], sender: Sequence[str | None], addressee: Sequence[str | None]) -> Answer:
    hits = party_gaps((*sender, *addressee))
    if goods:
        hits += piece_gaps({"description": descriptions}) if descriptions else [{"at": "contents", "element": "content pieces"}]
    return hits or None


@rule(
    "PLACI-002",
    on=Scope.ITEM,
    reads=["is_goods", "events"],
    at="item_id",
    severity=ERROR,
    text="the data was sent {minutes} minutes after loading for the last flight, expected before",
    source="PostEurop and IPC on pre-loading data for the European Union (ICS2 release 1, 2021-03-15)",
    since=date(2021, 3, 15),
    fix="send the data when the item is posted; an item without an assessment must not be loaded",
)
def data_comes_before_loading(goods: bool, events: Mapping[str, datetime]) -> Answer:
    """The advance data was sent after the item was loaded for the last flight to the destination.

    Why: an assessment before loading is what the data is for; the carrier is liable for mail that was loaded without one.
    Fix: send the data when the item is posted; an item without an assessment must not be loaded.
    Good: TW to CA: events itmatt = "2026-11-02T10:00:00", loading = "2026-11-04T02:30:00": contents.1.units = 2
    Bad: TW to CA: events itmatt = "2026-11-04T10:00:00", loading = "2026-11-04T02:30:00": contents.1.units = 2
    Notes: only with the times of both events, and not when only one of them has a time zone. Documents are left out.
    """
    sent, loaded = events.get("itmatt"), events.get("loading")
    if not goods or sent is None or loaded is None or (sent.tzinfo is None) != (loaded.tzinfo is None) or sent < loaded:
        return None
    return {"minutes": int((sent - loaded).total_seconds() // 60)}
