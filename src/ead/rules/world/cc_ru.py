"""Rules: the Russian Federation. The form of the taxpayer number stands in ``data/cc-ru.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ead.rules.api import INFO, WARNING, Answer, Confidence, Scope, rule
from ead.rules.reference_facts import Known
from ead.rules.table_references import has_kind
from ead.rules.tables import rules_from_data

__all__ = ["TABLE_RULES"]

TABLE_RULES = rules_from_data("cc-ru")

_KINDS = ("INN", "PASSPORT")
_FULL_NAME = 3  # first name, patronymic, last name


@rule(
    "RU-ID-001",
    on=Scope.ITEM,
    reads=[
        "addressee_references?",
        "addressee_is_named",
        "is_goods",
        "to_firm",
        "addressee.name?",
        "addressee.first_name?",
        "addressee.last_name?",
    ],
    at="addressee.references",
    severity=WARNING,
    text="the addressee has no {missing}",
    source="UPS, notice of 2014 on shipments to persons in Russia; Russian Post, data for customs",
    confidence=Confidence.GENERAL,
    fix="ask the addressee for the {missing}",
    public=frozenset({"missing"}),
)
def addressees_in_russia_are_identified(
    given: Sequence[Known] | None, named: bool, is_goods: bool, to_firm: bool, name: str | None, first: str | None, last: str | None
) -> Answer:
    """Goods to Russia do not name the taxpayer number of the addressee, or a person is named without the patronymic.

    Why: Russian customs find the addressee by full name, passport and INN, and ask for what is missing.
    Fix: ask the addressee for the INN, or the passport number, and for the name with the patronymic.
    Good: TW to RU: addressee.references.1.value = "123456789047"; addressee.name = "Anna Petrovna Ivanova"
    Bad: TW to RU: addressee.references = none
    Notes: a missing patronymic is an info, since foreigners have none.
    """
    if not is_goods or (has_kind(given, _KINDS) and (to_firm or _is_full(name, first, last))):
        return None
    hits: list[Mapping[str, Any]] = [] if has_kind(given, _KINDS) else [{"missing": "INN or passport number"}]
    if not to_firm and not _is_full(name, first, last):
        at = "addressee.name" if name else "addressee.first_name"
        hits.append({"at": at, "missing": "patronymic in the name", "severity": INFO})
    return hits


def _is_full(name: str | None, first: str | None, last: str | None) -> bool:
    return len((name or f"{first or ''} {last or ''}").split()) >= _FULL_NAME
