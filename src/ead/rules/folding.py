"""Deciding at once what constants decide alone, in expressions that are evaluated a million times."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

from ead.rules.trees import rebuilt

__all__ = ["Folding", "truth"]

_PLAIN = (type(None), bool, int, str, Decimal, tuple, frozenset)


class Folding:
    """Evaluates parts that rest on constants only: comparisons, choices, and calls of functions that remember their answers.

    ``constants`` are the names in ``space`` that hold parameters and module-level values, which never change.
    """

    def __init__(self, space: dict[str, Any], constants: Collection[str]) -> None:
        self.space = space
        self.constants = constants
        self._kinds: dict[type[ast.AST], Callable[[Any], ast.expr]] = {
            ast.IfExp: self._choice,
            ast.BoolOp: self._operands,
            ast.Compare: self._comparison,
            ast.Call: self._call,
        }

    def visit(self, node: Any) -> Any:
        """The expression, as far as it is still open."""
        kind = self._kinds.get(type(node))
        if kind is not None:
            return kind(node)
        if isinstance(node, ast.AST):
            rebuilt(node, self.visit)
        return node

    def _choice(self, node: ast.IfExp) -> ast.expr:
        """The branch taken, when the test is decided."""
        test = self.visit(node.test)
        decided = self._decided(test)
        if decided is not None:
            return self.visit(node.body if decided else node.orelse)  # type: ignore[no-any-return]
        return ast.IfExp(test, self.visit(node.body), self.visit(node.orelse))

    def _operands(self, node: ast.BoolOp) -> ast.expr:
        """The operands that are still open, and the last, which may be the value; nothing behind one that decides."""
        conjunction = isinstance(node.op, ast.And)
        kept: list[ast.expr] = []
        last = len(node.values) - 1
        for position, value in enumerate(map(self.visit, node.values)):
            decided = self._decided(value)
            if decided is None or position == last:
                kept.append(value)
            elif decided is not conjunction:
                kept.append(value)
                break
        return kept[0] if len(kept) == 1 else ast.BoolOp(node.op, kept)

    def _comparison(self, node: ast.Compare) -> ast.expr:
        """A constant, when both sides are."""
        rebuilt(node, self.visit)
        decided = self._decided(node)
        return node if decided is None else ast.Constant(decided)

    def _call(self, node: ast.Call) -> ast.expr:
        """The answer of a function that remembers its answers, for constant arguments."""
        rebuilt(node, self.visit)
        function = self.space.get(node.func.id) if isinstance(node.func, ast.Name) and node.func.id in self.constants else None
        if (
            function is None
            or not hasattr(function, "cache_info")
            or node.keywords
            or not all(self._is_constant(argument) for argument in node.args)
        ):
            return node
        name = f"c_of_{len(self.space)}"
        self.space[name] = function(*[self._value(argument) for argument in node.args])
        return ast.Name(name, ast.Load())

    def _decided(self, node: ast.AST) -> bool | None:
        """Whether the expression is true; ``None`` when that depends on an item."""
        return bool(self._value(node)) if self._is_decided(node) else None

    def _is_decided(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Name | ast.Constant):
            return self._is_constant(node)
        if isinstance(node, ast.Compare):
            return self._is_decided(node.left) and all(map(self._is_decided, node.comparators))
        if isinstance(node, ast.BoolOp):
            return all(map(self._is_decided, node.values))
        return isinstance(node, ast.UnaryOp) and self._is_decided(node.operand)

    def _is_constant(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Constant):
            return True
        return isinstance(node, ast.Name) and node.id in self.constants and isinstance(self.space[node.id], _PLAIN)

    def _value(self, node: ast.AST) -> Any:
        code = compile(ast.fix_missing_locations(ast.Expression(node)), "<constant>", "eval")  # type: ignore[arg-type]
        return eval(code, {name: self.space[name] for name in self.constants})  # noqa: S307 - names and comparisons only, see _is_decided


def truth(node: ast.expr) -> ast.expr:
    """The expression in a form that is true for the same values: without double negations and operands that change nothing."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = truth(node.operand)
        if isinstance(inner, ast.Constant):
            return ast.Constant(not inner.value)
        return inner.operand if isinstance(inner, ast.UnaryOp) and isinstance(inner.op, ast.Not) else ast.UnaryOp(ast.Not(), inner)
    if not isinstance(node, ast.BoolOp):
        return node
    conjunction = isinstance(node.op, ast.And)
    kept: list[ast.expr] = []
    for value in map(truth, node.values):
        if not isinstance(value, ast.Constant):
            kept.append(value)
        elif bool(value.value) is not conjunction:
            return ast.Constant(not conjunction)
    if not kept:
        return ast.Constant(conjunction)
    return kept[0] if len(kept) == 1 else ast.BoolOp(node.op, kept)
