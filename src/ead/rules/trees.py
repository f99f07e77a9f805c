"""Walking and copying syntax trees: what :mod:`ast` does for all trees, for expressions and several times faster."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["SCOPES", "copied", "parts_of", "rebuilt"]

SCOPES = (ast.Lambda, ast.NamedExpr, ast.comprehension)
"""What has names of its own, which renaming would have to tell apart."""


def parts_of(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all that it is made of, in no particular order."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        for name in part._fields:
            value = getattr(part, name, None)
            if isinstance(value, ast.AST):
                waiting.append(value)
            elif isinstance(value, list):
                waiting += [one for one in value if isinstance(one, ast.AST)]


def copied(node: Any, renamed: Callable[[ast.Name], ast.expr]) -> Any:
    """A copy of an expression, with something else in place of each name; what has no parts is not copied.

    Raises :class:`LookupError` where there are names that the expression has for itself (lambdas, comprehensions).
    """
    if isinstance(node, ast.Name):
        return renamed(node)
    if isinstance(node, list):
        return [copied(one, renamed) for one in node]
    if not isinstance(node, ast.AST) or not node._fields:
        return node
    if isinstance(node, SCOPES):
        raise LookupError(type(node).__name__)
    return type(node)(*[copied(getattr(node, name), renamed) for name in node._fields])


def rebuilt(node: ast.AST, visit: Callable[[Any], Any]) -> None:
    """Put something else in place of each part of an expression."""
    for name in node._fields:
        value = getattr(node, name)
        if isinstance(value, ast.AST):
            if value._fields:
                setattr(node, name, visit(value))
        elif isinstance(value, list):
            value[:] = map(visit, value)
