"""Rules on the exchange, asked of the ledger: what is known of each item goes in, findings come out.

The rules are those of the sets that look at the exchange (:func:`ead.rules.registry.ledger_rule_sets`), and UPU-TIME-001, which
``ead validate`` asks where the caller supplies times; here they are the ledger's. Refusals of customs (ICS2-R-*) are told beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Connection, cast, func, select

from ead.errors import ConfigurationError
from ead.findings import Finding, Fix, Location
from ead.ledger.customs_findings import refusals_of
from ead.ledger.customs_rows import ERRORS, FILING_KINDS
from ead.ledger.moments import day_of, now
from ead.ledger.schema import EVENTS
from ead.ledger.states import ASSESSMENT_COMPLETE, Happening
from ead.ledger.stories import Entry, Known, everything
from ead.rules.api import Rule, Selection
from ead.rules.facts import is_goods
from ead.rules.flow_story import Departure, Question, Reply, Sending, Story, Twin, When, flow_table, holds_goods
from ead.rules.registry import ledger_rule_sets
from ead.rules.upu_supplied import data_comes_before_the_item
from ead.wording import domain_path, sentence

__all__ = ["Checked", "FlowRules", "check", "story_of"]

_SET_APART = ("at", "severity")
_CLOSING, _LEAVING = "PREDES", "EMC"
_STAGES = {"EMA": "reception", "EMB": "reception", _LEAVING: "departure"}
_ARRIVED = "EMD"
_DESPATCH_LENGTH = 20  # an S9 identifier begins with the S8 identifier of its despatch
_FILED = frozenset({"CUSITM", *FILING_KINDS})
_SAME = ("contents", "nature", "gross_weight")


@dataclass(frozen=True)
class FlowRules:
    """Which rules are asked, and how: ``select`` and ``ignore`` are beginnings of codes, ``parameters`` those of rules by code."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def rules(self) -> list[Rule]:
        """The rules. Raises :class:`~ead.errors.ConfigurationError` for a beginning that no code has."""
        known = [*(rule for rule_set in ledger_rule_sets() for rule in rule_set.rules), data_comes_before_the_item]
        for prefix in (*self.select, *self.ignore):
            if not prefix.startswith("ICS2-R") and not any(rule.code.startswith(prefix) for rule in known):
                raise ConfigurationError(f'no rule on the exchange begins with "{prefix}"; "ead rules --set flow" lists them')
        chosen = [rule for rule in known if self.reports(rule.code)]
        return [replace(rule, parameters={**rule.parameters, **self.parameters.get(rule.code, {})}) for rule in chosen]

    def reports(self, code: str) -> bool:
        """Whether findings of that code are wanted."""
        return (not self.select or code.startswith(self.select)) and not code.startswith(self.ignore or ("\0",))


@dataclass(frozen=True, slots=True)
class Checked:
    """What came out for an item: its findings, and the codes of rules that gave no answer."""

    s10: str
    posted: str
    findings: list[Finding]
    crashed: tuple[str, ...] = ()


def check(connection: Connection, rules: FlowRules | None = None, *, at: str = "", only: Sequence[str] = ()) -> Iterator[Checked]:
    """The findings of every item, in the order of identifier and posting date; memory does not grow.

    ``at`` is the time of the check as the ledger keeps it (default: now); ``only`` restricts it to these identifiers.
    """
    asked = rules or FlowRules()
    chosen, moment = asked.rules(), When.of(at or now())
    assert moment is not None
    despatches = _despatches(connection) if any(rule.code == "UPU-S10-003" for rule in chosen) else frozenset[str]()
    for known in everything(connection, only=only):
        story = story_of(known, moment, despatches)
        findings, crashed = _asked(chosen, story)
        if story.refused:
            findings += [one for one in refusals_of(connection, known.s10) if asked.reports(one.code) and _is_about(known, one)]
        yield Checked(known.s10, known.posted, findings, crashed)


def _is_about(known: Known, finding: Finding) -> bool:
    """Whether a refusal belongs to this item of the identifier and not to an earlier or later one."""
    return any(entry.kind in ERRORS and entry.code == finding.details.get("validation_code") for entry in known.events)


def _asked(rules: Iterable[Rule], story: Story) -> tuple[list[Finding], tuple[str, ...]]:
    selection = Selection(story.destination[:2] or None, story.origin[:2] or None, story.mail_class or None, story.on)
    findings: list[Finding] = []
    crashed: list[str] = []
    for rule in rules:
        if not (rule.in_force(story.on) and rule.applies_to.matches(selection)):
            continue
        values = [story if name == "story" else getattr(story, name.rstrip("?")) for name in rule.reads]
        if any(value is None and not name.endswith("?") for value, name in zip(values, rule.reads, strict=True)):
            continue
        try:
            answer = rule(*values)
        except Exception:  # noqa: BLE001 - a rule that fails must not take the others with it; the outcome says so
            crashed.append(rule.code)
            continue
        hits = answer if isinstance(answer, list) else [answer] if answer else []
        findings += [_finding(rule, hit, story) for hit in hits]
    return findings, tuple(crashed)


def _finding(rule: Rule, hit: Mapping[str, Any], story: Story) -> Finding:
    values = {name: value for name, value in hit.items() if name not in _SET_APART}
    path = (hit.get("at", rule.at),)
    return Finding(
        code=rule.code,
        severity=hit.get("severity", rule.severity),
        rule_set=rule.rule_set or "upu",
        text=sentence(rule.text, {name: str(value) if isinstance(value, When) else value for name, value in values.items()}),
        location=Location(domain_path(path, story.s10)),
        item_id=story.s10,
        fix=Fix(sentence(rule.fix, values)),
        reference=rule.source,
        path=path,
        details={"posted": story.posted} if story.posted else {},
    )


# -- from rows to a story ----------------------------------------------------------------------------------------------


def story_of(known: Known, at: When, despatches: frozenset[str] = frozenset()) -> Story:
    """What the rules read of an item. ``despatches`` are those whose PREDES is in the ledger."""
    item, declared = known.item or {}, known.revisions
    departures = tuple(_departures(known.events))
    first = declared[0] if declared else known.events[0]
    return Story(
        s10=known.s10,
        posted=known.posted,
        on=day_of(first.posted) or day_of(first.at) or date.fromisoformat(at.text[:10]),
        now=at,
        origin=item.get("origin") or _from_events(known, "origin_operator"),
        destination=item.get("destination") or _from_events(known, "destination_operator"),
        mail_class=item.get("mail_class") or _from_events(known, "mail_class") or flow_table()["class_of_indicator"].get(known.s10[:1], ""),
        is_goods=_goods(known),
        declared=bool(declared),
        filed=any(entry.kind in _FILED for entry in (*declared, *known.events)),
        refused=_is_refused(known),
        sendings=tuple(_sending(entry) for entry in declared),
        departures=departures,
        questions=tuple(_question(row) for row in known.referrals),
        replies=tuple(_replies(known)),
        assessed=_assessed(known.events),
        events=_times(known),
        stages=_stages(known.events, departures),
        twins=tuple(_twins(known)),
        unlisted_in=_unlisted(known.events, despatches),
    )


def _from_events(known: Known, name: str) -> str:
    return next((str(value) for entry in known.events if (value := entry.facts.get(name))), "")


def _goods(known: Known) -> bool | None:
    for entry in reversed(known.revisions):
        amounts = [_number(piece.get("amount")) for piece in entry.facts.get("contents", ())]
        return bool(is_goods.compute(entry.facts.get("nature"), amounts))
    return holds_goods(known.s10, _from_events(known, "mail_class"))


def _number(text: str | None) -> float | None:
    return float(text) if text else None


def _is_refused(known: Known) -> bool:
    refused = max((entry.at for entry in known.events if entry.kind in ERRORS), default="")
    return bool(refused) and not any(entry.kind in FILING_KINDS and entry.at > refused for entry in known.events)


def _sending(entry: Entry) -> Sending:
    message = entry.message
    return Sending(entry.kind, When.of(entry.at, local=not message.created_at), message.direction, message.partner, entry.destination)


def _departures(events: Iterable[Entry]) -> Iterator[Departure]:
    for entry in events:
        if entry.kind == _CLOSING or (entry.kind == "EMSEVT" and entry.code == _LEAVING):
            when = When.of(entry.at, local=entry.local)
            if when is not None:
                yield Departure(when, entry.kind == _CLOSING, _despatch_of(entry), entry.facts.get("receptacle_id", ""))


def _despatch_of(entry: Entry) -> str:
    despatch, receptacle = entry.facts.get("despatch_id", ""), entry.facts.get("receptacle_id", "")
    return despatch or (receptacle[:_DESPATCH_LENGTH] if len(receptacle) > _DESPATCH_LENGTH else "")


def _question(row: Mapping[str, Any]) -> Question:
    return Question(row["referral"], row["type"], When.of(row["issued_at"]), When.of(row["closed_at"]), row["status"])


def _replies(known: Known) -> Iterator[Reply]:
    asked = {row["referral"]: row["type"] for row in known.referrals}
    for entry in known.events:
        if entry.happening == Happening.ANSWERED.value:
            yield Reply(entry.referral, entry.referral_type, asked.get(entry.referral, ""), entry.code, frozenset(_holds(entry)))


def _holds(entry: Entry) -> Iterator[str]:
    """What is in an answer. Remarks of a REFRSP are personal, so it is not asked whether there are any."""
    facts = entry.facts
    if entry.kind == "REFRSP":
        told = {"supplied": "supplied_elements", "screenings": "screenings", "documents": "documents"}
        yield from (name for name, group in told.items() if facts.get(group))
        if "supplied_elements" not in facts and not facts.get("screenings"):
            yield "remarks"  # the benefit of the doubt
    elif entry.kind == "IE3R03":
        yield "screenings"
    elif entry.kind == "IE3R02":
        yield from ("remarks",) if facts.get("says_something") else ()
    else:
        yield "amended"


def _assessed(events: Iterable[Entry]) -> When | None:
    """When the assessment was first complete: an IE3N03, or a release."""
    for entry in events:
        complete = entry.happening == Happening.ASSESSED.value and entry.code == ASSESSMENT_COMPLETE
        if complete or entry.happening == Happening.RELEASED.value:
            return When.of(entry.at, local=entry.local)
    return None


def _times(known: Known) -> dict[str, datetime]:
    """The times that UPU-TIME-001 compares, so that what it says is certain: each as late as it can have been."""
    found: dict[str, datetime] = {}
    declared = [entry for entry in known.revisions if entry.kind == "ITMATT"]
    if declared and (sent := When.of(declared[0].at, local=not declared[0].message.created_at)):
        found["itmatt"] = sent.earliest
    for name, wanted in (("predes", _CLOSING), ("arrival", _ARRIVED)):
        first = next((one for one in known.events if wanted in (one.kind, one.code) and one.kind in (_CLOSING, "EMSEVT")), None)
        if first is not None and (when := When.of(first.at, local=first.local)):
            found[name] = when.latest
    return found


def _stages(events: Iterable[Entry], departures: Sequence[Departure]) -> dict[str, When]:
    found: dict[str, When] = {}
    for entry in events:
        if entry.kind == "EMSEVT" and entry.code in _STAGES and (when := When.of(entry.at, local=entry.local)):
            found.setdefault(_STAGES[entry.code], when)
    closing = next((one.when for one in departures if one.closing), None)
    return {**found, "closing": closing} if closing is not None else found


def _twins(known: Known) -> Iterator[Twin]:
    day = day_of(known.posted)
    if day is None or not known.revisions:
        return
    mine = _contents(known.revisions[-1])
    for posted, entry in known.others.items():
        other = day_of(posted)
        if other is not None:
            yield Twin(posted, (day - other).days, _contents(entry) == mine)


def _contents(entry: Entry) -> list[Any]:
    return [entry.facts.get(name) for name in _SAME]


def _unlisted(events: Sequence[Entry], despatches: frozenset[str]) -> str | None:
    """The despatch that the item was seen in, when its PREDES is known and does not list the item."""
    listed = {_despatch_of(entry) for entry in events if entry.kind == _CLOSING}
    seen = [despatch for entry in events if entry.kind == "EMSEVT" and (despatch := _despatch_of(entry))]
    return next((despatch for despatch in seen if despatch in despatches and despatch not in listed), None)


def _despatches(connection: Connection) -> frozenset[str]:
    """The identifiers of the despatches whose PREDES is known."""
    if connection.dialect.name == "sqlite":
        name = func.json_extract(EVENTS.c.facts, "$.despatch_id")
    else:
        name = cast(EVENTS.c.facts, JSON)["despatch_id"].as_string()
    return frozenset(connection.execute(select(name).where(EVENTS.c.kind == _CLOSING).distinct()).scalars()) - {None}
