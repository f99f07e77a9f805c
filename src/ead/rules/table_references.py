"""Rows on the references of a party: one of certain kinds must be there, and those that are there must be valid."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

from ead.identifiers import passport, references
from ead.rules.api import Scope
from ead.rules.reference_facts import Known
from ead.rules.table_row import Hit, Hits, Holds, KindOfRow, RowError, Subject, always, one_of, texts

__all__ = ["REFERENCE", "REFERENCE_FORM", "has_kind"]

_FIELDS = ("addressee.references", "sender.references")
_PASSPORT = "PASSPORT"


def has_kind(given: Sequence[Known] | None, kinds: Container[str]) -> bool:
    """Whether one of the references is of one of the kinds, stated or detected."""
    for known in given or ():
        for kind in known.kinds:
            if kind in kinds:
                return True
        # A passport may be of any country, so its number is in no country's table of kinds, where others are detected by.
        if _PASSPORT in kinds and not known.stated and not known.dummy and passport.is_valid(known.value):
            return True
    return False


# What nearly always holds stands first and on its own: the compiler asks it in place, without a call.


def _is_identified(given: Sequence[Known] | None, named: bool, *others: Any, kinds: Sequence[str], holds: Holds = always) -> Hit:
    if given is not None and given[0].kinds and given[0].kinds[0] in kinds:
        return None
    missing = not has_kind(given, kinds) and holds(others)
    return {"expected": ", ".join(kinds)} if missing else None


def _addressee_is_identified_rightly(given: Sequence[Known], *others: Any, kinds: Sequence[str], holds: Holds = always) -> Hits:
    if len(given) == 1 and given[0].valid and not given[0].dummy:
        return None
    faults = _faults(given, kinds, "addressee.references")
    return faults if faults and holds(others) else None


def _sender_is_identified_rightly(given: Sequence[Known], *others: Any, kinds: Sequence[str], holds: Holds = always) -> Hits:
    if len(given) == 1 and given[0].valid and not given[0].dummy:
        return None
    faults = _faults(given, kinds, "sender.references")
    return faults if faults and holds(others) else None


def _faults(given: Sequence[Known], kinds: Sequence[str], field: str) -> Hits:
    hits: list[Mapping[str, Any]] = []
    for position, known in enumerate(given, 1):
        kind = next((kind for kind in known.kinds if kind in kinds), None)
        if kind is not None and (known.dummy or not known.valid):
            problem = "one digit repeated" if known.dummy else "its form or check digit is wrong"
            hits.append({"at": f"{field}.{position}.value", "kind": kind, "problem": problem})
    return hits or None


def _kinds_parameters(row: Mapping[str, Any]) -> Mapping[str, Any]:
    kinds = texts(row, "kinds")
    for kind in kinds:
        if not references.is_known(kind):
            raise RowError("kinds", f'"{kind}" is no kind of reference, expected some of {", ".join(references.kinds())}')
    return {"kinds": kinds}


def _list_of(row: Mapping[str, Any]) -> Subject:
    field = one_of(row, "field", _FIELDS)
    party = field.removesuffix(".references")
    return Subject(Scope.ITEM, (f"{party}_references?", f"{party}_is_named"), field)


def _members_of(row: Mapping[str, Any]) -> Subject:
    field = one_of(row, "field", _FIELDS)
    test = _sender_is_identified_rightly if field == "sender.references" else _addressee_is_identified_rightly
    return Subject(Scope.ITEM, (field.replace(".", "_"),), field, test)


REFERENCE = KindOfRow(_is_identified, "{field} has none of these: {expected}", _kinds_parameters, keys="kinds", subject=_list_of)
"""None of the party's references is of one of the kinds."""

REFERENCE_FORM = KindOfRow(
    _addressee_is_identified_rightly, "the {kind} is not valid: {problem}", _kinds_parameters, keys="kinds", subject=_members_of
)
"""A reference of one of the kinds is no valid number, or one digit repeated, which passes the check digit of many kinds."""
