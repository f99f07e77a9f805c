"""Filings to the customs of the European Union and their answers, in the ledger.

Which items an answer is about can often be told only with the filing and its registration, and these may come later. So events of items
are made anew whenever one of them arrives: the same messages come to the same events in any order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from lxml import etree
from sqlalchemy import Connection, and_, delete, exists, or_, select, update

from ead.ics2.read import UnreadableAnswer, answer_of, root_of
from ead.ics2.sent import SENT, sent_of
from ead.intake.source import open_source
from ead.ledger.customs_rows import ERRORS, FILING_KINDS, Statement, message_facts, statements_of
from ead.ledger.moments import now
from ead.ledger.schema import EVENTS, FILINGS, PERSONAL
from ead.ledger.settling import chunks, put, settle_items
from ead.ledger.states import Happening
from ead.limits import Limits

__all__ = ["filed_under", "is_of_customs", "record_customs", "statements_on_filings_of", "waiting"]

_LOOK = 65_536
Row = dict[str, Any]
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?IE3[A-Z][0-9]{2}[\s/>]")
_BEFORE_ROOT = {b"<?": b"?>", b"<!--": b"-->", b"<!": b">"}
_TELLING = (*ERRORS, "IE3N03", "IE3Q01", "IE3Q02", "IE3Q03")
_FILED = (*FILING_KINDS, "IE3F44", "IE3A44")
_ASKING = ("IE3Q02", "IE3Q03")
_DEFINES = frozenset({*FILING_KINDS, "IE3F44", "IE3A44", "IE3R01"})
_OF_EVENT = ("at", "kind", "happening", "code", "referral", "referral_type", "respond_by", "message", "facts")


def is_of_customs(source: str | Path | bytes) -> bool:
    """Whether a source looks like a message of ICS2: its first element is called IE3 and so on."""
    if isinstance(source, bytes):
        head = source[:_LOOK]
    else:
        with open_source(source) as reader:
            head = reader.read(_LOOK)
    return _ROOT.match(head, _root_at(head)) is not None


def _root_at(head: bytes) -> int:
    """Where the first element begins, behind declaration, comments and DOCTYPE; the end when there is none. One look at each byte."""
    at = head.find(b"<")
    while at >= 0 and (kind := next((mark for mark in (b"<?", b"<!--", b"<!") if head.startswith(mark, at)), None)):
        end = head.find(_BEFORE_ROOT[kind], at)
        at = head.find(b"<", end) if end >= 0 else -1
    return at if at >= 0 else len(head)


def record_customs(connection: Connection, source: str | Path | bytes, sha256: str, limits: Limits) -> dict[str, Any]:
    """Write what a message of ICS2 says; returns the columns of its row among the messages. One that cannot be read writes nothing."""
    try:
        root = root_of(source, limits=limits)
        message = sent_of(root) if etree.QName(root).localname in SENT else answer_of(root)
        statements = statements_of(message, sha256)
    except UnreadableAnswer as error:
        return _row({"kind": "", "direction": "in", "partner": "", "message_id": "", "created_at": ""}, 0, str(error))
    _write(connection, statements)
    return _row(message_facts(message), len(statements), None)


def _row(facts: Mapping[str, str], items: int, fault: str | None) -> dict[str, Any]:
    counts = {"items": items, "accepted": 0 if fault else items, "rejected": 0, "incomplete": 0, "error": int(fault is not None)}
    finding = {"code": "CORE-INT-002", "severity": "error", "path": "message", "line": None, "text": fault}
    report = {
        "outcome": "rejected" if fault else "accepted",
        "counts": {**counts, "warning": 0, "info": 0},
        "findings": [finding] if fault else [],
    }
    return {
        **facts,
        "outcome": "refused" if fault else "recorded",
        "message_id": facts["message_id"][:35],
        "items": items,
        "errors": counts["error"],
        "warnings": 0,
        "report": json.dumps(report),
    }


def _write(connection: Connection, statements: Sequence[Statement]) -> None:
    texts = [(one["id"], one["s10"], one.pop("text")) for one in statements]
    for part in chunks(statements):
        put(connection, FILINGS, part)
    moment = now()
    put(
        connection, PERSONAL, [{"id": key, "s10": s10, "recorded_at": moment, "body": json.dumps(body)} for key, s10, body in texts if body]
    )
    if not statements:
        return
    first = statements[0]
    if first["kind"] in _DEFINES:
        group = _group(connection, first["lrn"], first["mrn"], {one["s10"] for one in statements})
        touched = _derive(connection, group)
    else:
        touched = _derive(connection, [*statements, *_answers_to(connection, statements)])
    settle_items(connection, touched)


def _answers_to(connection: Connection, statements: Sequence[Statement]) -> list[Row]:
    """What was said before in answer to these questions, for a question tells which items its answer is about."""
    asked = sorted({one["referral"] for one in statements if one["kind"] in _ASKING})
    if not asked:
        return []
    told = select(FILINGS.c.message).where(FILINGS.c.referral.in_(asked), FILINGS.c.happening == Happening.ANSWERED.value)
    return [dict(row) for row in connection.execute(select(FILINGS).where(FILINGS.c.message.in_(told))).mappings()]


def _group(connection: Connection, lrn: str, mrn: str, items: Iterable[str]) -> list[Row]:
    """All statements that a filing, amendment, registration or link to receptacles may throw new light on."""
    lrns, mrns = _names(connection, {lrn} - {""}, {mrn} - {""})
    for part in chunks(sorted(set(items) - {""})):
        found = connection.execute(select(FILINGS.c.lrn, FILINGS.c.mrn).where(FILINGS.c.s10.in_(part), FILINGS.c.kind.in_(FILING_KINDS)))
        more = found.all()
        lrns, mrns = lrns | {row.lrn for row in more} - {""}, mrns | {row.mrn for row in more} - {""}
    lrns, mrns = _names(connection, lrns, mrns)
    rows: dict[str, Row] = {}
    for column, names in ((FILINGS.c.lrn, lrns), (FILINGS.c.mrn, mrns)):
        for part in chunks(sorted(names)):
            rows |= {row["id"]: dict(row) for row in connection.execute(select(FILINGS).where(column.in_(part))).mappings()}
    return list(rows.values())


def _names(connection: Connection, lrns: set[str], mrns: set[str]) -> tuple[set[str], set[str]]:
    """The LRNs and MRNs that registrations put in each other's place."""
    known_lrns, known_mrns = set(lrns), set(mrns)
    for column, names in ((FILINGS.c.lrn, lrns), (FILINGS.c.mrn, mrns)):
        for part in chunks(sorted(names)):
            query = select(FILINGS.c.lrn, FILINGS.c.mrn).where(column.in_(part), FILINGS.c.kind == "IE3R01")
            for row in connection.execute(query):
                known_lrns.add(row.lrn)
                known_mrns.add(row.mrn)
    return known_lrns - {""}, known_mrns - {""}


def _derive(connection: Connection, statements: Sequence[Mapping[str, Any]]) -> set[str]:
    """Make the events of items that follow from statements, in place of those that were made before; returns the identifiers concerned."""
    scope = _Scope(connection)
    rows: dict[str, Row] = {}
    for one in statements:
        items = scope.items_of(one)
        rows |= {row["id"]: row for s10 in items if (row := _event(scope.judged(one, s10), s10))}
        if one["kind"] in ERRORS and len(items) == 1:
            connection.execute(update(PERSONAL).where(PERSONAL.c.id == one["id"]).values(s10=items[0]))
    touched = {str(row["s10"]) for row in rows.values()} | {one["s10"] for one in statements} | scope.met()
    messages = sorted({one["message"] for one in statements})
    for identifiers in chunks(sorted(touched - {""})):
        for part in chunks(messages):
            mine = and_(EVENTS.c.s10.in_(identifiers), EVENTS.c.message.in_(part), EVENTS.c.kind.like("IE3%"))
            connection.execute(delete(EVENTS).where(mine))
    for part in chunks(rows.values()):
        put(connection, EVENTS, part)
    return touched - {""}


class _Scope:
    """Which items statements are about, with what was looked up on the way."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._filed: dict[tuple[str, str], Mapping[str, str]] = {}
        self._asked: dict[tuple[str, str], frozenset[str]] = {}
        self._skeletons: dict[tuple[str, ...], Any] = {}

    def met(self) -> set[str]:
        """All items of the filings that were looked up."""
        return {s10 for found in self._filed.values() for s10 in found}

    def items_of(self, one: Mapping[str, Any]) -> list[str]:
        """The items that a statement is about, as far as it can be told.

        A do-not-load on a receptacle holds items whose receptacle is not known.
        """
        if one["s10"]:
            return [one["s10"]]
        if one["kind"] in ERRORS:
            from ead.ledger.customs_findings import item_at

            found = item_at(self._connection, one, self._skeletons)
            return [found] if found else []
        if one["happening"] == Happening.ANSWERED.value:
            return sorted(self._asked_by(one))
        items = self._items_under(one["lrn"], one["mrn"])
        if not one["receptacle"]:
            return sorted(items)
        fitting = (one["receptacle"], "") if one["kind"] == "IE3Q01" else (one["receptacle"],)
        return sorted(s10 for s10, receptacle in items.items() if receptacle in fitting)

    def judged(self, one: Mapping[str, Any], s10: str) -> Mapping[str, Any]:
        """The statement as it concerns an item: an amendment answers the question of the items that were asked about, and of no others."""
        if one["kind"] != "IE3A43" or one["happening"] != Happening.ANSWERED.value or s10 in self._asked_by(one):
            return one
        return {**one, "happening": Happening.NOTED.value, "code": "", "referral": "", "referral_type": ""}

    def _items_under(self, lrn: str, mrn: str) -> Mapping[str, str]:
        if (lrn, mrn) not in self._filed:
            self._filed[lrn, mrn] = filed_under(self._connection, lrn, mrn)
        return self._filed[lrn, mrn]

    def _asked_by(self, one: Mapping[str, Any]) -> frozenset[str]:
        """The items that a question is about which this statement answers."""
        key = (one["referral"], one["mrn"])
        if key not in self._asked:
            wanted = and_(FILINGS.c.referral == key[0], FILINGS.c.mrn == key[1], FILINGS.c.kind.in_(_ASKING))
            questions = self._connection.execute(select(FILINGS).where(wanted)).mappings().all()
            self._asked[key] = frozenset(s10 for question in questions for s10 in self.items_of(dict(question)))
        return self._asked[key]


def _event(statement: Mapping[str, Any], s10: str) -> dict[str, Any]:
    key = blake2b(f"{statement['id']}/{s10}".encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return {**{name: statement[name] for name in _OF_EVENT}, "id": key, "s10": s10, "posted": "", "item": None, "local": False}


def filed_under(connection: Connection, lrn: str, mrn: str) -> Mapping[str, str]:
    """The items that were filed under an LRN or MRN, each with the receptacle it lies in (empty when that is not known)."""
    lrns, mrns = _names(connection, {lrn} - {""}, {mrn} - {""})
    named = or_(and_(FILINGS.c.lrn != "", FILINGS.c.lrn.in_(sorted(lrns))), and_(FILINGS.c.mrn != "", FILINGS.c.mrn.in_(sorted(mrns))))
    items = set(connection.execute(select(FILINGS.c.s10).where(named, FILINGS.c.kind.in_(FILING_KINDS))).scalars())
    receptacles = dict.fromkeys(items, "")
    for part in chunks(sorted(items)):
        query = select(FILINGS.c.s10, FILINGS.c.receptacle).where(FILINGS.c.s10.in_(part), FILINGS.c.receptacle != "")
        for row in connection.execute(query.order_by(FILINGS.c.at, FILINGS.c.id)):
            receptacles[row.s10] = row.receptacle
    return receptacles


def waiting(connection: Connection, limit: int) -> list[Row]:
    """Decisions, questions and refusals that name no item and whose filing is not known, the oldest first."""
    filed, registered = FILINGS.alias("filed"), FILINGS.alias("registered")
    by_lrn = exists().where(filed.c.lrn == FILINGS.c.lrn, filed.c.lrn != "", filed.c.kind.in_(_FILED))
    by_mrn = exists().where(filed.c.mrn == FILINGS.c.mrn, filed.c.mrn != "", filed.c.kind.in_(_FILED))
    through = and_(registered.c.mrn == FILINGS.c.mrn, registered.c.kind == "IE3R01", registered.c.mrn != "")
    by_registration = exists().where(through, filed.c.lrn == registered.c.lrn, filed.c.kind.in_(_FILED))
    query = select(*(FILINGS.c[name] for name in ("kind", "at", "lrn", "mrn", "code", "referral", "message")))
    open_ended = query.where(FILINGS.c.s10 == "", FILINGS.c.kind.in_(_TELLING), ~by_lrn, ~by_mrn, ~by_registration)
    return [dict(row) for row in connection.execute(open_ended.order_by(FILINGS.c.at, FILINGS.c.id).limit(limit)).mappings()]


def statements_on_filings_of(connection: Connection, s10: str) -> list[str]:
    """The statements on filings of an item that name no item."""
    query = select(FILINGS.c.lrn, FILINGS.c.mrn).where(FILINGS.c.s10 == s10, FILINGS.c.kind.in_(FILING_KINDS))
    named = connection.execute(query).all()
    lrns, mrns = _names(connection, {row.lrn for row in named} - {""}, {row.mrn for row in named} - {""})
    of_filing = or_(FILINGS.c.lrn.in_(sorted(lrns)), FILINGS.c.mrn.in_(sorted(mrns)))
    return list(connection.execute(select(FILINGS.c.id).where(FILINGS.c.s10 == "", of_filing)).scalars())
