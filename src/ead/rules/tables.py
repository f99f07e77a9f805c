"""Rules that are rows of a table: one generic check for each kind, a rule for each row.

A row is a mapping, as it comes out of a TOML file::

    [[rule]]
    code = "ACME-001"
    kind = "codes"                     # required, forbidden, pattern, length, codes, terms or range
    field = "contents.origin_country"  # or fields = ["...", "..."]
    codes = ["DE", "FR"]               # what the kind needs: pattern; min and max; codes or list; terms and match
    severity = "warning"               # and text, hint, fault, why, fix, good, bad, notes, source, since, until ...
    when = [{ field = "nature", equals = "11" }]

``contents.x`` is looked at in every content piece, ``party.x`` in sender and addressee, ``header.x`` once a message, anything else once an
item. All conditions of ``when`` must hold: ``equals``, ``in``, ``present`` or ``absent``. What a row sets (limits, codes, terms, pattern)
becomes parameters of its rule, so that profiles can change them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial
from importlib import resources
from inspect import isfunction
from types import FunctionType
from typing import Any

from ead.fields.layout import HEADER_LAYOUT, ITEM_LAYOUT, Layout
from ead.fields.table import Field, Kind
from ead.findings import Severity
from ead.rules import facts as shared
from ead.rules.api import ANYWHERE, AppliesTo, Confidence, Documentation, Rule, Scope, facts_in
from ead.rules.regions import expanded
from ead.rules.table_kinds import KINDS, Hit, KindOfRow, RowError, Test, as_text, one_text, texts

__all__ = ["KINDS", "RowError", "rule_from_row", "rules_from_data", "rules_from_rows"]

Condition = Callable[[Any], bool]

_DOCUMENTED = ("fault", "why", "fix", "good", "bad", "notes")
_IDENTITY = ("code", "name", "kind", "status", "added", "source", "confidence")
_PLACES = ("destinations", "origins", "countries", "mail_classes")
_SUBJECT = ("field", "fields", "when", "since", "until", "supersedes", "details", *_PLACES)
_COMMON = frozenset((*_IDENTITY, *_SUBJECT, "severity", "text", "hint", *_DOCUMENTED))
_PUBLIC = frozenset({"field", "expected", "pattern", "length"})
_PREFIXES = {"contents": Scope.PIECE, "party": Scope.PARTY, "header": Scope.HEADER}
_CONFIDENCES = {confidence.name.lower(): confidence for confidence in Confidence}
_CONDITIONS = ("equals", "in", "present", "absent")


def rule_from_row(row: Mapping[str, Any], kinds: Mapping[str, KindOfRow] = KINDS) -> Rule:
    """The rule that a row describes. ``kinds`` may put other checks behind the names of kinds.

    Raises :class:`RowError` for a key that is unknown, missing or has a wrong value; its ``key`` says which.
    """
    kind = _kind_of(row, kinds)
    scope, names = _fields_of(row, numeric=kind.numeric)
    conditions = [_condition(one, scope) for one in _when(row)]
    optional = row["kind"] == "required" or len(names) > 1
    check = _checker(kind, names, [test for _, test in conditions], missing=row["kind"] == "required")
    check = _under_name(check, str(row.get("name", f"{row['kind']}_{'_'.join(names)}")))
    return Rule(
        code=one_text(row, "code"),
        scope=scope,
        reads=(*(f"{name}?" if optional else name for name in names), *(f"{name}?" for name, _ in conditions)),
        at=names[0],
        severity=_choice(row, "severity", {severity.value: severity for severity in Severity}, Severity.WARNING),
        text=_named(str(row.get("text", kind.text)), names),
        source=str(row.get("source", "")),
        check=check,
        confidence=_choice(row, "confidence", _CONFIDENCES, Confidence.READ),
        since=_date(row, "since"),
        until=_date(row, "until"),
        fix=_named(_hint(str(row.get("hint", row.get("fix", "")))), names),
        parameters=kind.parameters(row),
        public=_PUBLIC,
        applies_to=_applies_to(row),
        supersedes=frozenset(texts(row, "supersedes")) if "supersedes" in row else frozenset(),
        details=_details(row),
        documentation=Documentation(**{key: str(row[key]) for key in _DOCUMENTED if key in row}),
        status=str(row.get("status", "stable")),
        added=str(row.get("added", "0.1.0")),
    )


def rules_from_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """The rules of several rows, in their order."""
    return tuple(rule_from_row(row) for row in rows)


def rules_from_data(name: str) -> tuple[Rule, ...]:
    """The rules of a file that ships in ``ead/rules/data``: ``[[rule]]`` tables."""
    text = resources.files("ead.rules").joinpath("data", f"{name}.toml").read_text("utf-8")
    return rules_from_rows(tomllib.loads(text, parse_float=Decimal)["rule"])


def _named(template: str, names: Sequence[str]) -> str:
    """A template with the name of a single field written into it, which spares the check from naming it."""
    return template.replace("{field}", names[0]) if len(names) == 1 else template


def _checker(kind: KindOfRow, names: Sequence[str], conditions: Sequence[Condition], *, missing: bool) -> Callable[..., Any]:
    """The check function: first the test, which nearly always says that all is well, then the conditions."""
    if len(names) > 1:
        return partial(_check_all, kind, names, conditions, missing)
    if not conditions:
        return kind.test
    if missing and kind.test is KINDS["required"].test and conditions == [_is_present]:
        return _is_given_beside
    return _check_given(kind.test, conditions) if missing else partial(_check_one, kind.test, conditions)


def _under_name(check: Callable[..., Any], name: str) -> Callable[..., Any]:
    """The check under the name of its rule. A plain function stays one: wrapped, it would be slower and hide its condition."""
    if not isfunction(check):
        named: Callable[..., Any] = partial(check)
    else:
        named = FunctionType(check.__code__, check.__globals__, name, check.__defaults__, check.__closure__)
        named.__kwdefaults__ = check.__kwdefaults__
    named.__name__ = name
    return named


def _is_given_beside(value: Any, other: Any) -> Hit:
    """The most frequent check with a condition, in a form that the compiler evaluates in place."""
    return {} if value is None and other is not None else None


def _check_given(test: Test, conditions: Sequence[Condition]) -> Callable[..., Hit]:
    """The check of a required field: it is nearly always there, and then the conditions do not matter."""
    first, *rest = conditions

    def check(value: Any, other: Any, *others: Any, **parameters: Any) -> Hit:
        if value is not None or not first(other) or not _all_hold(rest, others):
            return None
        return test(value, **parameters)

    return check


def _check_one(test: Test, conditions: Sequence[Condition], value: Any, *others: Any, **parameters: Any) -> Hit:
    hit = test(value, **parameters)
    return hit if hit is not None and _all_hold(conditions, others) else None


def _check_all(
    kind: KindOfRow, names: Sequence[str], conditions: Sequence[Condition], missing: bool, *values: Any, **parameters: Any
) -> list[Mapping[str, Any]] | None:
    width = len(names)
    if kind.quick is not None and kind.quick(values[:width], **parameters):
        return None
    hits: list[Mapping[str, Any]] = []
    for name, value in zip(names, values, strict=False):
        hit = kind.test(value, **parameters) if value is not None or missing else None
        if hit is not None:
            hits.append({**hit, "field": name, "at": name})
    return hits if hits and _all_hold(conditions, values[width:]) else None


def _all_hold(conditions: Sequence[Condition], values: Sequence[Any]) -> bool:
    return all(holds(value) for holds, value in zip(conditions, values, strict=True))


def _kind_of(row: Mapping[str, Any], kinds: Mapping[str, KindOfRow]) -> KindOfRow:
    name = row.get("kind")
    if name not in kinds:
        raise RowError("kind", f'"{name}" is no kind of rule, expected one of {", ".join(kinds)}')
    kind = kinds[str(name)]
    for key in row:
        if key not in _COMMON and key not in kind.keys:
            raise RowError(key, f'a rule of kind "{name}" has no such key')
    return kind


def _fields_of(row: Mapping[str, Any], *, numeric: bool) -> tuple[Scope, list[str]]:
    """The scope of a row and its fields relative to it."""
    if ("field" in row) == ("fields" in row):
        raise RowError("field", "expected either field or fields")
    key = "field" if "field" in row else "fields"
    paths = [one_text(row, key)] if key == "field" else list(texts(row, key))
    placed = [_scope_of(path) for path in paths]
    if len({scope for scope, _ in placed}) != 1:
        raise RowError(key, "all fields of a rule must stand on one level: of the item, of content pieces, of parties or of the header")
    for path, (scope, name) in zip(paths, placed, strict=True):
        found = _field(scope, name)
        if found is None:
            raise RowError(key, f'there is no field "{path}"')
        if numeric and found.kind not in (Kind.DECIMAL, Kind.INTEGER):
            raise RowError(key, f'"{path}" is no number, so it has no range')
    return placed[0][0], [name for _, name in placed]


def _scope_of(path: str) -> tuple[Scope, str]:
    head, dot, rest = path.partition(".")
    return (_PREFIXES[head], rest) if dot and head in _PREFIXES else (Scope.ITEM, path)


def _field(scope: Scope, name: str) -> Field | None:
    layout: Layout = HEADER_LAYOUT if scope is Scope.HEADER else ITEM_LAYOUT
    if scope is Scope.PIECE or scope is Scope.PARTY:
        layout = ITEM_LAYOUT.subgroups["contents" if scope is Scope.PIECE else "sender"][1]
    *groups, last = name.split(".")
    for group in groups:
        below = layout.subgroups.get(group)
        if below is None or below[1].group.repeated:
            return None
        layout = below[1]
    leaf = layout.leaves.get(last)
    return leaf.field if leaf else None


@cache
def _item_facts() -> frozenset[str]:
    return frozenset(fact.name for fact in facts_in(shared) if fact.scope is Scope.ITEM)


def _when(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    when = row.get("when", [])
    found = [when] if isinstance(when, Mapping) else when
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise RowError("when", 'expected tables such as { field = "nature", equals = "11" }')
    return found


def _condition(one: Mapping[str, Any], scope: Scope) -> tuple[str, Condition]:
    """What a condition reads, relative to the rule's scope, and its test."""
    path = one.get("field")
    words = [word for word in one if word != "field"]
    if not isinstance(path, str) or len(words) != 1 or words[0] not in _CONDITIONS:
        raise RowError("when", f"expected field and one of {', '.join(_CONDITIONS)}")
    own, name = _scope_of(path)
    known = _field(own, name) is not None or (own is Scope.ITEM and name in _item_facts())
    if not known or (own is not scope and (own is not Scope.ITEM or scope is Scope.HEADER)):
        raise RowError("when", f'there is no field "{path}" that this rule could look at')
    return name if own is scope else f"item.{name}", _holds(words[0], one[words[0]])


def _holds(word: str, wanted: Any) -> Condition:
    if word in ("present", "absent"):
        if wanted is not True:
            raise RowError("when", f'"{word}" takes only the value true')
        return _is_present if word == "present" else _is_absent
    if (word == "in") != isinstance(wanted, list):
        raise RowError("when", '"in" takes a list and "equals" a single value')
    accepted = frozenset(as_text(one) for one in (wanted if isinstance(wanted, list) else [wanted]))
    return lambda value: value is not None and as_text(value) in accepted


def _is_present(value: Any) -> bool:
    return value is not None


def _is_absent(value: Any) -> bool:
    return value is None


def _choice(row: Mapping[str, Any], key: str, choices: Mapping[str, Any], default: Any) -> Any:
    if key not in row:
        return default
    if row[key] not in choices:
        raise RowError(key, f'"{row[key]}" is not one of {", ".join(choices)}')
    return choices[row[key]]


def _hint(sentence: str) -> str:
    """A sentence of the documentation as the hint beside a finding: a small letter first, no full stop."""
    first = sentence[:1] if sentence[1:2].isupper() else sentence[:1].lower()
    return (first + sentence[1:]).removesuffix(".")


def _date(row: Mapping[str, Any], key: str) -> date | None:
    value = row.get(key)
    if value is not None and (isinstance(value, datetime) or not isinstance(value, date)):
        raise RowError(key, f'"{value}" is no date, expected one such as 2026-01-01 without quotes')
    return value


def _applies_to(row: Mapping[str, Any]) -> AppliesTo:
    keys = [key for key in _PLACES if key in row]
    if not keys:
        return ANYWHERE
    return AppliesTo(**{key: frozenset(texts(row, key)) if key == "mail_classes" else expanded(texts(row, key)) for key in keys})


def _details(row: Mapping[str, Any]) -> Mapping[str, str]:
    details = row.get("details", {})
    if not isinstance(details, Mapping) or not all(isinstance(value, str) for value in details.values()):
        raise RowError("details", 'expected a table of texts such as { ics2_rule = "R3002" }')
    return dict(details)
