"""Takes the code of compiled rules apart, and puts it together again as the nodes of :mod:`ead.native.columnar`.

Only what :mod:`ead.rules.compiler` writes for sound records is understood. An expression that there is no node for becomes a small Python
function of its own; code with a statement that is not understood is run by Python.
"""

from __future__ import annotations

import ast
import builtins
import copy
import operator
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import FunctionType
from typing import TYPE_CHECKING, Any

from ead.fields.layout import ITEM_LAYOUT, Record
from ead.named import NamedTuple
from ead.native import part
from ead.rules.names import NONE_BAD

if TYPE_CHECKING:
    from ead.rules.aids import Aids
    from ead.rules.compiler import Hit

__all__ = ["SHAPE", "Columnar", "columnar", "hits_of"]

_native: Any = part("columnar")
_MAKERS = {"Decimal": Decimal, "int": int}
_ORDERS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Mod: "%"}
_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Mod: operator.mod,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}
# More decimal places are left to Python: ten to their number must fit into 64 bits beside the number itself.
_MOST_PLACES = 6
_LARGEST = 10**15
# Attributes of objects of the code itself that are numbers.
_AMOUNTS = frozenset({"limit"})
# What is the same for the whole group, and what for items of one day.
_GIVEN = frozenset({"as_of", "aids"})
_ROLES = ("sender", "addressee")
_PARTIES = tuple(ITEM_LAYOUT.subgroups[role] for role in _ROLES)
_CONTENTS = ITEM_LAYOUT.subgroups["contents"]

Node = Any
"""A node; its classes have no types that a checker could see."""

SHAPE: Any = (
    None
    if _native is None
    else _native.Shape(
        (_PARTIES[0][0], _PARTIES[1][0], _CONTENTS[0]),
        (ITEM_LAYOUT.size, _PARTIES[0][1].size, _PARTIES[1][1].size, _CONTENTS[1].size),
    )
)
"""The shape of records, as :func:`ead.native.columnar.hits_of` wants it; ``None`` where that was not built."""


Judged = tuple[Record, date, tuple[frozenset[str], ...] | None, tuple[Any, ...]]
"""A record, the day it is judged by, what :func:`~ead.rules.names.bad_by_lane` makes of its bad fields if it has any, and its programs."""


def hits_of(items: Sequence[Judged], as_of: date, aids: Aids) -> Sequence[list[Hit] | None]:
    """For each item, what its programs say of it; ``None`` where that is left to Python."""
    found: Sequence[list[Hit] | None] = _native.hits_of(SHAPE, items, as_of, aids)
    return found


class NotUnderstood(Exception):
    """The code has a statement that there is nothing for."""


class Columnar(NamedTuple):
    """The program of one check, and its variables, for checks that take them over."""

    program: Any
    names: Mapping[str, Node]
    columns: Mapping[int, Node]
    parts: Mapping[tuple[str, str], Node]


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
    return Columnar(_native.Program(items, work.parties, work.pieces), work.names, work.columns, work.parts)


class _Lowering:
    """One check on its way to nodes."""

    def __init__(self, space: Mapping[str, Any], given: Columnar | None) -> None:
        self.space = space
        self.level: int = _native.ITEMS
        self.names: dict[str, Node] = {
            "record": _native.Record(_native.ITEMS),
            "bad": _native.Constant(NONE_BAD),
            "as_of": _native.Given(0),
            "aids": _native.Given(1),
            "on": _native.Day(),
        }
        self.columns: dict[int, Node] = {}
        self.parties: list[Node] = []
        self.pieces: list[Node] = []
        # Variables that hang on nothing but what is given, and those that hang on the day besides.
        self.given_only = set(_GIVEN)
        self.by_day = {"on"}
        self.only_day = {"on"}
        # What objects are made of, by the variable and the name of the part.
        self.parts: dict[tuple[str, str], Node] = {}
        if given is not None:
            self.names.update(given.names)
            self.columns.update(given.columns)
            self.parts.update(given.parts)

    # -------------------------------------------------------------------------------------------------------- statements

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
                yield self._rule(test, said)
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

    def _rule(self, test: ast.expr, said: ast.expr) -> Node:
        """``if condition and (hit := rule(…)) is not None: hits.append((meta, hit, …))``."""
        *conditions, asked = test.values if isinstance(test, ast.BoolOp) else [test]
        match asked, said:
            case ast.Compare(left=ast.NamedExpr(value=call)), ast.Tuple(elts=[ast.Name(id=meta), *_]):
                condition = _native.And(tuple(map(self.expression, conditions)))
                number = meta.removeprefix("meta_")
                certain = tuple(self.expression(ast.Name(name)) for name in self.space.get(f"certain_{number}", ()))
                reads, doubtful = self.space.get(f"reads_{number}"), self.space.get(f"doubtful_{number}")
                return _native.Ask(self.level, condition, self.expression(call), self.space[meta], reads, doubtful, certain)
        raise NotUnderstood(ast.unparse(test))

    def _recalling(self, test: ast.expr, body: list[ast.stmt], last: ast.stmt) -> Node:
        match last:
            case ast.If(test=sure, body=[ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=quiet)), args=[values]))]):
                condition, inner = self.expression(test), self.statements(body)
                gates = sure.values[1:] if isinstance(sure, ast.BoolOp) else []
                unsure = [self.expression(gate.left) for gate in gates if isinstance(gate, ast.Compare)]
                return _native.Recalling(self.level, condition, inner, unsure, self.space[quiet].settle, self.expression(values))
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
        self.names[name] = self._list(value) or self._whole(value) or self._compound(name, value) or self._kept(self.expression(value))
        if self.level != _native.ITEMS:
            return
        read = self._read(value)
        if read <= self.given_only:
            self.given_only.add(name)
        elif read <= self.given_only | self.by_day:
            self.by_day.add(name)
            if read <= self.only_day:
                self.only_day.add(name)

    def _kept(self, node: Node) -> Node:
        """A node that is asked more than once."""
        if isinstance(node, (_native.Constant, _native.Column, _native.Number, _native.Once, _native.ByDay)):
            return node
        return _native.Number(self.level, node, None, node.scale) if node.scale >= 0 else _native.Variable(self.level, node)

    def _compound(self, name: str, value: ast.expr) -> Node | None:
        """``new(Money, (amount, currency)) if … else None``: the parts are known without the whole."""
        tests = []
        while isinstance(value, ast.IfExp) and isinstance(value.orelse, ast.Constant) and value.orelse.value is None:
            tests.append(self.expression(value.test))
            value = value.body
        match value:
            case ast.Call(func=ast.Name(id=new), args=[ast.Name(id=kind), ast.Tuple(elts=parts)]):
                fields = getattr(self.space.get(kind), "_fields", None)
                if self.space.get(new) is not tuple.__new__ or self.level != _native.ITEMS or fields is None:
                    return None
                nodes = [self._kept(self.expression(part)) for part in parts]
                whole = _native.Compound(
                    _native.And(tuple(tests)), _native.Call(tuple.__new__, (self._constant(value.args[0]), _native.Display(tuple(nodes))))
                )
                self.parts.update({(name, part): _native.PartOf(whole, node) for part, node in zip(fields, nodes, strict=True)})
                return whole
        return None

    def _convert(self, name: str, test: ast.expr, value: ast.expr) -> None:
        """``if name is not None: name = convert(name)``."""
        match value:
            case ast.Call(func=ast.Name(id="Decimal" | "int" as kind)):
                self.names[name] = _native.Number(self.level, self.names[name], _MAKERS[kind], _native.FIELD_SCALE)
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
                return _native.WholeList(self._column(place), self.names[name])
        return None

    def _column(self, place: int) -> Node:
        if place not in self.columns:
            self.columns[place] = _native.Column(place)
        return self.columns[place]

    # -------------------------------------------------------------------------------------------------------- expressions

    def expression(self, value: ast.expr) -> Node:
        constant = self._constant(value)
        if constant is not None:
            return constant
        if isinstance(value, ast.Call | ast.Attribute):
            read = self._read(value)
            if read <= self.given_only:
                return _native.Once(self._of_item(value))
            if read <= self.given_only | self.by_day:
                return self._here(_native.ByDay(self._of_item(value), read <= self.only_day))
        return self._node(value)

    def _of_item(self, value: ast.expr) -> Node:
        """A node that is to be asked about items, wherever the code stands."""
        level, self.level = self.level, _native.ITEMS
        try:
            return self._node(value)
        finally:
            self.level = level

    def _read(self, value: ast.expr) -> set[str]:
        """The variables that an expression reads; all others are known now."""
        return {node.id for node in ast.walk(value) if isinstance(node, ast.Name) and (node.id in self.names or node.id == "columns")}

    def _here(self, node: Node) -> Node:
        """A node of the item, as it is to be asked of here."""
        return node if node.level in (_native.ANYWHERE, self.level) else _native.Outer(self.level, node)

    def _node(self, value: ast.expr) -> Node:
        match value:
            case ast.Name(id=name) if name in self.names:
                return self._here(self.names[name])
            case ast.BoolOp(op=sign, values=values):
                longer = self._longer(values) if isinstance(sign, ast.And) else None
                nodes = tuple(map(self.expression, values)) if longer is None else ()
                return longer or (_native.And(nodes) if isinstance(sign, ast.And) else _native.Or(nodes))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return _native.Not(self.expression(operand))
            case ast.Compare(left=left, ops=signs, comparators=others):
                return self._comparison(left, signs, others)
            case ast.IfExp(test=test, body=then, orelse=otherwise):
                return _native.Choice(*map(self.expression, (test, then, otherwise)))
            case ast.Tuple(elts=values) if not _starred(values):
                return _native.Display(tuple(map(self.expression, values)))
            case ast.Attribute(value=ast.Name(id=holder), attr=name) if (holder, name) in self.parts:
                return self._here(self.parts[holder, name])
            case ast.Attribute(value=inner, attr=name):
                return _native.Attribute(self.expression(inner), name)
            case ast.Subscript(value=inner, slice=place):
                return self._item(value, inner, place)
            case ast.BinOp(left=left, op=sign, right=right):
                return self._arithmetic(value, self.expression(left), sign, self.expression(right))
            case ast.Call(func=function, args=arguments, keywords=[]) if not _starred(arguments):
                return self._call(value, function, arguments)
        return self._python(value)

    def _constant(self, value: ast.expr) -> Node | None:
        """What the code decides without any variable, decided now."""
        try:
            return _native.Constant(self._known(value))
        except LookupError:
            return None

    def _known(self, value: ast.expr) -> Any:
        """The value of an expression without variables; raises :class:`LookupError` for others."""
        match value:
            case ast.Constant(value=known):
                return known
            case ast.Name(id=name) if name not in self.names and name != "columns":
                return self.space[name] if name in self.space else vars(builtins)[name]
            case ast.Attribute(value=inner, attr=name):
                return getattr(self._known(inner), name)
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return -self._known(inner)
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
                return _OPERATORS[type(sign)](self._known(left), self._known(right))
            case ast.Tuple(elts=values):
                return tuple(map(self._known, values))
        raise LookupError

    def _comparison(self, left: ast.expr, signs: list[ast.cmpop], others: list[ast.expr]) -> Node:
        nodes = []
        for sign, right in zip(signs, others, strict=True):
            if len(others) > 1 and not isinstance(right, ast.Name | ast.Constant):
                # What stands between two signs is worked out once.
                between = f"between {len(self.names)}"
                self.names[between] = self._kept(self.expression(right))
                right = ast.Name(between)
            nodes.append(self._compared(left, sign, right))
            left = right
        return nodes[0] if len(nodes) == 1 else _native.And(tuple(nodes))

    def _compared(self, left: ast.expr, sign: ast.cmpop, right: ast.expr) -> Node:
        negated = isinstance(sign, (ast.IsNot, ast.NotIn, ast.NotEq))
        one = self.expression(left)
        if isinstance(sign, (ast.In, ast.NotIn)):
            return self._within(one, right, negated)
        every = self._every_one(left, sign, right)
        if every is not None:
            return every
        other = self.expression(right)
        return self._compared_nodes(one, sign, other)

    def _compared_nodes(self, one: Node, sign: ast.cmpop, other: Node) -> Node:
        negated = isinstance(sign, (ast.IsNot, ast.NotEq))
        if isinstance(sign, (ast.Is, ast.IsNot)):
            return _native.IsNone(one, negated) if _is_none(other) else _native.Same(one, other, negated)
        left_number, right_number = _number(one), _number(other)
        if left_number is not None and right_number is not None:
            return _native.Order(_ORDERS[type(sign)], left_number, right_number)
        if isinstance(sign, (ast.Eq, ast.NotEq)):
            return _native.Equal(one, other, negated)
        return _native.Compared(_ORDERS[type(sign)], one, other)

    def _every_one(self, left: ast.expr, sign: ast.cmpop, right: ast.expr) -> Node | None:
        """``column.count(value) == len(column)``."""
        match left, right:
            case (
                ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="count"), args=[value]),
                ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=same)]),
            ) if name == same and isinstance(sign, ast.Eq) and self.level == _native.ITEMS:
                wanted, cell = self.expression(value), self._cell_of(self.names[name])
                wanted = wanted if isinstance(wanted, _native.Constant) else _native.Outer(_native.PIECES, wanted)
                if _is_none(wanted):
                    return _native.Every(_native.IsNone(cell, False))
                return _native.Every(self._compared_nodes(cell, sign, wanted))
        return None

    def _longer(self, values: list[ast.expr]) -> Node | None:
        """``text is not None and len(text) > most``."""
        match values:
            case [
                ast.Compare(left=ast.Name(id=name) as text, ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]),
                ast.Compare(left=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=same)]), ops=[ast.Gt()], comparators=[most]),
            ] if name == same and (limit := self._constant(most)) is not None and type(limit.value) is int:
                return _native.Longer(self.expression(text), limit.value)
        return None

    def _within(self, one: Node, right: ast.expr, negated: bool) -> Node:
        if isinstance(right, (ast.Tuple, ast.List)) and not _starred(right.elts):
            return _native.WithinValues(one, tuple(map(self.expression, right.elts)), negated)
        items = self.expression(right)
        if _is_none(one) and isinstance(_listed(items), (_native.Column, _native.NumberList)):
            complete = _native.Every(_native.IsNone(self._cell_of(items), True))
            return complete if negated else _native.Not(complete)
        return _native.Within(one, items, negated)

    def _item(self, value: ast.Subscript, inner: ast.expr, place: ast.expr) -> Node:
        if isinstance(inner, ast.Name) and inner.id == "columns" and isinstance(place, ast.Constant) and isinstance(place.value, int):
            return self._here(self._column(place.value))
        if isinstance(place, ast.Name) and place.id == "position" and isinstance(inner, ast.Name) and self.level == _native.PIECES:
            return self._cell_of(self.names[inner.id])
        item = self.expression(inner)
        if isinstance(place, ast.Slice):
            return self._slice(value, item, place)
        fixed = self._constant(place)
        if fixed is None or not isinstance(fixed.value, int):
            return self._python(value)
        if isinstance(item, (_native.Column, _native.NumberList, _native.WholeList)) and fixed.value >= 0:
            return _native.Cell(self._cell_of(item), fixed.value)
        return _native.Item(item, fixed.value)

    def _cell_of(self, items: Node) -> Node:
        """The value of one piece, of a list of them."""
        items = _listed(items)
        if isinstance(items, _native.NumberList):
            return items.cell
        if isinstance(items, _native.Column):
            return _native.Field(_native.PIECES, items.place)
        raise NotUnderstood("position")

    def _slice(self, value: ast.Subscript, item: Node, place: ast.Slice) -> Node:
        try:
            start, stop = (self._known(end) if end is not None else None for end in (place.lower, place.upper))
        except LookupError:
            return self._python(value)
        if (
            place.step is not None
            or not all(end is None or isinstance(end, int) for end in (start, stop))
            or (stop is not None and stop < 0)
        ):
            return self._python(value)
        return _native.Slice(item, start or 0, -1 if stop is None else stop)

    def _arithmetic(self, value: ast.expr, left: Node, sign: ast.operator, right: Node) -> Node:
        function = _OPERATORS.get(type(sign))
        if function is None:
            return self._python(value)
        whole = _native.Call(function, (left, right))
        one, other = _number(left), _number(right)
        if type(sign) not in _SIGNS or one is None or other is None:
            return whole
        made = _native.Arithmetic(_SIGNS[type(sign)], one, other, whole)
        return made if made.scale <= _MOST_PLACES else whole

    def _call(self, value: ast.expr, function: ast.expr, arguments: list[ast.expr]) -> Node:
        known = self._constant(function)
        if known is None and not isinstance(function, ast.Attribute):
            return self._python(value)
        nodes = tuple(map(self.expression, arguments))
        if known is None:
            assert isinstance(function, ast.Attribute)
            return self._method(self.expression(function.value), function.attr, nodes)
        call = known.value
        if call is len:
            return _native.Length(nodes[0])
        numbers = _listed(nodes[0]) if nodes else None
        if call is all and isinstance(numbers, _native.NumberList):
            return _native.Every(numbers.cell)
        whole = _native.Call(call, nodes)
        if call is sum and isinstance(numbers, _native.NumberList) and all(map(_is_zero, nodes[1:])):
            return _native.Total(numbers.cell, whole)
        if call is abs and nodes[0].scale >= 0:
            return _native.Absolute(nodes[0], whole)
        known_to_us = _KNOWN.get(type(getattr(call, "__self__", None)))
        return (known_to_us(call.__self__, *map(_listed, nodes)) if known_to_us is not None else None) or whole

    def _method(self, item: Node, name: str, nodes: tuple[Node, ...]) -> Node:
        whole = _native.Method(name, (item, *nodes))
        if name == "issuperset" and self.level == _native.ITEMS and nodes and isinstance(_listed(nodes[0]), _native.Column):
            cell = self._cell_of(nodes[0])
            return _native.Every(_native.Within(cell, _native.Outer(_native.PIECES, item), False))
        if name == "isascii":
            return _native.IsAscii(item)
        return _native.IsDigits(item, whole) if name == "isdigit" else whole

    def _python(self, value: ast.expr) -> Node:
        """An expression that Python is to work out: a function of the variables in it."""
        value = _Columns().visit(copy.deepcopy(value))
        read = sorted({node.id for node in ast.walk(value) if isinstance(node, ast.Name)})
        nodes = {name: self._here(self._column(int(name.removeprefix("column_")))) for name in read if name.startswith("column_")}
        nodes.update({name: self._here(self.names[name]) for name in read if name in self.names})
        arguments = [ast.arg(name) for name in nodes]
        function = ast.Lambda(ast.arguments(posonlyargs=[], args=arguments, kwonlyargs=[], kw_defaults=[], defaults=[]), value)
        code = compile(ast.fix_missing_locations(ast.Expression(function)), "<compiled rules>", "eval")
        made = eval(code, dict(self.space))  # noqa: S307 - a part of code that the compiler has written
        assert isinstance(made, FunctionType)
        return _native.Call(made, tuple(nodes.values()))


class _Columns(ast.NodeTransformer):
    """``columns[4]`` to ``column_4``: a list of all columns need not be made for one of them."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """One column instead of a place in the list of all."""
        if isinstance(node.value, ast.Name) and node.value.id == "columns" and isinstance(node.slice, ast.Constant):
            return ast.Name(f"column_{node.slice.value!r}", ast.Load())
        return self.generic_visit(node)  # type: ignore[return-value]


def _in_range(ranges: Any, gross: Node, units: Node, amounts: Node, weights: Node) -> Node | None:
    """What :class:`ead.native.values.Ranges` holds of numbers, asked of each."""
    lists = (units, amounts, weights)
    bounds = [_number(_native.Constant(bound)) for bound in (ranges.least_amount, ranges.most_amount, ranges.most_units, 1, 0)]
    gram = _number(_native.Constant(ranges.gram))
    if gross.scale < 0 or not all(isinstance(one, _native.NumberList) for one in lists) or None in (gram, *bounds):
        return None
    least, most, most_units, one, zero = bounds

    def in_grams(weight: Node) -> Node:
        rest = _native.Arithmetic("%", weight, gram, _native.Constant(None))
        return _native.Order("==", rest, zero)

    def each(cell: Node, *questions: Node) -> Node:
        return _native.Every(_native.And((_native.IsNone(cell, True), *questions)))

    return _native.And(
        (
            _native.IsNone(gross, True),
            _native.Order(">", gross, zero),
            in_grams(gross),
            units,
            each(units.cell, _native.Order("<=", one, units.cell), _native.Order("<=", units.cell, most_units)),
            each(amounts.cell, _native.Order("<=", least, amounts.cell), _native.Order("<=", amounts.cell, most)),
            each(weights.cell, in_grams(weights.cell)),
        )
    )


def _any_dummy(dummies: Any, amounts: Node) -> Node | None:
    """What :class:`ead.native.values.Dummies` finds among numbers."""
    if not isinstance(amounts, _native.NumberList):
        return None
    numbers = [_number(_native.Constant(one)) for one in dummies.ascending]
    if not all(number is not None and number.scale <= amounts.cell.scale for number in numbers):
        return None
    few = [int(one.scaleb(amounts.cell.scale)) for one in dummies.ascending]
    return _native.Not(_native.Every(_native.Not(_native.Among(amounts.cell, few))))


_values: Any = part("values")
_KNOWN: Mapping[type, Any] = {} if _values is None else {_values.Ranges: _in_range, _values.Dummies: _any_dummy}
"""Compiled objects that numbers need not be made for."""


def _names(targets: Iterable[ast.expr]) -> list[str]:
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _starred(values: Iterable[ast.expr]) -> bool:
    return any(isinstance(value, ast.Starred) for value in values)


def _is_none(node: Node) -> bool:
    return isinstance(node, _native.Constant) and node.value is None


def _is_zero(node: Node) -> bool:
    return isinstance(node, _native.Constant) and isinstance(node.value, (int, Decimal)) and not node.value


def _listed(node: Node) -> Node:
    """The list behind a list that is only there where it has no gaps."""
    return node.inner if isinstance(node, _native.WholeList) else node


def _number(node: Node) -> Node | None:
    """The node as a number; ``None`` for what is none, or too fine."""
    if node.scale >= 0:
        return node
    if isinstance(node, _native.Attribute) and node.name in _AMOUNTS:
        return _native.Exact(node)
    if not isinstance(node, _native.Constant) or isinstance(node.value, bool) or not isinstance(node.value, (int, Decimal)):
        return None
    value = Decimal(node.value)
    places = max(0, -int(value.as_tuple().exponent)) if value.is_finite() else _MOST_PLACES + 1
    if places > _MOST_PLACES or abs(value) >= _LARGEST:
        return None
    return _native.Fixed(node.value, int(value.scaleb(places)), places)
