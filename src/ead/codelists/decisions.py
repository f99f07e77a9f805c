"""Decisions of customs on an item (CUSRSP). The list is open, and what a code means is master data of each administration.

The codes seen in exchange are 1 to 8 and 99; their meaning is not public. So a decision is looked up by code, reason and administration,
and labels are loaded from a file of the user's (:func:`ead.read_decisions`). Each decision belongs to a group that programs can act on.

>>> decisions = builtin()
>>> decisions.group("2", reason="3", organisation="INC").value, decisions.label("2", reason="3", organisation="INC")
('release', 'out of charge')
>>> decisions.group("42").value, decisions.label("42")
('other', '')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache

from ead.codelists import _data
from ead.codelists.base import CodeList, make

__all__ = ["Decision", "DecisionGroup", "Decisions", "builtin", "code_list"]

CODE = "[A-Z0-9]{1,8}"


class DecisionGroup(Enum):
    """What a decision comes to, in words that programs can act on."""

    RELEASE = "release"
    RELEASE_WITH_CHARGES = "release with charges"
    PRESENT = "present"
    HOLD = "hold"
    RETURN = "return"
    DO_NOT_LOAD = "do not load"
    INFORMATION = "information"
    SCREENING = "screening"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One meaning of a decision code.

    ``reason`` and ``organisation`` narrow it down: to that reason code, and to administrations whose code is or begins with that text.
    Empty, they mean any.
    """

    code: str
    group: DecisionGroup
    label: str = ""
    reason: str = ""
    organisation: str = ""


class Decisions:
    """Meanings of decision codes; immutable. Of two that fit, the one that says more wins: administration before reason."""

    __slots__ = ("_by_code",)

    def __init__(self, decisions: Iterable[Decision]) -> None:
        found: dict[str, dict[tuple[str, str], Decision]] = {}
        for decision in decisions:
            found.setdefault(decision.code, {})[decision.organisation, decision.reason] = decision
        self._by_code = found

    def __iter__(self) -> Iterator[Decision]:
        """All meanings, by code."""
        return (decision for code in sorted(self._by_code) for decision in self._by_code[code].values())

    def find(self, code: str, *, reason: str | None = None, organisation: str | None = None) -> Decision | None:
        """The meaning of a code, or ``None`` when there is none that fits."""
        fitting = [
            decision
            for decision in self._by_code.get(code, {}).values()
            if decision.reason in ("", reason) and (organisation or "").startswith(decision.organisation)
        ]
        return max(fitting, key=lambda decision: (len(decision.organisation), len(decision.reason)), default=None)

    def group(self, code: str, *, reason: str | None = None, organisation: str | None = None) -> DecisionGroup:
        """The group of a code; :attr:`DecisionGroup.OTHER` for one that is not known."""
        found = self.find(code, reason=reason, organisation=organisation)
        return found.group if found is not None else DecisionGroup.OTHER

    def label(self, code: str, *, reason: str | None = None, organisation: str | None = None) -> str:
        """The label of a code; the empty text for one that is not known."""
        found = self.find(code, reason=reason, organisation=organisation)
        return found.label if found is not None else ""

    def extended(self, decisions: Iterable[Decision]) -> Decisions:
        """These meanings and others; another one for the same code, reason and administration takes the place of that here."""
        return Decisions([*self, *decisions])


@cache
def builtin() -> Decisions:
    """The meanings that are public."""
    return Decisions(
        Decision(code=code, reason=reason, organisation=organisation, group=DecisionGroup(group), label=label)
        for code, reason, organisation, group, label in _data.read("decisions").rows
    )


@cache
def code_list() -> CodeList:
    """Return the decision codes as an open code list, with the labels that hold for any administration."""
    head = _data.read("decisions").head
    return make(
        "decisions",
        head["title"],
        {decision.code: decision.label for decision in builtin() if not decision.organisation and not decision.reason},
        edition=head["edition"],
        source=head["source"],
        licence=head["licence"],
        closed=False,
        pattern=CODE,
    )
