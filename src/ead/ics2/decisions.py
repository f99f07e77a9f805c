"""What may fly: the state of each item of a filing after the answers of customs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum

from ead.ics2.answers import Answer, AssessmentComplete, DoNotLoad, InformationRequest, Invalidated, Listed, ScreeningRequest

__all__ = ["Clearance", "clearances"]

_EVER = datetime.min.replace(tzinfo=UTC)
_NONE: Mapping[str, str] = {}


class Clearance(Enum):
    """Where an item stands with customs."""

    PENDING = "pending"
    REFERRED = "referred"
    ASSESSED = "assessed"
    INVALIDATED = "invalidated"
    DO_NOT_LOAD = "do not load"


def clearances(mrn: str, items: Sequence[str], answers: Iterable[Answer], receptacles: Mapping[str, str] = _NONE) -> dict[str, Clearance]:
    """The state of the items of a filing (house document numbers) after all answers under its MRN, in whatever order these came.

    ``receptacles`` says in which receptacle an item lies, as filed by IE3F44. A do-not-load outranks everything, before or after it. An
    answer that lists nothing is about everything under the MRN. A referral counts until an assessment complete of the same time or later.
    Where it cannot be told whether an item is meant - its receptacle is not known, or equipment is listed - a do-not-load holds it, and an
    assessment complete does not release it.
    """
    told = [answer for answer in answers if getattr(answer, "mrn", None) == mrn]
    return {item: _clearance(item, told, receptacles.get(item)) for item in items}


def _clearance(item: str, answers: Sequence[Answer], receptacle: str | None) -> Clearance:
    if any(isinstance(one, DoNotLoad) and _holds(one.listed, item, receptacle) for one in answers):
        return Clearance.DO_NOT_LOAD
    if any(isinstance(one, Invalidated) for one in answers):
        return Clearance.INVALIDATED
    assessed = [one.completed_at for one in answers if isinstance(one, AssessmentComplete) and _releases(one.listed, item, receptacle)]
    referred = [one.issued_at for one in answers if isinstance(one, InformationRequest | ScreeningRequest) and _asks(one, item)]
    if assessed and (not referred or max(when or _EVER for when in assessed) >= max(when or _EVER for when in referred)):
        return Clearance.ASSESSED
    return Clearance.REFERRED if referred else Clearance.PENDING


def _holds(listed: Listed, item: str, receptacle: str | None) -> bool:
    if listed.is_empty or item in listed.documents or receptacle in listed.receptacles:
        return True
    return bool(listed.equipment) or bool(listed.receptacles and receptacle is None)


def _releases(listed: Listed, item: str, receptacle: str | None) -> bool:
    return listed.is_empty or item in listed.documents or receptacle in listed.receptacles


def _asks(request: InformationRequest | ScreeningRequest, item: str) -> bool:
    return any(one.document is None or one.document.number == item for one in request.referrals)
