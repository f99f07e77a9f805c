"""From a message of ICS2 to rows of the ledger: what it says, before it is known which items it is about.

A filing names items under an LRN; the registration puts an MRN in its place; answers name items, receptacles, or everything under the MRN.
These messages come in any order, so each is kept as what it says (a *statement*), and events of items follow from all of them together
(:mod:`ead.ledger.customs`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

from ead.ics2 import answers
from ead.ics2.answers import Answer, Listed
from ead.ics2.sent import Sent
from ead.ledger.entries import plain
from ead.ledger.moments import in_utc
from ead.ledger.states import ASSESSMENT_COMPLETE, BY_CUSTOMS, DNL, RFI, RFS, Happening

__all__ = ["ERRORS", "FILING_KINDS", "Statement", "message_facts", "statements_of"]

FILING_KINDS = ("IE3F43", "IE3A43")
"""The messages that name the items of a filing."""

ERRORS = ("IE3N01", "IE3N99")
"""The answers that refuse."""

_KINDS = {
    answers.Registration: "IE3R01",
    answers.Rejection: "IE3N99",
    answers.LifecycleError: "IE3N01",
    answers.AssessmentComplete: "IE3N03",
    answers.DoNotLoad: "IE3Q01",
    answers.InformationRequest: "IE3Q02",
    answers.ScreeningRequest: "IE3Q03",
    answers.AmendmentAccepted: "IE3N10",
    answers.Invalidated: "IE3R07",
}
_MRN_LENGTH = 18
_AMENDED = "AMENDED"
Statement = dict[str, Any]
"""A row of ``ledger_filings``; ``text`` beside it is what may be personal, and stands apart."""


def message_facts(message: Sent | Answer) -> Mapping[str, str]:
    """Kind, direction, partner (a country), reference and time of a message, as its row in the ledger has them."""
    if isinstance(message, Sent):
        reference = message.mrn or message.lrn
        return _facts(message.message, "out", message.member_state, reference, message.issued_at)
    reference = getattr(message, "mrn", None) or getattr(message, "lrn", None) or getattr(message, "reference", None) or ""
    return _facts(_KINDS[type(message)], "in", message.parties.member_state or "", reference, _time(message))


def _facts(kind: str, direction: str, partner: str, reference: str, at: datetime | None) -> Mapping[str, str]:
    return {"kind": kind, "direction": direction, "partner": partner, "message_id": reference, "created_at": in_utc(at) if at else ""}


def _time(message: Answer) -> datetime | None:
    for name in ("issued_at", "completed_at", "notified_at", "registered_at"):
        if (found := getattr(message, name, None)) is not None:
            return found  # type: ignore[no-any-return]
    return None


def statements_of(message: Sent | Answer, sha256: str) -> list[Statement]:
    """What a message says, a statement for each item, referral or error; ``sha256`` is the message's."""
    facts = message_facts(message)
    base = {"message": sha256, "kind": facts["kind"], "at": facts["created_at"], **_identity(message)}
    said = _sent(message) if isinstance(message, Sent) else _said(message, base["at"])
    return [_statement(base, number, one) for number, one in enumerate(said)]


def _identity(message: Sent | Answer) -> Mapping[str, str]:
    """LRN and MRN. An IE3N99 has one reference, and which of the two it is its length and form say."""
    if isinstance(message, answers.Rejection):
        reference = message.reference or ""
        return {"lrn": reference, "mrn": reference if len(reference) == _MRN_LENGTH else ""}
    return {"lrn": getattr(message, "lrn", "") or "", "mrn": getattr(message, "mrn", "") or ""}


_EMPTY: Statement = {
    "s10": "", "receptacle": "", "position": 0, "goods": 0, "happening": Happening.NOTED.value, "code": "",
    "referral": "", "referral_type": "", "respond_by": "", "facts": {}, "text": {},
}  # fmt: skip


def _statement(base: Mapping[str, Any], number: int, said: Statement) -> Statement:
    row = {**_EMPTY, **base, **said}
    row["s10"] = plain(row["s10"]).replace(" ", "").upper()[:35]
    for name, length in (("lrn", 35), ("mrn", 35), ("receptacle", 35), ("code", 35), ("referral", 60), ("referral_type", 3)):
        row[name] = plain(row[name])[:length]
    row["facts"] = json.dumps({name: value for name, value in row["facts"].items() if value}, separators=(",", ":"))
    row["id"] = blake2b(f"{row['message']}/{number}".encode(), digest_size=16).hexdigest()
    return row


def _sent(message: Sent) -> Iterator[Statement]:
    for position, item in enumerate(message.items):
        said: Statement = {"s10": item.document, "position": position, "goods": item.goods, "receptacle": item.receptacle}
        if message.message == "IE3F43":
            said["happening"] = Happening.SENT.value
        elif message.referral:
            said |= {"happening": Happening.ANSWERED.value, "referral": message.referral, "code": _AMENDED, "referral_type": RFI}
        yield said
    for reply in message.replies:
        kind = RFI if message.message == "IE3R02" else RFS
        yield {
            "s10": reply.document,
            "happening": Happening.ANSWERED.value,
            "referral": reply.reference,
            "referral_type": kind,
            "code": reply.result or "INFORMATION_SUPPLIED",
            "facts": {"methods": list(reply.methods), "says_something": reply.says_something},
        }
    if not message.items and not message.replies:
        yield {}


def _said(message: Answer, at: str) -> Iterator[Statement]:
    if isinstance(message, answers.Rejection | answers.LifecycleError):
        yield from _errors(message.errors)
    elif isinstance(message, answers.AssessmentComplete):
        yield from _listed(message.listed, {"happening": Happening.ASSESSED.value, "code": ASSESSMENT_COMPLETE})
    elif isinstance(message, answers.DoNotLoad):
        said = {"happening": Happening.REFERRED.value, "code": DNL, "referral": f"{BY_CUSTOMS}{DNL}/{at}", "referral_type": DNL}
        yield from _listed(message.listed, said)
        if message.listed.equipment:
            yield said  # what is in the container is not known, so everything is held
    elif isinstance(message, answers.InformationRequest | answers.ScreeningRequest):
        yield from _referrals(message)
    else:
        yield {"code": getattr(message, "mrn", "")}


def _errors(errors: Sequence[answers.ValidationError]) -> Iterator[Statement]:
    for position, error in enumerate(errors):
        text = {"description": error.description, "technical": error.technical}
        yield {
            "position": position,
            "code": error.code,
            "facts": {"pointer": error.pointer},
            "text": {name: value for name, value in text.items() if value},
        }


def _listed(listed: Listed, said: Statement) -> Iterator[Statement]:
    if listed.is_empty:
        yield said
    for document in listed.documents:
        yield {**said, "s10": document}
    for receptacle in listed.receptacles:
        yield {**said, "receptacle": receptacle}


def _referrals(message: answers.InformationRequest | answers.ScreeningRequest) -> Iterator[Statement]:
    kind = RFI if isinstance(message, answers.InformationRequest) else RFS
    for one in message.referrals:
        yield {
            "s10": one.document.number if one.document is not None else "",
            "happening": Happening.REFERRED.value,
            "code": one.type,
            "referral": one.reference,
            "referral_type": kind,
            "respond_by": in_utc(one.deadline) if one.deadline is not None else "",
            "facts": {"pointer": one.pointer, "methods": list(one.methods)},
            "text": {"remarks": [text for remark in one.remarks if (text := remark.text)]} if one.remarks else {},
        }
