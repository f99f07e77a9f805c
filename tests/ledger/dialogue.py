"""Messages for the tests of the ledger, and what a ledger amounts to once they are in."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from ead.ledger import Ledger
from ead.ledger.queries import export
from ead.ledger.schema import EVENTS, MESSAGES, PERSONAL, REFERRALS, REVISIONS
from ead.testing.dialogue import entry
from ead.testing.dialogue import header as sample_header

S10 = "LX806576725TW"


def message(kind: str, *changes: dict[str, Any], created_at: str = "2026-11-02T10:00:00Z") -> bytes:
    """A message of entries about the sample item, each changed as said, as JSON."""
    header = {**sample_header(kind), "created_at": created_at, "test": False}
    return json.dumps({"message": kind, "header": header, "items": [entry(kind, **one) for one in changes or ({},)]}).encode()


def contents(ledger: Ledger) -> dict[str, list[Any]]:
    """All that a ledger has settled to, in an order of its own; what depends on the time or order of arrival is left out."""
    with ledger.reading() as connection:
        return {
            "items": list(export(connection)),
            "revisions": sorted(map(tuple, connection.execute(select(REVISIONS.c.id, REVISIONS.c.posted)))),
            "events": sorted(map(tuple, connection.execute(select(EVENTS.c.id, EVENTS.c.item))), key=str),
            "referrals": sorted(map(tuple, connection.execute(select(REFERRALS)))),
        }


def everything(ledger: Ledger) -> dict[str, list[Any]]:
    """What a ledger has settled to, its messages, and whose personal data it holds."""
    with ledger.reading() as connection:
        return {
            **contents(ledger),
            "messages": sorted(map(tuple, connection.execute(select(MESSAGES.c.sha256, MESSAGES.c.outcome, MESSAGES.c["items"])))),
            "personal": sorted(map(tuple, connection.execute(select(PERSONAL.c.id, PERSONAL.c.s10, PERSONAL.c.body)))),
        }


def states(ledger: Ledger) -> dict[str, str]:
    """The state of every item of the sample identifier by posting date, with the kind of its open referral."""
    with ledger.reading() as connection:
        return {one["posted"]: f"{one['state']} {one['referral_type']}".strip() for one in export(connection) if one["s10"] == S10}


SPACE = "urn:wco:datamodel:eu:ics2:2"
_TIMES = {"IE3R01": "registrationDate", "IE3N03": "completionDate", "IE3N10": "completionDate", "IE3R07": "completionDate"}
_NOTIFIED = ("IE3N01", "IE3N99")


def customs(kind: str, at: str, **said: Any) -> bytes:
    """A message of ICS2. ``lrn``, ``mrn``, ``reference`` and ``referral`` are elements of that name; ``items`` house consignments (of an
    IE3F44 with ``receptacle``), ``listed`` and ``receptacles`` what a decision is restricted to, ``referrals`` pairs of reference and item,
    ``errors`` pairs of code and pointer, ``replies`` references.
    """
    when = _TIMES.get(kind, "notificationDate" if kind in _NOTIFIED else "documentIssueDate")
    names = {"lrn": "LRN", "mrn": "MRN", "reference": "functionalReference", "referral": "referralRequestReference"}
    parts = [_element(element, said[name]) for name, element in names.items() if name in said]
    parts.append(
        f"<{when}><DateTime>{at}</DateTime></{when}><declarant><identificationNumber>BE0123456789</identificationNumber></declarant>"
    )
    if "items" in said:
        parts.append(
            f"<consignmentMasterLevel>{''.join(_house(one, said.get('receptacle')) for one in said['items'])}</consignmentMasterLevel>"
        )
    if "listed" in said or "receptacles" in said:
        box = "assessmentComplete" if kind == "IE3N03" else "doNotLoadDetails"
        receptacles = "".join(
            _element("receptacle", _element("receptacleIdentificationNumber", one)) for one in said.get("receptacles", ())
        )
        parts.append(_element(box, receptacles + "".join(_element("transportDocument", _document(one)) for one in said.get("listed", ()))))
    parts += [_referral(kind, reference, item, said.get("deadline")) for reference, item in said.get("referrals", ())]
    parts += [_error(code, pointer) for code, pointer in said.get("errors", ())]
    parts += [_reply(kind, reference) for reference in said.get("replies", ())]
    return f'<{kind} xmlns="{SPACE}">{"".join(parts)}</{kind}>'.encode()


def _element(name: str, inner: str) -> str:
    return f"<{name}>{inner}</{name}>"


def _document(number: str) -> str:
    return f"<documentNumber>{number}</documentNumber><type>N750</type>"


def _house(item: str, receptacle: str | None) -> str:
    inside = _element("receptacle", _element("receptacleIdentificationNumber", receptacle)) if receptacle else "<goodsItem/><goodsItem/>"
    return _element("consignmentHouseLevel", inside + _element("transportDocumentHouseLevel", _document(item)))


def _referral(kind: str, reference: str, item: str, deadline: str | None) -> str:
    about = _element("transportDocumentHouse", _document(item)) if item else ""
    until = f"<responseDeadline><DateTime>{deadline}</DateTime></responseDeadline>" if deadline else ""
    asked = f"<requestType>{'RFI' if kind == 'IE3Q02' else 'RFS'}</requestType>"
    said = "<additionalInformation><text>What is it made of?</text></additionalInformation>"
    return _element("referralRequestDetails", f"{_element('referralRequestReference', reference)}{asked}{about}{said}{until}")


def _error(code: str, pointer: str) -> str:
    path = f"<pointer><messageElementPath>{pointer}</messageElementPath></pointer>"
    return _element("error", f"<description>Not good</description><validationCode>{code}</validationCode>{path}")


def _reply(kind: str, reference: str) -> str:
    if kind == "IE3R03":
        methods = "<screeningMethod><method>XRY</method></screeningMethod><screeningMethod><method>PHS</method></screeningMethod>"
        return _element("hrcmScreeningResults", f"{_element('referralRequestReference', reference)}<result>1</result>{methods}")
    said = "<additionalInformation><text>Cotton</text></additionalInformation>"
    return _element("additionalInformationResponse", _element("referralRequestReference", reference) + said)


def sent(step: dict[str, Any]) -> bytes:
    """The message of a step of a scenario or case."""
    if step["message"].startswith("IE3"):
        said = {name: value for name, value in step.items() if name not in ("message", "expect", "parked", "at")}
        return customs(step["message"], step["at"], **said)
    entry = {name: value or None for name, value in step.get("entry", {}).items()}
    return message(step["message"], entry, created_at=step.get("created_at", "2026-11-20T10:00:00Z"))
