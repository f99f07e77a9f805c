"""Reading what the post itself sent: filings, amendments, answers to referrals. For who keeps book of the exchange, not for checking."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from lxml import etree

from ead.ics2.read import UnreadableAnswer, children_of, moment_of, root_of, text_of
from ead.limits import DEFAULT_LIMITS, Limits

__all__ = ["SENT", "Sent", "SentItem", "SentReply", "read_sent", "sent_of"]

SENT = ("IE3A43", "IE3A44", "IE3F42", "IE3F43", "IE3F44", "IE3Q04", "IE3R02", "IE3R03")
"""The messages that can be read."""

_REPLIES = {"IE3R02": "additionalInformationResponse", "IE3R03": "hrcmScreeningResults"}


@dataclass(frozen=True, slots=True)
class SentItem:
    """A house consignment: the number of its transport document, how many goods items it has, and (IE3F44) its receptacle."""

    document: str
    goods: int = 0
    receptacle: str = ""


@dataclass(frozen=True, slots=True)
class SentReply:
    """The answer to one referral: the result of a screening and its methods, and whether there is a text or an attachment."""

    reference: str
    document: str = ""
    result: str = ""
    methods: tuple[str, ...] = ()
    says_something: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message to customs. ``referral`` is the request that an amendment answers."""

    message: str
    lrn: str = ""
    mrn: str = ""
    issued_at: datetime | None = None
    member_state: str = ""
    referral: str = ""
    items: tuple[SentItem, ...] = ()
    replies: tuple[SentReply, ...] = ()


def read_sent(source: str | os.PathLike[str] | bytes | BinaryIO, *, limits: Limits = DEFAULT_LIMITS) -> Sent:
    """A message to customs in a path, bytes or a binary file object.

    Raises :class:`~ead.ics2.UnreadableAnswer` for what is none, and :class:`~ead.errors.UnreadableSource` when there is nothing to read.
    """
    return sent_of(root_of(source, limits=limits))


def sent_of(root: etree._Element) -> Sent:
    """The message to customs that a root element holds; raises :class:`~ead.ics2.UnreadableAnswer` when it is none or says of no filing."""
    name = etree.QName(root).localname
    if name not in SENT:
        raise UnreadableAnswer(f'"{name}" is no message to customs that is known, expected one of {", ".join(SENT)}')
    masters = children_of(root, "consignmentMasterLevel")
    found = Sent(
        message=name,
        lrn=text_of(root, "LRN") or "",
        mrn=text_of(root, "MRN") or "",
        issued_at=moment_of(root, "documentIssueDate"),
        member_state=text_of(root, "addressedMemberState", "country") or text_of(root, "responsibleMemberState", "country") or "",
        referral=text_of(root, "referralRequestReference") or "",
        items=tuple(_item(house) for box in masters for house in children_of(box, "consignmentHouseLevel")),
        replies=tuple(_reply(one) for one in children_of(root, _REPLIES[name])) if name in _REPLIES else (),
    )
    if not (found.lrn or found.mrn):
        raise UnreadableAnswer(f'{name} has neither "LRN" nor "MRN", expected one of them')
    return found


def _item(house: etree._Element) -> SentItem:
    document = text_of(house, "transportDocumentHouseLevel", "documentNumber")
    if document is None:
        raise UnreadableAnswer('consignmentHouseLevel has no "documentNumber", expected one')
    receptacle = text_of(house, "receptacle", "receptacleIdentificationNumber") or ""
    return SentItem(document, sum(1 for _ in children_of(house, "goodsItem")), receptacle)


def _reply(node: etree._Element) -> SentReply:
    remarks = (text_of(one, "text") or text_of(one, "code") for one in children_of(node, "additionalInformation"))
    return SentReply(
        reference=text_of(node, "referralRequestReference") or text_of(node, "referenceRequestReference") or "",
        document=text_of(node, "transportDocumentHouseLevel", "documentNumber") or "",
        result=text_of(node, "result") or "",
        methods=tuple(method for one in children_of(node, "screeningMethod") if (method := text_of(one, "method") or text_of(one))),
        says_something=any(remarks) or any(True for _ in children_of(node, "binaryAttachment", "binaryFile")),
    )
