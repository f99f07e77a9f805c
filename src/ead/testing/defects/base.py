"""What a defect is, and the two ways of writing one down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from ead.testing.builders import value_at, with_values

__all__ = ["EU", "OTHER", "SALE", "UNINSURED", "Change", "Defect", "removed", "spoilt"]

SALE = "11"
"""Nature of transaction of the items that most defects need: a sale, which has goods, values and product identifiers."""

OTHER = "999"
"""Nature of transaction of items that none of the listed natures fits; their remarks explain it."""

UNINSURED = "N"
"""Handling class of items without insured value, which defects of values need: a changed value no longer fits the insured one."""

EU = ("AT", "BE", "CZ", "DE", "ES", "FR", "IE", "IT", "NL", "PL", "PT", "SE")
"""Destinations in the European Union that have sample data."""

Change = Callable[[Mapping[str, Any], Random], Mapping[str, Any]]
"""A function of a clean item that returns the values to set, by path."""

Spoiler = str | int | tuple[str, ...] | Callable[[Any, Random], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One way in which an item can be wrong.

    ``code`` is the rule that is expected to report it and ``field`` the dotted path (positions from 1) where; ``also`` are
    other paths that change. ``nature``, ``mail_class``, ``handling`` and ``destinations`` say which items can have it; empty means any.
    ``change`` returns the values to set, by path. A defect of level ``message`` is a twin of an item.
    """

    name: str
    code: str
    field: str
    summary: str
    change: Change
    also: tuple[str, ...] = ()
    nature: str = ""
    mail_class: str = ""
    handling: str = ""
    destinations: tuple[str, ...] = ()
    level: Literal["item", "message"] = "item"

    def apply(self, item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
        """Return a copy of the item that has the defect; for the level ``message``, the twin to put beside the item."""
        return with_values(item, self.change(item, rng))

    def fits(self, destination: str) -> bool:
        """Tell whether items to the destination can have the defect."""
        return not self.destinations or destination in self.destinations


def spoilt(name: str, code: str, field: str, summary: str, value: Spoiler, **more: Any) -> Defect:
    """Return a defect that sets one field: to a value, to one of several, or to what a function of the old value returns."""

    def change(item: Mapping[str, Any], rng: Random) -> dict[str, Any]:
        if callable(value):
            return {field: value(value_at(item, field), rng)}
        return {field: rng.choice(value) if isinstance(value, tuple) else value}

    return Defect(name=name, code=code, field=field, summary=summary, change=change, **more)


def removed(name: str, code: str, field: str, summary: str, *, also: tuple[str, ...] = (), **more: Any) -> Defect:
    """Return a defect that leaves out one field, and those that make no sense without it."""
    paths = dict.fromkeys((field, *also))
    return Defect(name=name, code=code, field=field, summary=summary, change=lambda item, rng: paths, also=also, **more)
