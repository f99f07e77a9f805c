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

__all__ = ["UnreadableAnswer", "answer_of", "children_of", "moment_of", "read_answer", "root_of", "text_of"]

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
    return answer_of(root_of(source, limits=limits))


def answer_of(root: etree._Element) -> Answer:
    """The answer of customs that a root element holds; raises :class:`UnreadableAnswer` for another message."""
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


def children_of(node: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The children with one of these local names."""
    for child in node:
        if isinstance(child.tag, str) and etree.QName(child).localname in names:
            yield child


def text_of(node: etree._Element, *path: str) -> str | None:
    """The text at a path of names; ``None`` when it is not there or empty."""
    for name in path:
        found = next(children_of(node, name), None)
        if found is None:
            return None
        node = found
    return (node.text or "").strip() or None


def _needed(node: etree._Element, *names: str) -> str:
    for name in names:
        if found := text_of(node, name):
            return found
    raise UnreadableAnswer(f'{etree.QName(node).localname} has no "{names[0]}", expected one')


def moment_of(node: etree._Element, name: str) -> datetime | None:
    """The date and time in a child, with or without its wrapper; without offset it is UTC. ``None`` when there is none."""
    return _time_of(text_of(node, name, "DateTime") or text_of(node, name))


def _time_of(written: str | None) -> datetime | None:
    if written is None or not _MOMENT.fullmatch(written):
        return None
    try:
        when = datetime.fromisoformat(written)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _document(node: etree._Element, *names: str) -> TransportDocument | None:
    for child in children_of(node, *names):
        number = text_of(child, "documentNumber") or text_of(child, "referenceNumber")
        if number:
            return TransportDocument(number, text_of(child, "type"))
    return None


def _parties(root: etree._Element, *known: str) -> Parties:
    names = {*known, *_PARTIES}
    strange = [child for child in root if isinstance(child.tag, str) and etree.QName(child).localname not in names]
    return Parties(
        member_state=text_of(root, "responsibleMemberState", "country") or text_of(root, "addressedMemberState", "country"),
        representative=text_of(root, "representative", "identificationNumber"),
        declarant=text_of(root, "declarant", "identificationNumber"),
        carrier=text_of(root, "carrier", "identificationNumber"),
        master_document=_document(root, "transportDocument"),
        unknown={etree.QName(child).localname: " ".join("".join(map(str, child.itertext())).split()) for child in strange},
    )


def _registration(root: etree._Element) -> answers.Registration:
    return answers.Registration(
        lrn=_needed(root, "LRN"),
        mrn=_needed(root, "MRN"),
        registered_at=moment_of(root, "registrationDate"),
        indicator=text_of(root, "SpecificCircumstanceIndicator"),
        parties=_parties(root, "LRN", "MRN", "registrationDate", "SpecificCircumstanceIndicator"),
    )


def _errors(root: etree._Element) -> tuple[ValidationError, ...]:
    return tuple(
        ValidationError(
            code=_needed(error, "validationCode"),
            description=text_of(error, "description"),
            technical=text_of(error, "technicalErrorMessage"),
            pointer=text_of(error, "pointer", "messageElementPath"),
        )
        for error in children_of(root, "error")
    )


def _rejection(root: etree._Element) -> answers.Rejection:
    return answers.Rejection(
        reference=text_of(root, "functionalReference"),
        notified_at=moment_of(root, "notificationDate"),
        errors=_errors(root),
        parties=_parties(root, "functionalReference", "notificationDate", "error"),
    )


def _lifecycle_error(root: etree._Element) -> answers.LifecycleError:
    return answers.LifecycleError(
        lrn=text_of(root, "LRN"),
        mrn=text_of(root, "MRN"),
        notified_at=moment_of(root, "notificationDate"),
        errors=_errors(root),
        parties=_parties(root, "LRN", "MRN", "notificationDate", "error"),
    )


def _listed(root: etree._Element, name: str) -> Listed:
    documents: list[str] = []
    receptacles: list[str] = []
    equipment: list[str] = []
    for box in children_of(root, name):
        documents += [one for child in children_of(box, "transportDocument") if (one := text_of(child, "documentNumber"))]
        receptacles += [one for child in children_of(box, "receptacle") if (one := text_of(child, "receptacleIdentificationNumber"))]
        equipment += [one for child in children_of(box, "transportEquipment") if (one := text_of(child, "containerIdentificationNumber"))]
    house = _document(root, "transportDocumentHouse")
    if house is not None and house.number not in documents:
        documents.append(house.number)
    return Listed(documents=tuple(documents), receptacles=tuple(receptacles), equipment=tuple(equipment))


def _assessment(root: etree._Element) -> answers.AssessmentComplete:
    return answers.AssessmentComplete(
        mrn=_needed(root, "MRN"),
        completed_at=moment_of(root, "completionDate"),
        listed=_listed(root, "assessmentComplete"),
        parties=_parties(root, "MRN", "completionDate", "assessmentComplete"),
    )


def _do_not_load(root: etree._Element) -> answers.DoNotLoad:
    return answers.DoNotLoad(
        mrn=_needed(root, "MRN"),
        issued_at=moment_of(root, "documentIssueDate"),
        listed=_listed(root, "doNotLoadDetails"),
        parties=_parties(root, "MRN", "documentIssueDate", "doNotLoadDetails"),
    )


def _referrals(root: etree._Element) -> tuple[Referral, ...]:
    found = tuple(_referral(details, root) for details in children_of(root, "referralRequestDetails"))
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
            Remark(code=text_of(one, "code"), text=text_of(one, "text"), type=text_of(one, "type"))
            for one in children_of(details, "additionalInformation")
        ),
        supporting_documents=tuple(
            TransportDocument(number, text_of(one, "type"))
            for one in children_of(details, "supportingDocuments")
            if (number := text_of(one, "referenceNumber"))
        ),
        methods=tuple(code for one in children_of(details, method) if (code := text_of(one, "method") or text_of(one))),
        pointer=text_of(details, "pointer", "messageElementPath"),
        deadline=_deadline(details) or _deadline(root),
    )


def _deadline(node: etree._Element) -> datetime | None:
    """A date and time under a name that means a time limit."""
    for child in node:
        if isinstance(child.tag, str) and _DEADLINE.fullmatch(name := etree.QName(child).localname):
            return moment_of(node, name)
    return None


def _information_request(root: etree._Element) -> answers.InformationRequest:
    return answers.InformationRequest(**_request(root))


def _screening_request(root: etree._Element) -> answers.ScreeningRequest:
    return answers.ScreeningRequest(**_request(root))


def _request(root: etree._Element) -> dict[str, Any]:
    return {
        "mrn": _needed(root, "MRN"),
        "issued_at": moment_of(root, "documentIssueDate"),
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
        "completed_at": moment_of(root, "completionDate"),
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
