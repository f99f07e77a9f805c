"""From messages to views on their way to the service: declarations with the organisations they are between, responses as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ead.cds.sending import Outgoing, SendReport
from ead.cds.views import Failed, Key, key_of
from ead.convert import Reading, reading
from ead.crossing import crossing_between
from ead.errors import UnsupportedFormat
from ead.fields.layout import ITEM_LAYOUT, Layout, Record
from ead.fields.messages import MessageType, message_type
from ead.findings import Finding
from ead.formats.cds_encode import view_lines
from ead.formats.cds_frame import DECLARATIONS
from ead.formats.cds_soap import view_for
from ead.limits import Limits

__all__ = ["outgoing"]

_INDENT = "    "
_OF_CUSITM = {
    "post_organisation": "cds.PostOrganizationCd",
    "customs_organisation": "cds.CustOrganizationCd",
    "object_type": "cds.TypeCd",
    "mail_state": "cds.MailStateCd",
    "mail_state_remarks": "cds.MailStateRemarks",
    "declaration_state": "cds.CDSStateCd",
    "mail_object_id": "cds.MailObject.PId",
    "declaration_id": "cds.PId",
}


def outgoing(
    source: Any, message: str, own: Mapping[str, str], report: SendReport, limits: Limits, *, whole_names: bool = False
) -> Iterator[Outgoing]:
    """The views of a source's items, one at a time; items that fail their structure go into the report.

    ``source`` is a path, bytes, a binary file or a model of ``message``, or a CUSITM where declarations are asked for; ``own`` are extra
    fields for elements that only CDS has, where an item has none. With ``whole_names`` a name in parts is written whole as well, for
    receivers that read nothing else. Raises :class:`~ead.errors.UnsupportedFormat` for another message.
    """
    with reading(source, limits=limits) as opened:
        if not isinstance(opened, Reading):
            report.failed.append(Failed(message, Key("", ""), tuple(opened)))
            return
        kind, target = opened.run.kind, message_type(message)
        if kind is not target and not (kind.declares and message == DECLARATIONS):
            raise UnsupportedFormat(f"the source holds items of {kind.name}, expected {message}")
        crossing = crossing_between(kind, target, {}, message)
        for record in opened.records():
            sent = crossing.carry(record)
            if message == DECLARATIONS:
                sent = _with_extras(target, sent, {**own, **_known(kind, record)})
                sent = _with_names(sent) if whole_names else sent
            view = "".join(view_lines(view_for(message, sent), sent, None, _INDENT))
            yield Outgoing(key_of(target, sent), view, tuple(_personal(target.item, sent)))
    report.failed += _failed(opened, message)


def _known(kind: MessageType, record: Record) -> dict[str, str]:
    """What a CUSITM says of the mail object and the declaration, by the names of extra fields."""
    if kind.name != "CUSITM":
        return {}
    found = {extra: record[kind.item.position(name)] for name, extra in _OF_CUSITM.items()}
    return {extra: value for extra, value in found.items() if value is not None}


def _with_extras(kind: MessageType, record: Record, extras: Mapping[str, str]) -> Record:
    """The record with extra fields that it lacks."""
    position = kind.item.position("extra_fields")
    have = {pair[0] for pair in record[position]}
    more = [[name, value] for name, value in extras.items() if name not in have]
    if not more:
        return record
    found = list(record)
    found[position] = [*record[position], *more]
    return found


def _personal(layout: Layout, record: Record) -> Iterator[str]:
    """The personal values of a record."""
    for leaf in layout.leaves.values():
        if leaf.field.personal and record[leaf.position] is not None:
            yield record[leaf.position]
    for position, below in layout.subgroups.values():
        for group in (record[position] or ()) if below.group.repeated else (record[position],):
            if group is not None:
                yield from _personal(below, group)


def _with_names(record: Record) -> Record:
    """The record with whole names where a party has its name in parts only."""
    found = list(record)
    for party in ("sender", "addressee"):
        position, layout = ITEM_LAYOUT.subgroups[party]
        name, first, last = (layout.position(part) for part in ("name", "first_name", "last_name"))
        given = found[position]
        if given is not None and given[name] is None and (given[first] or given[last]):
            found[position] = changed = list(given)
            changed[name] = " ".join(part for part in (given[first], given[last]) if part)
    return found


def _failed(opened: Reading, message: str) -> list[Failed]:
    by_item: dict[str | None, list[Finding]] = {}
    for finding in opened.findings:
        by_item.setdefault(finding.item_id, []).append(finding)
    failed = []
    for _, item_id, worst in opened.failed:
        told = by_item.get(item_id) or ([worst] if worst else [])
        failed.append(Failed(message, Key(item_id or "", ""), tuple(told)))
    if opened.message_findings:
        failed.append(Failed(message, Key("", ""), tuple(opened.message_findings)))
    return failed
