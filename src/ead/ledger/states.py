"""What state an item is in: a pure function of what is known to have happened to it, whatever the order in which that became known.

Nothing here remembers a former state. Each fact carries the time at which it happened, and the state is that of the latest fact, with
these exceptions:

* a declaration or its passing on to customs says something only as long as nothing else is known: a correction undoes no decision;
* an open referral outranks a decision, whenever the decision was made, but not a return, nor a departure after the question;
* of open referrals the gravest counts: DNL before RFS before RFI.

A referral ends by the answer that names it, and by the return of the item. A release after the question ends an RFI and an RFS, and so does
an assessment that is complete at its time or later, but never a DNL: do-not-load outranks any assessment. A changed declaration after the
question answers an RFI.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

__all__ = [
    "ASSESSMENT_COMPLETE",
    "BY_CUSTOMS",
    "DNL",
    "RFI",
    "RFS",
    "Fact",
    "Happening",
    "Referral",
    "ReferralStatus",
    "Settled",
    "State",
    "settle",
]

RFI, RFS, DNL = "RFI", "RFS", "DNL"
BY_CUSTOMS = "customs/"
"""How the identifier of a referral begins that no message between posts has named: it stands in a decision of customs only."""

ASSESSMENT_COMPLETE = "ASC"
"""The code of an assessment that is complete without a referral (in ICS2: IE3N03)."""

_GRAVEST_FIRST = (DNL, RFS, RFI)


class State(Enum):
    """The states of an item."""

    DECLARED = "declared"
    SENT = "sent"
    ASSESSED = "assessed"
    REFERRED = "referred"
    ANSWERED = "answered"
    RELEASED = "released"
    HELD = "held"
    RETURNED = "returned"
    FLOWN = "flown"


class Happening(Enum):
    """Kinds of facts. Of two facts of one moment the one further down counts as the later."""

    DECLARED = "declared"
    SENT = "sent"
    ASSESSED = "assessed"
    REFERRED = "referred"
    ANSWERED = "answered"
    RELEASED = "released"
    HELD = "held"
    FLOWN = "flown"
    RETURNED = "returned"
    NOTED = "noted"


_RANK = {happening: rank for rank, happening in enumerate(Happening)}
_DECISIVE = frozenset({Happening.ASSESSED, Happening.RELEASED, Happening.HELD, Happening.FLOWN, Happening.RETURNED})
_DECLARING = frozenset({Happening.DECLARED, Happening.SENT})
_BY_ANSWER = {"RETURNED": Happening.RETURNED, "SCREENED_ALARM": Happening.HELD}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened to an item.

    ``at`` is a time that sorts (:mod:`ead.ledger.moments`). ``referral`` and ``referral_type`` name the referral that is raised or
    answered; ``response`` is the code of the answer, or of the assessment; ``respond_by`` its deadline. ``digest`` stands for the contents
    of a declaration.
    """

    happening: Happening
    at: str
    digest: str = ""
    referral: str = ""
    referral_type: str = ""
    response: str = ""
    respond_by: str = ""


class ReferralStatus(Enum):
    """How a referral stands."""

    OPEN = "open"
    ANSWERED = "answered"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral and how it stands. ``closed_at`` is empty while it is open; ``closed_by`` is what ended it."""

    identifier: str
    type: str
    issued_at: str
    respond_by: str
    status: ReferralStatus
    closed_at: str = ""
    closed_by: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """An item's state, since when, the kind of its gravest open referral (or none), and all its referrals."""

    state: State
    since: str
    referral_type: str
    referrals: tuple[Referral, ...]


def settle(facts: Iterable[Fact]) -> Settled | None:
    """The state that facts about one item amount to, in any order; ``None`` when nothing is known that makes a state."""
    known = sorted(set(facts), key=_order)
    known += [
        Fact(_BY_ANSWER[fact.response], fact.at) for fact in known if fact.happening is Happening.ANSWERED and fact.response in _BY_ANSWER
    ]
    known.sort(key=_order)
    referrals = _referrals(known)
    still_open = [referral for referral in referrals if referral.status is ReferralStatus.OPEN]
    if still_open:
        return _with_open(known, referrals, still_open)
    turns = [(fact.at, _RANK[fact.happening], State(fact.happening.value)) for fact in known if fact.happening in _DECISIVE]
    turns += [(fact.at, _RANK[fact.happening], State.ANSWERED) for fact in known if fact.happening is Happening.ANSWERED]
    turns += [
        (referral.closed_at, _RANK[Happening.ANSWERED], State.ANSWERED)
        for referral in referrals
        if referral.status is ReferralStatus.ANSWERED
    ]
    if not turns:
        declaring = [fact for fact in known if fact.happening in _DECLARING]
        if not declaring:
            return None
        last = max(declaring, key=lambda fact: (_RANK[fact.happening], fact.at))
        turns = [(last.at, _RANK[last.happening], State(last.happening.value))]
    since, _, state = max(turns, key=lambda turn: turn[:2])
    return Settled(state, since, "", referrals)


def _with_open(known: list[Fact], referrals: tuple[Referral, ...], still_open: list[Referral]) -> Settled:
    gravest = min((referral.type for referral in still_open), key=_gravity)
    since = max(referral.issued_at for referral in still_open)
    gone = [fact.at for fact in known if fact.happening is Happening.FLOWN and fact.at > since]
    if gone:
        return Settled(State.FLOWN, max(gone), gravest, referrals)
    return Settled(State.REFERRED, since, gravest, referrals)


def _gravity(referral_type: str) -> int:
    return _GRAVEST_FIRST.index(referral_type) if referral_type in _GRAVEST_FIRST else len(_GRAVEST_FIRST)


def _order(fact: Fact) -> tuple[str | int, ...]:
    return (fact.at, _RANK[fact.happening], fact.referral, fact.referral_type, fact.response, fact.respond_by, fact.digest)


def _referrals(known: list[Fact]) -> tuple[Referral, ...]:
    """The referrals that were raised, each once: the first that was raised under an identifier counts."""
    first: dict[str, Fact] = {}
    for fact in known:
        if fact.happening is Happening.REFERRED:
            first.setdefault(fact.referral, fact)
    # A decision of customs raises a referral of its own; the referral between posts that follows from it takes its place.
    named = {fact.referral_type for identifier, fact in first.items() if not identifier.startswith(BY_CUSTOMS)}
    return tuple(
        _referral(fact, known)
        for identifier, fact in sorted(first.items())
        if not (identifier.startswith(BY_CUSTOMS) and fact.referral_type in named)
    )


def _referral(raised: Fact, known: list[Fact]) -> Referral:
    """A referral, and the first thing that ended it."""
    ends = [(max(raised.at, fact.at), status, fact.happening.value) for fact in known if (status := _ended_by(raised, fact, known))]
    if not ends:
        return Referral(raised.referral, raised.referral_type, raised.at, raised.respond_by, ReferralStatus.OPEN)
    closed_at, status, by = min(ends, key=lambda end: (end[0], end[1].value, end[2]))
    return Referral(raised.referral, raised.referral_type, raised.at, raised.respond_by, status, closed_at, by)


def _ended_by(raised: Fact, fact: Fact, known: list[Fact]) -> ReferralStatus | None:
    kind, later = fact.happening, fact.at > raised.at
    if kind is Happening.ANSWERED:
        return ReferralStatus.ANSWERED if fact.referral == raised.referral else None
    if kind is Happening.RETURNED and fact.at >= raised.at:
        return ReferralStatus.SETTLED
    if kind is Happening.ASSESSED and fact.response == ASSESSMENT_COMPLETE and fact.at >= raised.at and raised.referral_type != DNL:
        return ReferralStatus.SETTLED
    if kind is Happening.RELEASED and later and raised.referral_type != DNL:
        return ReferralStatus.SETTLED
    if kind in _DECLARING and later and raised.referral_type == RFI and _changed(raised, fact, known):
        return ReferralStatus.ANSWERED
    return None


def _changed(raised: Fact, declaration: Fact, known: list[Fact]) -> bool:
    """Whether a declaration says something else than all that was declared when the referral was raised."""
    before = {fact.digest for fact in known if fact.happening in _DECLARING and fact.at <= raised.at}
    return declaration.digest != "" and declaration.digest not in before
