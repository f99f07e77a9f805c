"""What a row of a table of rules is made of: its keys, its errors, and the kind of check that it asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from ead.errors import ConfigurationError
from ead.named import NamedTuple
from ead.rules.api import Scope

__all__ = ["Hit", "Hits", "Holds", "KindOfRow", "RowError", "Subject", "Test", "always", "as_text", "number", "one_of", "one_text", "texts"]

Hit = Mapping[str, Any] | None
Hits = list[Mapping[str, Any]] | None
Test = Callable[..., Any]
Holds = Callable[[Sequence[Any]], bool]
"""Whether the conditions of a row hold, by the values they look at."""


def always(values: Sequence[Any]) -> bool:
    """The conditions of a row that has none."""
    return True


class RowError(ConfigurationError):
    """A row is wrong. ``key`` is the key of the row that has to change."""

    def __init__(self, key: str, text: str) -> None:
        self.key = key
        super().__init__(f"{key}: {text}")


class Subject(NamedTuple):
    """What the rule of a row looks at: its scope, what the test reads, and the place of findings that name none.

    ``test`` takes the place of the kind's test where that depends on what is looked at.
    """

    scope: Scope
    reads: tuple[str, ...]
    at: str
    test: Test | None = None


class KindOfRow:
    """One kind: its check, the text of its findings, and how it reads its parameters from a row.

    ``keys`` are the row's keys for it. ``quick`` says at one go that several fields are fine; it may say no without need.
    ``subject`` is for kinds that read more than fields, and finds out from the row what they read. Their tests take the values that the
    conditions look at behind their own, and ask ``holds`` about them.
    """

    def __init__(
        self,
        test: Test,
        text: str,
        parameters: Callable[[Mapping[str, Any]], Mapping[str, Any]],
        *,
        keys: str = "",
        numeric: bool = False,
        quick: Callable[..., bool] | None = None,
        subject: Callable[[Mapping[str, Any]], Subject] | None = None,
    ) -> None:
        self.test = test
        self.text = text
        self.parameters = parameters
        self.keys = frozenset(keys.split())
        self.numeric = numeric
        self.quick = quick
        self.subject = subject


def as_text(value: Any) -> str:
    """A field's value as text, for comparisons and lengths."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime) else str(value)


def one_text(row: Mapping[str, Any], key: str) -> str:
    """The text that a row has under a key; raises :class:`RowError`."""
    value = row.get(key)
    if not isinstance(value, str) or not value:
        raise RowError(key, "is missing" if key not in row else f'"{value}" is no text')
    return value


def texts(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The list of texts that a row has under a key; raises :class:`RowError`."""
    value = row.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(part, str) and part for part in value):
        raise RowError(key, "expected a list of texts")
    return tuple(value)


def number(row: Mapping[str, Any], key: str) -> Decimal | None:
    """The number that a row has under a key, ``None`` when it has none; raises :class:`RowError`."""
    value = row.get(key)
    if value is None:
        return None
    try:
        found = None if isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite():
        raise RowError(key, f'"{value}" is no number')
    return found


def one_of(row: Mapping[str, Any], key: str, choices: Sequence[str]) -> str:
    """The text that a row has under a key, one of the choices; raises :class:`RowError`."""
    value = one_text(row, key)
    if value not in choices:
        raise RowError(key, f'"{value}" has no place here, expected one of {", ".join(choices)}')
    return value
