"""A selection of rules, compiled into one readable function per record kind.

The function converts each field at most once, computes each fact at most once, calls a rule only when all it reads is there,
and allocates nothing for good data. Calling hundreds of rules through a generic loop costs about three times as much.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from ead.errors import ConfigurationError
from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Layout, Leaf
from ead.fields.table import Field, Kind
from ead.findings import Path
from ead.rules.aids import NO_AIDS
from ead.rules.api import Fact, Rule, Scope
from ead.rules.inline import condition_in_place

__all__ = ["CompiledRules", "Hit", "bad_names", "closure_of", "compile_rules", "leaf_at", "personal_reads"]

Hit = tuple[Rule, Any, Path]
"""A rule that fired: the rule, what it returned, and the path of the party or piece it looked at."""

Check = Callable[..., None]
"""Record, names of bad fields, today (or the as-of date), the date the item is judged by, where hits go, and the caller's aids."""

_CONTEXT = {"as_of", "on", "role"}
# What the caller supplies beside the message. A rule that reads event times is silent where there are none.
_SUPPLIED = {"rates": "aids.rates", "events": f"aids.events_of(record[{ITEM_LAYOUT.position('item_id')}])"}
_CONVERSIONS = {
    Kind.DECIMAL: "Decimal({})",
    Kind.INTEGER: "int({})",
    Kind.DATETIME: "moment({})",
    Kind.BOOLEAN: '({} == "true")',
}
_PARTIES = ("sender", "addressee")


class CompiledRules:
    """A compiled selection. ``check`` appends hits to a list; ``source`` is the code, for reading."""

    __slots__ = ("check", "rules", "source")

    def __init__(self, rules: tuple[Rule, ...], source: str, check: Check) -> None:
        self.rules = rules
        self.source = source
        self.check = check


class _Names:
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


def _layout_for(scope: Scope) -> Layout:
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
        if known is None and name in _SUPPLIED:
            continue
        if known is None:
            found.update(prefix + one for one in _with_members(name, outer))
        else:
            found.update(prefix + inner for inner in closure_of(known.reads, outer, facts))
    return found


def _with_members(name: str, scope: Scope) -> Iterable[str]:
    """The name, and for a list of records the names of their fields too: a bad member makes the list bad."""
    outer, _, last = name.rpartition(".")
    layout = _layout_for(scope)
    if outer in layout.subgroups:
        layout = layout.subgroups[outer][1]
    entry = layout.subgroups.get(last)
    return (name,) if entry is None else (name, *(f"{name}.{leaf}" for leaf in entry[1].leaves))


def personal_reads(rule: Rule, facts: Mapping[tuple[Scope, str], Fact]) -> bool:
    """Whether any field that the rule rests on identifies a person."""
    for name in closure_of(rule.reads, rule.scope, facts):
        scope = Scope.ITEM if name.startswith("item.") else rule.scope
        field = _Names(_layout_for(scope), facts).field(name.removeprefix("item."))
        if field is not None and field.personal:
            return True
    return False


class _Block:
    """The code of one scope: definitions first, made on demand and once, then the calls."""

    def __init__(
        self,
        scope: Scope,
        record: str,
        facts: Mapping[tuple[Scope, str], Fact],
        space: dict[str, Any],
        outer: _Block | None = None,
        *,
        inline: bool = False,
    ) -> None:
        self.inline = inline
        self.scope = scope
        self.record = record
        self.names = _Names(_layout_for(scope), facts)
        self.facts = facts
        self.space = space
        self.outer = outer
        self.lines: list[str] = []
        self.defined: dict[str, str] = {}

    def variable(self, read: str) -> str:
        """The variable that holds a read; defines it when it is first asked for."""
        name = read.rstrip("?")
        if name.startswith("item.") and self.outer is not None:
            return self.outer.variable(read.removeprefix("item."))
        if name in _CONTEXT:
            return name
        if name in _SUPPLIED:
            return self.outer.variable(read) if self.outer is not None else self._supplied(name)
        key = read if name.startswith("contents.") and self.scope is Scope.ITEM else name
        if key not in self.defined:
            self.defined[key] = self._define(name, optional=read.endswith("?"))
        return self.defined[key]

    def _supplied(self, name: str) -> str:
        if name not in self.defined:
            self.lines.append(f"{name} = {_SUPPLIED[name]}")
            self.defined[name] = name
        return name

    def _define(self, name: str, *, optional: bool) -> str:
        known = self.facts.get((self.scope, name))
        if known is not None:
            return self._define_fact(known)
        field = self.names.field(name)
        variable = f"{self.scope.value}_{name.replace('.', '_')}"
        listed = self.names.records(name)
        if listed is not None:
            outer, position = listed
            holder = self._holder(outer) if outer else self.record
            value = f"{holder}[{position}] or None"
            self.lines.append(f"{variable} = ({value}) if {holder} is not None else None" if outer else f"{variable} = {value}")
            return variable
        if field is None:
            raise ConfigurationError(f'"{name}" is no field and no fact of scope "{self.scope.value}"')
        group, _, leaf = name.rpartition(".")
        if group == "contents" and self.scope is Scope.ITEM:
            return self._define_list(variable, leaf, field, optional=optional)
        if group:
            holder = self._holder(group)
            position = self.names.layout.subgroups[group][1].position(leaf)
            self.lines.append(f"{variable} = {holder}[{position}] if {holder} is not None else None")
        else:
            converted = f"all_item_contents_{leaf}_or_none"
            if self.scope is Scope.PIECE and self.outer is not None and converted in self.outer.defined and field.kind in _CONVERSIONS:
                self.lines.append(f"{variable} = {converted}[position]")
                return variable
            self.lines.append(f"{variable} = {self.record}[{self.names.layout.position(leaf)}]")
        conversion = _CONVERSIONS.get(field.kind)
        if conversion:
            self.lines.append(f"if {variable} is not None: {variable} = {conversion.format(variable)}")
        return variable

    def _define_list(self, variable: str, leaf: str, field: Field, *, optional: bool) -> str:
        """All pieces' values: the list with gaps is made once, the list for rules that want no gaps from it."""
        with_gaps = f"all_{variable}_or_none"
        if with_gaps not in self.defined:
            holder = self._holder("contents")
            position = self.names.layout.subgroups["contents"][1].position(leaf)
            conversion = _CONVERSIONS.get(field.kind)
            value = f"None if (text := piece[{position}]) is None else {conversion.format('text')}" if conversion else f"piece[{position}]"
            self.lines.append(f"{with_gaps} = [{value} for piece in {holder}]")
            self.defined[with_gaps] = with_gaps
        if optional:
            return with_gaps
        whole = f"all_{variable}"
        self.lines.append(f"{whole} = {with_gaps} if {with_gaps} and None not in {with_gaps} else None")
        return whole

    def _holder(self, group: str) -> str:
        holder = f"the_{group}"
        if holder not in self.defined:
            self.lines.append(f"{holder} = {self.record}[{self.names.layout.position(group)}]")
            self.defined[holder] = holder
        return holder

    def _define_fact(self, known: Fact) -> str:
        variable = f"{self.scope.value}_{known.name.replace('.', '_')}"
        function = f"compute_{variable}"
        self.space[function] = known.compute
        arguments = [self.variable(read) for read in known.reads]
        needed = [
            variable for variable, read in zip(arguments, known.reads, strict=True) if not read.endswith("?") and variable not in _CONTEXT
        ]
        conditions = [f"{name} is not None" for name in dict.fromkeys(needed)]
        if self.inline and (lifted := condition_in_place(known.compute, arguments, {}, self.space)):
            conditions.append(f"({lifted})")
        condition = " and ".join(conditions)
        call = f"{function}({', '.join(arguments)})"
        self.lines.append(f"{variable} = {call} if {condition} else None" if condition else f"{variable} = {call}")
        return variable

    def call(self, rule: Rule, number: int, place: str) -> None:
        """Add the call of one rule."""
        arguments = [self.variable(read) for read in rule.reads]
        needed = [name for name, read in zip(arguments, rule.reads, strict=True) if not read.endswith("?") and name not in _CONTEXT]
        conditions = [f"{name} is not None" for name in dict.fromkeys(needed)]
        if _needs_guard(rule, self.facts):
            self.space[f"reads_{number}"] = frozenset(closure_of(rule.reads, rule.scope, self.facts))
            conditions.append(f"(not bad or bad_{self.scope.value}.isdisjoint(reads_{number}))")
        if self.inline and (lifted := condition_in_place(rule.check, arguments, rule.parameters, self.space)):
            conditions.append(f"({lifted})")
        call = f"(hit := rule_{number}({', '.join(arguments)})) is not None"
        self.lines.append(f"# {rule.code}: {rule.name}")
        self.lines.append(f"if {' and '.join([*conditions, call])}: hits.append((meta_{number}, hit, {place}))")


def _needs_guard(rule: Rule, facts: Mapping[tuple[Scope, str], Fact]) -> bool:
    """Whether a bad field could reach the rule as a mere absence: through ``?``, a list or a fact."""
    if rule.each_field:
        return False
    for read in rule.reads:
        scope = Scope.ITEM if read.startswith("item.") else rule.scope
        name = read.removeprefix("item.").rstrip("?")
        if read.endswith("?") or "." in name or (scope, name) in facts or name in _layout_for(scope).subgroups:
            return True
    return False


def _indent(lines: Sequence[str], depth: int) -> list[str]:
    return ["    " * depth + line for line in lines]


def _bad_here(prefix: str) -> str:
    return f"frozenset({{name.removeprefix({prefix}) if name.startswith({prefix}) else 'item.' + name for name in bad}})"


def compile_rules(
    rules: Sequence[Rule], facts: Mapping[tuple[Scope, str], Fact], *, header: bool = False, inline: bool = False
) -> CompiledRules:
    """Compile rules of item, party and piece scope (or of header scope) into one check.

    ``inline`` evaluates simple conditions in place instead of calling their rule: slower to compile, faster to run.
    Raises :class:`~ead.errors.ConfigurationError` when a rule reads a name that does not exist.
    """
    space: dict[str, Any] = {"Decimal": Decimal, "moment": datetime.datetime.fromisoformat, "NO_AIDS": NO_AIDS}
    top = _Block(Scope.HEADER if header else Scope.ITEM, "record", facts, space, inline=inline)
    party = _Block(Scope.PARTY, "party", facts, space, top, inline=inline)
    piece = _Block(Scope.PIECE, "piece", facts, space, top, inline=inline)
    places = {Scope.PARTY: (party, "(role,)"), Scope.PIECE: (piece, '("contents", position)')}
    # Rules of the item first: the lists they make spare the pieces a second conversion.
    for number, rule in sorted(enumerate(rules), key=lambda pair: pair[1].scope in places):
        space[f"meta_{number}"] = rule
        space[f"rule_{number}"] = partial(rule.check, **rule.parameters) if rule.parameters else rule.check
        block, place = places.get(rule.scope, (top, "()"))
        try:
            block.call(rule, number, place)
        except ConfigurationError as error:
            raise ConfigurationError(f"rule {rule.code}: {error}") from None
    source = _assemble(top, party, piece)
    exec(compile(source, "<compiled rules>", "exec"), space)  # noqa: S102 - the text is made above, from names of the field table only
    return CompiledRules(tuple(rules), source, space["check"])


def _assemble(top: _Block, party: _Block, piece: _Block) -> str:
    lines = ["def check(record, bad, as_of, on, hits, aids=NO_AIDS):", f"    bad_{top.scope.value} = bad"]
    lines += _indent(top.lines, 1)
    if party.lines:
        first, second = (ITEM_LAYOUT.position(role) for role in _PARTIES)
        lines.append(f'    for role, party in (("sender", record[{first}]), ("addressee", record[{second}])):')
        lines.append("        if party is None: continue")
        lines.append(f"        bad_party = {_bad_here('role + chr(46)')} if bad else bad")
        lines += _indent(party.lines, 2)
    if piece.lines:
        lines.append(f"    for position, piece in enumerate(record[{ITEM_LAYOUT.position('contents')}]):")
        prefix = 'f"contents.{position}."'
        lines.append(f"        bad_piece = {_bad_here(prefix)} if bad else bad")
        lines += _indent(piece.lines, 2)
    lines.append("    return None")
    return "\n".join(lines) + "\n"


def bad_names(paths: Iterable[Path]) -> frozenset[str]:
    """The names under which compiled rules look for bad fields: with the piece's position, and without it for lists."""
    names: set[str] = set()
    for path in paths:
        names.add(".".join(str(step) for step in path))
        names.add(".".join(step for step in path if isinstance(step, str)))
    return frozenset(names)


@lru_cache(maxsize=4096)
def leaf_at(path: Path) -> Leaf | None:
    """The leaf of the item layout that a path leads to, or ``None`` when it leads to a group or nowhere."""
    layout = ITEM_LAYOUT
    for step in path:
        if isinstance(step, int):
            continue
        if step in layout.leaves:
            return layout.leaves[step]
        if step not in layout.subgroups:
            return None
        layout = layout.subgroups[step][1]
    return None
