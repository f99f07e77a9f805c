"""Where a row looks: the fields it names, and the conditions under ``when``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Layout
from ead.fields.table import Field
from ead.rules.api import Scope
from ead.rules.table_row import RowError, as_text

__all__ = ["Condition", "conditions_of", "field_at", "is_present", "scope_of"]

Condition = Callable[[Any], bool]

_PREFIXES = {"contents": Scope.PIECE, "party": Scope.PARTY, "header": Scope.HEADER}
_CONDITIONS = ("equals", "in", "starts_with", "present", "absent")
_CODE_MARKS = str.maketrans("", "", ". ")


def scope_of(path: str) -> tuple[Scope, str]:
    """The scope that a dotted path belongs to, and the name within it."""
    head, dot, rest = path.partition(".")
    return (_PREFIXES[head], rest) if dot and head in _PREFIXES else (Scope.ITEM, path)


def field_at(scope: Scope, name: str) -> Field | None:
    """The field behind a name, or ``None`` if there is no such field."""
    found = _layout_at(scope, name)
    leaf = found[0].leaves.get(found[1]) if found else None
    return leaf.field if leaf else None


def conditions_of(row: Mapping[str, Any], scope: Scope) -> list[tuple[str, Condition]]:
    """What the conditions of a row read, relative to its scope, and their tests; raises :class:`RowError`."""
    when = row.get("when", [])
    found = [when] if isinstance(when, Mapping) else when
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise RowError("when", 'expected tables such as { field = "nature", equals = "11" }')
    return [_condition(one, scope) for one in found]


def _layout_at(scope: Scope, name: str) -> tuple[Layout, str] | None:
    """The layout in which the last step of a name should stand; ``None`` when the way there is none, or leads through a list."""
    layout: Layout = HEADER_LAYOUT if scope is Scope.HEADER else ITEM_LAYOUT
    if scope is Scope.PIECE or scope is Scope.PARTY:
        layout = ITEM_LAYOUT.subgroups["contents" if scope is Scope.PIECE else "sender"][1]
    *groups, last = name.split(".")
    for group in groups:
        below = layout.subgroups.get(group)
        if below is None or below[1].group.repeated:
            return None
        layout = below[1]
    return layout, last


def _is_list(scope: Scope, name: str) -> bool:
    """Whether the name is that of a list of records other than the content pieces, which are looked at one by one."""
    found = _layout_at(scope, name)
    below = found[0].subgroups.get(found[1]) if found else None
    return below is not None and below[1].group.repeated and name != "contents"


@cache
def _item_facts() -> frozenset[str]:
    from ead.rules.registry import shared_facts  # the registry reads the tables

    return frozenset(name for scope, name in shared_facts() if scope is Scope.ITEM)


def _condition(one: Mapping[str, Any], scope: Scope) -> tuple[str, Condition]:
    path = one.get("field")
    words = [word for word in one if word != "field"]
    if not isinstance(path, str) or len(words) != 1 or words[0] not in _CONDITIONS:
        raise RowError("when", f"expected field and one of {', '.join(_CONDITIONS)}")
    own, name = scope_of(path)
    in_list = _is_list(own, name)
    known = in_list or field_at(own, name) is not None or (own is Scope.ITEM and name in _item_facts())
    if not known or (own is not scope and (own is not Scope.ITEM or scope is Scope.HEADER)):
        raise RowError("when", f'there is no field "{path}" that this rule could look at')
    if in_list and words[0] not in ("present", "absent"):
        raise RowError("when", f'"{path}" is a list, expected present or absent')
    return name if own is scope else f"item.{name}", _holds(words[0], one[words[0]], compact=name == "hs_code")


def _holds(word: str, wanted: Any, *, compact: bool) -> Condition:
    if word in ("present", "absent"):
        if wanted is not True:
            raise RowError("when", f'"{word}" takes only the value true')
        return is_present if word == "present" else _is_absent
    if word == "starts_with":
        return _starts_with(wanted, compact=compact)
    if (word == "in") != isinstance(wanted, list) or isinstance(wanted, Mapping):
        raise RowError("when", '"in" takes a list and "equals" a single value')
    accepted = frozenset(as_text(one) for one in (wanted if isinstance(wanted, list) else [wanted]))
    return lambda value: value is not None and as_text(value) in accepted


def _starts_with(wanted: Any, *, compact: bool) -> Condition:
    starts = tuple(wanted) if isinstance(wanted, list) else (wanted,)
    if not starts or not all(isinstance(start, str) and start for start in starts):
        raise RowError("when", '"starts_with" takes a text or a list of texts')
    if compact:  # tariff codes are written with dots and blanks, too
        return lambda value: value is not None and value.translate(_CODE_MARKS).startswith(starts)
    return lambda value: value is not None and as_text(value).startswith(starts)


def is_present(value: Any) -> bool:
    """Whether there is a value."""
    return value is not None


def _is_absent(value: Any) -> bool:
    return value is None
