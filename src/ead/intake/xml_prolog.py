"""What stands before and in the root start tag, looked at by a bare expat, or known at sight, before lxml sees anything."""

from __future__ import annotations

from functools import lru_cache

from ead.findings import Problem
from ead.intake import fast_path
from ead.named import NamedTuple

__all__ = ["Root", "inspect_prolog"]

_LONGEST = 512


class Root(NamedTuple):
    """The root element's namespace and local name."""

    namespace: str
    name: str


class _Stop(Exception):
    """Raised out of a handler to end the scan."""


def inspect_prolog(head: bytes, *, complete: bool) -> Root | Problem:
    """The root element of a UTF-8 document, or why the document is refused.

    ``head`` is the beginning of the document, ``complete`` says that there is no more. A DOCTYPE is refused here, before its content is
    read: entity bombs, external entities and DTD fetches all start with one.
    """
    end = head.find(b">", head.find(b"?>") + 2) + 1
    root = _root_of(head[:end]) if fast_path.ON and 0 < end <= _LONGEST else None
    return root if root is not None else _inspect_by_expat(head, complete=complete)


@lru_cache(maxsize=64)
def _root_of(beginning: bytes) -> Root | None:
    """The root of every document that begins with these bytes, where it stands in them: messages of a sender begin alike."""
    found = _inspect_by_expat(beginning, complete=False)
    return found if isinstance(found, Root) else None


def _inspect_by_expat(head: bytes, *, complete: bool) -> Root | Problem:
    # Short messages of the usual form do without, and so does a start that checks one.
    from xml.parsers import expat

    found: list[Root | Problem] = []
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")

    def doctype(*_: object) -> None:
        found.append(Problem("CORE-INT-003", place=(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)))
        raise _Stop

    def element(name: str, _: object) -> None:
        namespace, _, local = name.rpartition(" ")
        found.append(Root(namespace, local))
        raise _Stop

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = element
    try:
        parser.Parse(head, complete)
    except _Stop:
        return found[0]
    except expat.ExpatError as error:
        return Problem("CORE-INT-006", params={"reason": expat.ErrorString(error.code)}, place=(error.lineno, error.offset + 1))
    return Problem("CORE-INT-007", params={"limit": len(head)}, place=(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))
