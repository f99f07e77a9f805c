"""The tax and customs references of the parties, with the kinds that their values can be: facts that rules on references read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any

from ead.codelists import countries
from ead.identifiers import ioss, references
from ead.identifiers.references import Role
from ead.named import NamedTuple
from ead.native import twin
from ead.rules.api import Scope, fact

__all__ = ["Known"]

_MOST_SEEN = 16_384
_OF_NO_KIND = frozenset({"TAX", "IMPORTER"})  # they say whose reference it is, not which


class Known(NamedTuple):
    """One reference of a party: the kinds it can be, the likeliest first; its value as written; whether the data names the kind.

    A kind that was named stands first even when the value is no valid number of that kind: ``valid`` says whether it is. A ``dummy``
    is one digit repeated, which may be valid otherwise.
    """

    kinds: tuple[str, ...]
    value: str
    stated: bool
    valid: bool
    dummy: bool = False


@fact("sender_references", on=Scope.ITEM, reads=["sender.references", "destination?", "origin?"])
def sender_references(given: Sequence[Sequence[str | None]], destination: str | None, origin: str | None) -> tuple[Known, ...]:
    """The sender's references, in their order."""
    return _all_known()(given, destination, "sender", origin)


@fact("addressee_references", on=Scope.ITEM, reads=["addressee.references", "destination?", "origin?"])
def addressee_references(given: Sequence[Sequence[str | None]], destination: str | None, origin: str | None) -> tuple[Known, ...]:
    """The addressee's references, in their order."""
    return _all_known()(given, destination, "addressee", origin)


_Judge = Callable[[Sequence[Sequence[str | None]], str | None, Role, str | None], tuple[Known, ...]]


@cache
def _all_known() -> _Judge:
    return twin(
        "identifiers",
        lambda native: native.KnownReferences(native.Numbers(ioss.MEMBER_STATES, countries.eu_members()), Known, _shapes_of, _known).of,
        lambda: _known_one_by_one,
    )


def _shapes_of(kind: str | None) -> Sequence[tuple[str, Sequence[tuple[Any, ...]]]]:
    return () if kind is None or kind in _OF_NO_KIND else references.usual_shapes(kind)


def _known_one_by_one(given: Sequence[Sequence[str | None]], destination: str | None, role: Role, origin: str | None) -> tuple[Known, ...]:
    return tuple([_known(kind, value or "", destination or "", role, origin or "") for kind, value in given])


@fact("sender_is_named", on=Scope.ITEM, reads=["sender.name?", "sender.company?", "sender.last_name?"])
def sender_is_named(name: str | None, company: str | None, last_name: str | None) -> bool | None:
    """``True`` for a sender that has a name; else ``None``, which silences rules that want to know more about nobody."""
    return True if name is not None or company is not None or last_name is not None else None


@fact("addressee_is_named", on=Scope.ITEM, reads=["addressee.name?", "addressee.company?", "addressee.last_name?"])
def addressee_is_named(name: str | None, company: str | None, last_name: str | None) -> bool | None:
    """``True`` for an addressee that has a name; else ``None``, which silences rules that want to know more about nobody."""
    return True if name is not None or company is not None or last_name is not None else None


@lru_cache(maxsize=_MOST_SEEN)
def _known(kind: str | None, value: str, destination: str, role: Role, origin: str) -> Known:
    dummy = references.is_repdigit(value)
    if kind in _OF_NO_KIND and (detected := references.detect(value, country=destination, role=role, origin=origin)):
        return Known((*detected, kind), value, False, True, dummy)
    if kind is not None and references.is_known(kind):
        country = destination if role == "addressee" else ""
        return Known((kind,), value, True, references.is_valid(kind, value, country=country), dummy)
    return Known(references.detect(value, country=destination, role=role, origin=origin), value, False, True, dummy)
