"""Filings: IE3F43 from ITMATT-style messages, IE3F44 from despatch data, and what could not be filed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from ead.errors import ConfigurationError
from ead.findings import Finding, Path, Severity
from ead.ics2.consignment import addressed_state, house_consignment
from ead.ics2.declarant import Address, Declarant, Representative
from ead.ics2.layout import Element, Version, layout_of
from ead.ics2.places import field_of
from ead.ics2.values import Fitting, moment, to_xml
from ead.identifiers import eori
from ead.models import Item, Itmatt
from ead.models.records import item_to_record
from ead.rules.filing_gaps import unfit_places
from ead.sufficiency import Sufficiency
from ead.validator import Validator

__all__ = ["FiledItem", "Filing", "Gap", "Note", "RefusedItem", "new_lrn", "write_f43", "write_f43_each"]

_ELEMENTS: Mapping[str | int, str] = {
    "item_id": "transportDocumentHouseLevel/documentNumber",
    "country": "address/country",
    "contents": "goodsItem",
}
_HOUSE = ("consignmentMasterLevel", "consignmentHouseLevel")


@dataclass(frozen=True, slots=True)
class Note:
    """Something optional that the filing does not carry as it was given."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A mandatory element that nothing fills: its path below the house consignment, and the field it would be filled from."""

    element: str
    path: Path


@dataclass(frozen=True, slots=True)
class FiledItem:
    """An item in a filing: its position in the message (from 0) and how it was filed."""

    index: int
    item_id: str
    level: Sufficiency
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedItem:
    """An item that is not filed, and why: findings of the rules on sufficiency, elements that stay empty, or another reason."""

    index: int
    item_id: str
    reason: str
    findings: tuple[Finding, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Filing:
    """A message to customs. ``xml`` is ``None`` when none of its items could be filed."""

    message: str
    version: Version
    xml: bytes | None
    lrn: str | None = None
    mrn: str | None = None
    items: tuple[FiledItem, ...] = ()
    refused: tuple[RefusedItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """An item on its way into a filing."""

    item: FiledItem
    state: str
    values: Mapping[str, Any]


def new_lrn() -> str:
    """A local reference number that no other filing has: 22 random letters and digits."""
    return secrets.token_hex(11).upper()


def write_f43(
    message: Itmatt,
    declarant: Declarant,
    version: Version = "2",
    *,
    lrn: str | None = None,
    issued_at: datetime | None = None,
    as_of: date | None = None,
) -> Filing:
    """One filing IE3F43 with all items of a message that suffice for it; the others are listed as refused.

    ``lrn`` and ``issued_at`` (with its offset from UTC) are made up and now unless they are given. ``as_of`` is the date that rules are
    chosen by. Raises :class:`~ead.errors.ConfigurationError` when the items go to several countries and the declarant names no
    addressed member state, or for an LRN that is not 1 to 22 characters long.
    """
    prepared, refused = prepare(message, declarant, version, as_of)
    states = {one.state for one in prepared}
    if len(states) > 1:
        raise ConfigurationError(f"the items go to {', '.join(sorted(states))}: name addressed_member_state, or file each item on its own")
    return filing_of(prepared, refused, declarant, version, lrn or new_lrn(), issued_at)


def write_f43_each(
    message: Itmatt,
    declarant: Declarant,
    version: Version = "2",
    *,
    lrns: Callable[[], str] = new_lrn,
    issued_at: datetime | None = None,
    as_of: date | None = None,
) -> Iterator[Filing]:
    """A filing IE3F43 for each item, so that each gets an MRN of its own; an item that does not suffice gives a filing without XML."""
    prepared, refused = prepare(message, declarant, version, as_of)
    known = {one.item.index: one for one in prepared}
    kept_back = {one.index: one for one in refused}
    for index in range(len(message.items)):
        if index in known:
            yield filing_of([known[index]], (), declarant, version, lrns(), issued_at)
        else:
            yield Filing("IE3F43", version, None, refused=(kept_back[index],))


def filing_of(
    prepared: Sequence[Prepared],
    refused: Sequence[RefusedItem],
    declarant: Declarant,
    version: Version,
    lrn: str,
    issued_at: datetime | None,
    message: str = "IE3F43",
) -> Filing:
    """The filing of items that are prepared."""
    if not 1 <= len(lrn) <= 22:
        raise ConfigurationError(f"the LRN has {len(lrn)} characters, expected 1 to 22")
    if not prepared:
        return Filing(message, version, None, lrn, refused=tuple(refused))
    values = {"LRN": lrn, **envelope(message[-3:], prepared, declarant, issued_at)}
    return Filing(message, version, to_xml(message, version, values), lrn, None, tuple(one.item for one in prepared), tuple(refused))


def envelope(indicator: str, prepared: Sequence[Prepared], declarant: Declarant, issued_at: datetime | None) -> dict[str, Any]:
    """What stands around the house consignments, and these."""
    agent = declarant.representative
    return {
        "documentIssueDate": moment(issued_at),
        "SpecificCircumstanceIndicator": indicator,
        "addressedMemberState": {"country": declarant.addressed_member_state or prepared[0].state},
        "representative": {**trader_values(agent), "status": agent.status} if agent is not None else None,
        "consignmentMasterLevel": {"consignmentHouseLevel": [one.values for one in prepared]},
        "declarant": trader_values(declarant),
    }


def trader_values(party: Declarant | Representative) -> dict[str, Any]:
    """The values of a declarant or representative by element."""
    return {
        "name": party.name,
        "identificationNumber": eori.compact(party.eori),
        "address": address_values(party.address),
        "communication": [{"identifier": one.identifier, "type": one.type} for one in party.communication],
    }


def address_values(address: Address) -> dict[str, str | None]:
    """The values of an address by element."""
    return {
        "city": address.city,
        "country": address.country,
        "subDivision": address.subdivision,
        "street": address.street,
        "postCode": address.postcode,
        "streetAdditionalLine": address.additional,
        "number": address.number,
        "poBox": address.po_box,
    }


def prepare(
    message: Itmatt, declarant: Declarant, version: Version, as_of: date | None, layout: str = "IE3F43"
) -> tuple[list[Prepared], list[RefusedItem]]:
    """The items that can be filed and those that cannot, by the rules on sufficiency and the layout."""
    validator = _validator(declarant.customs_data, declarant.assume_sender, declarant.assume_addressee, as_of)
    house = house_of(layout, version)
    prepared: list[Prepared] = []
    refused: list[RefusedItem] = []
    for result in validator.iter_validate(message):
        if result.index is None:
            continue
        item = message.items[result.index]
        made = _prepared(result.index, item, result.sufficiency, result.findings, house, declarant)
        if isinstance(made, Prepared):
            prepared.append(made)
        else:
            refused.append(made)
    return prepared, refused


def house_of(message: str, version: Version) -> Element:
    """The element of house consignments."""
    element = layout_of(message, version)
    for key in _HOUSE:
        found = element.child(key)
        assert found is not None
        element = found
    return element


@lru_cache(maxsize=8)
def _validator(customs_data: bool, assume_sender: str | None, assume_addressee: str | None, as_of: date | None) -> Validator:
    parameters: dict[str, dict[str, Any]] = {}
    if customs_data:
        parameters |= {code: {"always": True} for code in ("ICS2-NAT-001", "ICS2-VAL-001", "ICS2-VAL-002")}
    if assume_sender or assume_addressee:
        assumed = {"assume_sender": assume_sender, "assume_addressee": assume_addressee}
        parameters["ICS2-HS-001"] = {name: value for name, value in assumed.items() if value}
    return Validator(("eu-ics2",), as_of=as_of, parameters=parameters)


def _prepared(
    index: int, item: Item, level: Sufficiency | None, findings: Sequence[Finding], house: Element, declarant: Declarant
) -> Prepared | RefusedItem:
    state = declarant.addressed_member_state or addressed_state(item)
    if level is None or state is None:
        return RefusedItem(index, item.item_id, "the destination asks for no filing of ICS2")
    if level is Sufficiency.INSUFFICIENT:
        errors = tuple(finding for finding in findings if finding.severity is Severity.ERROR)
        unfit = tuple(Gap(_ELEMENTS[path[-1]], path) for path in unfit_places(item_to_record(item)))
        return RefusedItem(index, item.item_id, "the data does not suffice", errors, unfit)
    fitting = Fitting()
    values = house_consignment(item, declarant, lambda path, text: fitting.notes.append((path, text)))
    fitted = fitting.fit(house, values)
    if fitting.gaps:
        gaps = tuple(Gap("/".join(gap), _field_of_gap(gap, item)) for gap in fitting.gaps)
        return RefusedItem(index, item.item_id, "mandatory elements stay empty", tuple(findings), gaps)
    notes = tuple(Note(path, text) for path, text in fitting.notes)
    return Prepared(FiledItem(index, item.item_id, level, notes), state, fitted)


def _field_of_gap(gap: Sequence[str], item: Item) -> Path:
    """The field that would fill an element; ``goodsItem[2]`` is the second content piece."""
    piece = re.fullmatch(r"goodsItem\[([0-9]+)\]", gap[0])
    return (field_of(gap[1:], item, int(piece[1]) - 1) if piece else field_of(gap, item)) or ()
