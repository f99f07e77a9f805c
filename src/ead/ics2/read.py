"""Reading the answers of customs: tolerant of headers, prefixes, namespaces and elements it does not know, strict about hostile XML."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from lxml import etree

from ead.errors import EadError
from ead.findings import Problem
from ead.ics2 import answers
from ead.ics2.answers import Answer, Listed, Parties, Referral, Remark, TransportDocument, ValidationError
from ead.intake.encoding import as_utf8
from ead.intake.source import open_source
from ead.intake.xml_prolog import inspect_prolog
from ead.intake.xml_tree import new_parser, parse, syntax_position
from ead.limits import DEFAULT_LIMITS, Limits
from ead.patterns import lazy

__all__ = ["UnreadableAnswer", "read_answer", "root_of"]

_MOMENT = lazy(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})?")
_DEADLINE = lazy("(?i).*(?:deadline|limit|due|expir).*")
_REFERENCES = ("referralRequestReference", "referenceRequestReference")  # the second is how release 1 spells it
_PARTIES = frozenset(
    {
        "MessageHeader",
        "addressedMemberState",
        "responsibleMemberState",
        "representative",
        "declarant",
        "carrier",
        "transportDocument",
        "transportDocumentHouse",
        "customsOfficeOfFirstEntry",
    }
)


class UnreadableAnswer(EadError):
    """The answer is no XML, is refused for what it might do, is none of the known messages, or lacks what it is about."""


def read_answer(source: str | os.PathLike[str] | bytes | BinaryIO, *, limits: Limits = DEFAULT_LIMITS) -> Answer:
    """The answer of customs in a path, bytes or a binary file object.

    Known are IE3R01, N01, N03, N10, N99, Q01, Q02, Q03 and R07, in any namespace. Raises :class:`UnreadableAnswer`, and
    :class:`~ead.errors.UnreadableSource` when there is nothing to read.
    """
    root = root_of(source, limits=limits)
    name = etree.QName(root).localname
    reader = _READERS.get(name)
    if reader is None:
        raise UnreadableAnswer(f'"{name}" is no answer that is known, expected {", ".join(sorted(_READERS))}')
    return reader(root)


def root_of(source: str | os.PathLike[str] | bytes | BinaryIO, *, limits: Limits = DEFAULT_LIMITS) -> etree._Element:
    """The root element of an untrusted message; raises :class:`UnreadableAnswer`."""
    with open_source(source) as opened:
        reader, problem = as_utf8(opened)
        data = reader.read_all(limits.message_bytes) if reader is not None else None
    if data is None:
        raise UnreadableAnswer(_said(problem) if problem else f"the message is longer than {limits.message_bytes} bytes")
    prolog = inspect_prolog(data[: limits.prolog_bytes], complete=len(data) <= limits.prolog_bytes)
    if isinstance(prolog, Problem):
        raise UnreadableAnswer(_said(prolog))
    try:
        root = parse(re.sub(rb"\A\xef\xbb\xbf", b"", data), new_parser())
    except etree.XMLSyntaxError as error:
        line, column, reason = syntax_position(error)
        raise UnreadableAnswer(f"line {line}, column {column}: {reason.lower()}") from None
    if any(True for node in root.iter(etree.Entity)):
        raise UnreadableAnswer("the message refers to entities, expected none")
    return root


def _said(problem: Problem) -> str:
    reasons = {"CORE-INT-003": "the message has a DOCTYPE, expected none", "CORE-INT-006": "the message is not well-formed"}
    return reasons.get(problem.code, f"the message cannot be read ({problem.code})")


def _children(node: etree._Element, *names: str) -> Iterator[etree._Element]:
    for child in node:
        if isinstance(child.tag, str) and etree.QName(child).localname in names:
            yield child


def _text(node: etree._Element, *path: str) -> str | None:
    """The text at a path of names; ``None`` when it is not there or empty."""
    for name in path:
        found = next(_children(node, name), None)
        if found is None:
            return None
        node = found
    return (node.text or "").strip() or None


def _needed(node: etree._Element, *names: str) -> str:
    for name in names:
        if found := _text(node, name):
            return found
    raise UnreadableAnswer(f'{etree.QName(node).localname} has no "{names[0]}", expected one')


def _moment(node: etree._Element, name: str) -> datetime | None:
    return _time_of(_text(node, name, "DateTime") or _text(node, name))


def _time_of(written: str | None) -> datetime | None:
    if written is None or not _MOMENT.fullmatch(written):
        return None
    try:
        when = datetime.fromisoformat(written)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _document(node: etree._Element, *names: str) -> TransportDocument | None:
    for child in _children(node, *names):
        number = _text(child, "documentNumber") or _text(child, "referenceNumber")
        if number:
            return TransportDocument(number, _text(child, "type"))
    return None


def _parties(root: etree._Element, *known: str) -> Parties:
    names = {*known, *_PARTIES}
    strange = [child for child in root if isinstance(child.tag, str) and etree.QName(child).localname not in names]
    return Parties(
        member_state=_text(root, "responsibleMemberState", "country") or _text(root, "addressedMemberState", "country"),
        representative=_text(root, "representative", "identificationNumber"),
        declarant=_text(root, "declarant", "identificationNumber"),
        carrier=_text(root, "carrier", "identificationNumber"),
        master_document=_document(root, "transportDocument"),
        unknown={etree.QName(child).localname: " ".join("".join(map(str, child.itertext())).split()) for child in strange},
    )


def _registration(root: etree._Element) -> answers.Registration:
    return answers.Registration(
        lrn=_needed(root, "LRN"),
        mrn=_needed(root, "MRN"),
        registered_at=_moment(root, "registrationDate"),
        indicator=_text(root, "SpecificCircumstanceIndicator"),
        parties=_parties(root, "LRN", "MRN", "registrationDate", "SpecificCircumstanceIndicator"),
    )


def _errors(root: etree._Element) -> tuple[ValidationError, ...]:
    return tuple(
        ValidationError(
            code=_needed(error, "validationCode"),
            description=_text(error, "description"),
            technical=_text(error, "technicalErrorMessage"),
            pointer=_text(error, "pointer", "messageElementPath"),
        )
        for error in _children(root, "error")
    )


def _rejection(root: etree._Element) -> answers.Rejection:
    return answers.Rejection(
        reference=_text(root, "functionalReference"),
        notified_at=_moment(root, "notificationDate"),
        errors=_errors(root),
        parties=_parties(root, "functionalReference", "notificationDate", "error"),
    )


def _lifecycle_error(root: etree._Element) -> answers.LifecycleError:
    return answers.LifecycleError(
        lrn=_text(root, "LRN"),
        mrn=_text(root, "MRN"),
        notified_at=_moment(root, "notificationDate"),
        errors=_errors(root),
        parties=_parties(root, "LRN", "MRN", "notificationDate", "error"),
    )


def _listed(root: etree._Element, name: str) -> Listed:
    documents: list[str] = []
    receptacles: list[str] = []
    equipment: list[str] = []
    for box in _children(root, name):
        documents += [one for child in _children(box, "transportDocument") if (one := _text(child, "documentNumber"))]
        receptacles += [one for child in _children(box, "receptacle") if (one := _text(child, "receptacleIdentificationNumber"))]
        equipment += [one for child in _children(box, "transportEquipment") if (one := _text(child, "containerIdentificationNumber"))]
    house = _document(root, "transportDocumentHouse")
    if house is not None and house.number not in documents:
        documents.append(house.number)
    return Listed(documents=tuple(documents), receptacles=tuple(receptacles), equipment=tuple(equipment))


def _assessment(root: etree._Element) -> answers.AssessmentComplete:
    return answers.AssessmentComplete(
        mrn=_needed(root, "MRN"),
        completed_at=_moment(root, "completionDate"),
        listed=_listed(root, "assessmentComplete"),
        parties=_parties(root, "MRN", "completionDate", "assessmentComplete"),
    )


def _do_not_load(root: etree._Element) -> answers.DoNotLoad:
    return answers.DoNotLoad(
        mrn=_needed(root, "MRN"),
        issued_at=_moment(root, "documentIssueDate"),
        listed=_listed(root, "doNotLoadDetails"),
        parties=_parties(root, "MRN", "documentIssueDate", "doNotLoadDetails"),
    )


def _referrals(root: etree._Element) -> tuple[Referral, ...]:
    found = tuple(_referral(details, root) for details in _children(root, "referralRequestDetails"))
    if not found:
        raise UnreadableAnswer(f'{etree.QName(root).localname} has no "referralRequestDetails", expected one')
    return found


def _referral(details: etree._Element, root: etree._Element) -> Referral:
    method = "recommendedHRCMScreeningMethod"
    return Referral(
        reference=_needed(details, *_REFERENCES),
        type=_needed(details, "requestType"),
        document=_document(details, "transportDocumentHouse", "transportDocumentHouseLevel"),
        master_document=_document(details, "transportDocumentMaster"),
        remarks=tuple(
            Remark(code=_text(one, "code"), text=_text(one, "text"), type=_text(one, "type"))
            for one in _children(details, "additionalInformation")
        ),
        supporting_documents=tuple(
            TransportDocument(number, _text(one, "type"))
            for one in _children(details, "supportingDocuments")
            if (number := _text(one, "referenceNumber"))
        ),
        methods=tuple(code for one in _children(details, method) if (code := _text(one, "method") or _text(one))),
        pointer=_text(details, "pointer", "messageElementPath"),
        deadline=_deadline(details) or _deadline(root),
    )


def _deadline(node: etree._Element) -> datetime | None:
    """A date and time under a name that means a time limit."""
    for child in node:
        if isinstance(child.tag, str) and _DEADLINE.fullmatch(name := etree.QName(child).localname):
            return _moment(node, name)
    return None


def _information_request(root: etree._Element) -> answers.InformationRequest:
    return answers.InformationRequest(**_request(root))


def _screening_request(root: etree._Element) -> answers.ScreeningRequest:
    return answers.ScreeningRequest(**_request(root))


def _request(root: etree._Element) -> dict[str, Any]:
    return {
        "mrn": _needed(root, "MRN"),
        "issued_at": _moment(root, "documentIssueDate"),
        "referrals": _referrals(root),
        "parties": _parties(root, "MRN", "documentIssueDate", "referralRequestDetails"),
    }


def _amendment_accepted(root: etree._Element) -> answers.AmendmentAccepted:
    return answers.AmendmentAccepted(**_completion(root))


def _invalidated(root: etree._Element) -> answers.Invalidated:
    return answers.Invalidated(**_completion(root))


def _completion(root: etree._Element) -> dict[str, Any]:
    return {
        "mrn": _needed(root, "MRN"),
        "completed_at": _moment(root, "completionDate"),
        "parties": _parties(root, "MRN", "completionDate"),
    }


_READERS: dict[str, Callable[[etree._Element], Answer]] = {
    "IE3N01": _lifecycle_error,
    "IE3N03": _assessment,
    "IE3N10": _amendment_accepted,
    "IE3N99": _rejection,
    "IE3Q01": _do_not_load,
    "IE3Q02": _information_request,
    "IE3Q03": _screening_request,
    "IE3R01": _registration,
    "IE3R07": _invalidated,
}
