"""Takes the code of compiled rules apart, and puts it together again as the nodes of :mod:`ead.native.columnar`.

Only what :mod:`ead.rules.compiler` writes for sound records is understood. An expression that there is no node for becomes a small Python
function of its own; code with a statement that is not understood is run by Python.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ead.fields.layout import ITEM_LAYOUT, Record
from ead.named import NamedTuple
from ead.native import part
from ead.rules.column_names import NotUnderstood, is_false
from ead.rules.column_numbers import Node
from ead.rules.column_values import Expressions

if TYPE_CHECKING:
    from ead.rules.aids import Aids
    from ead.rules.compiler import Hit

__all__ = ["SHAPE", "Columnar", "columnar", "has_programs", "hits_of"]

_native: Any = part("columnar")
has_programs = _native is not None
"""Whether there can be programs at all."""
_MAKERS = {"Decimal": Decimal, "int": int}
_ROLES = ("sender", "addressee")
_PARTIES = tuple(ITEM_LAYOUT.subgroups[role] for role in _ROLES)
_CONTENTS = ITEM_LAYOUT.subgroups["contents"]

SHAPE: Any = (
    None
    if _native is None
    else _native.Shape(
        (_PARTIES[0][0], _PARTIES[1][0], _CONTENTS[0]),
        (ITEM_LAYOUT.size, _PARTIES[0][1].size, _PARTIES[1][1].size, _CONTENTS[1].size),
    )
)
"""The shape of records, as :func:`ead.native.columnar.hits_of` wants it; ``None`` where that was not built."""


def hits_of(
    records: list[Record | None],
    days: list[date],
    programs: list[tuple[Any, ...]],
    as_of: date,
    aids: Aids,
    order: list[int] | None = None,
    bad: list[tuple[frozenset[str], ...] | None] | None = None,
) -> list[Sequence[Hit] | None]:
    """For each item, what its programs say of it; ``None`` where that is left to Python, as it is where there is no program.

    ``days`` are those that items are judged by. They are looked at in groups, in that ``order`` of their places; ``bad`` is what
    :func:`~ead.rules.names.bad_by_lane` makes of their bad fields, ``None`` for an item that has none.
    """
    found: list[Sequence[Hit] | None] = _native.hits_of(SHAPE, records, days, programs, as_of, aids, order, bad)
    return found


class Columnar(NamedTuple):
    """The program of one check, and its variables, for checks that take them over."""

    program: Any
    names: Mapping[str, Node]
    columns: Mapping[int, Node]
    parts: Mapping[tuple[str, str], Node]
    same_in_all: tuple[frozenset[str], frozenset[str], frozenset[str]]
    """Variables that hang on what is given only, on the day besides, and on the day only."""
    recalled: Mapping[str, Node]
    """What it remembers of combinations, by the names that the function has for that."""


def columnar(source: str, space: Mapping[str, Any], given: Columnar | None = None) -> Columnar | None:
    """The code of a check as a program; ``None`` where that was not built or the code is beyond it.

    ``space`` holds what the code reads beside its variables. A check that takes over the values of another must be ``given`` that.
    """
    if _native is None:
        return None
    body = ast.parse(source).body[0]
    assert isinstance(body, ast.FunctionDef)
    work = _Lowering(space, given)
    try:
        items = work.statements(body.body)
    except (NotUnderstood, _native.Doubt):
        return None
    same_in_all = frozenset(work.given_only), frozenset(work.by_day), frozenset(work.only_day)
    return Columnar(_native.Program(items, work.parties, work.pieces), work.names, work.columns, work.parts, same_in_all, work.recalled)


class _Lowering(Expressions):
    """One check on its way to nodes: the statements."""

    def __init__(self, space: Mapping[str, Any], given: Columnar | None) -> None:
        super().__init__(space)
        self.parties: list[Node] = []
        self.pieces: list[Node] = []
        if given is not None:
            self.names.update(given.names)
            self.columns.update(given.columns)
            self.parts.update(given.parts)
            self.given_only, self.by_day, self.only_day = map(set, given.same_in_all)

    def statements(self, body: Iterable[ast.stmt]) -> list[Node]:
        return [node for statement in body for node in self.statement(statement)]

    def statement(self, statement: ast.stmt) -> Iterable[Node]:
        match statement:
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Name(id="shared")):
                self._check_shared(targets)
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=value):
                self._unpack(targets, value)
            case ast.Assign(targets=[ast.Name(id="columns")]) | ast.Return():
                pass
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._assign(name, value)
            case ast.If(test=ast.Compare(left=ast.Name(id=name)), body=[ast.Assign(targets=[ast.Name(id=same)]) as only]) if name == same:
                self._convert(name, statement.test, only.value)
            case ast.If(test=test, body=[ast.Assign(targets=[ast.Name(id="said")]), *body, last], orelse=[]):
                yield self._recalling(test, body, last)
            case ast.If(test=test, body=[ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="hits")), args=[said]))], orelse=[]):
                yield from self._rule(test, said)
            case ast.If(test=test, body=body, orelse=[]):
                condition = self.expression(test)
                yield _native.If(self.level, condition, self.statements(body))
            case ast.For(target=ast.Tuple(elts=[ast.Name(), ast.Name(id="party")]), body=body, orelse=[]):
                self._loop(_native.PARTIES, {"role": _native.Role(*_ROLES)}, body[1:], self.parties)
            case ast.For(target=ast.Tuple(elts=[ast.Name(), ast.Name(id="piece")]), body=body, orelse=[]):
                self._loop(_native.PIECES, {}, body, self.pieces)
            case _:
                raise NotUnderstood(ast.unparse(statement))

    def _check_shared(self, targets: Iterable[ast.expr]) -> None:
        if not {*_names(targets)} - {"_", "columns"} <= self.names.keys():
            raise NotUnderstood("shared")

    def _loop(self, level: int, names: Mapping[str, Node], body: list[ast.stmt], into: list[Node]) -> None:
        """Statements about parties or pieces; what first asks whether there is a party is left out."""
        self.level = level
        self.names.update({"party" if level == _native.PARTIES else "piece": _native.Record(level), **names})
        into += self.statements(body)
        self.level = _native.ITEMS

    def _rule(self, test: ast.expr, said: ast.expr) -> Iterator[Node]:
        """``if condition and (hit := rule(…)) is not None: hits.append((meta, hit, …))``; nothing where that can never be."""
        *conditions, asked = test.values if isinstance(test, ast.BoolOp) else [test]
        match asked, said:
            case ast.Compare(left=ast.NamedExpr(value=call)), ast.Tuple(elts=[ast.Name(id=meta), *_]):
                condition = self.all_of(conditions)
                if is_false(condition):
                    return
                number = meta.removeprefix("meta_")
                certain = tuple(self.expression(ast.Name(name)) for name in self.space.get(f"certain_{number}", ()))
                reads, doubtful = self.space.get(f"reads_{number}"), self.space.get(f"doubtful_{number}")
                yield _native.Ask(self.level, condition, self.expression(call), self.space[meta], reads, doubtful, certain)
            case _:
                raise NotUnderstood(ast.unparse(test))

    def _recalling(self, test: ast.expr, body: list[ast.stmt], last: ast.stmt) -> Node:
        match last:
            case ast.If(test=sure, body=[ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=quiet)), args=[values]))]):
                self.recalling = (quiet, ast.dump(values))
                condition = self.expression(test)
                self.recalling, inner = None, self.statements(body)
                if quiet not in self.recalled:
                    raise NotUnderstood(ast.unparse(test))
                gates = sure.values[1:] if isinstance(sure, ast.BoolOp) else []
                unsure = [self.expression(gate.left) for gate in gates if isinstance(gate, ast.Compare)]
                return _native.Recalling(self.level, condition, inner, unsure, self.recalled[quiet])
        raise NotUnderstood(ast.unparse(last))

    def _unpack(self, targets: list[ast.expr], value: ast.expr) -> None:
        """A record into variables; where it is none, the code has a list of nothing at hand."""
        match value:
            case ast.IfExp(body=ast.Name(id="the_sender" | "the_addressee" as holder)):
                role = _ROLES.index(holder.removeprefix("the_"))
                made = {name: _native.SubField(role, place) for place, name in enumerate(_names(targets)) if name != "_"}
            case ast.Subscript(value=ast.Name(id="party"), slice=ast.Slice(lower=None)) | ast.Name(id="record" | "piece" | "party"):
                made = {name: _native.Field(self.level, place) for place, name in enumerate(_names(targets)) if name != "_"}
            case _:
                raise NotUnderstood(ast.unparse(value))
        self.names.update(made)

    def _assign(self, name: str, value: ast.expr) -> None:
        self.names[name] = self._list(value) or self._whole(value) or self._compound(name, value) or self.kept(self.expression(value))
        if self.level != _native.ITEMS:
            return
        read = self.reads_of(value)
        if read <= self.given_only:
            self.given_only.add(name)
        elif read <= self.given_only | self.by_day:
            self.by_day.add(name)
            if read <= self.only_day:
                self.only_day.add(name)

    def _compound(self, name: str, value: ast.expr, before: Sequence[Node] = ()) -> Node | None:
        """``new(Money, (amount, currency)) if … else None``: the parts are known without the whole."""
        tests = [*before]
        while isinstance(value, ast.IfExp) and isinstance(value.orelse, ast.Constant) and value.orelse.value is None:
            tests.append(self.expression(value.test))
            value = value.body
        placed = self.placed(value)
        if placed is not None:
            with self.within(placed):
                return self._compound(name, placed.tree, tests)
        match value:
            case ast.Call(func=ast.Name(id=new), args=[ast.Name(id=kind), ast.Tuple(elts=parts)]):
                fields = getattr(self.space.get(kind), "_fields", None)
                if self.space.get(new) is not tuple.__new__ or self.level != _native.ITEMS or fields is None:
                    return None
                nodes = [self.kept(self.expression(part)) for part in parts]
                whole = _native.Compound(
                    _native.And(tuple(tests)), _native.Call(tuple.__new__, (self.constant(value.args[0]), _native.Display(tuple(nodes))))
                )
                self.parts.update({(name, part): _native.PartOf(whole, node) for part, node in zip(fields, nodes, strict=True)})
                return whole
        return None

    def _convert(self, name: str, test: ast.expr, value: ast.expr) -> None:
        """``if name is not None: name = convert(name)``."""
        match value:
            case ast.Call(func=ast.Name(id="Decimal" | "int" as kind)):
                self.names[name] = _native.Number(self.level, self.names[name], _MAKERS[kind], _native.FIELD_SCALE)
            case ast.Call(func=ast.Name(id="moment")):
                text = self.names[name]
                self.names[name] = _native.Moment(self.level, text, _native.Choice(self.expression(test), self.expression(value), text))
            case _:
                node = _native.Choice(self.expression(test), self.expression(value), self.names[name])
                self.names[name] = _native.Variable(self.level, node)

    def _list(self, value: ast.expr) -> Node | None:
        """``list(map(Decimal, columns[4])) if None not in columns[4] else …``: a list of numbers."""
        match value:
            case ast.IfExp(
                body=ast.Call(
                    func=ast.Name(id="list"),
                    args=[
                        ast.Call(
                            func=ast.Name(id="map"),
                            args=[
                                ast.Name(id="Decimal" | "int" as kind),
                                ast.Subscript(value=ast.Name(id="columns"), slice=ast.Constant(value=int(place))),
                            ],
                        )
                    ],
                )
            ):
                text = _native.Field(_native.PIECES, place)
                return _native.NumberList(_native.Number(_native.PIECES, text, _MAKERS[kind], _native.FIELD_SCALE))
        return None

    def _whole(self, value: ast.expr) -> Node | None:
        """``values if columns[4] and None not in columns[4] else None``: a list without gaps."""
        match value:
            case ast.IfExp(
                test=ast.BoolOp(
                    op=ast.And(),
                    values=[
                        ast.Subscript(value=ast.Name(id="columns"), slice=ast.Constant(value=int(place))),
                        ast.Compare(ops=[ast.NotIn()]),
                    ],
                ),
                body=ast.Name(id=name),
                orelse=ast.Constant(value=None),
            ):
                return _native.WholeList(self.column(place), self.names[name])
        return None


def _names(targets: Iterable[ast.expr]) -> list[str]:
    return [target.id for target in targets if isinstance(target, ast.Name)]
