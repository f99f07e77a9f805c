"""From the record of an entry to rows of the ledger: what it says of which item, and when, with personal data set apart."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

from ead.codelists.decisions import DecisionGroup, Decisions
from ead.fields.layout import ITEM_LAYOUT, Record
from ead.fields.messages import MessageType
from ead.ledger.moments import sortable
from ead.ledger.states import BY_CUSTOMS, DNL, RFI, RFS, Happening
from ead.ledger.texts import texts_of
from ead.named import NamedTuple

__all__ = ["Batch", "Row", "Source", "batch_of", "plain"]

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
Row = tuple[Any, ...]
"""A row of a table, in the order of its columns."""
_Get = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Source:
    """What an entry needs to know of its message: its hash, its time, the meanings of decisions, and the present time."""

    sha256: str
    created_at: str
    decisions: Decisions
    recorded_at: str


class Batch(NamedTuple):
    """Entries of one message as rows: of ``ledger_revisions`` when they declare items, else of ``ledger_events``; and of
    ``ledger_personal``. It holds plain values only."""

    declares: bool
    rows: list[Row]
    personal: list[Row]


class _Entry(NamedTuple):
    """An entry on its way: its record, the identifier and posting date of its item, and its two texts."""

    record: Record
    s10: str
    posted: str
    facts: str
    personal: str


def batch_of(kind: MessageType, records: Iterable[Record], source: Source) -> Batch:
    """The rows of entries of a message."""
    texts, member = texts_of(kind.item), _positions(kind)
    make = _revision if kind.declares else _event
    posted_at, recorded_at = member["posted_at"], source.recorded_at
    rows: list[Row] = []
    personal: list[Row] = []
    for record in records:
        facts, private = texts(record)
        entry = _Entry(record, plain(record[0]).replace(" ", "").upper(), (record[posted_at] or "")[:10], facts, private)
        row = make(kind, entry, member, source)
        rows.append(row)
        if private != "{}":
            personal.append((row[0], entry.s10, recorded_at, private))
    return Batch(kind.declares, rows, personal)


@cache
def _positions(kind: MessageType) -> Mapping[str, int]:
    """The places of fields in a record."""
    return {name: leaf.position for name, leaf in kind.item.leaves.items()}


def _revision(kind: MessageType, entry: _Entry, member: Mapping[str, int], source: Source) -> Row:
    record = entry.record
    at = source.created_at or sortable(record[member["posted_at"]])
    return (
        _identifier(kind, entry, at),
        entry.s10,
        entry.posted,
        kind.name,
        at,
        _digest(_json(record[: ITEM_LAYOUT.size])),
        source.sha256,
        plain(record[member["origin_operator"]]),
        plain(record[member["destination_operator"]]),
        plain(record[member["mail_class"]]),
        entry.facts,
    )


def _event(kind: MessageType, entry: _Entry, member: Mapping[str, int], source: Source) -> Row:
    def get(name: str) -> str | None:
        place = member.get(name)
        return None if place is None else entry.record[place]

    said = _MAKERS[kind.name](get, source)
    written = said.written or ""
    at = sortable(written) or source.created_at
    referral = f"{BY_CUSTOMS}{said.referral_type}/{at}" if said.referral == BY_CUSTOMS else plain(said.referral)
    return (
        _identifier(kind, entry, at),
        entry.s10,
        entry.posted,
        None,
        at,
        bool(written) and not (written.endswith("Z") or "+" in written or "-" in written[_OFFSET_FROM:]),
        kind.name,
        said.happening.value,
        plain(said.code),
        referral,
        said.referral_type,
        said.respond_by,
        source.sha256,
        entry.facts,
    )


def _identifier(kind: MessageType, entry: _Entry, at: str) -> str:
    """The identifier of a row: what is said again is the same row."""
    return _digest(f"{entry.s10}\n{entry.posted}\n{kind.name}\n{at}\n{entry.facts}\n{entry.personal}")


class _Said(NamedTuple):
    """What an entry says happened; ``written`` is the time as it is written."""

    happening: Happening
    code: str | None
    written: str | None
    referral: str | None = ""
    referral_type: str = ""
    respond_by: str = ""


def _response(get: _Get, source: Source) -> _Said:
    code = get("decision")
    group = source.decisions.group(code or "", reason=get("decision_reason"), organisation=get("customs_organisation"))
    written = get("cleared_at")
    if group in _RAISED_BY:
        return _Said(Happening.REFERRED, code, written, BY_CUSTOMS, _RAISED_BY[group])
    return _Said(_OF_GROUP[group], code, written)


def _referral(get: _Get, source: Source) -> _Said:
    kind = get("referral_type") or ""
    return _Said(Happening.REFERRED, kind, get("issued_at"), get("referral_id"), kind, sortable(get("respond_by")))


def _answer(get: _Get, source: Source) -> _Said:
    return _Said(Happening.ANSWERED, get("response"), get("answered_at"), get("referral_id"), get("referral_type") or "")


def _despatch(get: _Get, source: Source) -> _Said:
    return _Said(Happening.FLOWN, "", get("despatched_at"))


def _item_event(get: _Get, source: Source) -> _Said:
    code = get("event")
    return _Said(_OF_EVENT.get(code or "", Happening.NOTED), code, get("occurred_at"))


_MAKERS: dict[str, Callable[[_Get, Source], _Said]] = {
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
