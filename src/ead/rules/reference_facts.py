"""The tax and customs references of the parties, with the kinds that their values can be: facts that rules on references read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ead.identifiers import references
from ead.identifiers.references import Role
from ead.rules.api import Scope, fact

__all__ = ["Known"]

_MOST_SEEN = 16_384


class Known(NamedTuple):
    """One reference of a party: the kinds it can be, the likeliest first; its value as written; whether the data names the kind.

    A kind that was named stands first even when the value is no valid number of that kind: ``valid`` says whether it is.
    """

    kinds: tuple[str, ...]
    value: str
    stated: bool
    valid: bool


@fact("sender_references", on=Scope.ITEM, reads=["sender.references", "destination?", "origin?"])
def sender_references(given: Sequence[Sequence[str | None]], destination: str | None, origin: str | None) -> tuple[Known, ...]:
    """The sender's references, in their order."""
    return tuple([_known(kind, value or "", destination or "", "sender", origin or "") for kind, value in given])


@fact("addressee_references", on=Scope.ITEM, reads=["addressee.references", "destination?", "origin?"])
def addressee_references(given: Sequence[Sequence[str | None]], destination: str | None, origin: str | None) -> tuple[Known, ...]:
    """The addressee's references, in their order."""
    return tuple([_known(kind, value or "", destination or "", "addressee", origin or "") for kind, value in given])


@lru_cache(maxsize=_MOST_SEEN)
def _known(kind: str | None, value: str, destination: str, role: Role, origin: str) -> Known:
    if kind is not None and references.is_known(kind):
        country = destination if role == "addressee" else ""
        return Known((kind,), value, True, references.is_valid(kind, value, country=country))
    return Known(references.detect(value, country=destination, role=role, origin=origin), value, False, True)
