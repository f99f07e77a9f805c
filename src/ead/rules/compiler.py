"""A selection of rules, compiled into one readable function per record kind.

The function converts each field at most once, computes each fact at most once, calls a rule only when all it reads is there,
and allocates nothing for good data. Calling hundreds of rules through a generic loop costs about three times as much.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from types import FunctionType
from typing import Any, NamedTuple

from ead.errors import ConfigurationError
from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Layout, Leaf
from ead.fields.table import Field, Kind
from ead.findings import Path
from ead.rules.aids import NO_AIDS
from ead.rules.api import Fact, Rule, Scope
from ead.rules.inline import NEVER, condition_in_place, value_in_place

__all__ = ["CompiledRules", "Hit", "bad_names", "closure_of", "compile_rules", "leaf_at", "personal_reads"]

Hit = tuple[Rule, Any, Path]
"""A rule that fired: the rule, what it returned, and the path of the party or piece it looked at."""

Check = Callable[..., None]
"""Record, names of bad fields, today (or the as-of date), the date the item is judged by, where hits go, and the caller's aids."""

_CONTEXT = {"as_of", "on", "role"}
# What the caller supplies beside the message. A rule that reads event times is silent where there are none.
_SUPPLIED = {"rates": "aids.rates", "judge": "aids.judge", "events": f"aids.events_of(record[{ITEM_LAYOUT.position('item_id')}])"}
_CONVERSIONS = {
    Kind.DECIMAL: "Decimal({})",
    Kind.INTEGER: "int({})",
    Kind.DATETIME: "moment({})",
    Kind.BOOLEAN: '({} == "true")',
}
_PARTIES = ("sender", "addressee")
# What senders and addressees have in common stands first in both.
_PARTY_LEAVES = len(ITEM_LAYOUT.subgroups["sender"][1].leaves)
_MANY_PARTS = 4
_NO_COLUMNS = ((),) * ITEM_LAYOUT.subgroups["contents"][1].size
_WORD = re.compile("[A-Za-z_][A-Za-z_0-9]*")
_DEFINITION = re.compile(r" *((?:item|party|piece|all|the)_[a-z_0-9]+|columns) = ")
_CERTAIN = frozenset(f"item_{leaf.field.name}" for leaf in ITEM_LAYOUT.required)


class CompiledRules:
    """A compiled selection. ``check`` and ``check_sound`` append hits to a list; ``source`` is the code, for reading.

    ``check_sound`` is for records without any bad field: it asks fewer questions. Each is compiled when it is first used.
    """

    __slots__ = ("_make", "check", "check_sound", "rules")

    def __init__(self, rules: tuple[Rule, ...], make: Callable[[bool], tuple[str, Check]]) -> None:
        self.rules = rules
        self._make = make
        self.check: Check = self._first_check
        self.check_sound: Check = self._first_check_sound

    def _first_check(self, *arguments: Any, **more: Any) -> None:
        self.check = self._make(True)[1]
        self.check(*arguments, **more)

    def _first_check_sound(self, *arguments: Any, **more: Any) -> None:
        self.check_sound = self._make(False)[1]
        self.check_sound(*arguments, **more)

    @property
    def source(self) -> str:
        """The code that checks sound records."""
        return self._make(False)[0]


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
        guarded: bool = True,
    ) -> None:
        self.inline = inline
        self.guarded = guarded
        self.scope = scope
        self.record = record
        self.names = _Names(_layout_for(scope), facts)
        self.facts = facts
        self.space = space
        self.outer = outer
        self.lines: list[str] = []
        self.calls: list[_Call] = []
        # What is taken out of the record and of the single groups in it, by position: one statement for each, see `_unpacked`.
        self.taken: dict[str, dict[int, str]] = {"": {}}
        self.facts_here: set[str] = set()
        self.defined: dict[str, str] = {}
        # What the structure has made sure of, where nothing is bad.
        self.certain = frozenset() if guarded or scope is Scope.HEADER else _CERTAIN

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
            # References come last in a party, and only the addressee has a fax number before them.
            value = f"{holder}[{-1 if self.scope is Scope.PARTY else position}] or None"
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
            self.taken[group][position] = variable
        else:
            converted = f"all_item_contents_{leaf}_or_none"
            if self.scope is Scope.PIECE and self.outer is not None and converted in self.outer.defined and field.kind in _CONVERSIONS:
                self.lines.append(f"{variable} = {converted}[position]")
                return variable
            self.taken[""][self.names.layout.position(leaf)] = variable
        conversion = _CONVERSIONS.get(field.kind)
        if conversion:
            self.lines.append(f"if {variable} is not None: {variable} = {conversion.format(variable)}")
        return variable

    def _define_list(self, variable: str, leaf: str, field: Field, *, optional: bool) -> str:
        """All pieces' values: the list with gaps is made once, the list for rules that want no gaps from it."""
        with_gaps = f"all_{variable}_or_none"
        column = f"columns[{self.names.layout.subgroups['contents'][1].position(leaf)}]"
        if with_gaps not in self.defined:
            holder = self._holder("contents")
            if "columns" not in self.defined:
                self.lines.append(f"columns = tuple(zip(*{holder})) or NO_COLUMNS")
                self.defined["columns"] = "columns"
            self.lines.append(f"{with_gaps} = {_converted(column, field)}")
            self.defined[with_gaps] = with_gaps
        if optional:
            return with_gaps
        whole = f"all_{variable}"
        self.lines.append(f"{whole} = {with_gaps} if {column} and None not in {column} else None")
        return whole

    def _holder(self, group: str) -> str:
        holder = f"the_{group}"
        if holder not in self.defined:
            self.taken[""][self.names.layout.position(group)] = holder
            self.taken[group] = {}
            self.defined[holder] = holder
        return holder

    def _define_fact(self, known: Fact) -> str:
        # Apart from the fields: sender.references and the fact sender_references would else share a name.
        variable = f"{self.scope.value}_fact_{known.name}"
        function = f"compute_{variable}"
        self.space[function] = known.compute
        arguments = [self.variable(read) for read in known.reads]
        needed = [
            variable for variable, read in zip(arguments, known.reads, strict=True) if not read.endswith("?") and variable not in _CONTEXT
        ]
        conditions = [f"{name} is not None" for name in dict.fromkeys(needed) if name not in self.certain]
        whole = value_in_place(known.compute, arguments, self.space) if self.inline else None
        if whole is None and self.inline and (lifted := condition_in_place(known.compute, arguments, {}, self.space)):
            conditions.append(f"({lifted})")
        condition = " and ".join(conditions)
        value = whole or f"{function}({', '.join(arguments)})"
        self.lines.append(f"{variable} = ({value}) if {condition} else None" if condition else f"{variable} = {value}")
        self.facts_here.add(variable)
        return variable

    def call(self, rule: Rule, number: int, place: str) -> None:
        """Add the call of one rule."""
        arguments = [self.variable(read) for read in rule.reads]
        needed = [name for name, read in zip(arguments, rule.reads, strict=True) if not read.endswith("?") and name not in _CONTEXT]
        needed = [name for name in dict.fromkeys(needed) if name not in self.certain]
        conditions = []
        if self.guarded and _needs_guard(rule, self.facts):
            self.space[f"reads_{number}"] = frozenset(closure_of(rule.reads, rule.scope, self.facts))
            conditions.append(f"(not bad or bad_{self.scope.value}.isdisjoint(reads_{number}))")
        if self.inline and (lifted := condition_in_place(rule.check, arguments, rule.parameters, self.space)):
            if lifted == NEVER:
                return
            conditions.append(f"({lifted})")
        conditions.append(f"(hit := rule_{number}({', '.join(arguments)})) is not None")
        gate = next((name for name in needed if self._is_fact(name)), needed[0] if needed else "")
        presence = [f"{name} is not None" for name in needed if name != gate]
        self.calls.append(
            _Call(gate, f"# {rule.code}: {rule.name}", [*presence, *conditions], f"hits.append((meta_{number}, hit, {place}))")
        )

    def _is_fact(self, variable: str) -> bool:
        return variable in self.facts_here or (self.outer is not None and variable in self.outer.facts_here)

    def source(self) -> list[str]:
        """Definitions, then the rules: those that wait for the same value stand together, behind one question for it."""
        gates: dict[str, list[_Call]] = {}
        for call in self.calls:
            gates.setdefault(call.gate, []).append(call)
        lines = [line for group, taken in self.taken.items() for line in self._unpacked(group, taken)] + self.lines
        for gate, calls in gates.items():
            together = bool(gate) and len(calls) > 1
            if together:
                lines.append(f"if {gate} is not None:")
            for call in calls:
                conditions = call.conditions if together or not gate else [f"{gate} is not None", *call.conditions]
                lines += _indent([call.comment, f"if {' and '.join(conditions)}: {call.action}"], int(together))
        return lines

    def _unpacked(self, group: str, taken: Mapping[int, str]) -> list[str]:
        """Statements that take values out of a record: all in one where many are wanted, for that is several times faster."""
        layout = self.names.layout.subgroups[group][1] if group else self.names.layout
        source = f"the_{group}" if group else self.record
        if len(taken) * _MANY_PARTS < layout.size:
            absent = f" if {source} is not None else None" if group else ""
            return [f"{name} = {source}[{position}]{absent}" for position, name in sorted(taken.items())]
        self.space[f"NO_{group.upper()}"] = [None] * layout.size
        absent = f" if {source} is not None else NO_{group.upper()}" if group else ""
        size = layout.size
        if self.scope is Scope.PARTY:
            size, source = _PARTY_LEAVES, f"{source}[:{_PARTY_LEAVES}]"
        return [", ".join(taken.get(position, "_") for position in range(size)) + f" = {source}{absent}"]


def _converted(column: str, field: Field) -> str:
    """All values of a column: at the speed of C where there are no gaps."""
    conversion = _CONVERSIONS.get(field.kind)
    if conversion is None:
        return column
    gaps = f"[None if text is None else {conversion.format('text')} for text in {column}]"
    whole = conversion.partition("(")[0]
    return f"list(map({whole}, {column})) if None not in {column} else {gaps}" if conversion == f"{whole}({{}})" else gaps


class _Call(NamedTuple):
    """The call of one rule: the value without which it is not asked, further conditions, and what to do."""

    gate: str
    comment: str
    conditions: list[str]
    action: str


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
    made = CompiledRules(tuple(rules), partial(_compiled, tuple(rules), facts, header, inline))
    _refuse_unknown(rules, facts)
    return made


def _refuse_unknown(rules: Sequence[Rule], facts: Mapping[tuple[Scope, str], Fact]) -> None:
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
    if (scope, name) in known or name in _CONTEXT or name in _SUPPLIED:
        return
    known.add((scope, name))
    fact = facts.get((scope, name))
    if fact is not None:
        for read in fact.reads:
            _look_up(read.rstrip("?"), scope, facts, known)
        return
    names = _Names(_layout_for(scope), facts)
    if names.field(name) is None and names.records(name) is None:
        raise ConfigurationError(f'"{name}" is no field and no fact of scope "{scope.value}"')


def _compiled(
    rules: Sequence[Rule], facts: Mapping[tuple[Scope, str], Fact], header: bool, inline: bool, guarded: bool
) -> tuple[str, Check]:
    space: dict[str, Any] = {"Decimal": Decimal, "moment": datetime.datetime.fromisoformat, "NO_AIDS": NO_AIDS, "NO_COLUMNS": _NO_COLUMNS}
    top = _Block(Scope.HEADER if header else Scope.ITEM, "record", facts, space, inline=inline, guarded=guarded)
    party = _Block(Scope.PARTY, "party", facts, space, top, inline=inline, guarded=guarded)
    piece = _Block(Scope.PIECE, "piece", facts, space, top, inline=inline, guarded=guarded)
    places = {Scope.PARTY: (party, "(role,)"), Scope.PIECE: (piece, '("contents", position)')}
    # Rules of the item first: the lists they make spare the pieces a second conversion.
    for number, rule in sorted(enumerate(rules), key=lambda pair: pair[1].scope in places):
        space[f"meta_{number}"] = rule
        space[f"rule_{number}"] = with_parameters(rule.check, rule.parameters)
        block, place = places.get(rule.scope, (top, "()"))
        try:
            block.call(rule, number, place)
        except ConfigurationError as error:
            raise ConfigurationError(f"rule {rule.code}: {error}") from None
    source = _assemble(top, party, piece, guarded=guarded)
    exec(compile(source, "<compiled rules>", "exec"), space)  # noqa: S102 - the text is made above, from names of the field table only
    return source, space["check"]


def with_parameters(check: Callable[..., Any], parameters: Mapping[str, Any]) -> Callable[..., Any]:
    """The check with its parameters set: as defaults of a copy where that can be, for that is faster to call than a partial."""
    if not parameters or parameters == getattr(check, "__kwdefaults__", None):
        return check
    named = getattr(check, "__kwdefaults__", None) or {}
    if not isinstance(check, FunctionType) or not named.keys() >= parameters.keys():
        return partial(check, **parameters)
    copy = FunctionType(check.__code__, check.__globals__, check.__name__, check.__defaults__, check.__closure__)
    copy.__kwdefaults__ = {**(check.__kwdefaults__ or {}), **parameters}
    return copy


def _assemble(top: _Block, party: _Block, piece: _Block, *, guarded: bool) -> str:
    blocks = {block: block.source() for block in (piece, party, top)}
    lines = ["def check(record, bad, as_of, on, hits, aids=NO_AIDS):"]
    if guarded:
        lines.append(f"    bad_{top.scope.value} = bad")
    lines += _indent(blocks[top], 1)
    if party.calls:
        first, second = (ITEM_LAYOUT.position(role) for role in _PARTIES)
        lines.append(f'    for role, party in (("sender", record[{first}]), ("addressee", record[{second}])):')
        lines.append("        if party is None: continue")
        if guarded:
            lines.append(f"        bad_party = {_bad_here('role + chr(46)')} if bad else bad")
        lines += _indent(blocks[party], 2)
    if piece.calls:
        lines.append(f"    for position, piece in enumerate(record[{ITEM_LAYOUT.position('contents')}]):")
        prefix = 'f"contents.{position}."'
        if guarded:
            lines.append(f"        bad_piece = {_bad_here(prefix)} if bad else bad")
        lines += _indent(blocks[piece], 2)
    lines.append("    return None")
    return "\n".join(_without_unused(lines)) + "\n"


def _without_unused(lines: list[str]) -> list[str]:
    """The lines without definitions that nothing reads, again and again until all are read."""
    while True:
        counts = Counter(word for line in lines for word in _WORD.findall(line))
        kept = [line for line in lines if not (found := _DEFINITION.match(line)) or counts[found[1]] > _WORD.findall(line).count(found[1])]
        if len(kept) == len(lines):
            return kept
        lines = kept


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
