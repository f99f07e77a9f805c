"""IE3F42: the master air waybill with the receptacles it carries, as an air carrier or a post on its behalf files it.

Carrier, flight, times, routing and places are in no message between posts: they come from the carrier. Only releases 2 and 3 know it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ead.codelists import countries
from ead.errors import ConfigurationError
from ead.ics2.declarant import Address, Communication, Declarant
from ead.ics2.filing import Filing, address_values, new_lrn, trader_values
from ead.ics2.values import moment, to_xml
from ead.identifiers import eori, s9

__all__ = ["Carrier", "Place", "Shipper", "Waybill", "write_f42"]

_MOST_RECEPTACLES = 999
_MOST_COUNTRIES = 99
_AIR = "4"
_TYPES = ("N741", "N740")


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """The airline, by its EORI number."""

    name: str
    eori: str
    address: Address
    communication: tuple[Communication, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipper:
    """Consignor or consignee of the waybill, as a rule a post; ``person_type`` is 1 natural, 2 legal, 3 association."""

    name: str
    address: Address
    person_type: str = "2"
    number: str | None = None
    communication: tuple[Communication, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of loading or unloading: its country, and either its UN/LOCODE or its name (C3007, C3008)."""

    country: str
    unlocode: str | None = None
    name: str | None = None

    def __post_init__(self) -> None:
        if bool(self.unlocode) == bool(self.name):
            raise ConfigurationError("place: expected either unlocode or name")
        if self.unlocode and not self.unlocode.startswith(self.country):
            raise ConfigurationError(f'place: unlocode "{self.unlocode}" is not in country "{self.country}"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Waybill:
    """A master air waybill and the flight that carries it.

    ``routing`` are the countries of the flight in their order, from that of loading to that of unloading; ``office`` is the customs office
    of first entry. ``departure`` is estimated unless ``departed``. Times have an offset from UTC. ``type`` is N741 or N740.

    Raises :class:`~ead.errors.ConfigurationError` where rules R3013, R3014, R3018 and R3053 are broken.
    """

    number: str
    carrier: Carrier
    consignor: Shipper
    consignee: Shipper
    flight: str
    departure: datetime
    arrival: datetime
    routing: tuple[str, ...]
    loading: Place
    unloading: Place
    office: str
    departed: bool = False
    type: str = "N741"
    re_entry: bool = False
    split: bool = False
    documents: tuple[tuple[str, str], ...] = field(default=())

    def __post_init__(self) -> None:
        if self.type not in _TYPES:
            raise ConfigurationError(f'type: "{self.type}" is not known, expected {", ".join(_TYPES)}')
        if not eori.is_valid(self.carrier.eori):
            raise ConfigurationError(f'carrier: "{self.carrier.eori}" is no EORI number')
        if not re.fullmatch("[A-Z]{2}[A-Z0-9]{6}", self.office):
            raise ConfigurationError(f'office: "{self.office}" is no customs office, expected a country and six letters or digits')
        if self.arrival < self.departure:
            raise ConfigurationError("arrival: lies before departure (R3053)")
        self._check_routing()

    def _check_routing(self) -> None:
        if not 2 <= len(self.routing) <= _MOST_COUNTRIES:
            raise ConfigurationError(f"routing: has {len(self.routing)} countries, expected 2 to {_MOST_COUNTRIES}")
        if self.routing[0] != self.loading.country:
            raise ConfigurationError(f'routing: begins with "{self.routing[0]}", expected the country of loading (R3013)')
        if self.routing[-1] != self.unloading.country:
            raise ConfigurationError(f'routing: ends with "{self.routing[-1]}", expected the country of unloading (R3014)')
        first = next((country for country in self.routing if country in countries.ics2_area()), None)
        if first != self.office[:2]:
            raise ConfigurationError(f'office: "{self.office}" is not in "{first}", the first country of the routing in the Union (R3018)')


def write_f42(
    receptacles: Sequence[str], waybill: Waybill, declarant: Declarant, *, lrn: str | None = None, issued_at: datetime | None = None
) -> Filing:
    """The filing IE3F42 of a waybill with its receptacles (S9 identifiers), in the layout of releases 2 and 3.

    Raises :class:`~ead.errors.ConfigurationError` for no or too many receptacles, one that stands twice or is no S9 identifier.
    """
    numbers = [s9.compact(one) for one in receptacles]
    if wrong := [one for one in numbers if not s9.is_valid(one)]:
        raise ConfigurationError(f'"{wrong[0]}" is no receptacle, expected an S9 identifier')
    if not 1 <= len(numbers) <= _MOST_RECEPTACLES or len(set(numbers)) < len(numbers):
        raise ConfigurationError(f"there are {len(numbers)} receptacles, expected 1 to {_MOST_RECEPTACLES} different ones")
    chosen, agent = lrn or new_lrn(), declarant.representative
    values = {
        "LRN": chosen,
        "documentIssueDate": moment(issued_at),
        "SpecificCircumstanceIndicator": "F42",
        "reEntryIndicator": _flag(waybill.re_entry),
        "splitConsignment": {"splitConsignmentIndicator": _flag(waybill.split)},
        "representative": {**trader_values(agent), "status": agent.status} if agent is not None else None,
        "activeBorderTransportMeans": _flight(waybill),
        "consignmentMasterLevel": _master(waybill, numbers),
        "declarant": trader_values(declarant),
        "customsOfficeOfFirstEntry": {"referenceNumber": waybill.office},
    }
    return Filing("IE3F42", "2", to_xml("IE3F42", "2", values), chosen)


def _flag(value: bool) -> str:
    return "1" if value else "0"


def _flight(waybill: Waybill) -> dict[str, Any]:
    departure = "actualDateAndTimeOfDeparture" if waybill.departed else "estimatedDateAndTimeOfDeparture"
    routing = [{"sequenceNumber": str(number), "country": country} for number, country in enumerate(waybill.routing, 1)]
    return {
        "ModeOfTransport": _AIR,
        departure: moment(waybill.departure),
        "estimatedDateAndTimeOfArrival": moment(waybill.arrival),
        "conveyanceReferenceNumber": waybill.flight,
        "countriesOfRoutingOfMeansOfTransport": routing,
    }


def _master(waybill: Waybill, receptacles: Sequence[str]) -> dict[str, Any]:
    carrier = waybill.carrier
    return {
        "receptacle": [{"receptacleIdentificationNumber": one} for one in receptacles],
        "supportingDocuments": [{"referenceNumber": number, "type": kind} for number, kind in waybill.documents],
        "carrier": {
            "name": carrier.name,
            "identificationNumber": eori.compact(carrier.eori),
            "address": address_values(carrier.address),
            "communication": _communication(carrier.communication),
        },
        "consignee": _shipper(waybill.consignee),
        "consignor": _shipper(waybill.consignor),
        "placeOfLoading": _place(waybill.loading),
        "transportDocumentMasterLevel": {"documentNumber": waybill.number, "type": waybill.type},
        "placeOfUnloading": _place(waybill.unloading),
    }


def _shipper(party: Shipper) -> dict[str, Any]:
    return {
        "name": party.name,
        "identificationNumber": party.number,
        "typeOfPerson": party.person_type,
        "address": address_values(party.address),
        "communication": _communication(party.communication),
    }


def _communication(given: Sequence[Communication]) -> list[dict[str, str]]:
    return [{"identifier": one.identifier, "type": one.type} for one in given]


def _place(place: Place) -> dict[str, Any]:
    return {"UNLOCODE": place.unlocode} if place.unlocode else {"location": place.name, "address": {"country": place.country}}
