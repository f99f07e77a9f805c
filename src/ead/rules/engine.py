"""The engine: which rules apply to an item, chosen once per selection, and running them safely."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from ead.fields.layout import ITEM_LAYOUT, Record
from ead.findings import Path
from ead.rules.api import Fact, Rule, RuleSet, Scope, Selection
from ead.rules.compiler import CompiledRules, Hit, bad_names, compile_rules
from ead.rules.facts import destination_of, origin_of

__all__ = ["Engine", "Plan"]

_EVERYWHERE = (Scope.ITEM, Scope.PARTY, Scope.PIECE)
_POSTED_AT = ITEM_LAYOUT.position("posted_at")
_MAIL_CLASS = ITEM_LAYOUT.position("mail_class")


class Plan:
    """The compiled rules of one selection."""

    __slots__ = ("_each", "_facts", "compiled", "model_rules")

    def __init__(self, rules: tuple[Rule, ...], facts: Mapping[tuple[Scope, str], Fact]) -> None:
        self.compiled = compile_rules([rule for rule in rules if rule.scope in _EVERYWHERE], facts)
        self.model_rules = tuple(rule for rule in rules if rule.scope is Scope.MODEL)
        self._facts = facts
        self._each: list[CompiledRules] | None = None

    def run(self, record: Record, bad: Iterable[Path], as_of: date, crashed: list[tuple[Rule, Exception]]) -> list[Hit]:
        """The rules that fire on a record; rules that crash are collected, the others still run."""
        hits: list[Hit] = []
        names = bad_names(bad) if bad else frozenset()
        try:
            self.compiled.check(record, names, as_of, hits)
        except Exception:
            hits = self._run_each(record, names, as_of, crashed)
        return hits

    def _run_each(self, record: Record, bad: frozenset[str], as_of: date, crashed: list[tuple[Rule, Exception]]) -> list[Hit]:
        if self._each is None:
            self._each = [compile_rules([rule], self._facts) for rule in self.compiled.rules]
        hits: list[Hit] = []
        for single in self._each:
            mine: list[Hit] = []
            try:
                single.check(record, bad, as_of, mine)
            except Exception as error:  # noqa: BLE001 - a rule may raise anything, and must not take the others with it
                crashed.append((single.rules[0], error))
            hits.extend(mine)
        return hits


class Engine:
    """All rules of a validator, and the plans made of them. Plans are kept; making one twice does no harm."""

    def __init__(self, rule_sets: Sequence[RuleSet], facts: Mapping[tuple[Scope, str], Fact], rules: Sequence[Rule]) -> None:
        self.rule_sets = tuple(rule_sets)
        self.rules = tuple(rules)
        self.facts = {**facts, **{(fact.scope, fact.name): fact for rule_set in rule_sets for fact in rule_set.facts}}
        self._applies = {rule_set.name: rule_set.applies_to for rule_set in rule_sets}
        self._dates = sorted({moment for rule in self.rules for moment in (rule.since, rule.until) if moment})
        self._plans: dict[tuple[str | None, str | None, str | None, int], Plan] = {}
        self._plans_by_rules: dict[tuple[Rule, ...] | tuple[str, ...], Plan] = {}
        self.header = compile_rules([rule for rule in self.rules if rule.scope is Scope.HEADER], self.facts, header=True)
        self.message_rules = tuple(rule for rule in self.rules if rule.scope is Scope.MESSAGE)

    def plan_for(self, record: Record, default: date, as_of: date | None) -> Plan:
        """The plan for an item. ``as_of`` outranks the posting date, which outranks ``default``."""
        on = as_of or _posting_date(record) or default
        key = (destination_of(record), origin_of(record), record[_MAIL_CLASS], bisect.bisect_right(self._dates, on))
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._make(Selection(key[0], key[1], key[2], on))
        return plan

    def rules_for(self, selection: Selection) -> tuple[Rule, ...]:
        """The rules that a selection calls for."""
        return tuple(
            rule
            for rule in self.rules
            if rule.in_force(selection.on) and rule.applies_to.matches(selection) and self._applies[rule.rule_set].matches(selection)
        )

    def _make(self, selection: Selection) -> Plan:
        rules = self.rules_for(selection)
        codes = tuple(rule.code for rule in rules)
        if codes not in self._plans_by_rules:
            self._plans_by_rules[codes] = Plan(rules, self.facts)
        return self._plans_by_rules[codes]


def _posting_date(record: Record) -> date | None:
    posted = record[_POSTED_AT]
    return date(int(posted[:4]), int(posted[5:7]), int(posted[8:10])) if posted else None
