"""Answers of the service: what is in an envelope, and faults of SOAP 1.2 and 1.1 in plain words."""

from __future__ import annotations

import re

from lxml import etree

from ead.cds.bodies import Request, Secret
from ead.cds.errors import CdsAnswerUnreadable, CdsFault, CdsUnavailable
from ead.findings import Problem
from ead.formats.cds_frame import ADDRESSING, SOAP11, SOAP12
from ead.formats.cds_schema import SERVICE
from ead.intake.encoding import as_utf8
from ead.intake.source import open_source
from ead.intake.xml_prolog import inspect_prolog
from ead.intake.xml_tree import new_parser, parse
from ead.limits import Limits
from ead.named import NamedTuple

__all__ = ["Answer", "answer_to", "shown"]

_SHOWN = 300
_CODES = {"Client": "Sender", "Server": "Receiver"}  # SOAP 1.1 against 1.2


class Answer(NamedTuple):
    """The body of an answer: its operation's element, and the whole envelope as UTF-8."""

    element: etree._Element
    data: bytes


def answer_to(request: Request, data: bytes, token: Secret, limits: Limits) -> Answer:
    """The answer to a call.

    Raises :class:`CdsFault`, :class:`CdsUnavailable` for an answer that breaks off or is that to another call, and
    :class:`CdsAnswerUnreadable` for anything else.
    """
    root, text = _parsed(request.operation, data, limits)
    name = etree.QName(root)
    if name.localname != "Envelope" or name.namespace not in (SOAP12, SOAP11):
        raise CdsAnswerUnreadable(
            f'{request.operation}: the answer is "{name.localname[:60]}", expected a SOAP envelope; check the URL of the service'
        )
    body = root.find(f"{{{name.namespace}}}Body")
    elements = [child for child in body if isinstance(child.tag, str)] if body is not None else []
    if len(elements) != 1:
        raise CdsAnswerUnreadable(f"{request.operation}: the envelope holds {len(elements)} bodies, expected one")
    found = elements[0]
    if found.tag == f"{{{name.namespace}}}Fault":
        raise _fault(request.operation, found, str(name.namespace), token)
    expected = f"{{{SERVICE}}}{request.operation}Response"
    if found.tag != expected:
        raise CdsAnswerUnreadable(
            f'{request.operation}: the body is "{etree.QName(found).localname[:60]}", expected "{request.operation}Response" in "{SERVICE}"'
        )
    related = root.findtext(f"{{{name.namespace}}}Header/{{{ADDRESSING}}}RelatesTo")
    if related is not None and related.strip() != request.message_id:
        raise CdsUnavailable(f"{request.operation}: the answer is that to another call; the connection mixes calls up")
    return Answer(found, text)


def _parsed(operation: str, data: bytes, limits: Limits) -> tuple[etree._Element, bytes]:
    """The root of an answer and its UTF-8 text."""
    if not data.strip():
        raise CdsUnavailable(f"{operation}: the answer is empty")
    reader, refused = as_utf8(open_source(data))
    if reader is None or refused is not None:
        raise CdsAnswerUnreadable(f"{operation}: the answer is in an encoding that is not read")
    text = reader.read_all(limits.message_bytes) or b""
    root = inspect_prolog(text[: limits.prolog_bytes], complete=len(text) <= limits.prolog_bytes)
    if isinstance(root, Problem) and root.code == "CORE-INT-003":
        raise CdsAnswerUnreadable(f"{operation}: the answer has a DOCTYPE, expected none")
    if isinstance(root, Problem) and root.code == "CORE-INT-007":
        raise CdsAnswerUnreadable(f"{operation}: the answer has no element in its first {limits.prolog_bytes} bytes")
    if not text.lstrip()[:1] == b"<" or re.match(rb"(?i)\s*<html", text):
        raise CdsAnswerUnreadable(f"{operation}: the answer is no XML; check the URL of the service")
    try:
        return parse(text, new_parser()), text
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise CdsUnavailable(f"{operation}: the answer breaks off or is damaged at line {line}, column {column}") from None


def _fault(operation: str, fault: etree._Element, soap: str, token: Secret) -> CdsFault:
    def text(*path: str) -> str:
        return token.hide(shown(fault.findtext("/".join(path)) or ""))

    if soap == SOAP12:
        code, subcode = text(f"{{{soap}}}Code", f"{{{soap}}}Value"), text(f"{{{soap}}}Code", f"{{{soap}}}Subcode", f"{{{soap}}}Value")
        reason, detail = text(f"{{{soap}}}Reason", f"{{{soap}}}Text"), fault.find(f"{{{soap}}}Detail")
    else:
        whole = text("faultcode").rpartition(":")[2]
        code, _, subcode = whole.partition(".")
        reason, detail = text("faultstring"), fault.find("detail")
    local = code.rpartition(":")[2]
    said = token.hide(shown(" ".join(str(part) for part in detail.itertext()))) if detail is not None else ""
    return CdsFault(operation, _CODES.get(local, local or "Receiver"), reason, subcode=subcode.rpartition(":")[2], detail=said)


def shown(text: str) -> str:
    """A text of the service on one line and of a bearable length, without control characters."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return plain if len(plain) <= _SHOWN else f"{plain[: _SHOWN - 3]}..."
