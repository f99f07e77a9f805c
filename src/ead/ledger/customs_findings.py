"""Refusals of customs as findings on the items and fields that were filed, from what the ledger knows of both.

The ledger keeps no message as it was sent. From its rows the skeleton of a filing is made anew - its house consignments in their order,
each with its document and its goods items - so that the path of an error leads to item and content piece; the field is then that of the
declaration that was in force when the filing was made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree
from sqlalchemy import Connection, or_, select

from ead.findings import Finding, Location
from ead.ics2.answers import Rejection, ValidationError
from ead.ics2.findings import findings_of
from ead.ics2.places import Place, houses_of, place_of
from ead.ledger.customs_rows import ERRORS, FILING_KINDS
from ead.ledger.declared import declared_item
from ead.ledger.schema import EVENTS, FILINGS, PERSONAL, REVISIONS
from ead.models import Item, Itmatt

__all__ = ["is_mended", "item_at", "refusals_of"]

Row = dict[str, Any]


def item_at(connection: Connection, error: Mapping[str, Any], known: dict[tuple[str, ...], Any]) -> str | None:
    """The identifier of the item that an error points to; ``None`` when it points to none, or the filing is not known.

    ``known`` holds filings that were looked up for other errors.
    """
    pointer = json.loads(error["facts"]).get("pointer")
    key = (error["lrn"], error["mrn"], error["at"])
    if pointer and key not in known:
        known[key] = _filed(connection, error)
    filed = known.get(key)
    return _place(pointer, filed).document if filed is not None and pointer else None


def refusals_of(connection: Connection, s10: str) -> list[Finding]:
    """The errors by which customs refused filings of an item, as findings, the oldest refusal first; errors mended since are left out.

    An error is mended by a filing or amendment of the item that was made after it.
    """
    query = select(EVENTS.c.message).where(EVENTS.c.s10 == s10, EVENTS.c.kind.in_(ERRORS)).distinct()
    answers = sorted(connection.execute(query).scalars())
    found: list[tuple[str, Finding]] = []
    for message in answers:
        errors = _errors(connection, message)
        if not is_mended(connection, s10, errors[0]["at"]):
            found += [(errors[0]["at"], finding) for finding in _findings(connection, errors) if finding.item_id == s10]
    return [finding for _, finding in sorted(found, key=lambda one: one[0])]


def is_mended(connection: Connection, s10: str, at: str) -> bool:
    """Whether an item was filed or amended after a time."""
    query = select(FILINGS.c.id).where(FILINGS.c.s10 == s10, FILINGS.c.kind.in_(FILING_KINDS), FILINGS.c.at > at).limit(1)
    return connection.execute(query).first() is not None


def _errors(connection: Connection, message: str) -> list[Row]:
    query = select(FILINGS).where(FILINGS.c.message == message).order_by(FILINGS.c.position)
    return [dict(row) for row in connection.execute(query).mappings()]


def _findings(connection: Connection, errors: Sequence[Row]) -> Iterator[Finding]:
    filed = _filed(connection, errors[0])
    if filed is None:
        return
    texts = _texts(connection, [error["id"] for error in errors])
    told = tuple(_error(error, texts.get(error["id"], {})) for error in errors)
    places = [_place(error.pointer, filed) for error in told]
    items = [_declared(connection, document, filed.at) for document in dict.fromkeys(place.document for place in places) if document]
    message = Itmatt.model_construct(items=tuple(item for item in items if item is not None))
    rejection = Rejection(reference=errors[0]["lrn"], notified_at=None, errors=told)
    for finding, place in zip(findings_of(rejection, filed.xml, message), places, strict=True):
        yield finding if finding.item_id or not place.document else _on(place.document, finding)


def _on(document: str, finding: Finding) -> Finding:
    """A finding on an item of which nothing but the identifier is known."""
    return finding._replace(item_id=document, location=Location(document, xpath=finding.location.xpath))


def _error(row: Row, text: Mapping[str, str]) -> ValidationError:
    pointer = json.loads(row["facts"]).get("pointer")
    return ValidationError(code=row["code"], description=text.get("description"), technical=text.get("technical"), pointer=pointer)


def _texts(connection: Connection, keys: Sequence[str]) -> dict[str, Mapping[str, str]]:
    found = connection.execute(select(PERSONAL.c.id, PERSONAL.c.body).where(PERSONAL.c.id.in_(keys)))
    return {row.id: json.loads(row.body) for row in found}


class _Skeleton:
    """What is left of a filing: its house consignments, and when it was made."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.at = rows[0]["at"]
        self.root = etree.Element(rows[0]["kind"])
        master = etree.SubElement(self.root, "consignmentMasterLevel")
        for row in rows:
            house = etree.SubElement(master, "consignmentHouseLevel")
            for _ in range(row["goods"]):
                etree.SubElement(house, "goodsItem")
            document = etree.SubElement(house, "transportDocumentHouseLevel")
            etree.SubElement(document, "documentNumber").text = row["s10"]
        self.houses = houses_of(self.root)
        self.xml = etree.tostring(self.root)


def _filed(connection: Connection, error: Mapping[str, Any]) -> _Skeleton | None:
    """The message that an error is about: of those with its reference the last one made before the answer."""
    names = [column == error[name] for name, column in (("lrn", FILINGS.c.lrn), ("mrn", FILINGS.c.mrn)) if error[name]]
    if not names:
        return None
    made = select(FILINGS.c.message).where(or_(*names), FILINGS.c.kind.in_((*FILING_KINDS, "IE3F44", "IE3A44")))
    before = made.where(FILINGS.c.at <= error["at"]).order_by(FILINGS.c.at.desc(), FILINGS.c.message).limit(1)
    message = connection.execute(before).scalar() or connection.execute(made.order_by(FILINGS.c.at, FILINGS.c.message).limit(1)).scalar()
    if message is None:
        return None
    query = select(FILINGS).where(FILINGS.c.message == message).order_by(FILINGS.c.position)
    return _Skeleton([dict(row) for row in connection.execute(query).mappings()])


def _place(pointer: str | None, filed: _Skeleton) -> Place:
    return place_of(pointer, filed.root, filed.houses) if pointer else Place(())


def _declared(connection: Connection, s10: str, at: str) -> Item | None:
    """The item as it was declared when the filing was made, with its personal data as far as it is still there."""
    query = select(REVISIONS.c.id, REVISIONS.c.facts, PERSONAL.c.body).join(PERSONAL, PERSONAL.c.id == REVISIONS.c.id, isouter=True)
    rows = query.where(REVISIONS.c.s10 == s10).order_by(REVISIONS.c.at.desc(), REVISIONS.c.id)
    row = connection.execute(rows.where(REVISIONS.c.at <= at).limit(1)).first() or connection.execute(rows.limit(1)).first()
    return declared_item(row.facts, row.body) if row is not None else None
