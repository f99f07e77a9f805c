"""The engine: which rules apply to an item, chosen once per selection, and running them safely."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import takewhile
from typing import Any

from ead.fields.layout import ITEM_LAYOUT, Record
from ead.findings import Path
from ead.rules.aids import NO_AIDS, Aids
from ead.rules.api import ANYWHERE, AppliesTo, Fact, Rule, RuleSet, Scope, Selection
from ead.rules.compiler import CompiledRules, Hit, compile_rules
from ead.rules.facts import destination_of, origin_of
from ead.rules.names import NONE_BAD, bad_names, personal_reads
from ead.rules.plain import has_plain_texts
from ead.rules.registry import ShelvedRuleSet
from ead.rules.watchdog import RuleTimeout, with_time_limit
from ead.rules.ways import Way, key_of, known_ways, territory_of
from ead.sufficiency import SINCE

__all__ = ["Engine", "Guard", "Plan"]

_EVERYWHERE = (Scope.ITEM, Scope.PARTY, Scope.PIECE)
_POSTED_AT = ITEM_LAYOUT.position("posted_at")
_MAIL_CLASS = ITEM_LAYOUT.position("mail_class")
_ADDRESSEE = ITEM_LAYOUT.position("addressee")
# From here on a selection is worth that its rules' source text is taken apart, which costs about two milliseconds a rule.
_FEWEST_RUNS = 64
_RUNS_PER_RULE = 8
# Runs are counted by the dozen: a count for each part of each item would take as long as a rule.
_COUNTED = 16
# The keys are data of the sender's: without a bound, junk could fill the memory.
_MOST_LANES = 20_000
_MOST_DAYS = 1_000


class Part:
    """Compiled rules that several plans share: those that hold everywhere, or those of one place."""

    __slots__ = ("_common", "_each", "_enough", "_facts", "_runs", "compiled", "inline", "odd")

    def __init__(self, rules: Sequence[Rule], facts: Mapping[tuple[Scope, str], Fact], common: Part | None = None) -> None:
        self._facts = facts
        self._common = common
        self._runs = 0
        self._enough = _FEWEST_RUNS + _RUNS_PER_RULE * len(rules)
        self.inline = False
        self._each: tuple[CompiledRules, ...] | None = None
        self.compiled = self._compiled([rule for rule in rules if not rule.odd_text_only], inline=False)
        self.odd = compile_rules([rule for rule in rules if rule.odd_text_only], facts)

    def _compiled(self, rules: Sequence[Rule], *, inline: bool) -> CompiledRules:
        """The part that runs first shares what it took out of the item with those that run after it."""
        given = self._common.compiled if self._common is not None else None
        return compile_rules(rules, self._facts, inline=inline, sharing=given is None, given=given)

    @property
    def source(self) -> str:
        """The code that checks sound records, as it is after many runs: for all texts, then for those out of the ordinary."""
        functions = [compile_rules(one.rules, self._facts, inline=True).source for one in (self.compiled, self.odd) if one.rules]
        return "\n\n".join(functions)

    def count(self, runs: int) -> None:
        """Take note of so many runs more: a part that runs often is compiled once more, for speed; not before the one it is given."""
        self._runs += runs
        if self._runs >= self._enough and (self._common is None or self._common.inline) and not self.inline:
            self.inline = True
            self.compiled = self._compiled(self.compiled.rules, inline=True)

    def run(
        self,
        record: Record,
        names: frozenset[str],
        plain: bool,
        context: tuple[date, date, Aids],
        guard: Guard,
        hits: list[Hit],
        shared: Any,
    ) -> Any:
        """Add the rules that fire on a record to ``hits``; when one crashes, all are tried one by one.

        ``shared`` is what the run of the common part gave back, ``None`` where it gave nothing.
        """
        as_of, on, aids = context
        before = len(hits)
        try:
            if names or (shared is None and self._common is not None):
                self.compiled.check(record, names, as_of, on, hits, aids)
            elif self._common is not None:
                self.compiled.check_sound(record, names, as_of, on, hits, aids, shared)
            else:
                shared = self.compiled.check_sound(record, names, as_of, on, hits, aids)
            if not plain:
                self.odd.check(record, names, as_of, on, hits, aids)
        except Exception:  # noqa: BLE001 - whatever a rule raised: the rules are tried one by one, and the one that raises is told
            if self._each is None:
                self._each = tuple(compile_rules([rule], self._facts) for rule in (*self.compiled.rules, *self.odd.rules))
            hits[before:] = [
                hit for single in self._each for hit in guard.try_rule(single.rules[0], _call(single, record, names, as_of, on, aids))
            ]
        return shared


class Plan:
    """The rules of one selection: those that hold everywhere, those of its place, those from elsewhere, and those that want the model.

    ``watchers`` are the rules on messages as a whole that look at its items.
    """

    __slots__ = ("_runs", "foreign", "model_rules", "others", "parts", "programs", "sets", "watchers", "without_program", "world_wide_only")

    def __init__(
        self,
        rules: Sequence[Rule],
        parts: tuple[Part, ...],
        facts: Mapping[tuple[Scope, str], Fact],
        watchers: tuple[Rule, ...] = (),
        *,
        world_wide_only: bool = False,
    ) -> None:
        self.watchers = watchers
        self.world_wide_only = world_wide_only
        self.sets = frozenset(rule.rule_set for rule in rules)
        self.parts = parts
        """What holds everywhere, then what holds for the destination, then what holds for the origin, as far as there is any."""
        self.others = parts[1:]
        self._runs = 0
        self.programs: tuple[Any, ...] = ()
        """The first parts as programs for many items at once, as far as they have one; none where there are rules from elsewhere."""
        self.without_program = parts
        """The other parts."""
        self.foreign = tuple(compile_rules([rule], facts) for rule in rules if rule.scope in _EVERYWHERE and not rule.builtin)
        self.model_rules = tuple(rule for rule in rules if rule.scope is Scope.MODEL)
        self._take_programs()

    def run(self, record: Record, bad: Iterable[Path], as_of: date, on: date, guard: Guard, aids: Aids = NO_AIDS) -> list[Hit]:
        """The rules that fire on a record; rules that crash are told to the guard, the others still run."""
        self.note_run()
        context = (as_of, on, aids)
        names, plain = bad_names(bad) if bad else NONE_BAD, has_plain_texts(record)
        hits: list[Hit] = []
        shared: Any = None
        for part in self.parts:
            shared = part.run(record, names, plain, context, guard, hits, shared)
        for single in self.foreign:
            hits += guard.try_rule(single.rules[0], _call(single, record, names, as_of, on, aids))
        return hits

    def note_run(self) -> None:
        """Take note of a run: what runs often is compiled once more, for speed."""
        self._runs += 1
        if not self._runs % _COUNTED:
            for part in self.parts:
                part.count(_COUNTED)
        self._take_programs()

    def _take_programs(self) -> None:
        if self.without_program and not self.foreign:
            inline = takewhile(lambda part: part.inline, self.parts)
            programs = takewhile(lambda one: one is not None, [part.compiled.prepared().columnar for part in inline])
            self.programs = tuple([one.program for one in programs if one is not None])
            self.without_program = self.parts[len(self.programs) :]


def _call(single: CompiledRules, record: Record, bad: frozenset[str], as_of: date, on: date, aids: Aids) -> Callable[[], list[Hit]]:
    def call() -> list[Hit]:
        hits: list[Hit] = []
        single.check(record, bad, as_of, on, hits, aids)
        return hits

    return call


class Guard:
    """Runs rules one by one through one message: collects crashes, limits the time of foreign rules, switches off those that exceed it."""

    __slots__ = ("crashes", "seconds", "stopped")

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.stopped: set[str] = set()
        self.crashes: list[tuple[str, str]] = []

    def try_rule(self, rule: Rule, call: Callable[[], list[Hit]]) -> list[Hit]:
        """What the rule finds; nothing, and a crash on record, when it gives no answer."""
        if rule.code in self.stopped:
            self.crashes.append((rule.code, "switched off after it took too long"))
            return []
        try:
            return call() if rule.builtin else with_time_limit(call, self.seconds)
        except RuleTimeout:
            self.stopped.add(rule.code)
            self.crashes.append((rule.code, f"took longer than {self.seconds:g} seconds"))
        except Exception as error:  # noqa: BLE001 - a rule may raise anything, and must not take the others with it
            self.crashes.append((rule.code, type(error).__name__))
        return []

    def take_crashes(self) -> list[tuple[str, str]]:
        """The crashes since the last time of asking, as (code, reason)."""
        taken, self.crashes = self.crashes, []
        return taken


class _Held:
    """A rule set in an engine. What decides which of its rules a selection calls for is asked of a few places rather than of each rule."""

    __slots__ = ("applies_to", "dates", "name", "places", "rules", "watchers")

    def __init__(self, rule_set: RuleSet | ShelvedRuleSet, rules: Sequence[Rule]) -> None:
        self.name = rule_set.name
        self.applies_to = rule_set.applies_to
        self.rules = tuple(rules)
        self.dates = sorted({moment for rule in rules for moment in (rule.since, rule.until) if moment})
        self.places = tuple({rule.applies_to for rule in rules} - {ANYWHERE})
        self.watchers = tuple(rule for rule in rules if rule.scope is Scope.MESSAGE)

    def choice(self, selection: Selection) -> tuple[object, ...]:
        """What tells selections apart that call for other rules of the set."""
        return (self.name, bisect.bisect_right(self.dates, selection.on), *[place.matches(selection) for place in self.places])


class _Lane:
    """The rule sets for items between two places, and how items are checked in each span of days between which no rule comes or goes."""

    __slots__ = ("dates", "held", "spans")

    def __init__(self, held: Sequence[_Held]) -> None:
        self.held = held
        self.dates = sorted({SINCE, *[moment for one in held for moment in one.dates]})
        self.spans: list[Way | None] = [None] * (len(self.dates) + 1)


class _Codes(Mapping[str, Rule]):
    """The rules of an engine by code. Rule sets that are on the shelf are loaded when a code is not among the others, or all are wanted."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __getitem__(self, code: str) -> Rule:
        known = self._engine.known
        if code not in known:
            self._engine.load_all()
        return known[code]

    def __iter__(self) -> Iterator[str]:
        return iter([rule.code for rule in self._engine.rules])

    def __len__(self) -> int:
        return len(self._engine.rules)

    def __bool__(self) -> bool:
        # Whether there is any rule at all can be said without taking all of them off the shelf.
        return bool(self._engine.known) or len(self) > 0


class Engine:
    """All rules of a validator, and the plans made of them. Plans are kept; making one twice does no harm.

    ``rules`` are those of the rule sets, as they are to be; sets that are still on the shelf are loaded when the first item calls for
    them. Their rules are taken as they are.
    """

    def __init__(
        self, rule_sets: Sequence[RuleSet | ShelvedRuleSet], facts: Mapping[tuple[Scope, str], Fact], rules: Sequence[Rule]
    ) -> None:
        self.facts = dict(facts)
        self.known = {rule.code: rule for rule in rules}
        """Rules by code, as far as they are loaded: those of all findings are."""
        self.rules_by_code: Mapping[str, Rule] = _Codes(self)
        self._sets = tuple(rule_sets)
        self._held: dict[str, _Held] = {}
        own: dict[str, list[Rule]] = {}
        for rule in rules:
            own.setdefault(rule.rule_set, []).append(rule)
        for rule_set in rule_sets:
            if isinstance(rule_set, RuleSet):
                self._hold(rule_set, own.get(rule_set.name, ()))
        self._for_destinations = [one.applies_to for one in self._sets if one.applies_to.destinations or one.applies_to.countries]
        self._meant_for = _by_place(self._sets)
        self._plans: dict[tuple[object, ...], Plan] = {}
        self._lanes: dict[tuple[object, ...], _Lane] = {}
        self._days: dict[str, date] = {}
        self._personal: dict[str, bool] = {}
        self._parts: dict[tuple[Part | str | None, ...], Part] = {}
        self._watchers: dict[tuple[str, ...], tuple[Rule, ...]] = {}
        self._loaded_watchers: tuple[int, tuple[Rule, ...]] | None = None
        # No set for a place has rules on headers.
        self.header = compile_rules([rule for rule in rules if rule.scope is Scope.HEADER], self.facts, header=True)

    def _hold(self, rule_set: RuleSet, rules: Sequence[Rule]) -> _Held:
        self.facts.update({(fact.scope, fact.name): fact for fact in rule_set.facts})
        self.known.update({rule.code: rule for rule in rules})
        # Last, for other threads take a set that is held for ready.
        held = self._held[rule_set.name] = _Held(rule_set, rules)
        return held

    def _held_set(self, rule_set: RuleSet | ShelvedRuleSet) -> _Held:
        held = self._held.get(rule_set.name)
        if held is None:
            loaded = rule_set.load() if isinstance(rule_set, ShelvedRuleSet) else rule_set
            held = self._hold(loaded, loaded.rules)
        return held

    def load_all(self) -> None:
        """Take all rule sets off the shelf."""
        for rule_set in self._sets:
            self._held_set(rule_set)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, in the order of their sets."""
        return tuple(rule for rule_set in self._sets for rule in self._held_set(rule_set).rules)

    @property
    def message_rules(self) -> tuple[Rule, ...]:
        """All rules on messages as a whole."""
        return tuple(rule for rule_set in self._sets for rule in self._held_set(rule_set).watchers)

    @property
    def loaded_message_rules(self) -> tuple[Rule, ...]:
        """The rules on messages as a whole, of those sets that are loaded."""
        held, known = len(self._held), self._loaded_watchers
        if known is None or known[0] != held:
            watchers = (rule for rule_set in self._sets if rule_set.name in self._held for rule in self._held[rule_set.name].watchers)
            known = self._loaded_watchers = (held, tuple(watchers))
        return known[1]

    def place_in_order(self, rule: Rule) -> int:
        """The place of a rule's set among all."""
        return next(place for place, rule_set in enumerate(self._sets) if rule_set.name == rule.rule_set)

    def reads_personal_fields(self, rule: Rule) -> bool:
        """Whether any field that the rule rests on identifies a person; found out once a rule."""
        known = self._personal.get(rule.code)
        if known is None:
            known = self._personal[rule.code] = personal_reads(rule, self.facts)
        return known

    def ways_of(self, records: list[Record | None], default: date, as_of: date | None) -> tuple[list[Way | None], list[date]]:
        """How each of some items is checked, and the day it is judged by; no way for what is no record."""
        ways, days = known_ways(self._lanes, self._days, records, default, as_of)
        if None in ways:
            for place, (way, record) in enumerate(zip(ways, records, strict=True)):
                if way is None and record is not None:
                    days[place] = on = self.date_for(record, default, as_of)
                    ways[place] = self.way_of(record, on)
        return ways, days

    def date_for(self, record: Record, default: date, as_of: date | None) -> date:
        """The date an item is judged by: ``as_of`` outranks the posting date, which outranks ``default``."""
        posted = record[_POSTED_AT]
        return as_of or (self._day(posted[:10]) if posted else default)

    def _day(self, text: str) -> date:
        """A date as written; messages hold items of a few days."""
        day = self._days.get(text)
        if day is None:
            if len(self._days) >= _MOST_DAYS:
                self._days.clear()
            day = self._days[text] = date(int(text[:4]), int(text[5:7]), int(text[8:10]))
        return day

    def way_of(self, record: Record, on: date) -> Way:
        """How an item judged by that date is checked."""
        key = key_of(record)
        lane = self._lanes.get(key)
        if lane is None:
            if len(self._lanes) > _MOST_LANES:
                self._lanes.clear()
            lane = self._lanes[key] = _Lane(self._held_for(_selection_of(record, on)))
        span = bisect.bisect_right(lane.dates, on)
        way = lane.spans[span]
        if way is None:
            plan = self._plan_of(lane.held, _selection_of(record, on))
            way = lane.spans[span] = Way(plan, on, destination_of(record) or "" if plan.world_wide_only else None)
        return way

    def plan_for(self, record: Record, on: date) -> Plan:
        """The plan for an item judged by that date."""
        return self.way_of(record, on).plan

    def plan_of(self, selection: Selection) -> Plan:
        """The plan for all items of a selection."""
        return self._plan_of(self._held_for(selection), selection)

    def _plan_of(self, held: Sequence[_Held], selection: Selection) -> Plan:
        own = self._for_destinations
        unserved = bool(own) and not any(applies_to.serves(selection.destination, selection.territory) for applies_to in own)
        # Only the sets that are called for: one that is loaded later changes nothing.
        key = (unserved, *[one.choice(selection) for one in held])
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._make(held, selection, unserved=unserved)
        return plan

    def _held_for(self, selection: Selection) -> list[_Held]:
        """The sets that match a selection, in order."""
        places = (None, selection.destination, selection.territory, selection.origin)
        meant = sorted({number for place in places for number in self._meant_for.get(place, ())})
        return [self._held_set(self._sets[number]) for number in meant if self._sets[number].applies_to.matches(selection)]

    def rules_for(self, selection: Selection) -> tuple[Rule, ...]:
        """The rules that a selection calls for."""
        return tuple(rule for held in self._held_for(selection) for rule in _called_for(held, selection))

    def _make(self, sets: Sequence[_Held], selection: Selection, *, unserved: bool) -> Plan:
        rules: list[Rule] = []
        common: list[Rule] = []
        inbound: list[Rule] = []
        outbound: list[Rule] = []
        for held in sets:
            everywhere = held.applies_to == ANYWHERE
            for rule in _called_for(held, selection):
                rules.append(rule)
                if rule.scope in _EVERYWHERE and rule.builtin:
                    of_origin = _is_for_origin(held.applies_to, selection) or _is_for_origin(rule.applies_to, selection)
                    (common if everywhere and rule.applies_to == ANYWHERE else outbound if of_origin else inbound).append(rule)
        # Apart, so that a message between many places needs a function for each destination and each origin, not for each pair.
        first = self._part(common)
        parts = (first, *(self._part(one, first) for one in (inbound, outbound) if one))
        watchers = tuple(rule for held in sets for rule in held.watchers)
        # One object for all plans with the same watchers: they are told apart by identity.
        watchers = self._watchers.setdefault(tuple(rule.code for rule in watchers), watchers)
        return Plan(rules, parts, self.facts, watchers, world_wide_only=unserved)

    def _part(self, rules: Sequence[Rule], common: Part | None = None) -> Part:
        key = (common, *(rule.code for rule in rules))
        if key not in self._parts:
            self._parts[key] = Part(rules, self.facts, common)
        return self._parts[key]


def _by_place(sets: Sequence[RuleSet | ShelvedRuleSet]) -> dict[str | None, list[int]]:
    """The numbers of the sets that are for a place among others, by place; under ``None`` those that are for no place."""
    numbers: dict[str | None, list[int]] = {}
    for number, rule_set in enumerate(sets):
        applies_to = rule_set.applies_to
        for place in applies_to.countries | applies_to.destinations | applies_to.origins or (None,):
            numbers.setdefault(place, []).append(number)
    return numbers


def _is_for_origin(applies_to: AppliesTo, selection: Selection) -> bool:
    """Whether it is the origin of a selection that something applies for."""
    of_place = bool(applies_to.origins or applies_to.countries) and not applies_to.destinations
    return of_place and not applies_to.serves(selection.destination, selection.territory)


def _selection_of(record: Record, on: date) -> Selection:
    return Selection(destination_of(record), origin_of(record), record[_MAIL_CLASS], on, territory_of(record[_ADDRESSEE]))


def _called_for(held: _Held, selection: Selection) -> Iterator[Rule]:
    """The rules of a set that a selection calls for."""
    return (rule for rule in held.rules if rule.in_force(selection.on) and rule.applies_to.matches(selection))
