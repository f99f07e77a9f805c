"""Values from files as parameters of rules: in the type that the rule declares, or refused before any message is read."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ead.errors import ConfigurationError
from ead.patterns import lazy
from ead.rules.api import Rule

__all__ = ["fit", "fit_parameter"]

_KINDS = {bool: "true or false", int: "a whole number", str: "a text", date: "a date"}
_NUMBER = lazy(r"[0-9]{1,18}(\.[0-9]{1,18})?")
# For parameters that are not set unless somebody sets them: what their annotation begins with, and a value of that type.
_EXAMPLES: tuple[tuple[str, Any], ...] = (("int", 0), ("Decimal", Decimal(0)), ("str", ""), ("date", date.min), ("frozenset", frozenset()))


def fit_parameter(rule: Rule, name: str, value: Any, what: str) -> Any:
    """The value as the rule's parameter of that name; ``what`` names it in the error.

    Raises :class:`~ead.errors.ConfigurationError` when the rule has no such parameter, or one of another type.
    """
    if name not in rule.parameters:
        raise ConfigurationError(f"{what}: rule {rule.code} has no such parameter; it has {', '.join(sorted(rule.parameters)) or 'none'}")
    default = rule.parameters[name]
    if default is None or (isinstance(default, Mapping) and not default):
        default = _example(rule, name, default)
    return fit(value, default, what)


def _example(rule: Rule, name: str, default: Any) -> Any:
    """A value of the type that a parameter is annotated with whose default says nothing; the default where that is not known either."""
    declared = inspect.signature(rule.check).parameters.get(name)
    annotation = str(declared.annotation) if declared is not None else ""
    inner = annotation.removeprefix("Mapping[str, ")
    example = next((example for start, example in _EXAMPLES if inner.startswith(start)), None)
    return default if example is None else {"": example} if inner != annotation else example


def fit(value: Any, default: Any, what: str) -> Any:
    """The value in the type of the default; raises :class:`~ead.errors.ConfigurationError`."""
    if default is None:
        return value
    if isinstance(default, Decimal):
        return _number(value, what)
    if isinstance(default, Mapping):
        if not isinstance(value, Mapping):
            raise ConfigurationError(f"{what} is {value!r}, expected a table")
        example = next(iter(default.values()), None)
        return {str(key): fit(one, example, f"{what}, key {key},") for key, one in value.items()}
    if isinstance(default, frozenset | set | tuple | list):
        if isinstance(value, list) and all(isinstance(one, str | int) for one in value):
            return type(default)(value)
        raise ConfigurationError(f"{what} is {value!r}, expected a list")
    if type(value) is not type(default):
        raise ConfigurationError(f"{what} is {value!r}, expected {_KINDS.get(type(default), type(default).__name__)}")
    return value


def _number(value: Any, what: str) -> Decimal:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    raise ConfigurationError(f"{what} is {value!r}, expected a number")
