"""The code of one scope in a compiled selection: what is taken out of a record, what is derived from it, and the calls of rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from ead.descriptions import BUILTIN_JUDGE
from ead.errors import ConfigurationError
from ead.fields.layout import ITEM_LAYOUT
from ead.fields.table import Field, Kind
from ead.named import NamedTuple
from ead.rules.api import Fact, Rule, Scope
from ead.rules.names import CONTEXT, SUPPLIED, Names, closure_of, layout_for
from ead.rules.recurring import JUDGE, Quiet, bases_of

__all__ = ["DEFINITION", "LIFTED", "Block", "indent", "words_in", "words_of"]

_CONVERSIONS = {
    Kind.DECIMAL: "Decimal({})",
    Kind.INTEGER: "int({})",
    Kind.DATETIME: "moment({})",
    Kind.BOOLEAN: '({} == "true")',
}
# What senders and addressees have in common stands first in both.
_PARTY_LEAVES = len(ITEM_LAYOUT.subgroups["sender"][1].leaves)
_MANY_PARTS = 4
# The condition in place of a rule that, with its parameters, can never have anything to say.
_NEVER = "False"
# To remember what was asked costs about as much as asking this many rules.
_WORTH_REMEMBERING = 4
DEFINITION = re.compile(r" *((?:item|party|piece|all|the)_[a-z_0-9]+|columns) = ")
"""The definition of a variable in compiled code."""
LIFTED = "lifted_"
"""What the names of expressions begin with that are kept as trees: see :class:`ead.rules.inline.Placed`."""
_WORD = re.compile("[A-Za-z_][A-Za-z_0-9]*")
_CERTAIN = frozenset(f"item_{leaf.field.name}" for leaf in ITEM_LAYOUT.required)
_CERTAIN_NAMES = frozenset(f"{prefix}{leaf.field.name}" for leaf in ITEM_LAYOUT.required for prefix in ("", "item."))


class _Call(NamedTuple):
    """The call of one rule: the value without which it is not asked, further conditions, and what to do.

    ``bases`` are the reads that say enough: of the same values the rule says nothing again. With ``waits``, that is so only while there is
    no value for the gate. Without bases, nothing is to be remembered.
    """

    gate: str
    comment: str
    conditions: list[str]
    action: str
    bases: frozenset[str] | None = None
    waits: bool = False


class Block:
    """The code of one scope: definitions first, made on demand and once, then the calls."""

    def __init__(
        self,
        scope: Scope,
        record: str,
        facts: Mapping[tuple[Scope, str], Fact],
        space: dict[str, Any],
        outer: Block | None = None,
        *,
        inline: bool = False,
        guarded: bool = True,
        given: Mapping[str, str] | None = None,
        trees: bool = False,
    ) -> None:
        self.inline = inline
        self.trees = trees
        self.guarded = guarded
        self.scope = scope
        self.record = record
        self.names = Names(layout_for(scope), facts)
        self.facts = facts
        self.space = space
        self.outer = outer
        self.lines: list[str] = []
        self.calls: list[_Call] = []
        # What is taken out of the record and of the single groups in it, by position: one statement for each, see `_unpacked`.
        self.taken: dict[str, dict[int, str]] = {"": {}}
        self.facts_here: set[str] = set()
        self.defined: dict[str, str] = dict(given or {})
        self.facts_here.update(self.defined[name] for known, name in facts if known is scope and name in self.defined)
        self.one_place: bool = given is not None or (outer is not None and outer.one_place)
        # What the structure has made sure of, where nothing is bad.
        self.certain = frozenset() if guarded or scope is Scope.HEADER else _CERTAIN

    def variable(self, read: str) -> str:
        """The variable that holds a read; defines it when it is first asked for."""
        name = read.rstrip("?")
        if name.startswith("item.") and self.outer is not None:
            return self.outer.variable(read.removeprefix("item."))
        if name in CONTEXT:
            return name
        if name in SUPPLIED:
            return self.outer.variable(read) if self.outer is not None else self._supplied(name)
        key = read if name.startswith("contents.") and self.scope is Scope.ITEM else name
        if key not in self.defined:
            self.defined[key] = self._define(name, optional=read.endswith("?"))
        return self.defined[key]

    def values(self) -> dict[str, str]:
        """The variables that are defined here, by what rules read; the records in the record are not among them."""
        return {key: name for key, name in self.defined.items() if not key.startswith("the_")}

    def _supplied(self, name: str) -> str:
        if name not in self.defined:
            self.lines.append(f"{name} = {SUPPLIED[name]}")
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
            variable for variable, read in zip(arguments, known.reads, strict=True) if not read.endswith("?") and variable not in CONTEXT
        ]
        conditions = [f"{name} is not None" for name in dict.fromkeys(needed) if name not in self.certain]
        whole = self._value_of(known, arguments)
        if whole is None and (lifted := self._condition_of(known.compute, arguments, {})):
            conditions.append(f"({lifted})")
        condition = " and ".join(conditions)
        value = whole or f"{function}({', '.join(arguments)})"
        self.lines.append(f"{variable} = ({value}) if {condition} else None" if condition else f"{variable} = {value}")
        self.facts_here.add(variable)
        return variable

    def call(self, rule: Rule, number: int, place: str) -> None:
        """Add the call of one rule."""
        arguments = [self.variable(read) for read in rule.reads]
        needed = [name for name, read in zip(arguments, rule.reads, strict=True) if not read.endswith("?") and name not in CONTEXT]
        if self.inline:
            # What programs for many items have to know of an item that has bad fields after all.
            self.space[f"certain_{number}"] = [name for name in dict.fromkeys(needed) if name in self.certain]
        needed = [name for name in dict.fromkeys(needed) if name not in self.certain]
        conditions = []
        if (self.guarded or self.inline) and _needs_guard(rule, self.facts):
            self.space[f"reads_{number}"] = frozenset(closure_of(rule.reads, rule.scope, self.facts))
        elif self.inline and rule.each_field:
            # It is asked all the same, but facts that it reads may rest on a field that is certain only where nothing is bad.
            facts = [read for read in rule.reads if self._is_fact(self.variable(read))]
            self.space[f"doubtful_{number}"] = _CERTAIN_NAMES.intersection(closure_of(facts, rule.scope, self.facts))
        if self.guarded and f"reads_{number}" in self.space:
            conditions.append(f"(not bad or bad_{self.scope.value}.isdisjoint(reads_{number}))")
        if lifted := self._condition_of(rule.check, arguments, rule.parameters):
            if lifted == _NEVER:
                return
            conditions.append(f"({lifted})")
        conditions.append(f"(hit := rule_{number}({', '.join(arguments)})) is not None")
        gate = next((name for name in needed if self._is_fact(name)), needed[0] if needed else "")
        presence = [f"{name} is not None" for name in needed if name != gate]
        bases, waits = self._bases(rule, gate)
        action = f"hits.append((meta_{number}, hit, {place}))"
        self.calls.append(_Call(gate, f"# {rule.code}: {rule.name}", [*presence, *conditions], action, bases, waits))

    def _condition_of(self, function: Callable[..., Any], arguments: Sequence[str], parameters: Mapping[str, Any]) -> str | None:
        """The condition under which a function has something to say, where it can stand here in its place."""
        if not self.inline:
            return None
        # Modules that take source text apart are not for a start, at which nothing is put in place.
        from ead.rules.inline import condition_in_place

        return condition_in_place(function, arguments, parameters, self.space, as_tree=self.trees)

    def _value_of(self, known: Fact, arguments: Sequence[str]) -> str | None:
        if not self.inline:
            return None
        from ead.rules.inline import value_in_place

        return value_in_place(known.compute, arguments, self.space, as_tree=self.trees)

    def _bases(self, rule: Rule, gate: str) -> tuple[frozenset[str] | None, bool]:
        """What decides whether the rule can have anything to say, if that recurs, and whether it is only its gate that does."""
        if self.guarded or not self.inline:
            return None, False
        bases = bases_of(rule.reads, self.scope, self.facts, one_place=self.one_place)
        # Facts on parties and pieces speak of something odd; those on items are as often there as not.
        if bases is not None or self.scope is Scope.ITEM or gate not in self.facts_here:
            return bases, False
        gate_read = next(read for read in rule.reads if not read.endswith("?") and self.variable(read) == gate)
        known = self.facts[self.scope, gate_read]
        return (None if known.few else bases_of([gate_read], self.scope, self.facts, one_place=self.one_place)), True

    def _is_fact(self, variable: str) -> bool:
        return variable in self.facts_here or (self.outer is not None and variable in self.outer.facts_here)

    def source(self, needed: Collection[str] = ()) -> list[str]:
        """Definitions, then the rules; ``needed`` are words of code that stands further down."""
        remembered = [call for call in self.calls if call.bases is not None]
        if len(remembered) < _WORTH_REMEMBERING:
            remembered = []
        bases = sorted(frozenset[str]().union(*(call.bases or () for call in remembered)))
        key = [self.variable(base) for base in bases if base != JUDGE]
        others = _grouped([call for call in self.calls if call not in remembered])
        outside, inside = self._parted({*needed, *key, *words_of(others, self.space)}) if remembered else (self.lines, [])
        lines = [line for group, taken in self.taken.items() for line in self._unpacked(group, taken)] + outside
        return [*lines, *(self._remembered(remembered, key, inside, judged=JUDGE in bases) if remembered else ()), *others]

    def _parted(self, needed: set[str]) -> tuple[list[str], list[str]]:
        """The definitions that words further down need, and those of facts that nothing needs but what is remembered."""
        outside: list[str] = []
        inside: list[str] = []
        for line in reversed(self.lines):
            found = DEFINITION.match(line)
            if found and found[1] in self.facts_here and found[1] not in needed:
                inside.insert(0, line)
            else:
                outside.insert(0, line)
                needed.update(words_in(line, self.space))
        return outside, inside

    def _remembered(self, calls: Sequence[_Call], key: Sequence[str], definitions: Sequence[str], *, judged: bool) -> Iterator[str]:
        """The rules that are asked of the same values once, unless they had something to say."""
        quiet, values = f"quiet_{self.scope.value}", f"({', '.join(key)},)"
        self.space.update({quiet: Quiet(), "builtin_judge": BUILTIN_JUDGE})
        yield f"if {f'{JUDGE} is not builtin_judge or ' if judged else ''}{values} not in {quiet}:"
        yield "    said = len(hits)"
        yield from indent([*definitions, *_grouped(calls)], 1)
        waiting = dict.fromkeys(f" and {call.gate} is None" for call in calls if call.waits)
        yield f"    if len(hits) == said{''.join(waiting)}: {quiet}.settle({values})"

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


def _grouped(calls: Sequence[_Call]) -> list[str]:
    """The rules: those that wait for the same value stand together, behind one question for it."""
    gates: dict[str, list[_Call]] = {}
    for call in calls:
        gates.setdefault(call.gate, []).append(call)
    lines = []
    for gate, waiting in gates.items():
        together = bool(gate) and len(waiting) > 1
        if together:
            lines.append(f"if {gate} is not None:")
        for call in waiting:
            conditions = call.conditions if together or not gate else [f"{gate} is not None", *call.conditions]
            lines += indent([call.comment, f"if {' and '.join(conditions)}:", *indent([call.action], 1)], int(together))
    return lines


def words_of(lines: Iterable[str], space: Mapping[str, Any]) -> set[str]:
    """All words in lines of code."""
    return {word for line in lines for word in words_in(line, space)}


def words_in(line: str, space: Mapping[str, Any]) -> list[str]:
    """The words in a line of code, those in the expressions that it names among them."""
    words: list[str] = _WORD.findall(line)
    if LIFTED in line:
        words += [variable for word in words if word.startswith(LIFTED) for variable in space[word].variables.values()]
    return words


def _converted(column: str, field: Field) -> str:
    """All values of a column: at the speed of C where there are no gaps."""
    conversion = _CONVERSIONS.get(field.kind)
    if conversion is None:
        return column
    gaps = f"[None if text is None else {conversion.format('text')} for text in {column}]"
    whole = conversion.partition("(")[0]
    return f"list(map({whole}, {column})) if None not in {column} else {gaps}" if conversion == f"{whole}({{}})" else gaps


def _needs_guard(rule: Rule, facts: Mapping[tuple[Scope, str], Fact]) -> bool:
    """Whether a bad field could reach the rule as a mere absence: through ``?``, a list or a fact."""
    if rule.each_field:
        return False
    for read in rule.reads:
        scope = Scope.ITEM if read.startswith("item.") else rule.scope
        name = read.removeprefix("item.").rstrip("?")
        if read.endswith("?") or "." in name or (scope, name) in facts or name in layout_for(scope).subgroups:
            return True
    return False


def indent(lines: Sequence[str], depth: int) -> list[str]:
    """The lines, each moved to the right by so many steps."""
    return ["    " * depth + line for line in lines]
