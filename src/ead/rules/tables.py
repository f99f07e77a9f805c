"""Rules that are rows of a table: one generic check for each kind, a rule for each row.

A row is a mapping, as it comes out of a TOML file::

    [[rule]]
    code = "ACME-001"
    kind = "codes"                     # required, forbidden, pattern, length, codes, terms, range, reference, reference_form or limit
    field = "contents.origin_country"  # or fields = ["...", "..."]
    codes = ["DE", "FR"]               # what the kind needs: pattern; min and max; codes or list; terms and match; kinds; currency
    severity = "warning"               # and text, hint, fault, why, fix, good, bad, notes, source, since, until ...
    when = [{ field = "nature", equals = "11" }]

``contents.x`` is looked at in every content piece, ``party.x`` in sender and addressee, ``header.x`` once a message, anything else once an
item. What a row sets (limits, codes, terms, pattern, kinds) becomes parameters of its rule, so that profiles can change them.

Kinds that look at more than a field:

* ``reference`` (``field = "addressee.references"`` or ``"sender.references"``, ``kinds = ["CPF", "CNPJ", "PASSPORT"]``): none of the
  party's references is of one of the kinds, stated or detected. Fires at the list.
* ``reference_form`` (the same keys): a reference of one of the kinds is no valid number, or one digit repeated. Fires at
  ``addressee.references.<n>.value``. References whose kind is neither stated nor detected are left to ``reference``.
* ``limit`` (``field = "contents.amount"``, ``"insured_value"`` or ``"postage"``; ``currency``; ``max``: fires above; ``below``: fires at
  that or above; ``min``: fires under): the sum of the pieces' values - with ``each = true`` the value of each piece - converted with the
  caller's rates. Fires at the amount, for the sum at that of the dearest piece. Silent without a rate, which the report notes.

All conditions of ``when`` must hold: ``equals``, ``in``, ``starts_with`` (a text or a list of texts), ``present`` or ``absent``. A
condition can look at a field, at a list (``documents``, ``addressee.references``: present or absent) and at every shared fact of items
(``destination``, ``origin``, ``is_goods``, ``is_commercial``, ``is_distance_sale``, ``from_firm``, ``to_firm`` ...); in rules on pieces
also at fields of the piece: ``when = [{ field = "contents.hs_code", starts_with = ["2203", "24"] }]``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from inspect import isfunction
from types import FunctionType
from typing import Any

from ead.derived import table
from ead.fields.table import Kind
from ead.findings import Severity
from ead.rules.api import ANYWHERE, AppliesTo, Confidence, Documentation, Rule
from ead.rules.regions import expanded
from ead.rules.table_conditions import Condition, conditions_of, field_at, is_present, scope_of
from ead.rules.table_kinds import KINDS
from ead.rules.table_row import Hit, KindOfRow, RowError, Subject, Test, one_text, texts

__all__ = ["KINDS", "RowError", "rule_from_row", "rules_from_data", "rules_from_rows"]

_DOCUMENTED = ("fault", "why", "fix", "good", "bad", "notes")
_IDENTITY = ("code", "name", "kind", "status", "added", "source", "confidence")
_PLACES = ("destinations", "origins", "countries", "mail_classes")
_SUBJECT = ("field", "fields", "when", "since", "until", "supersedes", "details", *_PLACES)
_COMMON = frozenset((*_IDENTITY, *_SUBJECT, "severity", "text", "hint", *_DOCUMENTED))
_PUBLIC = frozenset({"field", "expected", "pattern", "length", "kind", "problem"})
_CONFIDENCES = {confidence.name.lower(): confidence for confidence in Confidence}


def rule_from_row(row: Mapping[str, Any], kinds: Mapping[str, KindOfRow] = KINDS) -> Rule:
    """The rule that a row describes. ``kinds`` may put other checks behind the names of kinds.

    Raises :class:`RowError` for a key that is unknown, missing or has a wrong value; its ``key`` says which.
    """
    kind = _kind_of(row, kinds)
    if kind.subject is None:
        subject, names = _fields_of(row, kind)
    else:
        subject, names = kind.subject(row), [one_text(row, "field")]
    conditions = conditions_of(row, subject.scope)
    tests = [test for _, test in conditions]
    check = (
        _conditional(subject.test or kind.test, tests) if kind.subject else _checker(kind, names, tests, missing=row["kind"] == "required")
    )
    check = _under_name(check, str(row.get("name", f"{row['kind']}_{'_'.join(names)}")))
    return Rule(
        code=one_text(row, "code"),
        scope=subject.scope,
        reads=(*subject.reads, *(f"{name}?" for name, _ in conditions)),
        at=subject.at,
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
    return rules_from_rows(table("rules", name)["rule"])


def _named(template: str, names: Sequence[str]) -> str:
    """A template with the name of a single field written into it, which spares the check from naming it."""
    return template.replace("{field}", names[0]) if len(names) == 1 else template


def _checker(kind: KindOfRow, names: Sequence[str], conditions: Sequence[Condition], *, missing: bool) -> Callable[..., Any]:
    """The check function: first the test, which nearly always says that all is well, then the conditions."""
    if len(names) > 1:
        return partial(_check_all, kind, names, conditions, missing)
    if not conditions:
        return kind.test
    if missing and kind.test is KINDS["required"].test and conditions == [is_present]:
        return _is_given_beside
    return _check_given(kind.test, conditions) if missing else partial(_check_one, kind.test, conditions)


def _conditional(test: Test, conditions: Sequence[Condition]) -> Callable[..., Any]:
    """The test of a kind that reads more than fields, with the conditions it is to ask: a copy stays a plain function, which is fast."""
    if not conditions or not isinstance(test, FunctionType):
        return test
    copy = FunctionType(test.__code__, test.__globals__, test.__name__, test.__defaults__, test.__closure__)
    copy.__kwdefaults__ = {**(test.__kwdefaults__ or {}), "holds": partial(_all_hold, conditions)}
    return copy


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

    def check(value: Any, other: Any, *others: Any, **parameters: Any) -> Any:
        if value is not None or not first(other) or not _all_hold(rest, others):
            return None
        return test(value, **parameters)

    return check


def _check_one(test: Test, conditions: Sequence[Condition], value: Any, *others: Any, **parameters: Any) -> Any:
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


def _fields_of(row: Mapping[str, Any], kind: KindOfRow) -> tuple[Subject, list[str]]:
    """What a row looks at when it names fields, and the fields relative to the scope."""
    if ("field" in row) == ("fields" in row):
        raise RowError("field", "expected either field or fields")
    key = "field" if "field" in row else "fields"
    paths = [one_text(row, key)] if key == "field" else list(texts(row, key))
    placed = [scope_of(path) for path in paths]
    if len({scope for scope, _ in placed}) != 1:
        raise RowError(key, "all fields of a rule must stand on one level: of the item, of content pieces, of parties or of the header")
    for path, (scope, name) in zip(paths, placed, strict=True):
        found = field_at(scope, name)
        if found is None:
            raise RowError(key, f'there is no field "{path}"')
        if kind.numeric and found.kind not in (Kind.DECIMAL, Kind.INTEGER):
            raise RowError(key, f'"{path}" is no number, so it has no range')
    names = [name for _, name in placed]
    optional = row["kind"] == "required" or len(names) > 1
    return Subject(placed[0][0], tuple(f"{name}?" if optional else name for name in names), names[0]), names


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
