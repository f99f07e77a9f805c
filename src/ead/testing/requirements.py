"""What a destination asks for, found out by leaving out one field after the other of clean items.

>>> item = sample_items("BR")["sale to a person"]
>>> [asked.findings[0].code for asked in required_fields(item) if asked.fields == ("contents.1.description",)]
['UPU-CNT-002']
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from ead.findings import Finding
from ead.testing.assertions import report_of
from ead.testing.builders import header, item_between, message, with_values
from ead.testing.generator import iter_items
from ead.testing.samples import REFERENCE_DATE
from ead.validator import Validator

__all__ = ["TRANSACTIONS", "Asked", "findings_without", "place_of", "required_by", "required_fields", "sample_items"]

_SALE, _GIFT = "11", "31"
_ENOUGH = 120  # of so many items there is one of each transaction, where the destination has it at all
TRANSACTIONS: Mapping[str, Callable[[Mapping[str, Any]], bool]] = MappingProxyType(
    {
        "sale to a person": lambda item: item["nature"] == _SALE and "company" not in item["addressee"],
        "sale to a firm": lambda item: item["nature"] == _SALE and "company" in item["addressee"],
        "gift": lambda item: item["nature"] == _GIFT,
    }
)
"""The transactions that are looked at, and how an item is known to be one."""

# Of these, destinations ask for either.
_TOGETHER = tuple(
    (f"{party}.{one}", f"{party}.{other}")
    for party in ("sender", "addressee")
    for one, other in (("telephone", "email"), ("name", "company"))
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A field that is missed when it is left out, or fields that are missed together: dotted paths, and the findings at one of them."""

    fields: tuple[str, ...]
    findings: tuple[Finding, ...]


@cache
def _validator() -> Validator:
    return Validator(as_of=REFERENCE_DATE, show_values=True)


@cache
def sample_items(destination: str) -> Mapping[str, Mapping[str, Any]]:
    """A clean item to the destination for each of :data:`TRANSACTIONS` that the generator has for it.

    Raises `LookupError` for a country without sample data.
    """
    found = {"sale to a person": item_between("TW" if destination != "TW" else "US", destination)}
    for item in iter_items(_ENOUGH, seed=1, destination=destination):
        for name, fits in TRANSACTIONS.items():
            if name not in found and fits(item):
                found[name] = item
    return MappingProxyType(found)


@cache
def required_by(destination: str) -> Mapping[str, tuple[Asked, ...]]:
    """What is missed of an item to the destination, by transaction; see :func:`required_fields`. Found out once in a process."""
    return MappingProxyType({name: required_fields(item) for name, item in sample_items(destination).items()})


def required_fields(item: Mapping[str, Any]) -> tuple[Asked, ...]:
    """The fields of a clean item that give a finding at their place when they are left out, in the order of the item.

    Fields that only the structure wants, such as the value of a reference, are left out.
    """
    found: list[Asked] = []
    known: set[str] = set()
    for fields in (*((field,) for field in _fields_of(item)), *_TOGETHER):
        if not known.isdisjoint(fields):
            continue
        findings = tuple(one for one in findings_without(item, *fields) if place_of(one) in fields)
        if findings and not all(one.rule_set == "core" for one in findings):
            found.append(Asked(fields, findings))
            known.update(fields)
    return tuple(found)


def findings_without(item: Mapping[str, Any], *fields: str) -> list[Finding]:
    """The findings of everything built in on the item without these fields, on the day up to which the sample data are."""
    left = with_values(item, dict.fromkeys(fields))
    return report_of(message([left], header=header()), validator=_validator()).findings


def place_of(finding: Finding) -> str:
    """Where a finding stands, as a dotted path with pieces counted from 1."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in finding.path)


def _fields_of(value: Any, path: str = "") -> Iterator[str]:
    """The dotted paths of an item: of every value, and of every list as a whole. Of content pieces only the first is taken apart."""
    if isinstance(value, Mapping):
        for name, member in value.items():
            yield from _fields_of(member, f"{path}.{name}" if path else name)
        return
    yield path
    if path == "contents":
        yield from _fields_of(value[0], "contents.1")
