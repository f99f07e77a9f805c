"""Tax and customs references of senders and addressees: which kind a text is, and whether it is valid.

The kinds are rows of `ead.codelists.reference_kinds`; this module runs their validators, which are imported when first
needed, and before them quick tests of how numbers are usually written. Dummies such as 11111111111 pass the check digit
of many kinds, so they are told apart by `is_repdigit`.

>>> is_valid("CPF", "390.533.447-05"), is_valid("CPF", "390.533.447-06")
(True, False)
>>> is_valid("CPF", "111.111.111-11"), is_repdigit("111.111.111-11")
(True, True)
>>> detect("IM3720000224", country="FR", role="sender")
('IOSS',)
>>> detect("2012345", country="NO", role="sender")
('VOEC',)
>>> detect("390.533.447-05", country="BR", role="addressee")
('CPF',)
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Literal, cast

from ead.codelists import countries, reference_kinds
from ead.codelists.reference_kinds import ReferenceKind
from ead.identifiers._text import clean
from ead.patterns import lazy

if TYPE_CHECKING:
    from ead.identifiers._shapes import Shape

__all__ = ["Role", "detect", "is_known", "is_repdigit", "is_valid", "kinds", "usual_shapes"]

Role = Literal["sender", "addressee"]
"""Whose reference it is."""

_MAX_LENGTH = 64  # the longest kind has 23 characters with its separators
_REPEATED = lazy(r"[A-Z]{0,4}([0-9])\1{4,}")
_FEWEST_REPEATED = 5
_EORI_DESTINATIONS = frozenset({"GB", "XI"})


def kinds() -> tuple[str, ...]:
    """Return the codes of all kinds, sorted."""
    return tuple(sorted(reference_kinds.by_code()))


def is_known(kind: str) -> bool:
    """Tell whether there is a kind with this code."""
    return kind in reference_kinds.by_code()


def is_valid(kind: str, value: str, *, country: str = "") -> bool:
    """Tell whether the value is a valid number of the kind.

    A kind may exist in several countries (RUC in Peru and Ecuador): any will do, unless ``country`` narrows it. A country
    that does not have the kind narrows nothing. Raises `LookupError` for a kind that is not known.
    """
    tests = _tests_of(kind, country)
    if not 0 < len(value) <= _MAX_LENGTH:
        return False
    for test in tests:  # noqa: SIM110 - a generator costs as much as the test
        if test(value):
            return True
    return False


@lru_cache(maxsize=1024)
def _tests_of(kind: str, country: str) -> tuple[Callable[[str], bool], ...]:
    rows = reference_kinds.by_code().get(kind)
    if rows is None:
        raise LookupError(f'unknown reference kind "{kind}"')
    rows = tuple(row for row in rows if row.country == country) or rows
    tests = [_tests(row) for row in rows]
    return (*(test for cheap, _ in tests for test in cheap), *(test for _, others in tests for test in others))


_Tests = tuple[Callable[[str], bool], ...]


@cache
def _tests(row: ReferenceKind) -> tuple[_Tests, _Tests]:
    """The tests of which one must pass: the cheap ones, and those that have the last word."""
    if not row.validators:
        return (bool,), ()  # any text is valid
    from ead.identifiers._arithmetic import surely_valid

    return tuple(filter(None, map(surely_valid, row.validators))), tuple(partial(_last_word, path) for path in row.validators)


def usual_shapes(kind: str) -> Sequence[tuple[str, Sequence[Shape]]]:
    """Return the countries that have a kind, each with ways to write valid numbers there; empty for a kind that is not known."""
    from ead.identifiers._shapes import shapes_of

    rows = reference_kinds.by_code().get(kind, ())
    return [(row.country, [shape for path in row.validators for shape in shapes_of(path)]) for row in rows]


def is_repdigit(value: str) -> bool:
    """Tell whether the value is one digit repeated, after at most four letters: a dummy.

    At least five digits are needed, because short repetitions occur in real numbers.
    """
    if value.isascii() and value[-1:].isdigit() and value.count(value[-1]) < _FEWEST_REPEATED:
        return False  # nearly always, and much faster than what follows
    return _REPEATED.fullmatch(clean(value, " -./")) is not None


def detect(value: str, *, country: str, role: Role, origin: str = "") -> tuple[str, ...]:
    """Return the kinds the value could be, the likeliest first; empty if it fits none.

    ``country`` is the destination of the item. The order is IOSS, VOEC (to Norway), CHE_UID, EORI (to the EU and the
    United Kingdom), then the kinds of the destination that fit the role, then, for a sender, those of ``origin``.
    """
    if is_valid("IOSS", value):
        return ("IOSS",)  # no state has the code IM, so no other kind is possible
    candidates = (*_front_rows(value, country), *_table_rows(country, role, origin))
    return tuple(dict.fromkeys(row.kind for row in candidates if _passes(row, value)))


def _front_rows(value: str, country: str) -> Iterator[ReferenceKind]:
    """Yield the rows that are tried before the table of the country."""
    by_code = reference_kinds.by_code()
    if country == "NO":
        yield from by_code["VOEC"]
    if clean(value).startswith("CHE"):
        yield from by_code["CHE_UID"]
    if country in _EORI_DESTINATIONS or country in countries.eu_members():
        yield from by_code["EORI"]


def _table_rows(country: str, role: Role, origin: str) -> Iterator[ReferenceKind]:
    """Yield the rows of the destination and, for a sender, of the origin."""
    wrong_holder = "person" if role == "sender" else "seller"
    for row in _rows_of(country):
        if row.holder != wrong_holder:
            yield row
    if role == "sender" and origin != country:
        yield from (row for row in _rows_of(origin) if row.holder != "seller")


def _rows_of(country: str) -> tuple[ReferenceKind, ...]:
    if not country:
        return ()
    rows = reference_kinds.by_country()
    union = rows["EU"] if country in countries.eu_members() else ()
    return (*rows.get(country, ()), *union)


def _passes(row: ReferenceKind, value: str) -> bool:
    if not 0 < len(value) <= _MAX_LENGTH:
        return False
    return any(test(value) for tests in _tests(row) for test in tests)


def _last_word(path: str, value: str) -> bool:
    # Loaded when it is first asked, which for most messages is never: it takes the standard library's network modules with it.
    return _validator(path)(value)


@cache
def _validator(path: str) -> Callable[[str], bool]:
    return cast("Callable[[str], bool]", importlib.import_module(path).is_valid)
