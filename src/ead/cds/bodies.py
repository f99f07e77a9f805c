"""The requests of the contract: the parameters of each operation in the order of the wire, and the envelope around them.

The contract is that of the service ``CDSAPIService``: SOAP 1.2 document/literal with WS-Addressing 1.0. Parameters that have no value
are left out, which the contract allows for all but truth values and whole numbers.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from ead.formats.cds_frame import ADDRESSING, SOAP12
from ead.formats.cds_schema import ARRAYS, CORE, OPERATIONAL, SERVICE
from ead.formats.xml_text import escape
from ead.named import NamedTuple

__all__ = ["OPERATIONS", "Request", "Secret", "Value", "action_of", "request"]

Value = str | int | bool | datetime | None

OPERATIONS: Mapping[str, tuple[str, ...]] = {
    "CreateOrUpdateDeclarations": ("securityToken", "cdsViews", "userCd"),
    "CreateOrUpdateResponses": ("securityToken", "cdsViews", "userCd"),
    "GetCustomsStatus": ("token", "postalOrgCd", "id", "flow", "forceCreateResponseIfNotAvailable", "userCd"),
    "Load": (
        "token",
        "postalOrgCd",
        "customsOrgCd",
        "organizationTypeCd",
        "id",
        "flow",
        "partnerPostalOrgCd",
        "partCountryCd",
        "dtFrom",
        "dtTo",
        "zipFrom",
        "zipTo",
        "mailClassCd",
        "onlyWithoutResponse",
        "onlyWithDeclarationOrResponse",
        "recordsLimit",
    ),
    "LoadByMailState": ("token", "postalOrgCd", "customsOrgCd", "organizationTypeCd", "flow", "mailStateCd"),
    "UpdateMailState": ("securityToken", "id", "postalOrgCd", "partnerPostalOrgCd", "flow", "mailState", "userCd"),
}
"""The operations and their parameters, in the order of the wire."""

TOKENS = frozenset({"token", "securityToken"})
_ANONYMOUS = f"{ADDRESSING}/anonymous"


class Secret:
    """A security token that no repr, log or exception shows."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The token itself."""
        return self._value

    def hide(self, text: str) -> str:
        """A text without the token."""
        return text.replace(self._value, "***") if self._value else text

    def __repr__(self) -> str:
        return "Secret('***')"

    def __reduce__(self) -> str:
        raise TypeError("a security token is not pickled")


class Request(NamedTuple):
    """A call as it goes out: ``body`` holds the token, so it is never shown."""

    operation: str
    message_id: str
    body: bytes

    def __repr__(self) -> str:
        return f"Request({self.operation!r}, {self.message_id!r}, {len(self.body)} bytes)"


def action_of(operation: str) -> str:
    """The SOAP action of an operation."""
    return f"{SERVICE}ICDSAPIService/{operation}"


def request(operation: str, to: str, token: Secret, parameters: Mapping[str, Value], views: str | None = None) -> Request:
    """The envelope of a call; ``views`` are the ``CDSView`` elements of an operation that takes them, prefixes ``o``, ``c``, ``a``.

    Raises :class:`KeyError` for a parameter that the operation does not have.
    """
    order = OPERATIONS[operation]
    for name in parameters:
        if name not in order:
            raise KeyError(name)
    parts = []
    for name in order:
        if name == "cdsViews":
            parts.append(f'<cdsViews xmlns:o="{OPERATIONAL}" xmlns:c="{CORE}" xmlns:a="{ARRAYS}">\n{views or ""}</cdsViews>\n')
        elif name in TOKENS:
            parts.append(f"<{name}>{escape(token.reveal())}</{name}>\n")
        elif (value := parameters.get(name)) is not None:
            parts.append(f"<{name}>{escape(_text(value))}</{name}>\n")
    message_id = f"urn:uuid:{uuid.uuid4()}"
    text = f"""<?xml version="1.0" encoding="UTF-8"?>
<s:Envelope xmlns:s="{SOAP12}" xmlns:w="{ADDRESSING}">
<s:Header>
<w:Action s:mustUnderstand="1">{action_of(operation)}</w:Action>
<w:MessageID>{message_id}</w:MessageID>
<w:ReplyTo><w:Address>{_ANONYMOUS}</w:Address></w:ReplyTo>
<w:To s:mustUnderstand="1">{escape(to)}</w:To>
</s:Header>
<s:Body>
<{operation} xmlns="{SERVICE}">
{"".join(parts)}</{operation}>
</s:Body>
</s:Envelope>
"""
    return Request(operation, message_id, text.encode())


def _text(value: str | int | bool | datetime) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")[:19]  # receivers read exactly 19 characters
    return str(value)
