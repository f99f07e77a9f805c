"""World-wide rules that need more than one message: despatch lists, earlier items, routes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ead.rules.api import ERROR, INFO, WARNING, Answer, Confidence, Scope, rule
from ead.rules.flow_story import Departure, Sending, Twin

__all__ = [
    "data_goes_to_the_operator_of_destination",
    "goods_are_declared_before_they_leave",
    "identifiers_are_not_used_again_within_a_year",
    "items_stand_in_the_list_of_their_despatch",
    "operator_of",
]

_EDI = "J1C"
_CODE_LENGTH = 3


@rule(
    "UPU-EAD-001",
    on=Scope.EXCHANGE,
    reads=["declared", "departures", "is_goods?"],
    at="item_id",
    severity=ERROR,
    text="the item left on {left} and no declaration of it is known",
    source="UPU Convention Regulations, article 08-002; UPU IB Circular 117/2019",
    since=date(2021, 1, 1),
    fix="send the data of the item, and hold items without data back",
)
def goods_are_declared_before_they_leave(declared: bool, departures: Sequence[Departure], goods: bool | None) -> Answer:
    """An item with goods was despatched and no declaration (ITMATT, CUSITM) of it is known.

    Why: since 2021 every item with goods needs electronic advance data; without it the item is held or sent back.
    Fix: send the data of the item; let no receptacle be closed with items that have none.
    Good: an ITMATT and a PREDES with the same identifier
    Bad: a parcel in a PREDES, and no ITMATT with its identifier
    Notes: what holds goods is told by the declaration, and here there is none: parcels (C) and identifiers that begin with C, H or U are
        taken for goods; EMS may hold documents alone and gets a warning; other letter post is left alone.
    """
    if declared or not departures or goods is False:
        return None
    hit: dict[str, object] = {"left": departures[0].when}
    return hit if goods else {**hit, "severity": WARNING}


@rule(
    "UPU-S10-003",
    on=Scope.EXCHANGE,
    reads=["unlisted_in", "is_goods?"],
    at="item_id",
    severity=WARNING,
    text="the item was seen in despatch {despatch}, whose PREDES does not list it",
    source="UPU, dispatch of items with goods: identifiers in PREDES from 2020-03-01",
    since=date(2020, 3, 1),
    fix="list every item with goods in the PREDES of its despatch",
)
def items_stand_in_the_list_of_their_despatch(despatch: str, goods: bool | None) -> Answer:
    """An item with goods was seen in a despatch whose PREDES lists other items, but not this one.

    Why: the office of exchange of destination matches advance data by the PREDES.
    Fix: list every item with goods in the PREDES of its despatch.
    Good: EMC in despatch 0001, and a PREDES of despatch 0001 that lists the item
    Bad: EMC in despatch 0001, and a PREDES of despatch 0001 that lists others only
    Notes: silent where no PREDES of the despatch is known.
    """
    return None if goods is False else {"despatch": despatch}


@rule(
    "UPU-S10-005",
    on=Scope.EXCHANGE,
    reads=["twins", "posted"],
    at="item_id",
    severity=WARNING,
    text="the identifier was declared {days} day(s) before, posted on {posted}, {with}",
    source="UPU S10: an identifier is not used again within twelve months",
    confidence=Confidence.GENERAL,
    fix="give each item an identifier of its own; keep the posting date when a declaration is sent again",
)
def identifiers_are_not_used_again_within_a_year(twins: Sequence[Twin], posted: str, *, months: int = 12) -> Answer:
    """The same identifier was declared for an item posted earlier, less than a year before.

    Why: whoever receives both takes them for one item, or answers about the wrong one.
    Fix: give each item an identifier of its own. When a declaration is sent again, keep its posting date.
    Good: the same identifier on 2025-11-02 and on 2026-11-20
    Bad: LX806576725TW with a T-shirt on 2026-10-02 and with a kettle on 2026-11-02
    Notes: an info where the contents are the same: then the declaration was sent again under another posting date. Some services keep
        identifiers unique for 24 months: set the parameter.
    """
    days = months * 366 // 12
    recent = [twin for twin in twins if 0 < twin.days <= days]
    if not recent:
        return None
    last = min(recent, key=lambda twin: twin.days)
    hit = {"days": last.days, "posted": last.posted, "with": "with the same contents" if last.same else "with other contents"}
    return {**hit, "severity": INFO} if last.same else hit


@rule(
    "UPU-ROUTE-001",
    on=Scope.EXCHANGE,
    reads=["sendings"],
    at="item_id",
    severity=ERROR,
    text="the {message} of {when} went to {partner}, the item to {destination}",
    source="UPU EAD reports: data counts when it is sent to the post of destination",
    fix="send the data to the operator of destination, or name the route",
)
def data_goes_to_the_operator_of_destination(sendings: Sequence[Sending], *, routes: Sequence[tuple[str, str]] = ()) -> Answer:
    """An ITMATT was sent to an operator that is neither that of the destination nor a partner on the way.

    Why: the post of destination never sees it, and the item counts as one without data.
    Fix: send the data to the operator of destination; name routes over other operators in the table of routes.
    Good: an ITMATT to BEA with an item to BEA
    Bad: an ITMATT to NLA with an item to BEA, and no route from NLA to BEA
    Notes: for messages that were recorded as sent (out). A warning where the country is right and the operator another one of it.
    """
    known = set(map(tuple, routes))
    hits: list[Mapping[str, object]] = []
    for sending in sendings:
        partner, destination = operator_of(sending.partner), sending.destination
        if sending.direction != "out" or sending.message != "ITMATT" or not partner or not destination or partner == destination:
            continue
        if {(partner, destination), (partner, destination[:2])} & known:
            continue
        hit: dict[str, object] = {"message": sending.message, "when": sending.when or "an unknown time"}
        hit |= {"partner": partner, "destination": destination}
        hits.append({**hit, "severity": WARNING} if partner[:2] == destination[:2] else hit)
    return hits


def operator_of(partner: str) -> str:
    """The code of an operator, from itself or from its address in the exchange."""
    code = partner.removeprefix(_EDI) if len(partner) > _CODE_LENGTH else partner
    return code if len(code) == _CODE_LENGTH and code.isalpha() and code.isupper() else ""
