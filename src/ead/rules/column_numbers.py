"""Nodes of rules that are run column by column: which are numbers, and what compiled objects ask of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ead.native import part

__all__ = ["KNOWN", "MOST_PLACES_OF_PRODUCTS", "Node", "is_none", "is_zero", "listed", "number"]

Node = Any
"""A node of :mod:`ead.native.columnar`; its classes have no types that a checker could see."""

_native: Any = part("columnar")
# More decimal places are left to Python: ten to their number must fit into 64 bits beside the number itself.
MOST_PLACES = 6
MOST_PLACES_OF_PRODUCTS = 9
_LARGEST = 10**15
# Attributes of objects of the code itself that are numbers.
_AMOUNTS = frozenset({"limit"})


def is_none(node: Node) -> bool:
    """Whether a node is ``None`` in the code itself."""
    return isinstance(node, _native.Constant) and node.value is None


def is_zero(node: Node) -> bool:
    """Whether a node is a zero in the code itself."""
    return isinstance(node, _native.Constant) and isinstance(node.value, (int, Decimal)) and not node.value


def listed(node: Node) -> Node:
    """The list behind a list that is only there where it has no gaps."""
    return node.inner if isinstance(node, _native.WholeList) else node


def number(node: Node) -> Node | None:
    """The node as a number; ``None`` for what is none, or too fine."""
    if node.scale >= 0:
        return node
    if isinstance(node, _native.Attribute) and node.name in _AMOUNTS:
        return _native.Exact(node)
    if not isinstance(node, _native.Constant) or isinstance(node.value, bool) or not isinstance(node.value, (int, Decimal)):
        return None
    value = Decimal(node.value)
    places = max(0, -int(value.as_tuple().exponent)) if value.is_finite() else MOST_PLACES + 1
    if places > MOST_PLACES or abs(value) >= _LARGEST:
        return None
    return _native.Fixed(node.value, int(value.scaleb(places)), places)


def _in_range(ranges: Any, gross: Node, units: Node, amounts: Node, weights: Node) -> Node | None:
    """What :class:`ead.native.values.Ranges` holds of numbers, asked of each."""
    lists = (units, amounts, weights)
    bounds = [number(_native.Constant(bound)) for bound in (ranges.least_amount, ranges.most_amount, ranges.most_units, 1, 0)]
    gram = number(_native.Constant(ranges.gram))
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
            _native.Or(
                (
                    each(amounts.cell, _native.Order("<=", least, amounts.cell), _native.Order("<=", amounts.cell, most)),
                    _native.Every(_native.IsNone(amounts.cell, False)),
                )
            ),
            each(weights.cell, in_grams(weights.cell)),
        )
    )


def _any_dummy(dummies: Any, amounts: Node) -> Node | None:
    """What :class:`ead.native.values.Dummies` finds among numbers."""
    if not isinstance(amounts, _native.NumberList):
        return None
    numbers = [number(_native.Constant(one)) for one in dummies.ascending]
    if not all(number is not None and number.scale <= amounts.cell.scale for number in numbers):
        return None
    few = [int(one.scaleb(amounts.cell.scale)) for one in dummies.ascending]
    return _native.Not(_native.Every(_native.Not(_native.Among(amounts.cell, few))))


_values: Any = part("values")
KNOWN: Mapping[type, Any] = {} if _values is None else {_values.Ranges: _in_range, _values.Dummies: _any_dummy}
"""Compiled objects that numbers need not be made for."""
