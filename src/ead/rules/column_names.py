"""What the names in the code of compiled rules mean, and what is known of expressions without any item."""

from __future__ import annotations

import ast
import builtins
import operator
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from ead.native import part
from ead.rules.column_numbers import Node
from ead.rules.inline import Placed
from ead.rules.trees import parts_of

__all__ = ["OPERATORS", "Names", "NotUnderstood", "is_decided", "is_false"]

_native: Any = part("columnar")
OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Mod: operator.mod,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda one, other: one in other,
    ast.NotIn: lambda one, other: one not in other,
}
# Values that never change: what they decide is decided once and for all.
_PLAIN = (type(None), bool, int, str, Decimal, tuple, frozenset)


class NotUnderstood(Exception):
    """The code has a statement or an expression that there is nothing for."""


class Names:
    """The names of a check that is on its way to nodes: variables by their nodes, and in ``space`` whatever never changes."""

    def __init__(self, space: Mapping[str, Any], names: Mapping[str, Node]) -> None:
        self.space = space
        self.names: dict[str, Node] = dict(names)
        # Names by which variables go where the code is that of a function.
        self.aliases: Mapping[str, str] = {}

    def placed(self, value: ast.expr) -> Placed | None:
        """What stands in place of a function, if the expression is the name of that."""
        found = self.space.get(value.id) if isinstance(value, ast.Name) else None
        return found if isinstance(found, Placed) else None

    @contextmanager
    def within(self, placed: Placed) -> Iterator[None]:
        """Where names mean what they mean in a function."""
        outside = self.names, self.space, self.aliases
        try:
            self.names = {name: self.names[variable] for name, variable in placed.variables.items()}
        except KeyError as error:
            raise NotUnderstood(str(error)) from None
        self.space, self.aliases = placed.values, placed.variables
        try:
            yield
        finally:
            self.names, self.space, self.aliases = outside

    def reads_of(self, value: ast.expr) -> set[str]:
        """The variables that an expression reads, by the names that they have everywhere; all others are known now."""
        found: set[str] = set()
        for node in parts_of(value):
            if isinstance(node, ast.Name):
                if node.id in self.names or node.id == "columns":
                    found.add(self.aliases.get(node.id, node.id))
                elif (placed := self.placed(node)) is not None:
                    found.update(placed.variables.values())
        return found

    def constant(self, value: ast.expr) -> Node | None:
        """What the code decides without any variable, decided now."""
        try:
            return _native.Constant(self._known(value))
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            # What cannot be told now is asked of each item, and raises there if it must.
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
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATORS:
                return OPERATORS[type(sign)](self._known(left), self._known(right))
            case ast.Tuple(elts=values):
                return tuple(map(self._known, values))
            case ast.Compare(left=left, ops=[sign], comparators=[right]):
                return _COMPARISONS[type(sign)](self._plain(left), self._plain(right))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if self._is_lasting(self.space.get(name)):
                return self.space[name](*map(self._plain, arguments))
        raise LookupError

    @staticmethod
    def _is_lasting(function: Any) -> bool:
        """Whether a function gives the same answer always: one that remembers its answers does."""
        return function is Decimal or hasattr(function, "cache_info")

    def _plain(self, value: ast.expr) -> Any:
        """The same for a value that never changes."""
        known = self._known(value)
        if not isinstance(known, _PLAIN):
            raise LookupError
        return known


def is_decided(node: Node) -> bool:
    """Whether whatever is asked is the same for all items."""
    return isinstance(node, _native.Constant) and isinstance(node.value, _PLAIN)


def is_false(node: Node) -> bool:
    """Whether it can never be true."""
    return is_decided(node) and not node.value
