"""What customs answer to a filing, as small frozen models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

__all__ = [
    "AmendmentAccepted",
    "Answer",
    "AssessmentComplete",
    "DoNotLoad",
    "InformationRequest",
    "Invalidated",
    "LifecycleError",
    "Listed",
    "Parties",
    "Referral",
    "Registration",
    "Rejection",
    "Remark",
    "ScreeningRequest",
    "TransportDocument",
    "ValidationError",
]


@dataclass(frozen=True, slots=True)
class TransportDocument:
    """A transport document: number and type (code list CL754)."""

    number: str
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Whom an answer names: EORI numbers, the country it comes from, the master transport document.

    ``unknown`` are elements at the top of the message that this library does not know, by name, as text.
    """

    member_state: str | None = None
    representative: str | None = None
    declarant: str | None = None
    carrier: str | None = None
    master_document: TransportDocument | None = None
    unknown: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """IE3R01: the filing is registered under an MRN."""

    lrn: str
    mrn: str
    registered_at: datetime | None
    indicator: str | None
    parties: Parties = Parties()


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidationError:
    """One error of an IE3N99 or IE3N01; ``pointer`` is the path to the element in the rejected message."""

    code: str
    description: str | None = None
    technical: str | None = None
    pointer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """IE3N99: the message is refused for errors of form or content. ``reference`` is the LRN of a filing, the MRN of all else."""

    reference: str | None
    notified_at: datetime | None
    errors: tuple[ValidationError, ...]
    parties: Parties = Parties()


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecycleError:
    """IE3N01: the message does not fit the state of the filing, or its key data is not unique."""

    lrn: str | None
    mrn: str | None
    notified_at: datetime | None
    errors: tuple[ValidationError, ...]
    parties: Parties = Parties()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a decision is restricted to: items by house document number, receptacles, equipment."""

    documents: tuple[str, ...] = ()
    receptacles: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is listed."""
        return not (self.documents or self.receptacles or self.equipment)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentComplete:
    """IE3N03: the assessment is complete; with nothing listed, of everything under the MRN."""

    mrn: str
    completed_at: datetime | None
    listed: Listed = Listed()
    parties: Parties = Parties()


@dataclass(frozen=True, slots=True, kw_only=True)
class DoNotLoad:
    """IE3Q01: what is listed must not be loaded."""

    mrn: str
    issued_at: datetime | None
    listed: Listed = Listed()
    parties: Parties = Parties()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Additional information: a code, a text, a type."""

    code: str | None = None
    text: str | None = None
    type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """One question of customs. ``type`` is RFI, RFS or another code; ``document`` the item it is about (``None``: all under the MRN).

    ``deadline`` is there only when the message gives one; the published layout has no element for it.
    """

    reference: str
    type: str
    document: TransportDocument | None = None
    master_document: TransportDocument | None = None
    remarks: tuple[Remark, ...] = ()
    supporting_documents: tuple[TransportDocument, ...] = ()
    methods: tuple[str, ...] = ()
    pointer: str | None = None
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationRequest:
    """IE3Q02: customs want to know more."""

    mrn: str
    issued_at: datetime | None
    referrals: tuple[Referral, ...]
    parties: Parties = Parties()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningRequest:
    """IE3Q03: customs want items screened as high-risk cargo or mail."""

    mrn: str
    issued_at: datetime | None
    referrals: tuple[Referral, ...]
    parties: Parties = Parties()


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentAccepted:
    """IE3N10: the amendment is accepted."""

    mrn: str
    completed_at: datetime | None
    parties: Parties = Parties()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invalidated:
    """IE3R07: the filing is invalidated, as was asked for."""

    mrn: str
    completed_at: datetime | None
    parties: Parties = Parties()


Answer = (
    Registration
    | Rejection
    | LifecycleError
    | AssessmentComplete
    | DoNotLoad
    | InformationRequest
    | ScreeningRequest
    | AmendmentAccepted
    | Invalidated
)
