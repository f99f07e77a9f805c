"""What stands around the views of a CDS message: operations, envelopes, and which message a body holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ead.findings import Problem
from ead.formats.cds_schema import SERVICE, XSI
from ead.formats.xml_frame import Step

__all__ = [
    "ADDRESSING",
    "DECLARATIONS",
    "NO_TOKEN",
    "NO_USER",
    "OPERATIONS",
    "RESPONSES",
    "SOAP11",
    "SOAP12",
    "Operation",
    "decode_frame",
    "look_into",
    "stacks",
]

SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
ADDRESSING = "http://www.w3.org/2005/08/addressing"
NO_TOKEN = "00000000-0000-0000-0000-000000000000"  # noqa: S105 - it says that there is none
NO_USER = "ead"
DECLARATIONS, RESPONSES = "ITMATT", "CUSRSP"

_SECRETS = ("securityToken", "userCd")
_SUBJECTS = {"Declaration": DECLARATIONS, "Response": RESPONSES, "DCResponse": RESPONSES}


@dataclass(frozen=True, slots=True)
class Operation:
    """A body: its parameters in order, the parameter with the views, the element that is a view, and what the views are about.

    ``message`` is ``None`` for answers, which may be about both; ``item`` is the element that is one view.
    """

    parameters: tuple[str, ...]
    around: tuple[str, ...]
    message: str | None
    item: str = "CDSView"


OPERATIONS = {
    "CreateOrUpdateDeclarations": Operation(("securityToken", "cdsViews", "userCd"), ("cdsViews",), DECLARATIONS),
    "CreateOrUpdateResponses": Operation(("securityToken", "cdsViews", "userCd"), ("cdsViews",), RESPONSES),
    "LoadResponse": Operation(("LoadResult",), ("LoadResult",), None),
    "LoadByMailStateResponse": Operation(("LoadByMailStateResult",), ("LoadByMailStateResult",), None),
    "GetCustomsStatusResponse": Operation(("GetCustomsStatusResult",), (), None, "GetCustomsStatusResult"),
}
"""The bodies that hold views."""


def stacks() -> tuple[tuple[str, ...], ...]:
    """The elements around a view, outermost first, in every body, bare and in an envelope."""
    return tuple((*around, name, *operation.around) for around in ((), ("Envelope", "Body")) for name, operation in OPERATIONS.items())


def look_into(head: bytes) -> tuple[str, str]:
    """The operation that a document holds, and the message that its first view is about: ``ITMATT`` where that does not show.

    ``head`` is the beginning of the document; whatever is wrong with it is told later, when it is read.
    """
    pull = etree.XMLPullParser(("start", "end"), encoding="utf-8", resolve_entities=False, no_network=True)
    stack: list[str] = []
    operation, found = "", ""
    try:
        pull.feed(head)
        for event, element in pull.read_events():
            if event == "end":
                stack.pop()
                continue
            local = etree.QName(element).localname
            stack.append(local)
            if not operation and local in OPERATIONS:
                operation = local
            in_view = operation and len(stack) > 1 and stack[-2] == OPERATIONS[operation].item
            if in_view and local in _SUBJECTS and element.get(f"{{{XSI}}}nil") not in ("true", "1"):
                found = _SUBJECTS[local]
                if found == DECLARATIONS:
                    break
            if found and stack[-1] == "CDSView":
                break
    except (etree.XMLSyntaxError, ValueError):
        pass
    own = OPERATIONS[operation].message if operation else None
    return operation, own or found or DECLARATIONS


def decode_frame(root: etree._Element, problems: list[Problem]) -> list[str]:
    """Check the envelope and the operation; returns the names of the secrets that it holds."""
    secrets: list[str] = []
    if etree.QName(root).localname != "Envelope":
        _operation(root, (), problems, secrets)
        return secrets
    soap = etree.QName(root).namespace or ""
    for body, at in _children(root, {"Header": soap, "Body": soap}, "Envelope", (), problems):
        if etree.QName(body).localname == "Body":
            for operation, below in _children(body, dict.fromkeys(OPERATIONS, SERVICE), "Body", at, problems):
                _operation(operation, below, problems, secrets)
    return secrets


def _operation(operation: etree._Element, at: tuple[Step, ...], problems: list[Problem], secrets: list[str]) -> None:
    name = etree.QName(operation).localname
    order = OPERATIONS[name].parameters if name in OPERATIONS else ()
    last = ""
    for child, below in _children(operation, dict.fromkeys(order, SERVICE), name, at, problems):
        local = etree.QName(child).localname
        if local in _SECRETS and (child.text or "").strip() not in ("", NO_TOKEN, NO_USER):
            secrets.append(local)
        if last and order.index(local) < order.index(last):
            problems.append(Problem("CORE-STR-009", (), {"name": local, "after": last}, below))
        last = max(last or local, local, key=order.index)


def _children(
    parent: etree._Element, known: dict[str, str], group: str, at: tuple[Step, ...], problems: list[Problem]
) -> Iterator[tuple[etree._Element, tuple[Step, ...]]]:
    """The known children of an element of the frame and their steps; the others, and stray text, are told."""
    if (parent.text or "").strip(" \t\r\n"):
        problems.append(Problem("CORE-STR-011", (), {"place": f"in {group}"}, at))
    counts: dict[str, int] = {}
    for child in parent:
        name = etree.QName(child)
        local = name.localname
        counts[local] = counts.get(local, 0) + 1
        below = (*at, (local, counts[local]))
        expected = known.get(local)
        if expected is None:
            problems.append(Problem("CORE-STR-002", (), {"name": local[:60], "group": group}, below))
        elif name.namespace != expected:
            problems.append(
                Problem("CORE-STR-014", (), {"name": local, "namespace": (name.namespace or "none")[:100], "expected": expected}, below)
            )
        elif counts[local] > 1:
            problems.append(Problem("CORE-STR-008", (), {"field": local}, below))
        else:
            yield child, below
