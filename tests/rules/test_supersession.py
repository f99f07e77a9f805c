"""Rules that fold others into their finding: never in a circle, for then nobody would speak."""

from __future__ import annotations

from ead.rules.registry import builtin_rule_sets

SUPERSEDED = {rule.code: rule.supersedes for rule_set in builtin_rule_sets() for rule in rule_set.rules}


def reached(code: str) -> set[str]:
    """The codes that a rule supersedes, directly or by way of others."""
    found: set[str] = set()
    waiting = [code]
    while waiting:
        for other in SUPERSEDED.get(waiting.pop(), frozenset()) - found:
            found.add(other)
            waiting.append(other)
    return found


def test_no_rule_supersedes_itself() -> None:
    """No rule is reached again by following what it supersedes."""
    assert [] == sorted(code for code in SUPERSEDED if code in reached(code))
