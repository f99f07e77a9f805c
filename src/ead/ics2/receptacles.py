"""IE3F44: which item lies in which receptacle, from despatch data."""

from __future__ import annotations

from datetime import datetime

from ead.codelists import countries
from ead.errors import ConfigurationError
from ead.ics2.declarant import Declarant
from ead.ics2.filing import FiledItem, Filing, Gap, Prepared, RefusedItem, filing_of, new_lrn
from ead.ics2.layout import Version
from ead.identifiers import s9, s10
from ead.models import DespatchedItem, Predes
from ead.sufficiency import Sufficiency

__all__ = ["prepare_receptacles", "write_f44"]

_DESTINATION = slice(6, 8)  # an S9 identifier: six characters of the office of origin, six of that of destination
_HOUSE_DOCUMENT = "transportDocumentHouseLevel/documentNumber"
_RECEPTACLE = "receptacle/receptacleIdentificationNumber"


def write_f44(
    message: Predes,
    declarant: Declarant,
    version: Version = "2",
    *,
    lrn: str | None = None,
    issued_at: datetime | None = None,
) -> Filing:
    """One filing IE3F44 with the items of despatch data that go to the area of ICS2.

    Items without a valid S10 or S9 identifier and those to other destinations are listed as refused. Raises
    :class:`~ead.errors.ConfigurationError` when the items go to several countries and the declarant names no addressed member state.
    """
    prepared, refused = prepare_receptacles(message, declarant)
    return filing_of(prepared, refused, declarant, version, lrn or new_lrn(), issued_at, "IE3F44")


def prepare_receptacles(message: Predes, declarant: Declarant) -> tuple[list[Prepared], list[RefusedItem]]:
    """The items that can be filed and those that cannot. Raises as :func:`write_f44` does."""
    prepared: list[Prepared] = []
    refused: list[RefusedItem] = []
    seen: set[str] = set()
    for index, item in enumerate(message.items):
        made = _prepared(index, item, declarant, seen)
        if isinstance(made, Prepared):
            prepared.append(made)
        else:
            refused.append(made)
    states = {one.state for one in prepared}
    if len(states) > 1:
        raise ConfigurationError(f"the items go to {', '.join(sorted(states))}: name addressed_member_state, or file them apart")
    return prepared, refused


def _prepared(index: int, item: DespatchedItem, declarant: Declarant, seen: set[str]) -> Prepared | RefusedItem:
    gaps: list[Gap] = []
    if not s10.is_valid(item.item_id):
        gaps.append(Gap(_HOUSE_DOCUMENT, ("item_id",)))
    if not s9.is_valid(item.receptacle_id):
        gaps.append(Gap(_RECEPTACLE, ("receptacle_id",)))
    if gaps:
        return RefusedItem(index, item.item_id, "an identifier is not valid", (), tuple(gaps))
    number, receptacle = s10.compact(item.item_id), s9.compact(item.receptacle_id)
    if number in seen:
        return RefusedItem(index, item.item_id, "the item stands in the message before")
    operator = (item.destination_operator or "")[:2]
    destination = operator if countries.is_country(operator) else receptacle[_DESTINATION]
    if destination not in countries.ics2_area():
        return RefusedItem(index, item.item_id, "the destination asks for no filing of ICS2")
    seen.add(number)
    state = declarant.addressed_member_state or ("CH" if destination == "LI" else destination)
    values = {
        "receptacle": {"receptacleIdentificationNumber": receptacle},
        "transportDocumentHouseLevel": {"documentNumber": number, "type": declarant.document_type},
    }
    return Prepared(FiledItem(index, item.item_id, Sufficiency.READY), state, values)
