"""What rules on whole declarations share: the elements that are missing, and the piece at which a total is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["PARTY_READS", "party_gaps", "piece_gaps"]

_ELEMENTS = ("name", "first_name", "last_name", "company", "address_line1", "address_line2", "city", "country")
_HALF = len(_ELEMENTS)
_ROLES = ("sender", "addressee")

PARTY_READS = tuple(f"{role}.{element}?" for role in _ROLES for element in _ELEMENTS)
"""Names and addresses of both parties, as item fields: what :func:`party_gaps` takes."""


def party_gaps(values: Sequence[str | None]) -> list[Mapping[str, Any]]:
    """The parties that are missing, and of the others the elements that are; at the places where UPU-PTY-001 and UPU-PTY-003 see them."""
    found: list[Mapping[str, Any]] = []
    for role, party in (("sender", values[:_HALF]), ("addressee", values[_HALF:])):
        name, _, _, _, line, _, city, country = party
        if name and line and city and country:
            continue
        found += _gaps_of(role, dict(zip(_ELEMENTS, party, strict=True))) if any(party) else [{"at": role, "element": role}]
    return found


def _gaps_of(role: str, party: Mapping[str, str | None]) -> list[Mapping[str, Any]]:
    missing = [(name, name) for name in ("city", "country") if not party[name]]
    if not (party["address_line1"] or party["address_line2"]):
        missing.insert(0, ("address_line1", "street or P.O. box"))
    first, last = party["first_name"], party["last_name"]
    if not (party["name"] or party["company"] or (first and last)):
        at = "last_name" if first else "first_name" if last else "name"
        missing.insert(0, (at, at.replace("_", " ")))
    return [{"at": f"{role}.{at}", "element": f"{element} of the {role}"} for at, element in missing]


def piece_gaps(columns: Mapping[str, Sequence[Any]]) -> list[Mapping[str, Any]]:
    """The fields that content pieces lack; ``columns`` are the values of all pieces by field name."""
    return [
        {"at": f"contents.{number}.{field}", "element": f"{field.replace('_', ' ')} of content piece {number}"}
        for field, values in columns.items()
        for number, value in enumerate(values, 1)
        if value is None
    ]
