"""Postal filings to the European Union's Import Control System 2, and the answers to them.

Filings are written (IE3F43 from ITMATT-style messages, its amendment IE3A43, IE3F44 from despatch data), the answers of customs are read,
errors become findings on the items and fields that were filed, and answers to referrals are written (IE3R02, IE3R03). Layouts are
reconstructed from published tables; see :mod:`ead.ics2.layout`.
"""

from __future__ import annotations

from ead.ics2.amend import AmendmentRefused, write_a43, write_a44, write_q04
from ead.ics2.answers import (
    AmendmentAccepted,
    Answer,
    AssessmentComplete,
    DoNotLoad,
    InformationRequest,
    Invalidated,
    LifecycleError,
    Listed,
    Parties,
    Referral,
    Registration,
    Rejection,
    Remark,
    ScreeningRequest,
    TransportDocument,
    ValidationError,
)
from ead.ics2.decisions import Clearance, clearances
from ead.ics2.declarant import Address, Communication, Declarant, Representative, read_declarant
from ead.ics2.filing import FiledItem, Filing, Gap, Note, RefusedItem, write_f43, write_f43_each
from ead.ics2.findings import MEANINGS, findings_of, located
from ead.ics2.read import UnreadableAnswer, read_answer
from ead.ics2.receptacles import write_f44
from ead.ics2.replies import Attachment, InformationReply, ScreeningPerson, ScreeningReply, write_r02, write_r03
from ead.ics2.sent import Sent, SentItem, SentReply, read_sent
from ead.ics2.waybill import Carrier, Place, Shipper, Waybill, write_f42

__all__ = [
    "MEANINGS",
    "Address",
    "AmendmentAccepted",
    "AmendmentRefused",
    "Answer",
    "AssessmentComplete",
    "Attachment",
    "Carrier",
    "Clearance",
    "Communication",
    "Declarant",
    "DoNotLoad",
    "FiledItem",
    "Filing",
    "Gap",
    "InformationReply",
    "InformationRequest",
    "Invalidated",
    "LifecycleError",
    "Listed",
    "Note",
    "Parties",
    "Place",
    "Referral",
    "RefusedItem",
    "Registration",
    "Rejection",
    "Remark",
    "Representative",
    "ScreeningPerson",
    "ScreeningReply",
    "ScreeningRequest",
    "Sent",
    "SentItem",
    "SentReply",
    "Shipper",
    "TransportDocument",
    "UnreadableAnswer",
    "ValidationError",
    "Waybill",
    "clearances",
    "findings_of",
    "located",
    "read_answer",
    "read_declarant",
    "read_sent",
    "write_a43",
    "write_a44",
    "write_f42",
    "write_f43",
    "write_f43_each",
    "write_f44",
    "write_q04",
    "write_r02",
    "write_r03",
]
