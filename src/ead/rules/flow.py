"""Rules on the exchange: referrals, assessments and answers, as they stand when an item leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ead.rules.api import ERROR, INFO, WARNING, Answer, Confidence, Scope, rule
from ead.rules.flow_story import Departure, Question, Reply, Story, When, after, flow_table, is_certain, regime_of

__all__ = [
    "answers_fit_their_questions",
    "assessment_is_complete_at_closing",
    "nothing_leaves_under_do_not_load",
    "questions_are_answered_before_the_item_leaves",
    "stages_are_passed_with_the_status_they_ask_for",
]

_PLACI = "WCO and ICAO, pre-loading advance cargo information; ICS2, messages IE3Q01 to IE3Q03"


@rule(
    "FLOW-001",
    on=Scope.EXCHANGE,
    reads=["departures", "questions"],
    at="item_id",
    severity=ERROR,
    text="the item left on {left} ({how}) under do-not-load {referral} of {raised}",
    source=_PLACI,
    since=date(2021, 3, 15),
    fix="take the item out of the despatch, and answer the referral",
)
def nothing_leaves_under_do_not_load(departures: Sequence[Departure], questions: Sequence[Question]) -> Answer:
    """The item was put into a despatch, or left, although customs had ordered that it must not be loaded.

    Why: a do-not-load is for a danger to the aircraft; it outranks every assessment.
    Fix: take the item out of the receptacle, tell the carrier, and answer the referral.
    Good: a do-not-load at 12:00, and no despatch of the item
    Bad: a do-not-load at 12:00, and a PREDES of 18:00 that lists the item
    Notes: a warning where the order of the two hangs on a time without an offset.
    """
    return [hit for question in questions if question.type == "DNL" and (hit := _left_open(question, departures))]


@rule(
    "FLOW-002",
    on=Scope.EXCHANGE,
    reads=["departures", "questions", "now"],
    at="item_id",
    severity=ERROR,
    text="{type} {referral} of {raised} {open}",
    source=_PLACI,
    since=date(2021, 3, 15),
    fix="answer the referral before the despatch is closed",
)
def questions_are_answered_before_the_item_leaves(departures: Sequence[Departure], questions: Sequence[Question], now: When) -> Answer:
    """A request for information or for screening has no answer.

    Why: the item may not be loaded before the question is answered.
    Fix: answer with REFRSP, IE3R02 or IE3R03, or send the corrected declaration.
    Good: an RFI at 12:00, its answer at 15:00, a PREDES of 18:00
    Bad: an RFI at 12:00, and a PREDES of 18:00 that lists the item, without an answer
    Notes: an error when the item left without one, a warning before. A release or a complete assessment after the question ends it too.
    """
    hits: list[Mapping[str, object]] = []
    for question in questions:
        if question.type not in ("RFI", "RFS"):
            continue
        if hit := _left_open(question, departures):
            hits.append({**hit, "type": question.type, "open": f"had no answer when the item left on {hit['left']}"})
        elif question.closed is None and not departures and question.is_open_at(now):
            facts = {"type": question.type, "referral": question.identifier, "raised": question.raised, "open": "has no answer yet"}
            hits.append({**facts, "severity": WARNING})
    return hits


def _left_open(question: Question, departures: Sequence[Departure]) -> dict[str, object] | None:
    """The first departure while a question was open."""
    for departure in departures:
        if question.is_open_at(departure.when):
            how = f"despatch {departure.despatch}" if departure.despatch else "seen to leave"
            hit: dict[str, object] = {"left": departure.when, "how": how, "referral": question.identifier, "raised": question.raised}
            ends = [moment for moment in (question.raised, question.closed) if moment is not None]
            return hit if all(is_certain(departure.when, moment) for moment in ends) else {**hit, "severity": WARNING}
    return None


@rule(
    "FLOW-003",
    on=Scope.EXCHANGE,
    reads=["departures", "questions", "filed", "assessed?", "destination", "on"],
    at="item_id",
    severity=WARNING,
    text="the item left on {left} and its assessment under {regime} {state}",
    source="UPU International Postal System, status ASC (assessment confirmation); ICS2, message IE3N03",
    since=date(2021, 3, 15),
    fix="wait for the assessment before the despatch is closed",
)
def assessment_is_complete_at_closing(
    departures: Sequence[Departure], questions: Sequence[Question], filed: bool, assessed: When | None, destination: str, on: date
) -> Answer:
    """An item to a regime that assesses before loading left without a complete assessment.

    Why: silence is no consent: the answer of customs may still be on its way, and may be a do-not-load.
    Fix: wait for the assessment (IE3N03, or a decision to release) before the despatch is closed.
    Good: filed at 10:00, assessment complete at 12:00, a PREDES of 18:00
    Bad: filed at 10:00, and a PREDES of 18:00, without an answer of customs
    Notes: only for items that were sent to customs (CUSITM, IE3F43): of others the ledger does not hear the answers. Silent where an open
        referral says more.
    """
    regime = regime_of(destination[:2], on)
    if not filed or regime is None or not departures:
        return None
    left = departures[0].when
    if (assessed is not None and not after(assessed, left)) or any(question.is_open_at(left) for question in questions):
        return None
    return {"left": left, "regime": regime, "state": "was not complete" if assessed is None else f"was complete on {assessed} only"}


@rule(
    "FLOW-004",
    on=Scope.EXCHANGE,
    reads=["replies"],
    at="item_id",
    severity=WARNING,
    text="the answer to {asked} {referral} {fault}",
    source="UPU customs declaration system, referrals and their answers; ICS2, messages IE3R02 and IE3R03",
    since=date(2021, 3, 15),
    confidence=Confidence.GENERAL,
    fix="answer what was asked",
)
def answers_fit_their_questions(replies: Sequence[Reply]) -> Answer:
    """The answer to a referral is not of the kind that was asked for.

    Why: a request for screening is answered by a screening, not by a text; such an answer does not end the matter.
    Fix: answer an RFI with what was asked, an RFS with method and result of the screening, a DNL with what became of the item.
    Good: an RFS is answered SCREENED_NO_ALARM, with method XRY and its result
    Bad: an RFS is answered INFORMATION_SUPPLIED, with a remark
    Notes: answers with a code that is not on the list of this library are judged by what is in them only.
    """
    return [{"asked": reply.asked, "referral": reply.identifier, "fault": fault} for reply in replies if (fault := _misfit(reply))]


def _misfit(reply: Reply) -> str | None:
    tables = {row["type"]: row for row in flow_table()["answer"]}
    row = tables.get(reply.asked)
    if row is None:
        return None
    if reply.says and reply.says != reply.asked:
        return f"is one to {reply.says}"
    if reply.response not in row["responses"] and any(reply.response in other["responses"] for other in tables.values()):
        return f"says {reply.response}"
    if reply.response in flow_table()["refusals"] or not row["needs"] or not reply.holds.isdisjoint(row["needs"]):
        return None
    return "has no screening in it" if reply.asked == "RFS" else "has nothing in it that was asked for"


@rule(
    "FLOW-005",
    on=Scope.EXCHANGE,
    reads=["stages", "story"],
    at="item_id",
    severity=INFO,
    text="at {stage} on {when} the item had status {status}, expected {allowed}",
    source="UPU International Postal System, checks of advance data at reception, at despatch and at consignment",
    since=date(2021, 1, 1),
    fix="hold the item back at this stage until its status is one that lets it pass",
)
def stages_are_passed_with_the_status_they_ask_for(
    stages: Mapping[str, When], story: Story, *, checkpoints: Sequence[Mapping[str, str]] = ()
) -> Answer:
    """The item passed a stage with another status than the table of stages asks for.

    Why: systems of posts check advance data at reception, when a despatch is closed and when it leaves, by origin, destination and class.
    Fix: hold items back at that stage, or correct the table.
    Good: at closing PENDING or ASC is asked for, and the item is ASC
    Bad: at departure ASC is asked for, and the item is PENDING
    Notes: silent until a table of stages is given. Of the rows that fit the one that says most counts.
    """
    hits: list[Mapping[str, object]] = []
    for stage, when in stages.items():
        fitting = [row for row in checkpoints if row["stage"] == stage and _fits(row, story)]
        if fitting:
            row = max(fitting, key=lambda one: sum(1 for key in ("origin", "destination", "mail_class") if one.get(key)))
            status = story.status_at(when)
            if status not in row["allowed"].split():
                hits.append({"stage": stage, "when": when, "status": status, "allowed": " or ".join(row["allowed"].split())})
    return hits


def _fits(row: Mapping[str, str], story: Story) -> bool:
    ends = (("origin", story.origin), ("destination", story.destination))
    return all(value.startswith(row.get(key, "")) for key, value in ends) and row.get("mail_class", story.mail_class) == story.mail_class
