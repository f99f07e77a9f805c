"""Conditions and values of functions where they stand: programs say what the functions say, and decide at once what they can."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from ead.fields.layout import Record
from ead.named import NamedTuple
from ead.rules import ERROR, Scope, fact, rule
from ead.rules import columnar as columnar_module
from ead.rules.aids import NO_AIDS
from ead.rules.api import Fact, Rule
from ead.rules.columnar import hits_of
from ead.rules.compiler import compile_rules
from ead.rules.names import NONE_BAD

from .columns import NATIVE, TODAY, some_records

_FEW = frozenset({"EUR", "USD"})
_LATER = date(2027, 1, 1)
_NOTHING: tuple[str, ...] = ()
_ANSWER = {"found": "it"}
RECORDS = some_records(120, seed=11)


@cache
def _codes_of(kind: str) -> frozenset[str]:
    return frozenset({kind, "a"})


class _Sum(NamedTuple):
    """An amount and where it is from."""

    amount: Decimal
    currency: str


_new = tuple.__new__


@fact("postage_sum", on=Scope.ITEM, reads=["postage", "postage_currency"])
def postage_sum(amount: Decimal, currency: str) -> _Sum | None:
    """A value whose parts are known without it."""
    return _new(_Sum, (amount, currency)) if currency in _FEW else None


@fact("is_later", on=Scope.ITEM, reads=["on"])
def is_later(on: date) -> bool:
    """Hangs on the day only, under a name that is a variable too."""
    return on >= _LATER


FACTS: dict[tuple[Scope, str], Fact] = {(one.scope, one.name): one for one in (postage_sum, is_later)}


def in_set(currency: str | None, *, wanted: frozenset[str] = _FEW) -> Any:
    return _ANSWER if currency in wanted else None


def in_codes(currency: str | None, *, kind: str = "EUR") -> Any:
    if currency not in _codes_of(kind):
        return None
    return _ANSWER


def not_not(currency: str | None, remarks: str | None) -> Any:
    return None if not (currency and not (remarks is not None)) else _ANSWER


def only_from(on: date, as_of: date, remarks: str | None) -> Any:
    return _ANSWER if on >= _LATER and as_of < _LATER and not remarks else None


def by_case(currency: str | None, remarks: str | None, *, strict: bool = True) -> Any:
    return _ANSWER if (currency == "EUR" if strict else remarks is not None) else None


def any_of(currency: str | None, remarks: str | None, *, always: bool = False) -> Any:
    return _ANSWER if always or currency == "USD" or (remarks is not None and len(remarks) > 3) else None


def guarded(currency: str | None, remarks: str | None) -> Any:
    if currency is None:
        return None
    if not remarks:
        return None
    return {"length": str(len(remarks) + len(currency))}


def sums(value: _Sum | None, later: bool | None) -> Any:
    return {"sum": str(value.amount)} if value is not None and value.amount > 1 and value.currency != "USD" and not later else None


def comprehended(currencies: Sequence[str | None]) -> Any:
    return _ANSWER if [one for one in currencies if one == "EUR"] else None


def of_pieces(currency: str | None, remarks: str | None, units: int | None) -> Any:
    return _ANSWER if currency in _FEW and remarks != "a" and (units is None or units > 1) else None


def empty(currency: str | None) -> Any:
    return _ANSWER if currency and _NOTHING and currency in _NOTHING else None


def made(check: Callable[..., Any], *reads: str, on: Scope = Scope.ITEM, **parameters: Any) -> Rule:
    wanted = rule(f"T-PLC-{len(reads):03d}", on=on, reads=list(reads), at="remarks", severity=ERROR, text="found", source="test")(check)
    return replace(wanted, parameters=parameters, builtin=True)


CURRENCY, REMARKS = "postage_currency?", "remarks?"
RULES = {
    "a parameter": made(in_set, CURRENCY),
    "a parameter that is set": made(in_set, CURRENCY, wanted=frozenset({"a", None})),
    "a function that remembers": made(in_codes, CURRENCY),
    "the same, with another constant": made(in_codes, CURRENCY, kind="USD"),
    "double negation": made(not_not, CURRENCY, REMARKS),
    "days": made(only_from, "on", "as_of", REMARKS),
    "a choice that is decided": made(by_case, CURRENCY, REMARKS),
    "the other choice": made(by_case, CURRENCY, REMARKS, strict=False),
    "operands": made(any_of, CURRENCY, REMARKS),
    "an operand that decides": made(any_of, CURRENCY, REMARKS, always=True),
    "guards": made(guarded, CURRENCY, REMARKS),
    "facts": made(sums, "postage_sum?", "is_later?"),
    "names of its own": made(comprehended, "contents.currency?"),
    "pieces": made(of_pieces, "currency?", "item.remarks?", "units?", on=Scope.PIECE),
}


def both(rules: Sequence[Rule], on: date) -> tuple[list[Any], list[Any]]:
    """What Python says of each record, and what the program says."""
    compiled = compile_rules(rules, FACTS, inline=True)
    by_python: list[Any] = []
    for one in RECORDS:
        hits: list[Any] = []
        compiled.check_sound(one, NONE_BAD, TODAY, on, hits)
        by_python.append(hits)
    if NATIVE is None:
        return by_python, by_python
    assert compiled.columnar is not None
    records: list[Record | None] = list(RECORDS)
    programs: list[tuple[Any, ...]] = [(compiled.columnar.program,)] * len(records)
    found = hits_of(records, [on] * len(records), programs, TODAY, NO_AIDS)
    return by_python, [list(hits or ()) for hits in found]


@pytest.mark.parametrize("on", [TODAY, _LATER])
@pytest.mark.parametrize("kind", RULES)
def test_programs_say_what_functions_say(kind: str, on: date) -> None:
    """One by one, some records being found and some not, as the day wants it."""
    by_python, by_column = both([RULES[kind]], on)
    assert by_python == by_column
    assert any(by_python) or (kind in {"days", "facts"} and on != {"days": _LATER, "facts": TODAY}[kind])
    assert not all(by_python) or kind == "an operand that decides"


def test_all_together() -> None:
    """Names of one function do not get in the way of another's."""
    by_python, by_column = both(list(RULES.values()), TODAY)
    assert by_python == by_column
    assert len({hit[0].check for hits in by_python for hit in hits}) > 8


@pytest.mark.skipif(NATIVE is None, reason="programs are made where the compiled part was built")
def test_rules_that_can_never_say_anything_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """What constants decide against is left out of the program, as out of the code."""
    asked: list[Any] = []
    ask = NATIVE.Ask

    class Counting:
        def __getattr__(self, name: str) -> Any:
            return (lambda *arguments: asked.append(arguments[3]) or ask(*arguments)) if name == "Ask" else getattr(NATIVE, name)

    monkeypatch.setattr(columnar_module, "_native", Counting())
    never, more = made(empty, CURRENCY), RULES["a parameter"]
    compiled = compile_rules([never, more], FACTS, inline=True)
    assert compiled.columnar is not None
    assert [more] == asked


def test_code_is_text_for_people() -> None:
    """The printed code has conditions in place, whether or not there is a program."""
    source = compile_rules([RULES["guards"], RULES["facts"]], FACTS, inline=True).source
    assert "lifted_" not in source
    assert "not item_postage_currency is None" in source
