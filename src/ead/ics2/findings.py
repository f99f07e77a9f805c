"""Errors of customs as findings on the items and fields that were filed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from ead.findings import Finding, Fix, Location, Path, Severity
from ead.ics2.answers import LifecycleError, Rejection, ValidationError
from ead.ics2.filing import Filing
from ead.ics2.places import Place, field_of, houses_of, place_of
from ead.ics2.read import root_of
from ead.identifiers import s10
from ead.models import Item, Itmatt
from ead.wording import MASK, domain_path, shown

__all__ = ["MEANINGS", "findings_of", "located"]

MEANINGS: Mapping[str, str] = {
    "12": "wrong value: a code list, rule or condition is violated",
    "13": "a mandatory element is missing",
    "14": "the value is not supported",
    "15": "the value is not supported in this place",
    "26": "duplicate",
    "35": "too many repetitions",
    "39": "the value is too long",
    "40": "the value is too short",
    "81": "the transport document was filed before, within a year",
    "90": "the MRN is unknown",
    "91": "the MRN is there already",
    "92": "the message is out of sequence",
    "93": "the MRN is not valid",
    "100": "poor data quality: stop words, or nothing left after cleansing",
    "102": "a character is not permitted",
}
"""Validation codes (code list CL723) in words, as far as they are known from answers and from the general list of functional errors."""

_FIXES = {
    "13": "add what is missing and file again",
    "81": "amend the filing that is registered instead of filing anew",
    "100": "say in plain words what it is and file again",
    "102": "take the character out and file again",
}
_FIX = "correct the value and file again"
_OF_DECLARANT = {"name": "name", "identificationNumber": "eori", "status": "status"}
_SHORTEST_SECRET = 3


def findings_of(answer: Rejection | LifecycleError, filed: Filing | bytes, message: Itmatt) -> list[Finding]:
    """The errors of an answer as findings, in their order.

    ``filed`` is the message that was refused, as it was sent; ``message`` the advance data that it was made from. An error whose path
    leads nowhere is a finding on the message. Codes are ``ICS2-R-`` and the validation code. Raises
    :class:`~ead.ics2.UnreadableAnswer` when what was filed cannot be read.
    """
    data = filed.xml if isinstance(filed, Filing) else filed
    filing = _Filed(data, message)
    return [_finding(error, filing) for error in answer.errors]


def located(pointer: str | None, filed: Filing | bytes, message: Itmatt) -> tuple[int | None, Path]:
    """The position of the item and the field that a path in a filing leads to; ``(None, ())`` when it leads nowhere."""
    data = filed.xml if isinstance(filed, Filing) else filed
    _, index, path = _Filed(data, message).located(pointer)
    return index, path


class _Filed:
    """A message that was filed, beside the items it was made from."""

    def __init__(self, data: bytes | None, message: Itmatt) -> None:
        self._root = root_of(data) if data else etree.Element("none")
        self._houses = houses_of(self._root)
        self.items = message.items
        self._index = {s10.compact(item.item_id): index for index, item in reversed(list(enumerate(message.items)))}

    def located(self, pointer: str | None) -> tuple[Place | None, int | None, Path]:
        """The place that a path leads to, the position of its item, and the field."""
        if pointer is None:
            return None, None, ()
        place = place_of(pointer, self._root, self._houses)
        index = self._index.get(place.document or "")
        if index is None:
            return place, None, ()
        return place, index, field_of(place.element, self.items[index], place.goods, place.text) or ()


def _finding(error: ValidationError, filing: _Filed) -> Finding:
    place, index, path = filing.located(error.pointer)
    item = filing.items[index] if index is not None else None
    written = domain_path(path, item.item_id) if item is not None else _outside(place)
    details = {"validation_code": error.code}
    if error.pointer:
        details["element"] = error.pointer
    return Finding(
        code=f"ICS2-R-{error.code}",
        severity=Severity.ERROR,
        rule_set="eu-ics2",
        text=_text(error, item),
        location=Location(written, xpath=error.pointer),
        item_id=item.item_id if item is not None else None,
        fix=Fix(_FIXES.get(error.code, _FIX)),
        reference="ICS2 answer of customs, code list CL723",
        item_index=index,
        path=path,
        details=details,
    )


def _text(error: ValidationError, item: Item | None) -> str:
    """What customs say, with personal values masked, behind what the code means."""
    said = error.description or error.technical
    meaning = MEANINGS.get(error.code, f"validation code {error.code}")
    if said is None:
        return f"refused by customs: {meaning}"
    for secret in sorted(set(_secrets(item)), key=len, reverse=True):
        said = said.replace(secret, MASK)
    return f'refused by customs: {meaning} ("{shown(said)}")'


def _secrets(item: Item | None) -> Iterator[str]:
    """The personal values of an item that a text might quote."""
    for party in (item.sender, item.addressee) if item is not None else ():
        for name, value in party or ():
            if isinstance(value, str) and name not in ("country", "person_type") and len(value) >= _SHORTEST_SECRET:
                yield value
            elif name == "references":
                yield from (reference.value for reference in value)


def _outside(place: Place | None) -> str:
    """A place that is no item's, for people: ``declarant / eori``."""
    if place is None or not place.element:
        return "message"
    first, *rest = place.element
    if first in ("declarant", "representative"):
        rest = [_OF_DECLARANT.get(name, name) for name in rest]
    return " / ".join(("message" if first == "consignmentHouseLevel" else first, *rest))
