"""What a check says: severities, places, corrections, findings."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from ead.named import NamedTuple

__all__ = ["NO_PARAMS", "Finding", "Fix", "Location", "Outcome", "Path", "Problem", "Severity", "worst_outcome"]

Path = tuple[str | int, ...]
"""A place in a message by field names and zero-based positions: ``("contents", 1, "hs_code")``."""

NO_PARAMS: Mapping[str, Any] = {}


class Severity(Enum):
    """How grave a finding is. Error: refused or legally incomplete. Warning: likely hold or delay. Info: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    rank: int
    """0 for error, 1 for warning, 2 for info."""

    def __init__(self, name: str) -> None:
        self.rank = ("error", "warning", "info").index(name)


class Outcome(Enum):
    """What becomes of an item or a message under the policy in force."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    INCOMPLETE = "incomplete"


def worst_outcome(*outcomes: Outcome) -> Outcome:
    """The gravest of the outcomes: incomplete, then rejected, then accepted."""
    for outcome in (Outcome.INCOMPLETE, Outcome.REJECTED):
        if outcome in outcomes:
            return outcome
    return Outcome.ACCEPTED


class Problem(NamedTuple):
    """One defect as a codec or a rule saw it, before its text and addresses are made.

    ``path`` is relative to the item (``item`` is its zero-based position) or to the message when ``item`` is ``None``.
    ``steps`` are XML steps below the item that override those derived from ``path`` (unknown or repeated elements).
    ``place`` is (line, column), both from 1, where the codec knows it already.
    """

    code: str
    path: Path = ()
    params: Mapping[str, Any] = NO_PARAMS
    steps: tuple[tuple[str, int], ...] | None = None
    place: tuple[int, int] | None = None
    fix: str | None = None


class Location(NamedTuple):
    """The addresses of a finding. ``line`` and ``column`` count from 1.

    ``path`` is for people, ``xpath`` for XML input, ``json_pointer`` (RFC 6901) for JSON input.
    """

    path: str
    xpath: str | None = None
    json_pointer: str | None = None
    line: int | None = None
    column: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The location as the JSON report shows it."""
        return {"path": self.path, "xpath": self.xpath, "json_pointer": self.json_pointer, "line": self.line, "column": self.column}


class Fix(NamedTuple):
    """How to mend a finding. ``safe`` corrections are those that ``ead fix`` may apply without asking.

    ``value`` is the corrected value (the empty text: leave the field out), ``span`` the bytes of the source's UTF-8 text that it replaces.
    """

    text: str
    safe: bool = False
    value: str | None = None
    span: tuple[int, int] | None = None

    def __repr__(self) -> str:
        return f"Fix(text={self.text!r}, safe={self.safe!r})"

    def as_dict(self) -> dict[str, Any]:
        """The fix as the JSON report shows it; the value stays inside, for it may be personal."""
        return {"text": self.text, "safe": self.safe}


class Finding(NamedTuple):
    """One located observation made by a rule. Personal values are masked in ``text`` and ``excerpt``.

    ``also`` are the codes of more general rules that saw the same; ``details`` are facts for programs, such as a partner's own rule number.
    """

    code: str
    severity: Severity
    rule_set: str
    text: str
    location: Location
    item_id: str | None = None
    fix: Fix | None = None
    reference: str | None = None
    item_index: int | None = None
    path: Path = ()
    excerpt: str | None = None
    also: tuple[str, ...] = ()
    details: Mapping[str, str] = NO_PARAMS

    def as_dict(self) -> dict[str, Any]:
        """The finding with the field names of the JSON report."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "rule_set": self.rule_set,
            "text": self.text,
            "item_id": self.item_id,
            "location": self.location.as_dict(),
            "fix": self.fix.as_dict() if self.fix else None,
            "reference": self.reference,
            "also": list(self.also),
            "details": dict(self.details),
        }
