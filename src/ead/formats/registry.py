"""Finding the codec of a source: by name, by extension, or by looking at its first bytes."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache
from pathlib import PurePath

from ead.errors import UndecodableSource, UnsupportedFormat
from ead.fields.messages import MESSAGES, namespace_of
from ead.findings import Problem
from ead.formats.base import Codec, ItemStream, undecodable
from ead.formats.json_head import message_named_in
from ead.intake import fast_path
from ead.intake.encoding import as_utf8
from ead.intake.source import Reader
from ead.intake.xml_prolog import inspect_prolog
from ead.limits import Limits

__all__ = ["ALL_FORMATS", "FORMATS", "codec", "format_for", "format_for_path", "recognise", "recognise_short"]

_MODULES = {
    "itmatt-xml": "itmatt_xml",
    "itmatt-json": "itmatt_json",
    "itmatt-ndjson": "itmatt_ndjson",
    "csv": "itmatt_csv",
    "cds-soap": "cds_soap",
    "cds-data": "cds_data",
}
FORMATS = tuple(_MODULES)
"""The formats that carry items of ITMATT; those of CDS carry CUSRSP as well."""

SYNTAXES = ("xml", "json", "ndjson")
ALL_FORMATS = (*FORMATS, *(f"{name.lower()}-{syntax}" for name in MESSAGES[1:] for syntax in SYNTAXES))
"""All formats: those of ITMATT, and of each other message as XML, JSON and NDJSON."""

_EXTENSIONS = {
    ".xml": "itmatt-xml",
    ".json": "itmatt-json",
    ".ndjson": "itmatt-ndjson",
    ".jsonl": "itmatt-ndjson",
    ".csv": "csv",
    ".soap": "cds-soap",
}
_BLANKS = b" \t\r\n"
CDS_BODIES = (
    "CreateOrUpdateDeclarations",
    "CreateOrUpdateResponses",
    "GetCustomsStatusResponse",
    "LoadByMailStateResponse",
    "LoadResponse",
)
# The local name of the root, the format, and the namespaces it may stand in: none named, any will do.
_XML_ROOTS: dict[str, tuple[str, tuple[str, ...]]] = {
    **{name.capitalize(): (f"{name.lower()}-xml", (namespace_of(name),)) for name in MESSAGES},
    **dict.fromkeys(CDS_BODIES, ("cds-soap", ("http://tempuri.org/",))),
    **dict.fromkeys(("CdsData", "DecData", "ResData"), ("cds-data", ())),
    "Envelope": ("cds-soap", ("http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/")),
}


@cache
def codec(name: str) -> Codec:
    """The codec called ``name``; raises :class:`UnsupportedFormat`."""
    if name not in ALL_FORMATS:
        raise UnsupportedFormat(f'there is no format "{name}"; known are {", ".join(ALL_FORMATS)}')
    if name in _MODULES:
        found = importlib.import_module(f"ead.formats.{_MODULES[name]}").CODEC
    else:
        found = importlib.import_module("ead.formats.dialogue").dialogue_codec(name)
    assert isinstance(found, Codec)
    return found


def format_for_path(path: str) -> str:
    """The format that a file name stands for; raises :class:`UnsupportedFormat` for an unknown extension."""
    extension = PurePath(path).suffix.lower()
    if extension not in _EXTENSIONS:
        known = ", ".join(_EXTENSIONS)
        raise UnsupportedFormat(f'no format is known for the extension "{extension}" of "{path}"; known are {known}; or name the format')
    return _EXTENSIONS[extension]


def format_for(message: str, name: str) -> str:
    """The format of a message in the syntax of an ITMATT format: ``cusrsp-json`` for CUSRSP and ``itmatt-json``.

    A format that is no syntax of a message of its own (``csv``, ``cds-soap``) stays what it is; :meth:`Codec.holding` tells the rest.
    """
    own, _, syntax = name.rpartition("-")
    return f"{message.lower()}-{syntax}" if own == "itmatt" else name


def recognise(reader: Reader, limits: Limits, name: str | None = None) -> tuple[Codec, Reader] | Problem:
    """The codec for a source and a UTF-8 reader of it, or why there is none."""
    if not reader.peek(1):
        return Problem("CORE-INT-001", place=(1, 1))
    text, refused = as_utf8(reader)
    if text is None or refused is not None:
        return refused or Problem("CORE-INT-001")
    try:
        head = text.peek(limits.prolog_bytes)
    except UndecodableSource as error:
        return undecodable(error)
    found = _by_content(head, len(head) < limits.prolog_bytes, reader.name, limits) if name is None else _named(name, head, limits)
    return found if isinstance(found, Problem) else (codec(found), text)


def recognise_short(reader: Reader, limits: Limits, name: str | None = None) -> ItemStream | None:
    """All of a short message that is of the usual form, without a look at anything by itself; ``None`` for any other."""
    data = reader.held(limits.prolog_bytes) if name is None or name == "itmatt-xml" else None
    if data is None or not data.startswith(b"<") or not fast_path.ON:
        return None
    return _short_messages()(data, limits)


@cache
def _short_messages() -> Callable[[bytes, Limits], ItemStream | None]:
    """What takes in short messages; loaded with the first one, for other formats do without."""
    from ead.formats.xml_short import short_message

    return short_message


def _named(name: str, head: bytes, limits: Limits) -> str | Problem:
    if name.endswith("-xml") or name in ("cds-data", "cds-soap"):
        complete = len(head) < limits.prolog_bytes
        found = _by_root(head, complete)
        if isinstance(found, Problem):
            return found
        root = inspect_prolog(head, complete=complete)
        if found != codec(name).name and not isinstance(root, Problem):
            return Problem("CORE-MSG-001", params={"name": root.name[:60]}, place=(1, 1))
    return codec(name).name


def _by_content(head: bytes, complete: bool, path: str, limits: Limits) -> str | Problem:
    start = head.lstrip(_BLANKS)
    if not start:
        return (
            Problem("CORE-INT-001", place=(1, 1))
            if complete
            else Problem("CORE-INT-007", params={"limit": limits.prolog_bytes}, place=(1, 1))
        )
    if start.startswith(b"<"):
        return _by_root(head, complete)
    if start[:1] in b"{[":
        message = message_named_in(start, complete=complete)
        form = "itmatt-ndjson" if _looks_like_lines(start, path) else "itmatt-json"
        return format_for(message, form) if message in MESSAGES else form
    first_line = start.split(b"\n", 1)[0]
    if b"item_id" in first_line or PurePath(path).suffix.lower() == ".csv":
        return "csv"
    if PurePath(path).suffix.lower() in (".json", ".ndjson", ".jsonl", ".xml"):
        return _EXTENSIONS[PurePath(path).suffix.lower()]
    return Problem(
        "CORE-INT-002", params={"reason": "it begins neither like XML nor like JSON nor with a CSV header that has item_id"}, place=(1, 1)
    )


def _by_root(head: bytes, complete: bool) -> str | Problem:
    root = inspect_prolog(head, complete=complete)
    if isinstance(root, Problem):
        return root
    known = _XML_ROOTS.get(root.name)
    if known is None:
        return Problem("CORE-MSG-001", params={"name": root.name[:60]}, place=(1, 1))
    if known[1] and root.namespace not in known[1]:
        return Problem("CORE-MSG-002", params={"name": root.name, "namespace": root.namespace[:100], "expected": known[1][0]}, place=(1, 1))
    return known[0]


def _looks_like_lines(start: bytes, path: str) -> bool:
    """NDJSON: by its extension, or because the first line is a whole object that is no message with items."""
    if PurePath(path).suffix.lower() in (".ndjson", ".jsonl"):
        return True
    first, newline, _ = start.partition(b"\n")
    whole = bool(newline) and first.rstrip().endswith(b"}") and b'"items"' not in first
    return whole and (b'"header"' in first or b'"item_id"' in first)
