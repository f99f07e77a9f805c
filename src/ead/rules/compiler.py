"""A selection of rules, compiled into one readable function per record kind.

The function converts each field at most once, computes each fact at most once, calls a rule only when all it reads is there,
and allocates nothing for good data. Calling hundreds of rules through a generic loop costs about three times as much.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import chain
from types import FunctionType
from typing import TYPE_CHECKING, Any

from ead.collector import uncollected
from ead.errors import ConfigurationError
from ead.fields.layout import ITEM_LAYOUT
from ead.findings import Path
from ead.named import NamedTuple
from ead.rules.aids import NO_AIDS
from ead.rules.api import Fact, Rule, Scope
from ead.rules.block import DEFINITION, Block, indent, words_in, words_of
from ead.rules.names import refuse_unknown

if TYPE_CHECKING:
    from ead.rules.columnar import Columnar

__all__ = ["CompiledRules", "Hit", "compile_rules"]

Hit = tuple[Rule, Any, Path]
"""A rule that fired: the rule, what it returned, and the path of the party or piece it looked at."""

Check = Callable[..., Any]
"""Record, names of bad fields, today (or the as-of date), the date the item is judged by, where hits go, and the caller's aids.

What a selection that shares its values returns goes, as the last argument, to the selections that are compiled to take them over.
"""

_PARTIES = ("sender", "addressee")
_NO_COLUMNS = ((),) * ITEM_LAYOUT.subgroups["contents"][1].size


class _Function:
    """The code of a check, those of its variables whose values it returns, by what rules read, and its program.

    Where there is a program, the code is written when somebody asks for it, and compiled when somebody calls it: both are rare.
    """

    def __init__(self, write: Callable[[], _Code], shared: Mapping[str, str], columnar: Columnar | None) -> None:
        self.shared = shared
        self.columnar = columnar
        self._write = write

    @property
    def source(self) -> str:
        """The code."""
        return self._write().source

    def check(self) -> Check:
        """The check."""
        code = self._write()
        # The text is made in this module, from names of the field table only.
        exec(compile(code.source, "<compiled rules>", "exec"), code.space)  # noqa: S102
        made: Check = code.space["check"]
        return made


class _Code(NamedTuple):
    """The code of a check, what it reads beside its variables, and those whose values it returns."""

    source: str
    space: dict[str, Any]
    shared: Mapping[str, str]


class CompiledRules:
    """A compiled selection. ``check`` and ``check_sound`` append hits to a list; ``source`` is the code, for reading.

    ``check_sound`` is for records without any bad field: it asks fewer questions. Each is compiled when it is first used.
    """

    __slots__ = ("_make", "_sound", "check", "check_sound", "rules")

    def __init__(self, rules: tuple[Rule, ...], make: Callable[[bool], _Function]) -> None:
        self.rules = rules
        self._make = make
        self._sound: _Function | None = None
        self.check: Check = self._first_check
        self.check_sound: Check = self._first_check_sound

    def _first_check(self, *arguments: Any, **more: Any) -> Any:
        self.check = self._make(True).check()
        return self.check(*arguments, **more)

    def _first_check_sound(self, *arguments: Any, **more: Any) -> Any:
        self.check_sound = self._function.check()
        return self.check_sound(*arguments, **more)

    @property
    def _function(self) -> _Function:
        if self._sound is None:
            with uncollected():
                self._sound = self._make(False)
        return self._sound

    @property
    def shared(self) -> Mapping[str, str]:
        """What ``check_sound`` returns the values of; the same whether or not conditions are evaluated in place."""
        return self._function.shared

    @property
    def columnar(self) -> Columnar | None:
        """The same as ``check_sound`` for many items at once; where there is one."""
        return self._function.columnar

    @property
    def source(self) -> str:
        """The code that checks sound records."""
        return self._function.source


def _bad_here(prefix: str) -> str:
    return f"frozenset({{name.removeprefix({prefix}) if name.startswith({prefix}) else 'item.' + name for name in bad}})"


def compile_rules(
    rules: Sequence[Rule],
    facts: Mapping[tuple[Scope, str], Fact],
    *,
    header: bool = False,
    inline: bool = False,
    sharing: bool = False,
    given: CompiledRules | None = None,
) -> CompiledRules:
    """Compile rules of item, party and piece scope (or of header scope) into one check.

    ``inline`` evaluates simple conditions in place instead of calling their rule: slower to compile, faster to run. With ``sharing``,
    ``check_sound`` returns what it took out of the item and derived from it, for selections that are ``given`` this one to take over.
    Raises :class:`~ead.errors.ConfigurationError` when a rule reads a name that does not exist.
    """

    def make(guarded: bool) -> _Function:
        if not guarded:
            return _compiled(made.rules, facts, header, inline, False, sharing, given)
        # Beside a program it is rarely called: then what is compiled soonest is best.
        return _compiled(made.rules, facts, header, inline and made.columnar is None, True, False, None)

    made = CompiledRules(tuple(rules), make)
    refuse_unknown(rules, facts)
    return made


def _compiled(
    rules: Sequence[Rule],
    facts: Mapping[tuple[Scope, str], Fact],
    header: bool,
    inline: bool,
    guarded: bool,
    sharing: bool,
    giver: CompiledRules | None,
) -> _Function:
    given = giver.shared if giver is not None else None

    def write(trees: bool = False) -> _Code:
        return _written(rules, facts, header, inline, guarded, sharing, given, trees)

    if inline and not guarded and not header and (giver is None or giver.columnar is not None):
        # What takes code apart is not worth its time before that.
        from ead.rules.columnar import columnar, has_programs

        if has_programs:
            code = write(trees=True)
            by_column = columnar(code.source, code.space, giver.columnar if giver is not None else None)
            if by_column is not None:
                return _Function(write, code.shared, by_column)
    code = write()
    return _Function(lambda: code, code.shared, None)


def _written(
    rules: Sequence[Rule],
    facts: Mapping[tuple[Scope, str], Fact],
    header: bool,
    inline: bool,
    guarded: bool,
    sharing: bool,
    given: Mapping[str, str] | None,
    trees: bool,
) -> _Code:
    space: dict[str, Any] = {"Decimal": Decimal, "moment": datetime.datetime.fromisoformat, "NO_AIDS": NO_AIDS, "NO_COLUMNS": _NO_COLUMNS}
    scope = Scope.HEADER if header else Scope.ITEM
    top = Block(scope, "record", facts, space, inline=inline, guarded=guarded, given=given, trees=trees)
    party = Block(Scope.PARTY, "party", facts, space, top, inline=inline, guarded=guarded, trees=trees)
    piece = Block(Scope.PIECE, "piece", facts, space, top, inline=inline, guarded=guarded, trees=trees)
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
    shared = top.values() if sharing else {}
    return _Code(_assemble(top, party, piece, guarded=guarded, shared=shared, given=given), space, shared)


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


def _assemble(top: Block, party: Block, piece: Block, *, guarded: bool, shared: Mapping[str, str], given: Mapping[str, str] | None) -> str:
    blocks = {block: block.source() for block in (piece, party)}
    blocks[top] = top.source({*words_of(chain.from_iterable(blocks.values()), top.space), *shared.values()})
    lines = [f"def check(record, bad, as_of, on, hits, aids=NO_AIDS{'' if given is None else ', shared=()'}):"]
    if guarded:
        lines.append(f"    bad_{top.scope.value} = bad")
    lines += indent(blocks[top], 1)
    if party.calls:
        first, second = (ITEM_LAYOUT.position(role) for role in _PARTIES)
        lines.append(f'    for role, party in (("sender", record[{first}]), ("addressee", record[{second}])):')
        lines.append("        if party is None: continue")
        if guarded:
            lines.append(f"        bad_party = {_bad_here('role + chr(46)')} if bad else bad")
        lines += indent(blocks[party], 2)
    if piece.calls:
        lines.append(f"    for position, piece in enumerate(record[{ITEM_LAYOUT.position('contents')}]):")
        prefix = 'f"contents.{position}."'
        if guarded:
            lines.append(f"        bad_piece = {_bad_here(prefix)} if bad else bad")
        lines += indent(blocks[piece], 2)
    lines.append(f"    return {', '.join(shared.values())}," if shared else "    return None")
    lines = _without_unused(lines, top.space)
    if given:
        read = words_of(lines, top.space)
        lines.insert(1, f"    {', '.join(name if name in read else '_' for name in given.values())}, = shared")
    return "\n".join(lines) + "\n"


def _without_unused(lines: list[str], space: Mapping[str, Any]) -> list[str]:
    """The lines without definitions that nothing reads, again and again until all are read."""
    words = [words_in(line, space) for line in lines]
    counts = Counter(chain.from_iterable(words))
    defined = {number: found[1] for number, line in enumerate(lines) if (found := DEFINITION.match(line))}
    left_out: set[int] = set()
    while unread := [number for number, name in defined.items() if counts[name] == words[number].count(name)]:
        for number in unread:
            del defined[number]
            counts.subtract(words[number])
        left_out.update(unread)
    return [line for number, line in enumerate(lines) if number not in left_out]
