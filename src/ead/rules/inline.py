"""The condition under which a rule or fact has something to say, lifted out of its function to be evaluated in place.

A function whose body is ``return X if CONDITION else None`` (also ``if CONDITION: return X``, after guards ``if OTHER: return None``)
need not be called when the condition does not hold. Taking source text apart costs time, so this is done only for selections that
are used often.
"""

from __future__ import annotations

import ast
import builtins
import linecache
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import FunctionType
from typing import Any

from ead.named import NamedTuple
from ead.rules.block import LIFTED
from ead.rules.folding import Folding, truth
from ead.rules.trees import SCOPES, copied, parts_of

__all__ = ["Placed", "condition_in_place", "value_in_place"]


class _Lifted(NamedTuple):
    """Arguments, the condition under which there is an answer, and the answer where the function does nothing but give it."""

    arguments: tuple[str, ...]
    more: bool
    condition: ast.expr | None
    value: ast.expr | None

    def takes(self, arguments: Sequence[str]) -> bool:
        """Whether the function takes that many arguments; further ones (``*more``) have no names, so a condition cannot read them."""
        return len(arguments) == len(self.arguments) or (self.more and len(arguments) > len(self.arguments))


class Placed:
    """A condition or a value as it stands in its function, and what its names mean elsewhere: a variable, or a value that never changes."""

    __slots__ = ("is_condition", "tree", "values", "variables")

    def __init__(self, tree: ast.expr, variables: Mapping[str, str], values: Mapping[str, Any], *, is_condition: bool) -> None:
        self.tree = tree
        self.variables = variables
        self.values = values
        self.is_condition = is_condition


def condition_in_place(
    function: Callable[..., Any], arguments: Sequence[str], parameters: Mapping[str, Any], space: dict[str, Any], *, as_tree: bool = False
) -> str | None:
    """The condition of ``function`` as an expression over the variables named ``arguments``, or ``None`` when it cannot be lifted.

    Parameters and module-level names are put into ``space`` under names that are free there; what they decide alone is decided now.
    With ``as_tree``, what is put there is a :class:`Placed`, and its name is the expression.
    """
    lifted = _lifted(function)
    if lifted is None or lifted.condition is None or not lifted.takes(arguments):
        return None
    if as_tree:
        return _kept(lifted.condition, lifted, function, arguments, parameters, space, is_condition=True)
    return _placed(lifted.condition, lifted, function, arguments, parameters, space, as_condition=True)


def value_in_place(function: Callable[..., Any], arguments: Sequence[str], space: dict[str, Any], *, as_tree: bool = False) -> str | None:
    """The whole of a function that only returns an expression, over the variables named ``arguments``; ``None`` for other functions."""
    lifted = _lifted(function)
    if lifted is None or lifted.value is None or not lifted.takes(arguments):
        return None
    if as_tree:
        return _kept(lifted.value, lifted, function, arguments, {}, space, is_condition=False)
    return _placed(lifted.value, lifted, function, arguments, {}, space, as_condition=False)


def _kept(
    tree: ast.expr,
    lifted: _Lifted,
    function: Callable[..., Any],
    arguments: Sequence[str],
    parameters: Mapping[str, Any],
    space: dict[str, Any],
    *,
    is_condition: bool,
) -> str | None:
    variables_of = dict(zip(lifted.arguments, arguments, strict=False))
    known = {**(function.__kwdefaults__ or {}), **parameters}
    variables: dict[str, str] = {}
    values: dict[str, Any] = {}
    names = _names_in(tree)
    if names is None:
        return None
    for name in names:
        if name in variables_of:
            variables[name] = variables_of[name]
        elif name in known:
            values[name] = known[name]
        elif name in function.__globals__:
            values[name] = function.__globals__[name]
        elif not hasattr(builtins, name):
            return None
    place = f"{LIFTED}{len(space)}"
    space[place] = Placed(tree, variables, values, is_condition=is_condition)
    return place


def _names_in(tree: ast.expr) -> set[str] | None:
    """The names that an expression reads; ``None`` where it has names of its own."""
    names: set[str] = set()
    for part in parts_of(tree):
        if isinstance(part, ast.Name):
            names.add(part.id)
        elif isinstance(part, SCOPES):
            return None
    return names


def _placed(
    found: ast.expr,
    lifted: _Lifted,
    function: Callable[..., Any],
    arguments: Sequence[str],
    parameters: Mapping[str, Any],
    space: dict[str, Any],
    *,
    as_condition: bool,
) -> str | None:
    known = {**(function.__kwdefaults__ or {}), **parameters}
    renaming = _Renaming(dict(zip(lifted.arguments, arguments, strict=False)), known, function.__globals__, space)
    try:
        placed = copied(found, renaming.name)
    except LookupError:
        return None
    folded = Folding(space, renaming.bound).visit(placed)
    if as_condition:
        folded = truth(folded)
    return ast.unparse(folded)


@cache
def _lifted(function: Callable[..., Any]) -> _Lifted | None:
    if not isinstance(function, FunctionType) or function.__closure__:
        return None
    try:
        node = ast.parse(_source(function)).body[0]
    except (IndexError, OSError, SyntaxError):
        return None
    if not isinstance(node, ast.FunctionDef) or node.args.kwarg or node.args.defaults:
        return None
    body = node.body[1:] if ast.get_docstring(node) else node.body
    condition, value = _condition(body), body[0].value if len(body) == 1 and isinstance(body[0], ast.Return) else None
    found = _Lifted(
        tuple(argument.arg for argument in (*node.args.posonlyargs, *node.args.args)),
        node.args.vararg is not None,
        condition,
        value,
    )
    return None if found.condition is None and found.value is None else found


def _source(function: Callable[..., Any]) -> str:
    """The text of a function without its decorators; the standard library takes ten times as long, reading it token by token."""
    lines = linecache.getlines(function.__code__.co_filename, function.__globals__)
    first = function.__code__.co_firstlineno - 1
    while not lines[first].lstrip().startswith("def "):
        first += 1
    depth = len(lines[first]) - len(lines[first].lstrip())
    if depth:
        import inspect
        import textwrap

        return textwrap.dedent(inspect.getsource(function))
    last = first + 1
    # The signature may end on a line of its own, which is not indented.
    while last < len(lines) and lines[last][0] in " \t\r\n)":
        last += 1
    return "".join(lines[first:last])


def _condition(body: Sequence[ast.stmt]) -> ast.expr | None:
    guards: list[ast.expr] = []
    for position, statement in enumerate(body):
        rest = body[position + 1 :]
        if (
            isinstance(statement, ast.If)
            and len(statement.body) == 1
            and isinstance(statement.body[0], ast.Return)
            and not statement.orelse
        ):
            if _is_none(statement.body[0].value):
                guards.append(ast.UnaryOp(ast.Not(), statement.test))
                continue
            if not rest or (len(rest) == 1 and isinstance(rest[0], ast.Return) and _is_none(rest[0].value)):
                return _all([*guards, statement.test])
        if isinstance(statement, ast.Return) and isinstance(statement.value, ast.IfExp) and not rest:
            if _is_none(statement.value.orelse):
                return _all([*guards, statement.value.test])
            if _is_none(statement.value.body):
                return _all([*guards, ast.UnaryOp(ast.Not(), statement.value.test)])
        # Guards alone are worth lifting too: what follows is left to the function.
        return _all(guards) if guards else None
    return None


def _is_none(node: ast.expr | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is None)


def _all(parts: list[ast.expr]) -> ast.expr:
    return parts[0] if len(parts) == 1 else ast.BoolOp(ast.And(), parts)


class _Renaming:
    """Arguments become variables; parameters and module-level names become names in the space of the compiled function."""

    def __init__(
        self, arguments: Mapping[str, str], parameters: Mapping[str, Any], module: Mapping[str, Any], space: dict[str, Any]
    ) -> None:
        self.arguments = arguments
        self.parameters = parameters
        self.module = module
        self.space = space
        self.bound: set[str] = set()

    def name(self, node: ast.Name) -> ast.Name:
        """The new name; raises :class:`LookupError` for a name that cannot be told."""
        name = node.id
        if name in self.arguments:
            return ast.Name(self.arguments[name], ast.Load())
        if name in self.parameters:
            return ast.Name(self._bound(name, self.parameters[name]), ast.Load())
        if name in self.module:
            return ast.Name(self._bound(name, self.module[name]), ast.Load())
        if hasattr(builtins, name):
            return node
        raise LookupError(name)

    def _bound(self, name: str, value: Any) -> str:
        # The prefix keeps them apart from the variables of the compiled function.
        free, number = f"c_{name}", 1
        while free in self.space and self.space[free] is not value:
            number += 1
            free = f"c_{name}_{number}"
        self.space[free] = value
        self.bound.add(free)
        return free
