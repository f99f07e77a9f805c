"""Rule sets in an engine: which of them a selection calls for, and which of their rules."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from itertools import compress

from ead.rules.api import ANYWHERE, AppliesTo, Rule, RuleSet, Scope, Selection
from ead.rules.plans import OF_ITEMS
from ead.rules.registry import ShelvedRuleSet

__all__ = ["Called", "Held", "MeantFor", "is_for_origin"]

# Selections are made of data of the sender's: without a bound, junk could fill the memory.
_MOST_KEPT = 20_000


class Called:
    """The rules of a set that some selections call for; of these, the built-in ones on items that hold everywhere, and the others."""

    __slots__ = ("common", "local", "rules")

    def __init__(self, rules: tuple[Rule, ...], applies_to: AppliesTo) -> None:
        self.rules = rules
        own = [rule for rule in rules if rule.scope in OF_ITEMS and rule.builtin]
        self.common = [rule for rule in own if applies_to == rule.applies_to == ANYWHERE]
        self.local = [rule for rule in own if not applies_to == rule.applies_to == ANYWHERE]


class Held:
    """A rule set in an engine. Which of its rules are called for is asked once for all selections that are alike in what decides that.

    ``is_particular`` tells whether that hangs on anything but the day, ``by_class`` whether it hangs on the class of mail.
    """

    __slots__ = ("_by_rules", "_called", "_decides", "applies_to", "by_class", "dates", "is_particular", "name", "rules", "watchers")

    def __init__(self, rule_set: RuleSet | ShelvedRuleSet, rules: Sequence[Rule]) -> None:
        self.name = rule_set.name
        self.applies_to = rule_set.applies_to
        self.rules = tuple(rules)
        self.dates = sorted({moment for rule in rules for moment in (rule.since, rule.until) if moment})
        self.watchers = tuple(rule for rule in rules if rule.scope is Scope.MESSAGE)
        places = [rule.applies_to for rule in rules]
        by_destination, by_origin = (any(place.countries or place[part] for place in places) for part in (1, 2))
        # Destination, origin, mail class and territory, as they stand in a selection.
        self.by_class = any(place.mail_classes for place in places)
        self._decides = (by_destination, by_origin, self.by_class, by_destination)
        self.is_particular = any(self._decides)
        self._called: dict[tuple[object, ...], Called] = {}
        self._by_rules: dict[tuple[Rule, ...], Called] = {}

    def called_for(self, selection: Selection) -> Called:
        """The rules that a selection calls for; one object for the same rules."""
        destination, origin, mail_class, on, territory = selection
        key = (bisect.bisect_right(self.dates, on), *compress((destination, origin, mail_class, territory), self._decides))
        called = self._called.get(key)
        if called is None:
            if len(self._called) > _MOST_KEPT:
                self._called.clear()
            rules = tuple(rule for rule in self.rules if rule.in_force(on) and rule.applies_to.matches(selection))
            called = self._called[key] = self._by_rules.setdefault(rules, Called(rules, self.applies_to))
        return called


class MeantFor:
    """Which of some sets match a selection: found by its places instead of asking each set."""

    def __init__(self, sets: Sequence[RuleSet | ShelvedRuleSet]) -> None:
        self._places = [one.applies_to for one in sets]
        self._anywhere = [number for number, one in enumerate(self._places) if not (one.countries or one.destinations or one.origins)]
        self._inbound: dict[str | None, list[int]] = {}
        self._outbound: dict[str | None, list[int]] = {}
        for number, place in enumerate(self._places):
            for country in place.destinations | place.countries:
                self._inbound.setdefault(country, []).append(number)
            for country in place.origins | place.countries:
                self._outbound.setdefault(country, []).append(number)
        # Those that ask for more than one place or for a class as well.
        self._particular = {
            number
            for number, place in enumerate(self._places)
            if place.mail_classes or bool(place.countries) + bool(place.destinations) + bool(place.origins) > 1
        }

    def numbers(self, selection: Selection) -> tuple[int, ...]:
        """The numbers of the sets that match, in order."""
        found = {
            *self._anywhere,
            *self._inbound.get(selection.destination, ()),
            *self._inbound.get(selection.territory, ()),
            *self._outbound.get(selection.origin, ()),
        }
        particular = self._particular.intersection(found)
        return tuple(sorted(found.difference([number for number in particular if not self._places[number].matches(selection)])))


def is_for_origin(applies_to: AppliesTo, selection: Selection) -> bool:
    """Whether it is the origin of a selection that something applies for."""
    of_place = bool(applies_to.origins or applies_to.countries) and not applies_to.destinations
    return of_place and not applies_to.serves(selection.destination, selection.territory)
