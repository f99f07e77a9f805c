"""One message being checked: from decoded items and hits to findings, outcomes and message-level checks."""

from __future__ import annotations

import time
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, cast

from ead.codelists import currencies
from ead.conclusions import Note, are_known, conclusions_for, taken
from ead.fields.layout import ITEM_LAYOUT, Record
from ead.fields.messages import ITMATT, message_type
from ead.findings import Finding, Outcome, Path, Problem, Severity
from ead.folding import folded
from ead.formats.base import Decoded, ItemStream, Place
from ead.item_result import ItemResult
from ead.named import NamedTuple
from ead.rules.aids import Aids
from ead.rules.api import Rule
from ead.rules.compiler import Hit
from ead.rules.filing_gaps import level_with, surely_fits
from ead.rules.message import MessageChecks, PatientChecks
from ead.rules.names import NONE_BAD, bad_names
from ead.rules.plans import Guard
from ead.rules.together import hits_of_all
from ead.rules.ways import Way
from ead.sufficiency import Sufficiency

if TYPE_CHECKING:
    from ead.models import Item
    from ead.validator import Validator

__all__ = ["Examined", "ItemResult", "Run"]

_ITEM_ID = ITEM_LAYOUT.position("item_id")
_CONTENTS = ITEM_LAYOUT.position("contents")
_SIZE = ITEM_LAYOUT.size
_INCOMPLETE = frozenset(
    {"CORE-INT-008", "CORE-INT-009", "CORE-INT-010", "CORE-INT-013", "CORE-INT-015", "CORE-INT-016", "CORE-INT-017", "CORE-STR-013"}
)
_SET_APART = ("at", "fix_value", "severity")
_watchers_of = attrgetter("watchers")


class _Asked(NamedTuple):
    """Of some items: how each is checked, the names of its bad fields, and what rules say of it if they were asked."""

    ways: list[Way | None]
    bad: Sequence[frozenset[str]]
    hits: list[Sequence[Hit] | None]


class Examined(NamedTuple):
    """What comes of a group of items. ``told`` are the results that say something, ``silent`` is the number of the others; ``results``
    are those of all items, or no more than ``told`` where others were not asked for. ``levels`` are those of all items."""

    results: list[ItemResult]
    told: list[ItemResult]
    silent: int
    levels: list[Sufficiency | None]


class Run:
    """The state of one message's check."""

    def __init__(self, validator: Validator, report: Any, stream: ItemStream | None, messages: MessageChecks | None = None) -> None:
        self.validator = validator
        self.report = report
        self.stream = stream
        self.kind = message_type(stream.message) if stream is not None else ITMATT
        self._tell = validator.teller(self.kind).finding
        self.crashed: set[str] = set()
        self.complete = True
        self.messages = messages or PatientChecks(validator.engine.loaded_message_rules, validator.engine.facts)
        self.guard = Guard(validator.limits.rule_seconds)
        self._started = time.monotonic()
        # A stream may honestly take hours.
        self._timed, self._timed_out = getattr(stream, "held_whole", False), False
        self._today = date.fromisoformat(report.as_of)
        self.aids = Aids(validator.rates.fresh(), validator.events, validator.judge)
        self.unserved: set[str] = set()
        self._engine, self._as_of, self._most_pieces = validator.engine, validator.as_of, validator.limits.content_pieces
        self._level: Sufficiency | None = None
        self._conclusions = conclusions_for(self.kind)

    def check_item(self, decoded: Decoded) -> ItemResult:
        """Run every rule that applies on one item."""
        asked = self._asked_together([decoded])
        result = self.examine(decoded, asked.ways[0], asked.bad[0], asked.hits[0])
        return result or self._accepted(decoded, self._level)

    def check_all(self, groups: Iterable[list[Decoded]], *, sparse: bool = False) -> Iterator[Examined]:
        """The same for many, in groups that are there at once; with ``sparse``, results that say nothing are not made."""
        for group in groups:
            yield self._examined(group, sparse=sparse)
            # What was looked at makes room before more is read: what comes then is put where that was, which the caches still hold.
            del group
            if self._timed and self.out_of_time():
                return

    def _examined(self, group: list[Decoded], *, sparse: bool) -> Examined:
        """What comes of the items of a group."""
        asked = self._asked_together(group)
        if len(group) == 1:
            # A message of one item: what pays for many costs a twentieth of it.
            return self._examined_singly(group, asked, sparse=sparse)
        if are_known(asked.ways, asked.hits):
            return self._concluded_together(group, asked, sparse=sparse)
        return self._examined_singly(group, asked, sparse=sparse)

    def _examined_singly(self, group: list[Decoded], asked: _Asked, *, sparse: bool) -> Examined:
        """The same one by one. It ends when time is used up."""
        results: list[ItemResult] = []
        told: list[ItemResult] = []
        levels: list[Sufficiency | None] = []
        for decoded, way, bad, said in zip(group, *asked, strict=True):
            result = self.examine(decoded, way, bad, said)
            if result is not None:
                results.append(result)
                told.append(result)
            elif not sparse:
                results.append(self._accepted(decoded, self._level))
            levels.append(self._level if result is None else result.sufficiency)
            if self._timed and self.out_of_time():
                break
        return Examined(results, told, len(levels) - len(told), levels)

    def _asked_together(self, group: list[Decoded]) -> _Asked:
        """How each item is checked, the names of its bad fields, and what rules say of it, where that can be asked for many at once."""
        if self.kind is not ITMATT:
            return _Asked([None] * len(group), [NONE_BAD] * len(group), [None] * len(group))
        today = self._today
        records, chosen, troubled, plain = taken(group, self._most_pieces)
        ways, days = self._engine.ways_of(chosen, today, self._as_of)
        bad = [NONE_BAD] * len(group)
        if troubled:
            bad = [bad_names([one.path for one in decoded.problems]) if decoded.problems else NONE_BAD for decoded in group]
        return _Asked(ways, bad, hits_of_all(ways, days, records, today, self.aids, bad, plain))

    def _concluded_together(self, group: list[Decoded], asked: _Asked, *, sparse: bool) -> Examined:
        """All items are shown to the watchers of the message; with what they say, all is said."""
        # Known of every item, as was seen.
        ways, hits = cast("list[Way]", asked.ways), cast("list[Sequence[Hit]]", asked.hits)
        said = self.messages.observe_all([*map(_watchers_of, ways)], group, asked.bad)
        note = self.noting()
        results, told, levels = self._conclusions.of(
            group, ways, hits, said, self._judge, level_with, surely_fits, note, self.unserved, sparse
        )
        if note is None:
            self.note_all(levels)
        return Examined(results, told, len(group) - len(told), levels)

    def _judge(self, decoded: Decoded, own: Sequence[Hit], more: Sequence[Hit], filed: bool) -> ItemResult:
        assert decoded.record is not None
        return self._judged(decoded, decoded.record, decoded.problems or [], [*own, *more], filed=filed)

    def _accepted(self, decoded: Decoded, level: Sufficiency | None) -> ItemResult:
        return ItemResult(decoded.index, decoded.record, [], Outcome.ACCEPTED, None, level, self.kind)

    def examine(
        self, decoded: Decoded, way: Way | None = None, bad: frozenset[str] = NONE_BAD, hits: Sequence[Hit] | None = None
    ) -> ItemResult | None:
        """What comes of one item, ``None`` where there is nothing to say; ``way``, ``bad`` and ``hits`` are what is known of it already."""
        record = decoded.record
        if record is None:
            return self._unreadable(decoded)
        if way is None or hits is None:
            return self._examine_with_care(decoded, record)
        return self._concluded(decoded, record, decoded.problems or [], way, hits, bad)

    def _examine_with_care(self, decoded: Decoded, record: Record) -> ItemResult | None:
        """The same for an item with problems, of another message, or of which rules could not be asked together with others."""
        problems, kind = decoded.problems or [], self.kind
        if not kind.declares:
            return self._structure_of(decoded, record, problems)
        if len(record[_CONTENTS]) > self._most_pieces:
            problems = [*problems, Problem("CORE-STR-013", ("contents",), {"limit": self._most_pieces})]
            record = self.bounded(record)
        on = self._engine.date_for(record, self._today, self._as_of)
        way = self._engine.way_of(record, on)
        bad = [problem.path for problem in problems]
        # What CUSITM has more than ITMATT stands behind it; compiled rules take a record of ITMATT apart.
        declared = record if kind is ITMATT else record[:_SIZE]
        hits = way.plan.run(declared, bad, self._today, on, self.guard, self.aids)
        return self._concluded(decoded, record, problems, way, hits, bad_names(bad) if bad else NONE_BAD)

    def _concluded(
        self, decoded: Decoded, record: Record, problems: list[Problem], way: Way, hits: Sequence[Hit], bad: frozenset[str]
    ) -> ItemResult | None:
        """The item is shown to the watchers of the message; with what they say, all is said."""
        plan, messages = way.plan, self.messages
        if way.unserved is not None:
            self.unserved.add(way.unserved)
        if plan.watchers is not messages.attended:
            messages.attend(plan.watchers)
        hits = [*hits, *messages.observe(decoded.index, record, bad)]
        if plan.model_rules and not problems:
            hits += self._run_model_rules(plan.model_rules, record)
        result = self._judged(decoded, record, problems, hits, filed=way.filed) if hits or problems or self.guard.crashes else None
        level = self._level = result.sufficiency if result is not None else level_with(record) if way.filed else None
        note = self.noting() if level is not None else None
        if note is not None and level is not None:
            note(decoded.index, record[_ITEM_ID], level)
        elif level is not None:
            self.note_all([level])
        return result

    def _unreadable(self, decoded: Decoded) -> ItemResult:
        findings = self.kept([self._finding_of_problem(problem, decoded) for problem in decoded.problems or ()])
        return ItemResult(decoded.index, None, findings, self.outcome_of(findings, broken=True), None, None, self.kind)

    def _structure_of(self, decoded: Decoded, record: Record, problems: list[Problem]) -> ItemResult:
        """An entry of a message that declares nothing: nothing is asked of it beyond its structure."""
        findings = self.kept([self._finding_of_problem(problem, decoded, record[_ITEM_ID]) for problem in problems])
        findings.sort(key=_in_reading_order)
        return ItemResult(decoded.index, record, findings, self.outcome_of(findings), None, None, self.kind)

    def bounded(self, record: Record) -> Record:
        """The record without the content pieces that are too many."""
        most = self._most_pieces
        return record if len(record[_CONTENTS]) <= most else [*record[:_CONTENTS], record[_CONTENTS][:most], *record[_CONTENTS + 1 :]]

    def noting(self) -> Note | None:
        """What lists the level of an item in the report; ``None`` where no further items are listed."""
        noted = self.report.sufficiency
        if noted is None:
            return partial(self.report.note_sufficiency, limit=self.validator.limits.findings)
        return None if noted.is_full else noted.add

    def note_all(self, levels: list[Sufficiency | None]) -> None:
        """Count levels of items that are not listed any more."""
        self.report.sufficiency.count(levels)

    def _judged(self, decoded: Decoded, record: Record, problems: list[Problem], hits: list[Hit], *, filed: bool) -> ItemResult:
        item_id = record[_ITEM_ID]
        findings = [self._finding_of_problem(problem, decoded, item_id) for problem in problems]
        if hits:
            bad = {problem.path for problem in problems}
            findings += self.findings_of_hits(hits, bad, decoded, item_id)
        for code, reason in self.guard.take_crashes() if self.guard.crashes else ():
            self.crashed.add(code)
            problem = Problem("CORE-INT-015", (), {"rule": code, "reason": reason})
            findings.append(self._finding_of_problem(problem, decoded, item_id))
        level = level_with(record, findings) if filed else None
        findings = self.settled(self.kept(findings))
        return ItemResult(decoded.index, record, findings, self.outcome_of(findings), None, level, self.kind)

    def findings_of_hits(self, hits: Iterable[Hit], bad: Container[Path], decoded: Decoded, item_id: str | None) -> list[Finding]:
        """Findings for what rules say about an item of which the places ``bad`` are known to be so."""
        findings = []
        for rule, result, prefix in hits:
            for one in result if isinstance(result, list) else (result,):
                if rule.each_field and (*prefix, *_path_of(str(one.get("at", rule.at)))) in bad:
                    continue
                findings.append(self._finding_of_hit(rule, one, prefix, decoded, item_id))
        return findings

    def settled(self, findings: list[Finding]) -> list[Finding]:
        """All findings on one item as they are reported: one for each defect, in the order of the text."""
        if len(findings) > 1:
            findings = folded(findings, self.validator.rules_by_code)
            findings.sort(key=_in_reading_order)
        return findings

    def _run_model_rules(self, rules: Iterable[Rule], record: Record) -> list[Hit]:
        from ead.models.records import item_from_record

        model = item_from_record(record, self.kind)
        hits: list[Hit] = []
        if model is not None:
            for rule in rules:
                hits += self.guard.try_rule(rule, partial(_ask, rule, model))
        return hits

    def finish(self) -> list[Finding]:
        """The findings on the message as a whole, once its items are through."""
        stream = self.stream
        assert stream is not None
        problems = list(stream.problems)
        rules = self.validator.rules_by_code
        if not self.report.counts.items and not any(rules[problem.code].severity is Severity.ERROR for problem in problems):
            problems.append(Problem("CORE-MSG-004"))
        self.complete = self.complete and stream.complete and not self._timed_out
        if self._timed_out:
            problems.append(Problem("CORE-INT-016", (), {"limit": self.validator.limits.seconds}, place=(1, 1)))
        findings = self.message_findings(problems) if problems else []
        header = stream.header
        if header is not None:
            self.report.input.message_id = header[0]
        if self.kind.declares:
            findings += self._header_findings(header, problems) if header is not None else []
            findings += self._said_of_the_whole()
        if self.unserved or self.aids.rates.missing:
            self.report.notes += self._notes()
        return self.kept(findings)

    def _said_of_the_whole(self) -> list[Finding]:
        """What watchers say at the end, in the order of their sets."""
        said = self.messages.finish()
        if not said:
            return []
        if len(said) > 1:
            said.sort(key=lambda pair: self.validator.engine.place_in_order(pair[0]))
        return [self._tell(rule, result, (), Place(), None, None) for rule, result in said]

    def _notes(self) -> list[str]:
        """What the report has to say about checks that could not be made."""
        unserved = ", ".join(sorted(self.unserved - {""}))
        notes = [f"no rule set of its own: {unserved}; checked by the world-wide sets"] if unserved else []
        if "" in self.unserved:
            notes.append("items whose destination cannot be told were checked by the world-wide sets")
        # A currency that does not exist has no rate; its rule says so.
        missing = sorted((target, currency) for currency, target in self.aids.rates.missing if currencies.is_active(currency))
        limits = [
            f"limits in {target} for amounts in {', '.join(c for _, c in pairs)}" for target, pairs in groupby(missing, itemgetter(0))
        ]
        return [*notes, f"not applicable (no rate): {'; '.join(limits)}"] if limits else notes

    def _header_findings(self, header: Record, problems: list[Problem]) -> list[Finding]:
        hits: list[Hit] = []
        bad = bad_names(problem.path[1:] for problem in problems if problem.path[:1] == ("header",)) if problems else NONE_BAD
        try:
            rules = self.validator.engine.header
            (rules.check if bad else rules.check_sound)(header, bad, self._today, self._today, hits)
        except Exception as error:  # noqa: BLE001 - see Plan.run
            self.crashed.add("header rules")
            return self.message_findings(
                [Problem("CORE-INT-015", (), {"rule": "of the header", "reason": type(error).__name__}, place=(1, 1))]
            )
        findings = []
        for rule, result, _ in hits:
            for one in result if isinstance(result, list) else (result,):
                at = str(one.get("at", rule.at))
                findings.append(self._message_finding(rule, Problem(rule.code, ("header", at) if at else ("header",), one)))
        return findings

    def message_findings(self, problems: Iterable[Problem]) -> list[Finding]:
        """Findings for problems of the message as a whole."""
        rules = self.validator.rules_by_code
        return [self._message_finding(rules[problem.code], problem) for problem in problems]

    def _message_finding(self, rule: Rule, problem: Problem) -> Finding:
        place = self.stream.place(problem) if self.stream is not None else Place(None, None, *(problem.place or (None, None)))
        return self._tell(rule, problem.params, problem.path, place, None, None, problem.fix)

    def outcome_of(self, findings: Iterable[Finding], *, broken: bool = False) -> Outcome:
        """What findings make of an item or message under the policy in force."""
        outcome = Outcome.INCOMPLETE if broken else Outcome.ACCEPTED
        threshold = self.validator.fail_on
        lowest = threshold.rank if threshold is not None else -1
        for finding in findings:
            if finding.code in _INCOMPLETE:
                return Outcome.INCOMPLETE
            if finding.severity.rank <= lowest:
                outcome = Outcome.REJECTED
        return outcome

    def out_of_time(self) -> bool:
        """Whether the time for one message is used up."""
        self._timed_out = time.monotonic() - self._started > self.validator.limits.seconds
        return self._timed_out

    def _finding_of_problem(self, problem: Problem, decoded: Decoded, item_id: str | None = None) -> Finding:
        code, path, params, steps, known, fix = problem
        place = Place(None, None, *known) if known else decoded.origin.place(path, steps)
        return self._tell(self.validator.rules_by_code[code], params, path, place, decoded.index, item_id, fix)

    def _finding_of_hit(self, rule: Rule, result: Mapping[str, Any], prefix: Path, decoded: Decoded, item_id: str | None) -> Finding:
        path = (*prefix, *_path_of(str(result.get("at", rule.at))))
        return self._tell(rule, result, path, decoded.origin.place(path), decoded.index, item_id, result.get("fix_value"))

    def kept(self, findings: list[Finding]) -> list[Finding]:
        """The findings that no switch and no suppression takes away."""
        validator = self.validator
        profile = validator.profile
        if profile.select or profile.ignore:
            findings = [finding for finding in findings if profile.reports(finding.code)]
        if validator.suppressions:
            before = len(findings)
            findings = [finding for finding in findings if not any(suppression.covers(finding) for suppression in validator.suppressions)]
            self.report.suppressed += before - len(findings)
        return findings


def _in_reading_order(finding: Finding) -> tuple[int, int, str]:
    location = finding.location
    return (location.line or 0, location.column or 0, finding.code)


def _ask(rule: Rule, model: Item) -> list[Hit]:
    result = rule(model)
    return [] if result is None else [(rule, result, ())]


@lru_cache(maxsize=4096)
def _path_of(at: str) -> Path:
    """A dotted place, with content pieces counted from 1, as a path."""
    steps = at.split(".") if at else []
    return tuple(int(step) - 1 if step.isdigit() else step for step in steps)
