"""Answers to referrals: IE3R02 to a request for information, IE3R03 to a request for screening."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ead.ics2.answers import InformationRequest, Referral, Remark, ScreeningRequest, TransportDocument
from ead.ics2.declarant import Address, Declarant
from ead.ics2.filing import address_values
from ead.ics2.layout import Version
from ead.ics2.values import moment, to_xml
from ead.identifiers import eori

__all__ = ["Attachment", "InformationReply", "ScreeningPerson", "ScreeningReply", "write_r02", "write_r03"]

_LEAST_METHODS, _MOST_METHODS = 2, 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that travels beside the message; ``identification`` is the name of its part in the transport."""

    identification: str
    filename: str
    mime: str
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationReply:
    """The answer to one referral, by its reference."""

    reference: str
    remarks: tuple[Remark, ...] = ()
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningPerson:
    """Who answers for a screening: name, number, type of person (1 natural, 2 legal)."""

    name: str
    number: str
    person_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningReply:
    """What came out of a screening: the result (code list CL726) and two to nine methods (CL724).

    ``document`` is needed when the referral names none.
    """

    reference: str
    result: str
    methods: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()
    person: ScreeningPerson | None = None
    attachments: tuple[Attachment, ...] = ()
    facility: Address | None = None
    document: TransportDocument | None = None


def write_r02(
    request: InformationRequest,
    replies: Sequence[InformationReply],
    declarant: Declarant,
    version: Version = "2",
    *,
    issued_at: datetime | None = None,
) -> bytes:
    """The answer IE3R02.

    Raises :class:`ValueError` for a reply to a referral that the request does not hold, and for one that says nothing.
    """
    return _written("IE3R02", "additionalInformationResponse", request, replies, _information, declarant, version, issued_at)


def write_r03(
    request: ScreeningRequest,
    replies: Sequence[ScreeningReply],
    declarant: Declarant,
    version: Version = "2",
    *,
    issued_at: datetime | None = None,
) -> bytes:
    """The answer IE3R03. Raises :class:`ValueError` for a reply to a referral that the request does not hold, and for too few methods."""
    return _written("IE3R03", "hrcmScreeningResults", request, replies, _screening, declarant, version, issued_at)


def _written(
    message: str,
    element: str,
    request: InformationRequest | ScreeningRequest,
    replies: Sequence[Any],
    values_of: Callable[[Any, Referral], dict[str, Any]],
    declarant: Declarant,
    version: Version,
    issued_at: datetime | None,
) -> bytes:
    asked = {referral.reference: referral for referral in request.referrals}
    for reply in replies:
        if reply.reference not in asked:
            raise ValueError(f'the request holds no referral "{reply.reference}", expected one of {", ".join(asked)}')
    agent, master = declarant.representative, request.parties.master_document
    values = {
        "documentIssueDate": moment(issued_at),
        "MRN": request.mrn,
        "responsibleMemberState": {"country": request.parties.member_state},
        "representative": {"identificationNumber": eori.compact(agent.eori)} if agent is not None else None,
        "transportDocument": _document(master),
        "declarant": {"identificationNumber": eori.compact(declarant.eori)},
        element: [values_of(reply, asked[reply.reference]) for reply in replies],
    }
    return to_xml(message, version, values)


def _information(reply: InformationReply, referral: Referral) -> dict[str, Any]:
    if not (reply.remarks or reply.attachments):
        raise ValueError(f'the reply to referral "{reply.reference}" says nothing, expected a remark or an attachment')
    return {
        "referralRequestReference": reply.reference,
        "additionalInformation": [_remark(one) for one in reply.remarks],
        "binaryAttachment": [_attachment(one) for one in reply.attachments],
        "transportDocumentHouseLevel": _document(referral.document),
    }


def _screening(reply: ScreeningReply, referral: Referral) -> dict[str, Any]:
    if not _LEAST_METHODS <= len(reply.methods) <= _MOST_METHODS:
        raise ValueError(f'the reply to referral "{reply.reference}" has {len(reply.methods)} screening method(s), expected 2 to 9')
    person = reply.person
    return {
        "referralRequestReference": reply.reference,
        "result": reply.result,
        "screeningMethod": [{"method": method} for method in reply.methods],
        "additionalInformation": [_remark(one) for one in reply.remarks],
        "authorizedPerson": {"name": person.name, "identificationNumber": person.number, "typeOfPerson": person.person_type}
        if person
        else None,
        "binaryFile": [_attachment(one) for one in reply.attachments],
        "facilityPlace": {"address": address_values(reply.facility)} if reply.facility is not None else None,
        "transportDocumentHouseLevel": _document(reply.document or referral.document),
    }


def _document(document: TransportDocument | None) -> dict[str, str | None] | None:
    return {"documentNumber": document.number, "type": document.type} if document is not None else None


def _remark(remark: Remark) -> dict[str, str | None]:
    return {"code": remark.code, "text": remark.text, "type": remark.type}


def _attachment(one: Attachment) -> dict[str, str | None]:
    return {"identification": one.identification, "filename": one.filename, "MIME": one.mime, "description": one.description}
