"""What the watchers of a message say about an item, brought into the findings that a piece of the message has made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ead.engines.wire import LEVELS
from ead.findings import Finding, Outcome
from ead.formats.base import Decoded
from ead.rules.api import Rule, Scope
from ead.rules.compiler import Hit
from ead.run import ItemResult, Run
from ead.sufficiency import level_of

if TYPE_CHECKING:
    from ead.sufficiency import Sufficiency

__all__ = ["with_hits"]


def with_hits(run: Run, decoded: Decoded, hits: Iterable[Hit], findings: list[Finding], level: Sufficiency | None) -> ItemResult:
    """The result of an item about which the watchers of the message have something to say, which a piece of it cannot know.

    ``findings`` are those that a :class:`~ead.engines.worker.PieceRun` made, ``level`` is the sufficiency by them.
    """
    record = decoded.record
    assert record is not None
    probe = ItemResult(decoded.index, run.bounded(record), [], Outcome.ACCEPTED, None)
    bad = {problem.path for problem in decoded.problems or ()}
    more = run.findings_of_hits(hits, bad, decoded, probe.item_id)
    if level is not None:
        level = max(level, level_of(more), key=LEVELS.index)
        run.report.note_sufficiency(decoded.index, probe.item_id, level, run.validator.limits.findings)
    place = len(findings)
    while place and _comes_behind(findings[place - 1], run.validator.rules_by_code):
        place -= 1
    probe.findings = run.settled([*findings[:place], *run.kept(more), *findings[place:]])
    probe.outcome = run.outcome_of(probe.findings)
    probe.sufficiency = level
    return probe


def _comes_behind(finding: Finding, rules: Mapping[str, Rule]) -> bool:
    """Whether a finding is made after those of the watchers."""
    return finding.code == "CORE-INT-015" or rules[finding.code].scope is Scope.MODEL
