"""Plans: the compiled rules of one selection, in parts that several selections share, and running them safely."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import takewhile
from typing import Any

from ead.fields.layout import Record
from ead.findings import Path
from ead.rules.aids import NO_AIDS, Aids
from ead.rules.api import Fact, Rule, Scope
from ead.rules.compiler import CompiledRules, Hit, compile_rules
from ead.rules.names import NONE_BAD, bad_names
from ead.rules.plain import has_plain_texts
from ead.rules.watchdog import RuleTimeout, with_time_limit

__all__ = ["OF_ITEMS", "Guard", "Part", "Plan"]

OF_ITEMS = (Scope.ITEM, Scope.PARTY, Scope.PIECE)
"""The scopes of rules that look at items one by one, in their records."""

# From here on rules are worth that their source text is taken apart, which costs about half a millisecond a rule.
_FEWEST_RUNS = 64
_RUNS_PER_RULE = 8
# What has run so often is thought to go on for as long again.
_GOES_ON = 2
# Of the items that are to come, each place is thought to have this part.
_SHARE = 8


class Part:
    """Compiled rules that several plans share: those that hold everywhere, or those of one place.

    ``runs`` are those that are sure to come for all parts together.
    """

    __slots__ = ("_common", "_each", "_enough", "_expected", "_facts", "_runs", "compiled", "inline", "odd")

    def __init__(self, rules: Sequence[Rule], facts: Mapping[tuple[Scope, str], Fact], common: Part | None = None, runs: int = 0) -> None:
        self._facts = facts
        self._common = common
        # What holds everywhere is compiled for speed first. From then on it is sure that there is much to do.
        self._enough = _RUNS_PER_RULE * len(rules) + (_FEWEST_RUNS if common is None else 0)
        self._runs = self._expected = 0
        self.inline = False
        self._each: dict[str, CompiledRules] = {}
        self.compiled = self._compiled([rule for rule in rules if not rule.odd_text_only], inline=False)
        self.odd = compile_rules([rule for rule in rules if rule.odd_text_only], facts)
        self.expect(runs)

    def _compiled(self, rules: Sequence[Rule], *, inline: bool) -> CompiledRules:
        """The part that runs first shares what it took out of the item with those that run after it."""
        given = self._common.compiled if self._common is not None else None
        return compile_rules(rules, self._facts, inline=inline, sharing=given is None, given=given)

    @property
    def source(self) -> str:
        """The code that checks sound records, as it is after many runs: for all texts, then for those out of the ordinary."""
        functions = [compile_rules(one.rules, self._facts, inline=True).source for one in (self.compiled, self.odd) if one.rules]
        return "\n\n".join(functions)

    def expect(self, runs: int) -> None:
        """Take note of runs to come, of all parts together."""
        self._expected = runs // _GOES_ON // (1 if self._common is None else _SHARE)
        self.count(0)

    def count(self, runs: int) -> None:
        """Take note of so many runs more: a part that runs often is compiled once more, for speed; not before the one it is given."""
        self._runs += runs
        if max(self._runs, self._expected) >= self._enough and (self._common is None or self._common.inline) and not self.inline:
            self.inline = True
            self.compiled = self._compiled(self.compiled.rules, inline=True)

    def run(
        self,
        record: Record,
        names: frozenset[str],
        context: tuple[date, date, Aids],
        guard: Guard,
        hits: list[Hit],
        shared: Any,
    ) -> Any:
        """Add the rules that fire on a record to ``hits``, but for those on odd texts; when one crashes, all are tried one by one.

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
        except Exception:  # noqa: BLE001 - whatever a rule raised: the rules are tried one by one, and the one that raises is told
            hits[before:] = self._one_by_one(self.compiled.rules, record, names, context, guard)
        return shared

    def run_odd(self, record: Record, names: frozenset[str], context: tuple[date, date, Aids], guard: Guard, hits: list[Hit]) -> None:
        """The same for the rules on texts out of the ordinary."""
        as_of, on, aids = context
        before = len(hits)
        try:
            self.odd.check(record, names, as_of, on, hits, aids)
        except Exception:  # noqa: BLE001 - as above
            hits[before:] = self._one_by_one(self.odd.rules, record, names, context, guard)

    def _one_by_one(
        self, rules: Iterable[Rule], record: Record, names: frozenset[str], context: tuple[date, date, Aids], guard: Guard
    ) -> list[Hit]:
        as_of, on, aids = context
        hits: list[Hit] = []
        for rule in rules:
            if rule.code not in self._each:
                self._each[rule.code] = compile_rules([rule], self._facts)
            hits += guard.try_rule(rule, _call(self._each[rule.code], record, names, as_of, on, aids))
        return hits


class Plan:
    """The rules of one selection: those that hold everywhere, those of its place, those from elsewhere, and those that want the model.

    ``watchers`` are the rules on messages as a whole that look at its items.
    """

    __slots__ = (
        "_settled",
        "foreign",
        "model_rules",
        "others",
        "parts",
        "programs",
        "sets",
        "watchers",
        "without_program",
        "world_wide_only",
    )

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
        self._settled = False
        self.programs: tuple[Any, ...] = ()
        """The first parts as programs for many items at once, as far as they have one; none where there are rules from elsewhere."""
        self.without_program = parts
        """The other parts."""
        self.foreign = tuple(compile_rules([rule], facts) for rule in rules if rule.scope in OF_ITEMS and not rule.builtin)
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
            shared = part.run(record, names, context, guard, hits, shared)
        for part in self.parts if not plain else ():
            part.run_odd(record, names, context, guard, hits)
        for single in self.foreign:
            hits += guard.try_rule(single.rules[0], _call(single, record, names, as_of, on, aids))
        return hits

    def note_run(self) -> None:
        """Take note of a run: what runs often is compiled once more, for speed."""
        if not self._settled:
            for part in self.parts:
                part.count(1)
            self._take_programs()

    def _take_programs(self) -> None:
        inline = list(takewhile(lambda part: part.inline, self.parts))
        if not self.foreign:
            programs = takewhile(lambda one: one is not None, [part.compiled.columnar for part in inline])
            self.programs = tuple([one.program for one in programs if one is not None])
            self.without_program = self.parts[len(self.programs) :]
        self._settled = len(inline) == len(self.parts)


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
