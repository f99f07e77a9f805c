"""Figures on the quality of what was declared: valid HS codes, vague descriptions, dummy values, by the rules of ``ead validate``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ead.findings import Finding
from ead.ledger.declared import declared_item
from ead.ledger.stories import Entry, Known
from ead.models import Item
from ead.named import NamedTuple
from ead.rules.facts import COMMERCIAL_NATURES
from ead.validator import Validator

__all__ = ["QUALITY", "Count", "Quality"]

QUALITY = ("hs", "vague", "dummy")
"""The figures that need the rules."""


class Count(NamedTuple):
    """What one item adds to a figure: so many counted, of so many, so many left out; the target that it comes under."""

    kpi: str
    counted: int = 0
    of: int = 0
    left_out: int = 0
    target: float = 0.0


class Quality:
    """Judges the last ITMATT of each item by the rules that a table names; nothing is loaded when no such figure is asked for."""

    def __init__(self, table: Mapping[str, Any], kpis: Sequence[str]) -> None:
        self._kpis = kpis
        self._codes = {kpi: frozenset(table["quality"][kpi]) for kpi in ("hs", "vague")}
        self._dummies = {name: (frozenset(row["rules"]), tuple(row["fields"])) for name, row in table["dummy"].items()}
        asked = {code for codes in self._codes.values() for code in codes} | {code for codes, _ in self._dummies.values() for code in codes}
        self._validator = Validator(("hs", "dq", "upu"), select=sorted(asked)) if kpis else None

    @property
    def is_asked(self) -> bool:
        """Whether any of these figures is asked for."""
        return bool(self._kpis)

    def counts(self, known: Known) -> Iterator[Count]:
        """What an item adds."""
        sent = [entry for entry in known.revisions if entry.kind == "ITMATT"]
        if self._validator is None or not sent:
            return
        item = declared_item(sent[-1].told, sent[-1].personal)
        if item is None:
            return
        findings = [finding for result in self._validator.iter_validate(item) for finding in result.findings]
        if "hs" in self._kpis and item.nature in COMMERCIAL_NATURES:
            yield self._of_pieces("hs", item, findings, missing="hs_code")
        if "vague" in self._kpis:
            yield self._of_pieces("vague", item, findings)
        if "dummy" in self._kpis:
            yield from self._of_values(item, findings, sent[-1])

    def _of_pieces(self, kpi: str, item: Item, findings: Sequence[Finding], missing: str = "") -> Count:
        """Vague pieces, or pieces with a valid code: those with a finding, or without."""
        found = {finding.path[1] for finding in findings if finding.code in self._codes[kpi] and finding.path[:1] == ("contents",)}
        lacking = {place for place, piece in enumerate(item.contents) if missing and not getattr(piece, missing)}
        bad = len(found | lacking)
        return Count(kpi, len(item.contents) - bad if missing else bad, len(item.contents))

    def _of_values(self, item: Item, findings: Sequence[Finding], entry: Entry) -> Iterator[Count]:
        for name, (codes, fields) in self._dummies.items():
            groups: Sequence[Any] = item.contents if fields[0] in ("amount", "hs_code") else [item.sender, item.addressee]
            if entry.personal is None and groups is not item.contents:
                yield Count(f"dummy.{name}", left_out=1)
                continue
            given = sum(getattr(group, one, None) is not None for group in groups for one in fields)
            dummies = {finding.path for finding in findings if finding.code in codes and finding.path and finding.path[-1] in fields}
            yield Count(f"dummy.{name}", len(dummies), given)
