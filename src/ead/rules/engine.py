"""The engine: which rules apply to an item, chosen once per selection."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ead.collector import uncollected
from ead.fields.layout import ITEM_LAYOUT, Record
from ead.rules.api import Fact, Rule, RuleSet, Scope, Selection
from ead.rules.compiler import compile_rules
from ead.rules.facts import destination_of, origin_of
from ead.rules.held import Called, Held, MeantFor, is_for_origin
from ead.rules.names import personal_reads
from ead.rules.plans import Part, Plan
from ead.rules.registry import ShelvedRuleSet
from ead.rules.ways import Way, key_of, known_ways, territory_of
from ead.sufficiency import RULE_SET, SINCE

__all__ = ["Engine"]

_POSTED_AT = ITEM_LAYOUT.position("posted_at")
_MAIL_CLASS = ITEM_LAYOUT.position("mail_class")
_ADDRESSEE = ITEM_LAYOUT.position("addressee")
# The keys are data of the sender's: without a bound, junk could fill the memory.
_MOST_LANES = 20_000
_MOST_DAYS = 1_000


class _Sets:
    """The rule sets that some selections call for, and the days on which one of their rules comes or goes."""

    __slots__ = ("_fixed", "_particular", "by_class", "dates", "held")

    def __init__(self, held: Sequence[Held]) -> None:
        self.held = held
        self.dates = sorted({SINCE, *[moment for one in held for moment in one.dates]})
        self.by_class = any(one.by_class for one in held)
        self._particular = [one for one in held if one.is_particular]
        self._fixed: list[tuple[Called, ...] | None] = [None] * (len(self.dates) + 1)

    def key(self, selection: Selection) -> tuple[object, ...]:
        """What tells selections apart that call for other rules. Of sets that only ask for the day, it is found out once a span of days."""
        span = bisect.bisect_right(self.dates, selection.on)
        fixed = self._fixed[span]
        if fixed is None:
            fixed = self._fixed[span] = tuple(one.called_for(selection) for one in self.held if not one.is_particular)
        return (fixed, *[one.called_for(selection) for one in self._particular])


class _Lane:
    """The rule sets for items between two places, and how items are checked in each span of days between which no rule comes or goes."""

    __slots__ = ("dates", "sets", "spans")

    def __init__(self, sets: _Sets) -> None:
        self.sets, self.dates = sets, sets.dates
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
        self._held: dict[str, Held] = {}
        own: dict[str, list[Rule]] = {}
        for rule in rules:
            own.setdefault(rule.rule_set, []).append(rule)
        for rule_set in rule_sets:
            if isinstance(rule_set, RuleSet):
                self._hold(rule_set, own.get(rule_set.name, ()))
        self._for_destinations = [one.applies_to for one in self._sets if one.applies_to.destinations or one.applies_to.countries]
        self._meant_for = MeantFor(self._sets)
        self._lanes_of_places: dict[tuple[str | None, ...], _Lane] = {}
        self._sets_of: dict[tuple[int, ...], _Sets] = {}
        self._served: dict[tuple[str | None, str | None], bool] = {}
        self._plans: dict[tuple[object, ...], Plan] = {}
        self._lanes: dict[tuple[object, ...], _Lane] = {}
        self._days: dict[str, date] = {}
        self._ways: dict[tuple[Plan, str | None, bool], Way] = {}
        self._known_ways = known_ways()
        self._personal: dict[str, bool] = {}
        self._parts: dict[tuple[Part | str | None, ...], Part] = {}
        self._watchers: dict[tuple[str, ...], tuple[Rule, ...]] = {}
        self._expected = 0
        self._loaded_watchers: tuple[int, tuple[Rule, ...]] | None = None
        # No set for a place has rules on headers.
        self.header = compile_rules([rule for rule in rules if rule.scope is Scope.HEADER], self.facts, header=True)

    def _hold(self, rule_set: RuleSet, rules: Sequence[Rule]) -> Held:
        self.facts.update({(fact.scope, fact.name): fact for fact in rule_set.facts})
        self.known.update({rule.code: rule for rule in rules})
        # Last, for other threads take a set that is held for ready.
        held = self._held[rule_set.name] = Held(rule_set, rules)
        return held

    def _held_set(self, rule_set: RuleSet | ShelvedRuleSet) -> Held:
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
        ways, days = self._known_ways(self._lanes, self._days, records, default, as_of)
        if None in ways:
            with uncollected():
                for place, (way, record) in enumerate(zip(ways, records, strict=True)):
                    if way is None and record is not None:
                        days[place] = on = self.date_for(record, default, as_of)
                        ways[place] = self.way_of(record, on)
        return ways, days

    def expect(self, items: int) -> None:
        """Be told that so many items are about to come: what pays only where there are many is done at once then."""
        if items > self._expected:
            self._expected = items
            for part in self._parts.values():
                part.expect(items)

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
        lane, selection = self._lanes.get(key), None
        if lane is None:
            if len(self._lanes) > _MOST_LANES:
                self._lanes.clear()
            selection = _selection_of(record, on)
            lane = self._lanes[key] = self._lane_for(selection)
        span = bisect.bisect_right(lane.dates, on)
        way = lane.spans[span]
        if way is None:
            plan = self._plan_of(lane.sets, selection or _selection_of(record, on))
            way = lane.spans[span] = self._way(plan, on, destination_of(record) or "" if plan.world_wide_only else None)
        return way

    def _way(self, plan: Plan, on: date, unserved: str | None) -> Way:
        """One object for all lanes with the same way: what items are checked by stays in fewer places of the memory."""
        filed = RULE_SET in plan.sets and on >= SINCE
        key = (plan, unserved, filed)
        way = self._ways.get(key)
        if way is None:
            if len(self._ways) > _MOST_LANES:
                self._ways.clear()
            way = self._ways[key] = Way(plan, unserved, filed=filed)
        return way

    def plan_for(self, record: Record, on: date) -> Plan:
        """The plan for an item judged by that date."""
        return self.way_of(record, on).plan

    def plan_of(self, selection: Selection) -> Plan:
        """The plan for all items of a selection."""
        return self._plan_of(self._sets_for(selection), selection)

    def _lane_for(self, selection: Selection) -> _Lane:
        """One lane for all classes of mail, unless a rule asks for that."""
        sets = self._sets_for(selection)
        key = (selection.destination, selection.origin, selection.territory, selection.mail_class if sets.by_class else None)
        lane = self._lanes_of_places.get(key)
        if lane is None:
            if len(self._lanes_of_places) > _MOST_LANES:
                self._lanes_of_places.clear()
            lane = self._lanes_of_places[key] = _Lane(sets)
        return lane

    def _plan_of(self, sets: _Sets, selection: Selection) -> Plan:
        unserved = not self._serves(selection.destination, selection.territory)
        # Only the sets that are called for: one that is loaded later changes nothing.
        key = (unserved, *sets.key(selection))
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._make(sets.held, selection, unserved=unserved)
        return plan

    def _serves(self, destination: str | None, territory: str | None) -> bool:
        """Whether there is a set for a destination, or none for any."""
        served = self._served.get((destination, territory))
        if served is None:
            if len(self._served) > _MOST_LANES:
                self._served.clear()
            own = self._for_destinations
            served = not own or any(applies_to.serves(destination, territory) for applies_to in own)
            self._served[destination, territory] = served
        return served

    def _sets_for(self, selection: Selection) -> _Sets:
        """The sets that match a selection, in order; one object for the same sets."""
        numbers = self._meant_for.numbers(selection)
        found = self._sets_of.get(numbers)
        if found is None:
            found = self._sets_of[numbers] = _Sets([self._held_set(self._sets[number]) for number in numbers])
        return found

    def rules_for(self, selection: Selection) -> tuple[Rule, ...]:
        """The rules that a selection calls for."""
        return tuple(rule for held in self._sets_for(selection).held for rule in held.called_for(selection).rules)

    def _make(self, sets: Sequence[Held], selection: Selection, *, unserved: bool) -> Plan:
        calls = [held.called_for(selection) for held in sets]
        rules = [rule for called in calls for rule in called.rules]
        common = [rule for called in calls for rule in called.common]
        inbound: list[Rule] = []
        outbound: list[Rule] = []
        for held, called in zip(sets, calls, strict=True):
            for rule in called.local:
                of_origin = is_for_origin(held.applies_to, selection) or is_for_origin(rule.applies_to, selection)
                (outbound if of_origin else inbound).append(rule)
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
            self._parts[key] = Part(rules, self.facts, common, self._expected)
        return self._parts[key]


def _selection_of(record: Record, on: date) -> Selection:
    return Selection(destination_of(record), origin_of(record), record[_MAIL_CLASS], on, territory_of(record[_ADDRESSEE]))
