"""What the names mean that rules and facts read: fields, lists of records, facts, and what comes with every call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from ead.errors import ConfigurationError
from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Layout
from ead.fields.table import Field
from ead.findings import Path
from ead.rules.api import Fact, Rule, Scope

__all__ = [
    "CONTEXT",
    "NONE_BAD",
    "SUPPLIED",
    "Names",
    "bad_by_lane",
    "bad_names",
    "closure_of",
    "layout_for",
    "personal_reads",
    "refuse_unknown",
]

CONTEXT = frozenset({"as_of", "on", "role"})
# What the caller supplies beside the message. A rule that reads event times is silent where there are none.
SUPPLIED = {
    "rates": "aids.rates",
    "judge": "aids.judge",
    "events": f"aids.events_of(record[{ITEM_LAYOUT.position('item_id')}]) if aids.events else None",
}

_FEW = 8

NONE_BAD: frozenset[str] = frozenset()
"""What :func:`bad_names` gives for an item without a bad field."""


class Names:
    """Resolves the names that rules and facts read, within one scope."""

    def __init__(self, layout: Layout, facts: Mapping[tuple[Scope, str], Fact]) -> None:
        self.layout = layout
        self.facts = facts

    def field(self, name: str) -> Field | None:
        """The field behind a dotted name relative to the layout, or ``None`` if it is no field."""
        layout = self.layout
        *groups, last = name.split(".")
        for group in groups:
            entry = layout.subgroups.get(group)
            if entry is None:
                return None
            layout = entry[1]
        entry_leaf = layout.leaves.get(last)
        return entry_leaf.field if entry_leaf else None

    def records(self, name: str) -> tuple[str, int] | None:
        """Where the list of records behind a name stands: outer group (or an empty text) and position; ``None`` for no such list."""
        outer, _, last = name.rpartition(".")
        layout = self.layout
        if outer:
            entry = layout.subgroups.get(outer)
            if entry is None or entry[1].group.repeated:
                return None
            layout = entry[1]
        found = layout.subgroups.get(last)
        return (outer, found[0]) if found is not None and found[1].group.repeated and last != "contents" else None


def layout_for(scope: Scope) -> Layout:
    """The layout of the record that rules of this scope read."""
    if scope is Scope.HEADER:
        return HEADER_LAYOUT
    if scope is Scope.PARTY:
        return ITEM_LAYOUT.subgroups["addressee"][1]
    if scope is Scope.PIECE:
        return ITEM_LAYOUT.subgroups["contents"][1]
    return ITEM_LAYOUT


def closure_of(reads: Iterable[str], scope: Scope, facts: Mapping[tuple[Scope, str], Fact]) -> set[str]:
    """All field names that the reads rest on, facts followed to the fields below them.

    Names of item fields read from a piece or a party keep their ``item.`` prefix.
    """
    found: set[str] = set()
    for read in reads:
        name = read.rstrip("?")
        outer, prefix = (Scope.ITEM, "item.") if name.startswith("item.") else (scope, "")
        name = name.removeprefix("item.")
        known = facts.get((outer, name))
        if known is None and name in SUPPLIED:
            continue
        if known is None:
            found.update(prefix + one for one in _with_members(name, outer))
        else:
            found.update(prefix + inner for inner in closure_of(known.reads, outer, facts))
    return found


def _with_members(name: str, scope: Scope) -> Iterable[str]:
    """The name, and for a list of records the names of their fields too: a bad member makes the list bad."""
    outer, _, last = name.rpartition(".")
    layout = layout_for(scope)
    if outer in layout.subgroups:
        layout = layout.subgroups[outer][1]
    entry = layout.subgroups.get(last)
    return (name,) if entry is None else (name, *(f"{name}.{leaf}" for leaf in entry[1].leaves))


def personal_reads(rule: Rule, facts: Mapping[tuple[Scope, str], Fact]) -> bool:
    """Whether any field that the rule rests on identifies a person."""
    for name in closure_of(rule.reads, rule.scope, facts):
        scope = Scope.ITEM if name.startswith("item.") else rule.scope
        field = Names(layout_for(scope), facts).field(name.removeprefix("item."))
        if field is not None and field.personal:
            return True
    return False


def refuse_unknown(rules: Sequence[Rule], facts: Mapping[tuple[Scope, str], Fact]) -> None:
    """Raise :class:`~ead.errors.ConfigurationError` for a name that is no field and no fact, before anything is compiled."""
    known: set[tuple[Scope, str]] = set()
    for rule in rules:
        # A test looks at all rules that ship with the library.
        for read in () if rule.builtin and rule.rule_set else rule.reads:
            try:
                _look_up(read.rstrip("?"), rule.scope, facts, known)
            except ConfigurationError as error:
                raise ConfigurationError(f"rule {rule.code}: {error}") from None


def _look_up(name: str, scope: Scope, facts: Mapping[tuple[Scope, str], Fact], known: set[tuple[Scope, str]]) -> None:
    """Raise :class:`~ead.errors.ConfigurationError` unless a name, and all below it, can be read in a scope."""
    if name.startswith("item.") and scope in (Scope.PARTY, Scope.PIECE):
        scope, name = Scope.ITEM, name.removeprefix("item.")
    if (scope, name) in known or name in CONTEXT or name in SUPPLIED:
        return
    known.add((scope, name))
    fact = facts.get((scope, name))
    if fact is not None:
        for read in fact.reads:
            _look_up(read.rstrip("?"), scope, facts, known)
        return
    names = Names(layout_for(scope), facts)
    if names.field(name) is None and names.records(name) is None:
        raise ConfigurationError(f'"{name}" is no field and no fact of scope "{scope.value}"')


def bad_names(paths: Iterable[Path]) -> frozenset[str]:
    """The names under which compiled rules look for bad fields: with the piece's position, and without it for lists."""
    known = tuple(paths)
    # As a rule it is one and the same field that a sender's system gets wrong.
    return _bad_names(known) if len(known) <= _FEW else _bad_names.__wrapped__(known)


@lru_cache(maxsize=1024)
def _bad_names(paths: tuple[Path, ...]) -> frozenset[str]:
    names: set[str] = set()
    for path in paths:
        names.add(".".join(str(step) for step in path))
        names.add(".".join(step for step in path if isinstance(step, str)))
    return frozenset(names)


@lru_cache(maxsize=1024)
def bad_by_lane(names: frozenset[str], pieces: int) -> tuple[frozenset[str], ...]:
    """The names of an item's bad fields as rules on the item, on its sender, on its addressee and on each of its pieces look for them."""
    prefixes = ["sender.", "addressee.", *(f"contents.{position}." for position in range(pieces))]
    return (names, *(_seen_from(prefix, names) for prefix in prefixes))


def _seen_from(prefix: str, names: frozenset[str]) -> frozenset[str]:
    return frozenset(name.removeprefix(prefix) if name.startswith(prefix) else f"item.{name}" for name in names)
