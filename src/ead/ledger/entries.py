"""From the record of an entry to rows of the ledger: what it says of which item, and when, with personal data set apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

from ead.codelists.decisions import DecisionGroup, Decisions
from ead.fields.layout import ITEM_LAYOUT, Layout, Record
from ead.fields.messages import MessageType
from ead.ledger.moments import sortable
from ead.ledger.states import BY_CUSTOMS, DNL, RFI, RFS, Happening

__all__ = ["Entry", "Source", "entry_of"]

_OF_GROUP = {
    DecisionGroup.RELEASE: Happening.RELEASED,
    DecisionGroup.RELEASE_WITH_CHARGES: Happening.RELEASED,
    DecisionGroup.PRESENT: Happening.HELD,
    DecisionGroup.HOLD: Happening.HELD,
    DecisionGroup.RETURN: Happening.RETURNED,
    DecisionGroup.OTHER: Happening.ASSESSED,
}
_RAISED_BY = {DecisionGroup.INFORMATION: RFI, DecisionGroup.SCREENING: RFS, DecisionGroup.DO_NOT_LOAD: DNL}
_OF_EVENT = {
    **dict.fromkeys(("EXB", "EME"), Happening.HELD),
    **dict.fromkeys(("EXC", "EDC"), Happening.RELEASED),
    **dict.fromkeys(("EXX", "EDX"), Happening.RETURNED),
    **dict.fromkeys(("EMC", "EMJ", "EMK", "EMD"), Happening.FLOWN),
}
_OFFSET_FROM = 19  # where the offset of a date and time begins, behind its seconds and their fraction
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """What an entry needs to know of its message: its hash, its time, the meanings of decisions, and the present time."""

    sha256: str
    created_at: str
    decisions: Decisions
    recorded_at: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as rows of the tables; ``personal`` is ``None`` when there is nothing personal in it."""

    s10: str
    declares: bool
    row: Values
    personal: Values | None


def entry_of(kind: MessageType, record: Record, source: Source) -> Entry:
    """The rows of one entry of a message."""
    facts, personal = _splitter(kind.item)(record)
    s10 = plain(record[0]).replace(" ", "").upper()
    row = _submission(kind, record, facts, source) if kind.declares else _event(kind, facts, source)
    row["s10"], row["posted"] = s10, (facts.get("posted_at") or "")[:10]
    told, private = _json(facts), _json(personal)
    digest = _digest("\n".join((s10, row["posted"], kind.name, row["at"], told, private)))
    row |= {"id": digest, "kind": kind.name, "message": source.sha256, "facts": told}
    apart = {"id": digest, "s10": s10, "recorded_at": source.recorded_at, "body": private} if personal else None
    return Entry(s10, kind.declares, row, apart)


def _submission(kind: MessageType, record: Record, facts: Values, source: Source) -> Values:
    declared = record[: ITEM_LAYOUT.size]
    return {
        "at": source.created_at or sortable(facts.get("posted_at")),
        "digest": _digest(_json(declared)),
        "origin": plain(facts.get("origin_operator")),
        "destination": plain(facts.get("destination_operator")),
        "mail_class": plain(facts.get("mail_class")),
    }


def _event(kind: MessageType, facts: Values, source: Source) -> Values:
    row = _MAKERS[kind.name](facts, source)
    written = row.pop("written") or ""
    row["at"] = sortable(written) or source.created_at
    row["local"] = bool(written) and not (written.endswith("Z") or "+" in written or "-" in written[_OFFSET_FROM:])
    if row["referral"] == BY_CUSTOMS:
        row["referral"] = f"{BY_CUSTOMS}{row['referral_type']}/{row['at']}"
    return row


def _row(happening: Happening, code: str | None, written: str | None, referral: str = "", kind: str = "", respond_by: str = "") -> Values:
    return {
        "happening": happening.value,
        "code": plain(code),
        "written": written,
        "referral": plain(referral),
        "referral_type": kind,
        "respond_by": respond_by,
        "item": None,
    }


def _response(facts: Values, source: Source) -> Values:
    code, reason = facts.get("decision"), facts.get("decision_reason")
    group = source.decisions.group(code or "", reason=reason, organisation=facts.get("customs_organisation"))
    written = facts.get("cleared_at")
    if group in _RAISED_BY:
        return _row(Happening.REFERRED, code, written, BY_CUSTOMS, _RAISED_BY[group])
    return _row(_OF_GROUP[group], code, written)


def _referral(facts: Values, source: Source) -> Values:
    kind = facts["referral_type"]
    return _row(Happening.REFERRED, kind, facts["issued_at"], facts["referral_id"], kind, sortable(facts.get("respond_by")))


def _answer(facts: Values, source: Source) -> Values:
    return _row(Happening.ANSWERED, facts["response"], facts["answered_at"], facts["referral_id"], facts.get("referral_type", ""))


def _despatch(facts: Values, source: Source) -> Values:
    return _row(Happening.FLOWN, "", facts["despatched_at"])


def _item_event(facts: Values, source: Source) -> Values:
    return _row(_OF_EVENT.get(facts["event"], Happening.NOTED), facts["event"], facts["occurred_at"])


_MAKERS: dict[str, Callable[[Values, Source], Values]] = {
    "CUSRSP": _response,
    "ITMREF": _referral,
    "REFRSP": _answer,
    "PREDES": _despatch,
    "EMSEVT": _item_event,
}


def plain(text: str | None) -> str:
    """A text that any database takes: no zero bytes, no halves of characters. ``None`` becomes the empty text."""
    if not text:
        return ""
    return (text if text.isascii() else text.encode("utf-8", "replace").decode()).replace("\0", "")


_json = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@cache
def _splitter(layout: Layout) -> Callable[[Record], tuple[Values, Values]]:
    """What takes a record apart into facts and personal data, both by name; groups keep their places in both."""
    leaves = [(leaf.position, name, leaf.field.personal) for name, leaf in layout.leaves.items()]
    groups = [(position, name, below.group.repeated, _splitter(below)) for name, (position, below) in layout.subgroups.items()]

    def split(record: Record) -> tuple[Values, Values]:
        facts: Values = {}
        personal: Values = {}
        for position, name, private in leaves:
            if (value := record[position]) is not None:
                (personal if private else facts)[name] = value
        for position, name, repeated, below in groups:
            if not (value := record[position]):
                continue
            both = [below(one) for one in value] if repeated else below(value)
            for goal, found in ((facts, _side(both, 0)), (personal, _side(both, 1))):
                if any(found) if repeated else found:
                    goal[name] = found
        return facts, personal

    return split


def _side(both: Any, side: int) -> Any:
    return [one[side] for one in both] if isinstance(both, list) else both[side]
