"""Expressions of compiled rules, as nodes of :mod:`ead.native.columnar`.

An expression that there is no node for becomes a small Python function of its own.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import FunctionType
from typing import Any

from ead.native import part
from ead.rules.column_names import OPERATORS, Names, NotUnderstood, is_decided
from ead.rules.column_numbers import KNOWN, MOST_PLACES_OF_PRODUCTS, Node, is_none, is_zero, listed, number
from ead.rules.names import NONE_BAD

__all__ = ["Expressions"]

_native: Any = part("columnar")
_asked: Any = part("asked")
_ORDERS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Mod: "%"}
# What functions become that keep their answers.
_KEEPS_ANSWERS = type(lru_cache(len))
# What is the same for the whole group.
_GIVEN = frozenset({"as_of", "aids"})


class Expressions(Names):
    """The variables of a check that is on its way to nodes, and the expressions over them."""

    def __init__(self, space: Mapping[str, Any]) -> None:
        names = {
            "record": _native.Record(_native.ITEMS),
            "bad": _native.Constant(NONE_BAD),
            "as_of": _native.Given(0),
            "aids": _native.Given(1),
            "on": _native.Day(),
        }
        super().__init__(space, names)
        self.level: int = _native.ITEMS
        self.columns: dict[int, Node] = {}
        # Variables that hang on nothing but what is given, and those that hang on the day besides.
        self.given_only = set(_GIVEN)
        self.by_day = {"on"}
        self.only_day = {"on"}
        # What objects are made of, by the variable and the name of the part.
        self.parts: dict[tuple[str, str], Node] = {}
        # What programs remember of combinations, by the name of the set that the function has for that; and where that may be meant.
        self.recalled: dict[str, Node] = {}
        self.recalling: tuple[str, str] | None = None

    def column(self, place: int) -> Node:
        """One field of all pieces of an item."""
        if place not in self.columns:
            self.columns[place] = _native.Column(place)
        return self.columns[place]

    def kept(self, node: Node) -> Node:
        """A node that is asked more than once."""
        if isinstance(node, (_native.Constant, _native.Column, _native.Number, _native.Once, _native.ByDay)):
            return node
        return _native.Number(self.level, node, None, node.scale) if node.scale >= 0 else _native.Variable(self.level, node)

    def truth(self, value: ast.expr) -> Node:
        """A node that is true where the expression is: without double negations and operands that change nothing."""
        placed = self.placed(value)
        if placed is not None:
            with self.within(placed):
                return self.truth(placed.tree)
        match value:
            case ast.UnaryOp(op=ast.Not(), operand=ast.UnaryOp(op=ast.Not(), operand=inner)):
                return self.truth(inner)
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                node = self.truth(inner)
                return _native.Constant(not node.value) if is_decided(node) else _native.Not(node)
            case ast.BoolOp(op=ast.And(), values=values):
                return self._longer(values) or self.all_of(values)
            case ast.BoolOp(values=values):
                nodes = []
                for node in map(self.truth, values):
                    if not is_decided(node):
                        nodes.append(node)
                    elif node.value:
                        return _native.Constant(True)
                return _native.Or(tuple(nodes)) if len(nodes) > 1 else nodes[0] if nodes else _native.Constant(False)
        return self.expression(value)

    def all_of(self, values: Iterable[ast.expr]) -> Node:
        """A node that is true where all of some expressions are."""
        nodes = []
        for node in map(self.truth, values):
            if not is_decided(node):
                nodes.append(node)
            elif not node.value:
                return _native.Constant(False)
        return nodes[0] if len(nodes) == 1 else _native.And(tuple(nodes))

    def expression(self, value: ast.expr) -> Node:
        """The node of an expression, to be asked in the lanes that the code is about here."""
        placed = self.placed(value)
        if placed is not None:
            with self.within(placed):
                return self.truth(placed.tree) if placed.is_condition else self.expression(placed.tree)
        constant = self.constant(value)
        if constant is not None:
            return constant
        if isinstance(value, ast.Call | ast.Attribute):
            read = self.reads_of(value)
            if read <= self.given_only:
                once = _native.Once(self._of_item(value))
                return _native.Exact(once) if _is_ordinal(value) else once
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
                return self._choice(test, then, otherwise)
            case ast.Tuple(elts=values) if not _starred(values):
                return _native.Display(tuple(map(self.expression, values)))
            case ast.Attribute(value=ast.Name(id=holder), attr=name) if (self.aliases.get(holder, holder), name) in self.parts:
                return self._here(self.parts[self.aliases.get(holder, holder), name])
            case ast.Attribute(value=inner, attr=name):
                return _native.Attribute(self.expression(inner), name)
            case ast.Subscript(value=inner, slice=place):
                return self._item(value, inner, place)
            case ast.BinOp(left=left, op=sign, right=right):
                return self._arithmetic(value, self.expression(left), sign, self.expression(right))
            case ast.Call(func=function, args=arguments, keywords=[]) if not _starred(arguments):
                return self._call(value, function, arguments)
        return self._python(value)

    def _choice(self, test: ast.expr, then: ast.expr, otherwise: ast.expr) -> Node:
        asked = self.truth(test)
        if is_decided(asked):
            return self.expression(then if asked.value else otherwise)
        return _native.Choice(asked, self.expression(then), self.expression(otherwise))

    def _comparison(self, left: ast.expr, signs: list[ast.cmpop], others: list[ast.expr]) -> Node:
        nodes = []
        for sign, right in zip(signs, others, strict=True):
            if len(others) > 1 and not isinstance(right, ast.Name | ast.Constant):
                # What stands between two signs is worked out once.
                between = f"between {len(self.names)}"
                self.names[between] = self.kept(self.expression(right))
                right = ast.Name(between)
            nodes.append(self._compared(left, sign, right))
            left = right
        return nodes[0] if len(nodes) == 1 else _native.And(tuple(nodes))

    def _compared(self, left: ast.expr, sign: ast.cmpop, right: ast.expr) -> Node:
        negated = isinstance(sign, (ast.IsNot, ast.NotIn, ast.NotEq))
        one = self.expression(left)
        if isinstance(sign, (ast.In, ast.NotIn)):
            if isinstance(right, ast.Name) and (right.id, ast.dump(left)) == self.recalling:
                return self.recalled.setdefault(right.id, _native.Recalled(one, negated))
            return self._within(one, right, negated)
        every = self._every_one(left, sign, right)
        if every is not None:
            return every
        other = self.expression(right)
        return self._compared_nodes(one, sign, other)

    def _compared_nodes(self, one: Node, sign: ast.cmpop, other: Node) -> Node:
        negated = isinstance(sign, (ast.IsNot, ast.NotEq))
        if isinstance(sign, (ast.Is, ast.IsNot)):
            return _native.IsNone(one, negated) if is_none(other) else _native.Same(one, other, negated)
        left_number, right_number = number(one), number(other)
        if left_number is not None and right_number is not None:
            return _native.Order(_ORDERS[type(sign)], left_number, right_number)
        if isinstance(sign, (ast.Eq, ast.NotEq)):
            return _native.Equal(one, other, negated)
        return _native.Compared(_ORDERS[type(sign)], one, other)

    def _every_one(self, left: ast.expr, sign: ast.cmpop, right: ast.expr) -> Node | None:
        """``column.count(value) == len(column)``, or ``!=``."""
        match left, right:
            case (
                ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="count"), args=[value]),
                ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=same)]),
            ) if name == same and isinstance(sign, ast.Eq | ast.NotEq) and self.level == _native.ITEMS:
                wanted, cell = self.expression(value), self._cell_of(self.names[name])
                wanted = wanted if isinstance(wanted, _native.Constant) else _native.Outer(_native.PIECES, wanted)
                same_in_all = _native.IsNone(cell, False) if is_none(wanted) else self._compared_nodes(cell, ast.Eq(), wanted)
                every = _native.Every(same_in_all)
                return every if isinstance(sign, ast.Eq) else _native.Not(every)
        return None

    def _longer(self, values: list[ast.expr]) -> Node | None:
        """``text is not None and len(text) > most``."""
        match values:
            case [
                ast.Compare(left=ast.Name(id=name) as text, ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]),
                ast.Compare(left=ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=same)]), ops=[ast.Gt()], comparators=[most]),
            ] if name == same and (limit := self.constant(most)) is not None and type(limit.value) is int:
                return _native.Longer(self.expression(text), limit.value)
        return None

    def _within(self, one: Node, right: ast.expr, negated: bool) -> Node:
        if isinstance(right, (ast.Tuple, ast.List)) and not _starred(right.elts):
            values = tuple(map(self.expression, right.elts))
            if all(isinstance(value, _native.Constant) for value in values):
                return _member(one, _native.Constant(tuple([value.value for value in values])), negated)
            return _native.WithinValues(one, values, negated)
        items = self.expression(right)
        if is_none(one) and isinstance(listed(items), (_native.Column, _native.NumberList)):
            complete = _native.Every(_native.IsNone(self._cell_of(items), True))
            return complete if negated else _native.Not(complete)
        return _member(one, items, negated)

    def _item(self, value: ast.Subscript, inner: ast.expr, place: ast.expr) -> Node:
        if isinstance(inner, ast.Name) and inner.id == "columns" and isinstance(place, ast.Constant) and isinstance(place.value, int):
            return self._here(self.column(place.value))
        if isinstance(place, ast.Name) and place.id == "position" and isinstance(inner, ast.Name) and self.level == _native.PIECES:
            return self._cell_of(self.names[inner.id])
        item = self.expression(inner)
        if isinstance(place, ast.Slice):
            return self._slice(value, item, place)
        fixed = self.constant(place)
        if fixed is None or not isinstance(fixed.value, int):
            return self._python(value)
        if isinstance(item, (_native.Column, _native.NumberList, _native.WholeList)) and fixed.value >= 0:
            return _native.Cell(self._cell_of(item), fixed.value)
        return _native.Item(item, fixed.value)

    def _cell_of(self, items: Node) -> Node:
        """The value of one piece, of a list of them."""
        items = listed(items)
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
        function = OPERATORS.get(type(sign))
        if function is None:
            return self._python(value)
        whole = _native.Call(function, (left, right))
        one, other = number(left), number(right)
        if type(sign) not in _SIGNS or one is None or other is None:
            return whole
        made = _native.Arithmetic(_SIGNS[type(sign)], one, other, whole)
        return made if made.scale <= MOST_PLACES_OF_PRODUCTS else whole

    def _call(self, value: ast.expr, function: ast.expr, arguments: list[ast.expr]) -> Node:
        known = self.constant(function)
        if known is None and not isinstance(function, ast.Attribute):
            return self._python(value)
        nodes = tuple(map(self.expression, arguments))
        if known is None:
            assert isinstance(function, ast.Attribute)
            return self._method(self.expression(function.value), function.attr, nodes)
        call = known.value
        if call is len:
            return _native.Length(nodes[0])
        numbers = listed(nodes[0]) if nodes else None
        if call is all and isinstance(numbers, _native.NumberList):
            return _native.Every(numbers.cell)
        if call is any and isinstance(numbers, _native.NumberList):
            return _native.Not(_native.Every(_native.Not(numbers.cell)))
        if self._asks_of_all(call, nodes):
            return _native.Every(_member(self._cell_of(nodes[0]), _native.Constant(call.__self__), False))
        whole = _native.Answered(call, nodes) if isinstance(call, _KEEPS_ANSWERS) else _native.Call(call, nodes)
        if call is sum and isinstance(numbers, _native.NumberList) and all(map(is_zero, nodes[1:])):
            return _native.Total(numbers.cell, whole)
        if call is abs and nodes[0].scale >= 0:
            return _native.Absolute(nodes[0], whole)
        known_to_us = KNOWN.get(type(getattr(call, "__self__", None)))
        return (known_to_us(call.__self__, *map(listed, nodes)) if known_to_us is not None else None) or _directly(call, nodes) or whole

    def _method(self, item: Node, name: str, nodes: tuple[Node, ...]) -> Node:
        whole = _native.Method(name, (item, *nodes))
        if name == "issuperset" and self._is_of_all_pieces(nodes):
            cell = self._cell_of(nodes[0])
            return _native.Every(_native.Within(cell, _native.Outer(_native.PIECES, self.kept(item)), False))
        if name == "toordinal" and isinstance(item, _native.Moment):
            return _native.DayNumber(item, whole)
        if name == "casefold" and not nodes:
            return _native.CaseFolded(item, whole)
        if name == "isascii":
            return _native.IsAscii(item)
        return _native.IsDigits(item, whole) if name == "isdigit" else whole

    def _asks_of_all(self, call: Any, nodes: tuple[Node, ...]) -> bool:
        """Whether it is asked of a set that is known whether it holds one field of all pieces."""
        of_set = isinstance(getattr(call, "__self__", None), (set, frozenset)) and call.__name__ == "issuperset"
        return of_set and self._is_of_all_pieces(nodes)

    def _is_of_all_pieces(self, nodes: tuple[Node, ...]) -> bool:
        return self.level == _native.ITEMS and len(nodes) == 1 and isinstance(listed(nodes[0]), _native.Column)

    def _python(self, value: ast.expr) -> Node:
        """An expression that Python is to work out: a function of the variables in it."""
        value = _Columns().visit(copy.deepcopy(value))
        read = sorted({node.id for node in ast.walk(value) if isinstance(node, ast.Name)})
        if any(self.placed(ast.Name(name)) for name in read):
            raise NotUnderstood("a function within Python")
        nodes = {name: self._here(self.column(int(name.removeprefix("column_")))) for name in read if name.startswith("column_")}
        nodes.update({name: self._here(self.names[name]) for name in read if name in self.names})
        arguments = [ast.arg(name) for name in nodes]
        function = ast.Lambda(ast.arguments(posonlyargs=[], args=arguments, kwonlyargs=[], kw_defaults=[], defaults=[]), value)
        code = compile(ast.fix_missing_locations(ast.Expression(function)), "<compiled rules>", "eval")
        made = eval(code, dict(self.space))  # noqa: S307 - a part of code that the compiler has written
        assert isinstance(made, FunctionType)
        return _native.Call(made, tuple(nodes.values()))


def _member(one: Node, items: Node, negated: bool) -> Node:
    """``one in items``."""
    words: Any = items.value if isinstance(items, _native.Constant) else None
    if type(words) in (frozenset, tuple) and all(map(_is_short_word, words)):
        return _native.WithinWords(one, words, negated)
    return _native.Within(one, items, negated)


def _is_short_word(word: Any) -> bool:
    return type(word) is str and word.isascii() and len(word) <= _native.LONGEST_WORD


def _directly(call: Any, nodes: tuple[Node, ...]) -> Node | None:
    """A call of a method that Python need not make, if it is one: a look into a dictionary, or a question that can be asked directly."""
    owner = getattr(call, "__self__", None)
    if type(owner) is dict and call.__name__ == "get" and len(nodes) == 1:
        return _native.LookedUp(owner, nodes[0])
    if not isinstance(owner, _asked.Asked):
        return None
    for place, (name, count) in enumerate(owner.questions.items()):
        if call.__name__ == name and count in (len(nodes), -1):
            return _native.Asking(owner, place, nodes)
    return None


class _Columns(ast.NodeTransformer):
    """``columns[4]`` to ``column_4``: a list of all columns need not be made for one of them."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        """One column instead of a place in the list of all."""
        if isinstance(node.value, ast.Name) and node.value.id == "columns" and isinstance(node.slice, ast.Constant):
            return ast.Name(f"column_{node.slice.value!r}", ast.Load())
        return self.generic_visit(node)  # type: ignore[return-value]


def _is_ordinal(value: ast.expr) -> bool:
    """Whether it is ``moment.toordinal()``, which is a number."""
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "toordinal"


def _starred(values: Iterable[ast.expr]) -> bool:
    return any(isinstance(value, ast.Starred) for value in values)
