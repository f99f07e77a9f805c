"""Rules: European Union, ICS2. What the parties are, and the numbers they are registered under."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from ead.codelists import countries
from ead.identifiers import eori, ioss
from ead.native import twin
from ead.parties import derived_type
from ead.rules.api import ERROR, WARNING, Answer, AppliesTo, Scope, rule
from ead.rules.reference_facts import Known

__all__: list[str] = []

_RELEASE_1, _RELEASE_2 = date(2021, 3, 15), date(2023, 3, 1)
_UNION = countries.eu_members() | {"XI"}
_TYPES = frozenset({"1", "2", "3"})
_NAMES = ("name?", "first_name?", "last_name?", "company?")


@rule(
    "ICS2-PTY-001",
    on=Scope.PARTY,
    reads=["person_type?", "references?", *_NAMES],
    at="person_type",
    severity=WARNING,
    text="{state}, expected 1 natural person, 2 legal person or 3 association of persons",
    source="ICS2 code list CL729; field typeOfPerson of filing F43",
    since=_RELEASE_1,
    fix="say what the party is, or give the firm's name in the field for it",
    supersedes=frozenset({"UPU-CODE-005"}),
    details={"ics2_rule": "CL729", "validation_code": "12"},
    public=frozenset({"state"}),
)
def type_of_person_is_known(
    person_type: str | None,
    references: Sequence[Sequence[str | None]] | None,
    name: str | None,
    first: str | None,
    last: str | None,
    company: str | None,
    *,
    assume: str | None = None,
) -> Answer:
    """The type of person is not one of the three, or is not given and cannot be derived.

    Why: the filing must say whether a party is a natural person; whether goods need an HS code hangs on it.
    Fix: say what the party is, or give the firm's name in the field for it.
    Good: addressee.person_type = "1"
    Bad: addressee.person_type = "7"
    Notes: where it is not given it is derived: a company, the EORI or a company's tax number, or a legal form in the name make a
        legal person, nothing but a personal name a natural one. `assume` ("1" or "2") says what to take where that fails.
    """
    if person_type in _TYPES or (person_type is None and company):
        return None
    if person_type is not None:
        return {"state": f'type of person "{person_type}" is not known'}
    if not (name or first or last):
        return None
    kinds = [kind for kind, _ in references or ()]
    known = derived_type(None, company, name, first, last, kinds, assume).person_type
    return None if known else {"state": "the type of person is not given and cannot be told from the name"}


@rule(
    "ICS2-EORI-001",
    on=Scope.ITEM,
    reads=["to_firm", "addressee_references?"],
    at="addressee.references",
    severity=WARNING,
    text="the addressee is a firm and has no EORI number",
    source="ICS2 release 2, consignee's identification number if one was assigned; Delegated Regulation (EU) 2015/2446, annex B",
    since=_RELEASE_2,
    fix="add the addressee's EORI number as a reference",
    details={"validation_code": "13"},
    applies_to=AppliesTo(destinations=_UNION),
)
def firms_give_their_eori_number(firm: bool, references: Sequence[Known] | None) -> Answer:
    """The addressee is a firm in the Union or Northern Ireland and gives no EORI number.

    Why: importing firms have one, and the filing has to name it if it was assigned.
    Fix: add the addressee's EORI number as a reference of kind EORI.
    Good: addressee.company = "Peeters Textiel NV"; addressee.person_type = "2"; addressee.references.1.kind = "EORI";
        addressee.references.1.value = "BE0123456789"; sender.references = none
    Bad: addressee.company = "Peeters Textiel NV"; addressee.person_type = "2"; sender.references = none
    """
    return {} if firm and not (references and _have_eori(references)) else None


def _have_eori(references: Sequence[Known]) -> bool:
    for reference in references:  # noqa: SIM110 - a generator costs more than the test
        if "EORI" in reference.kinds:
            return True
    return False


@rule(
    "ICS2-EORI-002",
    on=Scope.PARTY,
    reads=["references", "role"],
    at="references",
    severity=ERROR,
    text="the EORI number {fault}",
    source="Regulation (EU) No 952/2013; Delegated Regulation (EU) 2015/2446, annex B (EORI: country and up to 15 letters and digits)",
    since=_RELEASE_1,
    fix="correct the number; it begins with the code of the member state that issued it, or XI for Northern Ireland",
    supersedes=frozenset({"EUI-REF-001"}),
    details={"validation_code": "12"},
    public=frozenset({"fault"}),
    each_field=True,
)
def eori_numbers_are_of_the_union(references: Sequence[Sequence[str | None]], role: str) -> Answer:
    """A number given as EORI does not have the form of one, or the addressee's was not issued in the Union or Northern Ireland.

    Why: numbers are checked against the register of the Union; one that is not there cannot be filed.
    Fix: correct the number; it begins with the code of the member state that issued it, or XI for Northern Ireland.
    Good: sender.references.2.kind = "EORI"; sender.references.2.value = "BE0123456789"
    Bad: sender.references.2.kind = "EORI"; sender.references.2.value = "BE-012345678901234567"
    Notes: a British number passes for senders.
    """
    return _odd_eori_numbers(references, role) if _maybe_odd_eori()(references, role) else None


@cache
def _maybe_odd_eori() -> Callable[[Sequence[Sequence[str | None]], str], bool]:
    return twin(
        "identifiers",
        lambda native: native.Numbers(ioss.MEMBER_STATES, countries.eu_members()).maybe_odd_eori,
        lambda: lambda references, role: any(reference[0] == "EORI" for reference in references),
    )


def _odd_eori_numbers(references: Sequence[Sequence[str | None]], role: str) -> Answer:
    hits: list[Mapping[str, Any]] = []
    for number, (kind, value) in enumerate(references, 1):
        if kind == "EORI" and value is not None and (fault := _fault_of_eori(value, role)):
            hits.append({"at": f"references.{number}.value", "fault": fault})
    return hits or None


def _fault_of_eori(value: str, role: str) -> str:
    if not eori.is_valid(value):
        return "has another form than a country code and up to 15 letters and digits"
    return "is British, expected one of the Union" if role == "addressee" and eori.country(value) == "GB" else ""
